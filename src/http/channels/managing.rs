//! What the operations that change a channel share.

use super::get;
use crate::{
    http::{auth::Session, error::ApiError, state::App},
    store::channels::ChannelRow,
};

/// The channel of ours that a path names, for whose it is and for moderators.
pub(super) async fn find(app: &App, handle: &str, by: &Session) -> Result<ChannelRow, ApiError> {
    let channel = get::find(app, handle).await?;
    if channel.host.is_some() {
        return Err(ApiError::Forbidden(
            "this channel is another instance's".into(),
        ));
    }
    if channel.owner() != Some(by.user) && !by.role.moderates() {
        return Err(ApiError::Forbidden("this channel is not yours".into()));
    }
    Ok(channel)
}
