//! `users`: people who can sign in here.

mod changes;
mod listing;
mod managing;
mod usage;

use super::{Read, StoreError, Tx, sql};
use crate::domain::{Email, MailLanguage, NsfwPolicy, Quota, Role, Timestamp, UserId, text::fold};

pub use changes::{
    Preferences, hold, set_email, set_email_verified, set_last_login, set_otp_secret, set_password,
    set_pending_email, set_preferences, use_otp_step,
};
pub use listing::{
    UserFilter, UserOrder, UserWindow, count, list, names, quotas_used, videos_count,
};
pub use managing::{
    Managed, list_lives, list_removed, list_videos, lock, manage, remove, set_blocked, set_removed,
};
pub use usage::{quota, quota_used};

/// A user, with everything they chose.
#[derive(Clone, sqlx::FromRow)]
pub struct UserRow {
    /// Their number.
    #[sqlx(try_from = "i64")]
    pub id: UserId,
    /// The name they sign in with.
    pub username: String,
    /// Their address.
    pub email: String,
    /// Whether it is known to be theirs; none when nobody asked.
    pub email_verified: Option<bool>,
    /// What their password became.
    pub password_hash: String,
    /// What they may do.
    #[sqlx(try_from = "i64")]
    pub role: Role,
    /// Bits of FACTS.md: 1 bypasses the automatic block of videos.
    pub admin_flags: i64,
    /// Whether they may do anything at all.
    pub blocked: bool,
    /// Why not.
    pub blocked_reason: Option<String>,
    /// Bytes they may upload in all; -1 for no limit.
    pub video_quota: i64,
    /// Bytes they may upload in 24 hours; -1 for no limit.
    pub video_quota_daily: i64,
    /// How they take sensitive videos.
    #[sqlx(try_from = "String")]
    pub nsfw_policy: NsfwPolicy,
    /// Whether their player shares with other viewers.
    pub p2p_enabled: bool,
    /// Whether a video starts by itself.
    pub auto_play_video: bool,
    /// Whether the next one follows by itself.
    pub auto_play_next_video: bool,
    /// Whether the next one of a playlist follows by itself.
    pub auto_play_next_video_playlist: bool,
    /// Whether what they watch is remembered.
    pub videos_history_enabled: bool,
    video_languages: Option<String>,
    /// How pages look for them.
    pub theme: String,
    /// A notice that they do not want to see again.
    pub no_instance_config_warning_modal: bool,
    /// A notice that they do not want to see again.
    pub no_account_setup_warning_modal: bool,
    /// A notice that they do not want to see again.
    pub no_welcome_modal: bool,
    /// When they signed in last.
    pub last_login_at: Option<Timestamp>,
    /// When they came.
    pub created_at: Timestamp,
    /// Since when they are being removed; none for all others.
    pub removed_at: Option<Timestamp>,
    language: Option<String>,
    /// The address that they want to have once it is confirmed.
    pub pending_email: Option<String>,
    /// What the codes of two-factor are made of, sealed; none where it is off.
    pub otp_secret: Option<Vec<u8>>,
}

impl UserRow {
    /// The languages they want to see; none for all of them.
    #[must_use]
    pub fn video_languages(&self) -> Option<Vec<&str>> {
        let codes = self.video_languages.as_deref()?;
        Some(codes.split(',').filter(|code| !code.is_empty()).collect())
    }

    /// The language of their mails; none where they have not said.
    #[must_use]
    pub fn mail_language(&self) -> Option<MailLanguage> {
        MailLanguage::of(self.language.as_deref()?)
    }

    /// What is another once their address is, or is confirmed.
    #[must_use]
    pub fn email_state(&self) -> String {
        let verified = self.email_verified.unwrap_or_default();
        format!("{} {verified}", self.email)
    }
}

/// Hides the password hash and the address.
impl std::fmt::Debug for UserRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserRow")
            .field("id", &self.id)
            .field("username", &self.username)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// A user to be made; what is not said here has the table's default.
