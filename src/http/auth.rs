//! Who is asking. A layer reads the access token once; the extractors state in a handler's
//! signature whom it serves: [`Viewer`], [`SignedIn`], [`Moderator`], [`Admin`].

use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::header::AUTHORIZATION,
    middleware::Next,
    web,
};
use std::future::{Ready, ready};

use crate::{
    domain::{AccountId, Role, UserId, permission::Caller},
    http::{code::Code, error::ApiError, state::App},
    store::tokens::{self, TokenHash},
};

/// A person with a valid access token.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who.
    pub user: UserId,
    /// As what.
    pub role: Role,
    /// Their account here.
    pub account: AccountId,
    /// Whether it is remembered what they watch.
    pub keeps_history: bool,
    /// The token they came with.
    pub token: TokenHash,
}

impl Session {
    /// What the rules of the domain look at.
    #[must_use]
    pub const fn caller(&self) -> Caller {
        Caller {
            user: self.user,
            role: self.role,
        }
    }
}

/// Resolves `Authorization: Bearer …`, where there is one, before anything else is looked at.
pub async fn authenticate<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    match identify(&request).await {
        Ok(()) => Ok(next.call(request).await?.map_into_left_body()),
        // An answer and no `Err`: layers further out keep the request that it belongs to.
        Err(error) => Ok(request.error_response(error).map_into_right_body()),
    }
}

/// Where one signs in: a token that has ended must not keep anybody from getting another.
const SIGN_IN: &str = "/api/v1/users/token";

async fn identify(request: &ServiceRequest) -> Result<(), ApiError> {
    if request.path() == SIGN_IN {
        return Ok(());
    }
    if let Some(token) = bearer(request.request()) {
        let app = request
            .app_data::<web::Data<App>>()
            .ok_or_else(|| ApiError::internal("the application is not set up"))?;
        // Apart, so that requests without a token carry no room for it.
        let session = Box::pin(find(app, token)).await?;
        request.extensions_mut().insert(session);
    }
    Ok(())
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn find(app: &App, token: &str) -> Result<Session, ApiError> {
    let (hash, now) = (TokenHash::of(token), app.clock.now());
    if let Some(known) = app.sessions.find(&hash, now) {
        return Ok(known);
    }
    let state = app.sessions.state();
    let mut tx = app.store.read().await?;
    let found = tokens::find_by_access(&mut tx, &hash).await?;
    match found {
        Some(found) if found.access_expires_at > now && !found.blocked => {
            let session = Session {
                user: found.user_id,
                role: found.role,
                account: found.account_id,
                keeps_history: found.videos_history_enabled,
                token: hash,
            };
            let until = found.access_expires_at;
            app.sessions.keep(state, session.clone(), until);
            Ok(session)
        }
        _ => Err(ApiError::coded(
            Code::InvalidToken,
            "the access token is unknown, expired or revoked: sign in again",
        )),
    }
}

/// Anybody; with what they are, if they are signed in.
#[derive(Clone, Debug)]
pub struct Viewer(pub Option<Session>);

impl Viewer {
    /// Whether nobody is signed in: what one such viewer may see, every other may.
    #[must_use]
    pub const fn is_anybody(&self) -> bool {
        self.0.is_none()
    }
}

/// Somebody signed in.
#[derive(Clone, Debug)]
pub struct SignedIn(pub Session);

/// A moderator or an administrator.
#[derive(Clone, Debug)]
pub struct Moderator(pub Session);

/// An administrator.
#[derive(Clone, Debug)]
pub struct Admin(pub Session);

fn session(request: &HttpRequest) -> Option<Session> {
    request.extensions().get::<Session>().cloned()
}

fn signed_in(
    request: &HttpRequest,
    allowed: impl Fn(Role) -> bool,
    who: &'static str,
) -> Result<Session, ApiError> {
    let session = session(request).ok_or_else(ApiError::needs_sign_in)?;
    if allowed(session.role) {
        Ok(session)
    } else {
        Err(ApiError::Forbidden(who.into()))
    }
}

impl FromRequest for Viewer {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(session(request))))
    }
}

impl FromRequest for SignedIn {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(signed_in(request, |_| true, "").map(Self))
    }
}

impl FromRequest for Moderator {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(signed_in(request, Role::moderates, "only moderators may do this").map(Self))
    }
}

impl FromRequest for Admin {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(
            signed_in(
                request,
                Role::administers,
                "only administrators may do this",
            )
            .map(Self),
        )
    }
}
