//! Becoming a user: at once, or by asking the moderators.

pub mod ask_verify_email;
pub mod body;
pub mod challenge;
pub mod decide;
pub mod delete;
pub mod list;
pub mod register;
pub mod request;
pub mod shape;
pub mod verify_email;

use actix_web::HttpRequest;

use crate::{
    domain::proof_of_work::is_accepted,
    http::{
        client_address::client_address, code::Code, error::ApiError, mail_language::Liked,
        state::App,
    },
    usecases::register::is_open,
};

/// Lets those through who may register now, from where they are, in this way, and are no machines.
async fn admit(
    app: &App,
    request: &HttpRequest,
    asked: &body::Asked,
    with_approval: bool,
) -> Result<(), ApiError> {
    let address = client_address(request);
    let mut tx = app.store.read().await?;
    is_open(&mut tx, &app.config, address, with_approval)
        .await?
        .map_err(|closed| ApiError::Forbidden(closed.to_string().into()))?;
    let bits = app.config.signup.proof_of_work_bits;
    if asked.fell_for_the_trap || (bits > 0 && !proves_work(app, asked, bits)) {
        return Err(ApiError::coded(
            Code::ProofOfWorkRequired,
            "registration needs a proof of work: see GET /api/v1/users/registrations/challenge",
        ));
    }
    Ok(())
}

fn proves_work(app: &App, asked: &body::Asked, bits: u32) -> bool {
    asked.proof.as_ref().is_some_and(|proof| {
        let proof = (proof.challenge.as_str(), proof.nonce.as_str());
        is_accepted(&app.links, bits, &asked.username, proof, app.clock.now())
    })
}

fn taken(what: &str) -> ApiError {
    ApiError::coded(
        Code::AlreadyTaken,
        format!("the {what} is taken: choose another"),
    )
}
