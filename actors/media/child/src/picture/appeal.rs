//! How much there is to see in a picture: what the best of several is chosen by.

use ffmpeg::frame::Video;
use ffmpeg_next as ffmpeg;

/// Spread of the brightness, difference between neighbours and distance from grey at which more is no better.
const ENOUGH: (f64, f64, f64) = (60.0, 16.0, 40.0);

/// What colour weighs against light and detail: a black and white film has good pictures too.
const WEIGHT_OF_COLOUR: f64 = 0.5;

/// From 0 for one even colour to 2.5; black, fades and blurred pictures have little. `small` has three whole planes,
/// brightness first (`yuvj444p`).
pub(super) fn appeal(small: &Video) -> f64 {
    let (width, height) = (small.width() as usize, small.height() as usize);
    let rows = |plane: usize| {
        let (bytes, stride) = (small.data(plane), small.stride(plane).max(1));
        bytes
            .chunks(stride)
            .take(height)
            .map(move |row| row.get(..width).unwrap_or(row))
    };
    let count = (width * height).max(1) as f64;
    let light: Vec<&[u8]> = rows(0).collect();
    let mean = sum(light.iter().copied(), f64::from) / count;
    let spread = sum(light.iter().copied(), |byte| {
        (f64::from(byte) - mean).powi(2)
    });
    let across = light.iter().flat_map(|row| row.windows(2).map(step));
    let down = light.windows(2).flat_map(|pair| match pair {
        [above, below] => above.iter().zip(*below).map(difference).collect::<Vec<_>>(),
        _ => Vec::new(),
    });
    let detail = across.chain(down).sum::<f64>() / count / 2.0;
    let colour: f64 = rows(1)
        .chain(rows(2))
        .map(|row| row.iter().map(|byte| difference((byte, &128))).sum::<f64>())
        .sum();
    let share = |value: f64, enough: f64| (value / enough).min(1.0);
    share((spread / count).sqrt(), ENOUGH.0)
        + share(detail, ENOUGH.1)
        + WEIGHT_OF_COLOUR * share(colour / count, ENOUGH.2)
}

fn sum<'a>(rows: impl Iterator<Item = &'a [u8]>, value: impl Fn(u8) -> f64) -> f64 {
    rows.flatten().map(|byte| value(*byte)).sum()
}

fn step(pair: &[u8]) -> f64 {
    match pair {
        [left, right] => difference((left, right)),
        _ => 0.0,
    }
}

fn difference((one, other): (&u8, &u8)) -> f64 {
    f64::from(one.abs_diff(*other))
}
