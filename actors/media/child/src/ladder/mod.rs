//! The ladder: the input is decoded once, every picture goes to every rung, the sound is encoded once for all.

mod pace;
mod plan;
mod rung;
mod sound;
mod tracks;
mod video;
mod web;

use std::fs::File;

use actors_media::{Failure, FailureKind, Progress, RenditionOutput, Transcode, Transcoded};
use ffmpeg::frame::{Audio, Video};
use ffmpeg::{Packet, Rational, Rescale};
use ffmpeg_next as ffmpeg;

use self::pace::KeyGrid;
use self::rung::{Finished, Rung};
use self::sound::SoundEncoder;
use crate::failure::{failure, internal, libav};
use crate::filter::{VideoFilter, turn};
use crate::hls;
use crate::report::Report;
use crate::source::{Decoder, Source, VideoStream};

pub(crate) use self::plan::TICKS;
pub(crate) use self::tracks::{Track, Tracks};

/// Longest time in ticks for which a single picture is believed to be shown.
const LONGEST_PICTURE: i64 = 60 * TICKS as i64;

/// Makes all renditions, or fails as a whole.
pub(crate) fn run(
    transcode: &Transcode,
    input: File,
    report: &Report,
) -> Result<Transcoded, Failure> {
    let mut source = Source::open(input, &transcode.limits)?;
    let mut ladder = Ladder::open(&source, transcode)?;
    while let Some(packet) = source.next_packet() {
        ladder.packet(&packet)?;
        report.progress(|| ladder.progress(source.duration_us));
    }
    ladder.end()?;
    report.progress(|| ladder.progress(source.duration_us));
    ladder.finish()
}

/// Pictures of the input on their way.
struct Pictures {
    stream: VideoStream,
    decoder: Decoder,
    turned: Option<((u32, u32, ffmpeg::format::Pixel), VideoFilter)>,
    keys: KeyGrid,
    latest: Option<i64>,
    /// Ticks at which the latest picture ends.
    end: i64,
}

/// Sound of the input on its way.
struct Sound {
    index: usize,
    decoder: Decoder,
    encoder: SoundEncoder,
}

struct Ladder<'a> {
    transcode: &'a Transcode,
    start_us: i64,
    pictures: Option<Pictures>,
    sound: Option<Sound>,
    rungs: Vec<Rung<'a>>,
}

