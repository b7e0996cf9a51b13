//! The typed difference of two values.

use std::collections::HashSet;

use hedgerow_model::{FieldPath, ListType, ListTypes, Value};
use serde::Serialize;

use crate::equal::{canonical_items, equal};
use crate::list::{Labelled, set_label};
use crate::order::interleave;
use crate::value_path::ValuePath;

/// One field that differs. A value that is `None` is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Where: the topmost field that was added or removed, else the scalar, list item or list.
    pub path: FieldPath,
    /// What was there.
    pub from: Option<Value>,
    /// What is there.
    pub to: Option<Value>,
}

/// What changed from one value to another, in the order of the fields; nothing exactly when
/// [`crate::values_equal`] holds.
///
/// Keyed lists and sets are told item by item (`[seq=10]`, `[=10.0.0.0/8]`); a list whose order
/// matters and whose items changed places is told as a whole.
#[must_use]
pub fn changes(from: &Value, to: &Value, types: &dyn ListTypes) -> Vec<FieldChange> {
    let mut walk = Walk { types, found: Vec::new() };
    walk.node(&ValuePath::Root, Some(from), Some(to));
    walk.found
}

struct Walk<'t> {
    types: &'t dyn ListTypes,
    found: Vec<FieldChange>,
}

impl Walk<'_> {
    fn tell(&mut self, place: &ValuePath<'_>, from: Option<&Value>, to: Option<&Value>) {
        self.found.push(FieldChange { path: place.path(), from: from.cloned(), to: to.cloned() });
    }

    fn node(&mut self, place: &ValuePath<'_>, from: Option<&Value>, to: Option<&Value>) {
        match (from, to) {
            (Some(Value::Map(a)), Some(Value::Map(b))) => {
                for key in interleave(b.keys(), a.keys()) {
                    self.node(&place.key(key), a.get(key), b.get(key));
                }
            }
            (Some(Value::List(a)), Some(Value::List(b))) => {
                if a != b {
                    self.lists(place, (from, a), (to, b));
                }
            }
            (Some(a), Some(b)) if equal(a, b, place, self.types) => {}
            _ => self.tell(place, from, to),
        }
    }

    fn lists(
        &mut self,
        place: &ValuePath<'_>,
        (from, a): (Option<&Value>, &[Value]),
        (to, b): (Option<&Value>, &[Value]),
    ) {
        let list_type = self.types.list_type(&place.path());
        let ordered = matches!(list_type, ListType::OrderedKeyed(_));
        let keys = match list_type {
            ListType::Set => return self.sets(place, a, b),
            ListType::Atomic => Vec::new(),
            ListType::Keyed(keys) | ListType::OrderedKeyed(keys) => keys,
        };
        let labelled = (Labelled::new(a, &keys), Labelled::new(b, &keys));
        let as_items = match &labelled {
            (Some(a), Some(b)) if !ordered || keeps_order(a, b) => Some((a, b)),
            _ => None,
        };
        match as_items {
            Some((a, b)) => {
                for label in interleave(&b.labels, &a.labels) {
                    let name = b.as_written(label).or_else(|| a.as_written(label)).unwrap_or(label);
                    self.node(&place.item(name), a.get(label), b.get(label));
                }
            }
            None => {
                let same = a.len() == b.len()
                    && a.iter()
                        .zip(b)
                        .enumerate()
                        .all(|(n, (a, b))| equal(a, b, &place.index(n), self.types));
                if !same {
                    self.tell(place, from, to);
                }
            }
        }
    }

    fn sets(&mut self, place: &ValuePath<'_>, a: &[Value], b: &[Value]) {
        let names = |items: &[Value]| canonical_items(items, place, self.types);
        let (a_names, b_names) = (names(a), names(b));
        let mut seen: HashSet<&str> = a_names.iter().map(String::as_str).collect();
        let in_b: HashSet<&str> = b_names.iter().map(String::as_str).collect();
        let mut told = HashSet::new();
        for (item, name) in a.iter().zip(&a_names) {
            if !in_b.contains(name.as_str()) && told.insert(name) {
                self.tell(&place.item(&set_label(item)), Some(item), None);
            }
        }
        for (item, name) in b.iter().zip(&b_names) {
            if seen.insert(name) {
                self.tell(&place.item(&set_label(item)), None, Some(item));
            }
        }
    }
}

fn keeps_order(a: &Labelled<'_>, b: &Labelled<'_>) -> bool {
    a.labels.iter().filter(|label| b.has(label)).eq(b.labels.iter().filter(|label| a.has(label)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Types, value};

    fn changes_between(from: &str, to: &str) -> Vec<String> {
        let text = |value: Option<Value>| value.map_or("-".to_owned(), |value| value.to_string());
        changes(&value(from), &value(to), &Types)
            .into_iter()
            .map(|change| format!("{}: {} > {}", change.path, text(change.from), text(change.to)))
            .collect()
    }

    #[test]
    fn each_changed_field_is_told_once_at_its_top() {
        assert_eq!(
            changes_between(
                r#"{"a":1,"b":{"c":1,"d":{"e":1}},"z":1}"#,
                r#"{"a":2,"b":{"c":1},"n":{"x":1},"z":1}"#
            ),
            ["a: 1 > 2", r#"b.d: {"e":1} > -"#, r#"n: - > {"x":1}"#]
        );
    }

    #[test]
    fn lists_are_told_by_their_type() {
        assert_eq!(
            changes_between(r#"{"groups":["a","b"]}"#, r#"{"groups":["c","b"]}"#),
            [r#"groups[=a]: "a" > -"#, r#"groups[=c]: - > "c""#]
        );
        assert_eq!(
            changes_between(
                r#"{"routes":[{"prefix":"p","via":1},{"prefix":"q"}]}"#,
                r#"{"routes":[{"prefix":"q"},{"prefix":"p","via":2}]}"#
            ),
            ["routes[prefix=p].via: 1 > 2"]
        );
        assert_eq!(changes_between(r#"{"l":[1]}"#, r#"{"l":[2]}"#), ["l: [1] > [2]"]);
        assert_eq!(changes_between(r#"{"l":[1]}"#, r#"{"l":[1,2]}"#), ["l: [1] > [1,2]"]);
        assert_eq!(
            changes_between(
                r#"{"rules":[{"name":"p"},{"name":"q"}]}"#,
                r#"{"rules":[{"name":"q"},{"name":"p"}]}"#
            )
            .len(),
            1
        );
        assert_eq!(
            changes_between(
                r#"{"rules":[{"name":"p"},{"name":"q"}]}"#,
                r#"{"rules":[{"name":"p"},{"name":"x"},{"name":"q"}]}"#
            ),
            [r#"rules[name=x]: - > {"name":"x"}"#]
        );
    }

    #[test]
    fn orders_that_say_nothing_are_no_change() {
        assert_eq!(
            changes_between(
                r#"{"permit":[["a","b"],["c"]],"x":1}"#,
                r#"{"x":1,"permit":[["c"],["b","a"]]}"#
            ),
            Vec::<String>::new()
        );
        assert_eq!(
            changes_between(r#"{"l":[{"groups":["a","b"]}]}"#, r#"{"l":[{"groups":["b","a"]}]}"#),
            Vec::<String>::new()
        );
    }
}
