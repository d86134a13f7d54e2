//! The answer to an inspection, and the same look at our own outputs.

use std::fs::File;
use std::path::Path;

use actors_media::{AudioProbe, Failure, FailureKind, Inspect, Limits, Probe, VideoProbe};
use ffmpeg_next as ffmpeg;

use crate::failure::{failure, io};
use crate::source::Source;
use crate::{copyable, libav, picture};

/// Probes the input and makes its pictures.
pub(crate) fn run(inspect: &Inspect, input: File) -> Result<Probe, Failure> {
    let mut source = Source::open(input, &inspect.limits)?;
    let duration_us = match source.duration_us {
        Some(duration) => duration,
        None => source.measure_duration(&inspect.limits)?,
    };
    let mut probe = probe(&source, duration_us, &inspect.limits)?;
    if probe.duration == 0 {
        return Err(failure(FailureKind::Damaged, "it has no length"));
    }
    if let (Some(video), Some(stream)) = (&mut probe.video, source.video.clone())
        && video.can_be_copied
    {
        video.can_be_copied = source.seek(0) && copyable::has_key_frames(&mut source, &stream);
    }
    let targets: Vec<_> = [&inspect.thumbnail, &inspect.preview]
        .into_iter()
        .flatten()
        .collect();
    if probe.video.is_some() && !targets.is_empty() {
        let found = picture::find(&mut source, duration_us, &inspect.limits)?;
        for target in targets {
            picture::write(&found, target)?;
        }
    }
    Ok(probe)
}

/// Probes a file that was just written.
pub(crate) fn output(path: &Path, limits: &Limits) -> Result<Probe, Failure> {
    let file = File::open(path).map_err(|error| io("an output cannot be read back", &error))?;
    let source = Source::open(file, limits)?;
    probe(&source, source.duration_us.unwrap_or(0), limits)
}

fn probe(source: &Source, duration_us: i64, limits: &Limits) -> Result<Probe, Failure> {
    let duration = u64::try_from(duration_us / 1000).unwrap_or(0);
    Ok(Probe {
        duration,
        container: source.container(),
        bit_rate: source
            .size
            .saturating_mul(8)
            .saturating_mul(1000)
            .checked_div(duration)
            .unwrap_or(0),
        size: source.size,
        video: video(source, limits)?,
        audio: source.audio.as_ref().map(|stream| AudioProbe {
            codec: source.codec(stream.index).name().to_owned(),
            channels: stream.facts.channels,
            sample_rate: stream.facts.sample_rate,
            bit_rate: Some(stream.facts.bit_rate).filter(|rate| *rate > 0),
            can_be_copied: copyable::sound(source, stream),
        }),
    })
}

fn video(source: &Source, limits: &Limits) -> Result<Option<VideoProbe>, Failure> {
    let Some((stream, decoder)) = source.video_decoder(limits, 1)? else {
        return Ok(None);
    };
    let codec: ffmpeg::codec::Id = source.codec(stream.index);
    let (width, height) = stream.shown_size();
    let pixel_format = decoder.pixel_format();
    Ok(Some(VideoProbe {
        codec: codec.name().to_owned(),
        profile: libav::profile_name(codec, stream.facts.profile),
        width,
        height,
        rotation: stream.rotation,
        fps: (stream.fps * 1000.0).round() / 1000.0,
        bit_rate: Some(stream.facts.bit_rate).filter(|rate| *rate > 0),
        can_be_copied: copyable::picture(source, &stream, pixel_format.as_deref()),
        pixel_format,
    }))
}
