//! One live's session: decides who may publish, bridges lost connections, writes the recording, and ends.
//!
//! What it knows that matters is written down by the ports. A life that fails is begun anew by the publisher that comes
//! back, and goes on with the session that the book says has not ended.

mod first_picture;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actors_kernel::{Awake, Context, Failure, KeyedActor, Lives as Overlap, Reply};
use bytes::Bytes;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::hls::{PartId, Written};
use crate::lives::{Shared, Standing};
use crate::media::Whole;
use crate::refusals;
use crate::rtmp::Refusal;
use crate::seat::{Farewell, Seat, size};
use crate::{EndReason, LiveId, OnAir, OpenSession, PortError, SessionId, Verdict};

/// Tells a connection to end, and why.
pub(crate) type Cut = watch::Sender<Option<Refusal>>;

/// Time until what the book refused is tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// What a session is told.
pub(crate) enum SessionMsg {
    /// A publisher with the right key wants to begin.
    Begin {
        cut: Cut,
        reply: Reply<Result<Seat, Refusal>>,
    },
    /// The publisher has made this.
    Written(Vec<Written>),
    /// The disk is too slow for what the publisher has made; what describes it.
    Skipped(Vec<Written>),
    /// A publisher is gone.
    Left { seat: u64, farewell: Farewell },
    /// What makes its renditions has failed, and is started again.
    EncodingFailed,
    /// The time to come back is over for the publisher of this seat.
    WindowOver(u64),
    /// Look at the limits; of this session alone.
    Look(SessionId),
    /// Writing down the end failed: again.
    EndAgain,
    /// The session of the server's last life waits for its publisher.
    Recover,
    /// The live is gone: end, and leave nothing.
    Gone,
    /// Give this life up, as a broken invariant would.
    #[cfg(test)]
    Fail,
    /// Players have had the time to fetch the rest of this session.
    Forget(SessionId),
}

/// See the module.
pub(crate) struct LiveSession {
    shared: Arc<Shared>,
    running: Option<Running>,
    seats: u64,
    waiting: Arc<AtomicUsize>,
    /// A session that is over, while players fetch the rest.
    lingering: Option<(Arc<OnAir>, Awake)>,
}

struct Running {
    open: OpenSession,
    on_air: Arc<OnAir>,
    publisher: Option<Cut>,
    /// Why the session ends if nobody comes back.
    pending: Option<EndReason>,
    /// Set when it is over, and only that has to be written down.
    ended: Option<Option<EndReason>>,
    since: Instant,
    recorded_bytes: u64,
    /// Whether the last write to the disk failed.
    broken: bool,
    initialisation: Option<Bytes>,
    pictured: bool,
    awake: Awake,
}

impl KeyedActor for LiveSession {
    const KIND: &'static str = "live-session";
    /// Two lives would let two publishers in.
    const LIVES: Overlap = Overlap::Exclusive;
    type Key = LiveId;
    type Message = SessionMsg;
    type Shared = Shared;

    async fn start(_context: &Context<Self>, shared: &Arc<Shared>) -> Result<Self, Failure> {
        Ok(Self {
            shared: Arc::clone(shared),
            running: None,
            seats: 0,
            waiting: Arc::default(),
            lingering: None,
        })
    }

    async fn handle(
        &mut self,
        context: &Context<Self>,
        message: SessionMsg,
    ) -> Result<(), Failure> {
        match message {
            SessionMsg::Begin { cut, reply } => reply.send(self.begin(context, cut).await),
            SessionMsg::Written(written) => {
                let bytes = size(&written);
                self.written(*context.key(), written).await;
                self.waiting.fetch_sub(bytes, Ordering::Relaxed);
            }
            SessionMsg::Skipped(descriptions) => self.written(*context.key(), descriptions).await,
            SessionMsg::Left { seat, farewell } if seat == self.seats => {
                self.left(context, farewell).await;
            }
            SessionMsg::WindowOver(seat) if seat == self.seats => self.window_over(context).await,
            SessionMsg::Left { .. } | SessionMsg::WindowOver(_) => {}
            SessionMsg::Look(session) => self.look(context, session).await,
            SessionMsg::EncodingFailed => self.note(*context.key(), EndReason::Encoding).await,
            SessionMsg::EndAgain => self.write_end(context).await,
            SessionMsg::Recover => self.recover(context).await,
            SessionMsg::Gone => self.gone(context).await,
            #[cfg(test)]
            SessionMsg::Fail => return Err("the session was told to fail".into()),
            SessionMsg::Forget(session) => self.forget(session),
        }
        Ok(())
    }
}

