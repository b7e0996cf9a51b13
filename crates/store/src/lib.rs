//! The database: domain methods over SQLite.
//!
//! [`Store`] reads; every write goes through one [`Transaction`], published atomically and made
//! durable by its [`Transaction::commit`]: one fsync per group of changes. What is one database's own
//! stands in `dialect`. This crate knows nothing of YAML, Git or HTTP; what a commit
//! leaves true is said at each method, because recovery after a crash rests on it.

mod dialect;
#[macro_use]
mod sql;
mod writing;

mod accounts;
mod act_requests;
mod actual;
mod agreed;
mod applied;
mod approvals;
mod audit;
mod beside;
mod changes;
mod clashes;
mod cluster_kinds;
mod clusters;
mod conflicts;
mod credentials;
mod declared;
mod documents;
mod drafts;
mod drifts;
mod earlier;
mod edges;
mod error;
mod fabrics;
mod findings;
mod follower_notes;
mod given;
mod healed;
mod judged;
mod leases;
mod lives;
mod moving;
mod outbox;
mod places;
mod policies;
mod policy_files;
mod reads;
mod repositories;
mod revisions;
mod rewrap;
mod runs;
mod saved_filters;
mod saves;
mod sessions;
mod taken_back;
mod tokens;
mod transports;
mod trouble;
mod verified;
mod wakeups;
mod wanted;
mod watch;

use std::path::Path;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::pool::PoolConnection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use accounts::{NewUser, RoleGrant, User};
pub use agreed::AgreedPair;
pub use audit::{
    AuditEntry, AuditFilter, AuditProblem, AuditProblemKind, AuditVerification, NewAudit, Unlocked,
};
pub use changes::ChangeFilter;
pub use clashes::Clash;
pub use clusters::{NewCluster, Reached};
pub use conflicts::Decided;
pub use credentials::{Credential, CredentialFields, NewCredential};
pub use declared::Declaration;
pub use dialect::rescue::RESCUED;
pub use drifts::DriftFigure;
pub use edges::{DocumentEdges, DueDraft, Referrer};
pub use error::StoreError;
pub use given::Given;
pub use judged::Ruling;
pub use leases::{Lease, Leased};
pub use outbox::{EventMark, Overheard, StoredEvent};
pub use policies::StoredPolicy;
pub use reads::{
    ChangePage, ConflictFilter, ConflictLine, DocumentFilter, DocumentLine, DraftLine,
    FabricFigures, FindingKey, Hit, KindFigures, Named, RuleFigure, TextHit,
};
pub use rewrap::Rewrapped;
pub use saved_filters::{NewSavedFilter, SavedFilter, SavedOf};
pub use saves::{Before, Save, SaveLine, SavedDraft, UNDOABLE};
pub use sessions::{FoundSession, NewSession, Session};
pub use taken_back::PublishedWith;
pub use tokens::{ApiToken, FoundToken, NewApiToken};
pub use transports::{NextSecret, Transport, TransportFields};
pub use trouble::Trouble;
pub use verified::Verified;
pub use wakeups::Wakeups;

use audit::{AuditKeys, Head};
use dialect::trouble::is_locked;
use dialect::{Connection, Db, Pool, open};
use hedgerow_model::Millis;
use watch::Watch;
use writing::Writing;

/// How soon to ask again whether another program's lock is gone.
const AGAIN: Duration = Duration::from_millis(10);

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    readers: Pool,
    writer: Pool,
    /// One: the group of writes that is under way.
    turns: Arc<Semaphore>,
    watch: Arc<Watch>,
    writing: Writing,
    wakeups: Wakeups,
    audit: Arc<RwLock<Option<Arc<AuditKeys>>>>,
}

/// A group of writes that become visible and durable together.
///
/// Dropped without [`Transaction::commit`], it leaves nothing behind.
pub struct Transaction {
    inner: sqlx::Transaction<'static, Db>,
    _writing: writing::Guard,
    audit_keys: Option<Arc<AuditKeys>>,
    /// The newest entry, once this group appended any.
    audit_head: Option<Head>,
    /// The leases without which this group is refused: see [`Store::write_fenced`].
    fences: Vec<(Leased, i64)>,
    /// What is to be told with its commit.
    events: Vec<outbox::NewEvent>,
    /// Whether something may be due earlier than before.
    due: bool,
    wakeups: Wakeups,
    watch: Arc<Watch>,
    /// Given back last.
    _turn: OwnedSemaphorePermit,
}

