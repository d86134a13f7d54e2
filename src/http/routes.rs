//! Every route of the API, grouped by resource, one line a path: the whole API on one page.

use actix_web::web::{self, ServiceConfig};

use crate::http::error::ApiError;

/// Routes each path to its handlers; another method is answered 405 with what is allowed.
macro_rules! paths {
    ($config:expr; $($path:literal => { $($method:ident: $handler:expr),+ $(,)? })+) => {$(
        $config.service(
            web::resource($path)
                $(.route(web::$method().to($handler)))+
                .default_service(web::to(|| async {
                    Err::<actix_web::HttpResponse, _>(ApiError::MethodNotAllowed(&[
                        $(method_name!($method)),+
                    ]))
                })),
        );
    )+};
}

macro_rules! method_name {
    (get) => {
        "GET"
    };
    (head) => {
        "HEAD"
    };
    (post) => {
        "POST"
    };
    (put) => {
        "PUT"
    };
    (delete) => {
        "DELETE"
    };
}

/// Adds every route.
pub fn routes(config: &mut ServiceConfig) {
    paths! { config;
        "/api/v1/ping" => { get: super::server::ping::get }
    }
}
