//! What becomes of an uploaded video.

use super::{
    section::section,
    value::{HardwareEncoding, TranscodingProfile},
};
use crate::domain::{Resolution, file_kind::Accepted};

section! {
    /// What becomes of an uploaded video.
    pub struct Transcoding {
        /// Whether videos are made into the formats below; if not, they are published as they came.
        pub enabled: bool = true,
        /// The uploaded file.
        pub original_file: OriginalFile = OriginalFile::default(),
        /// Whether every container that the media worker knows may be uploaded, and not mp4, ogv and webm alone.
        pub allow_additional_extensions: bool = true,
        /// Whether a sound file may be uploaded; it becomes a video of its thumbnail.
        pub allow_audio_files: bool = true,
        /// Work done elsewhere.
        pub remote_runners: RemoteRunners = RemoteRunners::default(),
        /// Threads that one encoder may use; 0 lets it choose.
        pub threads: u32 = 1 => 0..=1024,
        /// Videos that are worked on at a time.
        pub concurrency: u32 = 1 => 1..=256,
        /// The encoder's presets: 'fast', 'default' or 'quality'.
        pub profile: TranscodingProfile = TranscodingProfile::Default,
        /// 'auto': a graphics card encodes where one really encodes a test picture; 'none': never.
        pub hardware: HardwareEncoding = HardwareEncoding::Auto,
        /// Which renditions are made.
        pub resolutions: Resolutions = Resolutions::of_uploads(),
        /// Whether a rendition of the source's own height is made too, whatever that is.
        pub always_transcode_original_resolution: bool = true,
        /// Pictures in a second.
        pub fps: FramesPerSecond = FramesPerSecond::default(),
        /// Whole files that play by themselves.
        pub web_videos: WebVideos = WebVideos::default(),
        /// Adaptive streams.
        pub hls: Hls = Hls::default(),
    }
}

section! {
    /// Sheets of small pictures for the player's time line.
    pub struct Storyboards {
        /// Whether they are drawn.
        pub enabled: bool = true,
    }
}

section! {
    /// The uploaded file.
    pub struct OriginalFile {
        /// Whether it is kept beside what is made of it.
        pub keep: bool = false,
    }
}

section! {
    /// Work done by other machines. Read by the runners.
    pub struct RemoteRunners {
        /// Whether jobs wait for runners instead of this machine. Read by the runners.
        pub enabled: bool = false,
    }
}

section! {
    /// Pictures in a second.
    pub struct FramesPerSecond {
        /// Faster sources are slowed down to this.
        pub max: u32 = 60 => 1..=240,
    }
}

section! {
    /// Whole files that play by themselves.
    pub struct WebVideos {
        /// Whether they are made; with HLS as well this doubles the storage.
        pub enabled: bool = false,
    }
}

section! {
    /// Adaptive streams.
    pub struct Hls {
        /// Whether they are made.
        pub enabled: bool = true,
        /// Whether sound is kept in a file of its own instead of in each rendition.
        pub split_audio_and_video: bool = false,
    }
}

section! {
    /// Which renditions are made; none is larger than the source.
    pub struct Resolutions {
        /// Sound without a picture.
        pub p0 as "0p": bool = false,
        /// 144 lines.
        pub p144 as "144p": bool = false,
        /// 240 lines.
        pub p240 as "240p": bool = false,
        /// 360 lines.
        pub p360 as "360p": bool = false,
        /// 480 lines.
        pub p480 as "480p": bool = false,
        /// 720 lines.
        pub p720 as "720p": bool = false,
        /// 1080 lines.
        pub p1080 as "1080p": bool = false,
        /// 1440 lines.
        pub p1440 as "1440p": bool = false,
        /// 2160 lines.
        pub p2160 as "2160p": bool = false,
    }
}

impl Transcoding {
    /// Which files may be uploaded. Without transcoding a video is published as it came: then only what browsers play.
    #[must_use]
    pub const fn accepted(&self) -> Accepted {
        Accepted {
            more_videos: self.enabled && self.allow_additional_extensions,
            sounds: self.enabled && self.allow_audio_files,
        }
    }
}

impl Resolutions {
    /// Enough that a player has a choice on a slow line, little enough for a small machine.
    fn of_uploads() -> Self {
        Self {
            p360: true,
            p720: true,
            ..Self::default()
        }
    }

    /// Those that are switched on, the smallest first; sound alone is [`Resolution::AUDIO_ONLY`].
    #[must_use]
    pub fn enabled(&self) -> Vec<Resolution> {
        [
            (0, self.p0),
            (144, self.p144),
            (240, self.p240),
            (360, self.p360),
            (480, self.p480),
            (720, self.p720),
            (1080, self.p1080),
            (1440, self.p1440),
            (2160, self.p2160),
        ]
        .into_iter()
        .filter(|(_, enabled)| *enabled)
        .map(|(lines, _)| Resolution::new(lines))
        .collect()
    }
}
