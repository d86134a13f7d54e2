//! What becomes of renditions that were made: moved into their places, described together, then written down.

use actors_media::Transcoded;

use super::{TranscodeShelf, Trouble};
use crate::{
    domain::{
        JobId, PublicUuid,
        hls::{Picture, Variant, master_playlist, merged_hashes},
    },
    jobs::transcode_video::TranscodeVideo,
    media::Place,
    store::{
        streaming_playlists,
        video_files::{self, VideoFileRow},
        videos::VideoRow,
    },
    usecases::record_transcoded::{self, Finished, Recorded, Source},
};

/// Attempts at describing files that change meanwhile; each change is somebody's at a keyboard.
const ATTEMPTS: usize = 5;

/// A file that was made: its place, its name there, and its name where it was made.
struct MadeFile {
    place: Place,
    name: String,
    made_as: String,
}

impl TranscodeShelf {
    /// Moves the files first. Those that end up nobody's are removed again.
    pub(super) async fn record_renditions(
        &self,
        id: JobId,
        lease: &str,
        made: &Transcoded,
    ) -> Result<(), Trouble> {
        let Some((job, video)) = self.held(id, lease).await? else {
            return Ok(());
        };
        let plan: TranscodeVideo = serde_json::from_str(&job.payload)?;
        let files = files(made, video.uuid);
        for file in &files {
            let from = self.made(id, &file.made_as);
            self.library.adopt(&from, file.place, &file.name).await?;
        }
        for _ in 0..ATTEMPTS {
            match self.write_down(id, lease, &video, &plan, made).await? {
                Recorded::Yes => return Ok(()),
                Recorded::Changed => {}
                Recorded::Lost => return self.remove_again(&files, &plan, &video).await,
            }
        }
        Err(Trouble::Changing)
    }

    async fn write_down(
        &self,
        id: JobId,
        lease: &str,
        video: &VideoRow,
        plan: &TranscodeVideo,
        made: &Transcoded,
    ) -> Result<Recorded, Trouble> {
        let mut tx = self.store.read().await?;
        let known = video_files::list(&mut tx, video.id).await?;
        let playlist = streaming_playlists::find(&mut tx, video.id).await?;
        drop(tx);
        self.describe(
            id,
            video,
            plan,
            made,
            &known,
            playlist.map(|row| row.sha256_filename),
        )
        .await?;
        let finished = Finished {
            job: id,
            lease,
            video: video.id,
            made,
            playlist: plan.part.playlist.as_ref(),
            known: &known,
            input: plan.input,
            source: self.end_of_source(plan, &known).await?,
        };
        let mut tx = self.store.begin().await?;
        let recorded = record_transcoded::run(&mut tx, &finished, self.clock.now()).await?;
        if recorded == Recorded::Yes {
            tx.commit().await?;
        }
        Ok(recorded)
    }

    /// Writes the master playlist and the hashes of everything that the video has from now on.
    async fn describe(
        &self,
        id: JobId,
        video: &VideoRow,
        plan: &TranscodeVideo,
        made: &Transcoded,
        known: &[VideoFileRow],
        hashes_before: Option<String>,
    ) -> Result<(), Trouble> {
        let Some(names) = &plan.part.playlist else {
            return Ok(());
        };
        let variants = variants(made, known, video.duration);
        let place = |name: &str| format!("{}/{name}", video.uuid);
        let mut texts = Vec::new();
        if let Some(name) = hashes_before {
            let path = self.library.path(Place::Hls, &place(&name));
            texts.push(tokio::fs::read_to_string(path).await?);
        }
        let new = self.made(id, &names.segment_hashes);
        texts.push(tokio::fs::read_to_string(new).await?);
        let hashes = merged_hashes(texts.iter().map(String::as_str))?;
        for (name, text) in [
            (&names.segment_hashes, hashes),
            (&names.master, master_playlist(&variants)),
        ] {
            self.library
                .write(Place::Hls, &place(name), text.into_bytes())
                .await?;
        }
        Ok(())
    }

