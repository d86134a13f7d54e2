//! `POST /api/v1/metrics/playback`: how playback went for somebody in the last seconds.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    domain::{Resolution, VideoReference},
    http::{
        auth::Viewer,
        error::ApiError,
        form::{self, Fields, Rules},
        state::App,
        video_password::GivenPassword,
        videos::viewing,
    },
    telemetry::{Playback, PlayerMode},
};

/// The largest number that a report may have: what JavaScript counts exactly.
const MOST: i64 = (1 << 53) - 1;

/// The body, for the document.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "names and types for the document; values are read by name"
)]
pub struct PlaybackMetricCreate {
    /// `p2p-media-loader` or `web-video`.
    player_mode: String,
    /// The height of the picture.
    resolution: Option<i64>,
    /// Frames per second.
    fps: Option<f64>,
    /// Whether the player shares with others.
    p2p_enabled: bool,
    /// With how many.
    p2p_peers: Option<i64>,
    /// How often the resolution changed.
    resolution_changes: i64,
    /// How often playback stood still for want of bytes.
    buffer_stalled: Option<i64>,
    /// Errors.
    errors: i64,
    /// Bytes from other players.
    #[serde(rename = "downloadedBytesP2P")]
    downloaded_bytes_p2p: i64,
    /// Bytes from the server.
    #[serde(rename = "downloadedBytesHTTP")]
    downloaded_bytes_http: i64,
    /// Bytes to other players.
    #[serde(rename = "uploadedBytesP2P")]
    uploaded_bytes_p2p: i64,
    /// Number, UUID or short UUID of the video.
    video_id: String,
}

/// Adds the report to the metrics that Prometheus reads.
#[utoipa::path(
    post, path = "/api/v1/metrics/playback", operation_id = "createPlaybackMetric", tag = "Stats",
    request_body = PlaybackMetricCreate,
    responses(
        (status = 204, description = "It is added"),
        (status = 400, description = "A field is wrong"),
        (status = 403, description = "This server keeps no metrics"),
        (status = 404, description = "No such video")
    )
)]
pub async fn post(
    app: Data<App>,
    request: HttpRequest,
    viewer: Viewer,
    password: GivenPassword,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    if !app.config.open_telemetry.metrics.enabled {
        return Err(ApiError::Forbidden("this server keeps no metrics".into()));
    }
    let fields = form::read(&request, body, &Rules::no_files()).await?.fields;
    let (video, report) = read(&fields)?;
    viewing::watched(&app, &video, &viewer, &password).await?;
    app.metrics.playback(&report);
    Ok(HttpResponse::NoContent().finish())
}

fn read(fields: &Fields) -> Result<(String, Playback), ApiError> {
    let modes = [
        ("p2p-media-loader", PlayerMode::Hls),
        ("web-video", PlayerMode::WebVideo),
    ];
    let mode = fields.expected("playerMode", fields.one_of("playerMode", &modes));
    let count = |name| fields.required(name, fields.integer(name, 0..=MOST));
    let optional = |name| fields.integer(name, 0..=MOST).or(0);
    let report = Playback {
        mode: mode.unwrap_or(PlayerMode::Hls),
        resolution: fields
            .integer("resolution", 0..=i64::from(u32::MAX))
            .value()
            .map(Resolution::from),
        shares: fields.required("p2pEnabled", fields.boolean("p2pEnabled")),
        resolution_changes: count("resolutionChanges"),
        stalls: optional("bufferStalled"),
        errors: count("errors"),
        from_peers: count("downloadedBytesP2P"),
        from_server: count("downloadedBytesHTTP"),
        to_peers: count("uploadedBytesP2P"),
    };
    optional("p2pPeers");
    let video = match fields.raw("videoId") {
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(text)) => text.clone(),
        _ => String::new(),
    };
    if let Err(error) = video.parse::<VideoReference>() {
        fields.problem("videoId", error);
    }
    fields.finish()?;
    Ok((video, report))
}
