//! Why nobody can say who set the fields of a resource.

use hedgerow_model::{FieldPath, Identity};

use crate::error::Class;

/// Why nobody can say who set the fields of a resource.
#[derive(Clone, Debug, thiserror::Error)]
pub enum BlameError {
    /// The branch was not read yet.
    #[error("fabric `{fabric}` was not synced yet; sync it, then ask again")]
    NotSynced {
        /// The fabric.
        fabric: String,
    },
    /// It is only in drafts.
    #[error("{identity} is not in Git: no commit set any of its fields")]
    NotInGit {
        /// The resource.
        identity: Identity,
    },
    /// It is in comments.
    #[error("{identity} is commented out in {path}; its fields are nobody's until it is back")]
    InComments {
        /// The resource.
        identity: Identity,
        /// The file.
        path: String,
    },
    /// Its file cannot be read.
    #[error(
        "{path} cannot be read at {commit}, so it is not known who set what of {identity}; correct the file, then ask again"
    )]
    Unreadable {
        /// The resource.
        identity: Identity,
        /// The file.
        path: String,
        /// The commit.
        commit: String,
    },
    /// There is no such field.
    #[error("{identity} has nothing at `{path}` in Git")]
    NoField {
        /// The resource.
        identity: Identity,
        /// Where.
        path: FieldPath,
    },
}

impl BlameError {
    /// The sort of answer this is.
    pub(crate) fn class(&self) -> Class {
        match self {
            Self::NoField { .. } => Class::NotFound,
            Self::NotSynced { .. }
            | Self::NotInGit { .. }
            | Self::InComments { .. }
            | Self::Unreadable { .. } => Class::Refused,
        }
    }

    pub(crate) fn code(&self) -> Option<&'static str> {
        match self {
            Self::NotSynced { .. } => Some("never-synced"),
            Self::NotInGit { .. }
            | Self::InComments { .. }
            | Self::Unreadable { .. }
            | Self::NoField { .. } => None,
        }
    }
}
