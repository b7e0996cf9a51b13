//! Brings a branch's newest commits into the mirror, object by object: few ones, that follow from what the
//! mirror has. What is written is complete at every moment: nothing comes before what it names.

use std::collections::HashSet;

use gix::objs::{Exists as _, Kind, Write as _};

use super::objects::{Commit, fresh};
use crate::Oid;
use crate::read::{DEEPEST, find};

/// More than this is git's to fetch.
pub(super) const MOST_COMMITS: usize = 100;
pub(super) const MOST_OBJECTS: usize = 2_000;
pub(super) const MOST_BYTES: usize = 4 << 20;

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
    let commits = taking.history(old, new)?;
    for (oid, commit) in &commits {
        taking.tree(before, commit.tree, 0)?;
        taking.write(*oid, Kind::Commit, &commit.text)?;
    }
    Some(())
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

    /// The commits from `old` to `new`, each after its parents.
    fn history(&mut self, old: Oid, new: Oid) -> Option<Vec<(Oid, Commit)>> {
        let (mut commits, mut seen) = (Vec::new(), HashSet::from([old]));
        // A commit waits here until its parents are there.
        let mut waiting: Vec<(Oid, Option<Commit>)> = vec![(new, None)];
        while let Some((oid, parents_are_there)) = waiting.pop() {
            if let Some(commit) = parents_are_there {
                commits.push((oid, commit));
                continue;
            }
            if !seen.insert(oid) {
                continue;
            }
            let commit = Commit::parse(self.read(oid, Kind::Commit)?)?;
            // The old head, and then the commits themselves.
            if commit.parents.is_empty() || seen.len() > MOST_COMMITS + 1 {
                return None;
            }
            let parents = commit.parents.clone();
            waiting.push((oid, Some(commit)));
            waiting.extend(parents.into_iter().map(|parent| (parent, None)));
        }
        Some(commits)
    }

    fn write(&self, oid: Oid, kind: Kind, text: &[u8]) -> Option<()> {
        if self.has(oid) {
            return Some(());
        }
        let written = self.repository.objects.write_buf(kind, text).ok()?;
        (Oid::from_gix(&written) == Some(oid)).then_some(())
    }

    /// What is new in a tree, and then itself. That the tree is here already says nothing of what it names:
    /// a fetch that was ended may have left it.
    fn tree(&mut self, old: Oid, new: Oid, depth: usize) -> Option<()> {
        if old == new || !self.seen.insert(new) {
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

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use gix::objs::compute_hash;

    use super::*;

    /// Objects that the remote has.
    #[derive(Default)]
    struct Remote(HashMap<Oid, (Kind, Vec<u8>)>);

    impl Remote {
        fn add(&mut self, kind: Kind, text: Vec<u8>) -> Oid {
            let id = compute_hash(gix::hash::Kind::Sha1, kind, &text).unwrap();
            let oid = Oid::from_gix(&id).unwrap();
            self.0.insert(oid, (kind, text));
            oid
        }

        fn file(&mut self, text: &str) -> (Oid, Oid) {
            let blob = self.add(Kind::Blob, text.into());
            let tree = self.add(Kind::Tree, [b"100644 a\0", &blob.as_bytes()[..]].concat());
            (blob, tree)
        }

        fn commit(&mut self, tree: Oid, parents: &[Oid]) -> Oid {
            let parents: String = parents.iter().map(|oid| format!("parent {oid}\n")).collect();
            let who = "a <a@example.org> 1 +0000";
            let text = format!("tree {tree}\n{parents}author {who}\ncommitter {who}\n\nx\n");
            self.add(Kind::Commit, text.into())
        }

        fn give(&self, repository: &gix::Repository, oid: Oid) {
            let (kind, text) = &self.0[&oid];
            repository.objects.write_buf(*kind, text).unwrap();
        }
    }

    #[test]
    fn what_a_tree_names_comes_also_where_the_tree_is_here_already() {
        let dir = tempfile::tempdir().unwrap();
        let repository = gix::init_bare(dir.path()).unwrap();
        let mut remote = Remote::default();
        let (blob, tree) = remote.file("1");
        let old = remote.commit(tree, &[]);
        let (new_blob, new_tree) = remote.file("2");
        let new = remote.commit(new_tree, &[old]);
        // As a fetch leaves it that was ended before it wrote the blob.
        for oid in [blob, tree, old, new_tree] {
            remote.give(&repository, oid);
        }
        let mut source = |oid: Oid| remote.0.get(&oid).cloned();
        assert_eq!(take(&repository, &mut source, old, new), Some(()));
        assert!(repository.has_object(new_blob.to_gix()));
    }

    #[test]
    fn a_commit_comes_after_its_parents_whichever_way_leads_there() {
        let dir = tempfile::tempdir().unwrap();
        let repository = gix::init_bare(dir.path()).unwrap();
        let mut remote = Remote::default();
        let (_, tree) = remote.file("1");
        let old = remote.commit(tree, &[]);
        let one = remote.commit(tree, &[old]);
        let two = remote.commit(tree, &[one]);
        for parents in [[one, two], [two, one]] {
            let new = remote.commit(tree, &parents);
            let mut source = |oid: Oid| remote.0.get(&oid).cloned();
            let mut taking = Taking {
                repository: &repository,
                source: &mut source,
                seen: HashSet::new(),
                bytes: 0,
            };
            let commits = taking.history(old, new).unwrap();
            let order: Vec<Oid> = commits.into_iter().map(|(oid, _)| oid).collect();
            assert_eq!(order, [one, two, new]);
        }
    }
}
