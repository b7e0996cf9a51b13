//! Merging lists whose items are known by something: a key, or what they say.
//!
//! An item that a side gave another key is the same item on all sides (`rekey`); its key merges as its
//! other fields do. A result in which a key, or one end of a link, would be twice is none: then
//! the whole list is the conflict.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use hedgerow_model::{ConflictKind, Decision, KeyPath, ListType, Side, Value};
use hedgerow_yaml::{rekeyed, rest_of};

use crate::equal::{canonical_items, equal};
use crate::list::{Label, Labelled, label, set_label};
use crate::order::{interleave, merge_order};
use crate::rekey::{Triple, Version, triples};
use crate::rename::Renamed;
use crate::value::{Merger, Picked};
use crate::value_path::ValuePath;

/// One list on three sides, as values and as lists.
pub(crate) struct Three<'v> {
    pub(crate) base: Option<&'v Value>,
    pub(crate) draft: Option<&'v Value>,
    pub(crate) git: Option<&'v Value>,
}

impl<'v> Three<'v> {
    /// The items of base, draft and git.
    fn items(&self) -> [&'v [Value]; 3] {
        [self.base, self.draft, self.git]
            .map(|side| side.and_then(Value::as_list).unwrap_or_default())
    }
}

impl Merger<'_> {
    pub(crate) fn lists<'v>(&mut self, place: &ValuePath<'_>, of: &Three<'v>) -> Picked<'v> {
        // As written first: that needs no question to the schema.
        if of.draft == of.git || of.base == of.draft {
            return of.git.map(Cow::Borrowed);
        }
        if of.base == of.git {
            return of.draft.map(Cow::Borrowed);
        }
        let list_type = self.types.list_type(&place.path());
        let (keys, ordered) = match &list_type {
            ListType::Atomic => return self.whole(place, of.base, of.draft, of.git),
            ListType::Set if self.two_become_one(place, of) => {
                return self.whole(place, of.base, of.draft, of.git);
            }
            ListType::Set => return Some(Cow::Owned(Value::List(self.sets(place, of)))),
            ListType::Keyed(keys) => (keys, false),
            ListType::OrderedKeyed(keys) => (keys, true),
        };
        let Some(sides) = label_all(of, keys) else {
            return self.whole(place, of.base, of.draft, of.git);
        };
        let before = self.told.marks();
        let order = if ordered { Order::Merged } else { Order::Any };
        match self.items(place, of, &sides, keys, order) {
            Ok(items) => Some(Cow::Owned(Value::List(items))),
            Err(kind) => {
                self.told.back_to(before);
                let picked = self.conflict(place, kind, of.base, of.draft, of.git);
                let side = self.told.decided.get(before[1]).and_then(|(_, made)| side_of(made));
                if let Some(side) = side.filter(|_| kind == ConflictKind::ListOrder) {
                    // The order was decided, and nothing of what the sides did inside of items.
                    let decided = self.told.marks();
                    match self.items(place, of, &sides, keys, Order::Of(side)) {
                        Ok(items) => return Some(Cow::Owned(Value::List(items))),
                        Err(_) => self.told.back_to(decided),
                    }
                }
                self.names_in(place, of, &sides, keys, picked.as_deref());
                picked
            }
        }
    }

    /// Notes what items are known by in a list that is one side's, because the sides disagree on all
    /// of it.
    fn names_in(
        &mut self,
        place: &ValuePath<'_>,
        of: &Three<'_>,
        sides: &[Labelled<'_>; 3],
        keys: &[KeyPath],
        picked: Option<&Value>,
    ) {
        let lists = of.items();
        let rest = lists.map(|list| move |at: usize| rest_of(&list[at], keys));
        let versions =
            [0, 1, 2].map(|side| Version { labels: &sides[side].labels, rest: &rest[side] });
        let stands = if picked == of.draft { 1 } else { 2 };
        for item in triples(&versions, true, &|_, _, _| false).unwrap_or_default() {
            let labels = item.sides().map(|(side, at)| at.map(|at| &sides[side].written[at]));
            if let Some(result) = labels[stands] {
                self.told.renamed.extend(Renamed::of(place, labels, result.clone()));
            }
        }
    }

    fn items(
        &mut self,
        place: &ValuePath<'_>,
        of: &Three<'_>,
        sides: &[Labelled<'_>; 3],
        keys: &[KeyPath],
        order: Order,
    ) -> Result<Vec<Value>, ConflictKind> {
        let lists = of.items();
        let clash = of.base.map_or(ConflictKind::AddAdd, |_| ConflictKind::EditEdit);
        let rest = lists.map(|list| move |at: usize| rest_of(&list[at], keys));
        let versions =
            [0, 1, 2].map(|side| Version { labels: &sides[side].labels, rest: &rest[side] });
        let types = self.types;
        let edited = |side: usize, was: usize, is: usize| {
            !equal(&lists[0][was], &lists[side][is], &place.index(is), types)
        };
        let triples = triples(&versions, false, &edited).ok_or(clash)?;
        let places = order_of(&triples, order)
            .ok_or(of.base.map_or(ConflictKind::AddAdd, |_| ConflictKind::ListOrder))?;
        let mut items = Vec::with_capacity(places.len());
        for at in places {
            let item = triples[at].sides();
            let [base, draft, git] = item.map(|(side, at)| at.map(|at| &lists[side][at]));
            let labels = item.map(|(side, at)| at.map(|at| &sides[side].written[at]));
            // The base's name stays the same, whichever side gave it another.
            let Some(known) = labels[0].or(labels[2]).or(labels[1]) else { continue };
            let merged = match (order, draft, git) {
                // Which items there are was decided with their order.
                (Order::Of(_), Some(only), None) | (Order::Of(_), None, Some(only)) => {
                    Some(Cow::Borrowed(only))
                }
                _ => self.node(&place.item(known), base, draft, git),
            };
            let Some(merged) = merged else { continue };
            if let Some(result) = label(&merged, keys) {
                self.told.renamed.extend(Renamed::of(place, labels, result));
            }
            items.push(merged.into_owned());
        }
        let result = Labelled::new(&items, keys).ok_or(clash)?;
        if meets(keys, sides, &result) { Err(clash) } else { Ok(items) }
    }

    /// Whether the sides put the same in the place of different items of a set.
    fn two_become_one(&self, place: &ValuePath<'_>, of: &Three<'_>) -> bool {
        let lists = of.items().map(|list| distinct(list, canonical_items(list, place, self.types)));
        let nothing = |_: usize| String::new();
        let [draft, git] = [1, 2].map(|side| {
            let pairs = rekeyed(&lists[0].0, &lists[side].0, nothing, nothing);
            let sure = pairs.into_iter().filter(|pair| pair.sure);
            sure.map(|pair| (&lists[side].0[pair.new], pair.old)).collect::<HashMap<_, _>>()
        });
        draft.iter().any(|(label, old)| git.get(label).is_some_and(|other| other != old))
    }

    /// Git's items without what the draft removed, then what the draft added. What a side put in the
    /// place of an item is that item.
    fn sets(&mut self, place: &ValuePath<'_>, of: &Three<'_>) -> Vec<Value> {
        let lists = of.items().map(|list| distinct(list, canonical_items(list, place, self.types)));
        let nothing = |_: usize| String::new();
        let versions = [0, 1, 2].map(|side| Version { labels: &lists[side].0, rest: &nothing });
        let triples = triples(&versions, true, &|_, _, _| false).unwrap_or_default();
        let mut order: Vec<&Triple> = triples.iter().collect();
        order.sort_by_key(|item| (item.git.is_none(), item.git, item.draft));
        let mut items: Vec<Value> = Vec::with_capacity(order.len());
        for item in order {
            let [base, draft, git] = item.sides().map(|(side, at)| at.map(|at| lists[side].1[at]));
            let labels = [base, draft, git].map(|value| value.map(set_label));
            let labels = [0, 1, 2].map(|side| labels[side].as_ref());
            let merged = match labels[0] {
                Some(known) => self.whole(&place.item(known), base, draft, git),
                None => git.or(draft).map(Cow::Borrowed),
            };
            let Some(merged) = merged.map(Cow::into_owned) else { continue };
            self.told.renamed.extend(Renamed::of(place, labels, set_label(&merged)));
            items.push(merged);
        }
        let names = canonical_items(&items, place, self.types);
        let (names, items) = distinct(&items, names);
        // What Git says twice stays twice.
        let mut in_git: HashMap<String, usize> = HashMap::new();
        for name in canonical_items(of.items()[2], place, self.types) {
            *in_git.entry(name).or_default() += 1;
        }
        let times = |name: &Label| {
            name.first().and_then(|(_, name)| in_git.get(name)).copied().unwrap_or(1)
        };
        let repeated = names.iter().zip(items).flat_map(|(name, item)| vec![item; times(name)]);
        repeated.cloned().collect()
    }
}

fn label_all<'v>(of: &Three<'v>, keys: &[KeyPath]) -> Option<[Labelled<'v>; 3]> {
    let [base, draft, git] = of.items();
    Some([Labelled::new(base, keys)?, Labelled::new(draft, keys)?, Labelled::new(git, keys)?])
}

