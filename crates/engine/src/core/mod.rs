//! What every part of the engine shares: the database, the mirrors, the locks, and what a process
//! knows and others do not. What of that two servers would have to agree on is behind an interface
//! of its own here: [`QueueLocks`], [`FabricLocks`], [`Catalogues`] and [`CredentialStates`]. Events,
//! wake-ups and leases of clusters ([`FabricLeases`]) come from the database.

mod branch;
mod catalogues;
mod credential_states;
mod events;
mod fabric_leases;
mod inventories;
mod leases;
mod locks;
mod lookup;
mod mirror_files;
mod mirrors;
mod notes;
mod observed;
mod parallel;
mod reports;
mod request;
mod soon;
mod steps;
mod time;
mod waits;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hedgerow_cluster::Programs;
use hedgerow_git::Cancel;
use hedgerow_model::{FabricId, Millis};
use hedgerow_schema::Catalogue;
use hedgerow_seal::Keyring;
use hedgerow_store::Store;

use crate::config::EngineConfig;
use crate::error::EngineError;
use crate::ingest::ParseCache;
use crate::reads::{Answers, LastCommits, Versions};

pub(crate) use self::catalogues::digest_of_told;
use self::catalogues::{Catalogues, CataloguesInMemory, Redefined};
use self::credential_states::StatesInMemory;
use self::inventories::Inventories;
use self::locks::FabricsInProcess;
use self::mirrors::OpenMirrors;
use self::observed::Observed;
use self::reports::Untold;
use self::waits::Waits;

pub(crate) use branch::{Branch, oid};
pub(crate) use credential_states::{Configured, CredentialStates};
pub(crate) use events::Events;
pub use events::{EventId, Listener, StreamItem};
pub(crate) use fabric_leases::{FabricLease, FabricLeases};
pub(crate) use inventories::{Due, HeldInventory, that_count};
pub(crate) use leases::{LeasedQueues, server_name};
pub(crate) use locks::{FabricGuard, FabricLocks, QueueGuard, QueueLocks};
pub(crate) use mirror_files::{MirrorFiles, whole};
pub(crate) use mirrors::fetch;
pub(crate) use notes::Note;
pub(crate) use observed::{Due as ObservedDue, Touched};
pub(crate) use parallel::on_all_processors;
pub(crate) use request::{Held, held, is_abandoned};
pub use request::{Permit, for_request, to_its_end};
pub(crate) use soon::Soon;
pub(crate) use steps::SharedSteps;
pub use steps::{NoSteps, POINTS, Steps};
pub(crate) use time::now;
pub use time::{Clock, SystemClock};

/// A capability of the engine: a handle on what all share, with methods of its own. What others may
/// call of it is `pub(crate)`; its folder keeps everything else to itself.
macro_rules! capability {
    ($(#[$doc:meta])+ $name:ident, $method:ident) => {
        $(#[$doc])+
        #[derive(Clone, Copy)]
        pub(crate) struct $name<'a>(&'a crate::core::Core);

        impl std::ops::Deref for $name<'_> {
            type Target = crate::core::Core;

            fn deref(&self) -> &crate::core::Core {
                self.0
            }
        }

        impl crate::core::Core {
            pub(crate) fn $method(&self) -> $name<'_> {
                $name(self)
            }
        }
    };
}
pub(crate) use capability;

pub(crate) struct Core {
    pub(crate) config: EngineConfig,
    pub(crate) store: Store,
    /// What opens stored secrets.
    pub(crate) keyring: Keyring,
    /// What is known of the credentials of the configuration.
    pub(crate) configured: Box<dyn CredentialStates>,
    pub(crate) steps: SharedSteps,
    pub(crate) events: Arc<Events>,
    pub(crate) cancel: Cancel,
    pub(crate) parsed: Arc<ParseCache>,
    /// Who last touched which file.
    pub(crate) last_commits: LastCommits,
    /// What files said of resources.
    pub(crate) versions: Arc<Versions>,
    /// Who set what, as it was last told.
    pub(crate) answers: Arc<Answers>,
    queues: Box<dyn QueueLocks>,
    fabrics: Box<dyn FabricLocks>,
    /// The programs with which it may log in to clusters.
    pub(crate) programs: Programs,
    /// Which clusters this server follows and writes to.
    pub(crate) fabric_leases: FabricLeases,
    catalogues: Box<dyn Catalogues>,
    /// Fabrics of whose kinds something else is known.
    pub(crate) redefined: Redefined,
    inventories: Inventories,
    /// Fabrics whose clusters are followed.
    pub(crate) observed: Observed,
    /// Held by who verifies a fabric: one at a time.
    pub(crate) verifying: tokio::sync::Mutex<()>,
    builtin: Catalogue,
    untold: Untold,
    mirrors: OpenMirrors,
    waits: Waits,
    /// When this process began to work: what began before is what another left.
    pub(crate) began: Millis,
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs work that blocks on a thread of its own kind. It holds the permit of its request to its end.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, EngineError> {
    let held = held();
    let work = move || {
        let done = work();
        drop(held);
        done
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| EngineError::Internal(format!("a worker ended early: {error}")))
}

impl Core {
    pub(crate) fn new(
        config: EngineConfig,
        store: Store,
        keyring: Keyring,
        steps: SharedSteps,
        (queues, fabric_leases): (Box<dyn QueueLocks>, FabricLeases),
        events: Events,
    ) -> Self {
        Self {
            queues,
            fabrics: Box::new(FabricsInProcess::default()),
            fabric_leases,
            programs: Programs::listed(config.cluster_exec.clone()),
            catalogues: Box::new(CataloguesInMemory::default()),
            redefined: Redefined::default(),
            inventories: Inventories::default(),
            observed: Observed::default(),
            verifying: tokio::sync::Mutex::default(),
            configured: Box::new(StatesInMemory::default()),
            events: Arc::new(events),
            config,
            store,
            keyring,
            steps,
            cancel: Cancel::new(),
            parsed: Arc::default(),
            last_commits: LastCommits::default(),
            versions: Arc::default(),
            answers: Arc::default(),
            builtin: Catalogue::builtin(),
            untold: Untold::default(),
            mirrors: OpenMirrors::default(),
            waits: Waits::default(),
            began: now(),
        }
    }

    pub(crate) fn forget_fabric(&self, id: FabricId) {
        self.catalogues.forget(id);
        self.inventories.forget(id);
        self.observed.forget(id);
        self.fabrics.forget(id);
        self.untold.forget(id);
        // A row's number may be given to another fabric, with other definitions.
        self.parsed.clear();
    }
}
