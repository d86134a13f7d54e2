//! Reads the one request line, bounded, and refuses what no server of ours would ask.

use std::io::{BufRead, Read};
use std::path::Path;

use actors_media::{
    AUDIO_ONLY, Failure, Live, LiveRung, MAX_REQUEST_BYTES, MAX_RUNGS, PictureSize, Request,
    Resize, Storyboard, Transcode,
};

use crate::failure::internal;

/// Waits for the request. Whatever follows it on stdin is left there.
pub(crate) fn read_from_stdin() -> Result<Request, Failure> {
    let mut line = Vec::new();
    let bound = u64::try_from(MAX_REQUEST_BYTES).unwrap_or(u64::MAX);
    std::io::stdin()
        .lock()
        .take(bound)
        .read_until(b'\n', &mut line)
        .map_err(|error| internal(format!("the request could not be read: {error}")))?;
    if !line.ends_with(b"\n") {
        return Err(internal("the request does not end within its bound"));
    }
    let request = serde_json::from_slice(&line)
        .map_err(|error| internal(format!("not a request: {error}")))?;
    check(&request)?;
    Ok(request)
}

fn check(request: &Request) -> Result<(), Failure> {
    if request.input().is_some_and(|input| !input.is_absolute()) {
        return Err(internal("the input path is not absolute"));
    }
    match request {
        Request::Inspect(inspect) => {
            for target in [&inspect.thumbnail, &inspect.preview].into_iter().flatten() {
                if !target.path.is_absolute()
                    || !(1..=4096).contains(&target.width)
                    || !(1..=4096).contains(&target.height)
                {
                    return Err(internal(
                        "a picture needs an absolute path and sides of 1 to 4096 pixels",
                    ));
                }
            }
            Ok(())
        }
        Request::Transcode(transcode) => check_ladder(transcode),
        Request::Storyboard(storyboard) => check_storyboard(storyboard),
        Request::Live(live) => check_live(live),
        Request::Resize(resize) => check_resize(resize),
    }
}

fn check_resize(resize: &Resize) -> Result<(), Failure> {
    let side = 1..=4096;
    let is_right = |size: &PictureSize| side.contains(&size.width) && side.contains(&size.height);
    if !resize.output_folder.is_absolute() {
        return Err(internal("the output folder is not absolute"));
    }
    if resize.sizes.is_empty() || resize.sizes.len() > 16 || !resize.sizes.iter().all(is_right) {
        return Err(internal(
            "a picture needs 1 to 16 sizes, each with sides of 1 to 4096 pixels",
        ));
    }
    Ok(())
}

fn check_live(live: &Live) -> Result<(), Failure> {
    let makes_something = |rung: &LiveRung| {
        rung.resolution != AUDIO_ONLY && rung.max_fps > 0 && rung.video_bit_rate > 0
    };
    if live.rungs.len() > MAX_RUNGS || !live.rungs.iter().all(makes_something) {
        return Err(internal(
            "a live has some rungs, each with a size, a frame rate and a bit rate",
        ));
    }
    Ok(())
}

/// Longest side of a sheet in pixels: what a JPEG of any decoder holds.
const LONGEST_SHEET: u32 = 16_384;

fn check_storyboard(storyboard: &Storyboard) -> Result<(), Failure> {
    if !storyboard.output.is_absolute() {
        return Err(internal("the sheet needs an absolute path"));
    }
    let counts = [
        storyboard.width,
        storyboard.height,
        storyboard.columns,
        storyboard.count,
    ];
    if counts.contains(&0) || storyboard.interval_ms == 0 {
        return Err(internal(
            "a sheet needs pictures, and a size and a time for each",
        ));
    }
    let (width, height) = sheet_size(storyboard);
    if width.max(height) > u64::from(LONGEST_SHEET) {
        return Err(internal(format!(
            "a sheet of {width} × {height} pixels is too large"
        )));
    }
    Ok(())
}

/// Pixels of a sheet from left to right and from top to bottom.
pub(crate) fn sheet_size(storyboard: &Storyboard) -> (u64, u64) {
    let columns = storyboard.columns.min(storyboard.count).max(1);
    let rows = storyboard.count.div_ceil(columns);
    (
        u64::from(columns) * u64::from(storyboard.width),
        u64::from(rows) * u64::from(storyboard.height),
    )
}

fn check_ladder(transcode: &Transcode) -> Result<(), Failure> {
    if !transcode.output_folder.is_absolute() {
        return Err(internal("the output folder is not absolute"));
    }
    if transcode
        .still
        .as_ref()
        .is_some_and(|still| !still.is_absolute())
    {
        return Err(internal("the path of the still is not absolute"));
    }
    if transcode.renditions.is_empty() || transcode.renditions.len() > 16 {
        return Err(internal("between 1 and 16 renditions can be made at once"));
    }
    if transcode.keyframe_ms < 100 || transcode.segment_ms < transcode.keyframe_ms {
        return Err(internal(
            "key frames are at least 100 ms apart, and segments not shorter than that",
        ));
    }
    for rendition in &transcode.renditions {
        if rendition.web_video.is_none() && rendition.hls.is_none() {
            return Err(internal("a rendition without any output was asked for"));
        }
        let has_picture = rendition.resolution != AUDIO_ONLY;
        if !has_picture && rendition.copy {
            return Err(internal("sound alone has no picture to copy"));
        }
        if has_picture
            && !rendition.copy
            && (rendition.max_fps == 0 || rendition.video_bit_rate == 0)
        {
            return Err(internal(
                "a rendition with a picture needs a frame rate and a bit rate above zero",
            ));
        }
    }
    output_names(transcode).try_for_each(plain_name)
}

fn output_names(transcode: &Transcode) -> impl Iterator<Item = &str> {
    let hashes = transcode.segment_hashes.as_deref().into_iter();
    let rungs = transcode.renditions.iter().flat_map(|rendition| {
        let hls = rendition
            .hls
            .iter()
            .flat_map(|names| [names.media.as_str(), names.playlist.as_str()]);
        rendition.web_video.as_deref().into_iter().chain(hls)
    });
    hashes.chain(rungs)
}

/// A name that stays in the output folder and cannot break a line of a playlist.
fn plain_name(name: &str) -> Result<(), Failure> {
    let is_plain = Path::new(name).file_name().is_some_and(|last| last == name)
        && !name
            .chars()
            .any(|character| character.is_control() || character == '"');
    if is_plain {
        Ok(())
    } else {
        Err(internal(format!("{name:?} is not a plain file name")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leaves_the_folder_is_refused() {
        for name in ["../a.mp4", "/a.mp4", "a/b.mp4", "", "..", "a\nb", "a\"b"] {
            assert!(plain_name(name).is_err(), "{name:?}");
        }
        assert!(plain_name("-a b.mp4").is_ok());
    }
}
