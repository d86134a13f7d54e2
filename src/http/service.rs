//! The actix application: layers around the routes, outermost last.

use actix_web::{
    App as Actix, Error,
    body::MessageBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    middleware::from_fn,
    web::{self, Data},
};

use super::{
    auth, body, cors, extractors, measure, openapi, operation::Operations, pages, problem,
    rate_limit, request_id, routes::routes, state::App,
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
    let http = app.config.http.clone();
    Actix::new()
        .app_data(app)
        .app_data(Data::new(Operations::of(openapi::document())))
        .configure(|config| extractors::configure(config, &http))
        .configure(routes)
        .default_service(web::to(pages::not_found::get))
        .wrap(from_fn(auth::authenticate))
        .wrap(from_fn(body::watch))
        // Within the layers that add headers: they are on its documents too.
        .wrap(from_fn(problem::write))
        .wrap(from_fn(rate_limit::limit))
        .wrap(from_fn(cors::share))
        .wrap(from_fn(measure::measure))
        .wrap(from_fn(request_id::assign))
}

#[cfg(test)]
mod tests;
