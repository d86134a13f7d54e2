//! The pages that people open in a browser: home, watch, embed, a live's own,
//! and the two for when something is amiss.
//!
//! A page is a struct of plain values with a template (`templates/`); handlers load, decide what an anonymous
//! visitor may see, fill the struct and call [`respond`]. Nothing here asks the store. What a signed-in viewer
//! sees beyond that is loaded by the player through the REST API (web/src).

pub mod assets;
pub mod oembed;

mod duration;
mod embed;
mod failure;
mod home;
mod live;
mod mailed;
mod policy;
mod stats;
mod structured_data;
mod watch;

#[cfg(test)]
mod tests;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header;

pub use embed::EmbedPage;
pub use failure::FailurePage;
pub use home::{HomePage, VideoCard};
pub use live::LivePage;
pub use mailed::{ResetPasswordPage, VerifyEmailPage};
pub use policy::Framing;
pub use stats::StatsPage;
pub use watch::{VideoForAll, WatchPage};

/// What every page says about the server that it comes from.
#[derive(Debug, Clone)]
pub struct Site {
    /// The instance's name, as configured.
    pub name: String,
    /// Its public address without a trailing slash: `https://video.example`.
    pub origin: String,
}

/// A whole page: its template, and how it is answered.
pub trait Page: askama::Template {
    /// The HTTP status that goes with it.
    fn status(&self) -> StatusCode {
        StatusCode::OK
    }

    /// Who may put it into a frame.
    fn framing(&self) -> Framing {
        Framing::Nobody
    }
}

/// Renders `page` with the security headers of every page. A template that fails is logged and answered 500.
pub fn respond(page: &impl Page) -> HttpResponse {
    let html = match page.render() {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            return HttpResponse::InternalServerError().finish();
        }
    };
    let mut response = HttpResponse::build(page.status());
    response
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-cache"));
    policy::protect(&mut response, page.framing());
    response.body(html)
}
