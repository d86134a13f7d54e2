//! `POST /api/v1/videos/live`: a live, waiting for its publisher.

use actix_web::{
    HttpRequest,
    web::{Data, Json, Payload},
};
use utoipa::ToSchema;

use super::{super::channel::own_channel, fields as live_fields, shape::ReplaySettings};
use crate::{
    domain::{LatencyMode, LiveWishes, PublicUuid},
    http::{
        auth::SignedIn,
        error::ApiError,
        form::{self, Rules},
        state::App,
        videos::{
            fields, pictures,
            receive::{UploadedVideo, VideoUploadResponse},
            upload::VideoRequestCommon,
        },
    },
    store::thumbnails::NewPicture,
    usecases::create_live::{self, NewLive},
};

/// The fields of the form, for the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "names and types for the document")]
#[expect(non_snake_case, reason = "the contract's own names")]
pub struct LiveRequest {
    /// Title.
    #[schema(min_length = 3, max_length = 120)]
    name: String,
    /// Channel of the caller's.
    #[schema(minimum = 1)]
    channelId: i64,
    /// Whether each session becomes a video, or the live itself does.
    saveReplay: Option<bool>,
    /// What that video is like.
    replaySettings: Option<ReplaySettings>,
    /// Whether it has one session after another.
    permanentLive: Option<bool>,
    /// 1 default, 2 high, 3 small.
    latencyMode: Option<i64>,
    #[schema(inline)]
    #[serde(flatten)]
    common: VideoRequestCommon,
}

/// What is wanted of a live of which nothing is said.
const UNSAID: LiveWishes = LiveWishes {
    permanent: false,
    replay: None,
    latency: LatencyMode::Default,
};

/// Makes the live and answers its names; GET /api/v1/videos/live/{id} tells where to publish it.
#[utoipa::path(
    post, path = "/api/v1/videos/live", operation_id = "addLive", tag = "Live Videos",
    request_body(content = LiveRequest, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "The live", body = VideoUploadResponse),
        (status = 400, description = "A field is wrong, or `live_conflicting_permanent_and_save_replay`"),
        (status = 403, description = "The channel is somebody else's, or `live_not_enabled`, `live_not_allowing_replay`, `max_instance_lives_limit_reached`, `max_user_lives_limit_reached`")
    ),
    security(("OAuth2" = []))
)]
pub async fn post(
    app: Data<App>,
    http: HttpRequest,
    signed_in: SignedIn,
    body: Payload,
) -> Result<Json<VideoUploadResponse>, ApiError> {
    create_live::check_wishes(&app.config, &UNSAID)?;
    let rules = pictures::allow(Rules::no_files(), &app.config);
    let mut form = form::read(&http, body, &rules).await?;
    let (channel, draft) = fields::new_video(&form.fields, &app.config)?;
    let wishes = live_fields::wishes(&form.fields, UNSAID, draft.privacy)?;
    own_channel(&app, channel, &signed_in.0).await?;
    let own = pictures::take(&mut form);
    let uuid = PublicUuid::random();
    let name = PublicUuid::random().to_string();
    let made = app.intake.pictures_of_live(&name, &own).await?;
    let live = NewLive {
        uuid,
        user: signed_in.0.user,
        channel,
        draft: &draft,
        wishes,
        pictures: &made,
    };
    match write(&app, &live).await {
        Ok(video) => Ok(Json(VideoUploadResponse { video })),
        Err(error) => {
            discard(&app, &made).await?;
            Err(error)
        }
    }
}

async fn write(app: &App, live: &NewLive<'_>) -> Result<UploadedVideo, ApiError> {
    let mut tx = app.store.begin().await?;
    let id = create_live::run(&mut tx, &app.config, live, app.clock.now()).await?;
    tx.commit().await?;
    Ok(UploadedVideo {
        id: id.get(),
        uuid: live.uuid.to_string(),
        short_uuid: live.uuid.short(),
    })
}

async fn discard(app: &App, pictures: &[NewPicture]) -> Result<(), ApiError> {
    app.intake.discard(pictures).await.map_err(ApiError::disk)
}
