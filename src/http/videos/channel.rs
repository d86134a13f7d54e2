//! The channel that a new video goes to.

use crate::{
    domain::ChannelId,
    http::{
        auth::Session,
        error::{ApiError, Location},
        state::App,
    },
    store::channels,
};

/// Checks that the channel is there and the caller's own.
///
/// # Errors
/// 400 without it, 403 when it is somebody else's.
pub(in crate::http::videos) async fn own_channel(
    app: &App,
    channel: ChannelId,
    caller: &Session,
) -> Result<(), ApiError> {
    let mut tx = app.store.read().await?;
    let row = channels::find(&mut tx, channel).await?;
    match row.map(|row| row.owner()) {
        Some(Some(owner)) if owner == caller.user => Ok(()),
        Some(_) => Err(ApiError::Forbidden(
            "this channel is somebody else's".into(),
        )),
        None => {
            let message = "should be the number of a channel of yours";
            Err(ApiError::invalid(
                Location::Body,
                "channelId",
                message,
                channel.get(),
            ))
        }
    }
}
