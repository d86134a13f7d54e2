//! Live streaming.

use std::time::Duration;

use super::{
    section::section,
    transcoding::{FramesPerSecond, RemoteRunners, Resolutions},
    value::{Folder, HostName, Limit, TranscodingProfile},
};

section! {
    /// Live streaming.
    pub struct Live {
        /// Whether users may stream. Read by live streaming.
        pub enabled: bool = false,
        /// The longest live; -1 for no limit. Read by live streaming.
        pub max_duration: Limit<Duration> = Limit::Unlimited,
        /// Lives of the whole instance at a time; -1 for no limit. Read by live streaming.
        pub max_instance_lives: Limit<u32> = Limit::AtMost(20),
        /// Lives of one user at a time; -1 for no limit. Read by live streaming.
        pub max_user_lives: Limit<u32> = Limit::AtMost(3),
        /// Whether users may keep a live as a video. Read by live streaming.
        pub allow_replay: bool = true,
        /// The choice between delay and steadiness.
        pub latency_setting: LatencySetting = LatencySetting::default(),
        /// The listener for encoders.
        pub rtmp: Rtmp = Rtmp::default(),
        /// The encrypted listener for encoders.
        pub rtmps: Rtmps = Rtmps::default(),
        /// What becomes of an incoming stream.
        pub transcoding: LiveTranscoding = LiveTranscoding::default(),
    }
}

section! {
    /// The choice between delay and steadiness.
    pub struct LatencySetting {
        /// Whether users may make it. Read by live streaming.
        pub enabled: bool = true,
    }
}

section! {
    /// The listener for encoders.
    pub struct Rtmp {
        /// Whether it is started when live streaming is. Read by live streaming.
        pub enabled: bool = true,
        /// The address of this machine to listen on; null for all of them. Read by live streaming.
        pub hostname: Option<HostName> = None,
        /// The TCP port to listen on. Read by live streaming.
        pub port: u16 = 1935,
        /// The host shown to users; null for webserver.hostname. Read by live streaming.
        pub public_hostname: Option<HostName> = None,
    }
}

section! {
    /// The encrypted listener for encoders.
    pub struct Rtmps {
        /// Whether it is started when live streaming is. Read by live streaming.
        pub enabled: bool = false,
        /// The address of this machine to listen on; null for all of them. Read by live streaming.
        pub hostname: Option<HostName> = None,
        /// The TCP port to listen on. Read by live streaming.
        pub port: u16 = 1936,
        /// The private key, a PEM file; needed where enabled. Read by live streaming.
        pub key_file: Option<Folder> = None,
        /// The certificate, a PEM file; needed where enabled. Read by live streaming.
        pub cert_file: Option<Folder> = None,
        /// The host shown to users; null for webserver.hostname. Read by live streaming.
        pub public_hostname: Option<HostName> = None,
    }
}

section! {
    /// What becomes of an incoming stream.
    pub struct LiveTranscoding {
        /// Whether renditions are made; if not, the stream is passed on as it comes. Read by live streaming.
        pub enabled: bool = true,
        /// Work done elsewhere.
        pub remote_runners: RemoteRunners = RemoteRunners::default(),
        /// Threads that one encoder may use; 0 lets it choose. Read by live streaming.
        pub threads: u32 = 2 => 0..=1024,
        /// The encoder's presets: 'fast', 'default' or 'quality'. Read by live streaming.
        pub profile: TranscodingProfile = TranscodingProfile::Default,
        /// Which renditions are made. Read by live streaming.
        pub resolutions: Resolutions = Resolutions::default(),
        /// Whether a rendition of the source's own height is made too. Read by live streaming.
        pub always_transcode_original_resolution: bool = true,
        /// Pictures in a second.
        pub fps: FramesPerSecond = FramesPerSecond::default(),
    }
}
