//! Which content it is: the strong entity tag and the time of the last change (RFC 9110, 8.8).

use std::time::{Duration, SystemTime};

use actix_web::http::header::HttpDate;
use sha2::{Digest, Sha256};

/// What tells one content from every other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    tag: String,
    modified: SystemTime,
}

impl Version {
    /// Of a file, by all that changes when its bytes do.
    #[must_use]
    pub fn of_file(name: &str, size: u64, modified: SystemTime) -> Self {
        let since = since_epoch(modified);
        let mut hash = Sha256::new();
        hash.update(size.to_be_bytes());
        hash.update(since.as_nanos().to_be_bytes());
        hash.update(name.as_bytes());
        Self::new(&hash.finalize(), since)
    }

    /// Of a text made from a file of that age.
    #[must_use]
    pub fn of_bytes(bytes: &[u8], modified: SystemTime) -> Self {
        Self::new(&Sha256::digest(bytes), since_epoch(modified))
    }

    /// HTTP knows whole seconds only: what is compared with a date must be as coarse.
    fn new(digest: &[u8], since: Duration) -> Self {
        let tag = digest.iter().take(16).map(|byte| format!("{byte:02x}"));
        Self {
            tag: tag.collect(),
            modified: SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs()),
        }
    }

    /// The tag without its quotes.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The header `ETag`.
    #[must_use]
    pub fn entity_tag(&self) -> String {
        format!("\"{}\"", self.tag)
    }

    /// The header `Last-Modified`, in whole seconds.
    #[must_use]
    pub fn last_modified(&self) -> HttpDate {
        self.modified.into()
    }
}

fn since_epoch(modified: SystemTime) -> Duration {
    modified
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_makes_another_version() {
        let at = |nanos| SystemTime::UNIX_EPOCH + Duration::from_nanos(nanos);
        let version = Version::of_file("a", 1, at(5));
        assert_eq!(version, Version::of_file("a", 1, at(5)));
        assert_ne!(version.tag(), Version::of_file("b", 1, at(5)).tag());
        assert_ne!(version.tag(), Version::of_file("a", 2, at(5)).tag());
        assert_ne!(version.tag(), Version::of_file("a", 1, at(6)).tag());
        assert_eq!(
            version.last_modified().to_string(),
            "Thu, 01 Jan 1970 00:00:00 GMT"
        );
    }
}
