//! `GET /api/v1/users/autocomplete`: names that begin so.

use actix_web::web::{Data, Json};

use crate::{
    http::{error::ApiError, query::Query, state::App},
    store::users,
};

/// Names at most.
const MOST: i64 = 10;

/// Lists the first names of users that begin with a text, whatever its case.
#[utoipa::path(
    get, path = "/api/v1/users/autocomplete", operation_id = "autocompleteUsers", tag = "Users",
    params(("search" = String, Query, description = "How the names begin")),
    responses(
        (status = 200, description = "Names", body = [String]),
        (status = 400, description = "There is nothing to search for")
    )
)]
pub async fn get(app: Data<App>, query: Query) -> Result<Json<Vec<String>>, ApiError> {
    let search = query.text("search").filter(|text| !text.is_empty());
    let search = query.required("search", search);
    query.finish()?;
    let mut tx = app.store.read().await?;
    Ok(Json(
        users::names(&mut tx, &search.unwrap_or_default(), MOST).await?,
    ))
}
