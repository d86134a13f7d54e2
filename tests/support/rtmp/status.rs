//! What a server says of a connection or a stream.

use std::io;

use super::amf::Value;

/// A code with its level; `closed` as the code is a connection that ended without a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Status {
    pub(crate) code: String,
    pub(crate) level: String,
    pub(crate) description: String,
}

impl Status {
    pub(crate) fn of(value: Option<&Value>) -> Self {
        let member = |name| {
            value
                .and_then(|value| value.member(name))
                .unwrap_or_default()
        };
        Self {
            code: member("code").to_owned(),
            level: member("level").to_owned(),
            description: member("description").to_owned(),
        }
    }

    pub(crate) fn closed(description: &str) -> Self {
        Self {
            code: "closed".to_owned(),
            level: "error".to_owned(),
            description: description.to_owned(),
        }
    }
}

impl From<io::Error> for Status {
    fn from(error: io::Error) -> Self {
        Self::closed(&error.to_string())
    }
}
