//! Which server follows the cluster of a fabric, and which one writes to it: one at a time each, on one database.
//!
//! Following is held for as long as the server runs; writing to the cluster for one going through of what is due, or
//! for one request. What either writes down goes through [`FabricLeases::write`], under the lease's number: a server that
//! was overtaken is refused by the database. The cluster knows no such number, so an act is sent only after
//! [`FabricLeases::sure`]: the lease is still this server's, and lasts for longer than the act may take.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use hedgerow_model::{FabricId, Millis};
use hedgerow_store::{Lease, Leased, Store, StoreError, Transaction};
use tokio::sync::{Notify, OwnedMutexGuard};
use tokio::task::JoinHandle;

use super::lock;
use super::time::Clock;
use crate::error::EngineError;

/// For how long a lease is taken and renewed: how long nobody follows a cluster when its server dies and does not come
/// back. An act takes two exchanges with a cluster, of 30 seconds at most each.
const LEASE: Duration = Duration::from_secs(90);

/// How often it is renewed: several renewals may fail.
const RENEW: Duration = Duration::from_secs(10);

/// How old the last renewal may be when an act is sent.
const FRESH: Duration = Duration::from_secs(20);

/// For how long a request waits for who has a lease: longer than one that died keeps it.
const PATIENCE: Duration = Duration::from_secs(120);

/// How often it is looked whether another server let go.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// The leases of fabrics that this server holds.
pub(crate) struct FabricLeases(Arc<Shared>);

/// Within this process: held by who has the lease, with the way back of the last one.
type Here = Arc<tokio::sync::Mutex<Option<JoinHandle<()>>>>;

struct Shared {
    store: Store,
    /// This process of this server.
    holder: String,
    clock: Arc<dyn Clock>,
    here: Mutex<HashMap<Leased, Here>>,
    held: Mutex<HashMap<Leased, Held>>,
    /// A lease was lost.
    lost: Notify,
}

#[derive(Clone, Copy)]
struct Held {
    fence: i64,
    renewed: Instant,
}

/// The right to follow a fabric's cluster or to write to it, until it is dropped or lost.
pub(crate) struct FabricLease {
    shared: Arc<Shared>,
    lease: Lease,
    renewal: JoinHandle<()>,
    here: OwnedMutexGuard<Option<JoinHandle<()>>>,
}

impl FabricLease {
    /// Whether another server has it now, or it was taken away.
    pub(crate) fn is_lost(&self) -> bool {
        self.shared.fence(self.lease.of) != Some(self.lease.fence)
    }
}

impl Drop for FabricLease {
    fn drop(&mut self) {
        self.renewal.abort();
        self.shared.forget(self.lease.of, self.lease.fence);
        // Without a runtime the process ends: its next start gives the lease back.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let (shared, lease) = (self.shared.clone(), self.lease.clone());
        *self.here = Some(runtime.spawn(async move {
            if let Err(error) = shared.store.release_lease(&lease).await {
                tracing::debug!(%error, "a lease could not be released and will expire");
            }
        }));
    }
}

