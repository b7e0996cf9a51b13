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

words! {
    /// How much whoever manages a fabric lets a rule between resources matter.
    RuleLevel("level of a rule") {
        /// As the rule says: what the cluster refuses stops a publish.
        Error = "error",
        /// It is said, and stops nothing.
        Warning = "warning",
        /// It is not judged.
        Off = "off",
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
    /// The rule's id, of [`RULES`](crate::RULES); that of a rule between resources; or `declared/` and the name of a
    /// rule that the fabric declares.
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

/// What is wrong with what, as one sentence: the one place that puts a subject before a message.
///
/// A message is read after its subject: the field, else the resource, else the file. `VPC/a: spec.vlan
/// must be an integer`, `VPC/a: is in b.yaml already`, `a.yaml: is not a Kubernetes object`. A file
/// that the reader sees already is left empty.
#[must_use]
pub fn said(
    resource: Option<&str>,
    field: Option<&FieldPath>,
    path: &str,
    message: &str,
) -> String {
    let field = field.filter(|field| !field.segments().is_empty());
    match (resource, field) {
        (Some(resource), Some(field)) => format!("{resource}: {field} {message}"),
        (Some(resource), None) => format!("{resource}: {message}"),
        (None, Some(field)) => format!("{field} {message}"),
        (None, None) if path.is_empty() => message.to_owned(),
        (None, None) => format!("{path}: {message}"),
    }
}

/// What is wrong with what: `VPC/a: spec.vlan must be an integer`.
impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let subject = self.subject.as_ref().map(ToString::to_string);
        f.write_str(&said(subject.as_deref(), self.field.as_ref(), &self.path, &self.message))
    }
}

/// Where something is: `file:line:column`, as far as it is known; nothing without a file.
#[must_use]
pub fn place_in(path: &str, line: i64, column: i64) -> String {
    match (line, column) {
        _ if path.is_empty() => String::new(),
        (0, _) => path.to_owned(),
        (line, 0) => format!("{path}:{line}"),
        (line, column) => format!("{path}:{line}:{column}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_never_stands_without_what_it_is_about() {
        let field: FieldPath = "spec.vlan".parse().unwrap();
        let (root, resource) = (FieldPath::root(), Some("VPC/a"));
        for (resource, field, path, expected) in [
            (resource, Some(&field), "a.yaml", "VPC/a: spec.vlan is wrong"),
            (resource, Some(&root), "a.yaml", "VPC/a: is wrong"),
            (resource, None, "a.yaml", "VPC/a: is wrong"),
            (None, Some(&field), "a.yaml", "spec.vlan is wrong"),
            (None, Some(&root), "a.yaml", "a.yaml: is wrong"),
            (None, None, "a.yaml", "a.yaml: is wrong"),
            (None, None, "", "is wrong"),
        ] {
            assert_eq!(said(resource, field, path, "is wrong"), expected);
        }
    }

    #[test]
    fn a_place_names_its_file_first_or_is_none() {
        assert_eq!(place_in("a.yaml", 6, 8), "a.yaml:6:8");
        assert_eq!(place_in("a.yaml", 6, 0), "a.yaml:6");
        assert_eq!(place_in("a.yaml", 0, 0), "a.yaml");
        assert_eq!(place_in("", 6, 8), "");
    }
}
