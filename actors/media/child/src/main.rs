//! `tributary-media`: one child process, one request, foreign media.
//!
//! Order matters: the request is read, the input is opened by its name for the last time, the process gives up what
//! it does not need (`confine`), the first thread starts, and only then libav sees a byte. Reading order:
//! `confine` → `source` (what may be opened) → `inspect` → `ladder` → `hls`; `ladder/live` for what comes through stdin.

mod confine;
mod copyable;
mod devices;
mod failure;
mod filter;
mod hls;
mod inspect;
mod ladder;
mod libav;
mod picture;
mod report;
mod request;
mod resize;
mod source;
mod storyboard;
mod tone;

use std::panic::{AssertUnwindSafe, catch_unwind};

use actors_media::{Event, Failure, FailureKind, Request};

use crate::failure::internal;
use crate::report::Report;

fn main() {
    let report = Report::to_stdout();
    let outcome = catch_unwind(AssertUnwindSafe(|| work(&report)));
    report.last(&match outcome {
        Ok(Ok(event)) => event,
        Ok(Err(failure)) => Event::Failed(failure),
        Err(_) => Event::Failed(Failure {
            kind: FailureKind::Internal,
            reason: "the media process met a bug of its own; its log tells where".to_owned(),
        }),
    });
}

fn work(report: &Report) -> Result<Event, Failure> {
    let request = request::read_from_stdin()?;
    let input = request.input().map(source::open_file).transpose()?;
    let still = match &request {
        Request::Transcode(transcode) => transcode.still.as_deref(),
        Request::Inspect(_) | Request::Storyboard(_) | Request::Live(_) | Request::Resize(_) => {
            None
        }
    };
    let still = still.map(source::open_file).transpose()?;
    let confinement = confine::apply(&request)?;
    report.event(&Event::Started(confinement));
    if input.is_some() {
        confine::end_with_stdin()?;
    }
    let input = match (&request, input) {
        (Request::Resize(resize), Some(input)) => {
            return resize::run(resize, input).map(Event::Resized);
        }
        (_, input) => input,
    };
    libav::start()?;
    match (request, input) {
        (Request::Inspect(inspect), Some(input)) => {
            inspect::run(&inspect, input).map(Event::Inspected)
        }
        (Request::Transcode(transcode), Some(input)) => {
            ladder::run(&transcode, input, still, report).map(Event::Transcoded)
        }
        (Request::Storyboard(storyboard), Some(input)) => {
            storyboard::run(&storyboard, input, report).map(Event::Drawn)
        }
        (Request::Live(live), _) => ladder::live::run(&live, report).map(|()| Event::Ended),
        (Request::Resize(_), _) | (_, None) => Err(internal("the task has no input")),
    }
}
