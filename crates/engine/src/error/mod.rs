//! One error type at the engine's edge, made of one per capability.
//!
//! Its text says what happened, where, and what to do, and names no command and no page: whoever
//! shows it knows what can be typed or clicked there. For that, an error is data: its class is the
//! sort of answer, its code tells apart what callers decide by, and it names what it is about.

mod class;
#[cfg(test)]
mod tests;

use hedgerow_git::{BuildError, ExchangeError, MirrorError, ReadError};
use hedgerow_model::{Millis, Reason, clock};
use hedgerow_plan::{AreaError, PlanError};
use hedgerow_store::{Leased, StoreError, Trouble};

pub use class::{About, Class, Thing};

use crate::admin::{ConfigureError, CredentialError, TransportError};
use crate::conflicts::ResolveError;
use crate::drafts::{ChangeError, DraftError};
use crate::judging::RuleError;
use crate::observe::ClusterTrouble;
use crate::reads::{BlameError, PastError};

/// Why the engine did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// Nothing has this name.
    #[error("{what} `{name}` does not exist{}", in_fabric(.within.as_deref()))]
    NotFound {
        /// What sort of thing.
        what: Thing,
        /// The name.
        name: String,
        /// The fabric it was looked for in.
        within: Option<String>,
    },
    /// Drafts were not saved.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// A change was not published, approved or shown.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// A conflict was not settled.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    /// A repository or fabric was not connected, changed or removed.
    #[error(transparent)]
    Configure(#[from] ConfigureError),
    /// A credential was not stored, changed, tried or used.
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// A repository's way to its remote was not set.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// A rule or the installation settings of a fabric were not set or shown.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// A cluster was not added, changed, asked or acted on.
    #[error(transparent)]
    Cluster(Box<ClusterTrouble>),
    /// Nobody can say who set the fields of a resource.
    #[error(transparent)]
    Blame(#[from] BlameError),
    /// It is not known what a fabric was at an earlier commit.
    #[error(transparent)]
    Past(#[from] PastError),
    /// The request cannot be read: a parameter is out of range, a cursor is none.
    #[error("{0}")]
    Malformed(String),
    /// The request makes no sense as it stands.
    #[error("{0}")]
    Invalid(String),
    /// The caller lacks a permission.
    #[error("{0}")]
    Forbidden(String),
    /// The database forbids it.
    #[error("{0}")]
    Refused(String),
    /// A remote, or the files of a branch, refuse a commit of Hedgerow's own.
    #[error("{0}")]
    Held(Box<Reason>),
    /// The world moved since the person looked.
    #[error("{0}")]
    Moved(String),
    /// The remote was not reached or refused us.
    #[error("{0}")]
    Remote(String),
    /// Something is wrong on the way to the remote: TLS, the client's certificate, the proxy.
    #[error("{text}")]
    Way {
        /// A stable word for what it is.
        code: &'static str,
        /// What it is, how it shows and what to do.
        text: String,
    },
    /// Whoever works on the branch has waited for its remote since then; nothing was done.
    #[error(
        "the remote of repository `{repository}` has not answered since {}, and until it does, or is given \
         up, nothing else is done on this branch; nothing was changed",
        clock(*.since)
    )]
    Waiting {
        /// The repository.
        repository: String,
        /// When the exchange began.
        since: Millis,
    },
    /// The database takes no writes, or does not answer.
    #[error("{0}")]
    Unavailable(Trouble),
    /// Something that should not fail did.
    #[error("{0}")]
    Internal(String),
}

fn in_fabric(fabric: Option<&str>) -> String {
    fabric.map(|fabric| format!(" in fabric `{fabric}`")).unwrap_or_default()
}

impl EngineError {
    pub(crate) fn not_found(what: Thing, name: impl Into<String>) -> Self {
        Self::NotFound { what, name: name.into(), within: None }
    }

    pub(crate) fn not_found_in(what: Thing, name: impl Into<String>, fabric: &str) -> Self {
        Self::NotFound { what, name: name.into(), within: Some(fabric.to_owned()) }
    }

