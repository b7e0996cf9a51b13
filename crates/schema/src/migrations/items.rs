//! Which items of a list are the same on two sides, whatever form they are in.

use std::collections::{HashMap, HashSet};

use hedgerow_model::{FieldPath, KeyPath, ListType, ListTypes, Value};
use hedgerow_yaml::{rekeyed, rest_of};

/// The list type at a path as it is in the newer form, where a field of its items is renamed.
pub(super) fn newer_list_type(
    types: &dyn ListTypes,
    list: &FieldPath,
    from: &str,
    to: &str,
) -> ListType {
    let newer = |keys: Vec<KeyPath>| keys.into_iter().map(|key| newer_key(key, from, to)).collect();
    match types.list_type(list) {
        ListType::Keyed(keys) => ListType::Keyed(newer(keys)),
        ListType::OrderedKeyed(keys) => ListType::OrderedKeyed(newer(keys)),
        other => other,
    }
}

fn newer_key(key: KeyPath, from: &str, to: &str) -> KeyPath {
    let below = key.path().strip_prefix(from);
    let below = below.filter(|rest| rest.is_empty() || rest.starts_with('.'));
    match below.map(|rest| format!("{to}{rest}")) {
        Some(newer) => key.renamed(newer),
        None => key,
    }
}

/// Where the items of the base are on a side, by their positions; and which of the side's items are new.
pub(super) struct Pairs {
    pub(super) of_base: Vec<Option<usize>>,
    pub(super) added: Vec<usize>,
}

/// Pairs the items of two versions of a list, both in the newer form. `None` where nothing tells them apart.
pub(super) fn pair(base: &[Value], side: &[Value], keys: &[KeyPath]) -> Option<Pairs> {
    let (Some(old), Some(new)) = (labels(base, keys), labels(side, keys)) else {
        // Without keys, only a list of the same length has its items at the same places.
        let same = base.len() == side.len();
        return same
            .then(|| Pairs { of_base: (0..base.len()).map(Some).collect(), added: Vec::new() });
    };
    let places: HashMap<&Vec<String>, usize> =
        new.iter().enumerate().map(|(at, it)| (it, at)).collect();
    let mut of_base: Vec<Option<usize>> =
        old.iter().map(|label| places.get(label).copied()).collect();
    let rest = |items: &[Value], at: usize| rest_of(&items[at], keys);
    for pair in rekeyed(&old, &new, |at| rest(base, at), |at| rest(side, at)) {
        of_base[pair.old].get_or_insert(pair.new);
    }
    let taken: HashSet<usize> = of_base.iter().flatten().copied().collect();
    let added = (0..side.len()).filter(|at| !taken.contains(at)).collect();
    Some(Pairs { of_base, added })
}

/// What each item is known by; `None` where a key is missing or two items share one.
fn labels(items: &[Value], keys: &[KeyPath]) -> Option<Vec<Vec<String>>> {
    let label = |item: &Value| KeyPath::all_meant(keys, item);
    let labels: Vec<Vec<String>> = items.iter().map(label).collect::<Option<_>>()?;
    let distinct: HashSet<&Vec<String>> = labels.iter().collect();
    (distinct.len() == labels.len()).then_some(labels)
}
