//! Pictures of videos: what an owner sends instead of the automatic ones, and what stands in where there is none.
//!
//! Blocking: callers run these in the pool for such work. Sizes are those of the reference.

use std::io::Cursor;

use image::{
    DynamicImage, ImageFormat, ImageReader, Limits, Rgb, RgbImage, codecs::jpeg::JpegEncoder,
    imageops::FilterType,
};

/// Width and height of the small picture.
pub const THUMBNAIL: (u32, u32) = (280, 157);

/// Width and height of the large picture.
pub const PREVIEW: (u32, u32) = (850, 480);

/// The largest side of a picture that is opened.
const LARGEST_SIDE: u32 = 10_000;

/// Bytes that opening one may take: far beyond any photograph, far below a bomb.
const MOST_MEMORY: u64 = 512 * 1024 * 1024;

const JPEG_QUALITY: u8 = 85;

/// Why a picture is not taken.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("should be a JPEG, PNG or WebP picture of at most {LARGEST_SIDE} pixels a side")]
pub struct NotAPicture;

/// Opens what an owner sent and makes a JPEG of exactly `size` of it, cut where its shape differs.
///
/// # Errors
/// When it is none of the accepted kinds, too large, or damaged.
pub fn fit(bytes: &[u8], size: (u32, u32)) -> Result<Vec<u8>, NotAPicture> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| NotAPicture)?;
    let accepted = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];
    if !reader
        .format()
        .is_some_and(|format| accepted.contains(&format))
    {
        return Err(NotAPicture);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let picture = reader.decode().map_err(|_| NotAPicture)?;
    let (width, height) = size;
    jpeg(&picture.resize_to_fill(width, height, FilterType::Triangle))
}

/// A plain picture for what has none, such as sound.
///
/// # Errors
/// Never with the sizes of this file.
pub fn plain(size: (u32, u32)) -> Result<Vec<u8>, NotAPicture> {
    let (width, height) = size;
    let picture = RgbImage::from_fn(width, height, |_, row| {
        let shade = u8::try_from(40 + row * 40 / height.max(1)).unwrap_or(80);
        Rgb([shade / 2, shade, shade.saturating_add(30)])
    });
    jpeg(&DynamicImage::ImageRgb8(picture))
}

fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>, NotAPicture> {
    let mut bytes = Vec::new();
    picture
        .to_rgb8()
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))
        .map_err(|_| NotAPicture)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height)
            .write_to(&mut bytes, ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_of_any_shape_becomes_a_jpeg_of_the_size() {
        for (width, height) in [(10, 10), (3, 900), (1920, 1080)] {
            let made = fit(&png(width, height), THUMBNAIL).unwrap();
            let read = image::load_from_memory_with_format(&made, ImageFormat::Jpeg).unwrap();
            assert_eq!((read.width(), read.height()), THUMBNAIL);
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let cut: Vec<u8> = png(100, 100).into_iter().take(60).collect();
        let script = b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>".to_vec();
        for bytes in [Vec::new(), b"GIF89a".to_vec(), script, cut] {
            assert_eq!(fit(&bytes, PREVIEW), Err(NotAPicture));
        }
    }

    #[test]
    fn a_bomb_is_refused_by_its_header() {
        let mut bytes = png(8, 8);
        // Width and height of the header chunk: 60,000 by 60,000.
        bytes.splice(16..24, [0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        assert_eq!(fit(&bytes, PREVIEW), Err(NotAPicture));
    }

    #[test]
    fn a_plain_picture_stands_in() {
        let made = plain(PREVIEW).unwrap();
        let read = image::load_from_memory_with_format(&made, ImageFormat::Jpeg).unwrap();
        assert_eq!((read.width(), read.height()), PREVIEW);
    }
}
