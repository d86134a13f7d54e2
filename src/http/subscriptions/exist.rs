//! `GET /api/v1/users/me/subscriptions/exist`: which of some channels the caller follows.

use std::collections::BTreeMap;

use actix_web::web::{Data, Json};
use utoipa::IntoParams;

use crate::{
    domain::name::Handle,
    http::{auth::SignedIn, error::ApiError, query::Query, state::App},
    usecases::subscribe::{self, Named},
};

/// The parameters of the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "names and types for the document")]
pub struct SubscriptionsExistParams {
    /// `name` or `name@host` of channels.
    uris: Vec<String>,
}

/// Answers it for each, by its name as it was given.
#[utoipa::path(
    get, path = "/api/v1/users/me/subscriptions/exist", operation_id = "subscriptionsExist",
    tag = "My Subscriptions",
    security(("OAuth2" = [])),
    params(SubscriptionsExistParams),
    responses(
        (status = 200, description = "Whether each is followed", body = BTreeMap<String, bool>),
        (status = 400, description = "A name is none, or none is given: see `invalid-params`")
    )
)]
pub async fn get(
    SignedIn(session): SignedIn,
    app: Data<App>,
    query: Query,
) -> Result<Json<BTreeMap<String, bool>>, ApiError> {
    let names = query.parsed_list("uris", |text| {
        Handle::parse(text).map(|handle| (text.to_owned(), handle))
    });
    if !query.has("uris") {
        query.problem("uris", "is required");
    }
    query.finish()?;
    let own_host = app.config.webserver.host();
    let mut exist = BTreeMap::new();
    let mut tx = app.store.read().await?;
    for (name, handle) in names {
        let follows = match subscribe::look_up(&mut tx, &handle, &own_host).await? {
            Named::Known(channel) => {
                subscribe::is_there(&mut tx, session.account, &channel).await?
            }
            Named::Elsewhere { .. } | Named::Missing => false,
        };
        exist.insert(name, follows);
    }
    Ok(Json(exist))
}
