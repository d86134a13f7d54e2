//! JSON bodies: an object, and not too deep.

use serde_json::{Map, Value};

use super::DEEPEST;
use crate::http::error::ApiError;

/// Reads an object. The parser itself gives up at 128 levels, before the stack does.
pub(super) fn parse(bytes: &[u8]) -> Result<Map<String, Value>, ApiError> {
    let value = serde_json::from_slice(bytes)
        .map_err(|error| refused(format!("the body is not JSON: {error}")))?;
    let Value::Object(fields) = value else {
        return Err(refused("the body should be a JSON object".into()));
    };
    if fields.values().all(|value| depth(value) <= DEEPEST) {
        Ok(fields)
    } else {
        let message = format!("the body nests its values more than {DEEPEST} deep");
        Err(refused(message))
    }
}

fn refused(message: String) -> ApiError {
    ApiError::BadRequest(message.into())
}

/// Containers around the innermost value.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}
