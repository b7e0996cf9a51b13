//! Why a conflict was not settled.

use hedgerow_model::{ConflictId, ConflictState};

use crate::error::{About, Class, Thing};

/// Why a conflict was not settled.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// Git disagrees with itself: there is nothing to decide here.
    #[error("conflict {id} is between documents in Git: {detail}")]
    WithinGit {
        /// The conflict.
        id: ConflictId,
        /// What is against what.
        detail: String,
    },
    /// It is decided, or gone, already.
    #[error("conflict {id} is {state} already")]
    Settled {
        /// The conflict.
        id: ConflictId,
        /// Where it is.
        state: ConflictState,
    },
    /// Between raw/ and managed/, a side is taken; another value is an edit.
    #[error(
        "conflict {id} is between raw/ and managed/: decide for one of them. Another value is an \
         edit: save it as a draft of a change"
    )]
    SideOnly {
        /// The conflict.
        id: ConflictId,
    },
    /// The value is not YAML.
    #[error("the value is not YAML: {0}")]
    NotYaml(String),
    /// The resource would break its schema.
    #[error("that value violates the schema: {}", .0.join("; "))]
    BreaksSchema(Vec<String>),
    /// Somebody else decided, or an edit did, since it was looked at.
    #[error("conflict {id} has been resolved in the meantime")]
    SettledMeanwhile {
        /// The conflict.
        id: ConflictId,
    },
}

impl ResolveError {
    pub(crate) fn class(&self) -> Class {
        match self {
            Self::WithinGit { .. } | Self::Settled { .. } | Self::SideOnly { .. } => Class::Refused,
            Self::NotYaml(_) | Self::BreaksSchema(_) => Class::Invalid,
            Self::SettledMeanwhile { .. } => Class::Moved,
        }
    }

    pub(crate) fn code(&self) -> Option<&'static str> {
        match self {
            Self::Settled { .. } | Self::SettledMeanwhile { .. } => Some("conflict-settled"),
            Self::WithinGit { .. } => Some("conflict-within-git"),
            _ => None,
        }
    }

    pub(crate) fn about(&self) -> About<'_> {
        match self {
            Self::WithinGit { id, .. }
            | Self::Settled { id, .. }
            | Self::SideOnly { id }
            | Self::SettledMeanwhile { id } => About::one(Thing::Conflict, id.to_string()),
            Self::NotYaml(_) | Self::BreaksSchema(_) => About::default(),
        }
    }
}
