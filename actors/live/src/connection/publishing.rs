//! A publisher that was let in, until it leaves or is made to.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::{Broken, Line, READ, Reception};
use crate::health::{Health, Meter};
use crate::ladder::{Ladder, LadderNews};
use crate::lives::Shared;
use crate::refusals;
use crate::rtmp::{Event, Refusal};
use crate::seat::{Farewell, Seat};
use crate::{EndReason, OnAir, Publication};

/// How a publication ended, and what the publisher is told of it.
struct Ending {
    farewell: Farewell,
    refusal: Option<Refusal>,
}

impl Ending {
    fn failed(reason: EndReason, refusal: Refusal) -> Self {
        Self {
            farewell: Farewell::Failed(reason),
            refusal: Some(refusal),
        }
    }

    fn dropped(refusal: Option<Refusal>) -> Self {
        Self {
            farewell: Farewell::Dropped,
            refusal,
        }
    }
}

pub(super) async fn publish(
    reception: &Reception,
    mut line: Line,
    seat: Seat,
    cuts: &mut watch::Receiver<Option<Refusal>>,
    stop: &mut watch::Receiver<bool>,
) {
    let shared = &reception.lives.shared;
    let on_air = Arc::clone(&seat.on_air);
    let settings = shared.settings.cut(on_air.low_latency());
    let mut publisher = Publisher {
        shared,
        publication: Publication::new(settings, on_air.reached()),
        meter: Meter::new(Instant::now()),
        since: Instant::now(),
        described: false,
        over_rate: 0,
        ladder: shared
            .encoders
            .as_ref()
            .map(|encoders| Ladder::new(Arc::clone(encoders), Arc::clone(&on_air), settings)),
        on_air: &on_air,
        seat,
    };
    line.session.accept();
    let ending = publisher.run(&mut line, cuts, stop).await;
    publisher.publication.finish();
    publisher.pass_on();
    if let Some(ladder) = publisher.ladder.take() {
        ladder.leave().await;
    }
    on_air.set_health(Health::default());
    tracing::info!(peer = %line.peer, live = %on_air.live(), farewell = ?ending.farewell, "a publisher is gone");
    publisher.seat.leave(ending.farewell);
    match ending.refusal {
        Some(refusal) => line.part(&refusal).await,
        None if ending.farewell == Farewell::Unpublished => line.wait_for_close().await,
        None => line.close().await,
    }
}

struct Publisher<'a> {
    shared: &'a Shared,
    publication: Publication,
    meter: Meter,
    since: Instant,
    /// Whether a key frame has come; later changes have as much time as a segment.
    described: bool,
    /// Measurements in a row that were over the bit rate.
    over_rate: u32,
    ladder: Option<Ladder>,
    on_air: &'a OnAir,
    seat: Seat,
}

