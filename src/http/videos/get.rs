//! `GET /api/v1/videos/{id}`: a video with everything.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use super::{
    access, list,
    shape::{Addresses, Parts, Playback, VideoDetails},
    viewers::viewers,
};
use crate::{
    domain::{AccountId, VideoState},
    http::{
        accounts::Account, auth::Viewer, channels::VideoChannel, error::ApiError, state::App,
        video_password::GivenPassword,
    },
    store::{
        Read, accounts, channels, streaming_playlists, video_files, video_tags, videos::VideoRow,
    },
};

/// Answers the video to whoever may watch it.
#[utoipa::path(
    get, path = "/api/v1/videos/{id}", operation_id = "getVideo", tag = "Video",
    params(
        ("id" = String, Path, description = "Number, UUID or short UUID of the video"),
        ("x-peertube-video-password" = Option<String>, Header, description = "A password of the video, where it has any")
    ),
    responses(
        (status = 200, description = "The video", body = VideoDetails),
        (status = 401, description = "It takes a login to see it"),
        (status = 403, description = "Not shared with the caller, or no password of the video"),
        (status = 404, description = "No such video")
    )
)]
pub async fn get(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    viewer: Viewer,
    password: GivenPassword,
) -> Result<HttpResponse, ApiError> {
    let is_for_everybody = viewer.is_anybody() && !password.is_given();
    if let Some(session) = &viewer.0 {
        app.history.settle(session.user).await?;
    }
    let make = async || {
        let mut tx = app.store.read().await?;
        let video = access::watchable(&mut tx, &id, &viewer, &password).await?;
        let parts = parts(&mut tx, &app, &video, access::manages(&viewer, &video)).await?;
        let mut details = VideoDetails::of(&video, parts);
        let user = viewer.0.as_ref().map(|session| session.user);
        let progress = list::progress(&mut tx, user, std::slice::from_ref(&video)).await?;
        details.video.user_history = progress.get(&video.id).cloned();
        details.video.viewers = viewers(&app, &video);
        Ok(details)
    };
    app.kept.answer(&request, is_for_everybody, make).await
}

async fn parts(
    tx: &mut impl Read,
    app: &App,
    video: &VideoRow,
    managed: bool,
) -> Result<Parts, ApiError> {
    let own_host = app.config.webserver.host();
    let gone = || ApiError::NotFound("video");
    let account = accounts::find(tx, AccountId::new(video.account_id)).await?;
    let account = account.ok_or_else(gone)?;
    let channel = channels::find(tx, video.channel_id).await?;
    let channel = channel.ok_or_else(gone)?;
    Ok(Parts {
        tags: video_tags::list(tx, video.id).await?,
        playback: playback(tx, app, video).await?,
        channel: VideoChannel::of(&channel, &account, &own_host),
        account: Account::of(&account, &own_host),
        managed,
    })
}

/// Everything that can be played of a video.
///
/// # Errors
/// When the database refuses.
pub async fn playback(
    tx: &mut impl Read,
    app: &App,
    video: &VideoRow,
) -> Result<Playback, ApiError> {
    let addresses = Addresses::of(video, &app.config.webserver);
    if video.is_live {
        return Ok(if video.state == VideoState::Published {
            Playback::of_live(&addresses, video.id)
        } else {
            Playback::default()
        });
    }
    let files = video_files::list(tx, video.id).await?;
    let playlist = streaming_playlists::find(tx, video.id).await?;
    Ok(Playback::of(&addresses, &files, playlist.as_ref()))
}
