//! Runs each duty at its interval and on demand, and outlives whatever a duty does: a failure is
//! logged, a panic is caught and logged, and the next run comes at its time.
//!
//! ```text
//! Periodic ── one task per duty: start → run → wait (interval or demand) → run …
//! ```

use std::{collections::HashMap, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::{
    FutureExt,
    future::{BoxFuture, join_all},
};
use tokio::{
    sync::{Mutex, mpsc, oneshot, watch},
    task::JoinHandle,
    time::{MissedTickBehavior, interval, timeout},
};

use super::duties::Context;

/// How long [`Periodic::stop`] waits for duties that run.
const STOP_LIMIT: Duration = Duration::from_secs(2);
/// An interval that does not come round: ten years.
const NEVER: Duration = Duration::from_secs(10 * 365 * 24 * 3600);
/// Callers of one duty that may wait; more wait for room.
const DEMANDS: usize = 8;

/// Why a duty did not get done this time.
pub type DutyError = Box<dyn std::error::Error + Send + Sync>;

/// Something to be done from time to time.
pub struct Duty {
    name: &'static str,
    every: Duration,
    run: Box<dyn Fn() -> BoxFuture<'static, Result<(), DutyError>> + Send + Sync>,
}

impl Duty {
    /// `run` is called with a clone of `context` at the start, then every so often.
    pub fn new<F>(
        name: &'static str,
        every: Duration,
        context: &Context,
        run: impl Fn(Context) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), DutyError>> + Send + 'static,
    {
        let context = context.clone();
        Self::of(name, every, move || run(context.clone()))
    }

    /// The same, at no interval: only when it is asked for.
    pub fn on_demand<F>(
        name: &'static str,
        context: &Context,
        run: impl Fn(Context) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), DutyError>> + Send + 'static,
    {
        Self::new(name, NEVER, context, run)
    }

    fn of<F>(
        name: &'static str,
        every: Duration,
        run: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), DutyError>> + Send + 'static,
    {
        Self {
            name,
            every,
            run: Box::new(move || run().boxed()),
        }
    }

    /// Runs it once, whatever happens inside.
    async fn perform(&self) -> Result<(), NotRun> {
        match AssertUnwindSafe((self.run)()).catch_unwind().await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                tracing::error!(
                    duty = self.name,
                    error = &*error as &dyn std::error::Error,
                    "a duty failed"
                );
                Err(NotRun::Failed)
            }
            Err(_) => {
                tracing::error!(duty = self.name, "a duty panicked");
                Err(NotRun::Failed)
            }
        }
    }
}

/// Why a duty was not run on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRun {
    /// There is none of that name.
    #[error("there is no such periodic work")]
    Unknown,
    /// It ran and failed; the log says why.
    #[error("the periodic work failed: the log says why")]
    Failed,
    /// The server is stopping.
    #[error("the server is stopping")]
    Stopped,
}

type Demand = oneshot::Sender<Result<(), NotRun>>;

/// The running duties; cheap to clone.
#[derive(Clone)]
pub struct Periodic {
    demands: Arc<HashMap<&'static str, mpsc::Sender<Demand>>>,
    stop: watch::Sender<bool>,
    tasks: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

impl Periodic {
    /// Starts a task for each duty on the runtime at hand.
    #[must_use]
    pub fn start(duties: Vec<Duty>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut demands = HashMap::new();
        let mut tasks = Vec::new();
        for duty in duties {
            let (send, receive) = mpsc::channel(DEMANDS);
            demands.insert(duty.name, send);
            tasks.push(tokio::spawn(attend(duty, receive, stopped.clone())));
        }
        Self {
            demands: Arc::new(demands),
            stop,
            tasks: Arc::new(Mutex::new(tasks)),
        }
    }

    /// Whether there is a duty of this name.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.demands.contains_key(name)
    }