#[derive(Clone, Copy)]
pub struct NewUser<'a> {
    /// The name to sign in with.
    pub username: &'a str,
    /// Their address.
    pub email: &'a Email,
    /// Whether it is known to be theirs; none when nobody asks.
    pub email_verified: Option<bool>,
    /// The language of their mails; none where they have not said.
    pub language: Option<MailLanguage>,
    /// What their password became.
    pub password_hash: &'a str,
    /// What they may do.
    pub role: Role,
    /// Bits of FACTS.md.
    pub admin_flags: i64,
    /// How much they may upload.
    pub quota: Quota,
    /// How they take sensitive videos.
    pub nsfw_policy: NsfwPolicy,
    /// Whether their player shares with other viewers.
    pub p2p_enabled: bool,
    /// Whether a video starts by itself.
    pub auto_play_video: bool,
    /// Whether what they watch is remembered.
    pub videos_history_enabled: bool,
}

/// Finds a user by their number.
pub async fn find(tx: &mut impl Read, id: UserId) -> Result<Option<UserRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as("SELECT * FROM users WHERE id = $1")
            .bind(id.get())
            .fetch_optional(conn)
            .await?
    }))
}

/// Finds a user by what they sign in with: name or address, whatever the case.
pub async fn find_by_login(tx: &mut impl Read, login: &str) -> Result<Option<UserRow>, StoreError> {
    // PostgreSQL refuses the statement, since none of its texts holds a NUL.
    if login.contains('\0') {
        return Ok(None);
    }
    Ok(sql!(tx, |conn| {
        // A name has no @, an address has one: at most one row.
        sqlx::query_as("SELECT * FROM users WHERE username_folded = $1 OR email_folded = $1")
            .bind(fold(login.trim()))
            .fetch_optional(conn)
            .await?
    }))
}

/// Those who moderate or administer, and may sign in.
pub async fn list_moderators(tx: &mut impl Read) -> Result<Vec<UserId>, StoreError> {
    let ids: Vec<i64> = sql!(tx, |conn| {
        sqlx::query_scalar("SELECT id FROM users WHERE role IN (0, 1) AND NOT blocked ORDER BY id")
            .fetch_all(conn)
            .await?
    });
    Ok(ids.into_iter().map(UserId::new).collect())
}

/// Whether there is anybody who may do everything.
pub async fn administrator_exists(tx: &mut impl Read) -> Result<bool, StoreError> {
    let first: Option<i64> = sql!(tx, |conn| {
        sqlx::query_scalar("SELECT id FROM users WHERE role = 0 LIMIT 1")
            .fetch_optional(conn)
            .await?
    });
    Ok(first.is_some())
}

/// Makes a user; none when their name or address is taken.
pub async fn insert(
    tx: &mut Tx,
    user: &NewUser<'_>,
    now: Timestamp,
) -> Result<Option<UserId>, StoreError> {
    let id: Option<i64> = sql!(tx, |conn| {
        sqlx::query_scalar(
            "INSERT INTO users (username, username_folded, email, email_folded, password_hash,
                                role, admin_flags, video_quota, video_quota_daily, nsfw_policy,
                                p2p_enabled, auto_play_video, videos_history_enabled, email_verified,
                                language, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
             ON CONFLICT DO NOTHING RETURNING id",
        )
        .bind(user.username)
        .bind(fold(user.username))
        .bind(user.email.as_str())
        .bind(user.email.folded())
        .bind(user.password_hash)
        .bind(user.role.number())
        .bind(user.admin_flags)
        .bind(user.quota.total)
        .bind(user.quota.daily)
        .bind(user.nsfw_policy.word())
        .bind(user.p2p_enabled)
        .bind(user.auto_play_video)
        .bind(user.videos_history_enabled)
        .bind(user.email_verified)
        .bind(user.language.map(MailLanguage::code))
        .bind(now)
        .fetch_optional(conn)
        .await?
    });
    Ok(id.map(UserId::new))
}
