//! What the remote lacks of a commit: a thin pack, in which a tree is its difference from the one before.

use std::cmp::Ordering;
use std::collections::HashSet;

use gix::objs::{CommitRefIter, Kind, TreeRefIter};

use super::Move;
use super::advertised::Advertised;
use crate::Oid;
use crate::diff::in_order;
use crate::pack::{Body, Pack};
use crate::read::{DEEPEST, find};

/// The most that is sent, before it is compressed: more is left to git, which sends while it compresses.
const MOST_BYTES: usize = 2 << 20;
/// The most objects that are looked at, however small they are.
const MOST_OBJECTS: usize = 10_000;
/// How far back the remote's commits are looked for.
const MOST_COMMITS: usize = 1_000;

/// The pack; `None` where it is large, or the history is not a plain line from what the remote has.
pub(super) fn pack(
    repository: &gix::Repository,
    there: &Advertised,
    wanted: Move<'_>,
) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    let mut next = Some(wanted.new);
    while let Some(oid) = next.filter(|oid| !there.has.contains(oid)) {
        if line.len() == MOST_COMMITS {
            return None;
        }
        let commit = Commit::read(repository, oid)?;
        next = match commit.parents.as_slice() {
            [] => None,
            [parent] => Some(*parent),
            _ => return None,
        };
        line.push(commit);
    }
    let mut before = match next {
        Some(there) => Commit::read(repository, there)?.tree,
        None => Oid::EMPTY_TREE,
    };
    let mut contents = Contents {
        repository,
        pack: Pack::default(),
        seen: HashSet::new(),
        bytes: 0,
        thin: !there.offers("no-thin"),
    };
    for commit in line.iter().rev() {
        contents.add(commit.oid, &Body::Whole(Kind::Commit, &commit.text))?;
        contents.tree(before, commit.tree, 0)?;
        before = commit.tree;
    }
    contents.pack.into_bytes().ok()
}

struct Commit {
    oid: Oid,
    text: Vec<u8>,
    tree: Oid,
    parents: Vec<Oid>,
}

impl Commit {
    fn read(repository: &gix::Repository, oid: Oid) -> Option<Self> {
        let mut text = Vec::new();
        find(repository, oid, Kind::Commit, &mut text).ok()?;
        let parse = || CommitRefIter::from_bytes(&text, gix::hash::Kind::Sha1);
        let tree = Oid::from_gix(&parse().tree_id().ok()?)?;
        let parents = parse().parent_ids().map(|id| Oid::from_gix(&id)).collect::<Option<_>>()?;
        Some(Self { oid, tree, parents, text })
    }
}

struct Contents<'a> {
    repository: &'a gix::Repository,
    pack: Pack,
    seen: HashSet<Oid>,
    bytes: usize,
    thin: bool,
}

impl Contents<'_> {
    /// Adds an object once; `None` when it is too much.
    fn add(&mut self, oid: Oid, body: &Body<'_>) -> Option<()> {
        if !self.seen.insert(oid) {
            return Some(());
        }
        // A tree that is sent as its difference is read in full all the same.
        self.bytes += match body {
            Body::Whole(_, data) => data.len(),
            Body::Difference { new, .. } | Body::Against { new, .. } => new.len() / 16,
        };
        if self.seen.len() > MOST_OBJECTS || self.bytes > MOST_BYTES {
            return None;
        }
        self.pack.add(oid, body).ok().map(drop)
    }

    /// What is new in a tree, and itself.
    fn tree(&mut self, old: Oid, new: Oid, depth: usize) -> Option<()> {
        if old == new || self.seen.contains(&new) {
            return Some(());
        }
        if depth > DEEPEST {
            return None;
        }
        let (mut before, mut after) = (Vec::new(), Vec::new());
        find(self.repository, old, Kind::Tree, &mut before).ok()?;
        find(self.repository, new, Kind::Tree, &mut after).ok()?;
        let body = if self.thin && old != Oid::EMPTY_TREE {
            Body::Against { base: old, old: &before, new: &after }
        } else {
            Body::Whole(Kind::Tree, &after)
        };
        self.add(new, &body)?;
        let mut known = TreeRefIter::from_bytes(&before, gix::hash::Kind::Sha1).peekable();
        for entry in TreeRefIter::from_bytes(&after, gix::hash::Kind::Sha1) {
            let entry = entry.ok()?;
            let same_name = loop {
                match known.peek() {
                    None => break None,
                    Some(Err(_)) => return None,
                    Some(Ok(other)) => match in_order(other, &entry) {
                        Ordering::Less => drop(known.next()),
                        Ordering::Equal => break Some(*other),
                        Ordering::Greater => break None,
                    },
                }
            };
            if same_name.is_some_and(|other| other.oid == entry.oid) || entry.mode.is_commit() {
                continue;
            }
            let oid = Oid::from_gix(entry.oid)?;
            if entry.mode.is_tree() {
                let base = same_name.map_or(Some(Oid::EMPTY_TREE), |other| Oid::from_gix(other.oid))?;
                self.tree(base, oid, depth + 1)?;
            } else if !self.seen.contains(&oid) {
                let mut text = Vec::new();
                find(self.repository, oid, Kind::Blob, &mut text).ok()?;
                self.add(oid, &Body::Whole(Kind::Blob, &text))?;
            }
        }
        Some(())
    }
}
