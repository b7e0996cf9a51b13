//! The entries of a text that can have comments, by names that are the same on all sides.
//!
//! Items of lists that are one value have only their places, which shift, so they are named by their content here,
//! where no two are the same.

use std::collections::HashSet;

use hedgerow_model::{FieldPath, ListTypes, Segment, Value};
use hedgerow_yaml::{CommentMap, Document};

use crate::list::set_label;

/// What can have comments: what a text says, and the merge keys (`<<`) that it says it with.
#[derive(Clone, Copy)]
pub(crate) struct Entries<'a> {
    pub(crate) value: &'a Value,
    pub(crate) merge_keys: &'a HashSet<FieldPath>,
}

impl Entries<'_> {
    pub(crate) fn has(&self, path: &FieldPath) -> bool {
        self.value.lookup(path).is_some() || self.merge_keys.contains(path)
    }
}

/// The comments of a text, with list items named by content where they have no other name.
pub(crate) fn comments_of(text: &str, document: &Document, types: &dyn ListTypes) -> CommentMap {
    let map = hedgerow_yaml::comments_of(text, document, types);
    let is_place = |segment: &Segment| matches!(segment, Segment::Index(_));
    if !map.keys().any(|path| path.segments().iter().any(is_place)) {
        return map;
    }
    let value = document.value();
    map.into_iter().map(|(path, comments)| (by_content(&path, value), comments)).collect()
}

/// Where a text has merge keys, with the names of [`comments_of`].
pub(crate) fn merge_keys_of(
    text: &str,
    document: &Document,
    types: &dyn ListTypes,
) -> HashSet<FieldPath> {
    let keys = hedgerow_yaml::merge_keys(text, document, types);
    keys.iter().map(|path| by_content(path, document.value())).collect()
}

/// The paths of all entries of a text, with the names of [`comments_of`].
pub(crate) fn entry_paths_of(
    text: &str,
    document: &Document,
    types: &dyn ListTypes,
) -> Vec<FieldPath> {
    let paths = hedgerow_yaml::entry_paths(text, document, types);
    paths.iter().map(|path| by_content(path, document.value())).collect()
}

fn by_content(path: &FieldPath, root: &Value) -> FieldPath {
    let mut named = FieldPath::root();
    let mut value = Some(root);
    for segment in path.segments() {
        let items = value.and_then(Value::as_list).unwrap_or_default();
        let label = match segment {
            Segment::Index(index) => items
                .get(*index)
                .filter(|item| items.iter().filter(|other| other == item).count() == 1)
                .map(|item| Segment::Item(set_label(item))),
            _ => None,
        };
        let step = FieldPath::from(vec![segment.clone()]);
        value = value.and_then(|value| value.lookup(&step));
        named.push(label.unwrap_or_else(|| segment.clone()));
    }
    named
}
