//! Sheets of small pictures.

use std::path::Path;

use actors_media::{Drawn, Event, Failure, FailureKind, Limits, Request, Storyboard};

use super::support::{Workshop, events, ffprobe};

fn request(workshop: &Workshop, input: &Path, count: u32, interval_ms: u64) -> Storyboard {
    Storyboard {
        input: input.to_owned(),
        output: workshop.out("sheet.jpg"),
        width: 96,
        height: 54,
        columns: 4,
        count,
        interval_ms,
        limits: Limits::default(),
    }
}

fn draw(request: Storyboard) -> Result<Drawn, Failure> {
    match events(&Request::Storyboard(request)).pop().unwrap() {
        Event::Drawn(drawn) => Ok(drawn),
        Event::Failed(failure) => Err(failure),
        other => panic!("{other:?}"),
    }
}

/// The brightness in the middle of each picture of the sheet, row by row.
fn brightness(workshop: &Workshop, count: usize) -> Vec<u8> {
    let output = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(workshop.out("sheet.jpg"))
        .args(["-pix_fmt", "gray", "-f", "rawvideo", "-"])
        .output()
        .unwrap();
    assert!(output.status.success());
    let width = 96 * 4;
    (0..count)
        .map(|place| {
            let (column, row) = (place % 4, place / 4);
            let pixel = output
                .stdout
                .get((row * 54 + 27) * width + column * 96 + 48);
            *pixel.unwrap()
        })
        .collect()
}

/// A film that is a little brighter each second.
fn brightening(workshop: &Workshop, name: &str, arguments: &str) -> std::path::PathBuf {
    workshop.clip(
        name,
        &format!(
            "-f lavfi -i color=black:s=640x360:r=10:d=10 -vf geq=lum='20+20*floor(T)':cb=128:cr=128 {arguments}"
        ),
    )
}

#[test]
fn each_picture_is_from_the_middle_of_its_stretch() {
    let workshop = Workshop::new();
    for (name, arguments) in [
        (
            "a.mp4",
            "-c:v libx264 -preset ultrafast -g 100 -pix_fmt yuv420p",
        ),
        (
            "a.mkv",
            "-c:v libx264 -preset ultrafast -g 10 -pix_fmt yuv420p",
        ),
        ("a.ts", "-c:v mpeg2video -q:v 2 -r 25 -pix_fmt yuv420p"),
        (
            "f.mp4",
            "-c:v libx264 -preset ultrafast -g 10 -pix_fmt yuv420p -movflags frag_keyframe+empty_moov",
        ),
    ] {
        let input = brightening(&workshop, name, arguments);
        let drawn = draw(request(&workshop, &input, 10, 1000)).unwrap();
        assert_eq!((drawn.width, drawn.height), (384, 162));
        let size = ffprobe(
            &workshop.out("sheet.jpg"),
            "-show_entries stream=width,height",
        );
        assert_eq!(size, ["384,162"]);
        let found = brightness(&workshop, 12);
        for (second, light) in found.iter().take(10).enumerate() {
            // JPEG has the full range: 16 of video is 0.
            let expected = (4.0 + 20.0 * second as f64) * 255.0 / 219.0;
            assert!(
                (f64::from(*light) - expected).abs() < 12.0,
                "{name} second {second}: {found:?}"
            );
        }
        assert!(
            found[10] < 8 && found[11] < 8,
            "what is left is black: {found:?}"
        );
    }
}

#[test]
fn long_stretches_are_met_by_jumping_to_key_frames() {
    let workshop = Workshop::new();
    let input = brightening(
        &workshop,
        "a.mp4",
        "-c:v libx264 -preset ultrafast -g 10 -pix_fmt yuv420p",
    );
    draw(request(&workshop, &input, 3, 4000)).unwrap();
    let found = brightness(&workshop, 3);
    assert!(found.is_sorted() && found[2] > found[0] + 60, "{found:?}");
}

#[test]
fn sound_alone_and_damaged_films_are_told_apart() {
    let workshop = Workshop::new();
    let sound = workshop.clip("a.m4a", "-f lavfi -i sine=d=2 -c:a aac");
    let failure = draw(request(&workshop, &sound, 2, 1000)).unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unsupported, "{failure}");
    let film = brightening(
        &workshop,
        "b.mkv",
        "-c:v libx264 -preset ultrafast -g 10 -pix_fmt yuv420p",
    );
    let bytes = std::fs::read(film).unwrap();
    let cut = workshop.file("cut.mkv", &bytes[..bytes.len() / 2]);
    let drawn = draw(request(&workshop, &cut, 10, 1000)).unwrap();
    assert_eq!(
        (drawn.width, drawn.height),
        (384, 162),
        "the rest repeats the last picture"
    );
}

#[test]
fn a_sheet_that_no_decoder_could_hold_is_refused() {
    let workshop = Workshop::new();
    let film = brightening(
        &workshop,
        "a.mp4",
        "-c:v libx264 -preset ultrafast -pix_fmt yuv420p",
    );
    let mut huge = request(&workshop, &film, 1000, 1000);
    huge.columns = 1000;
    assert_eq!(draw(huge).unwrap_err().kind, FailureKind::Internal);
    let none = request(&workshop, &film, 0, 1000);
    assert_eq!(draw(none).unwrap_err().kind, FailureKind::Internal);
}