    /// Whether it is about a single conflict, so that others may well be settled.
    pub(crate) fn is_of_one_conflict(&self) -> bool {
        match self {
            Self::Resolve(_) | Self::Draft(_) | Self::Change(_) => true,
            Self::NotFound { what, .. } => *what == Thing::Conflict,
            _ => false,
        }
    }

    /// The sort of answer this is.
    pub fn class(&self) -> Class {
        match self {
            Self::NotFound { .. } => Class::NotFound,
            Self::Draft(error) => error.class(),
            Self::Change(error) => error.class(),
            Self::Resolve(error) => error.class(),
            Self::Configure(error) => error.class(),
            Self::Credential(error) => error.class(),
            Self::Rule(error) => error.class(),
            Self::Blame(error) => error.class(),
            Self::Past(error) => error.class(),
            Self::Cluster(error) => error.class(),
            Self::Malformed(_) => Class::Malformed,
            Self::Invalid(_) => Class::Invalid,
            Self::Forbidden(_) => Class::Forbidden,
            Self::Refused(_) | Self::Held(_) => Class::Refused,
            Self::Moved(_) => Class::Moved,
            Self::Remote(_) | Self::Way { .. } => Class::Remote,
            Self::Transport(error) => error.class(),
            Self::Waiting { .. } => Class::Waiting,
            Self::Unavailable(Trouble::Full) => Class::Full,
            Self::Unavailable(_) => Class::Unavailable,
            Self::Internal(_) => Class::Internal,
        }
    }

    /// A stable word for what callers decide by: of the error itself, or of its class.
    pub fn code(&self) -> &'static str {
        let own = match self {
            Self::Draft(error) => error.code(),
            Self::Change(error) => error.code(),
            Self::Resolve(error) => error.code(),
            Self::Configure(error) => error.code(),
            Self::Credential(error) => error.code(),
            Self::Rule(error) => error.code(),
            Self::Blame(error) => error.code(),
            Self::Past(error) => error.code(),
            Self::Cluster(error) => error.code(),
            Self::Transport(error) => error.code(),
            Self::Held(_) => Some("held"),
            Self::Unavailable(trouble) => Some(trouble.code()),
            Self::Way { code, .. } => Some(*code),
            _ => None,
        };
        own.unwrap_or_else(|| self.class().word())
    }

    /// What it is about, where that is one thing with a name.
    pub fn about(&self) -> About<'_> {
        match self {
            Self::NotFound { what, name, within } => {
                About::one(*what, name).within(within.as_deref())
            }
            Self::Draft(error) => error.about(),
            Self::Change(error) => error.about(),
            Self::Resolve(error) => error.about(),
            Self::Configure(error) => error.about(),
            Self::Credential(error) => error.about(),
            Self::Rule(error) => error.about(),
            Self::Cluster(error) => error.about(),
            Self::Waiting { repository, .. } => About::one(Thing::Repository, repository),
            _ => About::default(),
        }
    }
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(trouble) => Self::Unavailable(trouble),
            StoreError::Taken { .. } => Self::Refused(error.to_string()),
            StoreError::Moved(_) => Self::Moved(format!("{error}; reload and try again")),
            StoreError::LeaseLost { of: Leased::Following(_) | Leased::Applying(_), .. } => {
                Self::Moved(
                    "another server works with the fabric's cluster now, or where it lives was changed; \
                     try again"
                        .to_owned(),
                )
            }
            StoreError::LeaseLost { of: Leased::Queue(_), .. } => Self::Moved(
                "another server took over this branch and recovers the unfinished work; reload \
                 and try again"
                    .to_owned(),
            ),
            StoreError::Transition(_) => Self::Refused(error.to_string()),
            _ => Self::Internal(error.to_string()),
        }
    }
}

impl From<ExchangeError> for EngineError {
    fn from(error: ExchangeError) -> Self {
        let text = format!("{error}; {}", error.remedy());
        match error {
            ExchangeError::Way { trouble, .. } => Self::Way { code: trouble.code(), text },
            _ => Self::Remote(text),
        }
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
