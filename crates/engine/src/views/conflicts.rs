//! Conflicts and decisions about them.

use hedgerow_model::{
    BrokenTogether, ConflictKind, ConflictState, Decision, FieldPath, Party, Side, Value,
};
use serde::{Deserialize, Serialize};

use super::Millis;

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
    /// Who disagrees: a draft or a raw file with Git, or documents of Git among themselves.
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
