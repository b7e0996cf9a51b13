//! What the remote lacks of a commit: a thin pack, in which a tree is its difference from the one before.

use std::collections::HashSet;

use gix::objs::Kind;

use super::advertised::Advertised;
use super::objects::{Commit, fresh};
use super::session::Move;
use crate::Oid;
use crate::pack::{Body, Pack};
use crate::read::{DEEPEST, blob_size, find};

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
        let commit = read(repository, oid)?;
        next = match commit.1.parents.as_slice() {
            [] => None,
            [parent] => Some(*parent),
            _ => return None,
        };
        line.push(commit);
    }
    let mut before = match next {
        Some(there) => read(repository, there)?.1.tree,
        None => Oid::EMPTY_TREE,
    };
    let mut contents = Contents {
        repository,
        pack: Pack::default(),
        seen: HashSet::new(),
        bytes: 0,
        thin: !there.offers("no-thin"),
    };
    for (oid, commit) in line.iter().rev() {
        contents.add(*oid, &Body::Whole(Kind::Commit, &commit.text))?;
        contents.tree(before, commit.tree, 0)?;
        before = commit.tree;
    }
    contents.pack.into_bytes().ok()
}

/// The commit, and what it says.
fn read(repository: &gix::Repository, oid: Oid) -> Option<(Oid, Commit)> {
    let mut text = Vec::new();
    find(repository, oid, Kind::Commit, &mut text).ok()?;
    Some((oid, Commit::parse(text)?))
}

struct Contents<'a> {
    repository: &'a gix::Repository,
    pack: Pack,
    /// What is in the pack, and the trees that the remote has.
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
        // A tree that comes back later is not sent again: it would be the difference from a tree that is itself
        // the difference from it, which hosts refuse.
        if old != Oid::EMPTY_TREE {
            self.seen.insert(old);
        }
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
        for fresh in fresh(&before, &after)? {
            if let Some(folder) = fresh.folder {
                self.tree(folder, fresh.oid, depth + 1)?;
            } else if !self.seen.contains(&fresh.oid) {
                let size = blob_size(self.repository, fresh.oid).ok()?;
                if size > MOST_BYTES as u64 {
                    return None;
                }
                let mut text = Vec::new();
                find(self.repository, fresh.oid, Kind::Blob, &mut text).ok()?;
                self.add(fresh.oid, &Body::Whole(Kind::Blob, &text))?;
            }
        }
        Some(())
    }
}
