//! `registrations`: who asks to become a user, and what became of it.

use sqlx::AssertSqlSafe;

use super::{Read, StoreError, Tx, like, sql};
use crate::domain::{Email, MailLanguage, RegistrationState, Timestamp, UserId, text::fold};

/// A registration.
#[derive(Clone, sqlx::FromRow)]
pub struct RegistrationRow {
    /// Its number.
    pub id: i64,
    /// What became of it.
    #[sqlx(try_from = "i64")]
    pub state: RegistrationState,
    /// The name they want.
    pub username: String,
    /// Their address.
    pub email: String,
    /// Whether it is known to be theirs; none when nobody asked.
    pub email_verified: Option<bool>,
    /// What their password became.
    pub password_hash: String,
    /// The name of their account for people.
    pub account_display_name: Option<String>,
    /// The name that their channel shall have in handles.
    pub channel_handle: Option<String>,
    /// Its name for people.
    pub channel_display_name: Option<String>,
    /// Why they want to become a user.
    pub reason: String,
    /// What the moderators say.
    pub moderation_response: Option<String>,
    language: Option<String>,
    user_id: Option<i64>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl RegistrationRow {
    /// Who they have become.
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        self.user_id.map(UserId::new)
    }

    /// The language of their mails.
    #[must_use]
    pub fn mail_language(&self) -> MailLanguage {
        let code = self.language.as_deref();
        code.and_then(MailLanguage::of).unwrap_or_default()
    }
}

/// Hides the password hash and the address.
impl std::fmt::Debug for RegistrationRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegistrationRow")
            .field("id", &self.id)
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// A registration to be made.
#[derive(Clone, Copy)]
pub struct NewRegistration<'a> {
    /// The name they want.
    pub username: &'a str,
    /// Their address.
    pub email: &'a Email,
    /// Whether it is known to be theirs; none when nobody asks.
    pub email_verified: Option<bool>,
    /// What their password became.
    pub password_hash: &'a str,
    /// The name of their account for people.
    pub account_display_name: Option<&'a str>,
    /// The name that their channel shall have in handles.
    pub channel_handle: Option<&'a str>,
    /// Its name for people.
    pub channel_display_name: Option<&'a str>,
    /// Why they want to become a user.
    pub reason: &'a str,
    /// The language of their mails.
    pub language: Option<MailLanguage>,
}

/// By what a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationOrder {
    /// When it was asked for.
    CreatedAt,
    /// What became of it.
    State,
}

/// Which registrations are wanted, in which order.
#[derive(Clone, Debug)]
pub struct RegistrationWindow {
    /// With this text in a name, the address or the reason, whatever its case.
    pub search: Option<String>,
    /// By what they are sorted.
    pub order: RegistrationOrder,
    /// The last ones first.
    pub descending: bool,
    /// Registrations to skip.
    pub start: i64,
    /// Registrations at most.
    pub count: i64,
}

/// Keeps a registration; none where another that is not decided has the name or the address.
pub async fn insert(
    tx: &mut Tx,
    new: &NewRegistration<'_>,
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(
            "INSERT INTO registrations (state, username, username_folded, email, email_folded, email_verified,
                                        password_hash, account_display_name, channel_handle,
                                        channel_display_name, reason, language, created_at, updated_at)
             VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
             ON CONFLICT DO NOTHING RETURNING id",
        )
        .bind(new.username)
        .bind(fold(new.username))
        .bind(new.email.as_str())
        .bind(new.email.folded())
        .bind(new.email_verified)
        .bind(new.password_hash)
        .bind(new.account_display_name)
        .bind(new.channel_handle)
        .bind(new.channel_display_name)
        .bind(new.reason)
        .bind(new.language.map(MailLanguage::code))
        .bind(now)
        .fetch_optional(conn)
        .await?
    }))
}

/// Finds a registration by its number.
pub async fn find(tx: &mut impl Read, id: i64) -> Result<Option<RegistrationRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as("SELECT * FROM registrations WHERE id = $1")
            .bind(id)
            .fetch_optional(conn)
            .await?
    }))
}

