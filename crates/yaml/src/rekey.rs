//! Which items of a list were given another key: the same item, not one deleted and another added.
//!
//! The evidence is what is around an item and in it: it has the place of one that is gone, among
//! neighbours that stayed, or its other fields.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;

use hedgerow_model::{KeyPath, Value};

use crate::edit::align::longest_increasing;

/// An item that has another key than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rekeyed {
    /// Its index in the old list.
    pub old: usize,
    /// Its index in the new one.
    pub new: usize,
    /// Whether it can be no other: as many items went from its place as came.
    pub sure: bool,
}

/// The items that were given another key between two versions of a list, by their new places.
///
/// Keys are distinct within each list, each with its parts. `old_rest` and `new_rest` give what an
/// item says beside its key, empty where that is nothing: see [`rest_of`]. Each item is in one pair
/// at most. The cost is that of the items which are gone and new.
pub fn rekeyed<K: AsRef<[P]> + Hash + Eq, P: Hash + Eq>(
    old: &[K],
    new: &[K],
    old_rest: impl Fn(usize) -> String,
    new_rest: impl Fn(usize) -> String,
) -> Vec<Rekeyed> {
    let in_old: HashMap<&K, usize> = old.iter().enumerate().map(|(at, key)| (key, at)).collect();
    let in_new: HashSet<&K> = new.iter().collect();
    let gone: Vec<usize> = (0..old.len()).filter(|at| !in_new.contains(&old[*at])).collect();
    let fresh: Vec<usize> = (0..new.len()).filter(|at| !in_old.contains_key(&new[*at])).collect();
    if gone.is_empty() || fresh.is_empty() {
        return Vec::new();
    }
    // Of what stayed, those that kept their order divide both lists into the same gaps.
    let stayed: Vec<(usize, usize)> = new
        .iter()
        .enumerate()
        .filter_map(|(at, key)| in_old.get(key).map(|was| (*was, at)))
        .collect();
    let places: Vec<usize> = stayed.iter().map(|(was, _)| *was).collect();
    let old_walls = longest_increasing(&places);
    let steady: HashSet<usize> = old_walls.iter().copied().collect();
    let new_walls: Vec<usize> =
        stayed.iter().filter(|(was, _)| steady.contains(was)).map(|(_, at)| *at).collect();
    let gap = |walls: &[usize], at: usize| walls.partition_point(|wall| *wall < at);
    let texts = |items: &[usize], rest: &dyn Fn(usize) -> String| -> HashMap<usize, String> {
        items.iter().map(|at| (*at, rest(*at))).collect()
    };
    let (old_texts, new_texts) = (texts(&gone, &old_rest), texts(&fresh, &new_rest));
    let in_place = in_place(&gone, &fresh, |at| gap(&old_walls, at), |at| gap(&new_walls, at));
    let mut matching = Matching { gone, fresh, pairs: Vec::new() };
    let said = |text: &String| (!text.is_empty()).then(|| text.clone());
    // The same in its other fields, in its place; anywhere, where only one can be meant.
    matching.pair(
        |at| said(&old_texts[&at]).map(|text| (gap(&old_walls, at), text)),
        |at| said(&new_texts[&at]).map(|text| (gap(&new_walls, at), text)),
        Among::Several,
    );
    matching.pair(|at| said(&old_texts[&at]), |at| said(&new_texts[&at]), Among::One);
    // In its place, with a part of its key.
    let parts = old.iter().map(|key| key.as_ref().len()).max().unwrap_or(0);
    if parts > 1 {
        for part in 0..parts {
            matching.pair(
                |at| old[at].as_ref().get(part).map(|part| (gap(&old_walls, at), part)),
                |at| new[at].as_ref().get(part).map(|part| (gap(&new_walls, at), part)),
                Among::Several,
            );
        }
    }
    matching.pair(|at| Some(gap(&old_walls, at)), |at| Some(gap(&new_walls, at)), Among::Several);
    let mut pairs = matching.pairs;
    for pair in &mut pairs {
        // What an item says and where it is tell two stories.
        pair.sure &= in_place.get(&pair.old).is_none_or(|new| *new == pair.new);
    }
    pairs.sort_unstable_by_key(|pair| pair.new);
    pairs
}

