//! Conflicts of a merge of files, each told with its document and why it is one.

use hedgerow_model::{ConflictKind, FieldPath, Identity, ListTypes, Value};
use hedgerow_yaml::commented_out;

use super::FileConflict;
use super::inventory::{Doc, Key};
use super::structured::{Merge, Sides};
use super::why::Why;
use crate::conflict::FieldConflict;

impl Merge<'_> {
    pub(super) fn document_conflict(
        &self,
        key: &Key,
        sides: Sides<'_>,
        conflict: FieldConflict,
        types: &dyn ListTypes,
    ) -> FileConflict {
        let why = Why::of_field(&conflict, types);
        self.conflict_in(key, sides, conflict, why)
    }

    /// A document whose merged lines cannot be believed.
    pub(super) fn lost(&self, key: &Key, sides: Sides<'_>, why: Why) -> FileConflict {
        let value = |doc: Option<&Doc>| doc.map(|doc| doc.value().clone());
        let [base, draft, git] = [sides.base, sides.theirs, sides.ours].map(value);
        let kind = ConflictKind::EditEdit;
        let conflict = FieldConflict { path: FieldPath::root(), kind, base, draft, git };
        self.conflict_in(key, sides, conflict, why)
    }

    pub(super) fn conflict_in(
        &self,
        key: &Key,
        sides: Sides<'_>,
        mut conflict: FieldConflict,
        mut why: Why,
    ) -> FileConflict {
        let identity = key.identity().cloned();
        let whole = conflict.path == FieldPath::root();
        if let Some(identity) = identity.as_ref().filter(|_| whole) {
            let hidden = match (sides.ours, sides.theirs) {
                (None, Some(_)) => is_hidden(self.files.ours, identity),
                (Some(_), None) => is_hidden(self.files.theirs, identity),
                _ => false,
            };
            if hidden {
                conflict.kind = ConflictKind::CommentedOutEdit;
                why = Why::of_kind(conflict.kind);
            }
        }
        let document = identity.as_ref().map_or_else(
            || {
                let index = sides.ours.or(sides.theirs).map_or(0, |doc| doc.index);
                format!("document {}", index + 1)
            },
            Identity::to_string,
        );
        conflict_view(identity, document, conflict, why)
    }
}

/// The engine builds on Git's text and calls ours so.
pub(super) fn conflict_view(
    identity: Option<Identity>,
    document: String,
    conflict: FieldConflict,
    why: Why,
) -> FileConflict {
    FileConflict { document, identity, conflict: conflict.mirrored(), why }
}

/// Whether a file has a resource commented out.
fn is_hidden(file: &str, identity: &Identity) -> bool {
    let same = |value: &Value| Identity::of(value).as_ref() == Some(identity);
    commented_out(file, &same).iter().any(|found| same(&found.value))
}
