//! `Crunch`: the bounded pool for blocking CPU work of this process, such as password hashes and
//! the headers of pictures. Media jobs are child processes and do not come here.
//!
//! Why not actix's `SyncArbiter`: docs/decisions/0003-crunch.md.

pub mod passwords;

use std::sync::Arc;

use tokio::{runtime::Handle, sync::Semaphore};

/// Hands blocking work to a few threads; cheap to clone.
#[derive(Clone, Debug)]
pub struct Crunch {
    runtime: Handle,
    /// One permit for each piece of work that runs or waits.
    places: Arc<Semaphore>,
    /// One permit for each piece of work that runs.
    threads: Arc<Semaphore>,
    /// How many places there are in all.
    capacity: usize,
}

/// Why the work was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CrunchError {
    /// As much is waiting as may wait.
    #[error("too much work is waiting")]
    Busy,
    /// The work panicked, or the process is ending.
    #[error("the work was lost")]
    Lost,
}

impl Crunch {
    /// A pool on `runtime` that runs `threads` pieces at once and lets `waiting` more wait.
    #[must_use]
    pub fn new(runtime: Handle, threads: usize, waiting: usize) -> Self {
        Self {
            runtime,
            places: Arc::new(Semaphore::new(threads + waiting)),
            threads: Arc::new(Semaphore::new(threads)),
            capacity: threads + waiting,
        }
    }

    /// Runs `work` off the async threads and waits for its answer.
    ///
    /// # Errors
    /// [`CrunchError::Busy`] at once when the pool is full; [`CrunchError::Lost`] when it panicked.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, CrunchError> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| CrunchError::Busy)?;
        let thread = Arc::clone(&self.threads)
            .acquire_owned()
            .await
            .map_err(|_| CrunchError::Lost)?;
        let span = tracing::Span::current();
        // The permits go along: a caller that gives up does not free the thread it still uses.
        let task = self.runtime.spawn_blocking(move || {
            let _held = (place, thread);
            span.in_scope(work)
        });
        task.await.map_err(|_| CrunchError::Lost)
    }

    /// How many pieces run or wait right now.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.capacity
            .saturating_sub(self.places.available_permits())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_panic_costs_one_piece_of_work_and_not_its_thread() {
        let crunch = Crunch::new(Handle::current(), 1, 0);
        let lost = crunch.run(|| panic!("a bug")).await;
        assert_eq!(lost, Err(CrunchError::Lost));
        assert_eq!(crunch.run(|| 7).await, Ok(7));
    }

    #[tokio::test]
    async fn a_full_pool_refuses_at_once_and_takes_again() {
        let crunch = Crunch::new(Handle::current(), 1, 1);
        let (release, gate) = mpsc::channel::<()>();
        let running = tokio::spawn({
            let crunch = crunch.clone();
            async move { crunch.run(move || gate.recv().is_ok()).await }
        });
        let waiting = tokio::spawn({
            let crunch = crunch.clone();
            async move { crunch.run(|| true).await }
        });
        while crunch.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(crunch.run(|| true).await, Err(CrunchError::Busy));
        release.send(()).unwrap();
        assert_eq!(running.await.unwrap(), Ok(true));
        assert_eq!(waiting.await.unwrap(), Ok(true));
        assert_eq!(crunch.run(|| true).await, Ok(true));
    }
}