/// The items of a set with their names, each once.
fn distinct(items: &[Value], names: Vec<String>) -> (Vec<Label>, Vec<&Value>) {
    let mut seen = HashSet::new();
    names
        .into_iter()
        .zip(items)
        .filter(|(name, _)| seen.insert(name.clone()))
        .map(|(name, item)| (vec![(String::new(), name)], item))
        .unzip()
}

/// In which order the items of a merged list stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// It does not matter.
    Any,
    /// It matters: that of both sides.
    Merged,
    /// As the draft (1) or Git (2) has them, and no others.
    Of(usize),
}

/// The side whose list was taken.
fn side_of(decision: &Decision) -> Option<usize> {
    match decision {
        Decision::Take(Side::Draft) => Some(1),
        Decision::Take(Side::Git) => Some(2),
        Decision::Take(Side::Base | Side::Cluster) | Decision::Value(_) | Decision::Delete => None,
    }
}

/// The order in which the items stand, as places among the triples; `None` where both sides changed
/// an order that matters.
fn order_of(triples: &[Triple], order: Order) -> Option<Vec<usize>> {
    // Each side's items in its order.
    let [base, draft, git] = [0, 1, 2].map(|side| {
        let mut there: Vec<(usize, usize)> = triples
            .iter()
            .enumerate()
            .filter_map(|(item, triple)| triple.sides()[side].1.map(|at| (at, item)))
            .collect();
        there.sort_unstable();
        there.into_iter().map(|(_, item)| item).collect::<Vec<_>>()
    });
    let places = match order {
        Order::Any => interleave(&git, &draft),
        Order::Merged => merge_order(&base, &draft, &git)?,
        Order::Of(1) => return Some(draft),
        Order::Of(_) => return Some(git),
    };
    Some(places.into_iter().copied().collect())
}

/// Whether one end of a link that was once on every side now is twice. Of other keys with several
/// parts each part may be as often as it likes.
fn meets(keys: &[KeyPath], sides: &[Labelled<'_>; 3], result: &Labelled<'_>) -> bool {
    if !keys.iter().all(|key| key.path().ends_with(".port")) {
        return false;
    }
    let parts = keys.len();
    let once = |list: &Labelled<'_>, part: usize| {
        let mut seen = HashSet::new();
        list.labels.iter().all(|label| seen.insert(label.get(part)))
    };
    parts > 1
        && (0..parts).any(|part| sides.iter().all(|side| once(side, part)) && !once(result, part))
}
