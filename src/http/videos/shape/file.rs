//! The files of a video in JSON, with the addresses that they are fetched from.

use serde::Serialize;
use utoipa::ToSchema;

use super::{NumberConstant, video::is_private};
use crate::{
    config::Webserver,
    domain::{VideoId, hls::LIVE_MASTER},
    store::{streaming_playlists::PlaylistRow, video_files::VideoFileRow, videos::VideoRow},
};

/// Everything that can be played.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Playback {
    /// Web videos, the largest first.
    pub files: Vec<VideoFile>,
    /// Adaptive streams.
    pub streaming_playlists: Vec<VideoStreamingPlaylists>,
}

/// The same in a list, which tells it only where it is asked for: an optional [`Playback`] that is flattened would be
/// described as one that is there or null.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedPlayback {
    /// Web videos, the largest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<Vec<VideoFile>>,
    /// Adaptive streams.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub streaming_playlists: Option<Vec<VideoStreamingPlaylists>>,
}

impl From<Playback> for ListedPlayback {
    fn from(playback: Playback) -> Self {
        Self {
            files: Some(playback.files),
            streaming_playlists: Some(playback.streaming_playlists),
        }
    }
}

/// One media file.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoFile {
    /// Its number.
    pub id: i64,
    /// None: this server seeds no torrents.
    pub magnet_uri: Option<String>,
    /// Its resolution.
    pub resolution: NumberConstant,
    /// Bytes.
    pub size: i64,
    /// None: this server seeds no torrents.
    pub torrent_url: Option<String>,
    /// None: this server seeds no torrents.
    pub torrent_download_url: Option<String>,
    /// Where it is played from.
    pub file_url: String,
    /// Where it is downloaded from.
    pub file_download_url: String,
    /// Pictures in a second.
    pub fps: f64,
    /// Pixels from left to right.
    pub width: Option<i64>,
    /// Pixels from top to bottom.
    pub height: Option<i64>,
    /// Where its probe is read.
    pub metadata_url: Option<String>,
    /// Whether it has sound.
    pub has_audio: bool,
    /// Whether it has a picture.
    pub has_video: bool,
    /// Where it lies: 0 this machine, 1 object storage.
    pub storage: i64,
    /// Its own HLS playlist, where it is a rendition of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub playlist_url: Option<String>,
}

/// An adaptive stream.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoStreamingPlaylists {
    /// Its number.
    pub id: i64,
    /// 1: HLS.
    #[serde(rename = "type")]
    pub kind: i64,
    /// The master playlist.
    pub playlist_url: String,
    /// The SHA-256 of each segment.
    pub segments_sha256_url: String,
    /// Its renditions, the largest first.
    pub files: Vec<VideoFile>,
    /// None: nobody keeps copies.
    pub redundancies: Vec<Redundancy>,
}

/// Where a copy is kept.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Redundancy {
    /// Its address.
    pub base_url: String,
}

/// Makes the addresses of a video's files.
#[derive(Clone, Debug)]
pub struct Addresses {
    base: String,
    private: &'static str,
    uuid: String,
}

impl Addresses {
    /// Those of this video, as its privacy has them now.
    #[must_use]
    pub fn of(video: &VideoRow, webserver: &Webserver) -> Self {
        Self {
            base: webserver.base_url(),
            private: if is_private(video.privacy) {
                "private/"
            } else {
                ""
            },
            uuid: video.uuid.to_string(),
        }
    }

    fn web_video(&self, name: &str) -> String {
        format!("{}/static/web-videos/{}{name}", self.base, self.private)
    }

    fn hls(&self, name: &str) -> String {
        let Self {
            base,
            private,
            uuid,
        } = self;
        format!("{base}/static/streaming-playlists/hls/{private}{uuid}/{name}")
    }

    fn metadata(&self, file: &VideoFileRow) -> Option<String> {
        file.metadata.as_ref()?;
        Some(format!(
            "{}/api/v1/videos/{}/metadata/{}",
            self.base, self.uuid, file.id
        ))
    }

    fn file(&self, row: &VideoFileRow) -> VideoFile {
        let address = match row.playlist_id {
            Some(_) => self.hls(&row.filename),
            None => self.web_video(&row.filename),
        };
        VideoFile {
            id: row.id.get(),
            magnet_uri: None,
            resolution: row.resolution.into(),
            size: row.size,
            torrent_url: None,
            torrent_download_url: None,
            file_url: address.clone(),
            file_download_url: address,
            fps: (row.fps * 100.0).round() / 100.0,
            width: row.width,
            height: row.height,
            metadata_url: self.metadata(row),
            has_audio: row.has_audio,
            has_video: row.has_video,
            storage: row.storage,
            playlist_url: row.playlist_filename.as_deref().map(|name| self.hls(name)),
        }
    }
}

impl Playback {
    /// What can be played of a live on air: its one playlist.
    #[must_use]
    pub fn of_live(addresses: &Addresses, live: VideoId) -> Self {
        let master = addresses.hls(LIVE_MASTER);
        Self {
            files: Vec::new(),
            streaming_playlists: vec![VideoStreamingPlaylists {
                id: live.get(),
                kind: 1,
                playlist_url: master,
                segments_sha256_url: addresses.hls("segments-sha256.json"),
                files: Vec::new(),
                redundancies: Vec::new(),
            }],
        }
    }

    /// Everything that can be played of a video.
    #[must_use]
    pub fn of(
        addresses: &Addresses,
        files: &[VideoFileRow],
        playlist: Option<&PlaylistRow>,
    ) -> Self {
        let of_playlist = |wanted: bool| {
            files
                .iter()
                .filter(move |file| file.playlist_id.is_some() == wanted)
                .map(|file| addresses.file(file))
                .collect()
        };
        let playlists = playlist.map(|row| VideoStreamingPlaylists {
            id: row.id,
            kind: 1,
            playlist_url: addresses.hls(&row.master_filename),
            segments_sha256_url: addresses.hls(&row.sha256_filename),
            files: of_playlist(true),
            redundancies: Vec::new(),
        });
        Self {
            files: of_playlist(false),
            streaming_playlists: playlists.into_iter().collect(),
        }
    }
}
