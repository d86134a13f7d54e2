//! From an uploaded file to files of the library: what it is, its pictures, its place.
//!
//! Nothing here is written down: that is `usecases::publish_video`, in one unit of work, afterwards. The uploaded file
//! stays where it is until then, so whatever happens in between can be done again.

use std::{io, path::Path};

use actors_kernel::RequestId;
use actors_media::{PictureTarget, Probe};
use actors_transcode::{InspectError, Pictures, Transcoding};

use super::{
    Library, Place,
    picture::{self, NotAPicture, PREVIEW, THUMBNAIL},
};
use crate::{
    crunch::{Crunch, CrunchError},
    domain::Resolution,
    store::thumbnails::{NewPicture, PictureKind},
};

/// Takes files in; cheap to clone.
#[derive(Clone)]
pub struct Intake {
    /// Where they go.
    pub library: Library,
    /// Who opens them.
    pub transcoding: Transcoding,
    /// Where pictures are worked on.
    pub crunch: Crunch,
}

/// An uploaded file.
#[derive(Debug)]
pub struct Upload<'a> {
    /// Where it lies.
    pub path: &'a Path,
    /// What the names of its files begin with: nobody else's, and the same when it is taken in again.
    pub name: &'a str,
    /// The ending of its file's name, with its dot.
    pub extension: &'a str,
    /// The pictures that came with it.
    pub pictures: OwnPictures,
    /// The request that brought it.
    pub request_id: RequestId,
}

/// Pictures that an owner sends, as they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnPictures {
    /// Instead of the automatic small one.
    pub thumbnail: Option<Vec<u8>>,
    /// Instead of the automatic large one.
    pub preview: Option<Vec<u8>>,
}

/// What is in the library now.
#[derive(Debug)]
pub struct TakenIn {
    /// The name of the file among the web videos.
    pub file: String,
    /// What it is.
    pub probe: Probe,
    /// Its pictures.
    pub pictures: Vec<NewPicture>,
}

