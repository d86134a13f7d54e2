//! A registration in JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{domain::UserId, http::time::Moment, store::registrations::RegistrationRow};

/// A registration.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserRegistration {
    /// Its number.
    id: i64,
    /// What became of it.
    state: RegistrationStateShown,
    /// Why they want to become a user.
    registration_reason: String,
    /// What the moderators say.
    moderation_response: Option<String>,
    /// The name they want.
    username: String,
    /// Their address.
    email: String,
    /// Whether it is known to be theirs; null where nobody asked.
    email_verified: Option<bool>,
    /// The name of their account for people.
    account_display_name: Option<String>,
    /// The name that their channel shall have.
    channel_handle: Option<String>,
    /// Its name for people.
    channel_display_name: Option<String>,
    /// When it was asked for.
    created_at: Moment,
    /// When it was changed last.
    updated_at: Moment,
    /// Who they have become.
    user: Option<RegisteredUser>,
}

/// What became of a registration.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RegistrationStateShown {
    /// 1 nobody has decided, 2 rejected, 3 accepted.
    id: i64,
    /// The same in a word.
    label: &'static str,
}

/// Who somebody has become.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RegisteredUser {
    /// Their number.
    id: i64,
}

impl UserRegistration {
    /// What is shown of `row`.
    pub(super) fn of(row: &RegistrationRow) -> Self {
        Self {
            id: row.id,
            state: RegistrationStateShown {
                id: row.state.number(),
                label: row.state.label(),
            },
            registration_reason: row.reason.clone(),
            moderation_response: row.moderation_response.clone(),
            username: row.username.clone(),
            email: row.email.clone(),
            email_verified: row.email_verified,
            account_display_name: row.account_display_name.clone(),
            channel_handle: row.channel_handle.clone(),
            channel_display_name: row.channel_display_name.clone(),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            user: row.user().map(UserId::get).map(|id| RegisteredUser { id }),
        }
    }
}
