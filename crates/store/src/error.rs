use std::path::Path;

use crate::Leased;

use crate::dialect::trouble::of_error;
use crate::trouble::Trouble;

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
    /// Another server has the lease now.
    #[error("lease {fence} {of} is not the newest: another server is working on it")]
    LeaseLost {
        /// What it is of.
        of: Leased,
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
    /// It takes no writes now, or does not answer.
    #[error("{0}")]
    Unavailable(Trouble),
    /// A copy of a database whose file is gone could not be written.
    #[error("a copy of the database cannot be written to {file}: {reason}")]
    Rescue {
        /// The copy's file.
        file: String,
        /// What the system said.
        reason: String,
    },
    /// The database refused.
    #[error("database: {0}")]
    Database(sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match of_error(&error) {
            Some(trouble) => Self::Unavailable(trouble),
            None if is_foreign(&error) => Self::Moved(RELATED),
            None => Self::Database(error),
        }
    }
}

/// What a broken foreign key is of: it was looked up before the write, so it was removed between the two.
const RELATED: &str = "what it belongs to, or what belongs to it,";

fn is_foreign(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_foreign_key_violation)
}

impl From<Trouble> for StoreError {
    fn from(trouble: Trouble) -> Self {
        Self::Unavailable(trouble)
    }
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
            _ => error.into(),
        }
    }
}
