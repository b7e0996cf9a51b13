//! The clock of deadlines.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// By which time the deadlines of exchanges are kept. Clones are one clock.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<Stopped>>);

#[derive(Debug)]
struct Stopped {
    began: Instant,
    /// How far it was moved on, in milliseconds.
    ahead: AtomicU64,
}

impl Clock {
    /// One that stands still but for [`Clock::advance`], for tests.
    #[must_use]
    pub fn stopped() -> Self {
        Self(Some(Arc::new(Stopped { began: Instant::now(), ahead: AtomicU64::new(0) })))
    }

    /// Moves a stopped clock on, by whole milliseconds; the machine's own is left alone.
    pub fn advance(&self, by: Duration) {
        if let Some(stopped) = &self.0 {
            let by = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
            stopped.ahead.fetch_add(by, Ordering::Relaxed);
        }
    }

    pub(crate) fn now(&self) -> Instant {
        match &self.0 {
            None => Instant::now(),
            Some(stopped) => {
                stopped.began + Duration::from_millis(stopped.ahead.load(Ordering::Relaxed))
            }
        }
    }

    pub(crate) fn since(&self, then: Instant) -> Duration {
        self.now().saturating_duration_since(then)
    }
}
