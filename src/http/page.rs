//! Pagination: `start` and `count` of a list, and the envelope `{total, data}` of its answer.

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::error::{ApiError, InvalidParam, Location};

/// How far a list can be paged into; beyond it a client must filter.
const LAST_START: i64 = i32::MAX as i64;
const DEFAULT_COUNT: i64 = 15;
const MOST: i64 = 100;

/// Which rows of a list are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Rows to skip.
    pub start: i64,
    /// Rows at most, 1 to 100.
    pub count: i64,
}

impl Page {
    /// Checks what the query says; silence means the first 15.
    ///
    /// # Errors
    /// With each number that is outside its bounds.
    pub fn new(start: Option<i64>, count: Option<i64>) -> Result<Self, ApiError> {
        let start = start.unwrap_or(0);
        let count = count.unwrap_or(DEFAULT_COUNT);
        let rules = [("start", start, 0, LAST_START), ("count", count, 1, MOST)];
        let found: Vec<InvalidParam> = rules
            .into_iter()
            .filter(|(_, number, least, most)| !(*least..=*most).contains(number))
            .map(|(name, number, least, most)| InvalidParam {
                name: name.to_owned(),
                location: Location::Query,
                message: format!("should be between {least} and {most}"),
                value: number.into(),
            })
            .collect();
        if !found.is_empty() {
            return Err(ApiError::Invalid(found));
        }
        Ok(Self { start, count })
    }
}

/// A page of a list, and how long the whole list is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct List<T> {
    /// Rows in the whole list.
    pub total: i64,
    /// The rows of this page.
    pub data: Vec<T>,
}
