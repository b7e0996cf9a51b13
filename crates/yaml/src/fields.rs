//! Edits by path, one behind the other, as a form makes them; and where the fields stand, so that a form and a text
//! show the same place.

use std::collections::BTreeMap;

use hedgerow_model::{FieldPath, ListTypes, Value};

use crate::document::{Document, read};
use crate::edit::{EditError, Rewrite, rename_keys, rewrite_document};
use crate::error::ReadError;
use crate::limits::Limits;
use crate::paths::{delete_path, set_in};

/// One edit of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldEdit {
    /// The field gets a value; maps that are missing on the way are made, `[n]` one behind the last item appends.
    Set {
        /// The field.
        path: FieldPath,
        /// What it is to be.
        value: Value,
    },
    /// The field goes; a list closes up.
    Remove {
        /// The field.
        path: FieldPath,
    },
    /// The entry of a map gets another key; its value and its comments stay.
    Rename {
        /// The entry.
        path: FieldPath,
        /// Its new key.
        key: String,
    },
}

/// Why a text was not edited.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldEditError {
    /// What an edit leaves cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An edit leads nowhere, or cannot be made without touching what should stay.
    #[error("{0}")]
    Edit(String),
}

impl From<EditError> for FieldEditError {
    fn from(error: EditError) -> Self {
        Self::Edit(error.to_string())
    }
}

/// Makes edits of one document's own text, which was read from this very text; each of what those before it left. Gives
/// the text and how it is read. Only what they say is different afterwards; with none, or with those that change nothing,
/// it is the same text.
///
/// # Errors
/// When an edit leads nowhere, cannot be made losslessly, or leaves what cannot be read.
pub fn edit_fields(
    text: String,
    document: Document,
    edits: &[FieldEdit],
    types: &dyn ListTypes,
) -> Result<(String, Document), FieldEditError> {
    let mut state = State::new(text, document);
    for edit in edits {
        match edit {
            FieldEdit::Set { path, value } => {
                state.may_edit(path, true)?;
                set_in(&mut state.wanted, path, value.clone()).map_err(refused)?;
            }
            FieldEdit::Remove { path } => {
                state.may_edit(path, false)?;
                delete_path(&mut state.wanted, path).map_err(refused)?;
            }
            FieldEdit::Rename { path, key } => {
                let State { text, document, .. } = state.written(types)?;
                state = State::of(rename_keys(&text, &document, &[(path.clone(), key.clone())])?)?;
            }
        }
    }
    let State { text, document, .. } = state.written(types)?;
    Ok((text, document))
}

fn refused(error: impl ToString) -> FieldEditError {
    FieldEditError::Edit(error.to_string())
}

/// A text, and what it is to be.
struct State {
    text: String,
    document: Document,
    wanted: Value,
}

impl State {
    fn of(text: String) -> Result<Self, FieldEditError> {
        let document = read(&text, &Limits::default())?;
        Ok(Self::new(text, document))
    }

    fn new(text: String, document: Document) -> Self {
        let wanted = document.value().clone();
        Self { text, document, wanted }
    }

    fn may_edit(&self, path: &FieldPath, sets: bool) -> Result<(), FieldEditError> {
        self.document.refuse_misread(path, &path.to_string(), sets).map_err(FieldEditError::Edit)
    }

    /// The text as it is wanted.
    fn written(self, types: &dyn ListTypes) -> Result<Self, FieldEditError> {
        let Self { text, document, wanted } = self;
        if *document.value() == wanted {
            return Ok(Self { text, document, wanted });
        }
        let how = Rewrite { types, comments: &[] };
        Self::of(rewrite_document(&text, &document, &wanted, &how)?)
    }
}

/// At which line, from 1, the key of each entry and each list item stands, list items named by their place (`[0]`).
/// `None` for a document of more than `most` of them.
#[must_use]
pub fn entry_lines(document: &Document, most: usize) -> Option<BTreeMap<String, u32>> {
    let mut lines = BTreeMap::new();
    let mut waiting = vec![(FieldPath::root(), document.value())];
    while let Some((path, value)) = waiting.pop() {
        let below: Vec<(FieldPath, &Value)> = match value {
            Value::Map(map) => map.iter().map(|(key, value)| (path.key(key), value)).collect(),
            Value::List(items) => {
                items.iter().enumerate().map(|(at, item)| (path.index(at), item)).collect()
            }
            _ => continue,
        };
        if lines.len() + below.len() > most {
            return None;
        }
        for (path, value) in below {
            lines.insert(path.to_string(), document.key_position(&path)?.line);
            waiting.push((path, value));
        }
    }
    Some(lines)
}
