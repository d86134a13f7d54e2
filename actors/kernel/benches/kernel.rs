//! What the kernel costs on top of bare ractor: a first message to each of many keys, the memory of quiet actors, and
//! messages to one warm actor. Prints one JSON object of rates and bytes; `scripts/bench` makes ratios of it.
#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot be set up has failed"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use actors_kernel::{
    Context, Failure, KeyedActor, Lives, RequestContext, RequestId, Root, Router, RouterSettings,
};
use ractor::{Actor, ActorProcessingErr, ActorRef};

/// Actors of each kind in a round.
const ACTORS: u64 = 50_000;

/// Messages to the warm actor in a round.
const MESSAGES: u64 = 500_000;

/// Messages on their way to it at a time.
const WINDOW: u64 = 1_000;

const ROUNDS: usize = 5;

/// Between two looks at how far the actors are.
const LOOK: Duration = Duration::from_micros(200);

/// Counts what it hears, under the kernel.
struct Counter(Arc<AtomicU64>);

impl KeyedActor for Counter {
    const KIND: &'static str = "counter";
    const LIVES: Lives = Lives::Overlapping;
    type Key = u64;
    type Message = u64;
    type Shared = AtomicU64;

    async fn start(_: &Context<Self>, heard: &Arc<AtomicU64>) -> Result<Self, Failure> {
        Ok(Self(Arc::clone(heard)))
    }

    async fn handle(&mut self, _: &Context<Self>, number: u64) -> Result<(), Failure> {
        self.0.fetch_add(number, Ordering::Relaxed);
        Ok(())
    }
}

/// The same without the kernel.
struct Bare;

impl Actor for Bare {
    type Msg = u64;
    type State = Arc<AtomicU64>;
    type Arguments = Arc<AtomicU64>;

    async fn pre_start(
        &self,
        _: ActorRef<u64>,
        heard: Arc<AtomicU64>,
    ) -> Result<Arc<AtomicU64>, ActorProcessingErr> {
        Ok(heard)
    }

    async fn handle(
        &self,
        _: ActorRef<u64>,
        number: u64,
        heard: &mut Arc<AtomicU64>,
    ) -> Result<(), ActorProcessingErr> {
        heard.fetch_add(number, Ordering::Relaxed);
        Ok(())
    }
}

async fn until(heard: &AtomicU64, count: u64) {
    while heard.load(Ordering::Relaxed) < count {
        // Not a busy wait: it would take a core from what is measured.
        tokio::time::sleep(LOOK).await;
    }
}

fn context() -> RequestContext {
    RequestContext::within(RequestId::from("bench"), Duration::from_secs(600))
}

/// Bytes of memory that the process holds.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap();
    text.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

async fn router(root: &Root, name: &str) -> (Router<Counter>, Arc<AtomicU64>) {
    let heard = Arc::new(AtomicU64::new(0));
    let settings = RouterSettings {
        door_bound: u32::try_from(WINDOW).unwrap() * 2,
        router_bound: u32::try_from(ACTORS).unwrap() * 2,
        actors_bound: usize::try_from(ACTORS).unwrap() * 2,
        ..RouterSettings::default()
    };
    let router = Router::start(root, name, settings, Arc::clone(&heard)).await;
    (router.unwrap(), heard)
}

/// Seconds for a first message to each key, and bytes of an actor that has become quiet.
async fn spawned_by_kernel(root: &Root, round: usize) -> (f64, f64) {
    let (router, heard) = router(root, &format!("spawn{round}")).await;
    let (before, context, start) = (resident(), context(), Instant::now());
    for key in 0..ACTORS {
        router.try_send(&key, &context, 1).unwrap();
    }
    until(&heard, ACTORS).await;
    let seconds = start.elapsed().as_secs_f64();
    let bytes = resident().saturating_sub(before) as f64 / ACTORS as f64;
    (seconds, bytes)
}

/// The same of bare ractor, which leaves its actors to the caller.
async fn spawned_bare() -> (f64, f64) {
    let heard = Arc::new(AtomicU64::new(0));
    let (before, start) = (resident(), Instant::now());
    let mut actors = Vec::new();
    for _ in 0..ACTORS {
        let (actor, _ended) = Actor::spawn(None, Bare, Arc::clone(&heard)).await.unwrap();
        actor.cast(1).unwrap();
        actors.push(actor);
    }
    until(&heard, ACTORS).await;
    let seconds = start.elapsed().as_secs_f64();
    let bytes = resident().saturating_sub(before) as f64 / ACTORS as f64;
    for actor in actors {
        actor.stop(None);
    }
    (seconds, bytes)
}

async fn warm_by_kernel(root: &Root, round: usize) -> f64 {
    let (router, heard) = router(root, &format!("warm{round}")).await;
    let (context, start) = (context(), Instant::now());
    for sent in 0..MESSAGES {
        while sent - heard.load(Ordering::Relaxed) >= WINDOW {
            tokio::task::yield_now().await;
        }
        router.try_send(&0, &context, 1).unwrap();
    }
    until(&heard, MESSAGES).await;
    start.elapsed().as_secs_f64()
}

async fn warm_bare() -> f64 {
    let heard = Arc::new(AtomicU64::new(0));
    let (actor, _ended) = Actor::spawn(None, Bare, Arc::clone(&heard)).await.unwrap();
    let start = Instant::now();
    for sent in 0..MESSAGES {
        while sent - heard.load(Ordering::Relaxed) >= WINDOW {
            tokio::task::yield_now().await;
        }
        actor.cast(1).unwrap();
    }
    until(&heard, MESSAGES).await;
    let seconds = start.elapsed().as_secs_f64();
    actor.stop(None);
    seconds
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let work = runtime.spawn(async {
        let root = Root::start().await.unwrap();
        // The first round of each for the memory alone: nothing has been freed before that could be used again.
        let (_, bytes) = spawned_by_kernel(&root, ROUNDS).await;
        let (_, bare_bytes) = spawned_bare().await;
        let mut rounds = Vec::new();
        for round in 0..ROUNDS {
            let (kernel, _) = spawned_by_kernel(&root, round).await;
            let (bare, _) = spawned_bare().await;
            let (warm, warm_bare) = (warm_by_kernel(&root, round).await, warm_bare().await);
            rounds.push(serde_json::json!({
                "spawn": bare / kernel, "warm": warm_bare / warm,
                "spawnsPerSecond": ACTORS as f64 / kernel, "messagesPerSecond": MESSAGES as f64 / warm,
            }));
        }
        let told = serde_json::json!({
            "bytesPerActor": bytes, "bytesPerBareActor": bare_bytes, "rounds": rounds,
        });
        println!("{told}");
        root.shutdown(Duration::from_secs(30)).await;
    });
    runtime.block_on(work).unwrap();
}
