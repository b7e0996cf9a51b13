//! Drafts: resources as somebody is editing them.

use serde::{Deserialize, Serialize};

use crate::{ChangeId, DraftId, FabricId, Identity, Millis, Person, Standing};

/// One of several live documents with one identity, as whoever chose among them saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenCopy {
    /// Its file.
    pub path: String,
    /// The SHA-256 of its own text, in hexadecimal digits.
    pub digest: String,
    /// Whether it is to go; exactly one of them stays.
    pub goes: bool,
}

/// One resource as somebody is editing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its row.
    pub id: DraftId,
    /// The change.
    pub change_id: ChangeId,
    /// The fabric.
    pub fabric_id: FabricId,
    /// The resource.
    pub identity: Identity,
    /// The document's own text it was started from; `None` when there was none.
    pub base_text: Option<String>,
    /// How the document was then.
    pub base_standing: Standing,
    /// The text it is to have; `None` to delete it.
    pub text: Option<String>,
    /// Whether it is to be live or in comments.
    pub standing: Standing,
    /// The documents that the resource had when one of them was chosen; empty where it had one.
    pub copies: Vec<SeenCopy>,
    /// Whether its document changed in Git since its base.
    pub outdated: bool,
    /// Who edited it last.
    pub author: Person,
    /// Counts its edits.
    pub revision: i64,
    /// When it was last edited.
    pub updated_at: Millis,
}

/// A draft to be saved.
#[derive(Clone, Debug)]
pub struct NewDraft {
    /// The change.
    pub change_id: ChangeId,
    /// The fabric.
    pub fabric_id: FabricId,
    /// The resource.
    pub identity: Identity,
    /// The document's own text it was started from.
    pub base_text: Option<String>,
    /// How the document was then.
    pub base_standing: Standing,
    /// The text it is to have; `None` to delete it.
    pub text: Option<String>,
    /// Whether it is to be live or in comments.
    pub standing: Standing,
    /// The documents that the resource had when one of them was chosen; empty where it had one.
    pub copies: Vec<SeenCopy>,
    /// Who edits.
    pub author: Person,
}
