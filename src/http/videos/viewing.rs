//! What a player says while somebody watches, for the two operations that hear it.

use actix_web::{
    HttpRequest,
    http::header::USER_AGENT,
    web::{Data, Payload},
};
use actors_views::{Hit, Length, Refused, Trait, TraitKind, VideoKey, ViewerKey};
use serde::Deserialize;
use utoipa::ToSchema;

use super::access;
use crate::{
    domain::VideoId,
    http::{
        auth::Viewer,
        client_address::client_address,
        crawlers,
        error::{ApiError, Location},
        form::{self, Fields, Given, Rules},
        request_id::Request,
        state::App,
        video_password::GivenPassword,
    },
    ports,
    store::videos::VideoRow,
};

/// The longest name that a player may have for its session.
const LONGEST_SESSION: usize = 200;

/// The body, for the document.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UserViewingVideo)]
#[expect(
    dead_code,
    reason = "names and types for the document; values are read by `read`"
)]
pub struct UserViewingVideo {
    /// Where the player is, in whole seconds.
    #[schema(minimum = 0)]
    current_time: i64,
    /// `seek` when the viewer jumped there.
    view_event: Option<String>,
    /// What tells this viewer from others of the same address.
    session_id: Option<String>,
    /// The player's software; an extension.
    client: Option<String>,
    /// What kind of device it runs on; an extension.
    device: Option<String>,
    /// Under which operating system; an extension.
    operating_system: Option<String>,
}

/// What counting needs to know of a video.
#[derive(Clone, Copy, Debug)]
pub struct Watched {
    /// The video.
    pub id: VideoId,
    length: Length,
}

impl Watched {
    fn of(video: &VideoRow) -> Self {
        let length = if video.is_live {
            Length::Live
        } else {
            Length::Seconds(u32::try_from(video.duration).unwrap_or_default())
        };
        Self {
            id: video.id,
            length,
        }
    }
}

/// What was said, checked.
struct Said {
    position: u32,
    seek: bool,
    session: Option<String>,
    traits: Vec<Trait>,
}

/// Hears a player, for whoever may watch the video; where somebody who wants to be remembered is signed in, how far they
/// are is remembered.
///
/// # Errors
/// 400 for a body that is wrong, 401, 403 and 404 as for watching, 503 when there is too much to count.
pub async fn hear(
    app: &Data<App>,
    request: &HttpRequest,
    id: &str,
    viewer: &Viewer,
    password: &GivenPassword,
    body: Payload,
) -> Result<(), ApiError> {
    let fields = form::read(request, body, &Rules::no_files()).await?.fields;
    let watched = watched(app, id, viewer, password).await?;
    let said = read(&fields, watched.length)?;
    if crawlers::is_nobody(request) {
        return Ok(());
    }
    let now = app.clock.now();
    if let Some(session) = &viewer.0
        && session.keeps_history
    {
        let position = i64::from(said.position);
        app.history.note(session.user, watched.id, position, now)?;
    }
    count(app, request, watched, said)
}

fn count(
    app: &Data<App>,
    request: &HttpRequest,
    watched: Watched,
    said: Said,
) -> Result<(), ApiError> {
    let hit = Hit {
        viewer: viewer_key(app, request, said.session.as_deref()),
        at: ports::moment(&app.clock),
        position: said.position,
        seek: said.seek,
        length: watched.length,
        traits: traits(app, request, said.traits),
    };
    let Request(request) = Request::of(request);
    let taken = app.views.seen(VideoKey(watched.id.get()), hit, request);
    taken.map_err(|refused| match refused {
        Refused::Busy => ApiError::Unavailable {
            detail: "more people watch than can be counted at once: say it again".into(),
            retry_after: 1,
        },
        Refused::Stopped => ApiError::Unavailable {
            detail: "this server is stopping".into(),
            retry_after: 5,
        },
    })
}

/// The video, for whoever may watch it. What everybody may watch is kept in memory for a moment.
///
/// # Errors
/// 401, 403 and 404 as for watching.
pub async fn watched(
    app: &App,
    id: &str,
    viewer: &Viewer,
    password: &GivenPassword,
) -> Result<Watched, ApiError> {
    let find = async |viewer: &Viewer, password: &GivenPassword| {
        let mut tx = app.store.read().await?;
        let video = access::watchable(&mut tx, id, viewer, password).await?;
        Ok(Watched::of(&video))
    };
    let (anybody, nothing) = (Viewer(None), GivenPassword::none());
    let for_everybody = app
        .kept
        .watched(id, async || find(&anybody, &nothing).await)
        .await;
    match for_everybody {
        // Who signs in or gives a password may see more.
        Err(ApiError::SignedOut(_) | ApiError::Forbidden(_) | ApiError::Coded { .. })
            if !viewer.is_anybody() || password.is_given() =>
        {
            Box::pin(find(viewer, password)).await
        }
        outcome => outcome,
    }
}

fn read(fields: &Fields, length: Length) -> Result<Said, ApiError> {
    let latest = match length {
        Length::Seconds(seconds) => i64::from(seconds),
        Length::Live => i64::from(u32::MAX),
    };
    let position = fields.integer("currentTime", 0..=latest);
    let position = fields.required("currentTime", position);
    let seek = fields.one_of("viewEvent", &[("seek", true)]).or(false);
    let session = fields.text("sessionId").value();
    if session
        .as_deref()
        .is_some_and(|session| session.len() > LONGEST_SESSION)
    {
        fields.problem(
            "sessionId",
            format!("should have {LONGEST_SESSION} bytes at most"),
        );
    }
    let mut traits = Vec::new();
    for (name, kind) in [
        ("client", TraitKind::Client),
        ("device", TraitKind::Device),
        ("operatingSystem", TraitKind::OperatingSystem),
    ] {
        let Given::Value(value) = fields.text(name) else {
            continue;
        };
        match Trait::new(kind, value.trim()) {
            Some(had) => traits.push(had),
            None => fields.problem(name, format!("should have 1 to {} bytes", Trait::LONGEST)),
        }
    }
    fields.finish()?;
    Ok(Said {
        position: u32::try_from(position)
            .map_err(|error| ApiError::invalid(Location::Body, "currentTime", error, position))?,
        seek,
        session: session.filter(|session| !session.is_empty()),
        traits,
    })
}

/// What the player says of itself, and where it is.
fn traits(app: &App, request: &HttpRequest, mut said: Vec<Trait>) -> Box<[Trait]> {
    if !app.geo_ip.is_known() {
        return said.into();
    }
    let place = app.geo_ip.find(client_address(request));
    let country = place
        .country
        .and_then(|code| Trait::new(TraitKind::Country, &code));
    let part = place
        .subdivision
        .and_then(|name| Trait::new(TraitKind::Subdivision, &name));
    said.extend(country);
    said.extend(part);
    said.into()
}

fn viewer_key(app: &App, request: &HttpRequest, session: Option<&str>) -> ViewerKey {
    let trusts = app.config.views.videos.trust_viewer_session_id;
    ViewerKey(match session.filter(|_| trusts) {
        Some(session) => app.viewer_secret.of_session(session),
        None => {
            let agent = request.headers().get(USER_AGENT);
            let agent = agent.map(|agent| agent.as_bytes()).unwrap_or_default();
            let day = app.clock.now().timestamp().div_euclid(86_400);
            app.viewer_secret
                .of_address(client_address(request), agent, day)
        }
    })
}
