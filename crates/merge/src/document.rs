//! The three-way merge of one document's text.
//!
//! The values are merged first. The line-wise merge of the texts is taken when it reads as exactly
//! that and its comments are where their own merge puts them; it keeps the hand of both sides.
//! Otherwise the values and comments are brought into Git's text by the lossless editor.

use hedgerow_model::{ListTypes, Value};
use hedgerow_yaml::{CommentMap, Document, EmitOptions, Limits, Rewrite, comments, read, rewrite};
use serde::Serialize;

use crate::comments::{Commented, comment_edits, merge_comments};
use crate::conflict::{Decide, Decision, FieldConflict};
use crate::equal::same_reading;
use crate::error::{Input, MergeError};
use crate::lines::merge_lines;
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
    /// Git's text with the draft's edits.
    Edits,
}

/// What came out of a merge of documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The text; `None`: the document goes.
    pub text: Option<String>,
    /// What the text says. Where a conflict is open, Git's value stands.
    pub value: Option<Value>,
    /// What somebody must decide.
    pub conflicts: Vec<FieldConflict>,
    /// What was decided on the way, and how.
    pub decided: Vec<(FieldConflict, Decision)>,
    /// How the text was made.
    pub way: Way,
    /// In how many places both sides wrote different comments; both stand there.
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

    fn value(self) -> &'a Value {
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
    let MergedValue { value, conflicts, decided } = merged;
    let written = match (value, draft, git) {
        (Some(target), Some(draft), Some(git)) => {
            both(base, draft, git, target, !decided.is_empty(), types)?
        }
        (Some(target), Some(side), None) => alone(base, side, Way::TakeDraft, target, types)?,
        (Some(target), None, Some(side)) => alone(base, side, Way::TakeGit, target, types)?,
        // Both deleted it, and a decision brought it back.
        (Some(target), None, None) => Written {
            text: Some(hedgerow_yaml::emit(&target, &EmitOptions::default())),
            value: Some(target),
            way: Way::Edits,
            clashing: 0,
        },
        (None, _, git) => Written {
            text: None,
            value: None,
            way: match (draft, git) {
                (None, None) => Way::Same,
                (None, Some(_)) => Way::TakeDraft,
                (Some(_), _) => Way::TakeGit,
            },
            clashing: 0,
        },
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

struct Written {
    text: Option<String>,
    value: Option<Value>,
    way: Way,
    clashing: usize,
}

impl Written {
    fn taken(side: Side<'_>, way: Way) -> Self {
        let (text, value) = (side.text.to_owned(), side.value().clone());
        Self { text: Some(text), value: Some(value), way, clashing: 0 }
    }
}

/// The document stands on one side only, and so it does in the result.
fn alone(
    base: Option<Side<'_>>,
    side: Side<'_>,
    way: Way,
    target: Value,
    types: &dyn ListTypes,
) -> Result<Written, MergeError> {
    for (candidate, way) in [(Some(side), way), (base, Way::Edits)] {
        if let Some(candidate) = candidate.filter(|candidate| *candidate.value() == target) {
            return Ok(Written::taken(candidate, way));
        }
    }
    let text = rewrite(side.text, &target, &Rewrite { types, comments: &[] })
        .map_err(MergeError::Refused)?;
    Ok(Written { text: Some(text), value: Some(target), way: Way::Edits, clashing: 0 })
}

fn both(
    base: Option<Side<'_>>,
    draft: Side<'_>,
    git: Side<'_>,
    target: Value,
    decided: bool,
    types: &dyn ListTypes,
) -> Result<Written, MergeError> {
    if draft.text == git.text {
        return Ok(Written::taken(git, Way::Same));
    }
    if let Some(base) = base {
        if draft.text == base.text {
            return Ok(Written::taken(git, Way::TakeGit));
        }
        if git.text == base.text {
            return Ok(Written::taken(draft, Way::TakeDraft));
        }
    }
    let of_draft = comments_of(draft.text, Input::Draft, types)?;
    let of_git = comments_of(git.text, Input::Git, types)?;
    let of_base = match base {
        Some(base) => comments_of(base.text, Input::Base, types)?,
        None => CommentMap::new(),
    };
    let merged = merge_comments(
        &of_base,
        Commented { value: draft.value(), comments: &of_draft },
        Commented { value: git.value(), comments: &of_git },
        &target,
        types,
    );
    if let Some(base) = base {
        // Where both changed the same lines, Git's stand; the draft's where it won a conflict.
        let mut order = vec![(draft, git)];
        if decided {
            order.push((git, draft));
        }
        for (under, over) in order {
            let text = by_lines(base.text, under.text, over.text);
            if let Some(value) = reads_as(&text, &target, &merged.map, types) {
                let (text, value, clashing) = (Some(text), Some(value), merged.clashing);
                return Ok(Written { text, value, way: Way::Lines, clashing });
            }
        }
    }
    let edits = comment_edits(&of_git, &merged.map);
    let text = rewrite(git.text, &target, &Rewrite { types, comments: &edits })
        .map_err(MergeError::Refused)?;
    let text = match base {
        Some(base) => with_ending(text, base.text, draft.text, git.text),
        None => text,
    };
    let clashing = merged.clashing;
    Ok(Written { text: Some(text), value: Some(target), way: Way::Edits, clashing })
}

fn comments_of(text: &str, side: Input, types: &dyn ListTypes) -> Result<CommentMap, MergeError> {
    comments(text, types).map_err(|error| MergeError::Unusable { side, error })
}

/// What the text says, when that is the merged values with the comments in their places.
fn reads_as(
    text: &str,
    target: &Value,
    wanted: &CommentMap,
    types: &dyn ListTypes,
) -> Option<Value> {
    let document = read(text, &Limits::default()).ok()?;
    let same = same_reading(document.value(), target, types)
        && comments(text, types).is_ok_and(|found| found == *wanted);
    same.then(|| document.into_value())
}

/// The line-wise merge. A side that changed every line ending has changed no line.
fn by_lines(base: &str, draft: &str, git: &str) -> String {
    let endings = [base, draft, git].map(Ending::of);
    if endings.windows(2).all(|pair| matches!(pair, [a, b] if a == b))
        || endings.contains(&Ending::Mixed)
    {
        return merge_lines(base, draft, git);
    }
    let [base_lf, draft_lf, git_lf] = [base, draft, git].map(|text| text.replace("\r\n", "\n"));
    with_ending(merge_lines(&base_lf, &draft_lf, &git_lf), base, draft, git)
}

/// How the lines of a text end.
#[derive(Clone, Copy, PartialEq)]
enum Ending {
    Lf,
    CrLf,
    Mixed,
}

impl Ending {
    fn of(text: &str) -> Self {
        let all = text.bytes().filter(|byte| *byte == b'\n').count();
        match text.matches("\r\n").count() {
            0 => Self::Lf,
            crlf if crlf == all => Self::CrLf,
            _ => Self::Mixed,
        }
    }
}

/// Gives a text the line endings of the side that changed them.
fn with_ending(text: String, base: &str, draft: &str, git: &str) -> String {
    let (base, draft, git) = (Ending::of(base), Ending::of(draft), Ending::of(git));
    let wanted = if draft == base { git } else { draft };
    match wanted {
        ending if ending == Ending::of(&text) => text,
        Ending::Mixed => text,
        Ending::Lf => text.replace("\r\n", "\n"),
        Ending::CrLf => text.replace("\r\n", "\n").replace('\n', "\r\n"),
    }
}
