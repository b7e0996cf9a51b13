//! Paths that name the items of lists by what they are: a position means another item in another document.

use hedgerow_model::{FieldPath, KeyPath, ListTypes, Segment, Value};

/// How an item of a list without keys is known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unkeyed {
    ByValue,
    ByPosition,
}

/// A path with the items of its lists by what they are.
pub(crate) fn name(
    path: &FieldPath,
    value: &Value,
    types: &dyn ListTypes,
    unkeyed: Unkeyed,
) -> FieldPath {
    let mut name = FieldPath::root();
    let mut at = Some(value);
    for segment in path.segments() {
        let (Segment::Index(index), Some(Value::List(items))) = (segment, at) else {
            at = at.and_then(|at| at.lookup(&FieldPath::root().child(segment.clone())));
            name.push(segment.clone());
            continue;
        };
        at = items.get(*index);
        let list_type = types.list_type(&name);
        let key = at.and_then(|item| key(item, list_type.key_paths()));
        name.push(match (key, at) {
            (Some(key), _) => Segment::Item(key),
            (None, Some(item)) if unkeyed == Unkeyed::ByValue => {
                Segment::Item(vec![(String::new(), item.plain_text())])
            }
            _ => segment.clone(),
        });
    }
    name
}

/// What an item is known by; nothing where the list has no keys, or the item lacks one.
fn key(item: &Value, keys: &[KeyPath]) -> Option<Vec<(String, String)>> {
    let part = |key: &KeyPath| Some((key.path().to_owned(), key.written(item)?));
    if keys.is_empty() { None } else { keys.iter().map(part).collect() }
}
