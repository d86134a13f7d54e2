//! Query strings: lists in all their spellings, booleans, bounds (FACTS.md, forms and lists).
//!
//! [`Query`] is extracted into a handler, asked for each parameter by name, and at last for
//! everything that was wrong ([`Query::finish`]); values are of no use before that. Parameters that
//! nobody asks for are ignored.

use std::{
    future::{Ready, ready},
    ops::RangeInclusive,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use url::form_urlencoded;

use crate::{
    domain::Timestamp,
    http::{
        error::{ApiError, Location},
        page::Page,
        problems::Problems,
        scalar,
    },
};

/// Bytes of a query, before it is decoded.
const LONGEST: usize = 8 * 1024;
/// Values of one list.
const MOST_VALUES: usize = 100;

/// The parameters of a query, and what is wrong with them.
#[derive(Debug)]
pub struct Query {
    pairs: Vec<(String, String)>,
    problems: Problems,
}

/// How a list is ordered: `createdAt`, or `-createdAt` for the reverse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort<T> {
    /// By what.
    pub by: T,
    /// Whether the largest comes first.
    pub descending: bool,
}

impl FromRequest for Query {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::parse(request.query_string()))
    }
}

impl Query {
    /// Reads a raw query string.
    ///
    /// # Errors
    /// When it is too long.
    pub fn parse(raw: &str) -> Result<Self, ApiError> {
        if raw.len() > LONGEST {
            let message = format!("the query is longer than {LONGEST} bytes");
            return Err(ApiError::BadRequest(message.into()));
        }
        let pairs = form_urlencoded::parse(raw.as_bytes());
        Ok(Self {
            pairs: pairs.into_owned().collect(),
            problems: Problems::at(Location::Query),
        })
    }

    /// A text; the last one where it is given more than once.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        self.read(name, |text| Ok::<_, String>(text.to_owned()))
    }

    /// `true` or `false`.
    #[must_use]
    pub fn boolean(&self, name: &str) -> Option<bool> {
        self.read(name, scalar::boolean)
    }

    /// A whole number within `range`.
    #[must_use]
    pub fn integer(&self, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        self.read(name, |text| scalar::integer(text, &range))
    }

    /// A moment.
    #[must_use]
    pub fn date(&self, name: &str) -> Option<Timestamp> {
        self.read(name, scalar::date)
    }

    /// What `parse` makes of a text, such as a type of the domain.
    #[must_use]
    pub fn parsed<T, E: std::fmt::Display>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        self.read(name, parse)
    }

    /// One of a few words.
    #[must_use]
    pub fn one_of<T: Clone>(&self, name: &str, words: &[(&str, T)]) -> Option<T> {
        self.read(name, |text| word(text, words))
    }

    /// What a list is sorted by: a word, with `-` in front for the reverse.
    #[must_use]
    pub fn sort<T: Clone>(&self, words: &[(&str, T)]) -> Option<Sort<T>> {
        self.read("sort", |text| {
            let reversed = text.strip_prefix('-');
            // A plus sign in a query is a space.
            let bare = reversed.unwrap_or_else(|| text.trim_start_matches([' ', '+']));
            word(bare, words).map(|by| Sort {
                by,
                descending: reversed.is_some(),
            })
        })
    }

    /// A list of texts, however it is spelled: repeated, `name[]`, `name[0]` or single.
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<String> {
        self.read_all(name, None, |text| Ok::<_, String>(text.to_owned()))
    }

    /// A list of whole numbers within `range`; commas part them too.
    #[must_use]
    pub fn integers(&self, name: &str, range: RangeInclusive<i64>) -> Vec<i64> {
        self.read_all(name, Some(','), |text| scalar::integer(text, &range))
    }

    /// A list of what `parse` makes of its texts; commas part them too.
    #[must_use]
    pub fn parsed_list<T, E: std::fmt::Display>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Vec<T> {
        self.read_all(name, Some(','), parse)
    }

    /// A list out of a few words; commas part them too.
    #[must_use]
    pub fn some_of<T: Clone>(&self, name: &str, words: &[(&str, T)]) -> Vec<T> {
        self.read_all(name, Some(','), |text| word(text, words))
    }

    /// `start` and `count`.
    #[must_use]
    pub fn page(&self) -> Page {
        let anything = i64::MIN..=i64::MAX;
        let start = self.integer("start", anything.clone());
        let count = self.integer("count", anything);
        self.accept(Page::new(start, count))
            .unwrap_or(Page { start: 0, count: 1 })
    }

    /// Whether the parameter was given at all.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.values(name).next().is_some()
    }

    /// Notes that something is missing where it is.
    #[must_use]
    pub fn required<T>(&self, name: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.problem(name, "is required");
        }
        value
    }

    /// Notes a problem that a rule of the operation's own found.
    pub fn problem(&self, name: &str, message: impl std::fmt::Display) {
        let value = self.values(name).last();
        self.problems.note(name, message, &value.into());
    }

    /// Answers all problems at once, after everything was asked for.
    ///
    /// # Errors
    /// 400 when there is one.
    pub fn finish(&self) -> Result<(), ApiError> {
        self.problems.finish()
    }

    fn accept<T>(&self, result: Result<T, ApiError>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(ApiError::Invalid(found)) => {
                for param in found {
                    self.problems
                        .note(&param.name, &param.message, &param.value);
                }
                None
            }
            Err(other) => {
                self.problems.note("query", other, &serde_json::Value::Null);
                None
            }
        }
    }

    fn read<T, E: std::fmt::Display>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.values(name).last()?;
        self.check(name, text, parse)
    }

    fn read_all<T, E: std::fmt::Display>(
        &self,
        name: &str,
        part: Option<char>,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Vec<T> {
        let texts: Vec<&str> = match part {
            Some(comma) => self
                .values(name)
                .flat_map(|text| text.split(comma))
                .collect(),
            None => self.values(name).collect(),
        };
        if texts.len() > MOST_VALUES {
            let message = format!("should have at most {MOST_VALUES} values");
            self.problems.note(name, message, &serde_json::Value::Null);
            return Vec::new();
        }
        let check = |text| self.check(name, text, &parse);
        texts.into_iter().filter_map(check).collect()
    }

    fn check<T, E: std::fmt::Display>(
        &self,
        name: &str,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let checked = scalar::text(text).map_err(str::to_owned);
        match checked.and_then(|text| parse(text).map_err(|error| error.to_string())) {
            Ok(value) => Some(value),
            Err(message) => {
                self.problems.note(name, message, &text.into());
                None
            }
        }
    }

    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let pairs = self.pairs.iter();
        pairs
            .filter(move |(key, _)| names(key, name))
            .map(|(_, value)| value.as_str())
    }
}

/// Whether `key` is `name`, `name[]` or `name[0]`.
fn names(key: &str, name: &str) -> bool {
    let Some(rest) = key.strip_prefix(name) else {
        return false;
    };
    let brackets = rest
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    rest.is_empty() || brackets.is_some_and(|index| index.bytes().all(|byte| byte.is_ascii_digit()))
}

fn word<T: Clone>(text: &str, words: &[(&str, T)]) -> Result<T, String> {
    let found = words.iter().find(|(word, _)| *word == text);
    found.map(|(_, value)| value.clone()).ok_or_else(|| {
        let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        format!("should be one of: {}", words.join(", "))
    })
}

#[cfg(test)]
mod tests;
