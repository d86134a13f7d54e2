//! One connection: shakes hands, shows its key, and then reads what its publisher sends until one of them leaves.

mod publishing;

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actors_kernel::{RequestContext, RequestId};
use ractor::{Actor, ActorProcessingErr, ActorRef};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsAcceptor;

use crate::refusals;
use crate::rtmp::{Event, Refusal, Session, Violation};
use crate::seat::Seat;
use crate::session::SessionMsg;
use crate::throttle::Throttle;
use crate::{LiveId, Lives};

/// A socket, encrypted or not.
pub(crate) trait Duplex: AsyncRead + AsyncWrite + Send {}
impl<T: AsyncRead + AsyncWrite + Send> Duplex for T {}

/// Bytes that are asked of the socket at a time.
const READ: usize = 64 * 1024;
/// Time for a peer to take what it is told at the end.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Who comes back at once finds its own earlier connection, whose end is read a moment later: it is asked for so often, so
/// far apart, before the second publisher is refused.
const GOODBYES: u32 = 3;
const GOODBYE: Duration = Duration::from_millis(150);

/// Hears that a connection must end, and why.
type Cuts = watch::Receiver<Option<Refusal>>;

/// What all connections share.
pub(crate) struct Reception {
    pub(crate) lives: Lives,
    pub(crate) throttle: Throttle,
    pub(crate) open: AtomicUsize,
    pub(crate) stop: watch::Sender<bool>,
}