/// Finds the one that is not decided yet by its address, whatever its case.
pub async fn find_pending_by_email(
    tx: &mut impl Read,
    email: &str,
) -> Result<Option<RegistrationRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as("SELECT * FROM registrations WHERE email_folded = $1 AND state = 1")
            .bind(fold(email.trim()))
            .fetch_optional(conn)
            .await?
    }))
}

/// Finds the last one of who wants to sign in with this name or address, whatever the case, and has not become a user.
pub async fn find_by_login(
    tx: &mut impl Read,
    login: &str,
) -> Result<Option<RegistrationRow>, StoreError> {
    // PostgreSQL refuses the statement, since none of its texts holds a NUL.
    if login.contains('\0') {
        return Ok(None);
    }
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT * FROM registrations
             WHERE (username_folded = $1 OR email_folded = $1) AND state IN (1, 2) AND user_id IS NULL
             ORDER BY id DESC LIMIT 1",
        )
        .bind(fold(login.trim()))
        .fetch_optional(conn)
        .await?
    }))
}

/// Decides one that is not decided yet; false when it is, or there is none.
pub async fn decide(
    tx: &mut Tx,
    id: i64,
    state: RegistrationState,
    response: &str,
    user: Option<UserId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let decided = sql!(tx, |conn| {
        sqlx::query(
            "UPDATE registrations SET state = $2, moderation_response = $3, user_id = $4, updated_at = $5
             WHERE id = $1 AND state = 1",
        )
        .bind(id)
        .bind(state.number())
        .bind(response)
        .bind(user.map(UserId::get))
        .bind(now)
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(decided > 0)
}

/// Notes that the address is known to be theirs.
pub async fn set_email_verified(tx: &mut Tx, id: i64, now: Timestamp) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "UPDATE registrations SET email_verified = TRUE, updated_at = $2 WHERE id = $1",
        )
        .bind(id)
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Forgets a registration; false when there is none.
pub async fn remove(tx: &mut Tx, id: i64) -> Result<bool, StoreError> {
    let removed = sql!(tx, |conn| {
        sqlx::query("DELETE FROM registrations WHERE id = $1")
            .bind(id)
            .execute(conn)
            .await?
            .rows_affected()
    });
    Ok(removed > 0)
}

const WANTED: &str = "($1 OR username_folded LIKE $2 ESCAPE '!' OR email_folded LIKE $2 ESCAPE '!'
    OR LOWER(COALESCE(channel_handle, '')) LIKE $2 ESCAPE '!'
    OR LOWER(COALESCE(account_display_name, '')) LIKE $2 ESCAPE '!'
    OR LOWER(reason) LIKE $2 ESCAPE '!')";

/// Lists registrations.
pub async fn list(
    tx: &mut impl Read,
    window: &RegistrationWindow,
) -> Result<Vec<RegistrationRow>, StoreError> {
    let direction = if window.descending { "DESC" } else { "ASC" };
    let column = match window.order {
        RegistrationOrder::CreatedAt => "created_at",
        RegistrationOrder::State => "state",
    };
    let statement = format!(
        "SELECT * FROM registrations WHERE {WANTED}
         ORDER BY {column} {direction}, id {direction} LIMIT $3 OFFSET $4"
    );
    let pattern = pattern(window);
    Ok(sql!(tx, |conn| {
        sqlx::query_as(AssertSqlSafe(statement))
            .bind(pattern.is_none())
            .bind(pattern.unwrap_or_default())
            .bind(window.count)
            .bind(window.start)
            .fetch_all(conn)
            .await?
    }))
}

/// How many there are.
pub async fn count(tx: &mut impl Read, window: &RegistrationWindow) -> Result<i64, StoreError> {
    let statement = format!("SELECT COUNT(*) FROM registrations WHERE {WANTED}");
    let pattern = pattern(window);
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(AssertSqlSafe(statement))
            .bind(pattern.is_none())
            .bind(pattern.unwrap_or_default())
            .fetch_one(conn)
            .await?
    }))
}

fn pattern(window: &RegistrationWindow) -> Option<String> {
    like::wanted(window.search.as_deref())
}
