//! Changing a user.

use crate::{
    domain::{Email, NsfwPolicy, Timestamp, UserId},
    store::{StoreError, Tx, error::is_unique_violation, sql},
};

/// Choices to be changed; `None` leaves one as it is.
#[derive(Clone, Debug, Default)]
pub struct Preferences {
    /// How they take sensitive videos.
    pub nsfw_policy: Option<NsfwPolicy>,
    /// Whether their player shares with other viewers.
    pub p2p_enabled: Option<bool>,
    /// Whether a video starts by itself.
    pub auto_play_video: Option<bool>,
    /// Whether the next one follows by itself.
    pub auto_play_next_video: Option<bool>,
    /// Whether the next one of a playlist follows by itself.
    pub auto_play_next_video_playlist: Option<bool>,
    /// Whether what they watch is remembered.
    pub videos_history_enabled: Option<bool>,
    /// The languages they want to see; `Some(None)` for all of them.
    pub video_languages: Option<Option<Vec<String>>>,
    /// How pages look for them.
    pub theme: Option<String>,
    /// A notice that they do not want to see again.
    pub no_instance_config_warning_modal: Option<bool>,
    /// A notice that they do not want to see again.
    pub no_account_setup_warning_modal: Option<bool>,
    /// A notice that they do not want to see again.
    pub no_welcome_modal: Option<bool>,
}

/// Changes what a user chose.
pub async fn set_preferences(
    tx: &mut Tx,
    id: UserId,
    chosen: &Preferences,
    now: Timestamp,
) -> Result<(), StoreError> {
    let languages = chosen.video_languages.as_ref();
    let codes = languages.and_then(|codes| codes.as_ref().map(|codes| codes.join(",")));
    sql!(tx, |conn| {
        sqlx::query(
            "UPDATE users
             SET nsfw_policy = COALESCE($2, nsfw_policy),
                 p2p_enabled = COALESCE($3, p2p_enabled),
                 auto_play_video = COALESCE($4, auto_play_video),
                 auto_play_next_video = COALESCE($5, auto_play_next_video),
                 auto_play_next_video_playlist = COALESCE($6, auto_play_next_video_playlist),
                 videos_history_enabled = COALESCE($7, videos_history_enabled),
                 video_languages = CASE WHEN $8 THEN $9 ELSE video_languages END,
                 theme = COALESCE($10, theme),
                 no_instance_config_warning_modal = COALESCE($11, no_instance_config_warning_modal),
                 no_account_setup_warning_modal = COALESCE($12, no_account_setup_warning_modal),
                 no_welcome_modal = COALESCE($13, no_welcome_modal),
                 updated_at = $14
             WHERE id = $1",
        )
        .bind(id.get())
        .bind(chosen.nsfw_policy.map(NsfwPolicy::word))
        .bind(chosen.p2p_enabled)
        .bind(chosen.auto_play_video)
        .bind(chosen.auto_play_next_video)
        .bind(chosen.auto_play_next_video_playlist)
        .bind(chosen.videos_history_enabled)
        .bind(languages.is_some())
        .bind(codes)
        .bind(chosen.theme.as_deref())
        .bind(chosen.no_instance_config_warning_modal)
        .bind(chosen.no_account_setup_warning_modal)
        .bind(chosen.no_welcome_modal)
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Keeps others from changing the user until this unit of work ends, and says whether they are
/// there, not blocked, and still have the password that became `password_hash` (if one is given).
///
/// Whoever opens sessions or ends them all holds the user first: so no session can be opened with
/// a password that is being replaced.
pub async fn hold(
    tx: &mut Tx,
    id: UserId,
    password_hash: Option<&str>,
) -> Result<bool, StoreError> {
    let held = sql!(tx, |conn| {
        // A row that is written is locked on either database; SELECT … FOR UPDATE is not common.
        sqlx::query(
            "UPDATE users SET username = username
             WHERE id = $1 AND blocked = FALSE AND password_hash = COALESCE($2, password_hash)",
        )
        .bind(id.get())
        .bind(password_hash)
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(held > 0)
}

/// Notes that the user has signed in.
pub async fn set_last_login(tx: &mut Tx, id: UserId, now: Timestamp) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE users SET last_login_at = $2 WHERE id = $1")
            .bind(id.get())
            .bind(now)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Replaces the password.
pub async fn set_password(
    tx: &mut Tx,
    id: UserId,
    password_hash: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE users SET password_hash = $2, updated_at = $3 WHERE id = $1")
            .bind(id.get())
            .bind(password_hash)
            .bind(now)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Replaces the address; no when it is somebody else's, and then this unit of work must be
/// dropped, because PostgreSQL goes on with none that met a conflict.
pub async fn set_email(
    tx: &mut Tx,
    id: UserId,
    email: &Email,
    verified: Option<bool>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let outcome = sql!(tx, |conn| {
        sqlx::query(
            "UPDATE users SET email = $2, email_folded = $3, email_verified = $4, pending_email = NULL,
                              updated_at = $5
             WHERE id = $1",
        )
        .bind(id.get())
        .bind(email.as_str())
        .bind(email.folded())
        .bind(verified)
        .bind(now)
        .execute(conn)
        .await
        .map(|_| ())
    });
    match outcome {
        Ok(()) => Ok(true),
        Err(error) if is_unique_violation(&error) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Notes that the address is known to be theirs.
pub async fn set_email_verified(tx: &mut Tx, id: UserId, now: Timestamp) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE users SET email_verified = TRUE, updated_at = $2 WHERE id = $1")
            .bind(id.get())
            .bind(now)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Keeps the address that they want to have, until it is confirmed.
pub async fn set_pending_email(
    tx: &mut Tx,
    id: UserId,
    email: &Email,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE users SET pending_email = $2, updated_at = $3 WHERE id = $1")
            .bind(id.get())
            .bind(email.as_str())
            .bind(now)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Turns two-factor on with this sealed secret, or off.
pub async fn set_otp_secret(
    tx: &mut Tx,
    id: UserId,
    sealed: Option<&[u8]>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "UPDATE users SET otp_secret = $2, otp_step = NULL, updated_at = $3 WHERE id = $1",
        )
        .bind(id.get())
        .bind(sealed)
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Uses the code of this step, which counts on from 1970; false when it, or a later one, was used already.
pub async fn use_otp_step(tx: &mut Tx, id: UserId, step: i64) -> Result<bool, StoreError> {
    let used = sql!(tx, |conn| {
        sqlx::query(
            "UPDATE users SET otp_step = $2 WHERE id = $1 AND (otp_step IS NULL OR otp_step < $2)",
        )
        .bind(id.get())
        .bind(step)
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(used > 0)
}
