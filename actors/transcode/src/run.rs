//! Runs one child to its end: its own, the watchdog's, the shelf's or the server's.

use std::process::ExitStatus;
use std::time::Duration;

use actors_media::{Event, FailureKind, Progress, Request};
use async_trait::async_trait;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use crate::budget::Budget;
use crate::child::{MediaChild, Output};
use crate::job::Heartbeat;
use crate::sample::sample;
use crate::settings::Settings;
use crate::watchdog::{Verdict, Watchdog};

/// How a child came to its end.
#[derive(Debug)]
pub(crate) enum Ended {
    /// It said its last event.
    Answered(Event),
    /// It crashed, wrote rubbish, or was killed by the watchdog.
    Failed(Verdict),
    /// The shelf wants the work no more.
    Lost,
    /// The pool stops.
    Stopped,
}

/// Who hears of the progress, and may end the work.
#[async_trait]
pub(crate) trait Audience: Send {
    /// Progress of the child, as often as it comes.
    fn hear(&mut self, progress: Progress);

    /// Called every `Settings::heartbeat`.
    async fn beat(&mut self) -> Heartbeat;
}

/// The pool's word to stop.
#[derive(Clone)]
pub(crate) struct Stop(pub(crate) watch::Receiver<bool>);

impl Stop {
    /// Whether the pool stops.
    pub(crate) fn is_stopped(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until the pool stops.
    pub(crate) async fn stopped(&mut self) {
        // A pool that is gone has stopped, too.
        let _stopped = self.0.wait_for(|stopped| *stopped).await;
    }
}

/// Whether other work comes first.
#[derive(Clone)]
pub(crate) struct Precedence(pub(crate) Option<watch::Receiver<usize>>);

impl Precedence {
    /// Of work that waits for nobody.
    pub(crate) const NONE: Self = Self(None);

    /// Waits until that is no longer so.
    async fn changes(&mut self, waits: bool) {
        let changed = match &mut self.0 {
            Some(urgent) => urgent
                .wait_for(|urgent| (*urgent > 0) != waits)
                .await
                .is_ok(),
            None => false,
        };
        if !changed {
            std::future::pending().await
        }
    }
}

/// Starts a child and stays with it; it stands still while other work comes first.
pub(crate) async fn run(
    settings: &Settings,
    request: &Request,
    budget: Budget,
    stop: &mut Stop,
    mut precedence: Precedence,
    audience: &mut dyn Audience,
) -> Ended {
    let starting = MediaChild::start(&settings.executable, request, settings.stderr_tail);
    let mut child = match timeout(budget.stall, starting).await {
        Ok(Ok(child)) => child,
        Ok(Err(error)) => {
            return Ended::Failed(crash(format!("the media process did not start: {error}")));
        }
        Err(_late) => {
            return Ended::Failed(crash(
                "the media process did not read its request".to_owned(),
            ));
        }
    };
    let mut watchdog = Watchdog::new(budget, Instant::now());
    let mut samples = every(settings.sample);
    let mut beats = every(settings.heartbeat);
    let mut waits = false;
    loop {
        let verdict = tokio::select! {
            () = stop.stopped() => {
                child.kill().await;
                return Ended::Stopped;
            }
            output = child.output() => match output {
                Output::Event(event) if event.is_last() => {
                    child.pause(false);
                    // The answer is there: a stop only has the child end sooner.
                    tokio::select! {
                        _ = child.leave() => {}
                        () = stop.stopped() => {}
                    }
                    return Ended::Answered(*event);
                }
                Output::Event(event) => match *event {
                    Event::Progress(progress) => {
                        audience.hear(progress);
                        watchdog.progress(&progress, Instant::now())
                    }
                    _ => None,
                },
                Output::Piece(..) | Output::Taken(_) => Some(crash("it answered another question".to_owned())),
                Output::Garbage(reason) => Some(crash(reason)),
                Output::End => {
                    return tokio::select! {
                        (status, words) = child.leave() => {
                            Ended::Failed(with_words(ending(status), &words))
                        }
                        () = stop.stopped() => Ended::Stopped,
                    };
                }
            },
            () = precedence.changes(waits) => {
                waits = !waits;
                child.pause(waits);
                watchdog.rest(Instant::now());
                None
            }
            _ = samples.tick(), if !waits => {
                let seen = match child.id() {
                    Some(pid) => sample(pid).await,
                    None => None,
                };
                watchdog.sample(&seen.unwrap_or_default(), Instant::now())
            }
            _ = beats.tick() => match audience.beat().await {
                Heartbeat::Held => None,
                Heartbeat::Lost => {
                    child.kill().await;
                    return Ended::Lost;
                }
            },
        };
        if let Some(verdict) = verdict {
            let words = child.kill().await;
            return Ended::Failed(with_words(verdict, &words));
        }
    }
}

pub(crate) fn every(period: Duration) -> tokio::time::Interval {
    let mut interval = interval(period.max(Duration::from_millis(1)));
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

pub(crate) fn crash(reason: String) -> Verdict {
    Verdict {
        kind: FailureKind::Internal,
        reason,
        retry: true,
    }
}

/// What the end of a process without a last word means.
pub(crate) fn ending(status: Option<ExitStatus>) -> Verdict {
    use std::os::unix::process::ExitStatusExt;
    const CPU_LIMIT: i32 = 24;
    const FILE_LIMIT: i32 = 25;
    let limit = |reason: &str| Verdict {
        kind: FailureKind::LimitExceeded,
        reason: reason.to_owned(),
        retry: false,
    };
    match status.map(|status| (status.signal(), status.code())) {
        Some((Some(CPU_LIMIT), _)) => limit("the media process used more CPU time than it may"),
        Some((Some(FILE_LIMIT), _)) => limit("the media process wrote a larger file than it may"),
        Some((Some(signal), _)) => crash(format!("the media process was ended by signal {signal}")),
        Some((None, Some(code))) => crash(format!(
            "the media process ended with status {code} and without an answer"
        )),
        _ => crash("the media process closed its output and did not end".to_owned()),
    }
}

pub(crate) fn with_words(mut verdict: Verdict, words: &str) -> Verdict {
    if !words.is_empty() {
        verdict.reason = format!("{}; its last words: {words}", verdict.reason);
    }
    verdict
}
