//! Opening a database file: SQLite in WAL mode, one connection that writes and several that read.
//!
//! All of them are opened at once and kept: a connection that is opened later could be one to another
//! file, which somebody put there meanwhile.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Executor as _, Row as _};

use super::files::Files;
use super::trouble::NEWEST_CHANGE;
use super::{Connection, Pool};
use crate::StoreError;
use crate::trouble::Trouble;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// Begins a group of writes. When another program has the database's lock it fails at once: how long
/// to wait for that is decided by whoever begins.
pub(crate) const BEGIN: &str = "BEGIN IMMEDIATE";

/// How many pages the write-ahead log may hold before it is copied into the database file.
const CHECKPOINT_PAGES: u32 = 4000;

/// How many connections read.
const READERS: u32 = 4;

/// How much of the file each of them keeps at most, in kB behind the minus sign: the system keeps it for all of them.
const READER_CACHE: &str = "-512";

/// How many rows are handed over at once: with fewer, each waits for the one who takes it.
const ROWS_AT_ONCE: usize = 1024;

/// How long opening, and a read, wait for another program's lock.
const BUSY: Duration = Duration::from_secs(5);

/// For how long a group of writes waits for those of this process before it.
pub(crate) const TURN: Duration = Duration::from_secs(300);

/// The connections to a file, which is made when it is not there and brought up to date.
pub(crate) struct Pools {
    pub(crate) writer: Pool,
    pub(crate) readers: Pool,
    pub(crate) files: Arc<Files>,
}

/// Opens a file.
pub(crate) async fn open(file: &Path) -> Result<Pools, StoreError> {
    let failed = |error| StoreError::open(file, error);
    let files = Arc::new(Files::of(file));
    let base = SqliteConnectOptions::from_str(&format!("sqlite://{}", file.display()))
        .map_err(failed)?
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .statement_cache_capacity(256)
        .row_buffer_size(ROWS_AT_ONCE)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES.to_string())
        .pragma("temp_store", "memory")
        .with_regexp();
    let writer =
        kept(&files, 1).acquire_timeout(TURN).connect_with(base.clone()).await.map_err(failed)?;
    {
        let mut connection = writer.acquire().await.map_err(failed)?;
        ours_or_empty(&mut connection, file).await?;
        MIGRATIONS
            .run(&mut *connection)
            .await
            .map_err(|error| StoreError::migrate(file, &error))?;
        connection.execute(AT_ONCE).await.map_err(failed)?;
    }
    // From here on none is made where there is none.
    writer.set_connect_options(base.clone().create_if_missing(false));
    let reading = base.read_only(true).pragma("cache_size", READER_CACHE);
    let readers = kept(&files, READERS).connect_with(reading).await.map_err(failed)?;
    files.were_opened();
    Ok(Pools { writer, readers, files })
}

/// A connection fails at once where it would wait for another program's lock.
const AT_ONCE: &str = "PRAGMA busy_timeout = 0";

/// Connections that are opened now and never given up. One that has to be opened anew is refused when
/// another file stands there meanwhile.
fn kept(files: &Arc<Files>, how_many: u32) -> SqlitePoolOptions {
    let files = files.clone();
    SqlitePoolOptions::new()
        .max_connections(how_many)
        .min_connections(how_many)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .after_connect(move |_, _| {
            let there = files.are_there();
            Box::pin(async move {
                there.map_err(|lost| sqlx::Error::Configuration(lost.to_string().into()))
            })
        })
}

/// Readies a connection that was opened anew for writing.
pub(crate) async fn for_writing(connection: &mut Connection) -> Result<(), sqlx::Error> {
    connection.execute(AT_ONCE).await.map(|_| ())
}

/// Refuses another program's database: its tables are not touched.
async fn ours_or_empty(connection: &mut Connection, file: &Path) -> Result<(), StoreError> {
    let row = sqlx::query(
        "SELECT count(*), count(*) FILTER (WHERE name = '_sqlx_migrations') FROM sqlite_schema
         WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::open(file, error))?;
    let (tables, ours): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    if tables > 0 && ours == 0 {
        return Err(StoreError::Open {
            file: file.display().to_string(),
            reason:
                "it is the database of another program, which is left as it is; choose another file"
                    .to_owned(),
        });
    }
    Ok(())
}

/// Whether the tables are those that this program made of them.
pub(crate) async fn ours(connection: &mut Connection) -> Result<(), Trouble> {
    let foreign = |reason: String| Trouble::Foreign { reason };
    let newest: Option<i64> = match sqlx::query_scalar(NEWEST_CHANGE).fetch_one(connection).await {
        Ok(newest) => newest,
        Err(error) => {
            return Err(super::trouble::of_error(&error).unwrap_or(foreign(error.to_string())));
        }
    };
    let expected = MIGRATIONS.iter().map(|change| change.version).max();
    match newest == expected {
        true => Ok(()),
        false => Err(foreign(format!(
            "they are at version {}, this program's at {}",
            newest.unwrap_or(0),
            expected.unwrap_or(0)
        ))),
    }
}
