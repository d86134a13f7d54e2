//! A picture from outside in our sizes. Decoded by crates without unsafe code of their own formats, in this confined
//! process all the same: what cannot be trusted is not opened in the server.
//!
//! JPEG stays JPEG; PNG and WebP become PNG, which keeps what is transparent; a GIF that moves goes on moving in the
//! smaller sizes, unless it is so rich that this would cost too much.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom};

use actors_media::{Failure, FailureKind, Limits, PictureSize, Resize, Resized, ResizedPicture};
use image::codecs::gif::{GifDecoder, GifEncoder, Repeat};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{
    AnimationDecoder, DynamicImage, Frame, ImageDecoder, ImageError, ImageFormat, ImageReader,
};

use crate::failure::{failure, internal, io};

/// The largest side of a picture that is opened.
const LARGEST_SIDE: u32 = 10_000;
/// Bytes that opening one may take.
const MEMORY: u64 = 512 * 1024 * 1024;
const JPEG_QUALITY: u8 = 85;
/// Pixels of all moving outputs together: above them the picture stands still.
const MOVING_PIXELS: u64 = 60_000_000;
/// Widest picture that moves.
const MOVING_WIDTH: u32 = 600;
/// Frames of a moving picture that are kept.
const FRAMES: usize = 500;

pub(crate) fn run(resize: &Resize, mut input: File) -> Result<Resized, Failure> {
    let format = format(&mut input)?;
    let frames = match format {
        ImageFormat::Gif => frames(&mut input, &resize.sizes, &resize.limits)?,
        _ => Vec::new(),
    };
    let still = match frames.first() {
        Some(first) => DynamicImage::ImageRgba8(first.buffer().clone()),
        None => still(&mut input, format, &resize.limits)?,
    };
    let mut pictures = Vec::with_capacity(resize.sizes.len());
    for (number, size) in resize.sizes.iter().enumerate() {
        let moves = frames.len() > 1 && size.width <= MOVING_WIDTH;
        let extension = match format {
            ImageFormat::Jpeg => "jpg",
            ImageFormat::Gif if moves => "gif",
            _ => "png",
        };
        let file = format!("{number}.{extension}");
        let path = resize.output_folder.join(&file);
        let output = File::create_new(&path);
        let output = output.map_err(|error| io("the picture cannot be written", &error))?;
        let output = BufWriter::new(output);
        match extension {
            "gif" => write_moving(&frames, *size, output),
            "jpg" => fitted(&still, *size)
                .to_rgb8()
                .write_with_encoder(JpegEncoder::new_with_quality(output, JPEG_QUALITY)),
            _ => fitted(&still, *size)
                .to_rgba8()
                .write_with_encoder(PngEncoder::new(output)),
        }
        .map_err(|error| written(&error))?;
        let extension = extension.to_owned();
        pictures.push(ResizedPicture { file, extension });
    }
    Ok(Resized { pictures })
}

/// What its first bytes say, whatever its name.
fn format(input: &mut File) -> Result<ImageFormat, Failure> {
    let mut head = Vec::new();
    input
        .take(64)
        .read_to_end(&mut head)
        .map_err(|error| io("the picture cannot be read", &error))?;
    let format = image::guess_format(&head).ok();
    let accepted = [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ];
    let format = format.filter(|format| accepted.contains(format));
    format.ok_or_else(|| failure(FailureKind::NotMedia, "it is no JPEG, PNG, WebP or GIF"))
}

fn bounds(limits: &Limits) -> image::Limits {
    let mut bounds = image::Limits::default();
    bounds.max_image_width = Some(LARGEST_SIDE);
    bounds.max_image_height = Some(LARGEST_SIDE);
    bounds.max_alloc = Some(MEMORY.min(limits.pixels.saturating_mul(8)));
    bounds
}

fn still(input: &mut File, format: ImageFormat, limits: &Limits) -> Result<DynamicImage, Failure> {
    rewind(input)?;
    let mut reader = ImageReader::with_format(BufReader::new(input), format);
    reader.limits(bounds(limits));
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    let orientation = decoder.orientation().map_err(|error| refused(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// The frames of what moves; none where it is to stand still.
fn frames(input: &mut File, sizes: &[PictureSize], limits: &Limits) -> Result<Vec<Frame>, Failure> {
    rewind(input)?;
    let mut decoder = GifDecoder::new(BufReader::new(&*input)).map_err(|error| refused(&error))?;
    decoder
        .set_limits(bounds(limits))
        .map_err(|error| refused(&error))?;
    let (width, height) = decoder.dimensions();
    let pixels = |width: u32, height: u32| u64::from(width) * u64::from(height);
    let moving = sizes.iter().filter(|size| size.width <= MOVING_WIDTH);
    let written: u64 = moving.map(|size| pixels(size.width, size.height)).sum();
    let each = pixels(width, height).saturating_add(written).max(1);
    let most = usize::try_from(MOVING_PIXELS / each)
        .unwrap_or(FRAMES)
        .min(FRAMES);
    let mut frames = Vec::new();
    for frame in decoder.into_frames().take(most + 1) {
        // What can be shown of a damaged one is shown.
        match frame {
            Ok(frame) => frames.push(frame),
            Err(error) if frames.is_empty() => return Err(refused(&error)),
            Err(_) => break,
        }
    }
    if frames.len() > most {
        frames.truncate(1);
    }
    Ok(frames)
}

fn rewind(input: &mut File) -> Result<(), Failure> {
    input
        .seek(SeekFrom::Start(0))
        .map(drop)
        .map_err(|error| io("the picture cannot be read", &error))
}

fn fitted(picture: &DynamicImage, size: PictureSize) -> DynamicImage {
    picture.resize_to_fill(size.width, size.height, FilterType::CatmullRom)
}

fn write_moving(
    frames: &[Frame],
    size: PictureSize,
    output: BufWriter<File>,
) -> Result<(), ImageError> {
    let mut encoder = GifEncoder::new_with_speed(output, 20);
    encoder.set_repeat(Repeat::Infinite)?;
    for frame in frames {
        let picture = DynamicImage::ImageRgba8(frame.buffer().clone());
        let picture = picture
            .resize_to_fill(size.width, size.height, FilterType::Triangle)
            .into_rgba8();
        encoder.encode_frame(Frame::from_parts(picture, 0, 0, frame.delay()))?;
    }
    Ok(())
}

fn refused(error: &ImageError) -> Failure {
    match error {
        ImageError::Limits(_) => failure(
            FailureKind::LimitExceeded,
            format!("it has more than {LARGEST_SIDE} pixels a side, or takes too much memory"),
        ),
        ImageError::IoError(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            failure(FailureKind::Damaged, format!("it is damaged: {error}"))
        }
        error => failure(FailureKind::Damaged, format!("it is damaged: {error}")),
    }
}

fn written(error: &ImageError) -> Failure {
    match error {
        ImageError::IoError(error) => io("the picture cannot be written", error),
        error => internal(format!("the picture cannot be written: {error}")),
    }
}
