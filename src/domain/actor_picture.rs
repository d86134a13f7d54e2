//! The pictures of accounts and channels, each in several sizes.

use super::Timestamp;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorPictureKind {
    /// The square one beside the name.
    Avatar,
    /// The wide one above the page of a channel.
    Banner,
}

impl ActorPictureKind {
    /// How high it is at this width.
    #[must_use]
    pub const fn height(self, width: u32) -> u32 {
        match self {
            Self::Avatar => width,
            Self::Banner => width.div_ceil(6),
        }
    }
}

/// A picture in all its sizes; as the database keeps it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ActorPicture {
    /// What the names of its files begin with: nobody else's.
    pub name: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Its sizes, the smallest first.
    pub sizes: Vec<ActorPictureSize>,
}

/// One size of a picture.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ActorPictureSize {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// What the name of its file ends with.
    pub extension: String,
}

impl ActorPicture {
    /// The name of the file of this size.
    #[must_use]
    pub fn file(&self, size: &ActorPictureSize) -> String {
        format!("{}-{}.{}", self.name, size.width, size.extension)
    }

    /// The names of all files.
    pub fn files(&self) -> impl Iterator<Item = String> {
        self.sizes.iter().map(|size| self.file(size))
    }

    /// What the name of this file begins with.
    #[must_use]
    pub fn name_of_file(file: &str) -> Option<&str> {
        file.rsplit_once('-').map(|(name, _)| name)
    }

    /// As the database keeps it; what cannot be read is none.
    #[must_use]
    pub fn read(kept: Option<&str>) -> Option<Self> {
        serde_json::from_str(kept?).ok()
    }

    /// The same, to be kept.
    #[must_use]
    pub fn to_kept(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_kept_and_its_files_are_named() {
        let picture = ActorPicture {
            name: "abc".to_owned(),
            made_at: Timestamp::from_timestamp(1_800_000_000, 0).unwrap(),
            sizes: vec![ActorPictureSize {
                width: 48,
                height: 48,
                extension: "png".to_owned(),
            }],
        };
        assert_eq!(
            ActorPicture::read(Some(&picture.to_kept())),
            Some(picture.clone())
        );
        let files: Vec<String> = picture.files().collect();
        assert_eq!(files, ["abc-48.png"]);
        assert_eq!(ActorPicture::name_of_file("abc-48.png"), Some("abc"));
        assert_eq!(ActorPicture::read(Some("{")), None);
        assert_eq!(ActorPictureKind::Banner.height(1920), 320);
    }
}
