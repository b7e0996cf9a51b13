//! Who waits for a commit: what was told in it, and what became due by it.
//!
//! Within one process: the handle that committed wakes those who wait on it or on its clones. Other
//! servers look once per period; a database that can notify would wake them here.

use std::sync::Arc;

use tokio::sync::Notify;

/// Wakes one who waits for each kind of news. What is said while nobody waits counts.
#[derive(Clone, Debug, Default)]
pub struct Wakeups {
    told: Arc<Notify>,
    due: Arc<Notify>,
}

impl Wakeups {
    /// Waits for events: see [`crate::Transaction::add_event`].
    pub async fn events(&self) {
        self.told.notified().await;
    }

    /// Waits until something may be due earlier than it was thought.
    pub async fn due(&self) {
        self.due.notified().await;
    }

    pub(crate) fn committed(&self, told: bool, due: bool) {
        if told {
            self.told.notify_one();
        }
        if due {
            self.due.notify_one();
        }
    }
}
