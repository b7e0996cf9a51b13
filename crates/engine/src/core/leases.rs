//! The queue's lock for several servers on one database: a mutex for this process, and within it a
//! lease of the database's for all.
//!
//! Whoever holds the lock holds a lease that is renewed meanwhile. What they write goes through
//! [`LeasedQueues::write`], under the lease's number: a server that slept, or was cut off, until
//! another took the queue over is refused by the database, its run ends where it is, and the other
//! settles it from its journal. A push needs no lease: the remote itself compares the head.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hedgerow_model::{Millis, QueueId};
use hedgerow_store::{Lease, Store, StoreError, Transaction};
use tokio::task::JoinHandle;

use super::locks::{End, QueueGuard, QueueLocks, QueuesInProcess};
use super::time::Clock;
use super::{Soon, lock};
use crate::error::EngineError;

/// For how long a lease is taken and renewed: how long a queue rests when its server dies and does
/// not come back.
const LEASE: Duration = Duration::from_secs(30);

/// How often it is renewed: two renewals may fail.
const RENEW: Duration = Duration::from_secs(10);

/// How many times it is renewed, one hour in all: work that hangs does not keep a queue for ever.
const RENEWALS: u32 = 360;

/// How often it is looked whether another server let go of a queue.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// The file of the data directory that names the server.
const NAME: &str = "server-id";

/// The name of the server whose data directory this is, made at its first start. It is the same
/// after a restart: what an earlier process of this server holds, nobody holds.
pub(crate) fn server_name(data: &Path) -> std::io::Result<String> {
    let file = data.join(NAME);
    if let Ok(name) = std::fs::read_to_string(&file)
        && !name.trim().is_empty()
    {
        return Ok(name.trim().to_owned());
    }
    let name = format!("{:016x}", rand::random::<u64>());
    std::fs::write(&file, format!("{name}\n"))?;
    Ok(name)
}

/// Queues for several servers.
pub(crate) struct LeasedQueues {
    server: String,
    here: QueuesInProcess,
    shared: Arc<Shared>,
}

struct Shared {
    store: Store,
    /// This process of this server.
    holder: String,
    clock: Arc<dyn Clock>,
    /// The numbers of the leases that are held. One at most per queue: whoever has one has the
    /// queue's mutex.
    fences: Mutex<HashMap<QueueId, i64>>,
}

impl LeasedQueues {
    /// For the server of this name. It is the only process of that name: what earlier ones held is
    /// given back, so that a start need not wait for it.
    pub(crate) async fn open(
        store: Store,
        server: &str,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        store.release_leases_of(server).await?;
        let holder = format!("{server}/{:08x}", rand::random::<u32>());
        let here = QueuesInProcess::default();
        Ok(Self {
            server: server.to_owned(),
            here,
            shared: Arc::new(Shared { store, holder, clock, fences: Mutex::default() }),
        })
    }

    /// The name of this process of the server, for other leases.
    pub(crate) fn holder(&self) -> &str {
        &self.shared.holder
    }

    /// Takes the lease for who holds the queue here. On a task of its own: when nobody waits for the
    /// answer any more, the guard is dropped with it and the lease given back.
    async fn attempt(&self, queue: QueueId, guard: QueueGuard) -> Result<Attempt, EngineError> {
        tokio::spawn(self.shared.clone().attempt(queue, guard))
            .await
            .map_err(|error| EngineError::Internal(format!("a worker ended early: {error}")))?
    }
}

enum Attempt {
    Taken(QueueGuard),
    HeldElsewhere(QueueGuard),
}

impl QueueLocks for LeasedQueues {
    fn lock(&self, queue: QueueId) -> Soon<'_, Result<QueueGuard, EngineError>> {
        Box::pin(async move {
            let mut guard = self.here.lock(queue).await;
            loop {
                guard = match self.attempt(queue, guard).await? {
                    Attempt::Taken(guard) => return Ok(guard),
                    Attempt::HeldElsewhere(guard) => guard,
                };
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        })
    }

