//! `GET /api/v1/accounts/{name}/followers`: who follows an account or one of its channels.

use actix_web::web::{Data, Json, Path};

use crate::{
    domain::permission::can_manage_channel,
    http::{
        auth::SignedIn,
        error::ApiError,
        follows::{self, FollowerList, FollowerListParams},
        query::Query,
        state::App,
    },
    store::follows::Followed,
};

/// Lists them, for whose account it is and for moderators.
#[utoipa::path(
    get, path = "/api/v1/accounts/{name}/followers", operation_id = "getAccountFollowers", tag = "Accounts",
    security(("OAuth2" = [])),
    params(("name" = String, Path, description = "`name` or `name@host`"), FollowerListParams),
    responses(
        (status = 200, description = "A page of the list", body = FollowerList),
        (status = 400, description = "A parameter is wrong: see `invalid-params`"),
        (status = 403, description = "It is somebody else's account"),
        (status = 404, description = "No such account")
    )
)]
pub async fn get(
    SignedIn(session): SignedIn,
    app: Data<App>,
    name: Path<String>,
    query: Query,
) -> Result<Json<FollowerList>, ApiError> {
    let account = super::get::find(&app, &name).await?;
    if !can_manage_channel(session.caller(), account.owner()) {
        return Err(ApiError::Forbidden("this account is not yours".into()));
    }
    let of = Followed::Account(account.id);
    Ok(Json(follows::followers(&app, &query, of).await?))
}
