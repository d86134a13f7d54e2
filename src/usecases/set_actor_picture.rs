//! An account or channel gets a picture, another one, or none; the files of the one before go.

use crate::{
    domain::{
        ActorId, Place, Timestamp,
        actor_picture::{ActorPicture, ActorPictureKind},
    },
    store::{
        StoreError, Tx, actors, file_removals,
        outbox::{self, Activity, Teller},
    },
};

/// Whose picture it is.
#[derive(Clone, Debug)]
pub struct Whose<'a> {
    /// The actor.
    pub actor: ActorId,
    /// Who tells other servers of it.
    pub teller: Teller,
    /// Its address in the federation.
    pub url: &'a str,
}

/// Sets it; false where there was none to take away.
///
/// # Errors
/// When the database fails.
pub async fn run(
    tx: &mut Tx,
    whose: Whose<'_>,
    kind: ActorPictureKind,
    picture: Option<&ActorPicture>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let before = actors::find_picture(tx, whose.actor, kind).await?;
    if before.is_none() && picture.is_none() {
        return Ok(false);
    }
    for file in before.iter().flat_map(ActorPicture::files) {
        file_removals::insert(tx, Place::Avatars, &file, now).await?;
    }
    actors::set_picture(tx, whose.actor, kind, picture, now).await?;
    outbox::insert(tx, whose.teller, Activity::Update, whose.url, now).await?;
    Ok(true)
}
