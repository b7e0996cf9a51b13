//! The laws of items that are given another key: what both sides changed differently is a conflict, and
//! nothing else is.

use std::collections::BTreeSet;

use hedgerow_merge::{Manual, MergedValue, merge_values, values_equal};
use hedgerow_model::Value;
use proptest::prelude::*;
use serde_json::json;

use crate::support::Types;

/// One item: its two ends and what it says.
type Item = [String; 3];

/// What a side does to an item: another first end, another second end, another word.
type Touch = [Option<u8>; 3];

#[derive(Clone, Debug)]
struct Three {
    base: Vec<Item>,
    draft: Vec<Item>,
    git: Vec<Item>,
}

fn touched(base: &[Item], touches: &[Touch]) -> Vec<Item> {
    let touched = |item: &Item, touch: &Touch| {
        [0, 1, 2].map(|part| touch[part].map_or(item[part].clone(), |to| format!("new{part}{to}")))
    };
    base.iter().zip(touches).map(|(item, touch)| touched(item, touch)).collect()
}

/// Whether no two items share a part that names them.
fn apart(items: &[Item], parts: &[usize]) -> bool {
    parts.iter().all(|part| {
        let mut seen = BTreeSet::new();
        items.iter().all(|item| seen.insert(&item[*part]))
    })
}

fn touches() -> impl Strategy<Value = Vec<Touch>> {
    let one = |chance: f64| proptest::option::weighted(chance, 0..4_u8);
    proptest::collection::vec([one(0.4), one(0.3), one(0.3)], 5)
}

fn three(parts: &'static [usize]) -> impl Strategy<Value = Three> {
    (1..5_usize, touches(), touches())
        .prop_map(|(count, draft, git)| {
            let base: Vec<Item> =
                (0..count).map(|n| [0, 1, 2].map(|part| format!("old{part}{n}"))).collect();
            Three { draft: touched(&base, &draft), git: touched(&base, &git), base }
        })
        .prop_filter("keys are distinct", move |three| {
            apart(&three.draft, parts) && apart(&three.git, parts)
        })
}

/// What becomes of a part that a side changed, or both; none where they disagree.
fn part_of(base: &str, draft: &str, git: &str) -> Option<String> {
    let merged = if draft == base || draft == git { git } else { draft };
    (git == base || merged == git).then(|| merged.to_owned())
}

/// What the result must be; none where somebody must be asked.
fn expected(three: &Three, parts: &[usize]) -> Option<Vec<Item>> {
    let sides = three.base.iter().zip(&three.draft).zip(&three.git);
    let items: Option<Vec<Item>> = sides
        .map(|((base, draft), git)| {
            let part = |n: usize| part_of(&base[n], &draft[n], &git[n]);
            Some([part(0)?, part(1)?, part(2)?])
        })
        .collect();
    items.filter(|items| apart(items, parts))
}

fn merge(three: &Three, list: &dyn Fn(&[Item]) -> Value) -> MergedValue {
    let [base, draft, git] = [&three.base, &three.draft, &three.git].map(|items| list(items));
    merge_values(Some(&base), Some(&draft), Some(&git), &Types, &mut Manual)
}

/// Whether a side changes the key of an item and what it says: then it may be another one.
fn is_plain(three: &Three, parts: &[usize]) -> bool {
    [&three.draft, &three.git].into_iter().all(|side| {
        three
            .base
            .iter()
            .zip(side)
            .all(|(was, is)| was[2] == is[2] || parts.iter().all(|part| was[*part] == is[*part]))
    })
}

#[track_caller]
fn hold(
    three: &Three,
    parts: &[usize],
    list: &dyn Fn(&[Item]) -> Value,
) -> Result<(), TestCaseError> {
    let merged = merge(three, list);
    match expected(three, parts) {
        None => prop_assert!(!merged.conflicts.is_empty(), "settled: {:?}", merged.value),
        Some(items) if merged.conflicts.is_empty() => {
            let (is, wanted) = (merged.value.unwrap(), list(&items));
            prop_assert!(values_equal(&is, &wanted, &Types), "{is} is not {wanted}");
        }
        Some(_) => prop_assert!(!is_plain(three, parts), "{:?}", merged.conflicts),
    }
    Ok(())
}

fn value(json: serde_json::Value) -> Value {
    serde_json::from_value(json).unwrap()
}

fn routes(items: &[Item]) -> Value {
    let items = items.iter().map(|[key, by, via]| json!({"prefix": key, "by": by, "via": via}));
    value(json!({"routes": items.collect::<Vec<_>>()}))
}

fn rules(items: &[Item]) -> Value {
    let items = items.iter().map(|[key, by, via]| json!({"name": key, "by": by, "via": via}));
    value(json!({"rules": items.collect::<Vec<_>>()}))
}

fn links(items: &[Item]) -> Value {
    let items = items.iter().map(|[server, switch, note]| {
        json!({"server": {"port": server, "note": note}, "switch": {"port": switch}})
    });
    value(json!({"links": items.collect::<Vec<_>>()}))
}

fn groups(items: &[Item]) -> Value {
    value(json!({"groups": items.iter().map(|item| &item[0]).collect::<Vec<_>>()}))
}

/// So many cases, or what `PROPTEST_CASES` says.
fn cases(cases: u32) -> ProptestConfig {
    let given = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { given.cases } else { cases };
    ProptestConfig { cases, ..given }
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn items_of_keyed_lists(three in three(&[0])) {
        hold(&three, &[0], &routes)?;
    }

    #[test]
    fn items_of_ordered_lists(three in three(&[0])) {
        hold(&three, &[0], &rules)?;
    }

    #[test]
    fn links_with_two_ends(three in three(&[0, 1])) {
        hold(&three, &[0, 1], &links)?;
    }

    #[test]
    fn items_of_sets(three in three(&[0])) {
        // A set's item says nothing else.
        let only = |items: &[Item]| -> Vec<Item> {
            items.iter().map(|item| [item[0].clone(), String::new(), String::new()]).collect()
        };
        let three = Three {
            base: only(&three.base), draft: only(&three.draft), git: only(&three.git),
        };
        // Nor do two of them become one unasked.
        let merged = merge(&three, &groups);
        let set = |items: &[Item]| items.iter().map(|item| item[0].clone()).collect::<BTreeSet<_>>();
        let asked = expected(&three, &[0]).is_none() && set(&three.draft) != set(&three.git);
        prop_assert_eq!(asked, !merged.conflicts.is_empty(), "{:?}", merged.value);
    }
}
