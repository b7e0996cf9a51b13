//! Waking whoever publishes what is due: something may be due earlier than it thinks.
//!
//! In memory it wakes the process in which drafts were saved, and that process publishes them. A
//! second implementation would wake other servers as well, which then have nothing to do.

use tokio::sync::Notify;

use super::Soon;

/// Wakes who waits for something to be due.
pub(crate) trait Wake: Send + Sync {
    /// Something may be due.
    fn wake(&self);

    /// Waits for that; what was said while nobody waited counts.
    fn woken(&self) -> Soon<'_, ()>;
}

/// Within this process.
#[derive(Debug, Default)]
pub(crate) struct WakeInProcess(Notify);

impl Wake for WakeInProcess {
    fn wake(&self) {
        self.0.notify_one();
    }

    fn woken(&self) -> Soon<'_, ()> {
        Box::pin(self.0.notified())
    }
}