    fn try_lock(&self, queue: QueueId) -> Soon<'_, Result<Option<QueueGuard>, EngineError>> {
        Box::pin(async move {
            let Some(guard) = self.here.try_lock(queue) else { return Ok(None) };
            Ok(match self.attempt(queue, guard).await? {
                Attempt::Taken(guard) => Some(guard),
                Attempt::HeldElsewhere(_) => None,
            })
        })
    }

    fn write<'a>(&'a self, queues: &'a [QueueId]) -> Soon<'a, Result<Transaction, EngineError>> {
        Box::pin(async move {
            let without =
                || EngineError::Internal("a branch is written to without its lock".to_owned());
            let mut held = Vec::with_capacity(queues.len());
            for queue in queues {
                let fence = lock(&self.shared.fences).get(queue).copied();
                held.push((*queue, fence.ok_or_else(without)?));
            }
            let Some(((queue, fence), others)) = held.split_first() else {
                return Err(without());
            };
            let mut tx = self.shared.store.write_fenced(*queue, *fence).await?;
            for (queue, fence) in others {
                tx.also_fenced(*queue, *fence).await?;
            }
            Ok(tx)
        })
    }

    fn close(&self) -> Soon<'_, ()> {
        Box::pin(async {
            if let Err(error) = self.shared.store.release_leases_of(&self.server).await {
                tracing::debug!(%error, "leases expire without renewal");
            }
        })
    }
}

impl Shared {
    async fn attempt(
        self: Arc<Self>,
        queue: QueueId,
        mut guard: QueueGuard,
    ) -> Result<Attempt, EngineError> {
        guard.given_back().await;
        let (now, until) = (self.clock.now(), self.until());
        let Some(lease) = self.store.acquire_lease(queue, &self.holder, now, until).await? else {
            return Ok(Attempt::HeldElsewhere(guard));
        };
        let before = guard.fence.replace(lease.fence);
        if before.is_none_or(|before| before + 1 != lease.fence) {
            // Somebody else had the queue in between, and may have left something.
            guard.settled = false;
        }
        lock(&self.fences).insert(queue, lease.fence);
        let renewal = tokio::spawn(self.clone().renew(queue, lease.clone()));
        let end: End = Box::new(move || self.give_back(queue, lease, &renewal));
        Ok(Attempt::Taken(guard.ending_with(end)))
    }

    fn until(&self) -> Millis {
        self.clock.now() + Millis::try_from(LEASE.as_millis()).unwrap_or(Millis::MAX)
    }

    async fn renew(self: Arc<Self>, queue: QueueId, lease: Lease) {
        for _ in 0..RENEWALS {
            tokio::time::sleep(RENEW).await;
            match self.store.renew_lease(&lease, self.until()).await {
                Ok(_) => {}
                Err(error @ StoreError::LeaseLost { .. }) => {
                    tracing::warn!(queue = queue.0, %error, "a queue was taken over");
                    return;
                }
                Err(error) => {
                    tracing::warn!(queue = queue.0, %error, "a lease could not be renewed");
                }
            }
        }
    }