/// Why a file is not taken in.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// It could not be inspected.
    #[error(transparent)]
    Inspect(#[from] InspectError),
    /// It has neither picture nor sound.
    #[error("the file has neither a picture nor sound")]
    Empty,
    /// A picture that came with it is none.
    #[error("{field} {problem}")]
    Picture {
        /// The field it came in.
        field: &'static str,
        /// What is wrong.
        problem: NotAPicture,
    },
    /// The disk.
    #[error("the library: {0}")]
    Disk(#[from] io::Error),
    /// The pool for pictures.
    #[error(transparent)]
    Crunch(#[from] CrunchError),
}

impl Intake {
    /// Inspects the file and puts it and its pictures into the library. Safe to repeat.
    ///
    /// # Errors
    /// See [`IntakeError`]; nothing of it is left in the library then, but for a failed disk.
    pub async fn take_in(&self, upload: &Upload<'_>) -> Result<TakenIn, IntakeError> {
        let own = self.own_pictures(upload.name, &upload.pictures).await?;
        let automatic = Automatic::of(&self.library, upload.name);
        let inspected = self.transcoding.inspect(
            upload.path.to_owned(),
            automatic.targets(),
            upload.request_id.clone(),
        );
        let probe = match inspected.await {
            Ok(probe) if probe.video.is_some() || probe.audio.is_some() => probe,
            Ok(_) => {
                self.discard(&own).await?;
                return Err(IntakeError::Empty);
            }
            Err(error) => {
                self.discard(&own).await?;
                return Err(error.into());
            }
        };
        let resolution = probe
            .video
            .as_ref()
            .map_or(Resolution::AUDIO_ONLY, |video| {
                Resolution::of_size(video.width, video.height)
            });
        let file = format!("{}-{}{}", upload.name, resolution.id(), upload.extension);
        self.library
            .link(upload.path, Place::WebVideos, &file)
            .await?;
        let pictures = self.complete(own, &automatic, &probe).await?;
        Ok(TakenIn {
            file,
            probe,
            pictures,
        })
    }

    /// Puts pictures that an owner sends for a video that is there into the library.
    ///
    /// # Errors
    /// When one of them is no picture, or the disk refuses.
    pub async fn own_pictures(
        &self,
        name: &str,
        pictures: &OwnPictures,
    ) -> Result<Vec<NewPicture>, IntakeError> {
        // All are opened before one is written: a bad one leaves nothing of the others.
        let fitted = self.fit(pictures).await?;
        let mut made = Vec::new();
        for (kind, jpeg) in fitted {
            let picture = described(name, kind, false);
            self.library
                .write(place(kind), &picture.filename, jpeg)
                .await?;
            made.push(picture);
        }
        Ok(made)
    }

    /// Puts the pictures of a live into the library: those that its owner sends, and plain ones until its stream has any.
    ///
    /// # Errors
    /// When one of them is no picture, or the disk refuses.
    pub async fn pictures_of_live(
        &self,
        name: &str,
        pictures: &OwnPictures,
    ) -> Result<Vec<NewPicture>, IntakeError> {
        let mut made = self.own_pictures(name, pictures).await?;
        for kind in [PictureKind::Thumbnail, PictureKind::Preview] {
            if made.iter().all(|picture| picture.kind != kind) {
                made.push(self.plain(name, kind).await?);
            }
        }
        Ok(made)
    }

    async fn plain(&self, name: &str, kind: PictureKind) -> Result<NewPicture, IntakeError> {
        let picture = described(name, kind, true);
        let plain = self.crunch.run(move || picture::plain(size(kind))).await?;
        let jpeg = plain.map_err(io::Error::other)?;
        self.library
            .write(place(kind), &picture.filename, jpeg)
            .await?;
        Ok(picture)
    }

    /// Takes the two pictures of a file and puts them into the library.
    ///
    /// # Errors
    /// When it has no picture, or the disk refuses.
    pub async fn pictures_of(
        &self,
        path: &Path,
        name: &str,
        request_id: RequestId,
    ) -> Result<Vec<NewPicture>, IntakeError> {
        let automatic = Automatic::of(&self.library, name);
        let inspected = self
            .transcoding
            .inspect(path.to_owned(), automatic.targets(), request_id);
        let probe = inspected.await?;
        self.complete(Vec::new(), &automatic, &probe).await
    }

    /// Tells pictures from what only calls itself one, before anything is kept of them.
    ///
    /// # Errors
    /// When one of them is no picture.
    pub async fn check_pictures(&self, pictures: &OwnPictures) -> Result<(), IntakeError> {
        self.fit(pictures).await.map(drop)
    }

    async fn fit(
        &self,
        pictures: &OwnPictures,
    ) -> Result<Vec<(PictureKind, Vec<u8>)>, IntakeError> {
        let mut fitted = Vec::new();
        for (kind, field, bytes) in [
            (PictureKind::Thumbnail, "thumbnailfile", &pictures.thumbnail),
            (PictureKind::Preview, "previewfile", &pictures.preview),
        ] {
            let Some(bytes) = bytes.clone() else { continue };
            let jpeg = self
                .crunch
                .run(move || picture::fit(&bytes, size(kind)))
                .await?
                .map_err(|problem| IntakeError::Picture { field, problem })?;
            fitted.push((kind, jpeg));
        }
        Ok(fitted)
    }

    /// Removes what was taken in and became nothing.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn undo(&self, taken: &TakenIn) -> io::Result<()> {
        self.library.remove(Place::WebVideos, &taken.file).await?;
        self.discard(&taken.pictures).await
    }

    /// Removes pictures that became nothing.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn discard(&self, pictures: &[NewPicture]) -> io::Result<()> {
        for picture in pictures {
            self.library
                .remove(place(picture.kind), &picture.filename)
                .await?;
        }
        Ok(())
    }

    /// Adds the automatic pictures, or plain ones, to those that the owner sent.
    async fn complete(
        &self,
        mut pictures: Vec<NewPicture>,
        automatic: &Automatic,
        probe: &Probe,
    ) -> Result<Vec<NewPicture>, IntakeError> {
        for kind in [PictureKind::Thumbnail, PictureKind::Preview] {
            let made = automatic.path(kind);
            if pictures.iter().any(|picture| picture.kind == kind) {
                // The owner's own counts; the automatic one, if it was made, lies in a folder that a start empties.
                drop(tokio::fs::remove_file(made).await);
                continue;
            }
            pictures.push(if probe.video.is_some() {
                let picture = described(&automatic.name, kind, true);
                self.library
                    .adopt(made, place(kind), &picture.filename)
                    .await?;
                picture
            } else {
                self.plain(&automatic.name, kind).await?
            });
        }
        Ok(pictures)
    }
}

/// Where the inspection writes its pictures before they go to their places.
struct Automatic {
    name: String,
    thumbnail: std::path::PathBuf,
    preview: std::path::PathBuf,
}

impl Automatic {
    fn of(library: &Library, name: &str) -> Self {
        let path = |kind| library.path(Place::Temporary, &format!("{name}-{kind}.jpg"));
        Self {
            name: name.to_owned(),
            thumbnail: path("thumbnail"),
            preview: path("preview"),
        }
    }

    fn path(&self, kind: PictureKind) -> &Path {
        match kind {
            PictureKind::Thumbnail => &self.thumbnail,
            PictureKind::Preview => &self.preview,
        }
    }

    fn targets(&self) -> Pictures {
        let target = |kind| {
            let (width, height) = size(kind);
            PictureTarget {
                path: self.path(kind).to_owned(),
                width,
                height,
            }
        };
        Pictures {
            thumbnail: Some(target(PictureKind::Thumbnail)),
            preview: Some(target(PictureKind::Preview)),
        }
    }
}

const fn size(kind: PictureKind) -> (u32, u32) {
    match kind {
        PictureKind::Thumbnail => THUMBNAIL,
        PictureKind::Preview => PREVIEW,
    }
}

const fn place(kind: PictureKind) -> Place {
    match kind {
        PictureKind::Thumbnail => Place::Thumbnails,
        PictureKind::Preview => Place::Previews,
    }
}

fn described(name: &str, kind: PictureKind, automatic: bool) -> NewPicture {
    let (width, height) = size(kind);
    NewPicture {
        kind,
        filename: match kind {
            PictureKind::Thumbnail => format!("{name}-thumbnail.jpg"),
            PictureKind::Preview => format!("{name}-preview.jpg"),
        },
        width,
        height,
        automatic,
    }
}
