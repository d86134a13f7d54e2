//! The only maker of problem documents (RFC 9457; shape in FACTS.md): the layer that writes
//! down every [`ApiError`] with what it knows of the request.

use actix_web::{
    Error, HttpMessage, HttpRequest, HttpResponse, ResponseError,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{ALLOW, HeaderValue, RETRY_AFTER},
    middleware::Next,
};
use serde_json::{Map, Value, json};

use crate::http::{
    code::Code,
    error::{ApiError, InvalidParam},
    operation::Operations,
    request_id::request_id,
};

const DOCS: &str = "https://docs.joinpeertube.org/api-rest-reference.html";

/// Answers with a problem document wherever the inner services failed.
pub async fn write<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    // What fails within is an answer already; a clone of the request, kept for an `Err`, would
    // stop the router from noting what matched.
    let response = next.call(request).await?;
    let Some(error) = response.response().error() else {
        return Ok(response.map_into_left_body());
    };
    let answer = explain(response.request(), error);
    Ok(response.into_response(answer).map_into_right_body())
}

fn explain(request: &HttpRequest, error: &Error) -> HttpResponse {
    match error.as_error::<ApiError>() {
        Some(error) => document(request, error),
        None => document(request, &foreign(error)),
    }
}

/// An error of the framework itself, as one of ours.
fn foreign(error: &Error) -> ApiError {
    let status = error.as_response_error().status_code();
    match status.as_u16() {
        404 => ApiError::RouteNotFound,
        413 => ApiError::TooLarge("the body is larger than this operation accepts".into()),
        408 => ApiError::TimedOut("the request took too long: send it again".into()),
        415 => ApiError::UnsupportedMedia(error.to_string().into()),
        400..=499 => ApiError::BadRequest(error.to_string().into()),
        _ => ApiError::internal(error.to_string()),
    }
}

/// The answer that tells `error` to the caller of `request`.
pub fn document(request: &HttpRequest, error: &ApiError) -> HttpResponse {
    if let ApiError::Internal(source) = error {
        tracing::error!(
            error = &**source as &dyn std::error::Error,
            "a request failed"
        );
    }
    let status = error.status_code();
    let mut body = Map::new();
    let mut say = |name: &str, value: Value| {
        body.insert(name.to_owned(), value);
    };
    let kind = match error.code() {
        Some(code) if !code.is_ours() => format!("{DOCS}#section/Errors/{}", code.word()),
        _ => "about:blank".to_owned(),
    };
    say("type", kind.into());
    say("title", status.canonical_reason().unwrap_or("Error").into());
    say("status", status.as_u16().into());
    say("detail", error.to_string().into());
    say("error", error.to_string().into());
    if let Some(operation) = operation_of(request) {
        say("docs", format!("{DOCS}#operation/{operation}").into());
    }
    if let Some(code) = error.code() {
        say("code", code.word().into());
    }
    match error {
        ApiError::Invalid(params) => {
            say("instance", request.path().into());
            say("invalid-params", invalid_params(params));
        }
        ApiError::Internal(_) => say(
            "requestId",
            request_id(&request.extensions()).as_str().into(),
        ),
        _ => {}
    }
    let mut response = HttpResponse::build(status);
    response.content_type("application/problem+json; charset=utf-8");
    if let Some(seconds) = error.retry_after() {
        response.insert_header((RETRY_AFTER, seconds));
    }
    // Asked for in a header too (FACTS.md, problem documents).
    if error.code() == Some(Code::MissingTwoFactor) {
        response.insert_header(("x-peertube-otp", "required; app"));
    }
    if let ApiError::FileTooLarge { most, .. } = error {
        response.insert_header(("x-file-maximum-size", *most));
    }
    if let ApiError::MethodNotAllowed(methods) = error
        && let Ok(allowed) = HeaderValue::from_str(&methods.join(", "))
    {
        response.insert_header((ALLOW, allowed));
    }
    response.body(Value::Object(body).to_string())
}

fn invalid_params(params: &[InvalidParam]) -> Value {
    params
        .iter()
        .map(|param| {
            let value = json!({
                "location": param.location.word(),
                "msg": param.message,
                "param": param.name,
                "value": param.value,
            });
            (param.name.clone(), value)
        })
        .collect::<Map<_, _>>()
        .into()
}

fn operation_of(request: &HttpRequest) -> Option<&str> {
    let pattern = request.match_pattern()?;
    let operations = request.app_data::<actix_web::web::Data<Operations>>()?;
    operations.name(request.method(), &pattern)
}
