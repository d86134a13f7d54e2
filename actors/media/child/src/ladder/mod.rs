//! The ladder: the input is read once; its pictures are decoded once for all rungs that need it, and not at all where
//! they are taken as they are; the sound is encoded once for all, or taken as it is.

mod copy;
mod hardware;
pub(crate) mod live;
mod pace;
mod pictures;
mod plan;
mod rung;
mod sound;
mod sounds;
mod still;
mod tracks;
mod video;
mod web;

use std::fs::File;
use std::io::Seek;

use actors_media::{
    AUDIO_ONLY, Failure, FailureKind, HardwareEncoder, Progress, Rendition, Transcode, Transcoded,
};
use ffmpeg::frame::Video;
use ffmpeg::{Packet, Rational};
use ffmpeg_next as ffmpeg;

use self::copy::{CopiedStream, Origin};
use self::hardware::Hardware;
use self::pace::KeyGrid;
use self::pictures::{Pictures, Placed};
use self::rung::{Finished, Materials, Rung};
use self::sounds::Sound;
use self::still::Still;
use crate::failure::{failure, internal, io};
use crate::hls;
use crate::report::Report;
use crate::source::{Source, VideoStream};

pub(crate) use self::plan::TICKS;
pub(crate) use self::tracks::{Heads, Track, Tracks};

/// Makes all renditions, or fails as a whole. `still` is shown where the input has no picture.
///
/// With an encoder of a graphics card where one works; if that fails in the middle, from the start without it.
pub(crate) fn run(
    transcode: &Transcode,
    mut input: File,
    mut still: Option<File>,
    report: &Report,
) -> Result<Transcoded, Failure> {
    let encodes = |rung: &Rendition| rung.resolution != AUDIO_ONLY && !rung.copy;
    let hardware = if transcode.renditions.iter().any(encodes) {
        Hardware::find(&transcode.encoding)
    } else {
        None
    };
    let Some(hardware) = hardware else {
        return attempt(transcode, input, still, None, report);
    };
    let again = |error| io("the input cannot be read twice", &error);
    let first = input.try_clone().map_err(again)?;
    let shown = still.as_ref().map(File::try_clone).transpose();
    let failed = match attempt(
        transcode,
        first,
        shown.map_err(again)?,
        Some(&hardware),
        report,
    ) {
        Err(failure) if failure.kind.may_pass() => failure,
        outcome => return outcome,
    };
    for file in [Some(&mut input), still.as_mut()].into_iter().flatten() {
        file.rewind().map_err(again)?;
    }
    let transcoded = attempt(transcode, input, still, None, report)?;
    Ok(Transcoded {
        given_up: Some(format!("{}: {failed}", hardware.encoder.name())),
        ..transcoded
    })
}

fn attempt(
    transcode: &Transcode,
    input: File,
    still: Option<File>,
    hardware: Option<&Hardware>,
    report: &Report,
) -> Result<Transcoded, Failure> {
    let mut source = Source::open(input, &transcode.limits)?;
    let mut ladder = Ladder::open(&source, transcode, still, hardware)?;
    while let Some(packet) = source.next_packet() {
        ladder.packet(&packet)?;
        report.progress(|| ladder.progress(source.duration_us));
    }
    ladder.end()?;
    report.progress(|| ladder.progress(source.duration_us));
    ladder.finish()
}

struct Ladder<'a> {
    transcode: &'a Transcode,
    start_us: i64,
    /// Pictures that are decoded.
    pictures: Option<Pictures>,
    /// Pictures that are taken as they are.
    copied: Option<CopiedStream>,
    still: Option<(Still, KeyGrid)>,
    sound: Option<Sound>,
    rungs: Vec<Rung<'a>>,
    /// The encoder of a graphics card that is used.
    encoder: Option<HardwareEncoder>,
}

