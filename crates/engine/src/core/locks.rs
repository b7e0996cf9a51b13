//! One lock per queue and one per fabric. Order: queue before fabric.
//!
//! A queue's lock is held for everything that moves its branch or the database's picture of it.
//! A fabric's lock is held, briefly, by whoever saves drafts or commits an ingest of it, so that a
//! draft's base is what Git had when it was saved.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex};

use hedgerow_model::{FabricId, QueueId};
use hedgerow_store::{Store, Transaction};
use tokio::sync::OwnedMutexGuard;

use super::{Core, Soon, lock};
use crate::error::EngineError;

/// What a queue's lock protects beside the branch itself.
#[derive(Debug, Default)]
pub(crate) struct QueueState {
    /// Whether the runs that an earlier process left unfinished were settled.
    pub(crate) settled: bool,
}

/// Who may work on a queue: one at a time.
pub(crate) trait QueueLocks: Send + Sync {
    /// Waits until nobody else works on it.
    fn lock(&self, queue: QueueId) -> Soon<'_, Result<QueueGuard, EngineError>>;

    /// Begins a group of writes of whoever holds the queue: for all that moves its branch or the
    /// database's picture of it.
    fn write(&self, queue: QueueId) -> Soon<'_, Result<Transaction, EngineError>>;
}

/// Who may save drafts of a fabric or commit an ingest of it: one at a time.
pub(crate) trait FabricLocks: Send + Sync {
    /// Waits until nobody else does.
    fn lock(&self, fabric: FabricId) -> Soon<'_, FabricGuard>;

    /// The fabric is gone.
    fn forget(&self, fabric: FabricId);
}

/// The right to work on a queue, until it is dropped.
pub(crate) struct QueueGuard {
    state: OwnedMutexGuard<QueueState>,
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
pub(super) struct QueuesInProcess {
    store: Store,
    locks: Locks<QueueId, QueueState>,
}

impl QueuesInProcess {
    pub(super) fn new(store: Store) -> Self {
        Self { store, locks: Mutex::default() }
    }
}

impl QueueLocks for QueuesInProcess {
    fn lock(&self, queue: QueueId) -> Soon<'_, Result<QueueGuard, EngineError>> {
        let mutex = lock(&self.locks).entry(queue).or_default().clone();
        Box::pin(async { Ok(QueueGuard { state: mutex.lock_owned().await }) })
    }

    fn write(&self, _queue: QueueId) -> Soon<'_, Result<Transaction, EngineError>> {
        Box::pin(async { Ok(self.store.write().await?) })
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

    /// As the store's `write`, for whoever holds the queue's lock.
    pub(crate) async fn write_to_queue(&self, id: QueueId) -> Result<Transaction, EngineError> {
        self.queues.write(id).await
    }

    /// Waits until nobody else saves drafts of a fabric or commits an ingest of it.
    pub(crate) async fn lock_fabric(&self, id: FabricId) -> FabricGuard {
        self.fabrics.lock(id).await
    }
}
