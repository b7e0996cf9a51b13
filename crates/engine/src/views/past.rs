//! A fabric as it was, and what differs between two of its commits.

use hedgerow_model::{FieldPath, Standing, Value};
use hedgerow_plan::{Became, UnreadThen};
use serde::{Deserialize, Serialize};

use super::{Millis, Person};

/// A point of a branch that is asked for: a commit, or a time; now, where neither is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PointQuery {
    /// 7 to 40 digits of a commit.
    pub commit: Option<String>,
    /// A time: the commit that the branch had then.
    pub time: Option<Millis>,
}

/// A commit that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastPoint {
    /// The commit.
    pub commit: String,
    /// When it was made, as it claims.
    pub at: Millis,
    /// Who wrote it.
    pub author: Person,
    /// The first line of its message.
    pub subject: String,
    /// Whether it is the newest commit that was read of the branch.
    pub is_now: bool,
    /// Whether the branch has it today; it does not where its history was rewritten.
    pub on_branch: bool,
}

/// A fabric as it was at a commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FabricAt {
    /// The fabric.
    pub fabric: String,
    /// The branch, as it is connected today.
    pub branch: String,
    /// The directory, as it is connected today.
    pub directory: String,
    /// The commit that was looked at.
    pub point: PastPoint,
    /// How many resources there were, of the kind that was asked for.
    pub resources: usize,
    /// The resources, by kind and name.
    pub items: Vec<PastResource>,
    /// What to ask the next page with, as `cursor`; left out on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// What could not be read at that commit: resources there are missing from the list. A hundred at most.
    pub unread: Vec<UnreadThen>,
    /// Whether more could not be read than is listed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more_unread: bool,
}

/// A resource as a commit has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastResource {
    /// The API group.
    pub group: String,
    /// The version it was written in.
    pub version: String,
    /// The kind.
    pub kind: String,
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// `live`, `commented out` or `unreadable`.
    pub standing: Standing,
    /// Its file.
    pub path: String,
    /// The line of its own text in the file.
    pub line: i64,
    /// How many documents of it there were, where it was more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copies: Option<usize>,
    /// How it is now.
    pub since: Since,
}

/// How a resource of the past is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Since {
    /// As it was.
    Same,
    /// Its text differs, or it was put into comments or taken out of them.
    Changed,
    /// It is not in Git any more.
    Gone,
    /// Its file cannot be read now.
    Unknown,
}

/// What differs between two commits of a fabric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastComparison {
    /// The fabric.
    pub fabric: String,
    /// The first commit.
    pub from: PastPoint,
    /// The second commit.
    pub to: PastPoint,
    /// How many resources differ.
    pub differences: usize,
    /// The resources that differ, by kind and name.
    pub items: Vec<PastChange>,
    /// What to ask the next page with, as `cursor`; left out on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// What of the files that differ could not be read at the first commit; a hundred at most.
    pub unread_from: Vec<UnreadThen>,
    /// What of the files that differ could not be read at the second commit; a hundred at most.
    pub unread_to: Vec<UnreadThen>,
    /// Whether more could not be read than is listed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more_unread: bool,
}

/// A resource that differs between two commits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastChange {
    /// The API group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// What became of it.
    pub became: Became,
    /// Its file at the first commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_path: Option<String>,
    /// Its file at the second commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The fields that differ, a hundred at most. None where only comments or the layout of its text differ, and of
    /// what was added or deleted.
    pub fields: Vec<PastField>,
    /// Whether more fields differ than are listed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more_fields: bool,
    /// Of what was added or deleted: a file that could not be read at the commit that does not have it. It may have
    /// been there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure: Option<String>,
}

/// A field that differs between two commits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastField {
    /// Where it is, as the merge knows it.
    pub path: FieldPath,
    /// What the first commit has; null where it has none.
    pub from: Option<Value>,
    /// What the second commit has; null where it has none.
    pub to: Option<Value>,
}

/// A file as a commit has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileAt {
    /// The file, in the repository.
    pub path: String,
    /// The commit that was looked at.
    pub commit: String,
    /// Its text.
    pub text: String,
}
