//! What is found in a text that is merged.

use std::borrow::Cow;
use std::collections::HashSet;

use hedgerow_model::{FieldPath, ListTypes, Value};
use hedgerow_yaml::{CommentMap, Document};

use crate::document::Side;
use crate::entries::{Entries, comments_of, merge_keys_of};
use crate::neighbours::{Place, closing};
use crate::rename::Names;
use crate::replaced::Values;

/// What a text says, and with which comments.
#[derive(Default)]
pub(crate) struct Found<'v> {
    pub(crate) value: Cow<'v, Value>,
    pub(crate) comments: CommentMap,
    pub(crate) merge_keys: HashSet<FieldPath>,
    /// Where comments close the map or list that they are in; of the sides only.
    pub(crate) closing: Vec<Place>,
}

impl<'v> Found<'v> {
    pub(crate) fn of(text: &str, document: &'v Document, types: &dyn ListTypes) -> Self {
        Self {
            value: Cow::Borrowed(document.value()),
            comments: comments_of(text, document, types),
            merge_keys: merge_keys_of(text, document, types),
            closing: Vec::new(),
        }
    }

    /// What a side says, each comment at what its entry is known by in the result.
    pub(crate) fn in_result(
        side: Side<'v>,
        names: &Names<'_>,
        values: &Values<'_>,
        types: &dyn ListTypes,
    ) -> Self {
        let own = Self::of(side.text, side.document, types);
        let name = |path: &FieldPath| values.in_result(&own.value, path, names.in_result(path));
        // No value is at a merge key: it is named after its map.
        let key_name = |path: &FieldPath| match (path.parent(), path.segments().last()) {
            (Some(map), Some(key)) => name(&map).child(key.clone()),
            _ => path.clone(),
        };
        let is_key = |path: &FieldPath| own.merge_keys.contains(path);
        let named = |path: &FieldPath| if is_key(path) { key_name(path) } else { name(path) };
        let comments = own.comments.iter().map(|(path, found)| (named(path), found.clone()));
        Self {
            comments: comments.collect(),
            merge_keys: own.merge_keys.iter().map(key_name).collect(),
            closing: closing(side.text, side.document, &own.comments)
                .into_iter()
                .map(|(path, slot)| (named(&path), slot))
                .collect(),
            value: own.value.clone(),
        }
    }

    pub(crate) fn entries(&self) -> Entries<'_> {
        Entries { value: &self.value, merge_keys: &self.merge_keys }
    }
}
