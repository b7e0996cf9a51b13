//! Bringing the orders of two sides together.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// `skeleton`, and what only `other` has, each after the neighbour that it follows there.
pub(crate) fn interleave<'a, K: Hash + Eq + ?Sized>(
    skeleton: impl IntoIterator<Item = &'a K>,
    other: impl IntoIterator<Item = &'a K>,
) -> Vec<&'a K> {
    let skeleton: Vec<&K> = skeleton.into_iter().collect();
    let places: HashMap<&K, usize> =
        skeleton.iter().enumerate().map(|(n, key)| (*key, n + 1)).collect();
    // Bucket 0 is before the first, bucket n after the n-th.
    let mut buckets: Vec<Vec<&K>> = Vec::new();
    let mut at = 0;
    for key in other {
        if let Some(place) = places.get(key) {
            at = *place;
        } else {
            if buckets.is_empty() {
                buckets.resize(skeleton.len() + 1, Vec::new());
            }
            if let Some(bucket) = buckets.get_mut(at) {
                bucket.push(key);
            }
        }
    }
    if buckets.is_empty() {
        return skeleton;
    }
    let mut out = Vec::with_capacity(skeleton.len());
    let mut buckets = buckets.into_iter();
    out.extend(buckets.next().unwrap_or_default());
    for (key, bucket) in skeleton.into_iter().zip(buckets) {
        out.push(key);
        out.extend(bucket);
    }
    out
}

/// The order of a list whose order matters, from three of them; `None` when both sides changed it
/// in the same place, or in ways that cannot be told apart. The result has every key that Git or
/// the draft has.
///
/// What all three have is cut into blocks, as many as there are such that on no side a key went from one
/// into another. What the sides did in different blocks is apart: each two keys changed places on one side at
/// most. What a side inserted between two blocks is apart from the other's insertions between other blocks, and
/// from what the other moved, unless that is in a block next to it.
pub(crate) fn merge_order<'a, K: Hash + Eq>(
    base: &'a [K],
    draft: &'a [K],
    git: &'a [K],
) -> Option<Vec<&'a K>> {
    let blocks = Blocks::new(base, draft, git);
    let [draft, git] = [draft, git].map(|side| blocks.parts_of(side));
    if blocks.insert_elsewhere(&draft, &git) {
        return None;
    }
    let mut merged = Vec::new();
    for (at, (mine, theirs)) in draft.iter().zip(&git).enumerate() {
        let changed = [&draft, &git].map(|parts| blocks.changed(at, &parts[at]));
        let clash = match changed {
            [true, true] => blocks.said(mine) != blocks.said(theirs),
            [true, false] => !is_block(at) && blocks.changed_around(at, &git),
            [false, true] => !is_block(at) && blocks.changed_around(at, &draft),
            [false, false] => false,
        };
        if clash {
            return None;
        }
        let (first, other) = if changed == [true, false] { (mine, theirs) } else { (theirs, mine) };
        merged.extend(interleave(first.iter().copied(), other.iter().copied()));
    }
    Some(merged)
}

/// The keys that all three lists have, as blocks.
struct Blocks<'a, K> {
    base: HashSet<&'a K>,
    /// For each key the block that it is in, and its place among those of the base.
    places: HashMap<&'a K, (usize, usize)>,
    count: usize,
}

/// A list as blocks and gaps in turn, with a gap at each end.
type Parts<'a, K> = Vec<Vec<&'a K>>;

fn is_block(part: usize) -> bool {
    part % 2 == 1
}

impl<'a, K: Hash + Eq> Blocks<'a, K> {
    fn new(base: &'a [K], draft: &'a [K], git: &'a [K]) -> Self {
        let [in_draft, in_git] = [draft, git].map(|side| side.iter().collect::<HashSet<_>>());
        let all: HashSet<&K> = base.iter().collect();
        let common = |key: &&K| all.contains(key) && in_draft.contains(key) && in_git.contains(key);
        let [draft, git] = [draft, git].map(|side| -> HashMap<&K, usize> {
            side.iter().filter(common).enumerate().map(|(at, key)| (key, at)).collect()
        });
        let (mut places, mut count, mut furthest) = (HashMap::new(), 0, 0);
        for (at, key) in base.iter().filter(common).enumerate() {
            places.insert(key, (count, at));
            furthest = furthest.max(draft[key]).max(git[key]);
            // As far as here, all three have the same keys.
            count += usize::from(furthest == at);
        }
        Self { base: all, places, count }
    }

