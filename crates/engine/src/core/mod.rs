//! What every part of the engine shares: the database, the mirrors, one lock per queue and one
//! per fabric.
//!
//! A queue's lock is held for everything that moves its branch or the database's picture of it.
//! A fabric's lock is held, briefly, by whoever saves drafts or commits an ingest of it, so that a
//! draft's base is what Git had when it was saved. Order: queue before fabric.

mod lookup;
mod mirror_files;
mod steps;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use hedgerow_git::{Cancel, Credential, Mirror, MirrorOptions, Oid, RemoteUrl};
use hedgerow_model::{FabricId, Millis, Queue, QueueId, Repository, RepositoryId, Source};
use hedgerow_schema::Catalogue;
use hedgerow_seal::Keyring;
use hedgerow_store::Store;
use tokio::sync::OwnedMutexGuard;

use crate::admin::ConfiguredStates;
use crate::config::EngineConfig;
use crate::error::EngineError;
use crate::ingest::ParseCache;
use crate::reads::LastCommits;
use crate::told::EventLog;
use crate::views::{Event, SyncReport};

pub(crate) use mirror_files::MirrorFiles;
pub(crate) use steps::SharedSteps;
pub use steps::{NoSteps, POINTS, Steps};

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

/// What a queue's lock protects beside the branch itself.
#[derive(Debug, Default)]
pub(crate) struct QueueState {
    /// Whether the runs that an earlier process left unfinished were settled.
    pub(crate) settled: bool,
}

pub(crate) type QueueGuard = OwnedMutexGuard<QueueState>;

type Locks<K, T> = Mutex<HashMap<K, Arc<tokio::sync::Mutex<T>>>>;

pub(crate) struct Core {
    pub(crate) config: EngineConfig,
    pub(crate) store: Store,
    /// What opens stored secrets.
    pub(crate) keyring: Keyring,
    /// What is known of the credentials of the configuration.
    pub(crate) configured: ConfiguredStates,
    pub(crate) steps: SharedSteps,
    pub(crate) events: Arc<EventLog>,
    pub(crate) cancel: Cancel,
    /// Wakes the schedule: something may be due earlier than it thinks.
    pub(crate) wake: tokio::sync::Notify,
    pub(crate) parsed: Arc<ParseCache>,
    /// Who last touched which file.
    pub(crate) last_commits: LastCommits,
    /// First reports of fabrics that were read along with another: for whoever asks next.
    untold: Mutex<HashMap<FabricId, SyncReport>>,
    mirrors: Mutex<HashMap<RepositoryId, Mirror>>,
    queues: Locks<QueueId, QueueState>,
    fabrics: Locks<FabricId, ()>,
    catalogues: Mutex<HashMap<FabricId, Catalogue>>,
    builtin: Catalogue,
}

/// One queue with all that is needed to work on it.
#[derive(Clone)]
pub(crate) struct Branch {
    pub(crate) queue: Queue,
    pub(crate) sources: Vec<Source>,
    pub(crate) mirror: Mirror,
    pub(crate) credential: Credential,
    pub(crate) repository: Repository,
}

impl Branch {
    /// The head the database agrees with.
    pub(crate) fn head(&self) -> Result<Option<Oid>, EngineError> {
        self.queue.head.as_deref().map(oid).transpose()
    }
}

/// Reads an object id that was stored as text.
pub(crate) fn oid(text: &str) -> Result<Oid, EngineError> {
    text.parse().map_err(|error| EngineError::Internal(format!("stored object id: {error}")))
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Now, in milliseconds since 1970.
pub(crate) fn now() -> Millis {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX))
}

