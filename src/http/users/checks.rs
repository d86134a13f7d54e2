//! Collecting everything that is wrong with a body, to be told at once.

use std::fmt::Display;

use serde_json::Value;

use crate::http::error::{ApiError, InvalidParam, Location};

/// What was refused so far.
#[derive(Debug, Default)]
pub(super) struct Checks(Vec<InvalidParam>);

impl Checks {
    /// Takes the value out of `outcome`, or notes what is wrong with `name`. What was given is
    /// shown back; pass null for secrets.
    pub(super) fn take<T>(
        &mut self,
        name: &str,
        given: impl Into<Value>,
        outcome: Result<T, impl Display>,
    ) -> Option<T> {
        outcome
            .map_err(|problem| self.note(name, given.into(), &problem))
            .ok()
    }

    /// The value, or a note that there is none.
    pub(super) fn required<T>(&mut self, name: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.note(name, Value::Null, &"should be given");
        }
        value
    }

    /// Notes what is wrong with `name`.
    pub(super) fn note(&mut self, name: &str, given: Value, problem: &dyn Display) {
        self.0.push(InvalidParam {
            name: name.to_owned(),
            location: Location::Body,
            message: problem.to_string(),
            value: given,
        });
    }

    /// Whether nothing was wrong.
    pub(super) fn finish(self) -> Result<(), ApiError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(ApiError::Invalid(self.0))
        }
    }
}
