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
/// Insertions of both sides are apart when an entry that all three have is between them.
pub(crate) fn merge_order<'a, K: Hash + Eq>(
    base: &'a [K],
    draft: &'a [K],
    git: &'a [K],
) -> Option<Vec<&'a K>> {
    let draft_side = Against::new(base, draft);
    let git_side = Against::new(base, git);
    if draft == git || draft_side.keeps_order() {
        return Some(interleave(git, draft));
    }
    if git_side.keeps_order() {
        return Some(interleave(draft, git));
    }
    if draft_side.reordered || git_side.reordered {
        return None;
    }
    let draft_gaps = gaps(draft, &git_side.all, &draft_side.base);
    let git_gaps = gaps(git, &draft_side.all, &git_side.base);
    let apart = draft_gaps.iter().all(|(anchor, mine)| {
        git_gaps.get(anchor).is_none_or(|theirs| mine == theirs)
            && mine.iter().all(|key| {
                !git_side.all.contains(key)
                    || git_gaps.get(anchor).is_some_and(|theirs| theirs.contains(key))
            })
    });
    apart.then(|| interleave(git, draft))
}

/// One side's keys against the base's.
struct Against<'a, K> {
    all: HashSet<&'a K>,
    base: HashSet<&'a K>,
    reordered: bool,
    inserted: bool,
}

impl<'a, K: Hash + Eq> Against<'a, K> {
    fn new(base: &'a [K], side: &'a [K]) -> Self {
        let all: HashSet<&K> = side.iter().collect();
        let in_base: HashSet<&K> = base.iter().collect();
        let kept_there = base.iter().filter(|key| all.contains(key));
        let kept_here = side.iter().filter(|key| in_base.contains(key));
        let reordered = !kept_there.eq(kept_here);
        let inserted = side.iter().any(|key| !in_base.contains(key));
        Self { all, base: in_base, reordered, inserted }
    }

    fn keeps_order(&self) -> bool {
        !self.reordered && !self.inserted
    }
}

/// What a side inserted, by the last key before it that all three have.
fn gaps<'a, K: Hash + Eq>(
    side: &'a [K],
    other: &HashSet<&K>,
    base: &HashSet<&K>,
) -> HashMap<Option<&'a K>, Vec<&'a K>> {
    let mut out: HashMap<Option<&K>, Vec<&K>> = HashMap::new();
    let mut anchor = None;
    for key in side {
        if !base.contains(key) {
            out.entry(anchor).or_default().push(key);
        } else if other.contains(key) {
            anchor = Some(key);
        }
    }
    out
}

#[cfg(test)]
mod tests {
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
    fn two_orders_clash() {
        assert_eq!(merged("abc", "bac", "acb"), None);
        assert_eq!(merged("abc", "bac", "abcx"), None);
    }
}