/// Runs work that blocks on a thread of its own kind.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, EngineError> {
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
    ) -> Self {
        Self {
            config,
            store,
            keyring,
            configured: ConfiguredStates::default(),
            steps,
            events: Arc::new(EventLog::new()),
            cancel: Cancel::new(),
            wake: tokio::sync::Notify::new(),
            parsed: Arc::default(),
            last_commits: LastCommits::default(),
            untold: Mutex::default(),
            mirrors: Mutex::default(),
            queues: Mutex::default(),
            fabrics: Mutex::default(),
            catalogues: Mutex::default(),
            builtin: Catalogue::builtin(),
        }
    }

    /// Keeps the first report of a fabric that nobody asked to sync yet.
    pub(crate) fn keep_untold(&self, id: FabricId, report: SyncReport) {
        lock(&self.untold).insert(id, report);
    }

    /// The first report of a fabric, once.
    pub(crate) fn untold(&self, id: FabricId) -> Option<SyncReport> {
        lock(&self.untold).remove(&id)
    }

    /// Tells whoever listens. Nobody listening is fine.
    pub(crate) fn tell(&self, event: Event) {
        self.events.tell(event);
    }

    pub(crate) fn progress(&self, fabric: Option<&str>, step: &str) {
        self.tell(Event::Progress {
            fabric: fabric.map(str::to_owned),
            step: step.to_owned(),
            done: None,
            total: None,
        });
    }

    pub(crate) async fn lock_queue(&self, id: QueueId) -> QueueGuard {
        let mutex = lock(&self.queues).entry(id).or_default().clone();
        mutex.lock_owned().await
    }

    pub(crate) async fn lock_fabric(&self, id: FabricId) -> OwnedMutexGuard<()> {
        let mutex = lock(&self.fabrics).entry(id).or_default().clone();
        mutex.lock_owned().await
    }

    /// What is known of the kinds of a fabric.
    pub(crate) async fn catalogue(&self, id: FabricId) -> Result<Catalogue, EngineError> {
        if let Some(known) = lock(&self.catalogues).get(&id) {
            return Ok(known.clone());
        }
        let crds = self.store.crds(id).await?;
        let catalogue = if crds.is_empty() {
            self.builtin.clone()
        } else {
            let files: Vec<(String, String)> =
                crds.into_iter().map(|crd| (crd.name, crd.text)).collect();
            blocking(move || Catalogue::with_crds(&files).0).await?
        };
        lock(&self.catalogues).insert(id, catalogue.clone());
        Ok(catalogue)
    }

    pub(crate) fn forget_fabric(&self, id: FabricId) {
        lock(&self.catalogues).remove(&id);
        lock(&self.fabrics).remove(&id);
        lock(&self.untold).remove(&id);
        // A row's number may be given to another fabric, with other definitions.
        self.parsed.clear();
    }

    /// The queue with its repository, sources and mirror, as they are now.
    pub(crate) async fn branch(&self, id: QueueId) -> Result<Branch, EngineError> {
        let (queue, repository) = self.store.queue_with_repository(id).await?;
        let sources = self.store.sources_of_queue(id).await?;
        let mirror = self.mirror(&repository).await?;
        let url = self.url(&repository.url)?;
        let credential = self.admin().credential_of(repository.credential.as_deref(), &url).await?;
        Ok(Branch { queue, sources, mirror, credential, repository })
    }

    /// The mirror of a queue's repository, without all that a [`Branch`] holds.
    pub(crate) async fn mirror_of(&self, id: QueueId) -> Result<Mirror, EngineError> {
        let (_, repository) = self.store.queue_with_repository(id).await?;
        self.mirror(&repository).await
    }

    pub(crate) fn url(&self, url: &str) -> Result<RemoteUrl, EngineError> {
        let parsed =
            RemoteUrl::parse(url).map_err(|error| EngineError::Invalid(error.to_string()))?;
        if parsed.file_path().is_some() && !self.config.allow_file {
            return Err(EngineError::Invalid(
                "repositories on the server's own disk are not allowed here; set \
                 allow_file_repositories in its configuration, or use an https or ssh URL"
                    .to_owned(),
            ));
        }
        Ok(parsed)
    }

    pub(crate) fn mirror_options(&self) -> MirrorOptions {
        MirrorOptions {
            git_program: self.config.git.clone(),
            deadline: self.config.deadline,
            allow_file: self.config.allow_file,
            ..MirrorOptions::default()
        }
    }

    /// The mirror of a repository, opened or made.
    pub(crate) async fn mirror(&self, repository: &Repository) -> Result<Mirror, EngineError> {
        let known = lock(&self.mirrors).get(&repository.id).cloned();
        if let Some(mirror) = known {
            if mirror.path().join("HEAD").is_file() {
                return Ok(mirror);
            }
            // Somebody deleted the cache.
            lock(&self.mirrors).remove(&repository.id);
        }
        let url = self.url(&repository.url)?;
        let path = self.config.data.join("mirrors").join(format!("{}.git", repository.id));
        let options = self.mirror_options();
        let mirror = blocking(move || Mirror::open_or_create(&path, &url, &options))
            .await?
            .map_err(|error| EngineError::Internal(error.to_string()))?;
        let mut mirrors = lock(&self.mirrors);
        Ok(mirrors.entry(repository.id).or_insert(mirror).clone())
    }

    pub(crate) fn forget_repository(&self, id: RepositoryId) {
        lock(&self.mirrors).remove(&id);
        let path = self.config.data.join("mirrors").join(format!("{id}.git"));
        // A mirror is a cache: what is left of it harms nobody.
        let _ = std::fs::remove_dir_all(path);
    }
}