    fn parts_of(&self, side: &'a [K]) -> Parts<'a, K> {
        let mut parts: Parts<'a, K> = vec![Vec::new(); 2 * self.count + 1];
        let (mut last, mut between) = (None, Vec::new());
        for key in side {
            let Some((block, _)) = self.places.get(key) else {
                between.push(key);
                continue;
            };
            let part = 2 * block + 1;
            // What stands between two keys of one block is in it.
            let to = if last == Some(block) { part } else { part - 1 };
            parts[to].append(&mut between);
            parts[part].push(key);
            last = Some(block);
        }
        parts[2 * self.count].append(&mut between);
        parts
    }

    fn is_new(&self, key: &K) -> bool {
        !self.base.contains(key)
    }

    /// Whether a side inserted something in a part, or moved something in it.
    fn changed(&self, at: usize, part: &[&'a K]) -> bool {
        let places = part.iter().filter_map(|key| self.places.get(key));
        part.iter().any(|key| self.is_new(key)) || is_block(at) && !places.is_sorted()
    }

    /// Whether a side changed a block next to a gap.
    fn changed_around(&self, gap: usize, parts: &Parts<'a, K>) -> bool {
        let next_to = [gap.checked_sub(1), Some(gap + 1)].into_iter().flatten();
        next_to.into_iter().any(|at| parts.get(at).is_some_and(|part| self.changed(at, part)))
    }

    /// A part without what the other side deleted.
    fn said(&self, part: &[&'a K]) -> Vec<&'a K> {
        let stays = |key: &&K| self.places.contains_key(key) || self.is_new(key);
        part.iter().copied().filter(stays).collect()
    }

    /// Whether both sides inserted a key, in different parts.
    fn insert_elsewhere(&self, draft: &Parts<'a, K>, git: &Parts<'a, K>) -> bool {
        let inserted = |parts: &Parts<'a, K>| -> HashMap<&'a K, usize> {
            let keys = |(at, part): (usize, &Vec<&'a K>)| {
                part.iter().map(move |key| (*key, at)).collect::<Vec<_>>()
            };
            parts.iter().enumerate().flat_map(keys).filter(|(key, _)| self.is_new(key)).collect()
        };
        let in_draft = inserted(draft);
        inserted(git).iter().any(|(key, at)| in_draft.get(key).is_some_and(|other| other != at))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn merged(base: &str, draft: &str, git: &str) -> Option<String> {
        let [base, draft, git] = [base, draft, git].map(|text| text.chars().collect::<Vec<_>>());
        merge_order(&base, &draft, &git).map(|keys| keys.into_iter().collect())
    }

    #[test]
    fn what_only_one_side_has_follows_its_neighbour() {
        assert_eq!(interleave([&1, &2, &3], [&9, &2, &8, &7, &3]), [&9, &1, &2, &8, &7, &3]);
        assert_eq!(interleave([], [&2, &1]), [&2, &1]);
    }

    #[test]
    fn a_change_of_order_by_one_side_is_taken() {
        assert_eq!(merged("abc", "abc", "cab").as_deref(), Some("cab"));
        assert_eq!(merged("abc", "cab", "abc").as_deref(), Some("cab"));
        assert_eq!(merged("abc", "cab", "cab").as_deref(), Some("cab"));
        assert_eq!(merged("abc", "bc", "cab").as_deref(), Some("cab"));
    }

    #[test]
    fn insertions_apart_are_both_taken() {
        assert_eq!(merged("abc", "axbc", "abcy").as_deref(), Some("axbcy"));
        assert_eq!(merged("abc", "xabc", "aybc").as_deref(), Some("xaybc"));
    }

    #[test]
    fn insertions_in_one_place_clash_unless_they_are_the_same() {
        assert_eq!(merged("abc", "axbc", "aybc"), None);
        assert_eq!(merged("abc", "axbc", "axbc").as_deref(), Some("axbc"));
        assert_eq!(merged("abc", "axbcz", "axybc"), None);
        assert_eq!(merged("abc", "axbcz", "axbc").as_deref(), Some("axbcz"));
        // `b` is gone on one side, so nobody knows on which side of it `y` would be.
        assert_eq!(merged("abc", "axbc", "ayc"), None);
    }

    #[test]
    fn the_same_insertion_in_two_places_clashes() {
        assert_eq!(merged("abc", "axbc", "abxc"), None);
    }

    #[test]
    fn two_orders_of_the_same_keys_clash() {
        assert_eq!(merged("abc", "bac", "acb"), None);
        assert_eq!(merged("abc", "cba", "bca"), None);
        assert_eq!(merged("abcd", "dabc", "bcda"), None);
        assert_eq!(merged("abc", "bac", "bac").as_deref(), Some("bac"));
    }

    #[test]
    fn what_each_side_moves_elsewhere_is_taken() {
        assert_eq!(merged("abcde", "bacde", "abced").as_deref(), Some("baced"));
        assert_eq!(merged("abcd", "bacd", "abdc").as_deref(), Some("badc"));
        assert_eq!(merged("abcdef", "cabdef", "abcfde").as_deref(), Some("cabfde"));
        assert_eq!(merged("abcdef", "badcef", "abcdfe").as_deref(), Some("badcfe"));
        // One of them on both sides.
        assert_eq!(merged("abcde", "baced", "abced").as_deref(), Some("baced"));
        assert_eq!(merged("axbcd", "bxacd", "badc").as_deref(), Some("bxadc"));
    }

    #[test]
    fn what_a_side_inserts_away_from_what_the_other_moves_is_taken() {
        assert_eq!(merged("abc", "bac", "abcx").as_deref(), Some("bacx"));
        assert_eq!(merged("abcde", "bacde", "abcxde").as_deref(), Some("bacxde"));
        assert_eq!(merged("abcde", "baxcde", "abced").as_deref(), Some("baxced"), "c is between");
        // Is it behind `b`, or behind both?
        assert_eq!(merged("abc", "bac", "abxc"), None);
        assert_eq!(merged("abc", "bac", "xabc"), None);
        assert_eq!(merged("ab", "ba", "abx"), None);
        assert_eq!(merged("abcd", "baxcd", "abdc"), None);
    }

    /// A list of up to seven keys, and what a side made of it: moved, deleted, inserted.
    fn sides() -> impl Strategy<Value = [Vec<char>; 3]> {
        let side = |new: &'static str| {
            let edits = proptest::collection::vec((0..3_u8, any::<usize>(), any::<usize>()), 0..4);
            let new = proptest::sample::select(new.chars().collect::<Vec<_>>());
            (edits, proptest::collection::vec(new, 4))
        };
        (1..8_usize, side("uvwx"), side("wxyz")).prop_map(|(count, draft, git)| {
            let base: Vec<char> = ('a'..='g').take(count).collect();
            let made = |(edits, new): (Vec<(u8, usize, usize)>, Vec<char>)| {
                let mut side = base.clone();
                for ((what, from, to), new) in edits.into_iter().zip(new) {
                    match what {
                        0 if !side.is_empty() => {
                            let key = side.remove(from % side.len());
                            side.insert(to % (side.len() + 1), key);
                        }
                        1 if !side.is_empty() => drop(side.remove(from % side.len())),
                        _ if !side.contains(&new) => side.insert(to % (side.len() + 1), new),
                        _ => {}
                    }
                }
                side
            };
            [base.clone(), made(draft), made(git)]
        })
    }

    /// Whether the first of two keys is before the second; `None` where one is not there.
    fn ordered(list: &[char], a: char, b: char) -> Option<bool> {
        let at = |key| list.iter().position(|other| *other == key);
        Some(at(a)? < at(b)?)
    }

    proptest! {
        #[test]
        fn each_two_keys_stand_as_the_side_has_them_that_changed_it([base, draft, git] in sides()) {
            let Some(merged) = merge_order(&base, &draft, &git) else {
                let keeps = |side: &[char]| {
                    let there: Vec<char> =
                        base.iter().copied().filter(|key| side.contains(key)).collect();
                    there == side
                };
                prop_assert!(draft != git && !keeps(&draft) && !keeps(&git), "a clash of nothing");
                return Ok(());
            };
            let merged: Vec<char> = merged.into_iter().copied().collect();
            let all: HashSet<char> = draft.iter().chain(&git).copied().collect();
            prop_assert_eq!(merged.len(), all.len());
            for (a, b) in all.iter().flat_map(|a| all.iter().map(move |b| (*a, *b))) {
                let [was, mine, theirs] = [&base, &draft, &git].map(|list| ordered(list, a, b));
                let wanted = if mine == was || mine.is_none() { theirs } else { mine };
                // What a side deleted goes, wherever it stands.
                let goes = |key| base.contains(&key) && !(draft.contains(&key) && git.contains(&key));
                if a != b && wanted.is_some() && !goes(a) && !goes(b) {
                    prop_assert_eq!(ordered(&merged, a, b), wanted, "{} and {}", a, b);
                }
            }
        }

        #[test]
        fn the_sides_may_be_swapped([base, draft, git] in sides()) {
            let goes = |key: &&char| base.contains(key) && !(draft.contains(key) && git.contains(key));
            let said = |order: Option<Vec<&char>>| -> Option<String> {
                order.map(|keys| keys.into_iter().filter(|key| !goes(key)).collect())
            };
            let one = said(merge_order(&base, &draft, &git));
            prop_assert_eq!(one, said(merge_order(&base, &git, &draft)));
        }

        /// Each side moves what it likes, on its own side of a key that nobody moves.
        #[test]
        fn moves_on_both_sides_of_a_key_that_stays_are_both_taken(
            (before, front) in (0..5_usize).prop_flat_map(permuted),
            (behind, back) in (0..5_usize).prop_flat_map(permuted),
        ) {
            let upper = |keys: &str| keys.to_uppercase();
            let (behind, back) = (upper(&behind), upper(&back));
            let all = |one: &str, other: &str| format!("{one}-{other}");
            prop_assert_eq!(
                merged(&all(&before, &behind), &all(&front, &behind), &all(&before, &back)),
                Some(all(&front, &back))
            );
            // Also where nothing is between them.
            let both = |one: &str, other: &str| format!("{one}{other}");
            prop_assert_eq!(
                merged(&both(&before, &behind), &both(&front, &behind), &both(&before, &back)),
                Some(both(&front, &back))
            );
        }
    }

    fn permuted(count: usize) -> impl Strategy<Value = (String, String)> {
        let keys: Vec<char> = ('a'..='g').take(count).collect();
        let base: String = keys.iter().collect();
        Just(keys).prop_shuffle().prop_map(move |keys| (base.clone(), keys.into_iter().collect()))
    }
}
