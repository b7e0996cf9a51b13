//! Which leaves of a value stayed what they were, and where each was before.

use std::collections::HashMap;

use hedgerow_model::{FieldPath, ListType, ListTypes, Value};
use hedgerow_yaml::{rekeyed, rest_of};

use crate::equal::{canonical_items, equal};
use crate::list::{Labelled, set_label};
use crate::value_path::ValuePath;

/// The leaves of `to` (as [`crate::leaves`] knows them) that say what they said in `from`, each with
/// its path there.
///
/// An item that was surely given another key is the same item: but for its key, its leaves stay. Orders change
/// nothing, except that of a list which is one leaf and matters.
#[must_use]
pub fn stayed(from: &Value, to: &Value, types: &dyn ListTypes) -> HashMap<FieldPath, FieldPath> {
    let mut walk = Walk { types, found: HashMap::new() };
    walk.node((&ValuePath::Root, from), (&ValuePath::Root, to));
    walk.found
}

struct Walk<'t> {
    types: &'t dyn ListTypes,
    found: HashMap<FieldPath, FieldPath>,
}

/// A value and its place.
type Placed<'p, 'v> = (&'p ValuePath<'p>, &'v Value);

impl Walk<'_> {
    fn node(&mut self, (was, from): Placed<'_, '_>, (is, to): Placed<'_, '_>) {
        match (from, to) {
            (Value::Map(a), Value::Map(b)) if !b.is_empty() => {
                for (key, to) in b {
                    if let Some(from) = a.get(key) {
                        self.node((&was.key(key), from), (&is.key(key), to));
                    }
                }
            }
            (Value::List(a), Value::List(b)) if !a.is_empty() && !b.is_empty() => {
                self.lists((was, a), (is, b));
            }
            _ => self.leaf((was, from), (is, to)),
        }
    }

    fn leaf(&mut self, (was, from): Placed<'_, '_>, (is, to): Placed<'_, '_>) {
        if equal(from, to, is, self.types) {
            self.found.insert(is.path(), was.path());
        }
    }

    fn lists(&mut self, (was, a): (&ValuePath<'_>, &[Value]), (is, b): (&ValuePath<'_>, &[Value])) {
        let list_type = self.types.list_type(&is.path());
        if list_type == ListType::Set {
            return self.sets((was, a), (is, b));
        }
        let keys = list_type.key_paths();
        let (Some(old), new) = (Labelled::new(a, keys), Labelled::new(b, keys)) else {
            // It was one leaf: so it stays one only as the same.
            if Labelled::new(b, keys).is_none() {
                self.whole((was, a), (is, b));
            }
            return;
        };
        let Some(new) = new else { return self.whole((was, a), (is, b)) };
        let places: HashMap<_, usize> =
            old.labels.iter().enumerate().map(|(at, label)| (label, at)).collect();
        let rest = |items: &[Value], at: usize| rest_of(&items[at], keys);
        let pairs = rekeyed(&old.labels, &new.labels, |at| rest(a, at), |at| rest(b, at));
        let renamed: HashMap<usize, usize> =
            pairs.iter().filter(|pair| pair.sure).map(|pair| (pair.new, pair.old)).collect();
        for (at, label) in new.labels.iter().enumerate() {
            let Some(before) = places.get(label).or_else(|| renamed.get(&at)) else { continue };
            self.node(
                (&was.item(&old.written[*before]), &a[*before]),
                (&is.item(&new.written[at]), &b[at]),
            );
        }
    }

    fn whole(&mut self, (was, a): (&ValuePath<'_>, &[Value]), (is, b): (&ValuePath<'_>, &[Value])) {
        let same = a.len() == b.len()
            && a.iter().zip(b).enumerate().all(|(n, (a, b))| equal(a, b, &is.index(n), self.types));
        if same {
            self.found.insert(is.path(), was.path());
        }
    }

    fn sets(&mut self, (was, a): (&ValuePath<'_>, &[Value]), (is, b): (&ValuePath<'_>, &[Value])) {
        let names = canonical_items(a, was, self.types);
        let before: HashMap<String, &Value> = names.into_iter().zip(a).collect();
        for (item, name) in b.iter().zip(canonical_items(b, is, self.types)) {
            if let Some(old) = before.get(&name) {
                let path = is.item(&set_label(item)).path();
                self.found.insert(path, was.item(&set_label(old)).path());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leaves;
    use crate::testing::{Types, value};

    /// Each leaf of `to`: where it was, or `-`.
    fn stayed_in(from: &str, to: &str) -> Vec<String> {
        let (from, to) = (value(from), value(to));
        let found = stayed(&from, &to, &Types);
        let line = |(path, _): (FieldPath, Value)| match found.get(&path) {
            Some(was) if *was == path => format!("{path}"),
            Some(was) => format!("{path} < {was}"),
            None => format!("{path} -"),
        };
        leaves(&to, &Types).into_iter().map(line).collect()
    }

    #[test]
    fn what_says_the_same_at_the_same_place_stayed() {
        assert_eq!(
            stayed_in(
                r#"{"a":1,"b":{"c":1,"d":[1,2]},"e":{},"g":null}"#,
                r#"{"b":{"d":[1,2],"c":2},"a":1,"e":{},"f":null,"g":null}"#
            ),
            ["b.d", "b.c -", "a", "e", "f -", "g"]
        );
        assert_eq!(stayed_in(r#"{"a":{"b":1}}"#, r#"{"a":{}}"#), ["a -"]);
        assert_eq!(stayed_in(r#"{"a":"1"}"#, r#"{"a":1}"#), ["a -"]);
    }

    #[test]
    fn an_item_that_was_given_another_key_keeps_its_other_leaves() {
        assert_eq!(
            stayed_in(
                r#"{"routes":[{"prefix":"p","via":1},{"prefix":"q","via":2}]}"#,
                r#"{"routes":[{"prefix":"r","via":1},{"prefix":"q","via":3}]}"#
            ),
            [
                "routes[prefix=r].prefix -",
                "routes[prefix=r].via < routes[prefix=p].via",
                "routes[prefix=q].prefix",
                "routes[prefix=q].via -"
            ]
        );
    }

    #[test]
    fn where_nobody_is_sure_which_item_it_was_it_is_a_new_one() {
        assert_eq!(
            stayed_in(
                r#"{"routes":[{"prefix":"p","via":1},{"prefix":"q","via":1}]}"#,
                r#"{"routes":[{"prefix":"r","via":1}]}"#
            ),
            ["routes[prefix=r].prefix -", "routes[prefix=r].via -"]
        );
    }

    #[test]
    fn orders_set_nothing_but_where_the_list_is_one_value() {
        assert_eq!(
            stayed_in(
                r#"{"groups":["a","b"],"rules":[{"name":"x"},{"name":"y"}],"l":[1,2]}"#,
                r#"{"groups":["b","c","a"],"rules":[{"name":"y"},{"name":"x"}],"l":[2,1]}"#
            ),
            [
                "groups[=b]",
                "groups[=c] -",
                "groups[=a]",
                "rules[name=y].name",
                "rules[name=x].name",
                "l -"
            ]
        );
    }

    #[test]
    fn a_list_whose_items_cannot_be_told_apart_stays_as_a_whole() {
        let twice = r#"{"routes":[{"prefix":"p"},{"prefix":"p"}]}"#;
        assert_eq!(stayed_in(twice, twice), ["routes"]);
        assert_eq!(
            stayed_in(twice, r#"{"routes":[{"prefix":"p"}]}"#),
            ["routes[prefix=p].prefix -"]
        );
        assert_eq!(stayed_in(r#"{"routes":[{"prefix":"p"}]}"#, twice), ["routes -"]);
    }
}