/// One of the connections that may be open; until it is dropped.
pub(crate) struct Place(pub(crate) Arc<Reception>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A connection that was just made.
pub(crate) struct Arrival {
    pub(crate) socket: TcpStream,
    pub(crate) peer: SocketAddr,
    pub(crate) tls: Option<TlsAcceptor>,
    pub(crate) place: Place,
}

/// The only message: begin.
pub(crate) struct Begin;

/// See the module.
pub(crate) struct Connection;

impl Actor for Connection {
    type Msg = Begin;
    type State = Option<Arrival>;
    type Arguments = Arrival;

    async fn pre_start(
        &self,
        myself: ActorRef<Begin>,
        arrival: Arrival,
    ) -> Result<Option<Arrival>, ActorProcessingErr> {
        myself.cast(Begin)?;
        Ok(Some(arrival))
    }

    async fn handle(
        &self,
        myself: ActorRef<Begin>,
        _begin: Begin,
        arrival: &mut Option<Arrival>,
    ) -> Result<(), ActorProcessingErr> {
        if let Some(arrival) = arrival.take() {
            serve(arrival).await;
        }
        myself.stop(None);
        Ok(())
    }
}

/// Why a connection ends, seen from here.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    #[error("the peer is gone: {0}")]
    Gone(#[from] std::io::Error),
    #[error("the peer closed the connection")]
    Closed,
    #[error("the peer broke the protocol: {0}")]
    Protocol(#[from] Violation),
    #[error("the peer was too slow")]
    Slow,
    #[error("the publication was refused")]
    Refused,
}

/// A socket and what is said over it.
pub(crate) struct Line {
    pub(crate) socket: Pin<Box<dyn Duplex>>,
    pub(crate) session: Session,
    pub(crate) peer: SocketAddr,
    /// Whether a read gives a record of TLS at most, however much the socket has.
    pub(crate) encrypted: bool,
}

impl Line {
    /// Reads what is there, at least a byte.
    pub(crate) async fn read(&mut self) -> Result<usize, Broken> {
        let input = self.session.input();
        input.reserve(READ);
        let count = self.socket.read_buf(input).await?;
        if count == 0 {
            return Err(Broken::Closed);
        }
        self.session.received(count);
        Ok(count)
    }

    /// Reads what is there then, at least a byte.
    async fn read_from(&mut self, then: Instant) -> Result<usize, Broken> {
        tokio::time::sleep_until(then).await;
        self.read().await
    }

    /// Sends what is to be sent, within the time that the peer has for taking it.
    pub(crate) async fn flush(&mut self, within: Duration) -> Result<(), Broken> {
        let output = self.session.output();
        if output.is_empty() {
            return Ok(());
        }
        let sending = async {
            self.socket.write_all(&output).await?;
            self.socket.flush().await
        };
        timeout(within, sending).await.map_err(|_| Broken::Slow)??;
        Ok(())
    }

    /// Tells the peer why it ends, and gives it the time to hear it: bytes that nobody reads would have the kernel cut the
    /// connection before that.
    pub(crate) async fn part(mut self, refusal: &Refusal) {
        self.session.refuse(refusal);
        self.close().await;
    }

    /// Lets a peer that has ended its stream close the connection: encoders take one that is closed on them for a failure.
    pub(crate) async fn wait_for_close(mut self) {
        let ended = timeout(LAST_WORDS, self.drain()).await;
        tracing::debug!(peer = %self.peer, ?ended, "a publisher that ended its stream is gone");
    }

    pub(crate) async fn close(mut self) {
        let ending = async {
            self.flush(LAST_WORDS).await?;
            self.socket.shutdown().await?;
            self.drain().await
        };
        let ended = timeout(LAST_WORDS, ending).await;
        tracing::debug!(peer = %self.peer, ?ended, "an RTMP connection ends");
    }

    /// Sends what is left to be sent, and throws away what comes until the peer is gone.
    async fn drain(&mut self) -> Result<(), Broken> {
        self.flush(LAST_WORDS).await?;
        loop {
            self.read().await?;
            self.session.input().clear();
        }
    }
}

async fn serve(arrival: Arrival) {
    let reception = Arc::clone(&arrival.place.0);
    let peer = arrival.peer;
    let settings = &reception.lives.shared.settings;
    let mut stop = reception.stop.subscribe();
    let begun = tokio::select! {
        begun = timeout(settings.handshake_within, begin(&reception, arrival.socket, arrival.tls, peer)) => begun,
        _ = stop.wait_for(|stop| *stop) => return,
    };
    let (line, key) = match begun {
        Ok(Ok(begun)) => begun,
        Ok(Err(error)) => {
            return tracing::debug!(%peer, %error, "an RTMP connection came to nothing");
        }
        Err(_late) => return tracing::info!(%peer, "an RTMP connection did not publish in time"),
    };
    match admit(&reception, peer, &key).await {
        Err(refusal) => {
            tracing::warn!(%peer, reason = refusal.description, "a publication was refused");
            line.part(&refusal).await;
        }
        Ok((seat, mut cuts)) => {
            tracing::info!(%peer, live = %seat.on_air.live(), "a publisher is connected");
            publishing::publish(&reception, line, seat, &mut cuts, &mut stop).await;
        }
    }
}

/// From the connection to its wish to publish.
async fn begin(
    reception: &Reception,
    socket: TcpStream,
    tls: Option<TlsAcceptor>,
    peer: SocketAddr,
) -> Result<(Line, String), Broken> {
    let settings = &reception.lives.shared.settings;
    socket.set_nodelay(true)?;
    let encrypted = tls.is_some();
    let socket: Pin<Box<dyn Duplex>> = match tls {
        None => Box::pin(socket),
        Some(tls) => Box::pin(tls.accept(socket).await?),
    };
    let mut line = Line {
        socket,
        session: Session::new(settings.limits),
        peer,
        encrypted,
    };
    loop {
        let event = line.session.next_event();
        line.flush(settings.handshake_within).await?;
        match event? {
            Some(Event::Publish { key }) => return Ok((line, key)),
            Some(_) => {}
            None if line.session.is_over() => {
                line.close().await;
                return Err(Broken::Refused);
            }
            None => {
                line.read().await?;
            }
        }
    }
}

/// Whether this key may publish now.
async fn admit(
    reception: &Reception,
    peer: SocketAddr,
    key: &str,
) -> Result<(Seat, Cuts), Refusal> {
    let (throttle, shared) = (&reception.throttle, &reception.lives.shared);
    if !throttle.allows(peer.ip(), Instant::now()) {
        return Err(refusals::THROTTLED);
    }
    let admittance = shared.timely(shared.book.admit(key)).await;
    let live: LiveId = match admittance {
        Ok(Ok(live)) => live,
        Ok(Err(denial)) => {
            if denial == crate::Denial::UnknownKey {
                throttle.wrong(peer.ip(), Instant::now());
            }
            return Err(refusals::of_denial(denial));
        }
        Err(error) => {
            tracing::error!(%error, "a stream key could not be looked up");
            return Err(refusals::SERVER_FAILED);
        }
    };
    for _ in 0..GOODBYES {
        match sit_down(reception, live).await {
            Err(refusal) if refusal == refusals::TAKEN => tokio::time::sleep(GOODBYE).await,
            answer => return answer,
        }
    }
    sit_down(reception, live).await
}

/// Asks the live's session for the right to publish.
async fn sit_down(reception: &Reception, live: LiveId) -> Result<(Seat, Cuts), Refusal> {
    let (cut, cuts) = watch::channel(None);
    let within = reception.lives.shared.settings.port_within * 3;
    let request = RequestContext::within(RequestId::random(), within);
    let asked = reception
        .lives
        .router
        .call(&live, &request, |reply| SessionMsg::Begin { cut, reply });
    let answer = asked.await.unwrap_or_else(|error| {
        tracing::error!(%live, %error, "a live could not begin");
        Err(refusals::SERVER_FAILED)
    });
    answer.map(|seat| (seat, cuts))
}
