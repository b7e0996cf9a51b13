//! Setting comments.

use super::{EditError, Rewrite};
use crate::document::Document;

pub(super) fn apply(
    text: String,
    document: Document,
    how: &Rewrite<'_>,
) -> Result<String, EditError> {
    let _ = document;
    if how.comments.is_empty() {
        return Ok(text);
    }
    Err(EditError::file("not built yet"))
}
