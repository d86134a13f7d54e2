//! `/w/{id}/stats`: the statistics of a video, for its owner. The server fills in nothing but the id: the numbers the
//! page asks of the REST API with the owner's token.

use askama::Template;

use super::{Page, Site, assets};

/// The page. It is the same for everybody, and so tells nobody more than that there is a video.
#[derive(Debug, Template)]
#[template(path = "stats.html")]
pub struct StatsPage {
    /// The server it comes from.
    pub site: Site,
    /// The id in the address: UUID or short UUID.
    pub id: String,
}

impl Page for StatsPage {}
