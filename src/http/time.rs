//! Times in JSON: `2017-10-01T10:52:46.396Z`, always three decimals, as clients of the reference parse them.

use chrono::SecondsFormat;
use serde::{Serialize, Serializer};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, SchemaFormat, schema::Type},
};

use crate::domain::Timestamp;

/// A moment as the API writes it. No field may have a type called `Date`: utoipa takes that name for a day without a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment(pub Timestamp);

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl PartialSchema for Moment {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .into()
    }
}

impl ToSchema for Moment {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_with_a_moment_is_a_time_of_a_day_in_the_document() {
        #[derive(ToSchema)]
        #[expect(dead_code, reason = "only its schema is asked for")]
        struct Answer {
            at: Moment,
            perhaps: Option<Moment>,
        }
        let mut schemas = Vec::new();
        Answer::schemas(&mut schemas);
        let whole = serde_json::to_value((Answer::schema(), schemas)).unwrap();
        assert!(!whole.to_string().contains(r#""format":"date""#), "{whole}");
        assert!(whole.to_string().contains("date-time"), "{whole}");
    }

    #[test]
    fn a_time_is_written_in_utc_with_three_decimals() {
        let written = |text: &str| {
            let at = chrono::DateTime::parse_from_rfc3339(text).unwrap();
            serde_json::to_string(&Moment(at.to_utc())).unwrap()
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
