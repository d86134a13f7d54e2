//! `GET /api/v1/users/registrations/challenge`: the work that this server asks of those who register. Of our own.

use actix_web::{HttpResponse, http::header::CACHE_CONTROL, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::proof_of_work,
    http::{error::ApiError, state::App, time::Moment},
};

/// What is asked for: a `nonce` for which the SHA-256 of `{challenge}:{username}:{nonce}` begins with `bits` zero bits.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Challenge {
    /// To be sent back as `proofOfWork.challenge`.
    challenge: String,
    /// Zero bits; 0 where no work is asked for.
    bits: u32,
    /// Until when it is good.
    expires_at: Moment,
}

/// Answers a new one.
#[utoipa::path(
    get, path = "/api/v1/users/registrations/challenge", operation_id = "getRegistrationChallenge", tag = "Register",
    responses((status = 200, description = "The work", body = Challenge))
)]
pub async fn get(app: Data<App>) -> Result<HttpResponse, ApiError> {
    let bits = app.config.signup.proof_of_work_bits;
    let (challenge, until) = proof_of_work::challenge(&app.links, bits, app.clock.now());
    let challenge = Challenge {
        challenge,
        bits,
        expires_at: until.into(),
    };
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(challenge))
}
