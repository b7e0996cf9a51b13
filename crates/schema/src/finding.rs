//! What is found in files, with its place.

use hedgerow_model::{FieldPath, Identity, Severity};
use serde::Serialize;

/// Something that was found in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// The file's name, as it was given.
    pub file: String,
    /// The line in the file, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The document in the file, from 0.
    pub document: usize,
    /// The resource, where the document is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// The field, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<FieldPath>,
    /// The stable id of the rule, of [`hedgerow_model::RULES`].
    pub rule: String,
    /// What is wrong, to be read after the path where there is one.
    pub message: String,
    /// The other resource, where two break a rule together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<FindingOther>,
}

/// The other resource of a rule that two break together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingOther {
    /// The resource.
    pub identity: Identity,
    /// Its field, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<FieldPath>,
    /// Its file, where it is in one that was checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its line in the file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// `error: fabric/vpcs.yaml:3:7: VPC/vpc-1: spec.mode must be a string, is the integer 5 [type]`.
impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}:{}:{}: ", self.severity, self.file, self.line, self.column)?;
        if let Some(identity) = &self.identity {
            write!(f, "{identity}: ")?;
        }
        match &self.path {
            Some(path) if !path.segments().is_empty() => write!(f, "{path} ")?,
            _ => {}
        }
        write!(f, "{} [{}]", self.message, self.rule)?;
        match self.other.as_ref().map(|other| (other.file.as_ref(), other.line)) {
            Some((Some(file), Some(line))) => write!(f, " (see {file}:{line})"),
            _ => Ok(()),
        }
    }
}