impl LiveSession {
    async fn begin(&mut self, context: &Context<Self>, cut: Cut) -> Result<Seat, Refusal> {
        if let Some(running) = &mut self.running {
            if running.ended.is_some() {
                return Err(refusals::SERVER_FAILED);
            }
            if let Some(earlier) = &running.publisher {
                if running.on_air.silent() < self.shared.settings.half_open {
                    tracing::warn!(live = %context.key(), "a second publisher was refused; the first goes on");
                    return Err(refusals::TAKEN);
                }
                tracing::info!(live = %context.key(), "a silent publisher gives way to another");
                earlier.send_replace(Some(refusals::TAKEN_OVER));
            }
        } else {
            self.open(context).await?;
        }
        let Some(running) = &mut self.running else {
            return Err(refusals::SERVER_FAILED);
        };
        self.seats += 1;
        running.publisher = Some(cut);
        running.pending = None;
        running.on_air.hear();
        self.shared.air.put(&running.on_air, Standing::OnAir);
        Ok(Seat {
            on_air: Arc::clone(&running.on_air),
            number: self.seats,
            post: context.post(),
            waiting: Arc::clone(&self.waiting),
            most_waiting: self.shared.settings.waiting_bytes,
            recorded: running.open.recorded,
            pictured: running.pictured,
            farewell: Farewell::Dropped,
        })
    }

    /// Begins a session, or takes up the one that has not ended.
    async fn open(&mut self, context: &Context<Self>) -> Result<(), Refusal> {
        let live = *context.key();
        let shared = Arc::clone(&self.shared);
        let failed = |error: PortError| {
            tracing::error!(%live, %error, "a live could not begin");
            refusals::SERVER_FAILED
        };
        let open = shared
            .timely(shared.book.begin(live))
            .await
            .map_err(failed)?;
        let open = open.map_err(refusals::of_denial)?;
        let recorded = if open.resumed && open.recorded {
            let recovered = shared.timely(shared.shelf.recover(&open.folder)).await;
            recovered.map_err(failed)?
        } else {
            Whole::default()
        };
        // An earlier life of this actor may have left what is in memory.
        let known = shared
            .air
            .on_air(live)
            .filter(|on_air| on_air.session() == open.id);
        let on_air = known.unwrap_or_else(|| {
            let (settings, has_ladder) = (&shared.settings, shared.encoders.is_some());
            Arc::new(OnAir::new(
                live,
                &open,
                settings,
                recorded.end_ms,
                has_ladder,
            ))
        });
        tracing::info!(%live, session = %open.id, resumed = open.resumed, "a live begins");
        let look = SessionMsg::Look(open.id);
        context.post().send_after(shared.settings.look_every, look);
        self.running = Some(Running {
            on_air,
            publisher: None,
            pending: None,
            ended: None,
            since: Instant::now(),
            recorded_bytes: recorded.bytes,
            broken: false,
            initialisation: None,
            pictured: open.resumed,
            open,
            awake: context.stay_awake(),
        });
        Ok(())
    }

    async fn recover(&mut self, context: &Context<Self>) {
        if self.running.is_some() {
            return;
        }
        if self.open(context).await.is_err() {
            context.post().send_after(AGAIN, SessionMsg::Recover);
            return;
        }
        if let Some(running) = &self.running {
            self.shared.air.put(&running.on_air, Standing::Interrupted);
            self.wait_for_publisher(context);
        }
    }

    async fn written(&mut self, live: LiveId, mut written: Vec<Written>) {
        let bytes = size(&written);
        if let Some(running) = &mut self.running {
            // What failed may have been the description of what comes now.
            let before = running.initialisation.clone().filter(|_| running.broken);
            first_picture::show(running, &self.shared, live, &written).await;
            if running.open.recorded {
                if let Some(before) = before {
                    written.insert(0, Written::Initialisation(before));
                }
                let parts: Vec<PartId> = written.iter().filter_map(Written::part).collect();
                let append = self.shared.shelf.append(&running.open.folder, written);
                match self.shared.timely(append).await {
                    Ok(stored) => {
                        let source = running.on_air.source();
                        let parts = parts.into_iter().zip(stored);
                        parts.for_each(|(id, stored)| source.store(id, stored));
                        running.recorded_bytes += u64::try_from(bytes).unwrap_or_default();
                        if std::mem::take(&mut running.broken) {
                            tracing::info!(%live, "the recording goes on");
                        }
                    }
                    Err(error) if !running.broken => {
                        running.broken = true;
                        tracing::error!(%live, %error, "the recording has a gap: the live goes on");
                    }
                    Err(_) => {}
                }
            }
        }
    }

