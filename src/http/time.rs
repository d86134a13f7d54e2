//! Times in JSON: `2017-10-01T10:52:46.396Z`, always three decimals, as clients of the reference parse them.

use chrono::SecondsFormat;
use serde::{Serialize, Serializer};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, SchemaFormat, schema::Type},
};

use crate::domain::Timestamp;

/// A moment as the API writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub Timestamp);

impl From<Timestamp> for Date {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl PartialSchema for Date {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .into()
    }
}

impl ToSchema for Date {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_in_utc_with_three_decimals() {
        let written = |text: &str| {
            let at = chrono::DateTime::parse_from_rfc3339(text).unwrap();
            serde_json::to_string(&Date(at.to_utc())).unwrap()
        };
        assert_eq!(
            written("2017-10-01T12:52:46.396+02:00"),
            r#""2017-10-01T10:52:46.396Z""#
        );
        assert_eq!(
            written("2017-10-01T10:52:46Z"),
            r#""2017-10-01T10:52:46.000Z""#
        );
    }
}
