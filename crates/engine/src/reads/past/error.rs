//! Why it is not known what a fabric was at an earlier commit.

use hedgerow_model::{Millis, day_and_clock};

use crate::error::Class;

/// Why it is not known what a fabric was at an earlier commit.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PastError {
    /// The branch was not read yet.
    #[error("fabric `{fabric}` was not synced yet; sync it, then ask again")]
    NeverSynced {
        /// The fabric.
        fabric: String,
    },
    /// The mirror does not have the commit, or several.
    #[error(
        "the server's mirror of the repository has no commit {commit}, or several whose ids begin like this; \
         sync the fabric if the commit is new, or give all 40 digits"
    )]
    NoSuchCommit {
        /// As it was named.
        commit: String,
    },
    /// The commit is in another history.
    #[error(
        "commit {commit} is not in the history of branch {branch}; to look at it all the same, give all 40 digits"
    )]
    OffBranch {
        /// As it was named.
        commit: String,
        /// The branch.
        branch: String,
    },
    /// The history begins later.
    #[error(
        "the history of branch {branch} begins at {}, so it is not known what it had at {}",
        day_and_clock(*.begins), day_and_clock(*.at)
    )]
    BeforeHistory {
        /// The branch.
        branch: String,
        /// When its oldest commit was made.
        begins: Millis,
        /// What was asked for.
        at: Millis,
    },
    /// The time is further back than is looked.
    #[error(
        "none of the newest {looked_at} commits of branch {branch} is as old as {}; name a commit instead",
        day_and_clock(*.at)
    )]
    FarBack {
        /// The branch.
        branch: String,
        /// How many commits were looked at.
        looked_at: usize,
        /// What was asked for.
        at: Millis,
    },
    /// Too much differs.
    #[error(
        "{files} files differ between commits {from} and {to}, which is more than is read at once (20,000 files \
         of together 64 MiB); choose commits that are closer to each other"
    )]
    TooMuch {
        /// How many files.
        files: usize,
        /// The first commit.
        from: String,
        /// The second commit.
        to: String,
    },
    /// There was no such file.
    #[error(
        "{path} is not a file that Hedgerow reads in the fabric's directory at commit {commit}"
    )]
    NoFile {
        /// The file.
        path: String,
        /// The commit.
        commit: String,
    },
    /// The file is not shown.
    #[error("{path} at commit {commit} is above 4 MiB or not UTF-8 text, so it is not shown")]
    NotShown {
        /// The file.
        path: String,
        /// The commit.
        commit: String,
    },
}

impl PastError {
    /// The sort of answer this is.
    pub(crate) fn class(&self) -> Class {
        match self {
            Self::NoSuchCommit { .. } | Self::OffBranch { .. } | Self::NoFile { .. } => {
                Class::NotFound
            }
            Self::NeverSynced { .. }
            | Self::BeforeHistory { .. }
            | Self::FarBack { .. }
            | Self::TooMuch { .. }
            | Self::NotShown { .. } => Class::Refused,
        }
    }

    pub(crate) fn code(&self) -> Option<&'static str> {
        match self {
            Self::NeverSynced { .. } => Some("never-synced"),
            Self::NoSuchCommit { .. } => Some("unknown-commit"),
            Self::OffBranch { .. } => Some("commit-off-branch"),
            Self::BeforeHistory { .. } | Self::FarBack { .. } => Some("before-history"),
            Self::TooMuch { .. } => Some("too-much-changed"),
            Self::NoFile { .. } | Self::NotShown { .. } => None,
        }
    }
}
