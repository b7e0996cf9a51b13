//! A value as its leaves, known by the paths that a merge knows them by.

use hedgerow_model::{FieldPath, ListType, ListTypes, Value};

use crate::list::{Labelled, set_label};
use crate::value_path::ValuePath;

/// Everything that is in a value and has nothing below it, in written order.
///
/// Items of keyed lists and sets are known by their keys (`[seq=10]`, `[=10.0.0.0/8]`); a list that
/// merges as a whole is a leaf, and so are an empty map and an empty list.
#[must_use]
pub fn leaves(value: &Value, types: &dyn ListTypes) -> Vec<(FieldPath, Value)> {
    let mut found = Vec::new();
    walk(value, &ValuePath::Root, types, &mut found);
    found
}

fn walk(
    value: &Value,
    place: &ValuePath<'_>,
    types: &dyn ListTypes,
    found: &mut Vec<(FieldPath, Value)>,
) {
    match value {
        Value::Map(map) if !map.is_empty() => {
            for (key, value) in map {
                walk(value, &place.key(key), types, found);
            }
        }
        Value::List(items) if !items.is_empty() => match types.list_type(&place.path()) {
            ListType::Set => {
                for item in items {
                    found.push((place.item(&set_label(item)).path(), item.clone()));
                }
            }
            list_type => match Labelled::new(items, list_type.key_paths()) {
                Some(labelled) => {
                    for (label, item) in labelled.written.iter().zip(items) {
                        walk(item, &place.item(label), types, found);
                    }
                }
                None => found.push((place.path(), value.clone())),
            },
        },
        leaf => found.push((place.path(), leaf.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Types, value};

    fn leaves_of(json: &str) -> Vec<String> {
        leaves(&value(json), &Types)
            .into_iter()
            .map(|(path, value)| format!("{path}: {value}"))
            .collect()
    }

    #[test]
    fn maps_are_walked_and_what_is_empty_is_a_leaf() {
        assert_eq!(
            leaves_of(r#"{"a":1,"b":{"c":null,"d":{}},"e":[]}"#),
            ["a: 1", "b.c: null", "b.d: {}", "e: []"]
        );
    }

    #[test]
    fn items_are_known_as_the_merge_knows_them() {
        assert_eq!(
            leaves_of(r#"{"groups":["a","b"],"routes":[{"prefix":"p","via":1}],"l":[{"x":1}]}"#),
            [
                r#"groups[=a]: "a""#,
                r#"groups[=b]: "b""#,
                r#"routes[prefix=p].prefix: "p""#,
                "routes[prefix=p].via: 1",
                r#"l: [{"x":1}]"#
            ]
        );
    }

    #[test]
    fn a_list_whose_keys_do_not_tell_its_items_apart_is_a_leaf() {
        assert_eq!(leaves_of(r#"{"routes":[{"via":1}]}"#), [r#"routes: [{"via":1}]"#]);
    }
}
