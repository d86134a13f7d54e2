//! E-mail addresses, as far as a server can tell without sending to them.

use super::text::fold;

/// Longest address that mail can carry (RFC 5321: 256 characters with its brackets).
const LONGEST: usize = 254;

/// The text is no address.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("should be an e-mail address such as ada@example.org")]
pub struct NotAnEmail;

/// An e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Checks the shape: something before one `@`, a host after it, nothing invisible.
    ///
    /// Quoted local parts and addresses without a dot-name (`root@localhost` is fine) are left to
    /// the mail servers: only a message that arrives proves an address.
    ///
    /// # Errors
    /// When no mail could go there.
    pub fn parse(text: &str) -> Result<Self, NotAnEmail> {
        let text = text.trim();
        let (local, host) = text.rsplit_once('@').ok_or(NotAnEmail)?;
        let local_allows =
            |c: char| !c.is_whitespace() && !c.is_control() && !"\"(),:;<>[\\]@".contains(c);
        let label_allows = |c: char| c.is_alphanumeric() || c == '-';
        let is_label = |label: &str| {
            !label.is_empty()
                && label.chars().all(label_allows)
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let sound = text.len() <= LONGEST
            && (1..=64).contains(&local.len())
            && local.chars().all(local_allows)
            && host.split('.').all(is_label);
        sound.then(|| Self(text.to_owned())).ok_or(NotAnEmail)
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which two addresses are compared.
    #[must_use]
    pub fn folded(&self) -> String {
        fold(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_texts() {
        for good in [
            "ada@example.org",
            " a.b+c@localhost ",
            "é@exämple.org",
            "root@127.0.0.1",
        ] {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "ada@@example.org",
            "a b@example.org",
            "ada@exa mple.org",
            "ada@.org",
            "ada@-a.org",
            "ada\0@example.org",
            "<ada@example.org>",
            &format!("{}@example.org", "a".repeat(65)),
        ] {
            assert_eq!(Email::parse(bad), Err(NotAnEmail), "{bad}");
        }
    }

    #[test]
    fn case_does_not_make_another_address() {
        let (one, other) = (
            Email::parse("Ada@Example.org"),
            Email::parse("ada@example.org"),
        );
        assert_eq!(one.unwrap().folded(), other.unwrap().folded());
    }
}
