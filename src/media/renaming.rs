//! New names for the files of a video: they stand beside the old ones until a row names them.
//!
//! Names are all that keeps strangers from a file that a cache or a server in front has seen; whoever knew the old ones
//! knows nothing of the new.

use std::{io, path::Path};

use super::{Library, Place};
use crate::domain::PublicUuid;

/// The largest text that is rewritten: days of video.
const LARGEST_TEXT: u64 = 64 * 1024 * 1024;

/// The names of one media file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileNames {
    /// The media file's own.
    pub media: String,
    /// Of an HLS rendition: its playlist's.
    pub playlist: Option<String>,
}

/// The names of what describes all HLS renditions together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedNames {
    /// The master playlist's.
    pub master: String,
    /// That of the SHA-256 of each segment.
    pub hashes: String,
}

/// Everything of one video that has a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Media files, in the order of their rows.
    pub files: Vec<FileNames>,
    /// What describes the HLS renditions, where there are any.
    pub shared: Option<SharedNames>,
}

impl Names {
    /// The same with other names, which nobody can guess.
    #[must_use]
    pub fn anew(&self) -> Self {
        Self {
            files: self
                .files
                .iter()
                .map(|file| FileNames {
                    media: fresh(&file.media),
                    playlist: file.playlist.as_deref().map(fresh),
                })
                .collect(),
            shared: self.shared.as_ref().map(|shared| SharedNames {
                master: fresh(&shared.master),
                hashes: fresh(&shared.hashes),
            }),
        }
    }

    /// Each file as its place and its name there, for a video of this id.
    #[must_use]
    pub fn places(&self, uuid: PublicUuid) -> Vec<(Place, String)> {
        let hls = |name: &String| (Place::Hls, format!("{uuid}/{name}"));
        let mut places = Vec::new();
        for file in &self.files {
            match &file.playlist {
                None => places.push((Place::WebVideos, file.media.clone())),
                Some(playlist) => places.extend([hls(&file.media), hls(playlist)]),
            }
        }
        if let Some(shared) = &self.shared {
            places.extend([hls(&shared.master), hls(&shared.hashes)]);
        }
        places
    }
}

/// A name that begins with another UUID; what follows the old one says what the file is, and stays.
fn fresh(name: &str) -> String {
    const UUID: usize = 36;
    let kind = match (name.get(..UUID), name.get(UUID..)) {
        (Some(uuid), Some(kind)) if uuid.parse::<PublicUuid>().is_ok() => kind,
        _ => name
            .rfind('.')
            .and_then(|dot| name.get(dot..))
            .unwrap_or(""),
    };
    format!("{}{kind}", PublicUuid::random())
}

impl Library {
    /// Has each file stand under its new name too: media by links, playlists and hashes rewritten, so that they name
    /// each other by the new ones. Safe to repeat.
    ///
    /// # Errors
    /// When the disk refuses, or a text is none; what was made is left then, named by nobody.
    pub async fn name_anew(&self, uuid: PublicUuid, old: &Names, new: &Names) -> io::Result<()> {
        let hls = |name: &str| format!("{uuid}/{name}");
        let mut renamed = Vec::new();
        for (before, after) in old.files.iter().zip(&new.files) {
            let (place, from, to) = match (&before.playlist, &after.playlist) {
                (Some(_), Some(_)) => (Place::Hls, hls(&before.media), hls(&after.media)),
                _ => (Place::WebVideos, before.media.clone(), after.media.clone()),
            };
            self.link(&self.path(place, &from), place, &to).await?;
            renamed.push((before.media.as_str(), after.media.as_str()));
            if let (Some(before), Some(after)) = (&before.playlist, &after.playlist) {
                renamed.push((before.as_str(), after.as_str()));
            }
        }
        let playlists = old.files.iter().zip(&new.files);
        let playlists = playlists
            .filter_map(|(before, after)| before.playlist.as_ref().zip(after.playlist.as_ref()));
        let shared = old.shared.as_ref().zip(new.shared.as_ref());
        let shared = shared.map(|(before, after)| {
            [
                (&before.master, &after.master),
                (&before.hashes, &after.hashes),
            ]
        });
        for (before, after) in playlists.chain(shared.into_iter().flatten()) {
            let text = read(&self.path(Place::Hls, &hls(before))).await?;
            let text = with_names(text, &renamed);
            self.write(Place::Hls, &hls(after), text.into_bytes())
                .await?;
        }
        Ok(())
    }
}

async fn read(path: &Path) -> io::Result<String> {
    let size = tokio::fs::metadata(path).await?.len();
    if size > LARGEST_TEXT {
        return Err(io::Error::other("a playlist is larger than any can be"));
    }
    tokio::fs::read_to_string(path).await
}

fn with_names(mut text: String, renamed: &[(&str, &str)]) -> String {
    for (before, after) in renamed {
        text = text.replace(before, after);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_name_says_what_the_file_is_and_nothing_of_the_old_name() {
        let old = "fbbaeaa6-a991-46e1-975a-0e0c9a5ae576-720-fragmented.mp4";
        let new = fresh(old);
        assert!(new.ends_with("-720-fragmented.mp4") && new != old, "{new}");
        assert!(new[..36].parse::<PublicUuid>().is_ok());
        assert!(fresh("upload-of-somebody.webm").ends_with(".webm"));
        assert!(!fresh("upload-of-somebody.webm").contains("somebody"));
        assert_eq!(fresh("none").len(), 36);
    }

    #[test]
    fn every_name_becomes_another() {
        let old = Names {
            files: vec![
                FileNames {
                    media: "a.mp4".to_owned(),
                    playlist: None,
                },
                FileNames {
                    media: "b.mp4".to_owned(),
                    playlist: Some("b.m3u8".to_owned()),
                },
            ],
            shared: Some(SharedNames {
                master: "m.m3u8".to_owned(),
                hashes: "h.json".to_owned(),
            }),
        };
        let uuid = PublicUuid::random();
        let (before, after) = (old.places(uuid), old.anew().places(uuid));
        assert_eq!((before.len(), after.len()), (5, 5));
        assert!(after.iter().all(|place| !before.contains(place)));
    }
}