    /// Their names, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = self.demands.keys().copied().collect();
        names.sort_unstable();
        names
    }

    /// Runs a duty now, after the run that may be under way, and waits for its end.
    ///
    /// # Errors
    /// When there is none of that name, it failed, or the server stops.
    pub async fn run_now(&self, name: &str) -> Result<(), NotRun> {
        let demands = self.demands.get(name).ok_or(NotRun::Unknown)?;
        let (send, receive) = oneshot::channel();
        demands.send(send).await.map_err(|_| NotRun::Stopped)?;
        receive.await.unwrap_or(Err(NotRun::Stopped))
    }

    /// Has a duty run soon, and does not wait for it. As many callers as may wait are enough: one run serves them all.
    pub fn wake(&self, name: &str) {
        let Some(demands) = self.demands.get(name) else {
            return;
        };
        let (send, _nobody) = oneshot::channel();
        // Full or stopped: it runs soon anyway, or at the next start.
        let _ = demands.try_send(send);
    }

    /// Lets running duties end, for two seconds at most, and starts none any more.
    pub async fn stop(&self) {
        self.stop.send_replace(true);
        let mut tasks = std::mem::take(&mut *self.tasks.lock().await);
        if timeout(STOP_LIMIT, join_all(&mut tasks)).await.is_err() {
            tracing::warn!("periodic work did not end in time: it is left where it was");
            for task in &tasks {
                task.abort();
            }
        }
    }
}

/// The life of one duty.
async fn attend(duty: Duty, mut demands: mpsc::Receiver<Demand>, mut stop: watch::Receiver<bool>) {
    let mut ticks = interval(duty.every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let demand = tokio::select! {
            biased;
            // An error means that nobody holds the handle any more.
            _ = stop.wait_for(|stop| *stop) => return,
            Some(demand) = demands.recv() => Some(demand),
            _ = ticks.tick() => None,
        };
        let outcome = duty.perform().await;
        if let Some(demand) = demand {
            // Whoever asked may have gone; the work is done all the same.
            let _ = demand.send(outcome);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// A duty that counts its runs and fails those of which `fails` says so.
    fn counted(
        name: &'static str,
        every: Duration,
        runs: &Arc<AtomicUsize>,
        outcome: fn(usize) -> Result<(), DutyError>,
    ) -> Duty {
        let runs = Arc::clone(runs);
        Duty::of(name, every, move || {
            let run = runs.fetch_add(1, Ordering::Relaxed) + 1;
            async move { outcome(run) }
        })
    }

    fn runs() -> Arc<AtomicUsize> {
        Arc::new(AtomicUsize::new(0))
    }

    #[tokio::test(start_paused = true)]
    async fn a_duty_runs_at_the_start_and_at_its_interval() {
        let runs = runs();
        let duty = counted("count", Duration::from_secs(60), &runs, |_| Ok(()));
        let periodic = Periodic::start(vec![duty]);
        tokio::time::sleep(Duration::from_secs(150)).await;
        assert_eq!(runs.load(Ordering::Relaxed), 3);
        periodic.stop().await;
        tokio::time::sleep(Duration::from_secs(600)).await;
        assert_eq!(runs.load(Ordering::Relaxed), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn failures_and_panics_end_neither_the_duty_nor_others() {
        let (bad, good) = (runs(), runs());
        let periodic = Periodic::start(vec![
            counted("bad", Duration::from_secs(60), &bad, |run| match run {
                1 => Err("no".into()),
                2 => panic!("a duty of this test panics"),
                _ => Ok(()),
            }),
            counted("good", Duration::from_secs(60), &good, |_| Ok(())),
        ]);
        tokio::time::sleep(Duration::from_secs(150)).await;
        assert_eq!(bad.load(Ordering::Relaxed), 3);
        assert_eq!(good.load(Ordering::Relaxed), 3);
        periodic.stop().await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_duty_runs_on_demand_and_says_how_it_went() {
        let runs = runs();
        let duty = counted("count", Duration::from_secs(60), &runs, |run| match run {
            3 => Err("no".into()),
            _ => Ok(()),
        });
        let periodic = Periodic::start(vec![duty]);
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(periodic.run_now("count").await, Ok(()));
        assert_eq!(runs.load(Ordering::Relaxed), 2);
        assert_eq!(periodic.run_now("count").await, Err(NotRun::Failed));
        assert_eq!(periodic.run_now("other").await, Err(NotRun::Unknown));
        periodic.stop().await;
        assert_eq!(periodic.run_now("count").await, Err(NotRun::Stopped));
    }

    #[tokio::test(start_paused = true)]
    async fn a_duty_that_hangs_does_not_hold_the_end() {
        let hanging = Duty::of("hang", Duration::from_secs(60), std::future::pending);
        let periodic = Periodic::start(vec![hanging]);
        tokio::time::sleep(Duration::from_secs(1)).await;
        timeout(Duration::from_secs(3), periodic.stop())
            .await
            .expect("it stops in time");
    }
}
