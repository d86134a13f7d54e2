//! The job `email`: what is to be said to whom. The mail itself is written when it is sent, and what it links to is signed
//! then: the queue holds no keys.

use serde::{Deserialize, Serialize};

use crate::{
    domain::{JobKind, MailLanguage, Timestamp, UserId},
    store::{
        StoreError, Tx,
        jobs::{self, NewJob},
    },
};

/// A mail server may be away for a night.
const ATTEMPTS: u32 = 12;

/// A mail that is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "kebab-case")]
pub enum MailOrder {
    /// To whoever has this address, if anybody: where to choose another password.
    ResetPassword {
        /// The address as it was typed.
        email: String,
        /// Of who asked.
        language: MailLanguage,
    },
    /// To whoever has this address, if it is not confirmed: where to confirm it.
    VerifyEmail {
        /// The address as it was typed.
        email: String,
        /// Of who asked.
        language: MailLanguage,
    },
    /// To a user at the address that they want to have: where to confirm it.
    VerifyNewEmail {
        /// Who.
        user: UserId,
    },
    /// To whoever asks to become a user with this address, if it is not confirmed: where to confirm it.
    VerifyRegistration {
        /// The address as it was typed.
        email: String,
    },
    /// To a user: what they want to hear of.
    Notifications {
        /// Who.
        user: UserId,
        /// The numbers of what they are told.
        notifications: Vec<i64>,
    },
    /// To a new user: they were accepted.
    RegistrationAccepted {
        /// Who.
        user: UserId,
        /// What the moderators say.
        response: String,
    },
    /// To who was not.
    RegistrationRejected {
        /// The name they wanted.
        username: String,
        /// Their address.
        email: String,
        /// Theirs.
        language: MailLanguage,
        /// What the moderators say.
        response: String,
    },
    /// To a user who is out.
    Blocked {
        /// Who.
        user: UserId,
        /// Why.
        reason: Option<String>,
    },
    /// To a user who may come back.
    Unblocked {
        /// Who.
        user: UserId,
    },
}

/// Has a mail sent; wake the duty after the commit.
///
/// # Errors
/// When the database fails.
pub async fn order(
    tx: &mut Tx,
    order: &MailOrder,
    request_id: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let job = NewJob {
        kind: JobKind::Email,
        priority: 0,
        payload: serde_json::to_value(order).unwrap_or_default(),
        request_id: request_id.to_owned(),
        parent: None,
        video: None,
        max_attempts: ATTEMPTS,
        run_at: None,
        waits_for_children: false,
    };
    jobs::insert(tx, &job, now).await.map(drop)
}
