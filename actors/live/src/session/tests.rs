//! Sessions alone, with a clock that is moved by hand and a book in memory.

use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use actors_kernel::{RequestContext, RequestId, Root};
use async_trait::async_trait;
use uuid::Uuid;

use super::*;
use crate::hls::Stored;
use crate::{Admittance, Denial, LiveBook, LiveSettings, LiveShelf, Lives};

/// A book of one live, and its shelf.
#[derive(Default)]
struct World {
    open: Mutex<Option<SessionId>>,
    began: Mutex<i64>,
    ended: Mutex<Vec<(SessionId, Option<EndReason>)>>,
    away: AtomicBool,
    verdict: Mutex<Option<Verdict>>,
}

impl World {
    fn there(&self) -> Result<(), PortError> {
        match self.away.load(Ordering::Relaxed) {
            true => Err(PortError::Failed("the database is away".into())),
            false => Ok(()),
        }
    }

    fn ends(&self) -> Vec<(SessionId, Option<EndReason>)> {
        self.ended.lock().unwrap().clone()
    }
}

#[async_trait]
impl LiveBook for World {
    fn wall_ms(&self) -> u64 {
        0
    }

    async fn admit(&self, _key: &str) -> Result<Admittance, PortError> {
        Ok(Err(Denial::UnknownKey))
    }

    async fn begin(&self, _live: LiveId) -> Result<Result<OpenSession, Denial>, PortError> {
        self.there()?;
        let mut open = self.open.lock().unwrap();
        let resumed = open.is_some();
        let id = *open.get_or_insert_with(|| {
            let mut began = self.began.lock().unwrap();
            *began += 1;
            SessionId(*began)
        });
        Ok(Ok(OpenSession {
            id,
            folder: format!("recording-{id}"),
            age: Duration::ZERO,
            low_latency: false,
            recorded: false,
            resumed,
        }))
    }

    async fn look(&self, _: SessionId, _: u64, _: Duration) -> Result<Verdict, PortError> {
        Ok(self.verdict.lock().unwrap().unwrap_or(Verdict::GoesOn))
    }

    async fn end(&self, session: SessionId, reason: Option<EndReason>) -> Result<(), PortError> {
        self.there()?;
        *self.open.lock().unwrap() = None;
        self.ended.lock().unwrap().push((session, reason));
        Ok(())
    }

    async fn note(&self, _session: SessionId, _reason: EndReason) -> Result<(), PortError> {
        self.there()
    }

    async fn unended(&self) -> Result<Vec<LiveId>, PortError> {
        Ok(self
            .open
            .lock()
            .unwrap()
            .map(|_| LIVE)
            .into_iter()
            .collect())
    }

    async fn first_picture(&self, _: LiveId, _: Bytes, _: Bytes) {}
}

#[async_trait]
impl LiveShelf for World {
    async fn recover(&self, _: &str) -> Result<Whole, PortError> {
        Ok(Whole::default())
    }

    async fn append(&self, _: &str, _: Vec<Written>) -> Result<Vec<Stored>, PortError> {
        Ok(Vec::new())
    }

    async fn read(&self, _: &str, _: Stored) -> Result<Bytes, PortError> {
        Ok(Bytes::new())
    }

    async fn discard(&self, _: &str) -> Result<(), PortError> {
        Ok(())
    }

    fn close(&self, _: &str) {}
}

const LIVE: LiveId = LiveId(Uuid::nil());

async fn lives(world: &Arc<World>) -> Lives {
    let root = Root::start().await.unwrap();
    let (book, shelf) = (Arc::clone(world), Arc::clone(world));
    let lives = Lives::start(&root, LiveSettings::default(), book, shelf, None);
    lives.await.unwrap()
}

async fn seat(lives: &Lives) -> (Result<Seat, Refusal>, watch::Receiver<Option<Refusal>>) {
    let (cut, cuts) = watch::channel(None);
    let context = RequestContext::within(RequestId::random(), Duration::from_secs(60));
    let begin = |reply| SessionMsg::Begin { cut, reply };
    let seat = lives.router.call(&LIVE, &context, begin).await.unwrap();
    (seat, cuts)
}

fn tell(lives: &Lives, message: SessionMsg) {
    let context = RequestContext::within(RequestId::random(), Duration::from_secs(60));
    lives.router.try_send(&LIVE, &context, message).unwrap();
}

