//! A resumable upload is begun: within the limits of its user, or the same one as before.

use crate::{
    config::Config,
    domain::{Timestamp, UserId},
    store::{
        Read, StoreError, Tx,
        uploads::{self, Inserted, NewUpload},
        users,
    },
};

/// Why an upload is not begun.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The file is larger than the instance accepts.
    #[error("the file is larger than the {most} bytes that this instance accepts")]
    TooLarge {
        /// Bytes accepted.
        most: u64,
    },
    /// The user's quota, total or daily, would be passed.
    #[error("the file does not fit into your quota: delete videos, or ask for more")]
    Quota,
    /// The user has as many incomplete uploads as they may have.
    #[error("you have {0} incomplete uploads: finish or cancel one of them first")]
    TooMany(i64),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Begins the upload; the same one by the same user is the same session.
///
/// # Errors
/// See [`Refused`].
pub async fn run(
    tx: &mut Tx,
    config: &Config,
    upload: &NewUpload<'_>,
    now: Timestamp,
) -> Result<Inserted, Refused> {
    if uploads::find(tx, upload.id).await?.is_some() {
        uploads::touch(tx, upload.id, now).await?;
        return Ok(Inserted::AlreadyThere);
    }
    one_at_a_time(tx, upload.user).await?;
    let unfinished = uploads::unfinished(tx, upload.user, upload.id).await?;
    if unfinished.count >= i64::from(config.upload.max_sessions_per_user) {
        return Err(Refused::TooMany(unfinished.count));
    }
    check_size(tx, config, upload.user, upload.total, unfinished.bytes, now).await?;
    Ok(uploads::insert(tx, upload, now).await?)
}

/// Has whoever else asks for room in the name of this user wait until this unit of work ends: of two that looked at once
/// both would find room for one.
///
/// # Errors
/// When the database refuses.
pub async fn one_at_a_time(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    // Who is blocked has no session to upload with any more.
    users::hold(tx, user, None).await.map(drop)
}

/// Checks that a file of so many bytes may become a video of the user's, beside what all uploads under way but `upload`
/// (none where it is empty) will need.
///
/// # Errors
/// [`Refused::TooLarge`], [`Refused::Quota`].
pub async fn check_room(
    tx: &mut impl Read,
    config: &Config,
    user: UserId,
    upload: &str,
    bytes: u64,
    now: Timestamp,
) -> Result<(), Refused> {
    let others = uploads::unfinished(tx, user, upload).await?;
    check_size(tx, config, user, bytes, others.bytes, now).await
}

/// The same where it is known already what the others will need.
async fn check_size(
    tx: &mut impl Read,
    config: &Config,
    user: UserId,
    bytes: u64,
    promised: i64,
    now: Timestamp,
) -> Result<(), Refused> {
    if let Some(most) = config.upload.max_file_size.bound()
        && bytes > most.bytes()
    {
        return Err(Refused::TooLarge { most: most.bytes() });
    }
    let promised = u64::try_from(promised).unwrap_or_default();
    if has_room(tx, user, bytes.saturating_add(promised), now).await? {
        Ok(())
    } else {
        Err(Refused::Quota)
    }
}

/// Whether so many bytes more fit into what a user may keep, in all and in a day.
///
/// # Errors
/// When the database refuses.
pub async fn has_room(
    tx: &mut impl Read,
    user: UserId,
    bytes: u64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let quota = users::quota(tx, user).await?;
    let used = users::quota_used(tx, user, now - chrono::TimeDelta::hours(24)).await?;
    Ok(quota.allows(used, i64::try_from(bytes).unwrap_or(i64::MAX)))
}
