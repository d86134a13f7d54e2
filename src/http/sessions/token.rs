//! `POST /api/v1/users/token`: signing in, and renewing a session (OAuth 2, RFC 6749).

mod grant;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, PRAGMA},
    web::{Bytes, Data},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::grant::Grant;
use crate::{
    crunch::passwords,
    domain::password::Password,
    http::{code::Code, error::ApiError, state::App},
    store::{oauth_clients, users},
    usecases::{
        renew_session,
        session::Session,
        sign_in::{self, Outcome},
    },
};

/// What a client sends, whatever its grant.
#[derive(Deserialize, ToSchema)]
pub struct TokenRequest {
    /// From `GET /api/v1/oauth-clients/local`.
    #[schema(required = true, value_type = String)]
    client_id: Option<String>,
    /// From there too.
    #[schema(required = true, value_type = String)]
    client_secret: Option<String>,
    /// `password` or `refresh_token`.
    #[schema(required = true, value_type = String)]
    grant_type: Option<String>,
    /// With `password`: the user's name or e-mail address.
    username: Option<String>,
    /// With `password`.
    password: Option<String>,
    /// With `refresh_token`.
    refresh_token: Option<String>,
}

/// A session.
#[derive(Serialize, ToSchema)]
pub struct TokenAnswer {
    /// `Bearer`.
    token_type: &'static str,
    /// To be sent with each request.
    access_token: String,
    /// Gets the next session, once.
    refresh_token: String,
    /// Seconds that the first lives.
    expires_in: u64,
    /// Seconds that the second lives.
    refresh_token_expires_in: u64,
}

/// Opens or renews a session.
///
/// # Errors
/// 400 with `invalid_client`, `unsupported_grant_type` or `invalid_grant`; 503 when too many
/// passwords are being checked.
#[utoipa::path(
    post, path = "/api/v1/users/token", operation_id = "getOAuthToken", tag = "Session",
    request_body(content(
        (TokenRequest = "application/x-www-form-urlencoded"),
        (TokenRequest = "application/json"),
    )),
    responses(
        (status = 200, description = "The session", body = TokenAnswer),
        (status = 400, description = "Wrong client, grant, name, password or token: see `code`"),
        (status = 401, description = "An Authorization header came along whose token is worth nothing"),
    )
)]
pub async fn post(
    request: HttpRequest,
    app: Data<App>,
    body: Bytes,
) -> Result<HttpResponse, ApiError> {
    let asked = grant::read(&request, &body)?;
    check_client(&app, &asked).await?;
    let session = match Grant::of(asked)? {
        Grant::Password { login, password } => sign_in(&app, &login, &password).await?,
        Grant::Refresh { token } => renew(&app, &token).await?,
    };
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((PRAGMA, "no-cache"))
        .json(TokenAnswer::of(session)))
}

impl TokenAnswer {
    fn of(session: Session) -> Self {
        Self {
            token_type: "Bearer",
            access_token: session.access_token,
            refresh_token: session.refresh_token,
            expires_in: session.access_lifetime.as_secs(),
            refresh_token_expires_in: session.refresh_lifetime.as_secs(),
        }
    }
}

async fn check_client(app: &App, asked: &TokenRequest) -> Result<(), ApiError> {
    let known = oauth_clients::list(&mut app.store.read().await?).await?;
    let is_known = known.iter().any(|client| {
        asked.client_id.as_ref() == Some(&client.client_id)
            && asked.client_secret.as_ref() == Some(&client.client_secret)
    });
    is_known.then_some(()).ok_or_else(|| {
        ApiError::coded(
            Code::InvalidClient,
            "unknown client: take client_id and client_secret from GET /api/v1/oauth-clients/local",
        )
    })
}

async fn sign_in(app: &App, login: &str, password: &Password) -> Result<Session, ApiError> {
    // Read, checked and only then written: no transaction is open while argon2 works.
    let found = users::find_by_login(&mut app.store.read().await?, login).await?;
    let kept = found.as_ref().map(|user| user.password_hash.as_str());
    let is_right = passwords::verify(&app.crunch, password, kept).await?;
    let Some(user) = found.filter(|_| is_right) else {
        return Err(invalid_grant("wrong user name, e-mail address or password"));
    };
    let lifetime = &app.config.oauth2.token_lifetime;
    let mut tx = app.store.begin_unshown().await?;
    match sign_in::run(&mut tx, &user, lifetime, app.clock.now()).await? {
        Outcome::SignedIn(session) => {
            tx.commit().await?;
            Ok(session)
        }
        Outcome::Blocked => Err(invalid_grant(
            "this user is blocked: ask the administrators",
        )),
        Outcome::Changed => Err(invalid_grant(
            "the password was changed: sign in with the new one",
        )),
    }
}

async fn renew(app: &App, token: &str) -> Result<Session, ApiError> {
    let lifetime = &app.config.oauth2.token_lifetime;
    let mut tx = app.store.begin_unshown().await?;
    let renewed = renew_session::run(&mut tx, token, lifetime, app.clock.now()).await?;
    let session = renewed.ok_or_else(|| {
        invalid_grant("the refresh token is unknown, used, expired or revoked: sign in again")
    })?;
    tx.commit().await?;
    Ok(session)
}

fn invalid_grant(detail: &'static str) -> ApiError {
    ApiError::coded(Code::InvalidGrant, detail)
}
