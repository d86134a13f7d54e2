//! A tree of fields, asked by name.
//!
//! Each question answers a value and notes what is wrong with it; [`Fields::finish`] tells all of
//! it at once, and no value is of use before that. Sections share the notes of their root.

use std::{fmt::Display, ops::RangeInclusive, rc::Rc};

use serde_json::{Map, Value};

use super::Given;
use crate::{
    domain::Timestamp,
    http::{
        error::{ApiError, Location},
        problems::Problems,
        scalar,
    },
};

/// What the tree was read from: forms know texts only, so some of them stand for something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Json,
    Form,
}

/// Fields of a body, or of a section within it.
#[derive(Debug)]
pub struct Fields {
    source: Source,
    values: Map<String, Value>,
    /// What names in problems begin with.
    prefix: String,
    problems: Rc<Problems>,
}

impl Fields {
    pub(super) fn root(source: Source, values: Map<String, Value>) -> Self {
        Self {
            source,
            values,
            prefix: String::new(),
            problems: Rc::new(Problems::at(Location::Body)),
        }
    }

    pub(super) fn empty() -> Self {
        Self::root(Source::Json, Map::new())
    }

    /// Whether the field was given at all, null included.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// A text that may be taken away. In a form, an empty one and the word `null` do that.
    #[must_use]
    pub fn text(&self, name: &str) -> Given<String> {
        self.read(name, |value| own_text(value).map(str::to_owned))
    }

    /// A text that may be left out and not taken away: null says nothing, and `null` is a word.
    #[must_use]
    pub fn optional_text(&self, name: &str) -> Option<String> {
        match self.values.get(name)? {
            Value::Null => None,
            value => self.check(name, value, |value| own_text(value).map(str::to_owned)),
        }
    }

    /// A text that must be there, and not be empty.
    #[must_use]
    pub fn required_text(&self, name: &str) -> String {
        let text = self.optional_text(name).filter(|text| !text.is_empty());
        self.required(name, text.map_or(Given::Absent, Given::Value))
    }

    /// What `parse` makes of a text that may be taken away.
    #[must_use]
    pub fn parsed<T, E: Display>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Given<T> {
        self.read(name, |value| {
            own_text(value).and_then(|text| parse(text).map_err(|error| error.to_string()))
        })
    }

    /// `true` or `false`; in a form, the words.
    #[must_use]
    pub fn boolean(&self, name: &str) -> Given<bool> {
        self.read(name, |value| match value {
            Value::Bool(answer) => Ok(*answer),
            Value::String(text) => scalar::boolean(text).map_err(str::to_owned),
            _ => Err("should be true or false".to_owned()),
        })
    }

    /// A whole number within `range`; its digits as a text are one too.
    #[must_use]
    pub fn integer(&self, name: &str, range: RangeInclusive<i64>) -> Given<i64> {
        self.read(name, |value| integer(value, &range))
    }

    /// What `choose` makes of a whole number, such as an enum of the domain by its number.
    #[must_use]
    pub fn numbered<T, E: Display>(
        &self,
        name: &str,
        choose: impl FnOnce(i64) -> Result<T, E>,
    ) -> Given<T> {
        self.read(name, |value| {
            let number = integer(value, &(i64::MIN..=i64::MAX))?;
            choose(number).map_err(|error| error.to_string())
        })
    }

    /// One of a few words.
    #[must_use]
    pub fn one_of<T: Clone>(&self, name: &str, words: &[(&str, T)]) -> Given<T> {
        self.parsed(name, |text| {
            let found = words.iter().find(|(word, _)| *word == text);
            found.map(|(_, value)| value.clone()).ok_or_else(|| {
                let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                format!("should be one of: {}", words.join(", "))
            })
        })
    }

    /// A moment.
    #[must_use]
    pub fn date(&self, name: &str) -> Given<Timestamp> {
        self.parsed(name, scalar::date)
    }

    /// A list of texts; a single one is a list of one. In a form, an empty text is an empty list,
    /// because a form has no other way to say it.
    #[must_use]
    pub fn texts(&self, name: &str) -> Given<Vec<String>> {
        self.list(name, |value| own_text(value).map(str::to_owned))
    }

    /// A list of whole numbers within `range`; a single one is a list of one.
    #[must_use]
    pub fn integers(&self, name: &str, range: RangeInclusive<i64>) -> Given<Vec<i64>> {
        self.list(name, |value| integer(value, &range))
    }

    /// Fields within a field.
    #[must_use]
    pub fn section(&self, name: &str) -> Given<Self> {
        let values = self.read(name, |value| match value {
            Value::Object(values) => Ok(values.clone()),
            _ => Err("should be an object".to_owned()),
        });
        values.map(|values| self.below(&format!("{name}."), values))
    }