impl std::fmt::Debug for Transaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Transaction")
    }
}

impl Store {
    /// Opens the database file, creating it and bringing its tables up to date.
    ///
    /// # Errors
    /// When the file cannot be opened, is not a database, or was written by a newer version.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let open::Pools { writer, readers, files } = open::open(file).await?;
        Ok(Self {
            readers,
            writer,
            turns: Arc::new(Semaphore::new(1)),
            watch: Arc::new(Watch::new(files)),
            writing: Writing::default(),
            wakeups: Wakeups::default(),
            audit: Arc::default(),
        })
    }

    /// Starts a group of writes; waits for the group before it, and at most five seconds for another
    /// program's lock. Until it is committed or dropped, reads of the same task go through it and not
    /// through the store: a debug build checks it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the database takes no writes.
    pub async fn write(&self) -> Result<Transaction, StoreError> {
        self.watch.refuses()?;
        let turn = tokio::time::timeout(open::TURN, self.turns.clone().acquire_owned()).await;
        // Nobody closes the turns.
        let Ok(Ok(turn)) = turn else { return Err(sqlx::Error::PoolTimedOut.into()) };
        self.begin(turn, watch::PATIENCE).await
    }

    /// Begins the group whose turn it is. Those who wait for another program's lock wait together: it is
    /// counted from when the first of them met it.
    async fn begin(
        &self,
        turn: OwnedSemaphorePermit,
        patience: Duration,
    ) -> Result<Transaction, StoreError> {
        let mut renewed = false;
        loop {
            self.watch.refuses()?;
            let error = match self.writer.begin_with(open::BEGIN).await {
                Ok(inner) => {
                    self.watch.not_locked();
                    return Ok(self.group(inner, turn));
                }
                Err(error) => error,
            };
            if is_locked(&error) {
                let (waited, locked) = self.watch.locked();
                if waited >= patience {
                    return Err(locked.into());
                }
                tokio::time::sleep(AGAIN).await;
            } else if renewed {
                return Err(error.into());
            } else {
                // A commit that failed, on a full disk for example, leaves the connection inside its
                // transaction. A new connection has none.
                self.writer.acquire().await?.detach().close_hard().await?;
                open::for_writing(&mut *self.writer.acquire().await?).await?;
                renewed = true;
            }
        }
    }

    fn group(
        &self,
        inner: sqlx::Transaction<'static, Db>,
        turn: OwnedSemaphorePermit,
    ) -> Transaction {
        let _writing = self.writing.begins();
        Transaction {
            inner,
            _writing,
            audit_keys: self.audit_keys(),
            audit_head: None,
            fences: Vec::new(),
            events: Vec::new(),
            due: false,
            wakeups: self.wakeups.clone(),
            watch: self.watch.clone(),
            _turn: turn,
        }
    }

    /// What commits through this handle and its clones tell those who wait for them.
    #[must_use]
    pub fn wakeups(&self) -> &Wakeups {
        &self.wakeups
    }

    /// Where reads go that stand in no group of writes. Whoever has a group open reads through it:
    /// these connections see the database as it was before.
    fn readers(&self) -> &Pool {
        self.writing.none_here();
        &self.readers
    }

    /// One of them.
    async fn reader(&self) -> Result<PoolConnection<Db>, StoreError> {
        Ok(self.readers().acquire().await?)
    }

    /// Finishes what is under way and closes the file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

impl Transaction {
    /// Makes the group visible and durable: after this returns, a power cut does not undo it.
    ///
    /// # Errors
    /// When the disk refuses; [`StoreError::LeaseLost`] when the group was begun for a lease that
    /// another has now. Then nothing of the group happened.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        let told = self.write_events().await?;
        self.seal_head().await?;
        self.check_fences().await?;
        self.watch.refuses()?;
        let done = self.inner.commit().await;
        self.watch.committed(&done);
        done?;
        self.wakeups.committed(told, self.due);
        Ok(())
    }

    fn connection(&mut self) -> &mut Connection {
        &mut self.inner
    }
}
