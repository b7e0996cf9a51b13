//! What is wrong with a file, a document or a reference, and how much that matters.

use serde::Serialize;

use crate::{FieldPath, Identity};

/// What is wrong with a file, a document or a reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file, in the repository.
    pub path: String,
    /// The line, from 1; 0 for the whole file.
    pub line: i64,
    /// The column, from 1; 0 for the whole line.
    pub column: i64,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// The rule's id.
    pub rule: String,
    /// What is wrong and what to do.
    pub message: String,
    /// The resource it is about.
    pub subject: Option<Identity>,
    /// The field it is about.
    pub field: Option<FieldPath>,
    /// What a reference misses.
    pub target: Option<Identity>,
}
