use std::path::Path;

use hedgerow_model::QueueId;

/// Why the database did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file could not be opened.
    #[error("database {file} cannot be opened: {reason}")]
    Open {
        /// The file.
        file: String,
        /// What the database said.
        reason: String,
    },
    /// The tables could not be brought up to date.
    #[error("{0}")]
    Migrate(String),
    /// A name or directory is taken.
    #[error("{what} `{name}` exists already")]
    Taken {
        /// What sort of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// Something that was named is not there.
    #[error("{what} `{name}` does not exist")]
    Unknown {
        /// What sort of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A compare-and-set met something newer.
    #[error("{0} has changed in the meantime")]
    Moved(&'static str),
    /// Another server works on the queue now.
    #[error("lease {fence} of queue {} is not the newest: another server is working on it", queue.0)]
    LeaseLost {
        /// The queue.
        queue: QueueId,
        /// The number that is not the newest any more.
        fence: i64,
    },
    /// A step that the state machine of changes does not have.
    #[error(transparent)]
    Transition(#[from] hedgerow_model::IllegalTransition),
    /// A stored text is not what it should be: the file was changed by something else.
    #[error("the database contains an unknown {what}: `{text}`")]
    Corrupt {
        /// What was expected.
        what: &'static str,
        /// What was found.
        text: String,
    },
    /// The audit was not opened: see [`Store::unlock`](crate::Store::unlock).
    #[error("the audit is locked: no sealing key could decrypt it")]
    Locked,
    /// The database refused.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
}

impl StoreError {
    pub(crate) fn open(file: &Path, error: sqlx::Error) -> Self {
        Self::Open { file: file.display().to_string(), reason: error.to_string() }
    }

    pub(crate) fn migrate(file: &Path, error: &sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError as E;
        let file = file.display();
        Self::Migrate(match error {
            E::VersionMismatch(_) | E::VersionMissing(_) | E::VersionTooNew(..) => format!(
                "database {file} was created by another version of Hedgerow ({error}); use that \
                 version, or start with a new data folder: Git holds everything that was published"
            ),
            _ => format!("database {file} cannot be brought up to date: {error}"),
        })
    }

    /// Turns a broken uniqueness rule into [`StoreError::Taken`].
    pub(crate) fn taken(error: sqlx::Error, what: &'static str, name: &str) -> Self {
        match &error {
            sqlx::Error::Database(db) if db.is_unique_violation() => {
                Self::Taken { what, name: name.to_owned() }
            }
            _ => Self::Database(error),
        }
    }
}
