//! What a live is beside a video: how late it may be, why it ended, the key to publish it.

use std::fmt;

use hmac::Mac;
use sha2::{Digest, Sha256};

use super::{Privacy, PublicUuid, keyed_hash::keyed_hash, number_enum::number_enum};

number_enum! {
    /// The choice between delay and steadiness.
    LatencyMode {
        /// What suits most.
        Default = 1, "Default";
        /// Steady, and later.
        HighLatency = 2, "High latency";
        /// As early as can be.
        SmallLatency = 3, "Small latency";
    }
}

number_enum! {
    /// Why a session ended, if not because its publisher wanted it.
    LiveError {
        /// Its publisher was too slow, or went silent.
        BadSocketHealth = 1, "Bad socket health";
        /// It was as long as it may be.
        DurationExceeded = 2, "Max duration exceeded";
        /// Its recording would be larger than its owner may keep.
        QuotaExceeded = 3, "Quota exceeded";
        /// The encoder of its renditions failed.
        EncoderError = 4, "Encoder error";
        /// The video or its owner was blocked.
        Blocked = 5, "Video blocked";
        /// A runner failed.
        RunnerJobError = 6, "Runner job error";
        /// A runner's work was cancelled.
        RunnerJobCancelled = 7, "Runner job cancelled";
        /// Anything else.
        Unknown = 8, "Unknown";
        /// What came was no stream that can be passed on.
        InvalidInput = 9, "Invalid input stream";
    }
}

/// Where the recording of a session lies among the work in progress.
#[must_use]
pub fn recording_folder(name: &str) -> String {
    format!("live-{name}")
}

/// The name of the recording that lies in such a folder; none for other folders.
#[must_use]
pub fn session_of_folder(folder: &str) -> Option<&str> {
    folder.strip_prefix("live-")
}

/// What its owner wants of a live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveWishes {
    /// Whether it has one session after another.
    pub permanent: bool,
    /// The privacy of the video that a session becomes; none where it becomes none.
    pub replay: Option<Privacy>,
    /// How late it may be.
    pub latency: LatencyMode,
}

/// The secret that whoever publishes a live shows. Made of the server's secret, so that only its hash need be kept.
#[derive(Clone, PartialEq, Eq)]
pub struct StreamKey(String);

impl StreamKey {
    /// The key of a live.
    #[must_use]
    pub fn of(secret: &[u8], live: PublicUuid) -> Self {
        let mut mac = keyed_hash(secret, "stream key");
        mac.update(live.as_uuid().as_bytes());
        let digest = mac.finalize().into_bytes();
        let bytes = digest.first_chunk().copied().unwrap_or_default();
        Self(
            uuid::Builder::from_random_bytes(bytes)
                .into_uuid()
                .to_string(),
        )
    }

    /// What a publisher sent.
    #[must_use]
    pub fn given(text: &str) -> Self {
        Self(text.to_ascii_lowercase())
    }

    /// As it is shown to its owner.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl fmt::Debug for StreamKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StreamKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_same_each_time_and_another_for_each_live_and_server() {
        let live = PublicUuid::random();
        let key = StreamKey::of(b"secret", live);
        assert_eq!(key, StreamKey::of(b"secret", live));
        assert_ne!(key, StreamKey::of(b"another", live));
        assert_ne!(key, StreamKey::of(b"secret", PublicUuid::random()));
        assert_eq!(
            StreamKey::given(&key.reveal().to_uppercase()).hash(),
            key.hash()
        );
        assert_eq!(key.reveal().len(), 36);
        assert_ne!(key.reveal(), live.to_string());
        assert!(!format!("{key:?}").contains(key.reveal()));
    }
}
