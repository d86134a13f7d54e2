//! What is on air of a live, at the addresses where the files of its replay will be: from memory, without a copy.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
    vec,
};

use actix_web::{
    HttpRequest, HttpResponse,
    body::{BodySize, MessageBody},
    http::{
        Method,
        header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    },
    web,
};
use actors_live::{
    LiveId, OnAir,
    hls::{Ask, Media, NotThere, Stored},
};
use bytes::Bytes;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    caching::Caching,
    content::LengthOnly,
    name::{NOT_FOUND, content_type, is_playlist},
    reinjection::with_token,
};
use crate::{
    domain::{
        PublicUuid,
        hls::{LIVE_MASTER, Picture, Variant, live_master_playlist},
    },
    http::{
        error::{ApiError, Location},
        state::App,
    },
};

/// The longest that a player waits for what it asks for: three target durations of the longest usual segment.
const PATIENCE: Duration = Duration::from_secs(12);

/// What a player says that it waits for (RFC 8216bis, section 6.2.5.2).
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LiveQuery {
    /// Answer once the playlist has the segment of this number.
    #[serde(rename = "_HLS_msn")]
    #[param(rename = "_HLS_msn", value_type = Option<u64>)]
    segment: Option<String>,
    /// Answer once the playlist has this part of that segment.
    #[serde(rename = "_HLS_part")]
    #[param(rename = "_HLS_part", value_type = Option<u64>)]
    part: Option<String>,
    /// `YES` or `v2`: leave out what the player knows.
    #[serde(rename = "_HLS_skip")]
    #[param(rename = "_HLS_skip")]
    skip: Option<String>,
}

impl LiveQuery {
    fn of(request: &HttpRequest) -> Result<Ask, ApiError> {
        let query = web::Query::<Self>::from_query(request.query_string());
        let query = query.map_err(|error| {
            ApiError::BadRequest(format!("the query is not what it should be: {error}").into())
        })?;
        let number = |name: &'static str, text: &Option<String>| match text {
            None => Ok(None),
            Some(text) => text.parse::<u64>().map(Some).map_err(|_| {
                ApiError::invalid(Location::Query, name, "should be a number", text.as_str())
            }),
        };
        Ok(Ask {
            segment: number("_HLS_msn", &query.segment)?,
            part: number("_HLS_part", &query.part)?,
            skip: query.skip.is_some(),
        })
    }
}

/// What is on air, if a file of this name would be of it.
#[must_use]
pub fn find(app: &App, live: PublicUuid, name: &str) -> Option<Arc<OnAir>> {
    let on_air = app.lives.find(LiveId(live.as_uuid()))?;
    (name == LIVE_MASTER || on_air.names(name)).then_some(on_air)
}

/// Answers with the file, waiting for it if the player asks so. Rights are judged before.
///
/// # Errors
/// 404 for what is not there any more or not yet, 400 for what lies too far ahead, 503 when the live stands still.
pub async fn send(
    app: &App,
    request: &HttpRequest,
    on_air: &OnAir,
    name: &str,
    is_public: bool,
    token: Option<&str>,
) -> Result<HttpResponse, ApiError> {
    let bytes = if name == LIVE_MASTER {
        on_air.begins(PATIENCE).await;
        vec![master(on_air)?]
    } else {
        let ask = LiveQuery::of(request)?;
        let media = on_air.media(name, ask, PATIENCE).await;
        match media.map_err(refused)? {
            Media::Playlist(bytes) | Media::Initialisation(bytes) => vec![bytes],
            Media::Segment(parts) => parts,
            Media::Stored(stored) => vec![read(app, on_air, stored).await?],
        }
    };
    let bytes = match token {
        Some(token) if is_playlist(name) => reinject(&bytes, token)?,
        _ => bytes,
    };
    let length: u64 = bytes.iter().map(|bytes| bytes.len() as u64).sum();
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, content_type(name)))
        .insert_header((CACHE_CONTROL, Caching::of(name, is_public).header()))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"));
    if request.method() == Method::HEAD {
        return Ok(response.body(LengthOnly(length)));
    }
    Ok(response.body(Pieces {
        length,
        rest: bytes.into_iter(),
    }))
}

fn reinject(bytes: &[Bytes], token: &str) -> Result<Vec<Bytes>, ApiError> {
    let text = bytes.concat();
    let text = std::str::from_utf8(&text).map_err(ApiError::internal)?;
    Ok(vec![with_token(text, token).into()])
}

/// What lies in the recording.
async fn read(app: &App, on_air: &OnAir, stored: Stored) -> Result<Bytes, ApiError> {
    app.lives.read(on_air, stored).await.map_err(|error| {
        tracing::debug!(%error, "an old segment of a live is gone");
        NOT_FOUND
    })
}

fn refused(reason: NotThere) -> ApiError {
    match reason {
        NotThere::Unknown => NOT_FOUND,
        NotThere::TooFarAhead => ApiError::BadRequest(reason.to_string().into()),
        NotThere::Late => ApiError::Unavailable {
            detail: reason.to_string().into(),
            retry_after: 1,
        },
    }
}

/// The master playlist of what is on air.
fn master(on_air: &OnAir) -> Result<Bytes, ApiError> {
    let fps = on_air.health().fps;
    let variants: Vec<Variant> = on_air
        .renditions()
        .into_iter()
        .map(|(playlist, found)| Variant {
            playlist,
            has_sound: found.sound().is_some(),
            codecs: Some(found.codecs),
            // Peaks are not measured: players that choose by this have room for them.
            bandwidth: found.bandwidth.saturating_mul(5) / 4,
            average_bandwidth: found.bandwidth,
            picture: found.size.map(|(width, height)| Picture {
                width: width.into(),
                height: height.into(),
                fps: (fps > 0.0).then_some(fps),
            }),
        })
        .collect();
    if variants.is_empty() {
        return Err(NOT_FOUND);
    }
    Ok(live_master_playlist(&variants).into())
}

/// Bytes that lie in memory in several places, sent one after another as they lie.
struct Pieces {
    length: u64,
    rest: vec::IntoIter<Bytes>,
}

impl MessageBody for Pieces {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.length)
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(self.rest.next().map(Ok))
    }
}
