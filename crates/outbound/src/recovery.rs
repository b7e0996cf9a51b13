//! What became of commits whose push nobody saw the end of.
//!
//! Only the branch tells: a journaled commit that it contains was published; else a commit with the
//! change's trailer and, in this directory, the same files with the same contents, because a host
//! rebased or rewrote it; else the change is queued again.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::Hash;

use crate::branch::Containment;

/// Paths that a commit touches, with the content that each has after it; none where it is gone.
pub type Touched<O> = BTreeMap<String, Option<O>>;

/// A commit that was journaled for a change before it was pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journaled<O> {
    /// Its id.
    pub oid: O,
    /// Where it is, seen from the branch's head.
    pub place: Containment,
    /// What it touches; none when its objects are gone with the power.
    pub touched: Option<Touched<O>>,
}

/// A commit that the branch gained since, and that carries the change's trailer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gained<O> {
    /// Its id.
    pub oid: O,
    /// What it touches.
    pub touched: Touched<O>,
}

/// The journaled commit of a change that the branch contains; the newest attempt comes first.
#[must_use]
pub fn contained<O: Copy>(newest_first: &[Journaled<O>]) -> Option<O> {
    newest_first.iter().find(|one| one.place == Containment::Contained).map(|one| one.oid)
}

/// The commit that a host made of one of ours: it carries the trailer and touches, below
/// `directory`, the same files with the same contents. Where none of our own objects is left, the
/// trailer and the place are all there is to go by.
#[must_use]
pub fn remade<O: Copy + PartialEq>(
    ours: &[Journaled<O>],
    gained: &[Gained<O>],
    directory: &str,
) -> Option<O> {
    let wanted: Vec<_> = ours
        .iter()
        .filter_map(|one| one.touched.as_ref())
        .map(|all| below(all, directory))
        .collect();
    let same = |one: &&Gained<O>| {
        let theirs = below(&one.touched, directory);
        wanted.contains(&theirs) || (wanted.is_empty() && !theirs.is_empty())
    };
    gained.iter().find(same).map(|one| one.oid)
}

fn below<'a, O>(all: &'a Touched<O>, directory: &str) -> Vec<(&'a str, Option<&'a O>)> {
    all.iter()
        .filter(|(path, _)| path.starts_with(directory))
        .map(|(path, content)| (path.as_str(), content.as_ref()))
        .collect()
}

/// Changes that wait, and of which the branch gained a commit all the same. A push can continue without
/// the process that began it, or for longer than it was waited for. `under_way` is what was journaled
/// for changes that wait or are on their way, oldest first.
pub fn late<C: Copy + Ord, O: Copy + Eq + Hash>(
    under_way: impl IntoIterator<Item = (C, O)>,
    gained: &HashSet<O>,
) -> BTreeMap<C, O> {
    under_way.into_iter().filter(|(_, commit)| gained.contains(commit)).collect()
}

/// What became of the changes of an interrupted run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement<C, O> {
    /// The branch has them, as these commits.
    pub landed: BTreeMap<C, O>,
    /// Queued again, in the order they were.
    pub again: Vec<C>,
}

/// Settles the changes that a run left on their way: `found` on the branch, or `late` to arrive
/// there; every other one is queued again. Those that arrived late may have waited for something
/// else meanwhile.
#[must_use]
pub fn settled<C: Copy + Ord, O: Copy>(
    stranded: &[C],
    found: &BTreeMap<C, O>,
    late: &BTreeMap<C, O>,
) -> Settlement<C, O> {
    let mut landed = late.clone();
    landed.extend(found.iter().map(|(change, commit)| (*change, *commit)));
    let there: BTreeSet<C> = landed.keys().copied().collect();
    let again = stranded.iter().copied().filter(|change| !there.contains(change)).collect();
    Settlement { landed, again }
}
