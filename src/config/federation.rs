//! Other instances: whether they are spoken with, followed and searched.

use super::{section::section, value::WebUrl};

section! {
    /// Other instances.
    pub struct Federation {
        /// Whether this server speaks with others. It cannot: false is the only accepted value.
        pub enabled: bool = false,
    }
}

section! {
    /// Who follows this instance.
    pub struct Followers {
        /// Other instances.
        pub instance: InstanceFollowers = InstanceFollowers::default(),
        /// Followers of channels.
        pub channels: ChannelFollowers = ChannelFollowers::default(),
    }
}

section! {
    /// Other instances that follow this one.
    pub struct InstanceFollowers {
        /// Whether they may. Read by federation.
        pub enabled: bool = true,
        /// Whether an administrator decides on each. Read by federation.
        pub manual_approval: bool = false,
    }
}

section! {
    /// Followers of channels from other instances.
    pub struct ChannelFollowers {
        /// Whether there may be any. Read by federation.
        pub enabled: bool = true,
    }
}

section! {
    /// Whom this instance follows.
    pub struct Followings {
        /// Other instances.
        pub instance: InstanceFollowings = InstanceFollowings::default(),
    }
}

section! {
    /// Other instances that this one follows.
    pub struct InstanceFollowings {
        /// Following back.
        pub auto_follow_back: AutoFollowBack = AutoFollowBack::default(),
        /// Following a list.
        pub auto_follow_index: AutoFollowIndex = AutoFollowIndex::default(),
    }
}

section! {
    /// Following back.
    pub struct AutoFollowBack {
        /// Whether new followers are followed. Read by federation.
        pub enabled: bool = false,
    }
}

section! {
    /// Following a list.
    pub struct AutoFollowIndex {
        /// Whether the instances of a list are followed. Read by federation.
        pub enabled: bool = false,
        /// The list's address; needed where enabled. Read by federation.
        pub index_url: Option<WebUrl> = None,
    }
}

section! {
    /// Searching.
    pub struct Search {
        /// Looking up the address of something elsewhere.
        pub remote_uri: RemoteUri = RemoteUri::default(),
        /// A search engine for many instances.
        pub search_index: SearchIndex = SearchIndex::default(),
    }
}

section! {
    /// Looking up the address of something elsewhere.
    pub struct RemoteUri {
        /// Whether users may. Read by federation, without which nothing is found.
        pub users: bool = true,
        /// Whether others may. Read by federation, without which nothing is found.
        pub anonymous: bool = false,
    }
}

section! {
    /// A search engine for many instances. Read by the global search.
    pub struct SearchIndex {
        /// Whether it is offered. Read by the global search.
        pub enabled: bool = false,
        /// Its address; needed where enabled. Read by the global search.
        pub url: Option<WebUrl> = None,
        /// Whether it alone is offered. Read by the global search.
        pub disable_local_search: bool = false,
        /// Whether it is offered first. Read by the global search.
        pub is_default_search: bool = false,
    }
}

section! {
    /// The BitTorrent tracker for viewers.
    pub struct Tracker {
        /// Whether it runs. Read by sharing among viewers.
        pub enabled: bool = true,
    }
}

section! {
    /// How many small files of other instances are kept.
    pub struct Cache {
        /// Pictures.
        pub previews: CacheSize = CacheSize::default(),
        /// Subtitles.
        pub captions: CacheSize = CacheSize::default(),
        /// Torrents.
        pub torrents: CacheSize = CacheSize::default(),
        /// Storyboards.
        pub storyboards: CacheSize = CacheSize::default(),
    }
}

section! {
    /// How many files of one kind are kept.
    pub struct CacheSize {
        /// Files at most. Read by federation.
        pub size: u32 = 500 => 0..=1_000_000,
    }
}
