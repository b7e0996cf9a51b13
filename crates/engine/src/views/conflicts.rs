//! Conflicts and decisions about them.

use std::collections::BTreeMap;

use hedgerow_model::{
    BrokenTogether, ConflictKind, ConflictState, Decision, FieldPath, Party, Person, RuleUsed,
    SeenCopy, Side, Value,
};
use serde::{Deserialize, Serialize};

use super::{LastCommit, Millis};

/// Which conflicts are asked for; what is `None` cuts nothing down.
#[derive(Clone, Debug, Default)]
pub struct ConflictQuery {
    /// The fabric.
    pub fabric: Option<String>,
    /// Where they are in their life.
    pub state: Option<ConflictState>,
    /// What sort of disagreement.
    pub conflict: Option<ConflictKind>,
    /// The change, by name or id.
    pub change: Option<String>,
    /// The kind of the resource.
    pub kind: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Who is to decide, by login; empty: nobody.
    pub assignee: Option<String>,
}

/// A conflict.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConflictView {
    /// Its number.
    pub id: i64,
    /// The fabric.
    pub fabric: String,
    /// The change, when a draft is a side of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// The change's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_id: Option<String>,
    /// The resource's API group.
    pub group: String,
    /// The resource's kind.
    pub kind: String,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Where in it; empty for the whole document.
    pub path: FieldPath,
    /// What sort of disagreement.
    pub conflict: ConflictKind,
    /// The value both started from; null when there was none.
    pub base: Option<Value>,
    /// The draft's value; null when it deletes it.
    pub draft: Option<Value>,
    /// Git's value; null when Git has none.
    pub git: Option<Value>,
    /// The cluster's value, where the cluster is a party; null when it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<Value>,
    /// Who disagrees: a draft or a raw file with Git, documents of Git among themselves, or Git or a draft with the
    /// cluster.
    pub parties: Vec<Party>,
    /// The commit git's value came from.
    pub git_commit: String,
    /// What a person needs to know beside the values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The rule and the other resource, where two resources break one together; the values are those of the
    /// draft's resource then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub together: Option<BrokenTogether>,
    /// Where it is in its life.
    pub state: ConflictState,
    /// What was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// When it was opened.
    pub opened_at: Millis,
    /// When it was resolved or superseded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Millis>,
    /// What happened to it otherwise.
    #[serde(flatten)]
    pub life: ConflictLife,
}

/// What happened to a conflict beside its decision.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConflictLife {
    /// What the person who decided said to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The rule of a policy that decided; left out where a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<RuleUsed>,
    /// Who is to decide, by login.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// The conflict that took its place when a side moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<i64>,
    /// Who had written the draft's side when it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft_by: Option<Person>,
    /// When the draft's side was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft_at: Option<Millis>,
}

/// One of several live documents of a resource.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CopyView {
    /// Its file.
    pub path: String,
    /// The line at which it starts, from 1.
    pub line: i64,
    /// The SHA-256 of its text, in hexadecimal digits: what it is known by when one is kept.
    pub digest: String,
    /// Its text.
    pub text: String,
    /// The difference to the first one, as a unified diff; left out for the first, empty where it says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diff: Option<String>,
    /// The commit that touched its file last, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<LastCommit>,
}

/// An open change in which one of the documents is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChosenCopy {
    /// What people call the change.
    pub change: String,
    /// Its id.
    pub change_id: String,
    /// The file of the document that stays.
    pub path: String,
    /// The files that the others were in.
    pub goes: Vec<String>,
    /// Who chose.
    pub author: Person,
}

/// The documents among which one is to be kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CopiesView {
    /// The conflict.
    pub conflict: i64,
    /// The fabric.
    pub fabric: String,
    /// The commit at which they are so.
    pub commit: String,
    /// The documents, in the order of their files; none where the resource has one only.
    pub copies: Vec<CopyView>,
    /// How many more there are; where there are more, none can be kept here.
    pub more: usize,
    /// The open changes in which one is kept.
    pub chosen: Vec<ChosenCopy>,
}

/// One of several documents is to be kept.
#[derive(Clone, Debug, Default)]
pub struct KeepRequest {
    /// All of them as they were seen; exactly one stays.
    pub copies: Vec<SeenCopy>,
    /// The change; as of drafts when left out.
    pub change: Option<String>,
    /// The commit message of the change.
    pub message: Option<String>,
    /// Who chooses.
    pub by: Option<Person>,
}

/// What somebody said about a conflict, or about one whose place it took.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RemarkView {
    /// Who, as `Name <address>`.
    pub author: String,
    /// When.
    pub at: Millis,
    /// What.
    pub text: String,
}

/// What was decided about the same disagreement before: the same resource and field, the same three values.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EarlierDecision {
    /// The conflict that it is offered for.
    pub of: i64,
    /// The earlier one.
    pub conflict: i64,
    /// What was decided.
    pub decision: Decision,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Millis>,
    /// What they said to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A decision, and whose it is.
#[derive(Clone, Debug)]
pub struct Decide {
    /// What holds.
    pub resolution: Resolution,
    /// What is said to it.
    pub why: Option<String>,
    /// Who decides; the person who asks when left out.
    pub by: Option<Person>,
    /// The change in which Git takes the cluster's value or another, of a conflict between the two; one of that name is
    /// opened where there is none. With a name of its own where nothing is said.
    pub change: Option<String>,
    /// Whether it is only checked.
    pub preview: bool,
}

impl From<Resolution> for Decide {
    fn from(resolution: Resolution) -> Self {
        Self { resolution, why: None, by: None, change: None, preview: false }
    }
}

/// What became of one of several conflicts that were decided together.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkOutcome {
    /// The conflict's number.
    pub id: i64,
    /// The conflict with its decision; of a preview as it would be. Left out where it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict: Option<ConflictView>,
    /// Why it was not decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// What became of conflicts that were decided together.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkView {
    /// Whether nothing was written.
    pub preview: bool,
    /// How many were decided, or would be.
    pub decided: usize,
    /// How many were refused.
    pub refused: usize,
    /// Each of them, in the order asked for.
    pub conflicts: Vec<BulkOutcome>,
}

/// What a resource would be with some of its conflicts decided so.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConflictResult {
    /// Its text; where a conflict is open still, with Git's value. Null where the resource goes.
    pub text: Option<String>,
    /// What Git has; null where it has none.
    pub git: Option<String>,
    /// The difference to what Git has, as a unified diff.
    pub diff: String,
    /// How many conflicts are open still.
    pub left: usize,
    /// What the outcome would break of the schema that Git does not break, a sentence each.
    pub broken: Vec<String>,
    /// Why nothing can be said of the outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// A conflict with those that are settled together with it: the same resource in the same change, or
/// the same two documents of Git.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConflictSetView {
    /// The one that was asked for.
    pub conflict: ConflictView,
    /// The open ones of the set, by path.
    pub open: Vec<ConflictView>,
    /// The resolved ones of the set, by path.
    pub resolved: Vec<ConflictView>,
    /// How many other resources of the change have open conflicts; known once none of the set is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub others: Option<usize>,
    /// What was decided about the same disagreements before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierDecision>,
    /// What was said about them, by the conflict's number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub remarks: BTreeMap<i64, Vec<RemarkView>>,
    /// The open conflict to continue with, of the change first, else of the fabric; known once none of
    /// the set is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<ConflictView>,
}

/// A decision about a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Resolution {
    /// One side's value.
    Take(Side),
    /// A value of one's own, as YAML.
    Value(String),
    /// A value for the field of the other resource, as YAML, where two resources break a rule together: it
    /// becomes a draft of the same change.
    Other(String),
}