    async fn end_of_source(
        &self,
        plan: &TranscodeVideo,
        known: &[VideoFileRow],
    ) -> Result<Source, Trouble> {
        if !plan.part.is_last {
            return Ok(Source::Stays);
        }
        let input = known.iter().find(|file| file.id == plan.input);
        match input.filter(|_| self.config.transcoding.original_file.keep) {
            None => Ok(Source::Goes),
            Some(input) => {
                let from = self.library.path(Place::WebVideos, &input.filename);
                self.library
                    .link(&from, Place::Originals, &input.filename)
                    .await?;
                Ok(Source::IsKept(input.filename.clone()))
            }
        }
    }

    async fn remove_again(
        &self,
        files: &[MadeFile],
        plan: &TranscodeVideo,
        video: &VideoRow,
    ) -> Result<(), Trouble> {
        for file in files {
            self.library.remove(file.place, &file.name).await?;
        }
        if let Some(names) = &plan.part.playlist {
            for name in [&names.master, &names.segment_hashes] {
                let name = format!("{}/{name}", video.uuid);
                self.library.remove(Place::Hls, &name).await?;
            }
        }
        Ok(())
    }
}

fn files(made: &Transcoded, uuid: PublicUuid) -> Vec<MadeFile> {
    let hls = |name: &String| MadeFile {
        place: Place::Hls,
        name: format!("{uuid}/{name}"),
        made_as: name.clone(),
    };
    let mut files = Vec::new();
    for rendition in &made.renditions {
        if let Some(web) = &rendition.web {
            files.push(MadeFile {
                place: Place::WebVideos,
                name: web.file.clone(),
                made_as: web.file.clone(),
            });
        }
        if let Some(names) = &rendition.hls {
            files.extend([hls(&names.file), hls(&names.playlist)]);
        }
    }
    files
}

/// Every HLS rendition that the video has from now on, the smallest first.
fn variants(made: &Transcoded, known: &[VideoFileRow], seconds: i64) -> Vec<Variant> {
    let is_new = |file: &VideoFileRow| {
        let mut renditions = made.renditions.iter();
        renditions.any(|new| new.hls.is_some() && new.resolution == file.resolution.id())
    };
    let kept = known.iter().filter(|file| !is_new(file));
    let mut variants: Vec<(u32, Variant)> = kept
        .filter_map(|file| Some((file.resolution.id(), of_row(file, seconds)?)))
        .collect();
    for rendition in &made.renditions {
        let Some(hls) = &rendition.hls else { continue };
        let picture = rendition.has_video.then_some(Picture {
            width: rendition.width,
            height: rendition.height,
            fps: Some(rendition.fps),
        });
        let variant = Variant {
            playlist: hls.playlist.clone(),
            codecs: Some(hls.codecs.clone()),
            bandwidth: hls.bandwidth,
            average_bandwidth: hls.average_bandwidth,
            picture,
            has_sound: hls.probe.audio.is_some(),
        };
        variants.push((rendition.resolution, variant));
    }
    variants.sort_by_key(|(resolution, _)| *resolution);
    variants.into_iter().map(|(_, variant)| variant).collect()
}

/// A rendition that the video has already; nothing for a web video. Rows of earlier versions do not know their rates:
/// these are told by size and length.
fn of_row(file: &VideoFileRow, seconds: i64) -> Option<Variant> {
    let playlist = file.playlist_filename.clone()?;
    let number = |value: i64| u64::try_from(value).unwrap_or(0);
    let average = number(file.size).saturating_mul(8) / number(seconds).max(1);
    let side = |side: Option<i64>| side.and_then(|side| u32::try_from(side).ok());
    let picture = side(file.width).zip(side(file.height));
    Some(Variant {
        playlist,
        codecs: file.codecs.clone(),
        bandwidth: file.bandwidth.map_or(average, number),
        average_bandwidth: file.average_bandwidth.map_or(average, number),
        picture: picture.map(|(width, height)| Picture {
            width,
            height,
            fps: Some(file.fps),
        }),
        has_sound: file.has_audio,
    })
}