/// Lets the paused clock run, and everything with it.
async fn after(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn one_publisher_at_a_time_unless_it_is_silent() {
    let world = Arc::new(World::default());
    let lives = lives(&world).await;
    let (first, first_cut) = seat(&lives).await;
    let first = first.unwrap();
    let (second, _) = seat(&lives).await;
    assert_eq!(second.unwrap_err(), refusals::TAKEN);
    after(6).await;
    let (second, _) = seat(&lives).await;
    let second = second.unwrap();
    assert_eq!(*first_cut.borrow(), Some(refusals::TAKEN_OVER));
    first.leave(Farewell::Dropped);
    after(60).await;
    assert_eq!(world.ends(), [], "who gave way says nothing any more");
    assert_eq!(lives.standing(LIVE), Standing::OnAir);
    second.leave(Farewell::Unpublished);
    after(1).await;
    assert_eq!(world.ends(), [(SessionId(1), None)]);
    assert_eq!(lives.standing(LIVE), Standing::Ended);
    after(40).await;
    assert!(lives.find(LIVE).is_none(), "players have had their time");
}

#[tokio::test(start_paused = true)]
async fn a_lost_publisher_is_waited_for_and_then_the_session_ends_with_its_reason() {
    let world = Arc::new(World::default());
    let lives = lives(&world).await;
    for (farewell, reason) in [
        (Farewell::Dropped, None),
        (Farewell::Stalled, Some(EndReason::BadSocket)),
    ] {
        let (publisher, _) = seat(&lives).await;
        publisher.unwrap().leave(Farewell::Dropped);
        after(29).await;
        assert_eq!(lives.standing(LIVE), Standing::Interrupted);
        let (again, _) = seat(&lives).await;
        let again = again.unwrap();
        after(10).await;
        assert_eq!(lives.standing(LIVE), Standing::OnAir);
        again.leave(farewell);
        after(31).await;
        assert_eq!(world.ends().last().unwrap().1, reason);
    }
    assert_eq!(world.ends().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_session_over_its_limit_cuts_its_publisher() {
    let world = Arc::new(World::default());
    let lives = lives(&world).await;
    let (publisher, cuts) = seat(&lives).await;
    *world.verdict.lock().unwrap() = Some(Verdict::Ends(EndReason::Quota));
    after(6).await;
    assert_eq!(*cuts.borrow(), Some(refusals::of_end(EndReason::Quota)));
    publisher.unwrap().leave(Farewell::Dropped);
    assert_eq!(world.ends(), [(SessionId(1), Some(EndReason::Quota))]);
}

#[tokio::test(start_paused = true)]
async fn an_end_that_cannot_be_written_down_is_tried_again() {
    let world = Arc::new(World::default());
    let lives = lives(&world).await;
    let (publisher, _) = seat(&lives).await;
    world.away.store(true, Ordering::Relaxed);
    publisher.unwrap().leave(Farewell::Unpublished);
    after(12).await;
    let (refused, _) = seat(&lives).await;
    assert_eq!(refused.unwrap_err(), refusals::SERVER_FAILED);
    world.away.store(false, Ordering::Relaxed);
    after(6).await;
    assert_eq!(world.ends(), [(SessionId(1), None)]);
    let (next, _) = seat(&lives).await;
    assert_eq!(next.unwrap().on_air.session(), SessionId(2));
}

#[tokio::test(start_paused = true)]
async fn a_session_whose_actor_failed_goes_on_with_what_is_in_memory() {
    let world = Arc::new(World::default());
    let lives = lives(&world).await;
    let (publisher, _) = seat(&lives).await;
    let mut publisher = publisher.unwrap();
    let before = Arc::clone(&publisher.on_air);
    tell(&lives, SessionMsg::Fail);
    after(1).await;
    let part = Written::Part(Bytes::from_static(b"part"), PartId::default());
    assert!(
        !publisher.record(vec![part]),
        "its publisher hears that it must come back"
    );
    drop(publisher);
    let (again, _) = seat(&lives).await;
    assert!(Arc::ptr_eq(&before, &again.unwrap().on_air));
    assert_eq!(world.ends(), []);
}

#[tokio::test(start_paused = true)]
async fn sessions_of_the_last_run_wait_for_their_publishers() {
    let world = Arc::new(World::default());
    *world.open.lock().unwrap() = Some(SessionId(7));
    let lives = lives(&world).await;
    assert_eq!(lives.recover().await.unwrap(), 1);
    after(1).await;
    assert_eq!(lives.standing(LIVE), Standing::Interrupted);
    after(31).await;
    assert_eq!(world.ends(), [(SessionId(7), None)]);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_cannot_be_taken_up_now_is_taken_up_later() {
    let world = Arc::new(World::default());
    *world.open.lock().unwrap() = Some(SessionId(7));
    let lives = lives(&world).await;
    world.away.store(true, Ordering::Relaxed);
    assert_eq!(lives.recover().await.unwrap(), 1);
    after(12).await;
    assert_eq!(lives.standing(LIVE), Standing::Waiting);
    world.away.store(false, Ordering::Relaxed);
    after(6).await;
    assert_eq!(lives.standing(LIVE), Standing::Interrupted);
}
