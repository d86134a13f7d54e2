//! Live streaming.

use std::time::Duration;

use super::{
    section::section,
    transcoding::{FramesPerSecond, RemoteRunners, Resolutions},
    value::{Folder, HostName, Limit, TranscodingProfile, minutes, seconds},
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
        /// How long a live waits for a publisher whose connection broke before it ends. Read by live streaming.
        pub reconnect_window: Duration = seconds(30) => seconds(0)..=minutes(60),
        /// How much of a live is kept in memory, and viewers can go back to. Read by live streaming.
        pub window: Duration = seconds(30) => seconds(6)..=minutes(60),
        /// How much viewers can go back to where a replay is recorded: it is read from the disk. Read by live streaming.
        pub dvr: Duration = minutes(30) => seconds(0)..=minutes(720),
        /// The choice between delay and steadiness.
        pub latency_setting: LatencySetting = LatencySetting::default(),
        /// The listener for encoders.
        pub rtmp: Rtmp = Rtmp::default(),
        /// The encrypted listener for encoders.
        pub rtmps: Rtmps = Rtmps::default(),
        /// What encoders are held to.
        pub ingest: IngestLimits = IngestLimits::default(),
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
    /// What encoders are held to.
    pub struct IngestLimits {
        /// Connections at a time; those beyond are closed. Read by live streaming.
        pub max_connections: usize = 2048 => 1..=100_000,
        /// How long an encoder may take from its connection to its publication. Read by live streaming.
        pub handshake_timeout: Duration = seconds(10) => seconds(1)..=minutes(5),
        /// An encoder that is silent for so long is dropped. Read by live streaming.
        pub silence_timeout: Duration = seconds(20) => seconds(5)..=minutes(10),
        /// The longest time between two key frames; encoders with longer ones are dropped. Read by live streaming.
        pub max_key_frame_interval: Duration = seconds(60) => seconds(5)..=minutes(10),
        /// Bits a second of one encoder; those that send more are dropped. Read by live streaming.
        pub max_bit_rate: u32 = 100_000_000 => 100_000..=4_000_000_000,
    }
}

section! {
    /// What becomes of an incoming stream.
    pub struct LiveTranscoding {
        /// Whether renditions are made; if not, the stream is passed on as it comes.
        pub enabled: bool = true,
        /// Work done elsewhere.
        pub remote_runners: RemoteRunners = RemoteRunners::default(),
        /// Threads that one encoder may use; 0 lets it choose.
        pub threads: u32 = 2 => 0..=1024,
        /// The encoder's presets: 'fast', 'default' or 'quality'.
        pub profile: TranscodingProfile = TranscodingProfile::Default,
        /// Which renditions are made.
        pub resolutions: Resolutions = Resolutions::default(),
        /// Whether the source's own pictures are offered too, and not the renditions alone.
        pub always_transcode_original_resolution: bool = true,
        /// Pictures in a second.
        pub fps: FramesPerSecond = FramesPerSecond::default(),
    }
}
