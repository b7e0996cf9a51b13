//! A document of three files whose kind has several forms: brought to one of them before it is merged.

use hedgerow_model::ListTypes;
use hedgerow_yaml::{Limits, read};

use super::inventory::{Doc, Key};
use super::kinds::OneForm;
use super::structured::{Merge, Sides, kind};
use crate::document::Merged;

/// Three versions of a document in one form.
pub(super) struct Form<'t> {
    docs: [Doc; 3],
    form: OneForm<'t>,
}

impl Form<'_> {
    pub(super) fn sides(&self) -> Sides<'_> {
        let [base, theirs, ours] = &self.docs;
        Sides { base: Some(base), ours: Some(ours), theirs: Some(theirs) }
    }

    pub(super) fn types(&self) -> &dyn ListTypes {
        &*self.form.types
    }

    /// What came out of their merge, with what had to be asked before it.
    pub(super) fn told(&self, merged: Merged) -> Merged {
        self.form.told(merged)
    }
}

impl Merge<'_> {
    /// A document in one form; `None` where all three versions are in one, or a text cannot be read in it.
    pub(super) fn in_one_form<'t>(
        &self,
        key: &Key,
        sides: Sides<'t>,
        types: &'t dyn ListTypes,
    ) -> Option<Form<'t>> {
        let kind = kind(key, sides)?;
        let docs = [sides.base?, sides.theirs?, sides.ours?];
        let texts = docs.map(|doc| doc.text.as_str());
        let mut decide = self.policy;
        let form = self.kinds.one_form(&kind, texts, types, &mut decide)?;
        let [base, theirs, ours] = [0, 1, 2].map(|side| in_form(docs[side], &form.texts[side]));
        Some(Form { docs: [base?, theirs?, ours?], form })
    }
}

/// A document with another own text.
fn in_form(doc: &Doc, text: &str) -> Option<Doc> {
    let document = read(text, &Limits::default()).ok()?;
    Some(Doc::with_text(doc, text, document))
}
