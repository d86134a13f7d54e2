//! `/live/{id}`: the page of a live's owner. The server fills in nothing but the id: what the owner sees, the key
//! above all, the page asks of the REST API with the owner's token.

use askama::Template;

use super::{Page, Site, assets};

/// The owner's page. It is the same for everybody, and so tells nobody more than that there is a video.
#[derive(Debug, Template)]
#[template(path = "live.html")]
pub struct LivePage {
    /// The server it comes from.
    pub site: Site,
    /// The id in the address: UUID or short UUID.
    pub id: String,
}

impl Page for LivePage {}
