//! Features that an instance may do without, and how new videos are let in.

use super::section::section;

section! {
    /// New videos that wait for a moderator.
    pub struct AutoBlacklist {
        /// Videos.
        pub videos: AutoBlacklistVideos = AutoBlacklistVideos::default(),
    }
}

section! {
    /// New videos that wait for a moderator.
    pub struct AutoBlacklistVideos {
        /// Those of users without the right to skip this.
        pub of_users: OfUsers = OfUsers::default(),
    }
}

section! {
    /// New videos of users.
    pub struct OfUsers {
        /// Whether they are blocked until a moderator lets them in.
        pub enabled: bool = false,
    }
}

section! {
    /// Editing of published videos.
    pub struct VideoStudio {
        /// Whether users may cut and join. Read by the studio.
        pub enabled: bool = false,
    }
}

section! {
    /// Subtitles made by machine.
    pub struct VideoTranscription {
        /// Whether they are made. Read by transcription.
        pub enabled: bool = false,
    }
}

section! {
    /// The file of a published video.
    pub struct VideoFile {
        /// Its replacement.
        pub update: VideoFileUpdate = VideoFileUpdate::default(),
    }
}

section! {
    /// Replacement of a published video's file.
    pub struct VideoFileUpdate {
        /// Whether users may do so. Read by the replacement of files.
        pub enabled: bool = false,
    }
}
