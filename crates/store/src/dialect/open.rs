//! Opening a database file: SQLite in WAL mode, one connection that writes and several that read.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::Pool;
use crate::StoreError;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// Begins a group of writes, and waits for the one before it: a group that only reads first and
/// writes later could not be made to wait.
pub(crate) const BEGIN: &str = "BEGIN IMMEDIATE";

/// How many pages the write-ahead log may hold before it is copied into the database file.
const CHECKPOINT_PAGES: u32 = 4000;

/// The connections to a file, which is made when it is not there and brought up to date.
pub(crate) struct Pools {
    pub(crate) writer: Pool,
    pub(crate) readers: Pool,
}

/// Opens a file.
pub(crate) async fn open(file: &Path) -> Result<Pools, StoreError> {
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
    Ok(Pools { writer, readers })
}
