//! The types of single settings: each says what it accepts, reads it and shows it again.

mod choice;
mod database_url;
mod duration;
mod limit;
mod network;
mod path;
mod quantity;
mod scalar;
mod secret;
mod size;
#[cfg(test)]
mod tests;

pub use choice::{
    HardwareEncoding, LogFormat, LogLevel, MailTransport, SqliteDurability, TranscodingProfile,
    TrendingAlgorithm,
};
pub use database_url::DatabaseUrl;
pub use duration::{days, hours, milliseconds, minutes, seconds};
pub use limit::Limit;
pub use network::{Cidr, HostName, Proxies, WebUrl};
pub use path::Folder;
pub use secret::Secret;
pub use size::{ByteSize, gibibytes, kibibytes, mebibytes};

use super::node::Node;

/// A value without keys below it.
pub(crate) trait Leaf: Sized {
    /// Whether messages must not show it.
    const SECRET: bool = false;

    /// What is accepted, for messages.
    fn accepted() -> String;

    /// The value, or nothing when it is not accepted.
    fn parse(node: &Node) -> Option<Self>;

    /// The value as YAML would have it; what this shows, `parse` reads.
    fn show(&self) -> String;
}
