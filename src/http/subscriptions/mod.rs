//! The channels that a user follows, and the videos of those.

pub mod add;
pub mod delete;
pub mod exist;
pub mod get;
pub mod list;
pub mod videos;

use crate::{
    domain::name::Handle,
    http::{
        error::{ApiError, Location},
        state::App,
    },
    store::Read,
    usecases::subscribe::{self, Named},
};

/// The channel that a path names.
async fn named(tx: &mut impl Read, app: &App, text: &str) -> Result<Named, ApiError> {
    let handle = Handle::parse(text)
        .map_err(|bad| ApiError::invalid(Location::Path, "subscriptionHandle", bad, text))?;
    let own_host = app.config.webserver.host();
    Ok(subscribe::look_up(tx, &handle, &own_host).await?)
}
