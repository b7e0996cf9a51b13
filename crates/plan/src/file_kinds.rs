//! What is known of the kinds in files that are merged without a fabric.

use std::sync::Arc;

use hedgerow_merge::{Decide, Kinds, OneForm, SharedTypes};
use hedgerow_model::{AllAtomic, GroupKind, ListTypes};
use hedgerow_schema::Catalogue;

use crate::migrated::one_form;

/// What is known of kinds: how their lists are merged, by definitions; and what newer releases renamed, by their names
/// alone, as in a merge of a draft.
#[derive(Debug)]
pub struct FileKinds {
    /// The definitions.
    pub catalogue: Catalogue,
    /// The kind of documents that name none.
    pub unnamed: Option<GroupKind>,
}

impl Kinds for FileKinds {
    fn types(&self, kind: Option<&GroupKind>) -> SharedTypes {
        match kind.or(self.unnamed.as_ref()) {
            Some(kind) => self.catalogue.list_types(kind),
            None => Arc::new(AllAtomic),
        }
    }

    fn one_form<'t>(
        &self,
        kind: &GroupKind,
        texts: [&'t str; 3],
        types: &'t dyn ListTypes,
        decide: &mut dyn Decide,
    ) -> Option<OneForm<'t>> {
        one_form(kind, texts, types, decide)
    }
}
