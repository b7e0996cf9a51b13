//! Lists whose items nothing tells apart, as sequences: what both sides changed in them, where that
//! is beyond doubt.
//!
//! This never decides anything alone. It is what a merge of lines is held against: where both come to
//! the same, the lines were right.

use hedgerow_model::{ConflictKind, Decision, FieldPath, ListType, ListTypes, Segment, Value};

use crate::below::Below;
use crate::conflict::{Decide, FieldConflict};
use crate::gitlines::{clean_lines, clean_words};
use crate::list::Labelled;
use crate::value::merge_values;

/// Lists up to this product of lengths are aligned.
const LARGEST: usize = 250_000;

/// What a conflict comes to when lists are sequences and long texts are lines; `None` where it is
/// one all the same.
pub(crate) fn as_sequence(conflict: &FieldConflict, types: &dyn ListTypes) -> Option<Value> {
    if conflict.kind != ConflictKind::EditEdit {
        return None;
    }
    let sides = [conflict.base.as_ref()?, conflict.draft.as_ref()?, conflict.git.as_ref()?];
    if let [Value::String(base), Value::String(draft), Value::String(git)] = sides {
        return as_text(base, draft, git).map(Value::String);
    }
    let lists = [sides[0].as_list()?, sides[1].as_list()?, sides[2].as_list()?];
    if types.is_one_value(&conflict.path) || is_keyed(types, &conflict.path, lists) {
        return None;
    }
    lists_as_sequence(lists, &Below(types, &conflict.path)).map(Value::List)
}

/// Lines, and where a text is one long line, its words.
fn as_text(base: &str, draft: &str, git: &str) -> Option<String> {
    clean_lines(base, git, draft).or_else(|| clean_words(base, git, draft))
}

/// Whether a text has lines that can be merged: more than one.
pub(crate) fn has_lines(text: &str) -> bool {
    text.trim_end().contains('\n')
}

/// Whether the items of a list are told apart, on all sides, by keys or because it is a set.
pub(crate) fn is_keyed(types: &dyn ListTypes, path: &FieldPath, lists: [&[Value]; 3]) -> bool {
    match types.list_type(path) {
        ListType::Set => true,
        ListType::Atomic => false,
        ListType::Keyed(keys) | ListType::OrderedKeyed(keys) => {
            lists.into_iter().all(|list| Labelled::new(list, &keys).is_some())
        }
    }
}

fn lists_as_sequence(
    [base, draft, git]: [&[Value]; 3],
    types: &dyn ListTypes,
) -> Option<Vec<Value>> {
    let (in_draft, in_git) = (aligned(base, draft)?, aligned(base, git)?);
    let mut merged = Vec::with_capacity(git.len());
    let (mut at_draft, mut at_git) = (0, 0);
    for at in 0..=base.len() {
        // What is in front of the next item that a side has of the base's.
        let until = |pairs: &[Option<usize>], side: &[Value]| {
            pairs[at..].iter().flatten().next().copied().unwrap_or(side.len())
        };
        let stays = |pairs: &[Option<usize>]| pairs.get(at).is_none_or(Option::is_some);
        let new = |pairs: &[Option<usize>], side: &[Value], from: usize| -> Vec<Value> {
            // Items stand where the next one that stays is.
            let to = if stays(pairs) { until(pairs, side) } else { from };
            side.get(from..to).unwrap_or_default().to_vec()
        };
        let of_draft = new(&in_draft, draft, at_draft);
        let of_git = new(&in_git, git, at_git);
        at_draft += of_draft.len();
        at_git += of_git.len();
        match (of_draft.is_empty(), of_git.is_empty()) {
            (false, false) if of_draft != of_git => return None,
            (false, true) => merged.extend(of_draft),
            _ => merged.extend(of_git),
        }
        let Some(was) = base.get(at) else { break };
        let side = |pairs: &[Option<usize>], side: &'_ [Value]| -> Option<Value> {
            side.get(pairs[at]?).cloned()
        };
        let (by_draft, by_git) = (side(&in_draft, draft), side(&in_git, git));
        at_draft += usize::from(by_draft.is_some());
        at_git += usize::from(by_git.is_some());
        let item = vec![Segment::Index(at)].into();
        let mut deep = Deep { types: &Below(types, &item), failed: false };
        let result = merge_values(
            Some(was),
            by_draft.as_ref(),
            by_git.as_ref(),
            &Below(types, &item),
            &mut deep,
        );
        if deep.failed || !result.conflicts.is_empty() {
            return None;
        }
        merged.extend(result.value);
    }
    Some(merged)
}

