//! The pages for people: what is loaded for them and who may see it.
//!
//! Pages are made for an anonymous visitor; what somebody signed in sees beyond that, the player loads.

pub mod embed;
pub mod home;
pub mod live;
pub mod not_found;
pub mod oembed;
pub mod old_watch;
pub mod reset_password;
pub mod stats;
pub mod verify_email;
pub mod watch;

use actix_web::HttpResponse;

use crate::{
    domain::permission::{self, Watching},
    http::{error::ApiError, state::App},
    store::{
        Read, video_files,
        videos::{self, VideoRow},
    },
    web::{FailurePage, Page, Site, VideoForAll, respond},
};

/// What every page says about this server.
fn site(app: &App) -> Site {
    Site {
        name: app.config.instance.name.clone(),
        origin: app.config.webserver.base_url(),
    }
}

/// A page for a video's owner, which is the same for everybody: it holds a form to sign in and nothing of the video.
async fn owners<P: Page>(
    app: &App,
    id: String,
    page: impl FnOnce(Site, String) -> P,
) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.read().await?;
    let site = site(app);
    Ok(match find(&mut tx, &id).await? {
        Found::Nothing => respond(&FailurePage::not_found(site)),
        Found::Closed | Found::Open(_) => respond(&page(site, id)),
    })
}

/// What a path's id leads to.
enum Found {
    /// Nothing: 404.
    Nothing,
    /// A video that takes a login or a password.
    Closed,
    /// A video that anybody may watch.
    Open(Box<VideoRow>),
}

async fn find(tx: &mut impl Read, id: &str) -> Result<Found, ApiError> {
    let Ok(reference) = id.parse() else {
        return Ok(Found::Nothing);
    };
    let Some(video) = videos::find(tx, reference).await? else {
        return Ok(Found::Nothing);
    };
    let nobody = permission::Viewer {
        caller: None,
        knows_password: false,
    };
    Ok(match permission::can_watch(nobody, video.visibility()) {
        Watching::Allowed => Found::Open(Box::new(video)),
        _ => Found::Closed,
    })
}

async fn for_all(tx: &mut impl Read, video: &VideoRow) -> Result<VideoForAll, ApiError> {
    let files = video_files::list(tx, video.id).await?;
    let size = files.iter().find_map(|file| {
        let pixels = |number: Option<i64>| u32::try_from(number?).ok();
        pixels(file.width).zip(pixels(file.height))
    });
    Ok(VideoForAll {
        uuid: video.uuid.to_string(),
        short_uuid: video.uuid.short(),
        title: video.name.clone(),
        description: video.description.clone().unwrap_or_default(),
        channel_name: video.channel_name.clone(),
        published_at: video.published_at,
        duration_seconds: u64::try_from(video.duration).unwrap_or_default(),
        views: u64::try_from(video.views).unwrap_or_default(),
        preview_path: preview_path(video),
        size,
        listed: video.privacy == crate::domain::Privacy::Public,
    })
}

fn preview_path(video: &VideoRow) -> Option<String> {
    let name = video.preview.as_ref()?;
    Some(format!("/lazy-static/previews/{name}"))
}
