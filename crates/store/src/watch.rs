//! What is known of the database's trouble: who found it, what ends it, and the look that finds it when
//! nobody writes.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use hedgerow_model::Millis;
use tokio::sync::Mutex as Turn;
use tokio::time::timeout;

use crate::dialect::files::Files;
use crate::dialect::trouble::{TOUCH, of_error};
use crate::dialect::{self, open, rescue};
use crate::trouble::Trouble;
use crate::{Store, StoreError};

/// How long those who write wait for another program's lock, all of them together: from when the first
/// of them met it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// For how long another program may have the lock before it is told as trouble.
const A_MOMENT: Duration = Duration::from_secs(1);

/// How often the database is looked at, however many ask.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How long a look may take.
const LOOK_WITHIN: Duration = Duration::from_secs(4);

/// What is known of an open database.
#[derive(Debug)]
pub(crate) struct Watch {
    files: Arc<Files>,
    known: Mutex<Known>,
    /// When it was looked at last.
    looked: Turn<Option<Instant>>,
    /// The copy that was written.
    rescued: Turn<Option<PathBuf>>,
}

#[derive(Debug, Default)]
struct Known {
    /// Since when another program has the lock.
    locked: Option<(Instant, Millis)>,
    /// What a write or a look met, until one succeeds.
    met: Option<Trouble>,
}

impl Watch {
    pub(crate) fn new(files: Arc<Files>) -> Self {
        Self { files, known: Mutex::default(), looked: Turn::new(None), rescued: Turn::new(None) }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What stands in the way of any write: to be asked before each, and before its commit.
    pub(crate) fn refuses(&self) -> Result<(), Trouble> {
        self.files.are_there()?;
        match &self.known().met {
            Some(trouble) if !trouble.ends_with_a_write() => Err(trouble.clone()),
            _ => Ok(()),
        }
    }

    /// The trouble that is known now.
    fn told(&self) -> Result<(), Trouble> {
        self.refuses()?;
        let known = self.known();
        if let Some((began, since)) = known.locked
            && began.elapsed() >= A_MOMENT
        {
            return Err(Trouble::Locked { since });
        }
        known.met.clone().map_or(Ok(()), Err)
    }

    /// Another program has the lock: for how long all who wait have waited, and what to tell them.
    pub(crate) fn locked(&self) -> (Duration, Trouble) {
        let (began, since) =
            *self.known().locked.get_or_insert_with(|| (Instant::now(), dialect::now()));
        (began.elapsed(), Trouble::Locked { since })
    }

    /// It has not.
    pub(crate) fn not_locked(&self) {
        self.known().locked = None;
    }

    /// Its tables were read, and are ours.
    fn is_ours(&self) {
        self.known().met.take_if(|trouble| !trouble.ends_with_a_write());
    }

    /// How a commit ended.
    pub(crate) fn committed(&self, outcome: &Result<(), sqlx::Error>) {
        match outcome {
            Ok(()) => self.known().met = None,
            Err(error) => self.met(of_error(error)),
        }
    }

    /// What a write or a look met. A lock is not kept: it has a memory of its own.
    fn met(&self, trouble: Option<Trouble>) {
        if let Some(trouble) = trouble
            && !matches!(trouble, Trouble::Locked { .. } | Trouble::Lost { .. })
        {
            self.known().met = Some(trouble);
        }
    }
}

impl Store {
    /// The trouble that is known without trying: what writes and looks met, and whether the files are
    /// there.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn trouble(&self) -> Result<(), Trouble> {
        self.watch.told()
    }

