//! `POST /api/v1/users/token`: signing in, and renewing a session (OAuth 2, RFC 6749).

mod grant;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, HeaderName, PRAGMA},
    web::{Bytes, Data},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::grant::Grant;
use crate::{
    crunch::passwords,
    domain::{RegistrationState, Timestamp, password::Password, two_factor::OtpSecret},
    http::{code::Code, error::ApiError, state::App},
    store::{
        oauth_clients, registrations,
        users::{self, UserRow},
    },
    usecases::{
        renew_session,
        session::Session,
        sign_in::{self, Outcome},
    },
};

/// The code of two-factor (FACTS.md, problem documents).
const OTP: HeaderName = HeaderName::from_static("x-peertube-otp");

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
        (status = 401, description = "`missing_two_factor`: repeat the call with the header x-peertube-otp"),
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
        Grant::Password { login, password } => {
            let code = request
                .headers()
                .get(OTP)
                .and_then(|code| code.to_str().ok());
            sign_in(&app, &login, &password, code).await?
        }
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

async fn sign_in(
    app: &App,
    login: &str,
    password: &Password,
    code: Option<&str>,
) -> Result<Session, ApiError> {
    // Read, checked and only then written: no transaction is open while argon2 works.
    let mut tx = app.store.read().await?;
    let found = users::find_by_login(&mut tx, login).await?;
    let asked = match &found {
        Some(_) => None,
        None => registrations::find_by_login(&mut tx, login).await?,
    };
    drop(tx);
    let kept = found.as_ref().map(|user| user.password_hash.as_str());
    let kept = kept.or(asked.as_ref().map(|asked| asked.password_hash.as_str()));
    let is_right = passwords::verify(&app.crunch, password, kept).await?;
    if let Some(asked) = asked.filter(|_| is_right) {
        return Err(not_a_user_yet(asked.state));
    }
    let Some(user) = found.filter(|_| is_right) else {
        return Err(invalid_grant("wrong user name, e-mail address or password"));
    };
    let now = app.clock.now();
    let step = match &user.otp_secret {
        Some(sealed) => Some(step(app, &user, sealed, code, now)?),
        None => None,
    };
    let mut tx = app.store.begin_unshown().await?;
    match sign_in::run(&mut tx, &user, step, &app.config, now).await? {
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
        Outcome::EmailNotVerified => Err(invalid_grant(
            "confirm your e-mail address first, with the link that was sent to it",
        )),
        Outcome::CodeUsed => Err(ApiError::coded(
            Code::InvalidTwoFactor,
            "this code was used already: wait for the next one",
        )),
    }
}

/// The step of the code of two-factor.
fn step(
    app: &App,
    user: &UserRow,
    sealed: &[u8],
    code: Option<&str>,
    now: Timestamp,
) -> Result<i64, ApiError> {
    let code = code.ok_or_else(|| {
        ApiError::coded(
            Code::MissingTwoFactor,
            "this user has two-factor: send the code of the app in the header x-peertube-otp",
        )
    })?;
    let secret = OtpSecret::open(sealed, &app.sealing, user.id);
    if secret.is_none() {
        tracing::error!(user = %user.id, "the secret of two-factor cannot be opened: secrets.peertube is another one than when it was kept");
    }
    let step = secret.and_then(|secret| secret.step_of(code, now));
    step.ok_or_else(|| {
        ApiError::coded(
            Code::InvalidTwoFactor,
            "this is not the code of this moment: type the one that the app shows",
        )
    })
}

fn not_a_user_yet(state: RegistrationState) -> ApiError {
    match state {
        RegistrationState::Rejected => ApiError::coded(
            Code::AccountApprovalRejected,
            "the moderators have rejected this registration",
        ),
        RegistrationState::Pending | RegistrationState::Accepted => ApiError::coded(
            Code::AccountWaitingForApproval,
            "the moderators have not decided on this registration yet",
        ),
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
    app.sessions.forget();
    Ok(session)
}

fn invalid_grant(detail: &'static str) -> ApiError {
    ApiError::coded(Code::InvalidGrant, detail)
}
