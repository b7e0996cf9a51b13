//! Lossless editing: byte-range patches on the original text.

use hedgerow_model::{FieldPath, ListTypes, Value};

use crate::document::read;
use crate::error::ReadError;
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
        /// Where it stands.
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

/// Changes a document's own text so that it reads as `target`.
///
/// # Errors
/// When the text cannot be read, or cannot be edited losslessly.
pub fn rewrite(text: &str, target: &Value, how: &Rewrite<'_>) -> Result<String, EditError> {
    let document = read(text, &Limits::default())?;
    let _ = how;
    if document.value() == target {
        return Ok(text.to_owned());
    }
    Err(EditError::file("editing is not built yet"))
}
