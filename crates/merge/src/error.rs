//! Why a merge gives no result.

use std::fmt;

use hedgerow_yaml::{EditError, ReadError};

/// Which text of a merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// What both sides started from.
    Base,
    /// The draft.
    Draft,
    /// Git's text.
    Git,
    /// Of a merge of files: the one that is merged into.
    Ours,
    /// Of a merge of files: the one that is merged in.
    Theirs,
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base => "base",
            Self::Draft => "draft",
            Self::Git => "git",
            Self::Ours => "ours",
            Self::Theirs => "theirs",
        })
    }
}

/// Why a merge gives no result. A conflict is not an error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// A text cannot be read. Its lines count from 1.
    #[error("{side} cannot be read: {error}")]
    Unusable {
        /// Whose text.
        side: Input,
        /// Where and why.
        error: ReadError,
    },
    /// The result is known, but cannot be brought into the text without losing something.
    #[error("the merged values cannot be written into the text: {0}")]
    Refused(EditError),
}