/// What took whose place where as many came as went.
fn in_place(
    gone: &[usize],
    fresh: &[usize],
    old_gap: impl Fn(usize) -> usize,
    new_gap: impl Fn(usize) -> usize,
) -> HashMap<usize, usize> {
    let mut gaps: HashMap<usize, [Vec<usize>; 2]> = HashMap::new();
    for at in gone {
        gaps.entry(old_gap(*at)).or_default()[0].push(*at);
    }
    for at in fresh {
        gaps.entry(new_gap(*at)).or_default()[1].push(*at);
    }
    let even = gaps.into_values().filter(|[went, came]| went.len() == came.len());
    even.flat_map(|[went, came]| went.into_iter().zip(came)).collect()
}

/// How many may be alike.
#[derive(Clone, Copy, PartialEq)]
enum Among {
    /// One on each side, or it says nothing.
    One,
    /// They are paired in their order, without being sure where their numbers differ.
    Several,
}

struct Matching {
    gone: Vec<usize>,
    fresh: Vec<usize>,
    pairs: Vec<Rekeyed>,
}

impl Matching {
    /// Pairs what has the same sign.
    fn pair<S: Hash + Eq>(
        &mut self,
        old_sign: impl Fn(usize) -> Option<S>,
        new_sign: impl Fn(usize) -> Option<S>,
        among: Among,
    ) {
        let mut waiting: HashMap<S, (VecDeque<usize>, usize)> = HashMap::new();
        for at in &self.gone {
            if let Some(sign) = old_sign(*at) {
                waiting.entry(sign).or_default().0.push_back(*at);
            }
        }
        for at in &self.fresh {
            if let Some((_, came)) = new_sign(*at).and_then(|sign| waiting.get_mut(&sign)) {
                *came += 1;
            }
        }
        let sure: HashMap<usize, bool> = waiting
            .values()
            .flat_map(|(went, came)| went.iter().map(|at| (*at, went.len() == *came)))
            .collect();
        if among == Among::One {
            waiting.retain(|_, (went, came)| went.len() == 1 && *came == 1);
        }
        let mut paired = HashSet::new();
        self.fresh.retain(|at| {
            let found = new_sign(*at).and_then(|sign| waiting.get_mut(&sign));
            let Some(old) = found.and_then(|(went, _)| went.pop_front()) else { return true };
            paired.insert(old);
            self.pairs.push(Rekeyed { old, new: *at, sure: sure[&old] });
            false
        });
        self.gone.retain(|at| !paired.contains(at));
    }
}

/// What an item says beside its keys, the same for the same; empty where that is nothing.
#[must_use]
pub fn rest_of(item: &Value, keys: &[KeyPath]) -> String {
    rest(item, "", keys).unwrap_or_default()
}

