//! How watching is counted, and what is known of where from.

use std::time::Duration;

use super::{
    Folder,
    section::section,
    value::{Limit, Secret, days, hours, minutes, seconds},
};

section! {
    /// How watching is counted.
    pub struct Views {
        /// Views of videos.
        pub videos: VideoViews = VideoViews::default(),
        /// Viewers of whom is remembered which parts of a video they have watched; beyond it the parts of the oldest are
        /// forgotten.
        pub max_active_viewers: usize = 1_000_000 => 1_000..=100_000_000,
        /// Videos that are counted at the same time; views of one more are refused for the moment.
        pub max_watched_videos: usize = 32_768 => 100..=10_000_000,
    }
}

section! {
    /// Views of videos.
    pub struct VideoViews {
        /// Views of other instances' videos.
        pub remote: RemoteViews = RemoteViews::default(),
        /// How often counted views are written to the video.
        pub local_buffer_update_interval: Duration = minutes(30) => seconds(1)..=days(1),
        /// The same viewer counts again after this.
        pub view_expiration: Duration = hours(1) => seconds(1)..=days(30),
        /// How long one must watch to be counted; of a shorter video, half.
        pub count_view_after: Duration = seconds(10) => seconds(0)..=hours(1),
        /// Whether players may tell viewers of one address apart by a session id.
        pub trust_viewer_session_id: bool = true,
        /// How often a player says that somebody is watching.
        pub watching_interval: WatchingInterval = WatchingInterval::default(),
    }
}

section! {
    /// Views of other instances' videos.
    pub struct RemoteViews {
        /// They are forgotten after this; -1 for never.
        pub max_age: Limit<Duration> = Limit::AtMost(days(30)),
    }
}

section! {
    /// How often a player says that somebody is watching.
    pub struct WatchingInterval {
        /// For those who are not signed in; told to players by GET /api/v1/config.
        pub anonymous: Duration = seconds(5) => seconds(1)..=minutes(10),
        /// For users; told to players by GET /api/v1/config.
        pub users: Duration = seconds(5) => seconds(1)..=minutes(10),
    }
}

section! {
    /// Where viewers are, as far as their address tells.
    pub struct GeoIp {
        /// Whether countries of viewers are looked up.
        pub enabled: bool = false,
        /// A file in MaxMind's format with countries, and where it has them their parts: GeoLite2 Country or City, DB-IP
        /// Lite. Read once at the start.
        pub database: Option<Folder> = None,
    }
}

section! {
    /// The numbers of the instance.
    pub struct Stats {
        /// Those of GET /api/v1/server/stats are counted anew when they are as old as this.
        pub max_age: Duration = hours(4) => seconds(0)..=days(7),
    }
}

section! {
    /// What several nodes share beside the database.
    pub struct Redis {
        /// The address of a Redis server, version 7 or later, such as redis://127.0.0.1:6379; null where there is one node.
        pub url: Option<Secret> = None,
    }
}
