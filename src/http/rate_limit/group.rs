//! Which limits hold for a request.

use actix_web::{dev::ServiceRequest, http::Method};

use crate::{
    config::{RateLimit, RatesLimit},
    http::area::{self, Area},
};

/// Requests that are counted together: a key of `rates_limit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Api,
    Login,
    Signup,
    AskSendEmail,
    ReceiveClientLog,
    Feeds,
    WellKnown,
    ActivityPub,
    Client,
}

impl Group {
    pub(super) const ALL: [Self; 9] = [
        Self::Api,
        Self::Login,
        Self::Signup,
        Self::AskSendEmail,
        Self::ReceiveClientLog,
        Self::Feeds,
        Self::WellKnown,
        Self::ActivityPub,
        Self::Client,
    ];

    /// What the operator set for it.
    pub(super) const fn limit(self, limits: &RatesLimit) -> &RateLimit {
        match self {
            Self::Api => &limits.api,
            Self::Login => &limits.login,
            Self::Signup => &limits.signup,
            Self::AskSendEmail => &limits.ask_send_email,
            Self::ReceiveClientLog => &limits.receive_client_log,
            Self::Feeds => &limits.feeds,
            Self::WellKnown => &limits.well_known,
            Self::ActivityPub => &limits.activity_pub,
            Self::Client => &limits.client,
        }
    }

    /// Whether a call that fails does not count.
    pub(super) const fn forgives_failures(self) -> bool {
        matches!(self, Self::Signup)
    }

    /// The limits of `request`, the most general first: a call of the API counts against all of
    /// the API, and against its own limit where it has one.
    pub(super) fn of(request: &ServiceRequest) -> &'static [Self] {
        match Area::of(request) {
            Area::Api => Self::of_api(request.method(), area::path(request)),
            Area::Feeds => &[Self::Feeds],
            Area::WellKnown => &[Self::WellKnown],
            Area::ActivityPub => &[Self::ActivityPub],
            Area::Page => &[Self::Client],
            Area::Files | Area::Oembed | Area::Other => &[],
        }
    }

    fn of_api(method: &Method, path: &str) -> &'static [Self] {
        let Some(path) = path.strip_prefix("/api/v1/") else {
            return &[];
        };
        if method != Method::POST {
            return &[Self::Api];
        }
        match path {
            "users/token" => &[Self::Api, Self::Login],
            "users/register" | "users/registrations/request" => &[Self::Api, Self::Signup],
            "users/ask-send-verify-email"
            | "users/registrations/ask-send-verify-email"
            | "users/ask-reset-password" => &[Self::Api, Self::AskSendEmail],
            "server/logs/client" => &[Self::Api, Self::ReceiveClientLog],
            _ => &[Self::Api],
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn each_call_counts_against_its_limits() {
        for (method, path, expected) in [
            (Method::GET, "/api/v1/videos", &[Group::Api][..]),
            (
                Method::POST,
                "/api/v1/users/token",
                &[Group::Api, Group::Login],
            ),
            (
                Method::POST,
                "/api/v1/users/%74oken",
                &[Group::Api, Group::Login],
            ),
            (Method::GET, "/api/v1/users/token", &[Group::Api]),
            (
                Method::POST,
                "/api/v1/users/register",
                &[Group::Api, Group::Signup],
            ),
            (Method::GET, "/api/docs", &[]),
            (Method::GET, "/static/web-videos/a.mp4", &[]),
            (Method::GET, "/feeds/videos.xml", &[Group::Feeds]),
            (Method::POST, "/inbox", &[Group::ActivityPub]),
            (Method::GET, "/", &[Group::Client]),
        ] {
            let request = TestRequest::with_uri(path).method(method).to_srv_request();
            assert_eq!(Group::of(&request), expected, "{path}");
        }
    }
}
