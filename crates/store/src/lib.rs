//! The database behind a domain interface.
//!
//! [`Store`] reads; every write goes through one [`Transaction`], published atomically and made
//! durable by its [`Transaction::commit`]: one fsync per group of changes. SQLite in WAL mode with
//! one writer and several readers. This crate knows nothing of YAML, Git or HTTP; what a commit
//! leaves true is said at each method, because recovery after a crash rests on it.

#[macro_use]
mod sql;

mod accounts;
mod approvals;
mod audit;
mod changes;
mod conflicts;
mod credentials;
mod documents;
mod drafts;
mod error;
mod fabrics;
mod findings;
mod reads;
mod repositories;
mod rewrap;
mod rows;
mod runs;
mod sessions;
mod tokens;

use std::path::Path;
use std::str::FromStr;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

pub use accounts::{NewUser, RoleGrant, User};
pub use approvals::{Approval, ChangeAuthor};
pub use audit::{
    AuditEntry, AuditFilter, AuditProblem, AuditProblemKind, AuditVerification, NewAudit, Unlocked,
};
pub use changes::ChangeFilter;
pub use credentials::{Credential, CredentialFields, NewCredential};
pub use error::StoreError;
pub use reads::{
    ChangePage, ConflictLine, DocumentFilter, DocumentLine, DraftLine, FabricFigures, FindingKey,
    Hit, KindFigures,
};
pub use rewrap::Rewrapped;
pub use rows::{
    Attempt, Change, ChangeOutcome, Conflict, CrdFile, Document, Draft, Fabric, Finding,
    NewConflict, NewDraft, NewSource, Person, Queue, QueueId, Repository, Requested, Run, RunStep,
    Source, Standing, Validity,
};
pub use sessions::{FoundSession, NewSession, Session};
pub use tokens::{ApiToken, FoundToken, NewApiToken};

use audit::{AuditKeys, Head};

/// Milliseconds since 1970.
pub type Millis = i64;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// How many pages the write-ahead log may hold before it is copied into the database file.
const CHECKPOINT_PAGES: u32 = 4000;

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    readers: SqlitePool,
    writer: SqlitePool,
    audit: Arc<RwLock<Option<Arc<AuditKeys>>>>,
}

/// A group of writes that become visible and durable together.
///
/// Dropped without [`Transaction::commit`], it leaves nothing behind.
pub struct Transaction {
    inner: sqlx::Transaction<'static, sqlx::Sqlite>,
    audit_keys: Option<Arc<AuditKeys>>,
    /// The newest entry, once this group appended any.
    audit_head: Option<Head>,
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
        let url = format!("sqlite://{}", file.display());
        let base = SqliteConnectOptions::from_str(&url)
            .map_err(|error| StoreError::open(file, error))?
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(30))
            .statement_cache_capacity(256)
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES.to_string())
            .pragma("temp_store", "memory");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(Duration::from_secs(300))
            .test_before_acquire(false)
            .connect_with(base.clone())
            .await
            .map_err(|error| StoreError::open(file, error))?;
        MIGRATIONS.run(&writer).await.map_err(|error| StoreError::migrate(file, &error))?;
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(base.read_only(true))
            .await
            .map_err(|error| StoreError::open(file, error))?;
        Ok(Self { readers, writer, audit: Arc::default() })
    }

    /// Starts a group of writes; waits for the group before it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn write(&self) -> Result<Transaction, StoreError> {
        if let Ok(inner) = self.writer.begin_with("BEGIN IMMEDIATE").await {
            return Ok(self.group(inner));
        }
        // A commit that failed, on a full disk for example, leaves the connection inside its
        // transaction. A new connection has none.
        self.writer.acquire().await?.detach().close_hard().await?;
        Ok(self.group(self.writer.begin_with("BEGIN IMMEDIATE").await?))
    }

    fn group(&self, inner: sqlx::Transaction<'static, sqlx::Sqlite>) -> Transaction {
        Transaction { inner, audit_keys: self.audit_keys(), audit_head: None }
    }

    /// Whether the database answers; for readiness.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.readers).await?;
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
    /// When the disk refuses; then nothing of the group happened.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        self.seal_head().await?;
        self.inner.commit().await?;
        Ok(())
    }

    fn connection(&mut self) -> &mut sqlx::SqliteConnection {
        &mut self.inner
    }
}
