//! From the settings and a job: how much its child may use.

use std::time::Duration;

use actors_media::{Inspect, Limits, Request, Resize, Transcode};

use crate::job::{Claimed, Work};
use crate::settings::Settings;

/// Written bytes that every job has, however short its input.
const SMALLEST_OUTPUT: u64 = 16 * 1024 * 1024;

/// How many times the bit rate of the ladder may be written.
const OUTPUT_FACTOR: f64 = 4.0;

/// Address space of a child for each byte of memory that it may keep.
const ADDRESS_SPACE_FACTOR: u64 = 4;

/// CPU seconds of a child at a live: a month of sixteen cores.
const LIVE_CPU_SECONDS: u64 = 16 * 30 * 24 * 3600;

/// Lives come before other work, and after the server itself.
const LIVE_NICENESS: u8 = 2;

/// What the watchdog holds a child to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Budget {
    pub(crate) stall: Duration,
    pub(crate) cpu: Duration,
    pub(crate) bytes: u64,
    pub(crate) memory: u64,
}

impl Budget {
    /// The bounds of a job.
    pub(crate) fn of_job(settings: &Settings, claimed: &Claimed) -> Self {
        let seconds = claimed.duration.as_secs_f64();
        let (renditions, rate) = match &claimed.work {
            Work::Transcode(work) => (work.renditions.len() as f64, bit_rate(work)),
            // A look at a few places, however long the video is: no more than one rendition of it would cost.
            Work::Storyboard(_) => (1.0, 0.0),
        };
        let bytes = OUTPUT_FACTOR * rate / 8.0 * seconds;
        Self {
            stall: settings.stall,
            cpu: settings.cpu_base
                + Duration::from_secs_f64(
                    (settings.cpu_factor * seconds * renditions).clamp(0.0, 1e9),
                ),
            bytes: (bytes as u64).saturating_add(SMALLEST_OUTPUT),
            memory: settings.memory,
        }
    }

    /// The bounds of an inspection.
    pub(crate) fn of_inspection(settings: &Settings) -> Self {
        Self {
            stall: settings.inspection,
            cpu: settings.inspection,
            bytes: SMALLEST_OUTPUT,
            memory: settings.inspection_memory,
        }
    }

    /// The request of a job, with the same bounds for the kernel to enforce, a little above the watchdog's so that
    /// its reason is the one that is told.
    pub(crate) fn job_request(&self, mut work: Work) -> Request {
        let limits = match &mut work {
            Work::Transcode(work) => &mut work.limits,
            Work::Storyboard(work) => &mut work.limits,
        };
        limits.cpu_seconds = self.cpu.as_secs().saturating_add(10);
        limits.file_size = self.bytes;
        limits.address_space = self.memory.saturating_mul(ADDRESS_SPACE_FACTOR);
        match work {
            Work::Transcode(work) => Request::Transcode(work),
            Work::Storyboard(work) => Request::Storyboard(work),
        }
    }

    /// The bounds of a child at a live: it writes no file, and may work for as long as the live lasts.
    pub(crate) fn bound_live(settings: &Settings, limits: &mut Limits) {
        limits.cpu_seconds = LIVE_CPU_SECONDS;
        limits.file_size = 0;
        limits.address_space = settings.memory.saturating_mul(ADDRESS_SPACE_FACTOR);
        limits.nice = LIVE_NICENESS;
    }

    /// The request of a picture in other sizes, likewise.
    pub(crate) fn resize_request(&self, mut resize: Resize) -> Request {
        resize.limits.cpu_seconds = self.cpu.as_secs().max(1);
        resize.limits.address_space = self.memory.saturating_mul(ADDRESS_SPACE_FACTOR);
        Request::Resize(resize)
    }

    /// The request of an inspection, likewise.
    pub(crate) fn inspection_request(&self, mut inspect: Inspect) -> Request {
        inspect.limits.cpu_seconds = self.cpu.as_secs().max(1);
        inspect.limits.address_space = self.memory.saturating_mul(ADDRESS_SPACE_FACTOR);
        Request::Inspect(inspect)
    }
}

/// Bits per second of all files of the ladder together.
fn bit_rate(work: &Transcode) -> f64 {
    let files = |web: bool, hls: bool| f64::from(u8::from(web) + u8::from(hls));
    work.renditions
        .iter()
        .map(|rendition| {
            let rate = rendition.video_bit_rate as f64 + f64::from(work.encoding.audio_bit_rate);
            rate * files(rendition.web_video.is_some(), rendition.hls.is_some())
        })
        .sum()
}
