//! Videos and accounts that come from elsewhere, and accounts that go there.

use std::time::Duration;

use super::{
    section::section,
    value::{ByteSize, days, gibibytes, hours, minutes},
};

section! {
    /// What comes from elsewhere.
    pub struct Import {
        /// Single videos.
        pub videos: ImportVideos = ImportVideos::default(),
        /// Channels that follow one elsewhere.
        pub video_channel_synchronization: ChannelSynchronization = ChannelSynchronization::default(),
        /// Archives of users.
        pub users: ImportUsers = ImportUsers::default(),
    }
}

section! {
    /// Single videos.
    pub struct ImportVideos {
        /// Imports at a time. Read by imports.
        pub concurrency: u32 = 1 => 1..=256,
        /// The longest that one may take. Read by imports.
        pub timeout: Duration = hours(2) => minutes(1)..=days(30),
        /// By address.
        pub http: ImportHttp = ImportHttp::default(),
        /// By torrent.
        pub torrent: ImportTorrent = ImportTorrent::default(),
    }
}

section! {
    /// Videos by address.
    pub struct ImportHttp {
        /// Whether users may import by address. Read by imports.
        pub enabled: bool = false,
    }
}

section! {
    /// Videos by torrent.
    pub struct ImportTorrent {
        /// Whether users may import by torrent. Read by imports.
        pub enabled: bool = false,
    }
}

section! {
    /// Channels that follow one elsewhere.
    pub struct ChannelSynchronization {
        /// Whether users may set this up. Read by imports.
        pub enabled: bool = false,
        /// Followed channels that one user may have. Read by imports.
        pub max_per_user: u32 = 10 => 1..=100_000,
        /// How often they are looked at. Read by imports.
        pub check_interval: Duration = hours(1) => minutes(1)..=days(30),
        /// Videos taken at each look. Read by imports.
        pub videos_limit_per_synchronization: u32 = 10 => 1..=100_000,
        /// Videos taken when a whole channel is asked for. Read by imports.
        pub full_sync_videos_limit: u32 = 1000 => 1..=1_000_000,
    }
}

section! {
    /// Archives of users that come in.
    pub struct ImportUsers {
        /// Whether users may bring an archive. Read by the user archives.
        pub enabled: bool = true,
    }
}

section! {
    /// What goes elsewhere.
    pub struct Export {
        /// Archives of users.
        pub users: ExportUsers = ExportUsers::default(),
    }
}

section! {
    /// Archives of users that go out.
    pub struct ExportUsers {
        /// Whether users may make an archive of themselves. Read by the user archives.
        pub enabled: bool = true,
        /// Users with more video than this cannot export their video files. Read by the user archives.
        pub max_user_video_quota: ByteSize = gibibytes(10),
        /// An archive is deleted after this. Read by the user archives.
        pub export_expiration: Duration = days(2) => minutes(1)..=days(3650),
    }
}
