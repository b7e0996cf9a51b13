//! Disagreements as records.

use crate::{
    ChangeId, ConflictId, ConflictKind, ConflictState, DraftId, FabricId, FieldPath, Identity,
    Millis, Value,
};

/// A durable record of a disagreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Its number.
    pub id: ConflictId,
    /// The fabric.
    pub fabric_id: FabricId,
    /// What disagrees.
    pub what: NewConflict,
    /// Where it is in its life.
    pub state: ConflictState,
    /// What was decided, as JSON.
    pub decision: Option<serde_json::Value>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When it was opened.
    pub opened_at: Millis,
    /// When it was resolved or superseded.
    pub closed_at: Option<Millis>,
}

/// A disagreement to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConflict {
    /// The change; `None` for a conflict within Git itself.
    pub change_id: Option<ChangeId>,
    /// The draft.
    pub draft_id: Option<DraftId>,
    /// The resource.
    pub identity: Identity,
    /// Where in it; the root for the whole document.
    pub path: FieldPath,
    /// What sort of disagreement.
    pub kind: ConflictKind,
    /// The value both started from.
    pub base: Option<Value>,
    /// The draft's value.
    pub draft: Option<Value>,
    /// Git's value.
    pub git: Option<Value>,
    /// The commit git's value came from.
    pub git_commit: String,
    /// What a person needs to know beside the values.
    pub detail: Option<String>,
}