/// Conflicts inside of items are settled the same way, or not at all.
struct Deep<'a> {
    types: &'a dyn ListTypes,
    failed: bool,
}

impl Decide for Deep<'_> {
    fn decide(&mut self, conflict: &FieldConflict) -> Option<Decision> {
        let value = as_sequence(conflict, self.types);
        self.failed |= value.is_none();
        value.map(Decision::Value)
    }
}

/// For each item of `base` where it is in `side`, in the same order: the pairs that are most alike in
/// all.
fn aligned(base: &[Value], side: &[Value]) -> Option<Vec<Option<usize>>> {
    let prefix = base.iter().zip(side).take_while(|(a, b)| a == b).count();
    let (was, is) = (&base[prefix..], &side[prefix..]);
    let suffix = was.iter().rev().zip(is.iter().rev()).take_while(|(a, b)| a == b).count();
    let (was, is) = (&was[..was.len() - suffix], &is[..is.len() - suffix]);
    let mut pairs: Vec<Option<usize>> = (0..prefix).map(Some).collect();
    pairs.extend(middle(was, is)?.into_iter().map(|at| at.map(|at| at + prefix)));
    pairs.extend((side.len() - suffix..side.len()).map(Some));
    Some(pairs)
}

/// Needleman and Wunsch: the cost is the product of the lengths.
fn middle(base: &[Value], side: &[Value]) -> Option<Vec<Option<usize>>> {
    if base.len().saturating_mul(side.len()) > LARGEST {
        return None;
    }
    let leaves = |items: &[Value]| -> Vec<Vec<String>> { items.iter().map(leaves_of).collect() };
    let (of_base, of_side) = (leaves(base), leaves(side));
    let width = side.len() + 1;
    let mut best = vec![0_u64; (base.len() + 1) * width];
    let mut alike = vec![0_u64; base.len() * side.len()];
    for a in (0..base.len()).rev() {
        for b in (0..side.len()).rev() {
            let pair = likeness(&of_base[a], &of_side[b]);
            alike[a * side.len() + b] = pair;
            let together = if pair > 0 { best[(a + 1) * width + b + 1] + pair } else { 0 };
            best[a * width + b] =
                together.max(best[(a + 1) * width + b]).max(best[a * width + b + 1]);
        }
    }
    let mut pairs = vec![None; base.len()];
    let (mut a, mut b) = (0, 0);
    while a < base.len() && b < side.len() {
        let pair = alike[a * side.len() + b];
        let value = best[a * width + b];
        if pair > 0 && value == best[(a + 1) * width + b + 1] + pair {
            pairs[a] = Some(b);
            (a, b) = (a + 1, b + 1);
        } else if value == best[(a + 1) * width + b] {
            a += 1;
        } else {
            b += 1;
        }
    }
    Some(pairs)
}

/// The most that two items can be alike.
const EQUAL: u64 = 1 << 16;

/// How much two items say the same: anything of the same sort in the same place is a little alike.
fn likeness(a: &[String], b: &[String]) -> u64 {
    let common = {
        let (mut at, mut other, mut count) = (0, 0, 0_usize);
        while let (Some(x), Some(y)) = (a.get(at), b.get(other)) {
            count += usize::from(x == y);
            let (first, second) = (x <= y, y <= x);
            at += usize::from(first);
            other += usize::from(second);
        }
        count
    };
    let all = (a.len() + b.len()).max(1);
    let share = EQUAL * 2 * u64::try_from(common).unwrap_or(0) / u64::try_from(all).unwrap_or(1);
    share.max(1)
}

/// What an item says, piece by piece, sorted.
fn leaves_of(item: &Value) -> Vec<String> {
    let mut found: Vec<String> = crate::leaves::leaves(item, &hedgerow_model::AllAtomic)
        .into_iter()
        .map(|(path, value)| format!("{path}={value}"))
        .collect();
    found.sort_unstable();
    found
}
