//! What a merge of files has to be told of the kinds of its documents.

use std::borrow::Cow;
use std::sync::Arc;

use hedgerow_model::{Decision, GroupKind, ListTypes};

use crate::conflict::{Decide, FieldConflict};
use crate::document::Merged;

/// The list types of one kind, as a catalogue of schemas hands them out.
pub type SharedTypes = Arc<dyn ListTypes + Send + Sync>;

/// Tells what is known of kinds. Where that is only their list types, a closure is one.
pub trait Kinds {
    /// The list types of a kind of resource; of a document that names none, for `None`.
    fn types(&self, kind: Option<&GroupKind>) -> SharedTypes;

    /// Three versions of a document (the base, theirs, ours) in one form, where a kind has several and they differ in
    /// it. `None`: they are merged as they are.
    fn one_form<'t>(
        &self,
        _kind: &GroupKind,
        _texts: [&'t str; 3],
        _types: &'t dyn ListTypes,
        _decide: &mut dyn Decide,
    ) -> Option<OneForm<'t>> {
        None
    }
}

impl<F: Fn(Option<&GroupKind>) -> SharedTypes> Kinds for F {
    fn types(&self, kind: Option<&GroupKind>) -> SharedTypes {
        self(kind)
    }
}

/// Three versions of a document in one form.
pub struct OneForm<'t> {
    /// The base, the draft (theirs), Git's (ours).
    pub texts: [Cow<'t, str>; 3],
    /// The list types of that form.
    pub types: Box<dyn ListTypes + 't>,
    /// What had to be asked for that, and what was decided.
    pub asked: Option<(FieldConflict, Option<Decision>)>,
}

impl OneForm<'_> {
    /// What came out of their merge, with what had to be asked before it.
    #[must_use]
    pub fn told(&self, mut merged: Merged) -> Merged {
        match self.asked.clone() {
            Some((conflict, Some(decision))) => merged.decided.insert(0, (conflict, decision)),
            Some((conflict, None)) => merged.conflicts.insert(0, conflict),
            None => {}
        }
        merged
    }
}
