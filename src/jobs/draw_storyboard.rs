//! The job `generate-video-storyboard`: small pictures of a video, one for each stretch of time, on one sheet.
//!
//! Sizes are those of the reference: at most 11 by 11 pictures of at most 192 pixels a side, each for a whole number of
//! seconds.

use actors_media::Probe;
use serde::{Deserialize, Serialize};

/// The longer side of one picture in pixels.
const LONGER_SIDE: u32 = 192;

/// Pictures in a row, and rows, at most.
const MOST_A_SIDE: u32 = 11;

/// What the worker needs to know, kept in the job's row. The file that it looks at is chosen when it begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DrawStoryboard {
    /// The name of the sheet.
    pub sheet: String,
    /// The length of the video in milliseconds.
    pub duration_ms: u64,
    /// Pixels of one picture from left to right.
    pub width: u32,
    /// Pixels of one picture from top to bottom.
    pub height: u32,
    /// Pictures in a row.
    pub columns: u32,
    /// Pictures on the sheet.
    pub count: u32,
    /// Seconds for which one picture stands.
    pub seconds: u32,
}

impl DrawStoryboard {
    /// Plans the sheet of a video; nothing for what has no picture.
    #[must_use]
    pub fn plan(probe: &Probe, sheet: String) -> Option<Self> {
        let video = probe.video.as_ref()?;
        let (width, height) = sprite(video.width, video.height);
        let most = MOST_A_SIDE * MOST_A_SIDE;
        let length = u32::try_from(probe.duration.div_ceil(1000)).unwrap_or(u32::MAX);
        let length = length.max(1);
        let seconds = length.div_ceil(most);
        let count = length.div_ceil(seconds);
        Some(Self {
            sheet,
            duration_ms: probe.duration,
            width,
            height,
            columns: (1..=MOST_A_SIDE)
                .find(|side| side * side >= count)
                .unwrap_or(MOST_A_SIDE),
            count,
            seconds,
        })
    }
}

/// The size of one picture: the shape of the video, the longer side as long as it may be.
fn sprite(width: u32, height: u32) -> (u32, u32) {
    let longer = width.max(height).max(1);
    let side = |side: u32| {
        let scaled = u64::from(side) * u64::from(LONGER_SIDE) / u64::from(longer);
        u32::try_from(scaled).unwrap_or(LONGER_SIDE).max(1)
    };
    (side(width), side(height))
}

#[cfg(test)]
mod tests {
    use actors_media::VideoProbe;

    use super::*;

    fn plan(width: u32, height: u32, duration: u64) -> Option<DrawStoryboard> {
        let video = (width > 0).then(|| VideoProbe {
            codec: "h264".to_owned(),
            profile: None,
            width,
            height,
            rotation: 0,
            fps: 30.0,
            bit_rate: None,
            pixel_format: None,
            can_be_copied: false,
        });
        let probe = Probe {
            duration,
            container: "mp4".to_owned(),
            bit_rate: 1,
            size: 1,
            video,
            audio: None,
        };
        DrawStoryboard::plan(&probe, "sheet.jpg".to_owned())
    }

    #[test]
    fn a_short_video_has_a_picture_for_each_second() {
        let sheet = plan(1920, 1080, 9_500).unwrap();
        assert_eq!((sheet.width, sheet.height), (192, 108));
        assert_eq!((sheet.count, sheet.seconds, sheet.columns), (10, 1, 4));
    }

    #[test]
    fn a_long_video_has_no_more_than_fit_on_the_sheet() {
        for hours in [1_u64, 5, 48] {
            let sheet = plan(1080, 1920, hours * 3_600_000).unwrap();
            assert_eq!((sheet.width, sheet.height), (108, 192));
            assert!(sheet.count <= 121 && sheet.columns <= 11, "{sheet:?}");
            let covered = u64::from(sheet.count) * u64::from(sheet.seconds);
            assert!(covered >= hours * 3600, "{sheet:?}");
        }
    }

    #[test]
    fn no_size_and_no_length_breaks_it() {
        assert_eq!(plan(0, 0, 1000), None);
        let sheet = plan(8192, 1, u64::MAX).unwrap();
        assert_eq!((sheet.width, sheet.height), (192, 1));
        assert_eq!(plan(2, 2, 1).unwrap().count, 1);
    }
}
