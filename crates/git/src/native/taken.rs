//! Brings a branch's newest commits into the mirror, object by object: few ones, that follow from what the
//! mirror has. What is written is complete at every moment: nothing comes before what it names.

use std::collections::HashSet;

use gix::objs::{Exists as _, Kind, Write as _};

use super::objects::{Commit, fresh};
use crate::Oid;
use crate::read::{DEEPEST, find};

/// More than this is git's to fetch.
const MOST_COMMITS: usize = 100;
const MOST_OBJECTS: usize = 2_000;
const MOST_BYTES: usize = 4 << 20;

/// Where objects come from: an object's kind and text, `None` where it is not there.
pub(super) type Source<'a> = dyn FnMut(Oid) -> Option<(Kind, Vec<u8>)> + 'a;

/// Brings `new` here, whose every way back leads to `old`, which is here; `None` where it is much, where
/// something is missing or is not what its name says.
pub(super) fn take(
    repository: &gix::Repository,
    source: &mut Source<'_>,
    old: Oid,
    new: Oid,
) -> Option<()> {
    let mut taking = Taking { repository, source, seen: HashSet::new(), bytes: 0 };
    let before = Commit::parse(taking.read(old, Kind::Commit)?)?.tree;
    let (mut commits, mut ahead) = (Vec::new(), vec![new]);
    let mut seen = HashSet::new();
    while let Some(oid) = ahead.pop() {
        if oid == old || !seen.insert(oid) {
            continue;
        }
        let commit = Commit::parse(taking.read(oid, Kind::Commit)?)?;
        if commit.parents.is_empty() || seen.len() > MOST_COMMITS {
            return None;
        }
        ahead.extend(&commit.parents);
        commits.push((oid, commit));
    }
    for (_, commit) in &commits {
        taking.tree(before, commit.tree, 0)?;
    }
    commits
        .iter()
        .rev()
        .try_for_each(|(oid, commit)| taking.write(*oid, Kind::Commit, &commit.text))
}

struct Taking<'a, 's> {
    repository: &'a gix::Repository,
    source: &'a mut Source<'s>,
    /// What was looked at.
    seen: HashSet<Oid>,
    bytes: usize,
}

impl Taking<'_, '_> {
    fn has(&self, oid: Oid) -> bool {
        oid == Oid::EMPTY_TREE || self.repository.objects.exists(&oid.to_gix())
    }

    /// From the mirror, or else from where objects come from.
    fn read(&mut self, oid: Oid, kind: Kind) -> Option<Vec<u8>> {
        if self.has(oid) {
            let mut text = Vec::new();
            find(self.repository, oid, kind, &mut text).ok()?;
            return Some(text);
        }
        let (found, text) = (self.source)(oid)?;
        self.bytes += text.len();
        (found == kind && self.bytes <= MOST_BYTES).then_some(text)
    }

    fn write(&self, oid: Oid, kind: Kind, text: &[u8]) -> Option<()> {
        if self.has(oid) {
            return Some(());
        }
        let written = self.repository.objects.write_buf(kind, text).ok()?;
        (Oid::from_gix(&written) == Some(oid)).then_some(())
    }

    /// What is new in a tree, and then itself.
    fn tree(&mut self, old: Oid, new: Oid, depth: usize) -> Option<()> {
        if old == new || !self.seen.insert(new) || self.has(new) {
            return Some(());
        }
        if depth > DEEPEST || self.seen.len() > MOST_OBJECTS {
            return None;
        }
        let before = self.read(old, Kind::Tree)?;
        let after = self.read(new, Kind::Tree)?;
        for fresh in fresh(&before, &after)? {
            if let Some(folder) = fresh.folder {
                self.tree(folder, fresh.oid, depth + 1)?;
            } else if self.seen.insert(fresh.oid) && !self.has(fresh.oid) {
                let text = self.read(fresh.oid, Kind::Blob)?;
                self.write(fresh.oid, Kind::Blob, &text)?;
            }
        }
        self.write(new, Kind::Tree, &after)
    }
}
