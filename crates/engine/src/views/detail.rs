//! One resource in full.

use hedgerow_model::{FieldPath, Standing};
use hedgerow_plan::FieldRow;
use serde::{Deserialize, Serialize};

use super::{
    ConflictView, DriftView, FindingView, Millis, Origin, Person, ResourceView, SwitchAgentView,
    UndoneView,
};

/// One resource with everything that is known of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResourceDetail {
    /// Its row in the list; text and value as Git has them, absent where Git has none.
    #[serde(flatten)]
    pub row: ResourceView,
    /// What this was concluded from.
    pub evidence: Evidence,
    /// What the fabric's cluster has otherwise, where it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift: Option<DriftView>,
    /// Of a switch: what its agent says; left out: nothing is known of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<SwitchAgentView>,
    /// Edits of it in the cluster that Argo CD or Flux undid, the newest first; twenty at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undone: Vec<UndoneView>,
    /// Every document of it in Git.
    pub documents: Vec<DocumentPlace>,
    /// What is wrong with it.
    pub findings: Vec<FindingView>,
    /// Its open conflicts.
    pub conflicts: Vec<ConflictView>,
    /// Its drafts, oldest change first.
    pub drafts: Vec<ResourceDraft>,
    /// Its fields, as the merge knows them.
    pub fields: Vec<FieldRow>,
    /// What it refers to, as Git has it; as its newest draft has it where Git has none.
    pub references: Vec<ReferenceView>,
    /// What refers to it in Git; nothing while that is not known.
    pub referenced_by: Vec<ReferrerView>,
    /// Whether it is known what refers to it, as of the evidence.
    pub referenced_by_state: Knowledge,
    /// Whether there are more of those than are listed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more_referrers: bool,
}

/// A resource as it was at a commit.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResourceAt {
    /// The fabric.
    pub fabric: String,
    /// The API group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// The commit, as it was asked for.
    pub commit: String,
    /// `live`, `commented out` or `unreadable`.
    pub standing: Standing,
    /// Its own text; without the marks of comments where it was commented out.
    pub text: String,
    /// What an edit of this text is based on, as a line before it.
    pub read_at: Origin,
}

/// Whether a list can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Knowledge {
    /// It holds all there is.
    Known,
    /// What there is was not read yet: an empty list says nothing.
    Unknown,
}

/// What a picture was concluded from (law 7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Evidence {
    /// The commit that Git's side was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// When the remote last answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<Millis>,
}

/// A place where a resource is in Git.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentPlace {
    /// The file, in the repository.
    pub path: String,
    /// The line where its own text starts.
    pub line: i64,
    /// `live`, `commented out` or `unreadable`.
    pub standing: String,
    /// `valid`, `invalid` or `unvalidated`.
    pub validity: String,
}

/// A draft of a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResourceDraft {
    /// The change.
    pub change: String,
    /// Its id.
    pub change_id: String,
    /// `add`, `edit`, `delete`, `comment out`, `uncomment` or `keep one` (of several documents).
    pub action: String,
    /// `merges cleanly`, `outdated`, `invalid` (publishing it would break a rule that Git does not
    /// break) or `conflict`.
    pub state: String,
    /// Who edited it last.
    pub author: Person,
    /// Counts its edits.
    pub revision: i64,
    /// When it was last edited.
    pub updated_at: Millis,
    /// The text the resource is to have; absent when it is to go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The text it was started from; absent when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_text: Option<String>,
}

/// Something that a resource refers to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReferenceView {
    /// Where it is named.
    pub field: FieldPath,
    /// The API group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// The part that is meant: a VPC's subnet, a device's port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Whether it is a default that nobody wrote.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub implied: bool,
    /// Whether it is in Git; absent for what the fabric itself makes, which is in no source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exists: Option<bool>,
}

/// A resource that refers to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReferrerView {
    /// The API group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// Where it names the other.
    pub field: FieldPath,
}

/// A commit that changed the files of a fabric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommitView {
    /// The commit.
    pub commit: String,
    /// Who wrote it.
    pub author: Person,
    /// When it was written, as the commit claims.
    pub at: Millis,
    /// The first line of its message.
    pub subject: String,
    /// The change that it published, where it was one of this fabric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// That change's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_id: Option<String>,
}

/// What a commit did to a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryEntry {
    /// The commit.
    pub commit: String,
    /// Who wrote it.
    pub author: Person,
    /// When it was written, as the commit claims.
    pub at: Millis,
    /// The first line of its message.
    pub subject: String,
    /// The change that it published, where it was one of this fabric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// That change's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_id: Option<String>,
    /// The file, in the repository: where the resource is since, or was before it went.
    pub path: String,
    /// The file before, when the resource was moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_path: Option<String>,
    /// `added`, `changed`, `moved`, `moved and changed`, `deleted`, `commented out` or `uncommented`.
    pub what: String,
    /// A unified diff of the resource's own text; empty when it was only moved.
    pub diff: String,
}
