//! How watching is counted, and what is known of where from.

use std::time::Duration;

use super::{
    section::section,
    value::{Limit, days, hours, minutes, seconds},
};

section! {
    /// How watching is counted.
    pub struct Views {
        /// Views of videos.
        pub videos: VideoViews = VideoViews::default(),
    }
}

section! {
    /// Views of videos.
    pub struct VideoViews {
        /// Views of other instances' videos.
        pub remote: RemoteViews = RemoteViews::default(),
        /// How often counted views are written to the video. Read by view counting.
        pub local_buffer_update_interval: Duration = minutes(30) => seconds(1)..=days(1),
        /// The same viewer counts again after this. Read by view counting.
        pub view_expiration: Duration = hours(1) => seconds(1)..=days(30),
        /// How long one must watch to be counted; of a shorter video, half. Read by view counting.
        pub count_view_after: Duration = seconds(10) => seconds(0)..=hours(1),
        /// Whether players may tell viewers of one address apart by a session id. Read by view counting.
        pub trust_viewer_session_id: bool = true,
        /// How often a player says that somebody is watching.
        pub watching_interval: WatchingInterval = WatchingInterval::default(),
    }
}

section! {
    /// Views of other instances' videos.
    pub struct RemoteViews {
        /// They are forgotten after this; -1 for never. Read by view counting.
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
        /// Whether countries of viewers are looked up. Read by view statistics.
        pub enabled: bool = false,
    }
}