impl FabricLeases {
    /// For this process of a server.
    pub(crate) fn new(store: Store, holder: String, clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Shared {
            store,
            holder,
            clock,
            here: Mutex::default(),
            held: Mutex::default(),
            lost: Notify::new(),
        }))
    }

    /// The lease, if nobody has it.
    pub(crate) async fn try_take(&self, of: Leased) -> Result<Option<FabricLease>, EngineError> {
        let Ok(here) = self.0.here(of).try_lock_owned() else { return Ok(None) };
        Ok(self.attempt(of, here).await?.ok())
    }

    /// Waits for the lease until nobody else has it, for a while.
    pub(crate) async fn take(&self, of: Leased) -> Result<FabricLease, EngineError> {
        tokio::time::timeout(PATIENCE, self.wait(of)).await.unwrap_or_else(|_| Err(busy()))
    }

    async fn wait(&self, of: Leased) -> Result<FabricLease, EngineError> {
        let mut here = self.0.here(of).lock_owned().await;
        loop {
            here = match self.attempt(of, here).await? {
                Ok(lease) => return Ok(lease),
                Err(here) => here,
            };
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Takes the lease for who has it here. On a task of its own: when nobody waits for the answer any more, it is given
    /// back.
    async fn attempt(
        &self,
        of: Leased,
        here: OwnedMutexGuard<Option<JoinHandle<()>>>,
    ) -> Result<Result<FabricLease, OwnedMutexGuard<Option<JoinHandle<()>>>>, EngineError> {
        // Looking writes nothing: most of the time, the same other server has it.
        if here.is_none() && self.0.store.is_leased(of, self.0.clock.now()).await? {
            return Ok(Err(here));
        }
        tokio::spawn(self.0.clone().attempt(of, here))
            .await
            .map_err(|error| EngineError::Internal(format!("a worker ended early: {error}")))?
    }

    /// Whether this server has it, as far as it knows.
    pub(crate) fn has(&self, of: Leased) -> bool {
        self.0.fence(of).is_some()
    }

    /// Begins a group of writes of who has the lease.
    pub(crate) async fn write(&self, of: Leased) -> Result<Transaction, EngineError> {
        let Some(fence) = self.0.fence(of) else { return Err(overtaken()) };
        match self.0.store.write_fenced(of, fence).await {
            Err(error @ StoreError::LeaseLost { .. }) => {
                self.0.lose(of, fence);
                Err(error.into())
            }
            other => Ok(other?),
        }
    }

    /// Whether the lease is still this server's and lasts for longer than an act in a cluster may take: asked before
    /// something is sent that cannot be taken back.
    pub(crate) async fn sure(&self, of: Leased) -> Result<(), EngineError> {
        let held = lock(&self.0.held).get(&of).copied();
        let Some(held) = held else { return Err(overtaken()) };
        if held.renewed.elapsed() < FRESH {
            drop(self.write(of).await?);
            return Ok(());
        }
        self.0.renew_once(of, held.fence).await.map_err(EngineError::from)
    }

    /// Ends when a lease was lost.
    pub(crate) async fn lost(&self) {
        self.0.lost.notified().await;
    }
}

fn busy() -> EngineError {
    EngineError::Moved(
        "the fabric's cluster is being written to for longer than a request waits; try again"
            .to_owned(),
    )
}

fn overtaken() -> EngineError {
    EngineError::Moved(
        "another server works with the fabric's cluster now, or where it lives was changed; try again"
            .to_owned(),
    )
}

impl Shared {
    fn here(&self, of: Leased) -> Here {
        lock(&self.here).entry(of).or_default().clone()
    }

    fn fence(&self, of: Leased) -> Option<i64> {
        lock(&self.held).get(&of).map(|held| held.fence)
    }

    fn forget(&self, of: Leased, fence: i64) {
        let mut held = lock(&self.held);
        if held.get(&of).is_some_and(|it| it.fence == fence) {
            held.remove(&of);
        }
    }

    fn lose(&self, of: Leased, fence: i64) {
        self.forget(of, fence);
        self.lost.notify_one();
    }

    fn until(&self) -> Millis {
        self.clock.now() + Millis::try_from(LEASE.as_millis()).unwrap_or(Millis::MAX)
    }

    async fn attempt(
        self: Arc<Self>,
        of: Leased,
        mut here: OwnedMutexGuard<Option<JoinHandle<()>>>,
    ) -> Result<Result<FabricLease, OwnedMutexGuard<Option<JoinHandle<()>>>>, EngineError> {
        if let Some(giving_back) = here.take() {
            // One that failed gave nothing back; the lease then ends by itself.
            let _ = giving_back.await;
        }
        let (now, renewed) = (self.clock.now(), Instant::now());
        let lease = self.store.acquire_lease(of, &self.holder, now, self.until()).await?;
        let Some(lease) = lease else { return Ok(Err(here)) };
        lock(&self.held).insert(of, Held { fence: lease.fence, renewed });
        let renewal = tokio::spawn(self.clone().renew(of, lease.fence));
        Ok(Ok(FabricLease { shared: self, lease, renewal, here }))
    }

    async fn renew(self: Arc<Self>, of: Leased, fence: i64) {
        loop {
            tokio::time::sleep(RENEW).await;
            match self.renew_once(of, fence).await {
                Ok(()) => {}
                Err(error @ StoreError::LeaseLost { .. }) => {
                    tracing::warn!(%error, "work with a fabric's cluster was taken over");
                    return;
                }
                Err(error) => tracing::warn!(%error, "a lease could not be renewed"),
            }
        }
    }

    async fn renew_once(&self, of: Leased, fence: i64) -> Result<(), StoreError> {
        let renewed = Instant::now();
        let lease = Lease { of, holder: self.holder.clone(), fence, until: 0 };
        match self.store.renew_lease(&lease, self.until()).await {
            Ok(_) => {
                if let Some(held) = lock(&self.held).get_mut(&of).filter(|it| it.fence == fence) {
                    held.renewed = renewed;
                }
                Ok(())
            }
            Err(error @ StoreError::LeaseLost { .. }) => {
                self.lose(of, fence);
                Err(error)
            }
            Err(error) => Err(error),
        }
    }
}

impl super::Core {
    /// Whether this server follows the cluster of a fabric.
    pub(crate) fn follows(&self, fabric: FabricId) -> bool {
        self.fabric_leases.has(Leased::Following(fabric))
    }

    /// Looks whether this server still has what it had of a fabric: where that lives was changed, perhaps by another.
    pub(crate) async fn look_at_leases(&self, fabric: FabricId) -> Result<(), EngineError> {
        for of in [Leased::Following(fabric), Leased::Applying(fabric)] {
            if self.fabric_leases.has(of) {
                match self.fabric_leases.write(of).await {
                    Ok(_) | Err(EngineError::Moved(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    /// The right to follow the cluster of a fabric, if nobody has it.
    pub(crate) async fn try_follow(
        &self,
        fabric: FabricId,
    ) -> Result<Option<FabricLease>, EngineError> {
        self.fabric_leases.try_take(Leased::Following(fabric)).await
    }

    /// As the store's `write`, for who follows the cluster of a fabric.
    pub(crate) async fn write_following(
        &self,
        fabric: FabricId,
    ) -> Result<Transaction, EngineError> {
        self.fabric_leases.write(Leased::Following(fabric)).await
    }

    /// Waits until nobody else, here or on another server, writes to the cluster of a fabric.
    pub(crate) async fn lock_applying(&self, fabric: FabricId) -> Result<FabricLease, EngineError> {
        self.fabric_leases.take(Leased::Applying(fabric)).await
    }

    /// As the store's `write`, for who has [`Self::lock_applying`].
    pub(crate) async fn write_applying(
        &self,
        fabric: FabricId,
    ) -> Result<Transaction, EngineError> {
        self.fabric_leases.write(Leased::Applying(fabric)).await
    }

    /// Asked by who has [`Self::lock_applying`], right before something is sent to the cluster: that is an error where
    /// another server took over.
    pub(crate) async fn sure_to_apply(&self, fabric: FabricId) -> Result<(), EngineError> {
        self.fabric_leases.sure(Leased::Applying(fabric)).await
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
        of: Leased,
        folder: TempDir,
    }

    impl World {
        async fn new() -> Self {
            let folder = TempDir::new().unwrap();
            let store = Store::open(&folder.path().join("db")).await.unwrap();
            let mut tx = store.write().await.unwrap();
            let mode = hedgerow_model::PublishMode::Manual;
            let fabric = tx.add_fabric("f", mode, 0, &[], 1).await.unwrap();
            tx.commit().await.unwrap();
            Self { clock: Arc::default(), of: Leased::Applying(fabric), folder }
        }

        async fn server(&self, name: &str) -> FabricLeases {
            let store = Store::open(&self.folder.path().join("db")).await.unwrap();
            FabricLeases::new(store, format!("{name}/1"), self.clock.clone())
        }

        fn leases_run_out(&self) {
            let lease = Millis::try_from(LEASE.as_millis()).unwrap();
            self.clock.0.fetch_add(lease, Ordering::Relaxed);
        }
    }

    #[tokio::test]
    async fn one_server_has_it_and_another_once_it_is_given_back() {
        let world = World::new().await;
        let (a, b) = (world.server("a").await, world.server("b").await);
        let held = a.try_take(world.of).await.unwrap().unwrap();
        assert!(a.has(world.of) && !held.is_lost());
        assert!(a.try_take(world.of).await.unwrap().is_none(), "one at a time here, too");
        assert!(b.try_take(world.of).await.unwrap().is_none());
        assert!(b.write(world.of).await.is_err() && b.sure(world.of).await.is_err());
        a.write(world.of).await.unwrap().commit().await.unwrap();
        a.sure(world.of).await.unwrap();
        drop(held);
        assert!(!a.has(world.of));
        // Waits for the lease to be given back.
        drop(b.take(world.of).await.unwrap());
        // It is given back by and by, so that who only tries may be too early.
        drop(a.take(world.of).await.unwrap());
    }

    #[tokio::test]
    async fn who_was_overtaken_writes_and_sends_nothing_and_hears_of_it() {
        let world = World::new().await;
        let (a, b) = (world.server("a").await, world.server("b").await);
        let slow = a.try_take(world.of).await.unwrap().unwrap();
        world.leases_run_out();
        let held = b.try_take(world.of).await.unwrap().unwrap();
        assert!(!slow.is_lost(), "nobody told it");
        assert!(matches!(a.sure(world.of).await, Err(EngineError::Moved(_))));
        assert!(slow.is_lost() && !a.has(world.of));
        a.lost().await;
        assert!(matches!(a.write(world.of).await, Err(EngineError::Moved(_))));
        drop(slow);
        b.write(world.of).await.unwrap().commit().await.unwrap();
        b.sure(world.of).await.unwrap();
        drop(held);
    }

    #[tokio::test]
    async fn what_is_sent_late_is_sent_under_a_lease_that_lasts() {
        let world = World::new().await;
        let (a, b) = (world.server("a").await, world.server("b").await);
        let held = a.try_take(world.of).await.unwrap().unwrap();
        lock(&a.0.held).get_mut(&world.of).unwrap().renewed -= FRESH;
        world.leases_run_out();
        a.sure(world.of).await.unwrap();
        assert!(b.try_take(world.of).await.unwrap().is_none(), "it was renewed");
        drop(held);
    }
}
