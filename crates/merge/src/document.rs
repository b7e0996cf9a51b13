//! The three-way merge of one document: its values first, then its text.

use hedgerow_model::{Decision, ListTypes, Value};
use hedgerow_yaml::{Document, Limits, read};
use serde::Serialize;

use crate::conflict::{Decide, FieldConflict};
use crate::error::{Input, MergeError};
use crate::text::{Sides, Written, alone, both};
use crate::value::{MergedValue, merge_values};

/// Which way led to the merged text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Both sides had the same text.
    Same,
    /// The draft's text as it is.
    TakeDraft,
    /// Git's text as it is.
    TakeGit,
    /// The lines of both sides.
    Lines,
    /// The lines of both sides, or the text of one, with the rest brought in by the editor.
    Edits,
}

/// What came out of a merge of documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The text; `None`: the document goes.
    pub text: Option<String>,
    /// What the text says. Where a conflict is open, Git's value is.
    pub value: Option<Value>,
    /// What somebody must decide.
    pub conflicts: Vec<FieldConflict>,
    /// What was decided on the way, and how.
    pub decided: Vec<(FieldConflict, Decision)>,
    /// How the text was made.
    pub way: Way,
    /// In how many places both sides wrote different comments; both are there.
    pub clashing_comments: usize,
}

/// One side of a merge, read already.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The document's own text.
    pub text: &'a str,
    /// What was read from it.
    pub document: &'a Document,
}

impl<'a> Side<'a> {
    fn of(text: Option<&'a str>, document: Option<&'a Document>) -> Option<Self> {
        Some(Self { text: text?, document: document? })
    }

    pub(crate) fn value(self) -> &'a Value {
        self.document.value()
    }
}

/// Merges what the draft changed in a document's own text with what Git changed in it.
///
/// `None` means that there is no such document. With no base, fields that both sides have must
/// agree. A draft equal to the base gives Git's text byte for byte, and the other way round.
///
/// # Errors
/// When a text cannot be read, or the result cannot be written without losing something.
pub fn merge_documents(
    base: Option<&str>,
    draft: Option<&str>,
    git: Option<&str>,
    types: &dyn ListTypes,
    decide: &mut dyn Decide,
) -> Result<Merged, MergeError> {
    let limits = Limits::default();
    let parse = |text: Option<&str>, side: Input| {
        text.map(|text| read(text, &limits))
            .transpose()
            .map_err(|error| MergeError::Unusable { side, error })
    };
    let base_read = parse(base, Input::Base)?;
    let draft_read = parse(draft, Input::Draft)?;
    let git_read = parse(git, Input::Git)?;
    merge_read(
        Side::of(base, base_read.as_ref()),
        Side::of(draft, draft_read.as_ref()),
        Side::of(git, git_read.as_ref()),
        types,
        decide,
    )
}

/// [`merge_documents`] for texts that are read already: documents cached by blob id, say.
///
/// # Errors
/// When the result cannot be written without losing something.
pub fn merge_read(
    base: Option<Side<'_>>,
    draft: Option<Side<'_>>,
    git: Option<Side<'_>>,
    types: &dyn ListTypes,
    decide: &mut dyn Decide,
) -> Result<Merged, MergeError> {
    let merged = merge_values(
        base.map(Side::value),
        draft.map(Side::value),
        git.map(Side::value),
        types,
        decide,
    );
    let MergedValue { value, conflicts, decided, renamed } = merged;
    let written = match (value, draft, git) {
        (Some(target), Some(draft), Some(git)) => {
            let sides = Sides { base, draft, git, renamed: &renamed };
            both(&sides, target, !decided.is_empty(), types)?
        }
        (Some(target), Some(side), None) => alone(base, side, Way::TakeDraft, target, types)?,
        (Some(target), None, Some(side)) => alone(base, side, Way::TakeGit, target, types)?,
        (_, None, None) => Written::nothing(Way::Same),
        (None, None, Some(_)) => Written::nothing(Way::TakeDraft),
        (None, Some(_), _) => Written::nothing(Way::TakeGit),
    };
    Ok(Merged {
        text: written.text,
        value: written.value,
        conflicts,
        decided,
        way: written.way,
        clashing_comments: written.clashing,
    })
}
