//! An actor to try the kernel on: a clerk per key, and a desk that they share with the test.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};

use crate::{
    Awake, CallError, Context, Failure, KeyedActor, Lives, Reply, RequestContext, RequestId, Root,
    Router, RouterSettings,
};

/// What clerks and test share.
pub(super) struct Desk {
    /// Notes in the order in which they were taken.
    pub(super) notes: Mutex<Vec<u64>>,
    /// Lives that ended in order.
    pub(super) finished: AtomicU64,
    /// Every start fails while this is set.
    pub(super) refuses_to_start: AtomicBool,
    /// A clerk is waiting at `released`.
    pub(super) waiting: Notify,
    /// Lets waiting clerks go on, one per permit.
    pub(super) released: Semaphore,
    /// Lets lives finish, one per permit.
    pub(super) may_finish: Semaphore,
    /// A life waits for `may_finish`.
    pub(super) finishing: Notify,
    alive: Mutex<HashMap<String, u32>>,
    /// Most lives of one key at the same time.
    pub(super) most_lives: AtomicU64,
}

impl Desk {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            notes: Mutex::default(),
            finished: AtomicU64::new(0),
            refuses_to_start: AtomicBool::new(false),
            waiting: Notify::new(),
            released: Semaphore::new(0),
            may_finish: Semaphore::new(Semaphore::MAX_PERMITS),
            finishing: Notify::new(),
            alive: Mutex::default(),
            most_lives: AtomicU64::new(0),
        })
    }

    pub(super) fn notes(&self) -> Vec<u64> {
        self.notes.lock().unwrap().clone()
    }
}

pub(super) enum ClerkMsg {
    Echo(u64, Reply<u64>),
    Note(u64),
    Panic,
    PanicOver(Reply<u64>),
    Fail,
    /// Answers when the desk lets it.
    Wait(Reply<u64>),
    Request(Reply<String>),
    StayAwake(Reply<Awake>),
    DropReply(Reply<u64>),
}

/// Exclusive or overlapping.
pub(super) struct Clerk<const EXCLUSIVE: bool> {
    key: String,
    desk: Arc<Desk>,
}

impl<const EXCLUSIVE: bool> KeyedActor for Clerk<EXCLUSIVE> {
    const KIND: &'static str = "clerk";
    const LIVES: Lives = if EXCLUSIVE {
        Lives::Exclusive
    } else {
        Lives::Overlapping
    };
    type Key = String;
    type Message = ClerkMsg;
    type Shared = Desk;

    async fn start(context: &Context<Self>, desk: &Arc<Desk>) -> Result<Self, Failure> {
        if desk.refuses_to_start.load(Ordering::SeqCst) {
            return Err("the desk refuses".into());
        }
        let mut alive = desk.alive.lock().unwrap();
        let lives = alive.entry(context.key().clone()).or_default();
        *lives += 1;
        desk.most_lives
            .fetch_max(u64::from(*lives), Ordering::SeqCst);
        Ok(Self {
            key: context.key().clone(),
            desk: Arc::clone(desk),
        })
    }

    async fn handle(&mut self, context: &Context<Self>, message: ClerkMsg) -> Result<(), Failure> {
        match message {
            ClerkMsg::Echo(number, reply) => reply.send(number),
            ClerkMsg::Note(number) => self.desk.notes.lock().unwrap().push(number),
            ClerkMsg::Panic => panic!("the clerk was told to panic"),
            ClerkMsg::PanicOver(_reply) => panic!("the clerk panics over an answer"),
            ClerkMsg::Fail => return Err("the clerk was told to fail".into()),
            ClerkMsg::Wait(reply) => {
                self.desk.waiting.notify_one();
                self.desk.released.acquire().await?.forget();
                reply.send(0);
            }
            ClerkMsg::Request(reply) => reply.send(context.request().to_string()),
            ClerkMsg::StayAwake(reply) => reply.send(context.stay_awake()),
            ClerkMsg::DropReply(reply) => drop(reply),
        }
        Ok(())
    }

    async fn finish(&mut self, _context: &Context<Self>) {
        self.desk.finishing.notify_one();
        if let Ok(permit) = self.desk.may_finish.acquire().await {
            permit.forget();
        }
        self.desk.finished.fetch_add(1, Ordering::SeqCst);
    }
}

impl<const EXCLUSIVE: bool> Drop for Clerk<EXCLUSIVE> {
    fn drop(&mut self) {
        let mut alive = self.desk.alive.lock().unwrap();
        if let Some(lives) = alive.get_mut(&self.key) {
            *lives -= 1;
        }
    }
}

/// A root, a router of clerks below it, and their desk.
pub(super) struct Office<const EXCLUSIVE: bool = true> {
    pub(super) root: Root,
    pub(super) clerks: Router<Clerk<EXCLUSIVE>>,
    pub(super) desk: Arc<Desk>,
}

impl<const EXCLUSIVE: bool> Office<EXCLUSIVE> {
    pub(super) async fn open() -> Self {
        Self::open_with(RouterSettings::default()).await
    }

    pub(super) async fn open_with(settings: RouterSettings) -> Self {
        let root = Root::start().await.unwrap();
        let desk = Desk::new();
        let clerks = Router::start(&root, "clerks", settings, Arc::clone(&desk))
            .await
            .unwrap();
        Self { root, clerks, desk }
    }

    pub(super) async fn echo(&self, key: &str, number: u64) -> Result<u64, CallError> {
        self.ask(key, |reply| ClerkMsg::Echo(number, reply)).await
    }

    pub(super) async fn ask<T: Send + 'static>(
        &self,
        key: &str,
        question: impl FnOnce(Reply<T>) -> ClerkMsg + Send,
    ) -> Result<T, CallError> {
        self.ask_within(60, key, question).await
    }

    pub(super) async fn ask_within<T: Send + 'static>(
        &self,
        seconds: u64,
        key: &str,
        question: impl FnOnce(Reply<T>) -> ClerkMsg + Send,
    ) -> Result<T, CallError> {
        let context = within(seconds);
        self.clerks.call(&key.to_owned(), &context, question).await
    }

    pub(super) fn tell(&self, key: &str, message: ClerkMsg) -> Result<(), CallError> {
        self.clerks.try_send(&key.to_owned(), &within(60), message)
    }

    /// Fails as often as it takes to park the key.
    pub(super) async fn park(&self, key: &str) {
        for _ in 0..3 {
            let lost = self.ask(key, ClerkMsg::PanicOver).await;
            assert_eq!(lost, Err(CallError::Restarted));
            self.settled().await;
        }
        assert_eq!(self.clerks.counts().parked, 1);
    }

    /// Waits until no actor has anything left to do: the paused clock moves only then.
    pub(super) async fn settled(&self) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// A random request's context with so many seconds left.
pub(super) fn within(seconds: u64) -> RequestContext {
    RequestContext::within(RequestId::random(), Duration::from_secs(seconds))
}

/// Lets that much time pass.
pub(super) async fn pass(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}