impl<'a> Ladder<'a> {
    fn open(source: &Source, transcode: &'a Transcode) -> Result<Self, Failure> {
        let encoding = &transcode.encoding;
        let pictures = source
            .video_decoder(&transcode.limits, encoding.threads)?
            .map(|(stream, decoder)| Pictures {
                stream,
                decoder,
                turned: None,
                keys: KeyGrid::every(plan::ticks(transcode.keyframe_ms)),
                latest: None,
                end: 0,
            });
        let sound = match source.audio_decoder(&transcode.limits)? {
            Some((stream, decoder)) => {
                let encoder = SoundEncoder::open(&stream, source.start_us, encoding)?;
                Some(Sound {
                    index: stream.index,
                    decoder,
                    encoder,
                })
            }
            None => None,
        };
        let stream = pictures.as_ref().map(|pictures| &pictures.stream);
        let encoder = sound.as_ref().map(|sound| &sound.encoder);
        let rungs = transcode
            .renditions
            .iter()
            .map(|rendition| Rung::open(rendition, transcode, stream, encoder))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            transcode,
            start_us: source.start_us,
            pictures,
            sound,
            rungs,
        })
    }

    fn packet(&mut self, packet: &Packet) -> Result<(), Failure> {
        if self
            .pictures
            .as_ref()
            .is_some_and(|pictures| pictures.stream.index == packet.stream())
        {
            self.decode_pictures(Some(packet))
        } else if self
            .sound
            .as_ref()
            .is_some_and(|sound| sound.index == packet.stream())
        {
            self.decode_sound(Some(packet))
        } else {
            Ok(())
        }
    }

    fn end(&mut self) -> Result<(), Failure> {
        self.decode_sound(None)?;
        if let Some(sound) = &mut self.sound {
            sound.encoder.end()?;
        }
        self.share_sound()?;
        self.decode_pictures(None)
    }

    fn decode_pictures(&mut self, packet: Option<&Packet>) -> Result<(), Failure> {
        let Some(pictures) = &mut self.pictures else {
            return Ok(());
        };
        let mut decoded = Vec::new();
        pictures.decoder.feed(packet, Video::empty, |picture| {
            decoded.push(picture);
            Ok(())
        })?;
        for picture in decoded {
            let Some(placed) = pictures.place(picture, self.start_us)? else {
                continue;
            };
            if plan::milliseconds(placed.time) > self.transcode.limits.duration_ms {
                return Err(failure(
                    FailureKind::LimitExceeded,
                    "it lasts longer than it may",
                ));
            }
            let mut shown = placed.picture;
            for rung in &mut self.rungs {
                rung.picture(&mut shown, placed.time, placed.duration, placed.key)?;
            }
        }
        Ok(())
    }

    fn decode_sound(&mut self, packet: Option<&Packet>) -> Result<(), Failure> {
        let Some(sound) = &mut self.sound else {
            return Ok(());
        };
        let encoder = &mut sound.encoder;
        sound
            .decoder
            .feed(packet, Audio::empty, |samples| encoder.encode(samples))?;
        if self.sound_ms() > self.transcode.limits.duration_ms {
            return Err(failure(
                FailureKind::LimitExceeded,
                "it lasts longer than it may",
            ));
        }
        self.share_sound()
    }

    fn share_sound(&mut self) -> Result<(), Failure> {
        let Some(sound) = &mut self.sound else {
            return Ok(());
        };
        while let Some(packet) = sound.encoder.packet() {
            for rung in &mut self.rungs {
                rung.sound(&packet)?;
            }
        }
        Ok(())
    }

    fn sound_ms(&self) -> u64 {
        self.sound.as_ref().map_or(0, |sound| {
            u64::try_from(sound.encoder.position).unwrap_or(0) * 1000
                / u64::from(sound.encoder.rate.max(1))
        })
    }

    fn progress(&self, duration_us: Option<i64>) -> Progress {
        let pictures_ms = self
            .pictures
            .as_ref()
            .map(|pictures| plan::milliseconds(pictures.end));
        let media_ms = pictures_ms.unwrap_or_else(|| self.sound_ms());
        let total = duration_us
            .and_then(|duration| u64::try_from(duration / 1000).ok())
            .unwrap_or(0);
        let percent = media_ms
            .saturating_mul(100)
            .checked_div(total)
            .unwrap_or(0)
            .min(100);
        Progress {
            frames: self
                .pictures
                .as_ref()
                .map_or(0, |pictures| pictures.decoder.frames),
            media_ms,
            bytes: self.rungs.iter().map(|rung| rung.bytes).sum(),
            percent: u8::try_from(percent).unwrap_or(100),
        }
    }

    fn finish(self) -> Result<Transcoded, Failure> {
        let sound_ms = self.sound_ms();
        let pictures_ms = self
            .pictures
            .as_ref()
            .map_or(0, |pictures| plan::milliseconds(pictures.end));
        let frames = self
            .pictures
            .as_ref()
            .map_or(0, |pictures| pictures.decoder.frames);
        if (self.pictures.is_some() && frames == 0) || (self.pictures.is_none() && sound_ms == 0) {
            return Err(failure(
                FailureKind::Damaged,
                "nothing of it can be decoded",
            ));
        }
        let damaged_packets = self.pictures.map_or(0, |pictures| pictures.decoder.damaged)
            + self.sound.map_or(0, |sound| sound.decoder.damaged);
        let finished: Vec<Finished> = self
            .rungs
            .into_iter()
            .map(|rung| rung.finish(sound_ms, self.transcode))
            .collect::<Result<_, _>>()?;
        if let Some(names) = &self.transcode.master {
            let folder = &self.transcode.output_folder;
            let lists = finished.iter().filter_map(|rung| rung.segments.as_ref());
            let hashes = hls::hashes(lists)
                .map_err(|error| internal(format!("hashes cannot be told: {error}")))?;
            hls::write(&folder.join(&names.segment_hashes), &hashes)?;
            let outputs: Vec<RenditionOutput> =
                finished.iter().map(|rung| rung.output.clone()).collect();
            hls::write(
                &folder.join(&names.playlist),
                &hls::master_playlist(&outputs),
            )?;
        }
        let renditions = finished.into_iter().map(|rung| rung.output).collect();
        Ok(Transcoded {
            renditions,
            duration: pictures_ms.max(sound_ms),
            damaged_packets,
        })
    }
}

/// A picture with its place in time.
struct Placed {
    picture: Video,
    /// Ticks from the start.
    time: i64,
    /// Ticks for which it is shown.
    duration: i64,
    key: bool,
}

impl Pictures {
    /// Gives a decoded picture its time, or drops one that goes back in time.
    fn place(&mut self, picture: Video, start_us: i64) -> Result<Option<Placed>, Failure> {
        let tick = Rational(1, TICKS);
        let usual = (f64::from(TICKS) / self.stream.fps).round() as i64;
        let told = picture
            .packet()
            .duration
            .rescale(self.stream.time_base, tick);
        let duration = if told > 0 {
            told.min(LONGEST_PICTURE)
        } else {
            usual.min(LONGEST_PICTURE)
        };
        let time = match (picture.timestamp(), self.latest) {
            // The first picture fills the time before it, so that all tracks start together.
            (_, None) => 0,
            (Some(timestamp), Some(_)) => timestamp
                .rescale(self.stream.time_base, tick)
                .saturating_sub(start_us.rescale(Rational(1, 1_000_000), tick)),
            (None, Some(latest)) => latest.saturating_add(usual),
        };
        if self.latest.is_some_and(|latest| time <= latest) {
            return Ok(None);
        }
        self.latest = Some(time);
        self.end = time.saturating_add(duration);
        let key = self.keys.hits(time);
        Ok(Some(Placed {
            picture: self.turn(picture)?,
            time,
            duration,
            key,
        }))
    }

    fn turn(&mut self, picture: Video) -> Result<Video, Failure> {
        let Some(chain) = turn(self.stream.rotation) else {
            return Ok(picture);
        };
        let error = |error| libav("a picture cannot be turned", error);
        let shape = (picture.width(), picture.height(), picture.format());
        if self
            .turned
            .as_ref()
            .is_none_or(|(known, _)| *known != shape)
        {
            self.turned = Some((
                shape,
                VideoFilter::like(&picture, 1.0, chain).map_err(error)?,
            ));
        }
        match &mut self.turned {
            Some((_, filter)) => filter.run(&picture).map_err(error),
            None => Ok(picture),
        }
    }
}
