//! Resources in lists, and what is wrong with them. One in full is in `detail`.

use hedgerow_model::{FieldPath, ReadAt, ResourceState, Severity, Value};
use serde::{Deserialize, Serialize};

use super::{InCluster, Millis};

pub use hedgerow_schema::Fact;

/// Which state of a resource is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum ShownState {
    /// As Git has it.
    #[default]
    Desired,
    /// As somebody is editing it, where somebody is; else as Git has it.
    Draft,
}

/// A resource in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResourceView {
    /// The API group.
    pub group: String,
    /// The version it is written in.
    pub version: String,
    /// The kind.
    pub kind: String,
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// The worst that holds.
    pub state: ResourceState,
    /// The file it is in, in the repository; null where Git does not have it yet.
    pub path: Option<String>,
    /// The line in the file where its own text starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
    /// Whether a schema was found for it and it fits: `valid`, `invalid`, `unvalidated`.
    pub validity: String,
    /// The open change that has a draft of it; the one edited last, where several have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// How many open changes have a draft of it.
    #[serde(default)]
    pub draft_count: usize,
    /// What is worth knowing of it at a glance, by its kind, as Git has it.
    #[serde(default)]
    pub facts: Vec<Fact>,
    /// The last commit that touched its file, where it was asked for and is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<LastCommit>,
    /// What the fabric's cluster has of it, beside Git; left out: the fabric lives in none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<InCluster>,
    /// Its own text, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Its value, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// What text and value were read from, where they were asked for: who saves an edit of them says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Origin>,
}

/// What a text was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Origin {
    /// The commit at which the fabric was read.
    pub commit: String,
    /// The line that says so when the text is saved again: it may be at its head, and is taken out
    /// there.
    pub line: String,
}

impl Origin {
    /// As the API gives it.
    #[must_use]
    pub fn of(read_at: &ReadAt) -> Self {
        Self { commit: read_at.commit.clone(), line: read_at.to_string() }
    }
}

/// The last commit that touched a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastCommit {
    /// The name of its author.
    pub by: String,
    /// When it was written, as the commit claims.
    pub at: Millis,
    /// Its id.
    pub commit: String,
}

/// A commit, with the files that none touched after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastTouched {
    /// The commit.
    #[serde(flatten)]
    pub last: LastCommit,
    /// The files, in the repository, by name.
    pub paths: Vec<String>,
}

/// Which resources are asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResourceQuery {
    /// `KIND`, `KIND/NAME` or `KIND/NAMESPACE/NAME`; everything when left out.
    pub only: Option<String>,
    /// Only those of these names, as events name them; everything when empty. At most
    /// [200](super::NAMED).
    #[serde(default)]
    pub names: Vec<String>,
    /// Which picture.
    #[serde(default)]
    pub picture: ShownState,
    /// Whether texts and values are wanted too.
    #[serde(default)]
    pub content: bool,
    /// Whether the last commit of each is wanted too.
    #[serde(default)]
    pub changed: bool,
    /// Whether those are wanted too that Git does not have and an open change adds.
    #[serde(default)]
    pub added: bool,
}

/// What is wrong with a file, a document or a reference, or why something stays where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FindingView {
    /// The file, in the repository.
    pub path: String,
    /// The line, from 1; 0 for the whole file.
    pub line: i64,
    /// The column, from 1; 0 for the whole line.
    pub column: i64,
    /// How much it matters.
    pub severity: Severity,
    /// The rule's id.
    pub rule: String,
    /// What is wrong and what to do: to be read after the field, else the resource, else the file.
    pub message: String,
    /// The resource it is about, as `KIND/NAME`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The field it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldPath>,
    /// The other resource, as `KIND/NAME`: the one that a reference misses, or that breaks a rule together
    /// with this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    /// The file of the other resource, in the repository; in lists of a fabric's findings, where Git has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_path: Option<String>,
    /// The line at which the document of the other resource begins, from 1; with `other_path`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_line: Option<i64>,
    /// The migration that the message offers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migration: Option<String>,
}
