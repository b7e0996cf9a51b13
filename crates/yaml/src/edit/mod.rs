//! Lossless editing: byte-range patches on the original text.

pub(crate) mod align;
mod care;
mod comments;
pub(crate) mod ended;
mod flow;
mod habits;
mod notation;
mod patch;
mod rename;
mod replace;
mod reuse;
mod rows;
mod same;
mod scalar;
mod spelled;
mod walk;

use hedgerow_model::{FieldPath, ListTypes, Value};

pub use rename::rename_keys;

use care::{Care, How};

use crate::comments::with_line_break;
use crate::document::{Document, read};
use crate::emit::{EmitOptions, emit};
use crate::error::ReadError;
use crate::files::newline_of;
use crate::layout::Layout;
use crate::limits::Limits;
use crate::position::Position;

/// How a text is rewritten.
#[derive(Clone, Copy)]
pub struct Rewrite<'a> {
    /// The types of lists: which of their items are the same.
    pub types: &'a dyn ListTypes,
    /// Comments to set once the value is as wanted.
    pub comments: &'a [CommentEdit],
}

/// A change of comments. Lines have their `#`, no indentation and no line break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommentEdit {
    /// Sets the comment lines above the entry or item at `path`; none removes them.
    Before {
        /// The entry or item.
        path: FieldPath,
        /// The lines.
        lines: Vec<String>,
    },
    /// Sets the comment on the line of the entry or item at `path`.
    Beside {
        /// The entry or item.
        path: FieldPath,
        /// The comment; `None` removes it.
        line: Option<String>,
    },
    /// Sets the comment lines behind the entry or item at `path`; of the root, behind everything.
    After {
        /// The entry or item.
        path: FieldPath,
        /// The lines.
        lines: Vec<String>,
    },
}

/// Why a text was not edited.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The text cannot be read in the first place.
    #[error("the document cannot be read: {0}")]
    Read(#[from] ReadError),
    /// The edit cannot be made without touching what should stay.
    #[error("cannot edit {} at {position} without loss: {reason}", place(path))]
    Refused {
        /// What was to be edited.
        path: FieldPath,
        /// Where it is.
        position: Position,
        /// Why not, and what to do instead.
        reason: String,
    },
    /// The edited text did not read as wanted, and was thrown away.
    #[error("the edited document would not read as wanted: {} differs", place(path))]
    Mismatch {
        /// The first difference.
        path: FieldPath,
    },
}

impl EditError {
    pub(crate) fn file(reason: impl Into<String>) -> Self {
        Self::Refused { path: FieldPath::root(), position: Position::START, reason: reason.into() }
    }
}

fn place(path: &FieldPath) -> String {
    if path.segments().is_empty() { "the document".to_owned() } else { format!("`{path}`") }
}

/// Changes a document's own text so that it reads as `target`, touching only what differs.
///
/// Gives the same text when nothing differs. Sets and keyed lists are compared without regard to
/// order, and keep theirs. Values keep the style of those they replace; new rows follow the habits of
/// the document.
///
/// # Errors
/// When the text cannot be read; when it cannot be edited losslessly; when the result, read back, is
/// not the target.
pub fn rewrite(text: &str, target: &Value, how: &Rewrite<'_>) -> Result<String, EditError> {
    let document = read(text, &Limits::default())?;
    rewrite_document(text, &document, target, how)
}

/// As [`rewrite`], of a document that was read from this very text: it saves reading it again.
///
/// # Errors
/// As [`rewrite`].
pub fn rewrite_document(
    text: &str,
    document: &Document,
    target: &Value,
    how: &Rewrite<'_>,
) -> Result<String, EditError> {
    let mut edited = edit_values(text, document, target, how.types, Care::None);
    for care in [Care::Literals, Care::Braces, Care::Fresh] {
        edited = edited.or_else(|_| edit_values(text, document, target, how.types, care));
    }
    let edited = edited.or_else(|refused| {
        // What comes behind gives a block scalar at the end the line break that it has not.
        let (ended, document) = ended::ended(text, document).ok_or(refused.clone())?;
        let edited = edit_values(&ended, &document, target, how.types, Care::None);
        edited.map(|edited| edited.map(as_unended)).map_err(|_| refused)
    })?;
    match edited {
        Some((text, document)) => comments::apply(text, &document, how),
        None => comments::apply(text.to_owned(), document, how),
    }
}

/// Without the line break at the end, where it says nothing.
fn as_unended((mut text, document): (String, Document)) -> (String, Document) {
    let newline = newline_of(&text);
    if let Some(stripped) = text.strip_suffix(newline).filter(|it| reads_alike(it, &text)) {
        text.truncate(stripped.len());
    }
    (text, document)
}

