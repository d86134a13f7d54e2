//! What an owner wants anew of a live that has not begun.

use crate::{
    config::Config,
    domain::{LiveWishes, Timestamp, VideoState},
    store::{
        Tx,
        lives::{self, LiveRow},
    },
    usecases::create_live::{LiveRefused, check_wishes},
};

/// Writes it.
///
/// # Errors
/// See [`LiveRefused`].
pub async fn run(
    tx: &mut Tx,
    config: &Config,
    live: &LiveRow,
    wishes: &LiveWishes,
    now: Timestamp,
) -> Result<(), LiveRefused> {
    check_wishes(config, wishes)?;
    if live.state != VideoState::WaitingForLive {
        return Err(LiveRefused::Begun);
    }
    lives::set(tx, live.video_id, wishes, now).await?;
    Ok(())
}
