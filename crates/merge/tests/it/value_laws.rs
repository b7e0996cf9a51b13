//! The laws of merging values.

use std::collections::BTreeSet;

use hedgerow_merge::{Manual, MergedValue, changes, merge_values, values_equal};
use hedgerow_model::{FieldPath, ListType, ListTypes, Segment, Value};
use proptest::prelude::*;

use crate::document::{Document, documents, edits};
use crate::support::Types;

fn merge(base: Option<&Value>, draft: Option<&Value>, git: Option<&Value>) -> MergedValue {
    merge_values(base, draft, git, &Types, &mut Manual)
}

fn same(a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => values_equal(a, b, &Types),
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// A base and what two people made of it; now and then there is no base, or a side deleted all.
fn three() -> impl Strategy<Value = [Option<Value>; 3]> {
    let sides = (documents(), edits("d", 0..6), edits("g", 0..6));
    (sides, 0..20_u8).prop_map(|((base, draft, git), absent)| {
        let value = |document: &Document, n| (absent != n).then(|| document.value());
        [value(&base, 0), value(&base.edited(&draft), 1), value(&base.edited(&git), 2)]
    })
}

/// Scalars and whole lists, each with its path.
fn leaves(value: &Value) -> BTreeSet<(FieldPath, String)> {
    fn walk(value: &Value, path: &FieldPath, out: &mut BTreeSet<(FieldPath, String)>) {
        match value {
            Value::Map(map) => {
                for (key, value) in map {
                    walk(value, &path.key(key), out);
                }
            }
            Value::List(items) => match Types.list_type(path) {
                ListType::Atomic => {
                    out.insert((path.clone(), value.to_string()));
                }
                ListType::Set => {
                    for item in items {
                        let label = vec![(String::new(), item.plain_text())];
                        out.insert((path.child(Segment::Item(label)), item.to_string()));
                    }
                }
                ListType::Keyed(keys) | ListType::OrderedKeyed(keys) => {
                    for item in items {
                        let label = keys
                            .iter()
                            .map(|key| (key.path().to_owned(), key.written(item).unwrap()))
                            .collect();
                        walk(item, &path.child(Segment::Item(label)), out);
                    }
                }
            },
            scalar => {
                out.insert((path.clone(), scalar.to_string()));
            }
        }
    }
    let mut out = BTreeSet::new();
    walk(value, &FieldPath::root(), &mut out);
    out
}

fn leaves_of(value: Option<&Value>) -> BTreeSet<(FieldPath, String)> {
    value.map(leaves).unwrap_or_default()
}

/// Whether a side does not have the item that a path leads through: an item deleted, and another put in its place,
/// may be one that was given another key, and then what the other side changed in it goes along.
fn is_moved(path: &FieldPath, sides: &[&Option<Value>]) -> bool {
    let segments = path.segments();
    let Some(at) = segments.iter().position(|step| matches!(step, Segment::Item(_))) else {
        return false;
    };
    let item = FieldPath::from(segments[..=at].to_vec());
    sides.iter().any(|side| side.as_ref().is_some_and(|side| side.lookup(&item).is_none()))
}

/// A path without what items are called.
fn unnamed(path: &FieldPath) -> Vec<Segment> {
    let unnamed = |step: &Segment| match step {
        Segment::Item(_) => Segment::Item(Vec::new()),
        other => other.clone(),
    };
    path.segments().iter().map(unnamed).collect()
}

/// Whether a leaf is there, in whatever item.
fn has_unnamed(leaves: &BTreeSet<(FieldPath, String)>, wanted: &(FieldPath, String)) -> bool {
    leaves.iter().any(|leaf| leaf.1 == wanted.1 && unnamed(&leaf.0) == unnamed(&wanted.0))
}

proptest! {
    #[test]
    fn a_side_that_changed_nothing_yields_the_other([base, side, _] in three()) {
        let (base, side) = (base.as_ref(), side.as_ref());
        for merged in [merge(base, side, base), merge(base, base, side), merge(base, side, side)] {
            prop_assert!(same(merged.value.as_ref(), side));
            prop_assert_eq!(merged.conflicts, vec![]);
        }
    }

    #[test]
    fn the_sides_may_be_swapped([base, draft, git] in three()) {
        let (base, draft, git) = (base.as_ref(), draft.as_ref(), git.as_ref());
        let one = merge(base, draft, git);
        let other = merge(base, git, draft);
        let told = |conflicts: Vec<hedgerow_merge::FieldConflict>| {
            conflicts.into_iter().map(|c| format!("{c:?}")).collect::<BTreeSet<_>>()
        };
        let mirrored = other.conflicts.into_iter().map(|c| c.mirrored()).collect();
        prop_assert_eq!(told(one.conflicts.clone()), told(mirrored));
        if one.conflicts.is_empty() {
            prop_assert!(same(one.value.as_ref(), other.value.as_ref()));
        }
    }

    #[test]
    fn every_leaf_of_the_result_comes_from_a_side([base, draft, git] in three()) {
        let merged = merge(base.as_ref(), draft.as_ref(), git.as_ref());
        let known = &leaves_of(draft.as_ref()) | &leaves_of(git.as_ref());
        for leaf in leaves_of(merged.value.as_ref()) {
            let moved = || is_moved(&leaf.0, &[&draft, &git]) && has_unnamed(&known, &leaf);
            prop_assert!(known.contains(&leaf) || moved(), "{leaf:?} comes from nowhere");
        }
    }

    #[test]
    fn every_difference_ends_in_the_result_or_in_a_conflict([base, draft, git] in three()) {
        let merged = merge(base.as_ref(), draft.as_ref(), git.as_ref());
        let (was, is) = (leaves_of(base.as_ref()), leaves_of(merged.value.as_ref()));
        let in_conflict = |path: &FieldPath| {
            merged.conflicts.iter().any(|c| c.path.contains(path) || path.contains(&c.path))
        };
        for side in [draft.as_ref(), git.as_ref()] {
            let now = leaves_of(side);
            for leaf in now.difference(&was) {
                // In an item with another key, what it had before is no difference: the other side may change it.
                let stayed = || has_unnamed(&is, leaf) || has_unnamed(&was, leaf);
                // A conflict about it calls it what it was.
                let asked = || {
                    let mut paths = merged.conflicts.iter().map(|c| unnamed(&c.path));
                    paths.any(|path| unnamed(&leaf.0).starts_with(&path))
                };
                let moved = || is_moved(&leaf.0, &[&draft, &git]) && (stayed() || asked());
                prop_assert!(
                    is.contains(leaf) || in_conflict(&leaf.0) || moved(),
                    "{leaf:?} is lost"
                );
            }
            for leaf in was.difference(&now) {
                prop_assert!(!is.contains(leaf) || in_conflict(&leaf.0), "{leaf:?} is back");
            }
        }
    }

    #[test]
    fn changes_are_empty_exactly_for_equal_values([base, draft, _] in three()) {
        if let (Some(from), Some(to)) = (base, draft) {
            let found = changes(&from, &to, &Types);
            prop_assert_eq!(found.is_empty(), values_equal(&from, &to, &Types));
            for change in found {
                prop_assert_eq!(from.lookup(&change.path), change.from.as_ref());
                prop_assert_eq!(to.lookup(&change.path), change.to.as_ref());
            }
        }
    }
}