/// Makes the text read as the target; `None` when it does.
///
/// A value that aliases share is edited at its anchor first, so that an alias stays one where it then
/// reads as wanted; what still differs is written out in its place.
fn edit_values(
    text: &str,
    document: &Document,
    target: &Value,
    types: &dyn ListTypes,
    care: Care,
) -> Result<Option<(String, Document)>, EditError> {
    if document.has_anchors() {
        let how = How { care, shared: true };
        let first = edit_once(text, document, target, types, how).ok().flatten();
        let first = first.and_then(|edited| {
            let after = read(&edited.text, &Limits::default()).ok()?;
            Some((edited.text, after))
        });
        if let Some(first) = first
            && let Ok(edited) = edit_rest(text, document, target, types, care, Some(first))
        {
            return Ok(edited);
        }
    }
    edit_rest(text, document, target, types, care, None)
}

fn edit_rest(
    text: &str,
    document: &Document,
    target: &Value,
    types: &dyn ListTypes,
    care: Care,
    mut done: Option<(String, Document)>,
) -> Result<Option<(String, Document)>, EditError> {
    /// An ordered list whose items change both place and value takes two.
    const PASSES: usize = 3;
    let how = How { care, shared: false };
    for _ in 0..PASSES {
        let (text, document) =
            done.as_ref().map_or((text, document), |(text, document)| (text.as_str(), document));
        let Some(edited) = edit_once(text, document, target, types, how)? else { break };
        let after = read(&edited.text, &Limits::default())
            .map_err(|_| mismatch(document, target, types))?;
        done = Some((edited.text, after));
        if !edited.again {
            break;
        }
    }
    let after = done.as_ref().map_or(document, |(_, document)| document);
    let mut root = FieldPath::root();
    match same::first_difference(after.value(), target, &mut root, types) {
        Some(path) => Err(explain(document, path)),
        None => Ok(done),
    }
}

struct Edited {
    text: String,
    again: bool,
}

/// One pass; `None` when nothing differs.
fn edit_once(
    text: &str,
    document: &Document,
    target: &Value,
    types: &dyn ListTypes,
    how: How,
) -> Result<Option<Edited>, EditError> {
    if same::same(document.value(), target, &mut FieldPath::root(), types) {
        return Ok(None);
    }
    if has_lone_carriage_return(text) {
        return Err(EditError::file(
            "its lines end with carriage returns alone; convert them to line feeds first",
        ));
    }
    let newline = newline_of(text);
    let padded = with_line_break(text);
    let complete = padded.len() == text.len();
    let layout = Layout { text: &padded, tree: &document.tree };
    let mut walk = walk::Walk::new(layout, types, how, document.keys.respelled());
    match document.tree.root {
        Some(root) => {
            let start = if padded.starts_with('\u{feff}') { 3 } else { 0 };
            let slot = walk::Slot { at: start, kind: walk::SlotKind::Root };
            walk.edit(root, slot, document.value(), target)?;
        }
        None => {
            let at = padded.len();
            let text = emit(target, &EmitOptions::default());
            walk.patches.insert(if text.is_empty() { 0 } else { at }, text);
        }
    }
    let again = walk.again;
    if walk.patches.is_empty() {
        return Ok(None);
    }
    let mut edited = walk
        .patches
        .apply(&padded, newline)
        .ok_or_else(|| EditError::file("two edits would touch the same text"))?;
    if !complete && let Some(stripped) = edited.strip_suffix(newline) {
        let is_target = |text: &str| {
            read(text, &Limits::default()).is_ok_and(|document| {
                same::same(document.value(), target, &mut FieldPath::root(), types)
            })
        };
        // A block scalar at the end has the line break, or has it not.
        if is_target(stripped) || (!is_target(&edited) && reads_alike(stripped, &edited)) {
            edited.truncate(stripped.len());
        }
    }
    Ok(Some(Edited { text: edited, again }))
}

fn reads_alike(a: &str, b: &str) -> bool {
    let limits = Limits::default();
    matches!((read(a, &limits), read(b, &limits)), (Ok(a), Ok(b)) if a.value() == b.value())
}

fn has_lone_carriage_return(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.contains(&b'\r')
        && (0..bytes.len()).any(|at| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
}

/// The edited text does not read at all.
fn mismatch(document: &Document, target: &Value, types: &dyn ListTypes) -> EditError {
    same::first_difference(document.value(), target, &mut FieldPath::root(), types).map_or_else(
        || EditError::Mismatch { path: FieldPath::root() },
        |path| explain(document, path),
    )
}

/// A result that is not the target: with anchors, because one text stands for several values.
fn explain(document: &Document, path: FieldPath) -> EditError {
    if !document.has_anchors() {
        return EditError::Mismatch { path };
    }
    EditError::Refused {
        position: document.position(&path).unwrap_or(Position::START),
        path,
        reason: "the document shares values by anchors (`&`, `*`, `<<`): the edit would also change the other places that use it; write the shared value out first"
            .to_owned(),
    }
}
