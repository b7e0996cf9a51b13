//! One error type at the engine's edge. Its class tells a caller what sort of answer to give;
//! its text says what happened, where, and what to do.

use hedgerow_git::{BuildError, ExchangeError, MirrorError, ReadError};
use hedgerow_model::Reason;
use hedgerow_plan::{AreaError, PlanError};
use hedgerow_store::StoreError;

/// Why the engine did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// Nothing has this name.
    #[error("{what} `{name}` does not exist{hint}")]
    NotFound {
        /// What sort of thing.
        what: &'static str,
        /// The name.
        name: String,
        /// What to do, after a colon or semicolon; may be empty.
        hint: String,
    },
    /// The request cannot be read: a parameter is out of range, a cursor is none.
    #[error("{0}")]
    Malformed(String),
    /// The request makes no sense as it stands.
    #[error("{0}")]
    Invalid(String),
    /// The request makes sense, and the state of things forbids it.
    #[error("{0}")]
    Refused(String),
    /// A remote, or the files of a branch, refuse a commit of Hedgerow's own.
    #[error("{0}")]
    Held(Reason),
    /// Whoever asks may not; somebody else may.
    #[error("{0}")]
    Forbidden(String),
    /// The world moved since the person looked.
    #[error("{0}")]
    Moved(String),
    /// The remote was not reached or refused us.
    #[error("{0}")]
    Remote(String),
    /// Something that should not fail did.
    #[error("{0}")]
    Internal(String),
}

impl EngineError {
    pub(crate) fn not_found(what: &'static str, name: impl Into<String>) -> Self {
        Self::NotFound { what, name: name.into(), hint: String::new() }
    }
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Taken { .. } => Self::Refused(error.to_string()),
            StoreError::Moved(_) => Self::Moved(format!("{error}; look again and repeat")),
            StoreError::LeaseLost { .. } => Self::Moved(
                "another server took over the work on this branch, and settles what was begun; look \
                 again and repeat"
                    .to_owned(),
            ),
            StoreError::Transition(_) => Self::Refused(error.to_string()),
            StoreError::Database(_) if error.to_string().contains("disk is full") => Self::Refused(
                "the disk of the server is full; nothing was saved. Free some space and repeat"
                    .to_owned(),
            ),
            _ => Self::Internal(error.to_string()),
        }
    }
}

impl From<ExchangeError> for EngineError {
    fn from(error: ExchangeError) -> Self {
        Self::Remote(format!("{error}; {}", error.remedy()))
    }
}

impl From<ReadError> for EngineError {
    fn from(error: ReadError) -> Self {
        Self::Internal(format!("the mirror cannot be read: {error}"))
    }
}

impl From<MirrorError> for EngineError {
    fn from(error: MirrorError) -> Self {
        Self::Internal(format!("the mirror: {error}"))
    }
}

impl From<BuildError> for EngineError {
    fn from(error: BuildError) -> Self {
        Self::Internal(format!("a commit could not be built: {error}"))
    }
}

impl From<PlanError> for EngineError {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Area(error) => error.into(),
            error => Self::Internal(error.to_string()),
        }
    }
}

impl From<AreaError> for EngineError {
    fn from(error: AreaError) -> Self {
        Self::Invalid(error.to_string())
    }
}
