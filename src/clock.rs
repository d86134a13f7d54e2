//! The one source of the current time, so that tests can hold it still.
//!
//! Nothing else in the application asks the system for it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, Utc};

use crate::domain::Timestamp;

/// Tells the time: the system's, or one that a test moves by hand.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `at` until [`Clock::advance`] moves it.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self(Source::Fixed(Arc::new(AtomicI64::new(
            at.timestamp_millis(),
        ))))
    }

    /// Now, in whole milliseconds: what the API shows and both databases store alike.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that others ask"
    )]
    pub fn now(&self) -> Timestamp {
        let millis = match &self.0 {
            Source::System => Utc::now().timestamp_millis(),
            Source::Fixed(millis) => millis.load(Ordering::Relaxed),
        };
        DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// Moves a fixed clock; the system's cannot be moved and stays.
    pub fn advance(&self, by: std::time::Duration) {
        self.shift(i64::try_from(by.as_millis()).unwrap_or(i64::MAX));
    }

    /// Moves a fixed clock back, as a system's clock that is corrected jumps.
    pub fn retreat(&self, by: std::time::Duration) {
        self.shift(-i64::try_from(by.as_millis()).unwrap_or(i64::MAX));
    }

    fn shift(&self, by: i64) {
        if let Source::Fixed(millis) = &self.0 {
            millis.fetch_add(by, Ordering::Relaxed);
        }
    }
}
