//! Settings that are one word, or one number, of a few.

use crate::{
    config::node::Node,
    domain::{CommentsPolicy, NsfwPolicy, Privacy},
};

use super::Leaf;

/// Declares an enum whose values are written as words.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// The word of the configuration and of the API.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl Leaf for $name {
            fn accepted() -> String {
                format!("one of {}", [$($word),+].join(", "))
            }

            fn parse(node: &Node) -> Option<Self> {
                let text = node.text()?;
                [$(Self::$variant),+].into_iter().find(|value| value.word() == text)
            }

            fn show(&self) -> String {
                super::scalar::quoted(self.word())
            }
        }
    )+};
}

words! {
    /// How much is logged.
    LogLevel {
        /// Failures of ours.
        Error = "error",
        /// And what an operator should look at.
        Warn = "warn",
        /// And what happens in the large.
        Info = "info",
        /// And what happens in the small.
        Debug = "debug",
        /// Everything.
        Trace = "trace",
    }
    /// The form of log lines.
    LogFormat {
        /// `human` on a terminal, `json` elsewhere.
        Auto = "auto",
        /// Lines for people.
        Human = "human",
        /// One JSON object a line.
        Json = "json",
    }
    /// What SQLite has on the disk when a commit answers.
    SqliteDurability {
        /// The commit: a power cut loses nothing (`synchronous=FULL`).
        Full = "full",
        /// The commit, unless the power fails in the next moments (`synchronous=NORMAL`).
        Normal = "normal",
    }
    /// The presets of the encoder.
    TranscodingProfile {
        /// Less CPU time, larger files.
        Fast = "fast",
        /// Between the two.
        Default = "default",
        /// More CPU time, better pictures.
        Quality = "quality",
    }
    /// Whether graphics cards encode.
    HardwareEncoding {
        /// Where one is found that works.
        Auto = "auto",
        /// Never.
        None = "none",
    }
    /// Who takes outgoing mail.
    MailTransport {
        /// A mail server.
        Smtp = "smtp",
        /// A program of this machine.
        Sendmail = "sendmail",
    }
    /// How trending videos are ranked.
    TrendingAlgorithm {
        /// Rising interest, per viewer.
        Hot = "hot",
        /// Most viewed lately.
        MostViewed = "most-viewed",
        /// Most liked.
        MostLiked = "most-liked",
    }
}

/// Declares how an enum of the contract's numbers is read.
macro_rules! contract_numbers {
    ($($type:ty),+) => {$(
        impl Leaf for $type {
            fn accepted() -> String {
                let known: Vec<String> = Self::ALL
                    .iter()
                    .map(|value| format!("{} ({})", value.number(), value.label()))
                    .collect();
                format!("one of {}", known.join(", "))
            }

            fn parse(node: &Node) -> Option<Self> {
                let number: i64 = node.text()?.parse().ok()?;
                Self::try_from(number).ok()
            }

            fn show(&self) -> String {
                self.number().to_string()
            }
        }
    )+};
}

contract_numbers!(CommentsPolicy, Privacy);

impl Leaf for NsfwPolicy {
    fn accepted() -> String {
        "one of display, blur, do_not_list".to_owned()
    }

    fn parse(node: &Node) -> Option<Self> {
        Self::try_from(node.text()?.to_owned()).ok()
    }

    fn show(&self) -> String {
        super::scalar::quoted(self.word())
    }
}
