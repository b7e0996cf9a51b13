use hedgerow_store::{StoreError, Trouble};

/// Why something about people was not done. Messages are for the person who asked; none repeats a
/// secret.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// Login, password, code or token are not right. Never says which of them.
    #[error("{0}")]
    Denied(String),
    /// Too many tries: to be repeated later.
    #[error("too many attempts; try again in {seconds} s")]
    Limited {
        /// How long to wait.
        seconds: u64,
    },
    /// Nothing of this name.
    #[error("{what} `{name}` does not exist")]
    NotFound {
        /// What sort of thing.
        what: &'static str,
        /// What it was asked for by.
        name: String,
    },
    /// What was asked makes no sense.
    #[error("{0}")]
    Invalid(String),
    /// The state of things forbids it.
    #[error("{0}")]
    Refused(String),
    /// It changed since the person looked.
    #[error("{0}")]
    Moved(String),
    /// The database takes no writes, or does not answer.
    #[error("{0}")]
    Unavailable(Trouble),
    /// Something failed inside. Not for the person who asked.
    #[error("{0}")]
    Internal(String),
}

impl AccessError {
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid(message.into())
    }
}

impl From<StoreError> for AccessError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Taken { .. } => Self::Refused(error.to_string()),
            StoreError::Unknown { .. } => Self::Invalid(error.to_string()),
            StoreError::Unavailable(trouble) => Self::Unavailable(trouble),
            other => Self::Internal(other.to_string()),
        }
    }
}