    /// Whether the database can be read and written, by trying: a small write reaches the disk. However
    /// many ask, it is looked at once a second; while others write, their outcome tells.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn look(&self) -> Result<(), Trouble> {
        let mut looked = self.watch.looked.lock().await;
        if looked.is_none_or(|at| at.elapsed() >= LOOK_EVERY) {
            let found = timeout(LOOK_WITHIN, self.look_now()).await.unwrap_or_else(|_| {
                let reason = format!("no answer within {} s", LOOK_WITHIN.as_secs());
                Err(Trouble::Failing { reason })
            });
            self.watch.met(found.err());
            *looked = Some(Instant::now());
        }
        self.watch.told()
    }

    async fn look_now(&self) -> Result<(), Trouble> {
        // When all of them are in use, somebody is reading.
        if let Some(mut reader) = self.readers().try_acquire() {
            open::ours(&mut reader).await?;
            self.watch.is_ours();
        }
        let Ok(turn) = self.turns.clone().try_acquire_owned() else { return Ok(()) };
        let failing = |error: StoreError| match error {
            StoreError::Unavailable(trouble) => trouble,
            error => Trouble::Failing { reason: error.to_string() },
        };
        let mut tx = self.begin(turn, A_MOMENT).await.map_err(failing)?;
        let touched = sqlx::query(TOUCH).execute(tx.connection()).await;
        touched.map_err(|error| failing(error.into()))?;
        tx.commit().await.map_err(failing)
    }

    /// Writes a copy of all that was saved, when the database's file is no longer at its path: beside
    /// that, under a name of its own. Once: who asks again is told the same file.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn rescue(&self) -> Result<Option<PathBuf>, StoreError> {
        let mut rescued = self.watch.rescued.lock().await;
        if rescued.is_none() && self.watch.files.are_there().is_err() {
            let mut reader = self.reader().await?;
            let file = self.watch.files.database();
            *rescued = Some(rescue::rescue(&mut reader, file, dialect::now()).await?);
        }
        Ok(rescued.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn store(folder: &tempfile::TempDir) -> Store {
        Store::open(&folder.path().join("a.db")).await.unwrap()
    }

    async fn save(store: &Store, name: &str, texts: usize) -> Result<(), StoreError> {
        let mut tx = store.write().await?;
        let long = "x".repeat(texts);
        tx.add_repository(name, &long, &long, "main", None, 1).await?;
        tx.commit().await
    }

    async fn pages(store: &Store, at_most: u32) {
        let limit = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {at_most}"));
        sqlx::query(limit).execute(&store.writer).await.unwrap();
    }

    #[tokio::test]
    async fn a_full_disk_refuses_what_does_not_fit_and_keeps_what_was_saved() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder).await;
        save(&store, "before", 10).await.unwrap();
        pages(&store, 1).await;
        let full = save(&store, "large", 1 << 20).await.unwrap_err();
        assert!(matches!(full, StoreError::Unavailable(Trouble::Full)), "{full:?}");
        assert_eq!(store.repositories().await.unwrap().len(), 1);
        // There is room again: nothing need be started anew.
        pages(&store, 1 << 20).await;
        save(&store, "large", 1 << 20).await.unwrap();
        store.close().await;
        let store = self::store(&folder).await;
        assert_eq!(store.repositories().await.unwrap().len(), 2);
    }

    #[tokio::test]
    async fn what_a_commit_met_is_told_until_a_write_succeeds() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder).await;
        store.watch.met(Some(Trouble::Full));
        assert_eq!(store.watch.told(), Err(Trouble::Full));
        assert_eq!(store.look().await, Ok(()));
        store.watch.met(Some(Trouble::ReadOnly));
        // Looked at just now: what is known is told, and writes are tried all the same.
        assert_eq!(store.look().await, Err(Trouble::ReadOnly));
        save(&store, "a", 1).await.unwrap();
        assert_eq!(store.look().await, Ok(()));
    }

    #[tokio::test]
    async fn nothing_is_written_into_tables_that_are_not_ours() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder).await;
        let change = "UPDATE _sqlx_migrations SET version = version + 1000
                      WHERE version = (SELECT max(version) FROM _sqlx_migrations)";
        sqlx::query(change).execute(&store.writer).await.unwrap();
        let told = store.look().await.unwrap_err();
        assert!(matches!(told, Trouble::Foreign { .. }), "{told}");
        let refused = save(&store, "a", 1).await.unwrap_err();
        assert!(matches!(refused, StoreError::Unavailable(Trouble::Foreign { .. })), "{refused}");
        sqlx::query(sqlx::AssertSqlSafe(change.replace('+', "-")))
            .execute(&store.writer)
            .await
            .unwrap();
        *store.watch.looked.lock().await = None;
        assert_eq!(store.look().await, Ok(()));
        save(&store, "a", 1).await.unwrap();
    }
}
