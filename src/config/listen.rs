//! Where the server listens, under which address people reach it, and the limits of HTTP.

use std::{net::IpAddr, time::Duration};

use super::{
    section::section,
    value::{ByteSize, HostName, Proxies, kibibytes, mebibytes, milliseconds, minutes, seconds},
};

section! {
    /// Where the API and the pages are served.
    pub struct Listen {
        /// The address of this machine to listen on; '::' for all of them.
        pub hostname: HostName = HostName::loopback(),
        /// The TCP port to listen on; 0 takes any that is free.
        pub port: u16 = 9000,
    }
}

impl Listen {
    /// Host and port, as sockets are bound to.
    #[must_use]
    pub fn address(&self) -> (String, u16) {
        (self.hostname.to_string(), self.port)
    }
}

section! {
    /// The address that people and other instances use; usually a reverse proxy's.
    pub struct Webserver {
        /// Whether that address begins with https.
        pub https: bool = false,
        /// The host name in links, handles and documents. Do not change it once the instance federates.
        pub hostname: HostName = HostName::localhost(),
        /// The port in links; left out of them where it is the scheme's own.
        pub port: u16 = 9000 => 1..=65535,
    }
}

impl Webserver {
    /// `http` or `https`.
    #[must_use]
    pub const fn scheme(&self) -> &'static str {
        if self.https { "https" } else { "http" }
    }

    /// The host with its port, unless that is the scheme's own.
    #[must_use]
    pub fn host(&self) -> String {
        let own = if self.https { 443 } else { 80 };
        if self.port == own {
            self.hostname.in_url()
        } else {
            format!("{}:{}", self.hostname.in_url(), self.port)
        }
    }

    /// What every absolute link begins with, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("{}://{}", self.scheme(), self.host())
    }
}

section! {
    /// Limits that each connection and request is held to.
    pub struct Http {
        /// Threads that handle requests.
        pub workers: usize = 2 => 1..=1024,
        /// Connections at a time; those beyond wait to be accepted.
        pub max_connections: usize = 8192 => 1..=1_000_000,
        /// How long a client may take to send the head of a request.
        pub header_timeout: Duration = seconds(10) => seconds(1)..=minutes(10),
        /// How long a request's body may stand still before it is given up.
        pub body_timeout: Duration = seconds(30) => seconds(1)..=minutes(60),
        /// How long a client may leave unread what it asked for, before its connection is closed.
        pub send_timeout: Duration = seconds(60) => seconds(1)..=minutes(60),
        /// How long an idle connection is kept for the next request.
        pub keep_alive: Duration = seconds(15) => seconds(1)..=minutes(60),
        /// Whether a trusted proxy in front sends files itself, told by X-Accel-Redirect; see docs/nginx.conf.
        pub accel_redirect: bool = false,
        /// The largest JSON or form body.
        pub max_json_body: ByteSize = kibibytes(512) => kibibytes(16)..=kibibytes(65536),
        /// Answers that are the same for everybody, kept in memory for a moment.
        pub kept: Kept = Kept::default(),
    }
}

section! {
    /// What is kept, until this server changes anything that is shown.
    pub struct Kept {
        /// Memory for it at most; 0 keeps nothing.
        pub size: ByteSize = mebibytes(16) => kibibytes(0)..=mebibytes(65536),
        /// How long it is kept; so long may another server on the same database have changed something unseen.
        pub max_age: Duration = seconds(1) => milliseconds(1)..=seconds(60),
    }
}

section! {
    /// How many requests one address may make in a window of time.
    pub struct RateLimit {
        /// The length of the window; all windows of one limit begin together.
        pub window: Duration = seconds(10) => seconds(1)..=minutes(1440),
        /// Requests in it.
        pub max: u32 = 50 => 1..=1_000_000_000,
    }
}

impl RateLimit {
    const fn of(max: u32, window: Duration) -> Self {
        Self { window, max }
    }
}

section! {
    /// The limits, each for its group of routes.
    pub struct RatesLimit {
        /// All of /api/v1.
        pub api: RateLimit = RateLimit::of(50, seconds(10)),
        /// POST /api/v1/users/token.
        pub login: RateLimit = RateLimit::of(15, minutes(5)),
        /// POST /api/v1/users/register; a call that fails is given back.
        pub signup: RateLimit = RateLimit::of(2, minutes(5)),
        /// Calls that send an e-mail on behalf of somebody unknown.
        pub ask_send_email: RateLimit = RateLimit::of(3, minutes(5)),
        /// POST /api/v1/server/logs/client.
        pub receive_client_log: RateLimit = RateLimit::of(10, minutes(1)),
        /// Routes of plugins. Read by the plugins.
        pub plugins: RateLimit = RateLimit::of(500, minutes(1)),
        /// /.well-known and /nodeinfo. Read by federation.
        pub well_known: RateLimit = RateLimit::of(200, minutes(1)),
        /// /feeds. Read by the feeds.
        pub feeds: RateLimit = RateLimit::of(50, minutes(1)),
        /// ActivityPub documents and inboxes. Read by federation.
        pub activity_pub: RateLimit = RateLimit::of(500, minutes(1)),
        /// Pages for people.
        pub client: RateLimit = RateLimit::of(500, minutes(1)),
    }
}

/// Whether X-Forwarded-For is believed when it comes from `address`.
pub(super) fn trusts(proxies: &[Proxies], address: IpAddr) -> bool {
    proxies.iter().any(|range| range.contains(address))
}
