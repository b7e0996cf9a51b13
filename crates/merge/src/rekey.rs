//! Which items of a list are the same on three sides, also where a side gave one another key.

use std::collections::{HashMap, HashSet};

use hedgerow_yaml::rekeyed;

use crate::list::Label;

/// The items of one side, as far as they are needed here.
#[derive(Clone, Copy)]
pub(crate) struct Version<'a> {
    /// Their names, each once.
    pub(crate) labels: &'a [Label],
    /// What an item says beside its key.
    pub(crate) rest: &'a dyn Fn(usize) -> String,
}

/// One item on three sides, by its index on each; `None` where it is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Triple {
    pub(crate) base: Option<usize>,
    pub(crate) draft: Option<usize>,
    pub(crate) git: Option<usize>,
}

impl Triple {
    /// Its index on each side, base, draft and git, with the number of the side.
    pub(crate) fn sides(self) -> [(usize, Option<usize>); 3] {
        [(0, self.base), (1, self.draft), (2, self.git)]
    }
}

const DRAFT: usize = 1;
const GIT: usize = 2;

/// The items of three versions of a list (base, draft, git): each that a side gave another key is the
/// same as before. `edited` says whether the item at the second index of the base says something
/// else at the third of a side, where it kept its key.
///
/// `None`: nobody can say which item is which, or one of them would be lost: the sides gave different items
/// the same key, a side moved what items say from key to key while the other changed one of them, or both
/// gave an item another key and it is not sure that it is that one. `alike`: items of one key are one,
/// and nothing is lost: there, what may be an item that the other side deleted is new.
pub(crate) fn triples(
    versions: &[Version<'_>; 3],
    alike: bool,
    edited: &dyn Fn(usize, usize, usize) -> bool,
) -> Option<Vec<Triple>> {
    let keys = Keys::of(versions);
    if moved_contents(versions, &keys, edited) {
        return None;
    }
    let mut items = keys.of_base(versions);
    let kept = items.clone();
    let pairs = [DRAFT, GIT].map(|side| {
        let (base, side) = (&versions[0], &versions[side]);
        rekeyed(base.labels, side.labels, base.rest, side.rest)
    });
    for (side, other) in [(DRAFT, GIT), (GIT, DRAFT)] {
        let others = &pairs[other - 1];
        for pair in &pairs[side - 1] {
            let there = keys.on(other, &versions[side].labels[pair.new]);
            let same = others.iter().any(|of| of.old == pair.old && Some(of.new) == there);
            if !alike && there.is_some() && !same {
                let says = |of: usize, at: usize| (versions[of].rest)(at);
                let alike = there.is_some_and(|at| says(other, at) == says(side, pair.new));
                if others.iter().any(|of| Some(of.new) == there) || !alike {
                    return None;
                }
                // Both sides have it now: one is gone, one was added.
                continue;
            }
            if !alike && !pair.sure && others.iter().any(|of| of.old == pair.old && !same) {
                return None;
            }
            let stays = kept[pair.old].sides()[other].1;
            let is_gone = stays.is_none() && !others.iter().any(|of| of.old == pair.old);
            if alike && !pair.sure && (is_gone || (there.is_some() && !same)) {
                // As far as anybody knows it went, and something was added.
                continue;
            }
            if let Some(there) = there.filter(|_| alike && is_gone) {
                // What is the same is one item, whether the other side's neighbours tell that or not.
                let item = &mut items[pair.old];
                *(if other == DRAFT { &mut item.draft } else { &mut item.git }) = Some(there);
            }
            if !pair.sure && stays.is_some_and(|stays| edited(other, pair.old, stays)) {
                // Nobody can say that the edit is one of this item.
                continue;
            }
            let item = &mut items[pair.old];
            *(if side == DRAFT { &mut item.draft } else { &mut item.git }) = Some(pair.new);
        }
    }
    Some(with_new(versions, items))
}

/// Whether a side keeps the key of an item and has what it said under another key, while the other side
/// changed that very item: is the change one of the key, or of what moved away from it?
fn moved_contents(
    versions: &[Version<'_>; 3],
    keys: &Keys<'_>,
    edited: &dyn Fn(usize, usize, usize) -> bool,
) -> bool {
    let base = &versions[0];
    let said: Vec<String> = (0..base.labels.len()).map(base.rest).collect();
    [(DRAFT, GIT), (GIT, DRAFT)].into_iter().any(|(side, other)| {
        let now = &versions[side];
        // What is there under a key that is new, or that said something else.
        let mut came: HashMap<String, usize> = HashMap::new();
        for (at, label) in now.labels.iter().enumerate() {
            let text = (now.rest)(at);
            let same = keys.on(0, label).is_some_and(|was| said[was] == text);
            if !text.is_empty() && !same {
                came.insert(text, at);
            }
        }
        if came.is_empty() {
            return false;
        }
        base.labels.iter().enumerate().any(|(was, label)| {
            let stays = keys.on(side, label);
            let moved = stays.is_some_and(|at| {
                (now.rest)(at) != said[was] && came.get(&said[was]).is_some_and(|to| *to != at)
            });
            moved && keys.on(other, label).is_none_or(|at| edited(other, was, at))
        })
    })
}

/// The items of each side by their keys.
struct Keys<'a>([HashMap<&'a Label, usize>; 3]);

impl<'a> Keys<'a> {
    fn of(versions: &[Version<'a>; 3]) -> Self {
        Self(versions.map(|side| side.labels.iter().enumerate().map(|(at, l)| (l, at)).collect()))
    }

    fn on(&self, side: usize, label: &Label) -> Option<usize> {
        self.0[side].get(label).copied()
    }

    fn of_base(&self, versions: &[Version<'_>; 3]) -> Vec<Triple> {
        let labels = versions[0].labels.iter().enumerate();
        labels
            .map(|(at, label)| Triple {
                base: Some(at),
                draft: self.on(DRAFT, label),
                git: self.on(GIT, label),
            })
            .collect()
    }
}

/// The items of the base, and behind them what is new on a side.
fn with_new(versions: &[Version<'_>; 3], mut items: Vec<Triple>) -> Vec<Triple> {
    let new = |side: usize| {
        let known: HashSet<usize> = items.iter().filter_map(|item| item.sides()[side].1).collect();
        let labels = versions[side].labels.iter().enumerate();
        labels.filter(move |(at, _)| !known.contains(at)).collect::<Vec<_>>()
    };
    let (of_draft, of_git) = (new(DRAFT), new(GIT));
    let in_draft: HashMap<&Label, usize> =
        of_draft.iter().map(|(at, label)| (*label, *at)).collect();
    let in_git: HashSet<&Label> = of_git.iter().map(|(_, label)| *label).collect();
    items.extend(of_git.iter().map(|(at, label)| Triple {
        base: None,
        draft: in_draft.get(label).copied(),
        git: Some(*at),
    }));
    let only = of_draft.iter().filter(|(_, label)| !in_git.contains(label));
    items.extend(only.map(|(at, _)| Triple { draft: Some(*at), ..Triple::default() }));
    items
}
