//! What is wrong with a file, a document or a reference, and how much that matters.

use serde::Serialize;

use crate::{FieldPath, Identity};

words! {
    /// How much a finding matters; the worst first.
    Severity("severity") {
        /// The cluster would refuse it, or drop something that a person wrote.
        Error = "error",
        /// It may well be wrong, or could not be checked.
        Warning = "warning",
        /// Good to know.
        Info = "info",
    }
}

/// What is wrong with a file, a document or a reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file, in the repository.
    pub path: String,
    /// The line, from 1; 0 for the whole file.
    pub line: i64,
    /// The column, from 1; 0 for the whole line.
    pub column: i64,
    /// How much it matters.
    pub severity: Severity,
    /// The rule's id, of [`RULES`](crate::RULES).
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

impl Finding {
    /// A finding about a whole file.
    #[must_use]
    pub fn of_file(path: &str, severity: Severity, rule: &str, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line: 0,
            column: 0,
            severity,
            rule: rule.to_owned(),
            message: message.into(),
            subject: None,
            field: None,
            target: None,
        }
    }
}

/// What is wrong and where, as one sentence: `VPC/a: spec.vlan must be an integer`.
impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(subject) = &self.subject {
            write!(f, "{subject}: ")?;
        }
        if let Some(field) = &self.field {
            write!(f, "{field} ")?;
        }
        f.write_str(&self.message)
    }
}