    /// A list of such.
    #[must_use]
    pub fn sections(&self, name: &str) -> Given<Vec<Self>> {
        let items = self.list(name, |value| match value {
            Value::Object(values) => Ok(values.clone()),
            _ => Err("should be a list of objects".to_owned()),
        });
        items.map(|items| {
            let items = items.into_iter().enumerate();
            items
                .map(|(place, values)| self.below(&format!("{name}[{place}]."), values))
                .collect()
        })
    }

    /// The field as it came, for what none of the above reads.
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// The names of all fields that were given.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// Notes it where there is no value, and answers an empty one in its place.
    #[must_use]
    pub fn required<T: Default>(&self, name: &str, value: Given<T>) -> T {
        self.expected(name, value).unwrap_or_default()
    }

    /// The same for what has no empty value.
    #[must_use]
    pub fn expected<T>(&self, name: &str, value: Given<T>) -> Option<T> {
        let value = value.value();
        if value.is_none() {
            self.problem(name, "is required");
        }
        value
    }

    /// A value of [`Self::expected`], after everything was asked for.
    ///
    /// # Errors
    /// 400 when there is a problem.
    pub fn finish_with<T>(&self, value: Option<T>) -> Result<T, ApiError> {
        self.finish()?;
        value.ok_or_else(|| ApiError::internal("a required field is missing"))
    }

    /// Notes a problem that a rule of the operation's own found.
    pub fn problem(&self, name: &str, message: impl Display) {
        let value = self.values.get(name).unwrap_or(&Value::Null);
        self.note(name, message, value);
    }

    /// Answers all problems at once, after everything was asked for.
    ///
    /// # Errors
    /// 400 when there is one.
    pub fn finish(&self) -> Result<(), ApiError> {
        self.problems.finish()
    }

    fn below(&self, prefix: &str, values: Map<String, Value>) -> Self {
        Self {
            source: self.source,
            values,
            prefix: format!("{}{prefix}", self.prefix),
            problems: Rc::clone(&self.problems),
        }
    }

    fn note(&self, name: &str, message: impl Display, value: &Value) {
        let name = format!("{}{name}", self.prefix);
        self.problems.note(&name, message, value);
    }

    fn read<T>(&self, name: &str, parse: impl FnOnce(&Value) -> Result<T, String>) -> Given<T> {
        match self.values.get(name) {
            None => Given::Absent,
            Some(value) if self.is_null(value) => Given::Null,
            Some(value) => self
                .check(name, value, parse)
                .map_or(Given::Absent, Given::Value),
        }
    }

    fn check<T>(
        &self,
        name: &str,
        value: &Value,
        parse: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        match parse(value) {
            Ok(value) => Some(value),
            Err(message) => {
                self.note(name, message, value);
                None
            }
        }
    }

    fn list<T>(&self, name: &str, parse: impl Fn(&Value) -> Result<T, String>) -> Given<Vec<T>> {
        self.read(name, |value| match value {
            Value::Array(items) if self.says_empty(items) => Ok(Vec::new()),
            Value::Array(items) => items.iter().map(&parse).collect(),
            single => parse(single).map(|value| vec![value]),
        })
    }

    /// `tags[]=` is how forms write an empty list.
    fn says_empty(&self, items: &[Value]) -> bool {
        self.source == Source::Form && matches!(items, [Value::String(text)] if text.is_empty())
    }

    fn is_null(&self, value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::String(text) => {
                self.source == Source::Form && (text.is_empty() || text == "null")
            }
            _ => false,
        }
    }
}

fn own_text(value: &Value) -> Result<&str, String> {
    match value {
        Value::String(text) => scalar::text(text).map_err(str::to_owned),
        _ => Err("should be a text".to_owned()),
    }
}

fn integer(value: &Value, range: &RangeInclusive<i64>) -> Result<i64, String> {
    match value {
        Value::String(text) => scalar::integer(text, range),
        Value::Number(number) => match whole(number) {
            Some(number) => scalar::within(number, range),
            None => Err(scalar::bounds(range)),
        },
        _ => Err(scalar::bounds(range)),
    }
}

/// JSON knows one kind of number: 1.0 is 1, within what a double holds exactly.
fn whole(number: &serde_json::Number) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_991.0;
    number.as_i64().or_else(|| {
        let float = number.as_f64().filter(|float| float.abs() <= EXACT)?;
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and in range")]
        (float.fract() == 0.0).then_some(float as i64)
    })
}
