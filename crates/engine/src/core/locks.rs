//! One lock per queue and one per fabric. Order: queue before fabric.
//!
//! A queue's lock is held for everything that moves its branch or the database's picture of it.
//! A fabric's lock is held, briefly, by whoever saves drafts or commits an ingest of it, so that a
//! draft's base is what Git had when it was saved.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex};

use hedgerow_model::{FabricId, QueueId};
use hedgerow_store::Transaction;
use tokio::sync::OwnedMutexGuard;
use tokio::task::JoinHandle;

use super::{Core, Soon, lock};
use crate::error::EngineError;

/// What a queue's lock protects beside the branch itself.
#[derive(Debug, Default)]
pub(crate) struct QueueState {
    /// Whether the runs that an earlier process left unfinished were settled.
    pub(crate) settled: bool,
    /// The number of the last lease that this process had of the queue.
    pub(super) fence: Option<i64>,
    /// That lease is being given back.
    giving_back: Option<JoinHandle<()>>,
}

/// Who may work on a queue: one at a time.
pub(crate) trait QueueLocks: Send + Sync {
    /// Waits until nobody else works on it.
    fn lock(&self, queue: QueueId) -> Soon<'_, Result<QueueGuard, EngineError>>;

    /// The queue, if nobody else works on it now.
    fn try_lock(&self, queue: QueueId) -> Soon<'_, Result<Option<QueueGuard>, EngineError>>;

    /// Begins a group of writes of whoever holds these queues, at least one: for all that moves their
    /// branches or the database's picture of them.
    fn write<'a>(&'a self, queues: &'a [QueueId]) -> Soon<'a, Result<Transaction, EngineError>>;

    /// This process ends, and nothing of it works on a queue any more: others need not wait.
    fn close(&self) -> Soon<'_, ()>;
}

/// Who may save drafts of a fabric or commit an ingest of it: one at a time.
pub(crate) trait FabricLocks: Send + Sync {
    /// Waits until nobody else does.
    fn lock(&self, fabric: FabricId) -> Soon<'_, FabricGuard>;

    /// The fabric is gone.
    fn forget(&self, fabric: FabricId);
}

/// What is done when a guard goes; what is not done at once then, the next holder here waits for.
pub(super) type End = Box<dyn FnOnce() -> Option<JoinHandle<()>> + Send>;

/// The right to work on a queue, until it is dropped.
pub(crate) struct QueueGuard {
    state: OwnedMutexGuard<QueueState>,
    end: Option<End>,
}

impl QueueGuard {
    fn new(state: OwnedMutexGuard<QueueState>) -> Self {
        Self { state, end: None }
    }

    /// This is done when it is dropped.
    pub(super) fn ending_with(mut self, end: End) -> Self {
        self.end = Some(end);
        self
    }

    /// Waits until the last holder's lease is given back.
    pub(super) async fn given_back(&mut self) {
        if let Some(task) = &mut self.state.giving_back {
            // One that failed gave nothing back; the lease then ends by itself.
            let _ = task.await;
        }
        self.state.giving_back = None;
    }
}

impl Drop for QueueGuard {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            self.state.giving_back = end();
        }
    }
}

impl Deref for QueueGuard {
    type Target = QueueState;

    fn deref(&self) -> &QueueState {
        &self.state
    }
}

impl DerefMut for QueueGuard {
    fn deref_mut(&mut self) -> &mut QueueState {
        &mut self.state
    }
}

/// The right to a fabric's drafts and ingest, until it is dropped.
pub(crate) struct FabricGuard {
    _held: OwnedMutexGuard<()>,
}

/// Locks by key, each made when it is first asked for.
type Locks<K, T> = Mutex<HashMap<K, Arc<tokio::sync::Mutex<T>>>>;

/// Queues within this process.
#[derive(Default)]
pub(super) struct QueuesInProcess(Locks<QueueId, QueueState>);

impl QueuesInProcess {
    fn of(&self, queue: QueueId) -> Arc<tokio::sync::Mutex<QueueState>> {
        lock(&self.0).entry(queue).or_default().clone()
    }

    /// Waits until nobody else in this process works on it.
    pub(super) async fn lock(&self, queue: QueueId) -> QueueGuard {
        QueueGuard::new(self.of(queue).lock_owned().await)
    }

    /// The queue, if nobody else in this process works on it now.
    pub(super) fn try_lock(&self, queue: QueueId) -> Option<QueueGuard> {
        self.of(queue).try_lock_owned().ok().map(QueueGuard::new)
    }
}

/// Fabrics within this process. With several servers it is not enough: a second implementation has
/// to hold the fabric's row while an ingest of it is committed, and refuse drafts whose base is not
/// what Git has by then.
#[derive(Default)]
pub(super) struct FabricsInProcess(Locks<FabricId, ()>);

impl FabricLocks for FabricsInProcess {
    fn lock(&self, fabric: FabricId) -> Soon<'_, FabricGuard> {
        let mutex = lock(&self.0).entry(fabric).or_default().clone();
        Box::pin(async { FabricGuard { _held: mutex.lock_owned().await } })
    }

    fn forget(&self, fabric: FabricId) {
        lock(&self.0).remove(&fabric);
    }
}

impl Core {
    /// Waits until nobody else works on a queue.
    pub(crate) async fn lock_queue(&self, id: QueueId) -> Result<QueueGuard, EngineError> {
        self.queues.lock(id).await
    }

    /// The queue's lock, if nobody else works on it now.
    pub(crate) async fn try_lock_queue(
        &self,
        id: QueueId,
    ) -> Result<Option<QueueGuard>, EngineError> {
        self.queues.try_lock(id).await
    }

    /// As the store's `write`, for whoever holds the queue's lock.
    pub(crate) async fn write_to_queue(&self, id: QueueId) -> Result<Transaction, EngineError> {
        self.queues.write(&[id]).await
    }

    /// As [`Core::write_to_queue`], for what concerns several queues at once.
    pub(crate) async fn write_to_queues(
        &self,
        ids: &[QueueId],
    ) -> Result<Transaction, EngineError> {
        self.queues.write(ids).await
    }

    /// Lets go of every queue at the end of the process.
    pub(crate) async fn close_queues(&self) {
        self.queues.close().await;
    }

    /// Waits until nobody else saves drafts of a fabric or commits an ingest of it.
    pub(crate) async fn lock_fabric(&self, id: FabricId) -> FabricGuard {
        self.fabrics.lock(id).await
    }
}
