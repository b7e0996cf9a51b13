//! The database behind a domain interface.
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
mod approvals;
mod audit;
mod changes;
mod conflicts;
mod credentials;
mod documents;
mod drafts;
mod earlier;
mod edges;
mod error;
mod fabrics;
mod findings;
mod leases;
mod news;
mod outbox;
mod places;
mod reads;
mod repositories;
mod revisions;
mod rewrap;
mod runs;
mod sessions;
mod tokens;
mod transports;
mod wanted;

use std::path::Path;
use std::sync::{Arc, RwLock};

use sqlx::Connection as _;
use sqlx::pool::PoolConnection;

pub use accounts::{NewUser, RoleGrant, User};
pub use audit::{
    AuditEntry, AuditFilter, AuditProblem, AuditProblemKind, AuditVerification, NewAudit, Unlocked,
};
pub use changes::ChangeFilter;
pub use credentials::{Credential, CredentialFields, NewCredential};
pub use edges::{DocumentEdges, DueDraft, Referrer};
pub use error::StoreError;
pub use leases::Lease;
pub use news::News;
pub use outbox::{EventMark, Overheard, StoredEvent};
pub use reads::{
    ChangePage, ConflictLine, DocumentFilter, DocumentLine, DraftLine, FabricFigures, FindingKey,
    Hit, KindFigures,
};
pub use rewrap::Rewrapped;
pub use sessions::{FoundSession, NewSession, Session};
pub use tokens::{ApiToken, FoundToken, NewApiToken};
pub use transports::{NextSecret, Transport, TransportFields};

use audit::{AuditKeys, Head};
use dialect::{Connection, Db, Pool, open};
use hedgerow_model::{Millis, QueueId};
use writing::Writing;

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    readers: Pool,
    writer: Pool,
    writing: Writing,
    news: News,
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
    fences: Vec<(QueueId, i64)>,
    /// What is to be told with its commit.
    events: Vec<outbox::NewEvent>,
    /// Whether something may be due earlier than before.
    due: bool,
    news: News,
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
        let open::Pools { writer, readers } = open::open(file).await?;
        Ok(Self {
            readers,
            writer,
            writing: Writing::default(),
            news: News::default(),
            audit: Arc::default(),
        })
    }

    /// Starts a group of writes; waits for the group before it. Until it is committed or dropped,
    /// reads of the same task go through it and not through the store: a debug build checks it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn write(&self) -> Result<Transaction, StoreError> {
        if let Ok(inner) = self.writer.begin_with(open::BEGIN).await {
            return Ok(self.group(inner));
        }
        // A commit that failed, on a full disk for example, leaves the connection inside its
        // transaction. A new connection has none.
        self.writer.acquire().await?.detach().close_hard().await?;
        Ok(self.group(self.writer.begin_with(open::BEGIN).await?))
    }

    fn group(&self, inner: sqlx::Transaction<'static, Db>) -> Transaction {
        let _writing = self.writing.begins();
        Transaction {
            inner,
            _writing,
            audit_keys: self.audit_keys(),
            audit_head: None,
            fences: Vec::new(),
            events: Vec::new(),
            due: false,
            news: self.news.clone(),
        }
    }

    /// What commits through this handle and its clones tell those who wait for them.
    #[must_use]
    pub fn news(&self) -> &News {
        &self.news
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

    /// Whether the database answers; for readiness.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(self.readers()).await?;
        Ok(())
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
        self.inner.commit().await?;
        self.news.committed(told, self.due);
        Ok(())
    }

    fn connection(&mut self) -> &mut Connection {
        &mut self.inner
    }
}
