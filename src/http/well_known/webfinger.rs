//! `GET /.well-known/webfinger` (RFC 7033): the address in the federation of an account or a
//! channel that is known by its handle.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::json;
use crate::{
    config::Webserver,
    domain::name::Handle,
    http::{
        error::{ApiError, Location},
        state::App,
    },
    store::webfinger,
};

/// Who is meant, and what about them.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WebfingerParameters {
    /// `acct:name@host`, or the address of an account or channel.
    #[serde(default)]
    #[param(required = true, example = "acct:root@tube.example")]
    resource: String,
    /// Only links of these kinds; may be repeated.
    #[serde(default)]
    rel: Vec<String>,
}

/// Who it is (JSON Resource Descriptor).
#[derive(Debug, Serialize, ToSchema)]
pub struct WebfingerDescriptor {
    subject: String,
    aliases: Vec<String>,
    links: Vec<WebfingerLink>,
}

/// Something about them.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebfingerLink {
    rel: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    href: String,
}

/// What a resource names.
pub(super) enum Wanted {
    /// Somebody of ours, by name.
    Name(String),
    /// Whatever has this address.
    Url(String),
}

pub(super) fn wanted(resource: &str, webserver: &Webserver) -> Result<Wanted, ApiError> {
    if resource.starts_with("http://") || resource.starts_with("https://") {
        return Ok(Wanted::Url(resource.to_owned()));
    }
    let handle = resource
        .strip_prefix("acct:")
        .and_then(|handle| Handle::parse(handle).ok());
    let (name, host) = handle
        .and_then(|handle| Some((handle.name, handle.host?)))
        .ok_or_else(|| {
            let message = "should be acct:name@host, or the address of an account or channel";
            ApiError::invalid(Location::Query, "resource", message, resource)
        })?;
    if host.as_str() != webserver.host() {
        return Err(ApiError::NotFound("account or channel"));
    }
    Ok(Wanted::Name(name))
}

fn parameters(request: &HttpRequest) -> Result<WebfingerParameters, ApiError> {
    serde_html_form::from_str(request.query_string())
        .map_err(|error| ApiError::BadRequest(format!("the query cannot be read: {error}").into()))
}

/// Answers who of ours has this handle or address.
#[utoipa::path(
    get, path = "/.well-known/webfinger", operation_id = "getWebfinger", tag = "Well known",
    params(WebfingerParameters),
    responses(
        (status = 200, description = "Who it is", body = WebfingerDescriptor, content_type = "application/jrd+json"),
        (status = 400, description = "The resource is neither a handle nor an address"),
        (status = 404, description = "Nobody of this instance"),
    )
)]
pub async fn get(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let asked = parameters(&request)?;
    let wanted = wanted(&asked.resource, &app.config.webserver)?;
    let mut tx = app.store.read().await?;
    let found = match wanted {
        Wanted::Name(name) => webfinger::find_by_name(&mut tx, &name).await?,
        Wanted::Url(url) => webfinger::find_by_url(&mut tx, &url).await?,
    };
    drop(tx);
    let actor = found.ok_or(ApiError::NotFound("account or channel"))?;
    let mut links = vec![WebfingerLink {
        rel: "self",
        kind: "application/activity+json",
        href: actor.url.clone(),
    }];
    links.retain(|link| asked.rel.is_empty() || asked.rel.iter().any(|rel| rel == link.rel));
    let descriptor = WebfingerDescriptor {
        subject: format!("acct:{}@{}", actor.username, app.config.webserver.host()),
        aliases: vec![actor.url],
        links,
    };
    json("application/jrd+json; charset=utf-8", &descriptor)
}
