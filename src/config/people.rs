//! Users: who may become one, what each may have, and the first of them.

use std::time::Duration;

use super::{
    section::section,
    value::{ByteSize, Cidr, Limit, Secret, days, hours, minutes},
};

section! {
    /// The administrator `root`, whom the first start creates.
    pub struct Root {
        /// Its password, at least 6 characters; null makes one up and prints it once. Also TRIBUTARY_ROOT_PASSWORD.
        pub password: Option<Secret> = None,
    }
}

section! {
    /// The administrator as a person.
    pub struct Admin {
        /// Where mail for the administrators goes, and the address of `root`.
        pub email: String = "admin@example.com".to_owned(),
    }
}

section! {
    /// Secrets that sign and encrypt.
    pub struct Secrets {
        /// Derives the server's keys: 32 or more characters, such as `openssl rand -hex 32` prints. Null keeps one in the database. Also TRIBUTARY_SECRET.
        pub peertube: Option<Secret> = None,
    }
}

section! {
    /// Sessions.
    pub struct Oauth2 {
        /// How long tokens live.
        pub token_lifetime: TokenLifetime = TokenLifetime::default(),
    }
}

section! {
    /// How long tokens live.
    pub struct TokenLifetime {
        /// The token sent with each request.
        pub access_token: Duration = days(1) => minutes(1)..=days(365),
        /// The token that gets a new pair.
        pub refresh_token: Duration = days(14) => minutes(1)..=days(3650),
        /// The token in the address of a file of a video that is not everybody's.
        pub video_file_token: Duration = hours(4) => minutes(1)..=days(365),
    }
}

section! {
    /// Registration.
    pub struct Signup {
        /// Whether people may register.
        pub enabled: bool = false,
        /// Registration closes at so many users; -1 for no limit.
        pub limit: Limit<u32> = Limit::AtMost(10),
        /// The age asked of those who register, in years.
        pub minimum_age: u32 = 16 => 0..=150,
        /// Whether moderators decide on each registration.
        pub requires_approval: bool = true,
        /// Whether the e-mail address must be confirmed first.
        pub requires_email_verification: bool = false,
        /// Zero bits of the proof of work asked of those who register, GET /api/v1/users/registrations/challenge; 0 asks for none. Each bit doubles the work: a browser takes a second for about 18.
        pub proof_of_work_bits: u32 = 0 => 0..=32,
        /// Who may register, by address.
        pub filters: SignupFilters = SignupFilters::default(),
    }
}

section! {
    /// Who may register, by address.
    pub struct SignupFilters {
        /// Ranges of addresses.
        pub cidr: CidrFilter = CidrFilter::default(),
    }
}

section! {
    /// Ranges of addresses.
    pub struct CidrFilter {
        /// If not empty, only these may register.
        pub whitelist: Vec<Cidr> = Vec::new(),
        /// These may not register.
        pub blacklist: Vec<Cidr> = Vec::new(),
    }
}

impl CidrFilter {
    /// Whether somebody at `address` may register.
    #[must_use]
    pub fn allows(&self, address: std::net::IpAddr) -> bool {
        let listed = |ranges: &[Cidr]| ranges.iter().any(|range| range.contains(address));
        !listed(&self.blacklist) && (self.whitelist.is_empty() || listed(&self.whitelist))
    }
}

section! {
    /// What new users get.
    pub struct User {
        /// Their history.
        pub history: UserHistory = UserHistory::default(),
        /// How much a new user may upload in all; -1 for no limit.
        pub video_quota: Limit<ByteSize> = Limit::Unlimited,
        /// How much a new user may upload in 24 hours; -1 for no limit.
        pub video_quota_daily: Limit<ByteSize> = Limit::Unlimited,
        /// The display name of a new user's channel; $1 stands for the user's name.
        pub default_channel_name: String = "Main $1 channel".to_owned(),
    }
}

section! {
    /// The history of a new user.
    pub struct UserHistory {
        /// Watched videos.
        pub videos: UserVideoHistory = UserVideoHistory::default(),
    }
}

section! {
    /// Watched videos of a new user.
    pub struct UserVideoHistory {
        /// Whether what they watch is remembered, until they choose otherwise.
        pub enabled: bool = true,
    }
}

section! {
    /// Channels.
    pub struct VideoChannels {
        /// Channels that one user may have.
        pub max_per_user: u32 = 20 => 1..=100_000,
    }
}

section! {
    /// Watched videos of everybody.
    pub struct History {
        /// Watched videos.
        pub videos: VideoHistory = VideoHistory::default(),
    }
}

section! {
    /// Watched videos of everybody.
    pub struct VideoHistory {
        /// How long they are remembered; -1 for ever. Read by the history API.
        pub max_age: Limit<Duration> = Limit::Unlimited,
    }
}