/// `None` where nothing but keys is there.
fn rest(value: &Value, at: &str, keys: &[KeyPath]) -> Option<String> {
    if keys.iter().any(|key| key.path() == at) {
        return None;
    }
    let Value::Map(map) = value else { return Some(value.to_string()) };
    let mut entries: Vec<(&String, String)> = map
        .iter()
        .filter_map(|(key, value)| {
            let below = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
            rest(value, &below, keys).map(|text| (key, text))
        })
        .collect();
    if entries.is_empty() && (at.is_empty() || !map.is_empty()) {
        return None;
    }
    entries.sort();
    Some(entries.iter().map(|(key, text)| format!("{}:{key}={text},", key.len())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items `key` or `key/part`, and behind `=` the rest. Pairs as `old>new`, with `?` where unsure.
    fn pairs_of(old: &str, new: &str) -> String {
        let read = |text: &str| -> (Vec<Vec<String>>, Vec<String>) {
            text.split_whitespace()
                .map(|item| {
                    let (key, rest) = item.split_once('=').unwrap_or((item, ""));
                    (key.split('/').map(str::to_owned).collect::<Vec<_>>(), rest.to_owned())
                })
                .unzip()
        };
        let ((old, old_rest), (new, new_rest)) = (read(old), read(new));
        let pairs = rekeyed(&old, &new, |at| old_rest[at].clone(), |at| new_rest[at].clone());
        let told: Vec<String> = pairs
            .iter()
            .map(|pair| {
                let unsure = if pair.sure { "" } else { "?" };
                format!("{}>{}{unsure}", old[pair.old].join("/"), new[pair.new].join("/"))
            })
            .collect();
        told.join(" ")
    }

    #[test]
    fn what_has_the_place_of_another_is_that_item() {
        assert_eq!(pairs_of("a b c", "a x c"), "b>x");
        assert_eq!(pairs_of("a", "x"), "a>x");
        assert_eq!(pairs_of("a b", "x y"), "a>x b>y");
        assert_eq!(pairs_of("a b c", "x b y"), "a>x c>y");
    }

    #[test]
    fn what_has_no_place_of_another_is_new() {
        assert_eq!(pairs_of("a b", "b x"), "");
        assert_eq!(pairs_of("a b", "a b x"), "");
        assert_eq!(pairs_of("a b", "a"), "");
        assert_eq!(pairs_of("", "x"), "");
    }

    #[test]
    fn what_says_the_same_is_that_item_wherever_it_stands() {
        assert_eq!(pairs_of("a=1 b=2", "b=2 x=1"), "a>x");
        assert_eq!(pairs_of("a=1 b=2 c=3", "a=1 y=9 x=2 c=3"), "b>x");
        assert_eq!(pairs_of("a=1 b=1 c", "c x=1"), "", "nobody knows which of the two it was");
    }

    #[test]
    fn a_part_of_the_key_tells_which_one_it_was() {
        assert_eq!(pairs_of("s1/l1 s2/l2 c", "s9/l2 c"), "s2/l2>s9/l2");
    }

    #[test]
    fn where_more_went_than_came_nobody_is_sure() {
        assert_eq!(pairs_of("a b", "x"), "a>x?");
        assert_eq!(pairs_of("a", "x y"), "a>x?");
        assert_eq!(pairs_of("a=1 b=1", "x=1"), "a>x?");
        assert_eq!(pairs_of("a=1 b=2", "x=2"), "b>x");
    }

    #[test]
    fn where_place_and_words_tell_two_stories_nobody_is_sure() {
        assert_eq!(pairs_of("a=1 b=2", "x=2 y=1"), "b>x? a>y?");
        assert_eq!(pairs_of("s1/l1 s2/l2", "s9/l2 s8/l1"), "s2/l2>s9/l2? s1/l1>s8/l1?");
        assert_eq!(pairs_of("a=1 b=2", "x=1 y=2"), "a>x b>y");
    }

    #[test]
    fn a_list_that_was_reordered_has_the_gaps_of_what_kept_its_order() {
        assert_eq!(pairs_of("a b c d", "c a x d"), "b>x");
    }

    #[test]
    fn the_rest_of_an_item_is_what_stands_beside_its_keys() {
        let rest = |text: &str, keys: &[&str]| {
            let keys: Vec<KeyPath> = keys.iter().map(|key| KeyPath::new(*key)).collect();
            let document = crate::read(text, &crate::Limits::default()).unwrap();
            rest_of(document.value(), &keys)
        };
        let ends = ["spine.port", "leaf.port"];
        assert_eq!(rest("{spine: {port: a}, leaf: {port: b}}", &ends), "");
        assert_eq!(
            rest("{ip: a, asn: 1, bfd: true}", &["ip"]),
            rest("{bfd: true, asn: 1}", &["ip"])
        );
        assert_ne!(rest("{ip: a, asn: 1}", &["ip"]), rest("{ip: a, asn: '1'}", &["ip"]));
        assert_ne!(rest("{ip: a, x: {}}", &["ip"]), "");
        assert_eq!(rest("{ip: a}", &["ip"]), "");
    }
}
