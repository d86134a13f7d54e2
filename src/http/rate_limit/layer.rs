//! The layer: takes a call from each limit of a request, and tells in headers what is left.

use std::net::IpAddr;

use actix_web::{
    Error,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderMap, HeaderName},
    middleware::Next,
    web,
};

use super::{RateLimits, Taken, group::Group};
use crate::{
    domain::Timestamp,
    http::{client_address::client_address, error::ApiError, problem, state::App},
};

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// Lets a request through, or answers 429 until its window ends.
pub async fn limit<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let groups = Group::of(&request);
    let Some(app) = request.app_data::<web::Data<App>>().cloned() else {
        return Ok(next.call(request).await?.map_into_left_body());
    };
    let client = client_address(request.request());
    let now = app.clock.now();
    let Some((group, taken)) = take(&app.limits, groups, client, now) else {
        return Ok(next.call(request).await?.map_into_left_body());
    };
    if !taken.allowed {
        let retry_after = seconds_until(taken.ends - now.timestamp_millis());
        let error = ApiError::TooManyRequests { retry_after };
        let answer = problem::document(request.request(), &error);
        let mut response = request.into_response(answer).map_into_right_body();
        announce(taken, response.headers_mut());
        return Ok(response);
    }
    let mut response = next.call(request).await?.map_into_left_body();
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let taken = if failed && group.forgives_failures() {
        app.limits.give_back(group, client, taken).unwrap_or(taken)
    } else {
        taken
    };
    announce(taken, response.headers_mut());
    Ok(response)
}

/// Takes a call from one limit after the other; the one that refuses, or else the last and most
/// specific, is what the caller is told about.
fn take(
    limits: &RateLimits,
    groups: &[Group],
    client: IpAddr,
    now: Timestamp,
) -> Option<(Group, Taken)> {
    let mut told = None;
    for group in groups {
        let taken = limits.take(*group, client, now)?;
        told = Some((*group, taken));
        if !taken.allowed {
            break;
        }
    }
    told
}

fn announce(taken: Taken, headers: &mut HeaderMap) {
    headers.insert(LIMIT, taken.limit.into());
    headers.insert(REMAINING, taken.remaining.into());
    headers.insert(RESET, seconds_until(taken.ends).into());
}

/// Whole seconds, rounded up: who waits for them finds a new window.
fn seconds_until(millis: i64) -> u64 {
    u64::try_from(millis).unwrap_or(0).div_ceil(1000)
}
