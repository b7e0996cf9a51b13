//! Commits of Hedgerow's own: normalising raw/, initialising and repairing a directory.

use hedgerow_model::{Finding, Identity, NewConflict};

use crate::area::AreaError;
use crate::files::FilesError;
use crate::overlay::{FileEdit, FileError};

/// Why a commit of Hedgerow's own cannot be planned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The commit's tree cannot be read.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// A file of the commit cannot be looked at.
    #[error(transparent)]
    File(#[from] FileError),
    /// The directory or its globs cannot be used.
    #[error(transparent)]
    Area(#[from] AreaError),
    /// A file of raw/ cannot be left without what moves out of it.
    #[error("{path}: {problem}")]
    Raw {
        /// The file.
        path: String,
        /// What is in the way.
        problem: String,
    },
}

/// What a commit of Hedgerow's own would do.
#[derive(Debug, Default)]
pub struct OwnCommit {
    /// Paths and contents; empty: nothing needs to be done.
    pub edits: Vec<FileEdit>,
    /// The commit message.
    pub message: String,
    /// One sentence for each thing it does.
    pub actions: Vec<String>,
    /// A unified diff.
    pub diff: String,
    /// What stays as it is, and why.
    pub findings: Vec<Finding>,
    /// The files of raw/ that were considered.
    pub considered: Vec<String>,
    /// The raw texts of the resources it moves.
    pub normalised: Vec<(Identity, String)>,
    /// What raw/ and managed/ disagree about.
    pub conflicts: Vec<NewConflict>,
}
