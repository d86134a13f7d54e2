//! Pictures of accounts and channels: what somebody sends becomes files of the library, in our sizes. It is opened in the
//! confined child alone.

use std::io;

use actors_kernel::RequestId;
use actors_media::PictureSize;
use actors_transcode::{InspectError, Transcoding};

use super::{Library, Place, disk::blocking};
use crate::{
    config::Upload,
    domain::{
        Timestamp,
        actor_picture::{ActorPicture, ActorPictureKind, ActorPictureSize},
        random,
    },
};

/// Letters and digits of a name.
const NAME: usize = 32;

/// Makes pictures; cheap to clone.
#[derive(Clone)]
pub struct ActorPictures {
    /// Where they go.
    pub library: Library,
    /// Who opens them.
    pub transcoding: Transcoding,
}

/// Why a picture is not taken.
#[derive(Debug, thiserror::Error)]
pub enum ActorPictureError {
    /// It could not be opened.
    #[error(transparent)]
    Inspect(#[from] InspectError),
    /// The disk.
    #[error("the library: {0}")]
    Disk(#[from] io::Error),
}

/// What is to be made, of what.
#[derive(Debug)]
pub struct Sent {
    /// Which of the two.
    pub kind: ActorPictureKind,
    /// As it came.
    pub bytes: Vec<u8>,
    /// The request that brought it.
    pub request_id: RequestId,
    /// When.
    pub now: Timestamp,
}

impl ActorPictures {
    /// Makes the picture in all sizes and puts it into the library.
    ///
    /// # Errors
    /// See [`ActorPictureError`].
    pub async fn make(
        &self,
        sent: Sent,
        settings: &Upload,
    ) -> Result<ActorPicture, ActorPictureError> {
        let name = random::lowercase_alphanumeric(NAME);
        let folder = format!("picture-{name}");
        let made = self.make_in(&folder, &name, sent, settings).await;
        let removed = self.library.remove(Place::Temporary, &folder).await;
        let picture = made?;
        removed?;
        Ok(picture)
    }

    /// Takes a picture out of the library that was made in vain.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn discard(&self, picture: &ActorPicture) -> io::Result<()> {
        for file in picture.files() {
            self.library.remove(Place::Avatars, &file).await?;
        }
        Ok(())
    }

    async fn make_in(
        &self,
        folder: &str,
        name: &str,
        sent: Sent,
        settings: &Upload,
    ) -> Result<ActorPicture, ActorPictureError> {
        let folder = self.library.path(Place::Temporary, folder);
        let (input, output) = (folder.join("sent"), folder.join("made"));
        let (into, to, bytes) = (input.clone(), output.clone(), sent.bytes);
        blocking(move || {
            std::fs::create_dir_all(&to)?;
            std::fs::write(into, bytes)
        })
        .await?;
        let mut widths = match sent.kind {
            ActorPictureKind::Avatar => settings.avatar_widths.clone(),
            ActorPictureKind::Banner => settings.banner_widths.clone(),
        };
        widths.sort_unstable();
        widths.dedup();
        let sizes = widths.into_iter().map(|width| PictureSize {
            width,
            height: sent.kind.height(width),
        });
        let sizes: Vec<PictureSize> = sizes.collect();
        let asked = (sizes.clone(), sent.request_id);
        let resized = self
            .transcoding
            .resize(input, output.clone(), asked.0, asked.1);
        let resized = resized.await?;
        let picture = ActorPicture {
            name: name.to_owned(),
            made_at: sent.now,
            sizes: sizes
                .into_iter()
                .zip(&resized.pictures)
                .map(|(size, made)| ActorPictureSize {
                    width: size.width,
                    height: size.height,
                    extension: made.extension.clone(),
                })
                .collect(),
        };
        for (made, file) in resized.pictures.iter().zip(picture.files()) {
            let from = output.join(&made.file);
            self.library.adopt(&from, Place::Avatars, &file).await?;
        }
        Ok(picture)
    }
}
