//! The best of several pictures of a video, as JPEG in the sizes that are asked for.

mod appeal;

use std::time::{Duration, Instant};

use actors_media::{Failure, FailureKind, Limits, PictureTarget};
use ffmpeg::frame::Video;
use ffmpeg_next as ffmpeg;

use self::appeal::appeal;
use crate::failure::{failure, internal, io, libav};
use crate::filter::{VideoFilter, turn};
use crate::libav::Color;
use crate::source::{Source, VideoStream};
use crate::tone;

/// Where to look, in hundredths of the length; among equals the first wins.
const CANDIDATES: [i64; 9] = [50, 35, 65, 20, 80, 10, 90, 5, 95];

/// How long to look, once there is a picture.
const PATIENCE: Duration = Duration::from_secs(5);

/// Width and height at which candidates are compared.
const COMPARED: (u32, u32) = (192, 108);

/// Packets that are read in search of one candidate.
const PACKETS_PER_CANDIDATE: u32 = 2000;

/// Largest relation of the two aspect ratios at which edges are cut off; beyond it bars are added.
const LARGEST_CROP: f64 = 1.5;

/// A decoded picture and how it must be shown.
pub(crate) struct Found {
    picture: Video,
    rotation: u16,
    pixel_aspect: f64,
    color: Color,
}

impl Found {
    /// A picture that came out of the decoder of a stream.
    pub(crate) fn of(picture: Video, stream: &VideoStream) -> Self {
        Self {
            picture,
            rotation: stream.rotation,
            pixel_aspect: stream.facts.pixel_aspect,
            color: stream.facts.color,
        }
    }
}

/// Looks at a few places of the video and keeps the picture with the most to see.
pub(crate) fn find(
    source: &mut Source,
    duration_us: i64,
    limits: &Limits,
) -> Result<Found, Failure> {
    let began = Instant::now();
    let mut best: Option<(f64, Found)> = None;
    // The last try reads from the start, for containers in which seeking does not work.
    for place in CANDIDATES.into_iter().map(Some).chain([None]) {
        if best.is_some() && (place.is_none() || began.elapsed() > PATIENCE) {
            break;
        }
        if !source.seek(duration_us / 100 * place.unwrap_or(0)) && place.is_some() {
            continue;
        }
        let Some(picture) = first_picture(source, limits)? else {
            continue;
        };
        let stream = source
            .video
            .as_ref()
            .ok_or_else(|| internal("a picture without a video stream"))?;
        let found = Found::of(picture, stream);
        let appeal = appeal(&sprite(&found, COMPARED.0, COMPARED.1)?);
        if best.as_ref().is_none_or(|(known, _)| appeal > *known) {
            best = Some((appeal, found));
        }
    }
    let best = best.map(|(_, found)| found);
    best.ok_or_else(|| failure(FailureKind::Damaged, "no picture of it can be decoded"))
}

/// Writes the picture as JPEG of exactly the size asked for.
pub(crate) fn write(found: &Found, target: &PictureTarget) -> Result<(), Failure> {
    let error = |error| libav("the picture cannot be made", error);
    let mut sized = sized(found, target.width, target.height, "yuvj420p").map_err(error)?;
    sized.set_pts(Some(0));
    let jpeg = encode(&sized).map_err(error)?;
    std::fs::write(&target.path, jpeg.data().unwrap_or_default())
        .map_err(|error| io("the picture cannot be written", &error))
}

/// The picture in exactly that size, with full chroma.
pub(crate) fn sprite(found: &Found, width: u32, height: u32) -> Result<Video, Failure> {
    sized(found, width, height, "yuvj444p")
        .map_err(|error| libav("the picture cannot be made", error))
}

fn sized(found: &Found, width: u32, height: u32, format: &str) -> Result<Video, ffmpeg::Error> {
    let chain = chain(found, width, height, format);
    let mut filter = VideoFilter::like(&found.picture, found.pixel_aspect, &chain)?;
    filter.run(&found.picture.clone())
}

fn first_picture(source: &mut Source, limits: &Limits) -> Result<Option<Video>, Failure> {
    let Some((stream, mut decoder)) = source.video_decoder(limits, 1)? else {
        return Ok(None);
    };
    let mut first = None;
    for _ in 0..PACKETS_PER_CANDIDATE {
        let packet = source.next_packet();
        if packet
            .as_ref()
            .is_some_and(|packet| packet.stream() != stream.index)
        {
            continue;
        }
        decoder.feed(packet.as_ref(), Video::empty, |picture| {
            first.get_or_insert(picture);
            Ok(())
        })?;
        if first.is_some() || packet.is_none() {
            break;
        }
    }
    Ok(first)
}

/// Squares the pixels, turns the picture, then fills the target: by cutting edges when the shapes are alike, by bars
/// when they are not.
fn chain(found: &Found, width: u32, height: u32, format: &str) -> String {
    let stored = (
        f64::from(found.picture.width()) * found.pixel_aspect,
        f64::from(found.picture.height()),
    );
    let shown = if found.rotation % 180 == 90 {
        (stored.1, stored.0)
    } else {
        stored
    };
    let relation = (shown.0 / shown.1) / (f64::from(width) / f64::from(height));
    let tone = tone::mapped(found.color, None);
    let prepared: String = [tone.as_deref(), turn(found.rotation)]
        .into_iter()
        .flatten()
        .map(|step| format!("{step},"))
        .collect();
    let (fit, frame) = if (1.0 / LARGEST_CROP..=LARGEST_CROP).contains(&relation) {
        ("increase", format!("crop={width}:{height}"))
    } else {
        (
            "decrease",
            format!("pad={width}:{height}:(ow-iw)/2:(oh-ih)/2"),
        )
    };
    // 4:4:4 until the last step: cropping chroma at an odd place would round the size.
    format!(
        "scale=w='max(1,trunc(iw*sar))':h=ih,setsar=1,{prepared}scale={width}:{height}:force_original_aspect_ratio={fit},\
         format=yuvj444p,{frame},format={format}"
    )
}

/// A JPEG of the picture.
pub(crate) fn encode(picture: &Video) -> Result<ffmpeg::Packet, ffmpeg::Error> {
    let codec =
        ffmpeg::encoder::find(ffmpeg::codec::Id::MJPEG).ok_or(ffmpeg::Error::EncoderNotFound)?;
    let mut encoder = ffmpeg::codec::Context::new_with_codec(codec)
        .encoder()
        .video()?;
    encoder.set_width(picture.width());
    encoder.set_height(picture.height());
    encoder.set_format(picture.format());
    encoder.set_time_base((1, 25));
    encoder.set_qmin(3);
    encoder.set_qmax(5);
    let mut encoder = encoder.open_as(codec)?;
    encoder.send_frame(picture)?;
    encoder.send_eof()?;
    let mut packet = ffmpeg::Packet::empty();
    encoder.receive_packet(&mut packet)?;
    Ok(packet)
}