    /// Begins to give a lease back. One that is lost is given back already.
    fn give_back(
        self: Arc<Self>,
        queue: QueueId,
        lease: Lease,
        renewal: &JoinHandle<()>,
    ) -> Option<JoinHandle<()>> {
        renewal.abort();
        lock(&self.fences).remove(&queue);
        // Without a runtime the process ends: its next start gives the lease back.
        let runtime = tokio::runtime::Handle::try_current().ok()?;
        Some(runtime.spawn(async move {
            if let Err(error) = self.store.release_lease(&lease).await {
                tracing::debug!(queue = queue.0, %error, "a lease could not be released and will expire");
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use tempfile::TempDir;

    use super::*;

    /// A clock that a test sets.
    #[derive(Default)]
    struct Hands(AtomicI64);

    impl Clock for Hands {
        fn now(&self) -> Millis {
            self.0.load(Ordering::Relaxed)
        }
    }

    struct World {
        clock: Arc<Hands>,
        queue: QueueId,
        folder: TempDir,
    }

    impl World {
        async fn new() -> Self {
            let folder = TempDir::new().unwrap();
            let store = Store::open(&folder.path().join("db")).await.unwrap();
            let mut tx = store.write().await.unwrap();
            let repository = tx.add_repository("r", "u", "u", "main", None, 1).await.unwrap();
            let queue = tx.queue_for(repository, "main").await.unwrap();
            tx.commit().await.unwrap();
            Self { clock: Arc::default(), queue, folder }
        }

        async fn server(&self, name: &str) -> LeasedQueues {
            let store = Store::open(&self.folder.path().join("db")).await.unwrap();
            LeasedQueues::open(store, name, self.clock.clone()).await.unwrap()
        }

        fn leases_run_out(&self) {
            let lease = Millis::try_from(LEASE.as_millis()).unwrap();
            self.clock.0.fetch_add(lease, Ordering::Relaxed);
        }
    }

    #[tokio::test]
    async fn a_queue_is_held_by_one_server_and_free_once_its_guard_is_gone() {
        let world = World::new().await;
        let (a, b) = (world.server("a").await, world.server("b").await);
        let mut guard = a.lock(world.queue).await.unwrap();
        guard.settled = true;
        assert!(b.try_lock(world.queue).await.unwrap().is_none());
        assert!(a.try_lock(world.queue).await.unwrap().is_none());
        assert!(b.write(&[world.queue]).await.is_err(), "who has no lock writes nothing");
        drop(guard);
        // Waits for the lease to be given back.
        drop(b.lock(world.queue).await.unwrap());
        let guard = a.lock(world.queue).await.unwrap();
        assert!(!guard.settled, "another had it: what it left is looked at");
    }

    #[tokio::test]
    async fn a_server_that_had_the_queue_alone_does_not_settle_again() {
        let world = World::new().await;
        let a = world.server("a").await;
        a.lock(world.queue).await.unwrap().settled = true;
        assert!(a.lock(world.queue).await.unwrap().settled);
    }

    #[tokio::test]
    async fn what_a_server_writes_after_another_took_over_is_refused() {
        let world = World::new().await;
        let (a, b) = (world.server("a").await, world.server("b").await);
        let slow = a.lock(world.queue).await.unwrap();
        world.leases_run_out();
        let held = b.lock(world.queue).await.unwrap();
        let refused = a.write(&[world.queue]).await.err().unwrap();
        assert!(matches!(refused, EngineError::Moved(_)), "{refused}");
        drop(slow);
        b.write(&[world.queue]).await.unwrap().commit().await.unwrap();
        drop(held);
    }

    #[tokio::test]
    async fn a_restarted_server_waits_for_nothing_that_its_earlier_process_held() {
        let world = World::new().await;
        let name = server_name(world.folder.path()).unwrap();
        let dead = world.server(&name).await;
        let held = dead.lock(world.queue).await.unwrap();
        assert_eq!(server_name(world.folder.path()).unwrap(), name);
        let again = world.server(&name).await;
        assert!(again.try_lock(world.queue).await.unwrap().is_some());
        drop(held);
    }

    #[tokio::test]
    async fn a_server_that_ends_leaves_no_queue_that_another_has_to_wait_for() {
        let world = World::new().await;
        let (a, b) = (world.server("a").await, world.server("b").await);
        // Its task was ended in the middle; the guard's own way of giving back may come too late.
        let held = a.lock(world.queue).await.unwrap();
        a.close().await;
        assert!(b.try_lock(world.queue).await.unwrap().is_some());
        drop(held);
    }
}
