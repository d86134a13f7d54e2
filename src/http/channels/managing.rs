//! What the operations that change a channel share.

use super::get;
use crate::{
    domain::permission::can_manage_channel,
    http::{auth::Session, error::ApiError, state::App},
    store::channels::ChannelRow,
};

/// The channel of ours that a path names, for whose it is and for moderators.
pub(in crate::http) async fn find(
    app: &App,
    handle: &str,
    by: &Session,
) -> Result<ChannelRow, ApiError> {
    let channel = get::find(app, handle).await?;
    if !can_manage_channel(by.caller(), channel.owner()) {
        return Err(ApiError::Forbidden("this channel is not yours".into()));
    }
    Ok(channel)
}
