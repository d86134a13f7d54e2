//! JSON bodies as the structs of handlers: an object, and not too deep.
//!
//! serde by itself would fill a struct from a list too, and skip fields that it does not know however deep they are.

use actix_web::{
    Error, FromRequest, HttpRequest,
    dev::Payload,
    web::{self, Json},
};
use futures_util::{FutureExt, future::LocalBoxFuture};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::http::error::ApiError;

/// A body that is an object; within the limits of [`super::extractors`].
#[derive(Clone, Debug)]
pub struct Object<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Object<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let fields = web::Json::<Map<String, Value>>::from_request(request, payload);
        async move {
            let Json(fields) = fields.await?;
            Ok(Self(fill(fields)?))
        }
        .boxed_local()
    }
}

/// Reads the object that `bytes` are. The parser gives up at 128 levels, before the stack does.
///
/// # Errors
/// 400 for anything else.
pub fn object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    fill(serde_json::from_slice(bytes).map_err(|error| refused(&error))?)
}

fn fill<T: DeserializeOwned>(fields: Map<String, Value>) -> Result<T, ApiError> {
    serde_json::from_value(Value::Object(fields)).map_err(|error| refused(&error))
}

/// What is no such JSON.
#[must_use]
pub fn refused(error: &dyn std::fmt::Display) -> ApiError {
    ApiError::BadRequest(format!("the body is not the JSON it should be: {error}").into())
}
