//! Since when a queue's remote is being waited for, and for how long others wait along with it.
//!
//! A queue's lock is held across exchanges with its remote. Whoever wants the queue meanwhile is told so
//! after a moment, instead of waiting for a stranger.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use hedgerow_model::{Millis, QueueId};
use tokio::time::Instant;

use super::locks::QueueGuard;
use super::{Core, lock, now};
use crate::error::EngineError;

/// An exchange that takes longer than this is not waited for by others.
const USUAL: Duration = Duration::from_secs(2);
/// How often they look whether it does.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// When an exchange began, by both clocks.
#[derive(Clone, Copy, Debug)]
struct Began {
    here: Instant,
    at: Millis,
}

/// The exchanges that are under way in this process; at most one for each queue.
#[derive(Default)]
pub(super) struct Waits(Mutex<HashMap<QueueId, Began>>);

impl Waits {
    /// Since when the remote of a queue is waited for; `None` where it is not, or not for long.
    fn long(&self, queue: QueueId) -> Option<Millis> {
        let began = lock(&self.0).get(&queue).copied()?;
        (began.here.elapsed() > USUAL).then_some(began.at)
    }
}

/// An exchange with the remote of a queue, until it is dropped.
pub(crate) struct Exchange<'a> {
    waits: &'a Waits,
    queue: QueueId,
}

impl Drop for Exchange<'_> {
    fn drop(&mut self) {
        lock(&self.waits.0).remove(&self.queue);
    }
}

/// How much longer than an exchange its queue is waited for by whoever wants to be away from its remote.
const MARGIN: Duration = Duration::from_secs(15);

impl Core {
    /// Waits for several queues, one after another in the order that everybody keeps, each for as long as
    /// one exchange may be silent: what is to move away from a remote that is gone cannot wait until it
    /// answers.
    ///
    /// # Errors
    /// [`EngineError::Waiting`] when that was too short.
    pub(crate) async fn lock_queues(
        &self,
        mut queues: Vec<QueueId>,
    ) -> Result<Vec<(QueueId, QueueGuard)>, EngineError> {
        queues.sort_unstable();
        queues.dedup();
        let mut held = Vec::with_capacity(queues.len());
        for queue in queues {
            let locked = self.lock_queue(queue);
            match tokio::time::timeout(self.config.deadline + MARGIN, locked).await {
                Ok(guard) => held.push((queue, guard?)),
                Err(_) => {
                    let since = lock(&self.waits.0).get(&queue).map_or_else(now, |began| began.at);
                    return Err(self.waiting(queue, since).await?);
                }
            }
        }
        Ok(held)
    }

    async fn waiting(&self, queue: QueueId, since: Millis) -> Result<EngineError, EngineError> {
        let (_, repository) = self.store.queue_with_repository(queue).await?;
        Ok(EngineError::Waiting { repository: repository.name, since })
    }

    /// An exchange with a queue's remote begins: to be held until it ended.
    pub(crate) fn exchange(&self, queue: QueueId) -> Exchange<'_> {
        lock(&self.waits.0).insert(queue, Began { here: Instant::now(), at: now() });
        Exchange { waits: &self.waits, queue }
    }

    /// As [`Core::lock_queue`], for people: an error that says since when, where whoever has the queue
    /// waits for its remote.
    ///
    /// # Errors
    /// [`EngineError::Waiting`] then; otherwise as `lock_queue`.
    pub(crate) async fn lock_queue_for_people(
        &self,
        queue: QueueId,
    ) -> Result<QueueGuard, EngineError> {
        let locked = self.lock_queue(queue);
        tokio::pin!(locked);
        loop {
            tokio::select! {
                biased;
                guard = &mut locked => return guard,
                () = tokio::time::sleep(LOOK_AGAIN) => {
                    if let Some(since) = self.waits.long(queue) {
                        return Err(self.waiting(queue, since).await?);
                    }
                }
            }
        }
    }
}