    async fn left(&mut self, context: &Context<Self>, farewell: Farewell) {
        let Some(running) = &mut self.running else {
            return;
        };
        running.publisher = None;
        match farewell {
            Farewell::Unpublished => return self.end(context, None).await,
            Farewell::Failed(reason) => return self.end(context, Some(reason)).await,
            Farewell::Dropped => running.pending = None,
            Farewell::Stalled => running.pending = Some(EndReason::BadSocket),
        }
        if running.ended.is_none() {
            tracing::info!(live = %context.key(), ?farewell, "a live waits for its publisher");
            self.shared.air.put(&running.on_air, Standing::Interrupted);
            self.wait_for_publisher(context);
        }
    }

    fn wait_for_publisher(&self, context: &Context<Self>) {
        let window = self.shared.settings.reconnect_window;
        let over = SessionMsg::WindowOver(self.seats);
        context.post().send_after(window, over);
    }

    async fn window_over(&mut self, context: &Context<Self>) {
        if let Some(running) = &self.running
            && running.publisher.is_none()
        {
            let pending = running.pending;
            self.end(context, pending).await;
        }
    }

    async fn look(&mut self, context: &Context<Self>, session: SessionId) {
        let Some(running) = &self.running else {
            return;
        };
        if running.open.id != session || running.ended.is_some() {
            return;
        }
        let age = running.open.age + running.since.elapsed();
        let (id, recorded) = (running.open.id, running.recorded_bytes);
        let look = self.shared.book.look(id, recorded, age);
        match self.shared.timely(look).await {
            Ok(Verdict::GoesOn) => {}
            Ok(Verdict::Ends(reason)) => return self.end(context, Some(reason)).await,
            Ok(Verdict::Gone) => return self.gone(context).await,
            Err(error) => {
                tracing::warn!(live = %context.key(), %error, "the limits of a live are not known");
            }
        }
        let every = self.shared.settings.look_every;
        context.post().send_after(every, SessionMsg::Look(session));
    }

    /// Writes down what went wrong with a session that goes on.
    async fn note(&self, live: LiveId, reason: EndReason) {
        let Some(running) = &self.running else { return };
        let note = self.shared.book.note(running.open.id, reason);
        if let Err(error) = self.shared.timely(note).await {
            tracing::warn!(%live, %error, "what went wrong with a live is not written down");
        }
    }

    async fn gone(&mut self, context: &Context<Self>) {
        if let Some(running) = &mut self.running {
            running.open.recorded = false;
            let folder = running.open.folder.clone();
            let discard = self.shared.shelf.discard(&folder);
            if let Err(error) = self.shared.timely(discard).await {
                tracing::warn!(live = %context.key(), %error, "the recording of a live that is gone is left to be swept");
            }
        }
        self.end(context, Some(EndReason::Blocked)).await;
    }

    async fn end(&mut self, context: &Context<Self>, reason: Option<EndReason>) {
        let Some(running) = &mut self.running else {
            return;
        };
        if running.ended.is_some() {
            return;
        }
        tracing::info!(live = %context.key(), session = %running.open.id, ?reason, "a live ends");
        if let Some(publisher) = running.publisher.take() {
            let refusal = refusals::of_end(reason.unwrap_or(EndReason::Unknown));
            publisher.send_replace(Some(refusal));
        }
        running.on_air.end();
        running.ended = Some(reason);
        self.write_end(context).await;
    }

    async fn write_end(&mut self, context: &Context<Self>) {
        let Some(running) = &self.running else {
            return;
        };
        let Some(reason) = running.ended else {
            return;
        };
        let end = self.shared.book.end(running.open.id, reason);
        if let Err(error) = self.shared.timely(end).await {
            tracing::error!(live = %context.key(), %error, "the end of a live is not written down yet");
            context.post().send_after(AGAIN, SessionMsg::EndAgain);
            return;
        }
        if let Some(running) = self.running.take() {
            self.shared.shelf.close(&running.open.folder);
            self.shared.air.put(&running.on_air, Standing::Ended);
            let forget = SessionMsg::Forget(running.open.id);
            let linger = self.shared.settings.linger;
            context.post().send_after(linger, forget);
            self.lingering = Some((running.on_air, running.awake));
        }
    }

    fn forget(&mut self, session: SessionId) {
        let over = |(on_air, _): &mut (Arc<OnAir>, Awake)| on_air.session() == session;
        if let Some((on_air, _)) = self.lingering.take_if(over) {
            self.shared.air.forget(&on_air);
        }
    }
}

#[cfg(test)]
mod tests;