impl<'a> Ladder<'a> {
    fn open(
        source: &Source,
        transcode: &'a Transcode,
        still: Option<File>,
        hardware: Option<&Hardware>,
    ) -> Result<Self, Failure> {
        let has_picture = |copy: bool| {
            transcode
                .renditions
                .iter()
                .any(|rendition| rendition.resolution != AUDIO_ONLY && rendition.copy == copy)
        };
        let pictures = if has_picture(false) {
            Pictures::open(source, transcode)?
        } else {
            None
        };
        let copied = match &source.video {
            Some(stream) if has_picture(true) => Some(copied(source, stream)?),
            _ => None,
        };
        let still = match still {
            Some(file) if source.video.is_none() && has_picture(false) => {
                let keys = KeyGrid::every(plan::ticks(transcode.keyframe_ms));
                Some((Still::read(file, &transcode.limits)?, keys))
            }
            _ => None,
        };
        let shown = still.as_ref().map(|(still, _)| still.stream());
        let sound = Sound::open(source, transcode)?;
        let materials = Materials {
            stream: source.video.as_ref().or(shown.as_ref()),
            copied: copied.as_ref(),
            sound: sound.as_ref(),
            hardware,
        };
        let rungs = transcode
            .renditions
            .iter()
            .map(|rendition| Rung::open(rendition, transcode, materials))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            transcode,
            start_us: source.start_us,
            pictures,
            copied,
            still,
            sound,
            rungs,
            encoder: hardware.map(|hardware| hardware.encoder),
        })
    }

    fn packet(&mut self, packet: &Packet) -> Result<(), Failure> {
        let index = packet.stream();
        if let Some(copied) = self.copied.as_mut().filter(|copied| copied.index == index) {
            let packets = copied.take(packet);
            self.refuse_long(self.copied.as_ref().map_or(0, CopiedStream::milliseconds))?;
            self.share_copies(&packets)?;
        }
        let is_decoded = |pictures: &Pictures| pictures.stream.index == index;
        if self.pictures.as_ref().is_some_and(is_decoded) {
            self.decode_pictures(Some(packet))?;
        }
        match &mut self.sound {
            Some(sound) if sound.index() == index => {
                sound.feed(packet)?;
                self.refuse_long(self.sound_ms())?;
                self.share_sound()
            }
            _ => Ok(()),
        }
    }

    fn end(&mut self) -> Result<(), Failure> {
        if let Some(sound) = &mut self.sound {
            sound.end()?;
        }
        self.share_sound()?;
        self.show_still(true)?;
        if let Some(copied) = &mut self.copied {
            let packets = copied.flush();
            self.share_copies(&packets)?;
        }
        self.decode_pictures(None)
    }

    fn share_copies(&mut self, packets: &[Packet]) -> Result<(), Failure> {
        for packet in packets {
            for rung in &mut self.rungs {
                rung.copied_picture(packet)?;
            }
        }
        Ok(())
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
            let Some(pictures) = &mut self.pictures else {
                break;
            };
            let Some(placed) = pictures.place(picture, self.start_us)? else {
                continue;
            };
            self.refuse_long(plan::milliseconds(placed.time))?;
            self.share_picture(placed)?;
        }
        Ok(())
    }

    fn share_picture(&mut self, placed: Placed) -> Result<(), Failure> {
        let mut shown = placed.picture;
        for rung in &mut self.rungs {
            rung.picture(&mut shown, placed.time, placed.duration, placed.key)?;
        }
        Ok(())
    }

    fn share_sound(&mut self) -> Result<(), Failure> {
        let Some(sound) = &mut self.sound else {
            return Ok(());
        };
        while let Some(packet) = sound.packet() {
            for rung in &mut self.rungs {
                rung.sound(&packet)?;
            }
        }
        self.show_still(false)
    }

    /// Shows the still up to where the sound is; at the end as long as it takes.
    fn show_still(&mut self, at_end: bool) -> Result<(), Failure> {
        let heard = i64::try_from(self.sound_ms()).unwrap_or(i64::MAX) * i64::from(TICKS) / 1000;
        while let Some((still, keys)) = &mut self.still {
            let Some((picture, time, duration)) = still.next(heard, at_end) else {
                break;
            };
            let key = keys.hits(time);
            self.share_picture(Placed {
                picture,
                time,
                duration,
                key,
            })?;
        }
        Ok(())
    }

    fn refuse_long(&self, milliseconds: u64) -> Result<(), Failure> {
        if milliseconds > self.transcode.limits.duration_ms {
            return Err(failure(
                FailureKind::LimitExceeded,
                "it lasts longer than it may",
            ));
        }
        Ok(())
    }

    fn sound_ms(&self) -> u64 {
        self.sound.as_ref().map_or(0, Sound::milliseconds)
    }

    /// Milliseconds of pictures so far; nothing for an input without.
    fn pictures_ms(&self) -> Option<u64> {
        let decoded = self.pictures.as_ref();
        let decoded = decoded.map(|pictures| plan::milliseconds(pictures.end));
        let copied = self.copied.as_ref().map(CopiedStream::milliseconds);
        decoded.into_iter().chain(copied).max()
    }

    fn decoded(&self) -> u64 {
        let decoders = self.pictures.as_ref();
        decoders.map_or(0, |pictures| pictures.decoder.frames)
    }

    fn progress(&self, duration_us: Option<i64>) -> Progress {
        let media_ms = self.pictures_ms().unwrap_or_else(|| self.sound_ms());
        let total = duration_us
            .and_then(|duration| u64::try_from(duration / 1000).ok())
            .unwrap_or(0);
        let percent = media_ms
            .saturating_mul(100)
            .checked_div(total)
            .unwrap_or(0)
            .min(100);
        Progress {
            frames: self.decoded(),
            media_ms,
            bytes: self.rungs.iter().map(|rung| rung.bytes).sum(),
            percent: u8::try_from(percent).unwrap_or(100),
        }
    }

    fn finish(self) -> Result<Transcoded, Failure> {
        let (sound_ms, pictures_ms) = (self.sound_ms(), self.pictures_ms());
        let decoded_pictures = self.decoded();
        let is_empty = match pictures_ms {
            Some(milliseconds) => milliseconds == 0,
            None => sound_ms == 0,
        };
        if is_empty {
            return Err(failure(
                FailureKind::Damaged,
                "nothing of it can be decoded",
            ));
        }
        let damaged_packets = self.pictures.map_or(0, |pictures| pictures.decoder.damaged)
            + self.sound.as_ref().map_or(0, Sound::damaged);
        let finished: Vec<Finished> = self
            .rungs
            .into_iter()
            .map(|rung| rung.finish(sound_ms, self.transcode))
            .collect::<Result<_, _>>()?;
        if let Some(name) = &self.transcode.segment_hashes {
            let lists = finished.iter().filter_map(|rung| rung.segments.as_ref());
            let hashes = hls::hashes(lists)
                .map_err(|error| internal(format!("hashes cannot be told: {error}")))?;
            hls::write(&self.transcode.output_folder.join(name), &hashes)?;
        }
        let renditions = finished.into_iter().map(|rung| rung.output).collect();
        Ok(Transcoded {
            renditions,
            duration: pictures_ms.unwrap_or(0).max(sound_ms),
            damaged_packets,
            decoded_pictures,
            hardware: self.encoder,
            given_up: None,
        })
    }
}

/// The stream of pictures as it is, in ticks.
fn copied(source: &Source, stream: &VideoStream) -> Result<CopiedStream, Failure> {
    let origin = Origin {
        index: stream.index,
        time_base: stream.time_base,
        start_us: source.start_us,
    };
    let usual = (f64::from(TICKS) / stream.fps).round() as i64;
    let parameters = source.parameters(stream.index)?;
    Ok(CopiedStream::new(
        &origin,
        parameters,
        Rational(1, TICKS),
        usual,
    ))
}
