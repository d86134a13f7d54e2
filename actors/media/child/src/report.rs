//! Writes events as lines on stdout, and thins out the progress.

use std::io::Write;
use std::time::{Duration, Instant};

use actors_media::{Event, Progress};

/// Shortest time between two progress lines.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(250);

/// The server's end of stdout.
pub(crate) struct Report {
    latest: std::cell::Cell<Option<Instant>>,
}

impl Report {
    /// Events go to stdout from now on.
    pub(crate) fn to_stdout() -> Self {
        Self {
            latest: std::cell::Cell::new(None),
        }
    }

    /// Tells how far the work is, unless it was told a moment ago.
    pub(crate) fn progress(&self, progress: impl FnOnce() -> Progress) {
        if self
            .latest
            .get()
            .is_none_or(|latest| latest.elapsed() >= PROGRESS_INTERVAL)
        {
            self.latest.set(Some(Instant::now()));
            self.event(&Event::Progress(progress()));
        }
    }

    /// Writes one line. A server that no longer reads has no use for the work: the process ends.
    pub(crate) fn event(&self, event: &Event) {
        self.event_with(event, &[]);
    }

    /// Writes one line and bytes behind it.
    pub(crate) fn event_with(&self, event: &Event, bytes: &[u8]) {
        let written = serde_json::to_vec(event)
            .map_err(std::io::Error::other)
            .and_then(|mut line| {
                line.push(b'\n');
                line.extend_from_slice(bytes);
                let mut stdout = std::io::stdout().lock();
                stdout.write_all(&line).and_then(|()| stdout.flush())
            });
        if written.is_err() {
            std::process::exit(1);
        }
    }

    /// Writes the last line.
    pub(crate) fn last(&self, event: &Event) {
        debug_assert!(event.is_last());
        self.event(event);
    }
}
