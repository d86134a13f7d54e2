//! The operation ids of our OpenAPI document, by method and path.

use std::collections::HashMap;

use actix_web::http::Method;
use utoipa::openapi::{OpenApi, path::PathItem};

/// Knows what each route is called in the document.
#[derive(Debug, Default)]
pub struct Operations(HashMap<String, HashMap<&'static str, String>>);

impl Operations {
    /// Reads the names out of `document`.
    #[must_use]
    pub fn of(document: &OpenApi) -> Self {
        let paths = document.paths.paths.iter();
        Self(
            paths
                .map(|(path, item)| (path.clone(), names(item)))
                .collect(),
        )
    }

    /// The operation id of this method on this path template.
    #[must_use]
    pub fn name(&self, method: &Method, pattern: &str) -> Option<&str> {
        self.0
            .get(pattern)?
            .get(method.as_str())
            .map(String::as_str)
    }
}

fn names(item: &PathItem) -> HashMap<&'static str, String> {
    [
        ("GET", &item.get),
        ("POST", &item.post),
        ("PUT", &item.put),
        ("DELETE", &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?.operation_id.clone()?)))
    .collect()
}
