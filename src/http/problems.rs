//! Gathers everything that is wrong with a request, so that a caller is told all of it at once.
//!
//! Shared by [`super::query`] and [`super::form`]; a single problem is an [`ApiError`] by itself.

use std::cell::RefCell;

use serde_json::Value;

use crate::http::error::{ApiError, InvalidParam, Location};

/// Characters of a refused value that are shown back.
const SHOWN: usize = 200;

/// Parts of names whose values are never shown back.
const SECRETS: [&str; 4] = ["password", "secret", "token", "key"];

/// What was found wrong so far.
#[derive(Debug)]
pub struct Problems {
    location: Location,
    found: RefCell<Vec<InvalidParam>>,
}

impl Problems {
    /// Nothing yet, about parameters at `location`.
    #[must_use]
    pub const fn at(location: Location) -> Self {
        Self {
            location,
            found: RefCell::new(Vec::new()),
        }
    }

    /// Notes that `name` is wrong, unless something was noted about it before: the first problem of
    /// a parameter is the one to mend.
    pub fn note(&self, name: &str, message: impl std::fmt::Display, value: &Value) {
        if self.concerns(name) {
            return;
        }
        self.found.borrow_mut().push(InvalidParam {
            name: name.to_owned(),
            location: self.location,
            message: message.to_string(),
            value: shown(name, value),
        });
    }

    /// Whether something was noted about `name`.
    #[must_use]
    pub fn concerns(&self, name: &str) -> bool {
        self.found.borrow().iter().any(|param| param.name == name)
    }

    /// Answers the problems noted so far, if there are any, and forgets them.
    ///
    /// # Errors
    /// When there are.
    pub fn finish(&self) -> Result<(), ApiError> {
        let found = self.found.take();
        if found.is_empty() {
            Ok(())
        } else {
            Err(ApiError::Invalid(found))
        }
    }
}

/// What may be shown of a refused value: no secrets, no long texts, no trees.
fn shown(name: &str, value: &Value) -> Value {
    let name = name.to_ascii_lowercase();
    if SECRETS.iter().any(|secret| name.contains(secret)) {
        return Value::Null;
    }
    match value {
        Value::String(text) if text.chars().count() > SHOWN => {
            text.chars().take(SHOWN).collect::<String>().into()
        }
        Value::Array(_) | Value::Object(_) => Value::Null,
        short => short.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_problems_are_answered_at_once_the_first_of_each_name() {
        let problems = Problems::at(Location::Query);
        assert!(problems.finish().is_ok());
        problems.note("start", "should be a number", &"x".into());
        problems.note("start", "should be positive", &"x".into());
        problems.note("count", "should be a number", &"y".into());
        let Err(ApiError::Invalid(found)) = problems.finish() else {
            panic!("there are problems");
        };
        let names: Vec<_> = found.iter().map(|param| param.name.as_str()).collect();
        assert_eq!(names, ["start", "count"]);
        assert_eq!(found[0].message, "should be a number");
    }

    #[test]
    fn secrets_and_long_values_are_not_shown_back() {
        assert_eq!(shown("currentPassword", &"hunter2".into()), Value::Null);
        let long = shown("name", &"ä".repeat(5000).into());
        assert_eq!(long.as_str().map(|text| text.chars().count()), Some(SHOWN));
    }
}
