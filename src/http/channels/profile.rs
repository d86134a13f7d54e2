//! The fields of a channel, for the operations that make and change one.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    domain::text::check_length,
    http::form::{Fields, Given},
    store::channels::Profile,
};

/// The body, for the document.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "names and types for the document; values are read by `read`"
)]
pub(super) struct ChannelBody {
    /// The name in handles; only when it is made.
    #[schema(min_length = 1, max_length = 50, pattern = "^[a-zA-Z0-9\\-_.:]+$")]
    name: Option<String>,
    /// The name for people.
    #[schema(min_length = 1, max_length = 120)]
    display_name: Option<String>,
    /// What the channel says of itself; null takes it away.
    #[schema(min_length = 3, max_length = 1000)]
    description: Option<String>,
    /// How to support it; null takes it away.
    #[schema(min_length = 3, max_length = 1000)]
    support: Option<String>,
    /// Whether its videos say the same of how to support them; only when it is changed.
    bulk_videos_support_update: Option<bool>,
}

/// What is to be shown; what is wrong is noted.
pub(super) fn read(fields: &Fields) -> Profile {
    let text = |name: &str| {
        let checked = |text: &str| check_length(text, 3, 1000).map(|()| text.to_owned());
        fields.parsed(name, checked).change()
    };
    let name = fields.parsed("displayName", |text| {
        check_length(text, 1, 120).map(|()| text.to_owned())
    });
    if name == Given::Null {
        fields.problem("displayName", "should be a text");
    }
    Profile {
        name: name.value(),
        description: text("description"),
        support: text("support"),
    }
}
