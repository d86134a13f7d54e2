//! The page for what is not there and for what went wrong.

use actix_web::http::StatusCode;
use askama::Template;

use super::{Page, Site, assets};

/// A status and a sentence about it. It never carries internals: those are in the log, under the request id.
#[derive(Debug, Template)]
#[template(path = "failure.html")]
pub struct FailurePage {
    /// The server it comes from.
    pub site: Site,
    /// The HTTP status.
    pub status: StatusCode,
    /// What happened, in words for the visitor.
    pub message: String,
    /// What to tell an administrator; on failures of ours alone.
    pub request_id: Option<String>,
}

impl FailurePage {
    /// 404, for addresses that name nothing and for what a visitor may not know to exist.
    pub fn not_found(site: Site) -> Self {
        Self {
            site,
            status: StatusCode::NOT_FOUND,
            message: "There is nothing at this address.".to_owned(),
            request_id: None,
        }
    }

    /// A failure of ours: 500, or 503 where something that it needs is away.
    pub fn of_ours(site: Site, status: StatusCode, request_id: String) -> Self {
        Self {
            site,
            status,
            message: "Something went wrong on our side. Please try again in a moment.".to_owned(),
            request_id: Some(request_id),
        }
    }
}

impl Page for FailurePage {
    fn status(&self) -> StatusCode {
        self.status
    }
}
