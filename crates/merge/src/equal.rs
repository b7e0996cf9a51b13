//! Equality with the eyes of a schema: sets as sets, keyed lists regardless of order.

use std::collections::HashSet;
use std::fmt::Write as _;

use hedgerow_model::{ListType, ListTypes, Value};

use crate::list::Labelled;
use crate::value_path::ValuePath;

/// Whether two values say the same: sets are compared as sets (equal items are one), keyed lists
/// regardless of their order, everything else as written. The order of a map's keys says nothing.
#[must_use]
pub fn values_equal(a: &Value, b: &Value, types: &dyn ListTypes) -> bool {
    equal(a, b, &ValuePath::Root, types)
}

/// Whether `a` and `b` say the same, and no set of `a` repeats items more or less often than `b`.
///
/// A text merge that adds one item of a set twice says the same, but nobody wrote that.
pub(crate) fn same_reading(a: &Value, b: &Value, types: &dyn ListTypes) -> bool {
    fn counts(value: &Value) -> usize {
        match value {
            Value::List(items) => items.len() + items.iter().map(counts).sum::<usize>(),
            Value::Map(map) => map.values().map(counts).sum(),
            _ => 0,
        }
    }
    a == b || (counts(a) == counts(b) && values_equal(a, b, types))
}

pub(crate) fn equal(a: &Value, b: &Value, place: &ValuePath<'_>, types: &dyn ListTypes) -> bool {
    match (a, b) {
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| equal(a, b, &place.key(key), types)))
        }
        (Value::List(x), Value::List(y)) => x == y || lists_equal(x, y, place, types),
        _ => a == b,
    }
}

/// [`equal`] where a side may have nothing.
pub(crate) fn both_equal(
    a: Option<&Value>,
    b: Option<&Value>,
    place: &ValuePath<'_>,
    types: &dyn ListTypes,
) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => equal(a, b, place, types),
        (None, None) => true,
        _ => false,
    }
}

fn lists_equal(a: &[Value], b: &[Value], place: &ValuePath<'_>, types: &dyn ListTypes) -> bool {
    let in_order = || {
        a.len() == b.len()
            && a.iter().zip(b).enumerate().all(|(n, (a, b))| equal(a, b, &place.index(n), types))
    };
    match types.list_type(&place.path()) {
        ListType::Atomic | ListType::OrderedKeyed(_) => in_order(),
        ListType::Set => {
            let a: HashSet<String> = canonical_items(a, place, types).into_iter().collect();
            let b: HashSet<String> = canonical_items(b, place, types).into_iter().collect();
            a == b
        }
        ListType::Keyed(keys) => match (Labelled::new(a, &keys), Labelled::new(b, &keys)) {
            (Some(a), Some(b)) => {
                a.labels.len() == b.labels.len()
                    && a.labels.iter().all(|label| {
                        both_equal(a.get(label), b.get(label), &place.item(label), types)
                    })
            }
            _ => in_order(),
        },
    }
}

/// A text for each item that is the same exactly for items that say the same.
pub(crate) fn canonical_items(
    items: &[Value],
    place: &ValuePath<'_>,
    types: &dyn ListTypes,
) -> Vec<String> {
    items
        .iter()
        .enumerate()
        .map(|(n, item)| {
            let mut text = String::new();
            canonical(item, &place.index(n), types, &mut text);
            text
        })
        .collect()
}

fn canonical(value: &Value, place: &ValuePath<'_>, types: &dyn ListTypes, out: &mut String) {
    match value {
        // The length in front keeps texts apart that contain the separators used here.
        Value::String(text) => {
            let _ = write!(out, "s{}:{text}", text.len());
        }
        Value::Null => out.push('~'),
        Value::Bool(value) => out.push(if *value { 't' } else { 'f' }),
        Value::Number(number) => {
            let _ = write!(out, "n{number}");
        }
        Value::Map(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            out.push('{');
            for (key, value) in entries {
                let _ = write!(out, "{}:{key}=", key.len());
                canonical(value, &place.key(key), types, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::List(items) => {
            let mut texts = canonical_items(items, place, types);
            match types.list_type(&place.path()) {
                ListType::Atomic | ListType::OrderedKeyed(_) => {}
                ListType::Set => {
                    texts.sort_unstable();
                    texts.dedup();
                }
                ListType::Keyed(keys) => {
                    if Labelled::new(items, &keys).is_some() {
                        texts.sort_unstable();
                    }
                }
            }
            out.push('[');
            for text in texts {
                out.push_str(&text);
                out.push(',');
            }
            out.push(']');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Types, value};

    #[test]
    fn sets_are_equal_in_any_order_and_number() {
        let a = value(r#"{"groups": ["a", "b"], "plain": ["a", "b"]}"#);
        assert!(values_equal(
            &a,
            &value(r#"{"plain": ["a", "b"], "groups": ["b", "a", "b"]}"#),
            &Types
        ));
        assert!(!values_equal(
            &a,
            &value(r#"{"groups": ["a", "b"], "plain": ["b", "a"]}"#),
            &Types
        ));
        assert!(!values_equal(&a, &value(r#"{"groups": ["a"], "plain": ["a", "b"]}"#), &Types));
    }

    #[test]
    fn sets_of_sets_are_equal_in_any_order_of_both() {
        let a = value(r#"{"permit": [["a", "b"], ["c"]]}"#);
        assert!(values_equal(&a, &value(r#"{"permit": [["c"], ["b", "a"]]}"#), &Types));
        assert!(!values_equal(&a, &value(r#"{"permit": [["c", "a"], ["b"]]}"#), &Types));
    }

    #[test]
    fn keyed_lists_are_equal_in_any_order_and_ordered_ones_are_not() {
        let a = value(r#"{"routes": [{"prefix": "x"}, {"prefix": "y"}]}"#);
        assert!(values_equal(
            &a,
            &value(r#"{"routes": [{"prefix": "y"}, {"prefix": "x"}]}"#),
            &Types
        ));
        let a = value(r#"{"rules": [{"name": "x"}, {"name": "y"}]}"#);
        assert!(!values_equal(&a, &value(r#"{"rules": [{"name": "y"}, {"name": "x"}]}"#), &Types));
    }

    #[test]
    fn a_string_is_not_the_number_that_it_spells() {
        let a = value(r#"{"groups": ["1"]}"#);
        assert!(!values_equal(&a, &value(r#"{"groups": [1]}"#), &Types));
    }

    #[test]
    fn an_item_that_stands_twice_is_not_the_same_reading() {
        let a = value(r#"{"groups": ["a", "b"]}"#);
        let twice = value(r#"{"groups": ["a", "b", "a"]}"#);
        assert!(values_equal(&a, &twice, &Types));
        assert!(!same_reading(&a, &twice, &Types));
        assert!(same_reading(&a, &value(r#"{"groups": ["b", "a"]}"#), &Types));
        let set_in_set = value(r#"{"permit": [["a"]]}"#);
        let twice = value(r#"{"permit": [["a"], ["a"]]}"#);
        assert!(values_equal(&set_in_set, &twice, &Types));
        assert!(!same_reading(&set_in_set, &twice, &Types));
    }
}
