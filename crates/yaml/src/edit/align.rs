//! Which items of two versions of a list are the same.

use std::collections::HashMap;

use hedgerow_model::{FieldPath, KeyPath, ListType, ListTypes, Value};

use super::same::same;
use crate::rekey::{rekeyed, rest_of};

/// What becomes of a list: its new items in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Alignment {
    /// For each new item, what it was.
    pub(crate) items: Vec<Origin>,
    /// Whether an item changes both place and value: the value now, the place in a second pass.
    pub(crate) again: bool,
}

/// Where a new item comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The old item at this index stays where it is; its value may change.
    Stays(usize),
    /// The old item at this index, unchanged, goes to another place.
    Moves(usize),
    /// It is new.
    New,
}

/// The texts that identify the items, with what an item leaves out; `None` when one lacks a key or
/// two are the same.
pub(crate) fn keys_of(items: &[Value], paths: &[KeyPath]) -> Option<Vec<Vec<String>>> {
    let mut keys = written_keys(items, paths)?;
    for key in &mut keys {
        key.iter_mut().zip(paths).for_each(|(text, path)| *text = path.meant(text));
    }
    let mut sorted: Vec<&Vec<String>> = keys.iter().collect();
    sorted.sort_unstable();
    sorted.windows(2).all(|pair| pair[0] != pair[1]).then_some(keys)
}

/// The same as the items have them written.
pub(crate) fn written_keys(items: &[Value], paths: &[KeyPath]) -> Option<Vec<Vec<String>>> {
    let key = |item| paths.iter().map(|path| path.written(item)).collect();
    items.iter().map(key).collect()
}

/// Aligns two versions of the list at `path`.
pub(crate) fn align(
    old: &[Value],
    new: &[Value],
    path: &mut FieldPath,
    types: &dyn ListTypes,
) -> Alignment {
    match types.list_type(path) {
        ListType::Set => set(old, new, path, types),
        ListType::Keyed(paths) => match (keys_of(old, &paths), keys_of(new, &paths)) {
            (Some(old_keys), Some(new_keys)) => {
                let rest = [old, new].map(|items| |at: usize| rest_of(&items[at], &paths));
                Alignment { items: keyed(&old_keys, &new_keys, rest), again: false }
            }
            _ => atomic(old, new),
        },
        ListType::OrderedKeyed(paths) => match (keys_of(old, &paths), keys_of(new, &paths)) {
            (Some(old_keys), Some(new_keys)) => {
                let rest = [old, new].map(|items| |at: usize| rest_of(&items[at], &paths));
                ordered(old, new, keyed(&old_keys, &new_keys, rest))
            }
            _ => atomic(old, new),
        },
        ListType::Atomic => atomic(old, new),
    }
}

fn set(old: &[Value], new: &[Value], path: &mut FieldPath, types: &dyn ListTypes) -> Alignment {
    let mut taken = vec![false; old.len()];
    let mut items = vec![Origin::New; new.len()];
    for (item, origin) in new.iter().zip(&mut items) {
        path.push(hedgerow_model::Segment::Index(0));
        let found = (0..old.len()).find(|at| !taken[*at] && same(&old[*at], item, path, types));
        path.pop();
        if let Some(at) = found {
            taken[at] = true;
            *origin = Origin::Stays(at);
        }
    }
    // An item in the place of one that is gone is an edit of it.
    let name = |at: Option<usize>, item: &Value| {
        at.map_or_else(|| (None, item.to_string()), |at| (Some(at), String::new()))
    };
    let names = |list: &[Value], stays: &dyn Fn(usize) -> Option<usize>| -> Vec<Vec<_>> {
        list.iter().enumerate().map(|(at, item)| vec![name(stays(at), item)]).collect()
    };
    let old_names = names(old, &|at| taken[at].then_some(at));
    let new_names = names(new, &|at| match items[at] {
        Origin::Stays(old) => Some(old),
        _ => None,
    });
    for pair in rekeyed(&old_names, &new_names, |_| String::new(), |_| String::new()) {
        if pair.sure {
            items[pair.new] = Origin::Stays(pair.old);
        }
    }
    Alignment { items, again: false }
}

fn keyed(
    old: &[Vec<String>],
    new: &[Vec<String>],
    [old_rest, new_rest]: [impl Fn(usize) -> String; 2],
) -> Vec<Origin> {
    let places: HashMap<&Vec<String>, usize> =
        old.iter().enumerate().map(|(at, key)| (key, at)).collect();
    let mut items: Vec<Origin> = new
        .iter()
        .map(|key| places.get(key).map_or(Origin::New, |at| Origin::Stays(*at)))
        .collect();
    // An edit of the key is made where the item is.
    for pair in rekeyed(old, new, old_rest, new_rest).iter().filter(|pair| pair.sure) {
        items[pair.new] = Origin::Stays(pair.old);
    }
    items
}

