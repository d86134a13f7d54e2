//! The actix application: layers around the routes, outermost last.

use actix_web::{
    App as Actix, Error,
    body::MessageBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    middleware::from_fn,
    web::{self, Data},
};

use super::{
    auth, error::ApiError, openapi, operation::Operations, problem, request_id, routes::routes,
    state::App,
};

/// Builds the application that each worker thread runs.
#[must_use]
pub fn application(
    app: Data<App>,
) -> Actix<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    Actix::new()
        .app_data(app)
        .app_data(Data::new(Operations::of(openapi::document())))
        .app_data(web::JsonConfig::default().error_handler(|error, _| json_error(&error).into()))
        .configure(routes)
        .default_service(web::to(|| async {
            Err::<actix_web::HttpResponse, _>(ApiError::RouteNotFound)
        }))
        .wrap(from_fn(auth::authenticate))
        .wrap(from_fn(problem::write))
        .wrap(from_fn(request_id::assign))
}

fn json_error(error: &actix_web::error::JsonPayloadError) -> ApiError {
    use actix_web::error::JsonPayloadError as Json;
    match error {
        Json::Overflow { .. } | Json::OverflowKnownLength { .. } => {
            ApiError::TooLarge("the JSON body is larger than this operation accepts".into())
        }
        other => {
            ApiError::BadRequest(format!("the body is not the JSON it should be: {other}").into())
        }
    }
}
