//! What the instance says of itself, and what it defaults to.

use super::{section::section, value::TrendingAlgorithm};
use crate::domain::{CommentsPolicy, NsfwPolicy, Privacy};

section! {
    /// What the instance says of itself.
    pub struct Instance {
        /// Its name.
        pub name: String = "Tributary".to_owned(),
        /// One sentence, in plain text.
        pub short_description: String = "A video platform of its own, connected to others.".to_owned(),
        /// What it is about, in Markdown.
        pub description: String = String::new(),
        /// Terms of use, in Markdown.
        pub terms: String = String::new(),
        /// How people shall behave, in Markdown.
        pub code_of_conduct: String = String::new(),
        /// Who moderates and by which rules, in Markdown.
        pub moderation_information: String = String::new(),
        /// Why it was created, in Markdown.
        pub creation_reason: String = String::new(),
        /// Who is behind it, in Markdown.
        pub administrator: String = String::new(),
        /// How long it is meant to be kept up, in Markdown.
        pub maintenance_lifetime: String = String::new(),
        /// How it is paid for, in Markdown.
        pub business_model: String = String::new(),
        /// What it runs on, in Markdown.
        pub hardware_information: String = String::new(),
        /// Languages spoken by its moderators, as codes such as en and fr.
        pub languages: Vec<String> = Vec::new(),
        /// Categories it is about, as numbers of GET /api/v1/videos/categories.
        pub categories: Vec<u32> = Vec::new(),
        /// Whether it is about sensitive content.
        pub is_nsfw: bool = false,
        /// What is done with sensitive videos until a user chooses: display, blur or do_not_list.
        pub default_nsfw_policy: NsfwPolicy = NsfwPolicy::DoNotList,
        /// The page that clients open first.
        pub default_client_route: String = "/videos/browse".to_owned(),
        /// Code of the administrators in every page.
        pub customizations: Customizations = Customizations::default(),
    }
}

section! {
    /// Code of the administrators; told to clients by GET /api/v1/config.
    pub struct Customizations {
        /// A script.
        pub javascript: String = String::new(),
        /// A style sheet.
        pub css: String = String::new(),
    }
}

section! {
    /// What a video has where nobody said otherwise.
    pub struct Defaults {
        /// A new video.
        pub publish: PublishDefaults = PublishDefaults::default(),
        /// Sharing among viewers.
        pub p2p: PeerToPeer = PeerToPeer::default(),
        /// The player.
        pub player: PlayerDefaults = PlayerDefaults::default(),
    }
}

section! {
    /// A new video.
    pub struct PublishDefaults {
        /// Whether it can be downloaded.
        pub download_enabled: bool = true,
        /// Whether it can be commented: 1 yes, 2 no, 3 after approval.
        pub comments_policy: CommentsPolicy = CommentsPolicy::Enabled,
        /// Who may see it: 1 everybody, 2 who has the link, 3 its owner, 4 users of this instance, 5 who has a password.
        pub privacy: Privacy = Privacy::Public,
        /// Its licence, a number of GET /api/v1/videos/licences; null for none.
        pub licence: Option<u32> = None,
    }
}

section! {
    /// Sharing of videos among those who watch; told to clients by GET /api/v1/config.
    pub struct PeerToPeer {
        /// On this instance.
        pub webapp: PeerToPeerSwitch = PeerToPeerSwitch::default(),
        /// In videos embedded elsewhere.
        pub embed: PeerToPeerSwitch = PeerToPeerSwitch::default(),
    }
}

section! {
    /// Sharing in one place.
    pub struct PeerToPeerSwitch {
        /// Whether it is on until a viewer chooses; told to clients by GET /api/v1/config.
        pub enabled: bool = true,
    }
}

section! {
    /// The player.
    pub struct PlayerDefaults {
        /// Whether a video starts by itself; told to clients by GET /api/v1/config.
        pub auto_play: bool = true,
    }
}

section! {
    /// What is popular.
    pub struct Trending {
        /// Popular videos.
        pub videos: TrendingVideos = TrendingVideos::default(),
    }
}

section! {
    /// Popular videos.
    pub struct TrendingVideos {
        /// Views of so many days count.
        pub interval_days: u32 = 7 => 1..=365,
        /// Ways of ranking.
        pub algorithms: TrendingAlgorithms = TrendingAlgorithms::default(),
    }
}

section! {
    /// Ways of ranking; told to clients by GET /api/v1/config.
    pub struct TrendingAlgorithms {
        /// Those offered: hot, most-viewed, most-liked.
        pub enabled: Vec<TrendingAlgorithm> = vec![
            TrendingAlgorithm::Hot,
            TrendingAlgorithm::MostViewed,
            TrendingAlgorithm::MostLiked,
        ],
        /// The one shown first.
        pub default: TrendingAlgorithm = TrendingAlgorithm::MostViewed,
    }
}

section! {
    /// How pages look.
    pub struct Theme {
        /// The theme until a user chooses; told to clients by GET /api/v1/config.
        pub default: String = "default".to_owned(),
    }
}

section! {
    /// Other services.
    pub struct Services {
        /// Cards on Twitter.
        pub twitter: Twitter = Twitter::default(),
    }
}

section! {
    /// Cards on Twitter.
    pub struct Twitter {
        /// The account that cards name; told by GET /api/v1/config/custom.
        pub username: String = String::new(),
    }
}