fn ordered(old: &[Value], new: &[Value], items: Vec<Origin>) -> Alignment {
    let mut aligned = Alignment { items, again: false };
    let places: Vec<usize> = aligned
        .items
        .iter()
        .filter_map(|origin| match origin {
            Origin::Stays(at) => Some(*at),
            _ => None,
        })
        .collect();
    let steady = longest_increasing(&places);
    for (origin, item) in aligned.items.iter_mut().zip(new) {
        if let Origin::Stays(at) = *origin
            && steady.binary_search(&at).is_err()
        {
            if old[at] == *item {
                *origin = Origin::Moves(at);
            } else {
                aligned.again = true;
            }
        }
    }
    aligned
}

/// The members of a longest increasing subsequence of distinct numbers, in order.
pub(crate) fn longest_increasing(numbers: &[usize]) -> Vec<usize> {
    // The index of the smallest end of a subsequence of each length, and each one's predecessor.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; numbers.len()];
    for (index, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        before[index] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(index);
        } else {
            ends[length] = index;
        }
    }
    let mut out = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(index) = at {
        out.push(numbers[index]);
        at = before[index];
    }
    out.reverse();
    out
}

/// Lists up to this product of lengths are aligned by their longest common subsequence.
const LCS_LIMIT: usize = 4_000_000;

/// By value: what is common keeps its text; what moved takes it along; the rest is paired in place.
fn atomic(old: &[Value], new: &[Value]) -> Alignment {
    let prefix = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let suffix = old[prefix..]
        .iter()
        .rev()
        .zip(new[prefix..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let mut items = vec![Origin::New; new.len()];
    for (index, origin) in items.iter_mut().enumerate().take(prefix) {
        *origin = Origin::Stays(index);
    }
    for back in 1..=suffix {
        items[new.len() - back] = Origin::Stays(old.len() - back);
    }
    let (old_middle, new_middle) =
        (&old[prefix..old.len() - suffix], &new[prefix..new.len() - suffix]);
    for (a, b) in common(old_middle, new_middle) {
        items[prefix + b] = Origin::Stays(prefix + a);
    }
    take_moved(old, new, &mut items);
    pair_gaps(old, new, &mut items);
    Alignment { items, again: false }
}

/// A longest common subsequence, as pairs of indices.
fn common(old: &[Value], new: &[Value]) -> Vec<(usize, usize)> {
    let (rows, columns) = (old.len(), new.len());
    if rows == 0 || columns == 0 || rows.saturating_mul(columns) > LCS_LIMIT {
        return Vec::new();
    }
    let width = columns + 1;
    let mut lengths = vec![0_u32; (rows + 1) * width];
    for a in (0..rows).rev() {
        for b in (0..columns).rev() {
            lengths[a * width + b] = if old[a] == new[b] {
                lengths[(a + 1) * width + b + 1] + 1
            } else {
                lengths[(a + 1) * width + b].max(lengths[a * width + b + 1])
            };
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut pairs = Vec::new();
    while a < rows && b < columns {
        if old[a] == new[b] {
            pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if lengths[(a + 1) * width + b] >= lengths[a * width + b + 1] {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}

/// New items that equal an old one that is left over.
fn take_moved(old: &[Value], new: &[Value], items: &mut [Origin]) {
    let mut free: Vec<usize> =
        (0..old.len()).filter(|at| !items.contains(&Origin::Stays(*at))).collect();
    for (item, origin) in new.iter().zip(items) {
        if *origin != Origin::New {
            continue;
        }
        if let Some(found) = free.iter().position(|at| old[*at] == *item) {
            *origin = Origin::Moves(free.remove(found));
        }
    }
}

/// Between two items that stay, the first changed one takes the place of the first, and so on.
fn pair_gaps(old: &[Value], new: &[Value], items: &mut [Origin]) {
    let mut used: Vec<bool> = vec![false; old.len()];
    for origin in items.iter() {
        if let Origin::Stays(at) | Origin::Moves(at) = origin {
            used[*at] = true;
        }
    }
    let mut next = 0;
    for index in 0..items.len() {
        match items[index] {
            Origin::Stays(at) => next = at + 1,
            Origin::Moves(_) => {}
            Origin::New => {
                let limit = items[index..]
                    .iter()
                    .find_map(|origin| match origin {
                        Origin::Stays(at) => Some(*at),
                        _ => None,
                    })
                    .unwrap_or(old.len());
                let alike =
                    |at: &usize| !used[*at] && old[*at].is_scalar() == new[index].is_scalar();
                if let Some(at) = (next..limit).find(alike) {
                    items[index] = Origin::Stays(at);
                    used[at] = true;
                    next = at + 1;
                }
            }
        }
    }
}