impl Publisher<'_> {
    async fn run(
        &mut self,
        line: &mut Line,
        cuts: &mut watch::Receiver<Option<Refusal>>,
        stop: &mut watch::Receiver<bool>,
    ) -> Ending {
        let settings = &self.shared.settings;
        let mut ticks = interval(Duration::from_secs(1));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let low_latency = self.on_air.low_latency();
        let mut next_read = Instant::now();
        loop {
            if let Some(ending) = self.take_all(line) {
                return ending;
            }
            if !self.pass_on() {
                return Ending::dropped(Some(refusals::SERVER_FAILED));
            }
            if line.flush(settings.silence).await.is_err() {
                return Ending::dropped(None);
            }
            tokio::select! {
                count = line.read_from(next_read) => match count {
                    Ok(count) => {
                        self.meter.received(count);
                        self.on_air.hear();
                        // A socket that is full is read again at once.
                        let all = !line.encrypted && count < READ / 2;
                        let segment_ms = self.publication.segment_ms();
                        let pause = settings.read_pause(low_latency, segment_ms);
                        next_read = Instant::now() + if all { pause } else { Duration::ZERO };
                    }
                    Err(error) => {
                        tracing::debug!(%error, "the connection broke");
                        return Ending::dropped(None);
                    }
                },
                news = step(&mut self.ladder) => self.hear(news),
                _ = ticks.tick() => if let Some(ending) = self.check() {
                    return ending;
                },
                cut = cuts.wait_for(Option::is_some) => {
                    let refusal = cut.ok().and_then(|cut| *cut);
                    return Ending::dropped(refusal);
                }
                _ = stop.wait_for(|stop| *stop) => {
                    return Ending::dropped(Some(refusals::STOPPING));
                }
            }
        }
    }

    /// Takes in what has come.
    fn take_all(&mut self, line: &mut Line) -> Option<Ending> {
        loop {
            match line.session.next_event() {
                Ok(None) => return None,
                Ok(Some(Event::Unpublish)) => {
                    return Some(Ending {
                        farewell: Farewell::Unpublished,
                        refusal: None,
                    });
                }
                Ok(Some(event)) => {
                    self.meter.see(&event);
                    if let Err(unsupported) = self.publication.take(event) {
                        let refusal = Refusal {
                            code: "NetStream.Publish.Failed",
                            description: unsupported.0,
                        };
                        return Some(Ending::failed(EndReason::BadInput, refusal));
                    }
                }
                Err(violation) => {
                    let broken = Broken::from(violation);
                    tracing::warn!(peer = %line.peer, live = %self.on_air.live(), %broken, "a publisher is dropped");
                    let refusal = refusals::of_end(EndReason::BadInput);
                    return Some(Ending::failed(EndReason::BadInput, refusal));
                }
            }
        }
    }

    /// Gives viewers and the recording what has been made. False if the session's actor is gone.
    fn pass_on(&mut self) -> bool {
        let pieces = self.publication.pieces();
        if pieces.is_empty() {
            return true;
        }
        let wall_ms = self.shared.book.wall_ms();
        let source = self.on_air.source();
        let written = match &mut self.ladder {
            None => source.take(pieces, wall_ms),
            Some(ladder) => {
                let (written, places) = source.take_in_place(pieces.clone(), wall_ms);
                let news = ladder.take(pieces, &places);
                self.hear(news);
                written
            }
        };
        self.on_air.reach(self.publication.reached());
        self.seat.record(written)
    }

    fn hear(&self, news: LadderNews) {
        if news == LadderNews::Died {
            self.seat.tell_that_encoding_failed();
        }
    }

    /// Looks at the bounds once a second.
    fn check(&mut self) -> Option<Ending> {
        let settings = &self.shared.settings;
        if self.on_air.silent() >= settings.silence {
            return Some(Ending {
                farewell: Farewell::Stalled,
                refusal: Some(refusals::of_end(EndReason::BadSocket)),
            });
        }
        let (open_ms, open_bytes) = self.on_air.source().at_hand();
        let longest = settings.longest_segment.as_millis();
        if u128::from(open_ms) > longest || open_bytes > settings.largest_segment {
            return Some(Ending::failed(EndReason::BadInput, refusals::NO_KEY_FRAME));
        }
        self.described |= self.publication.is_described();
        if !self.described && self.since.elapsed() > settings.first_part_within {
            return Some(Ending::failed(EndReason::BadInput, refusals::NO_PICTURE));
        }
        if let Some(health) = self.meter.read(Instant::now()) {
            let over = health.bit_rate > settings.bit_rate;
            self.over_rate = if over { self.over_rate + 1 } else { 0 };
            self.on_air.set_health(health);
        }
        (self.over_rate >= 3).then(|| Ending::failed(EndReason::BadInput, refusals::TOO_MUCH))
    }
}

async fn step(ladder: &mut Option<Ladder>) -> LadderNews {
    match ladder {
        Some(ladder) => ladder.step().await,
        None => std::future::pending().await,
    }
}
