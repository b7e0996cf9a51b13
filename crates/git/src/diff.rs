//! What differs between two trees, reading no tree that is the same on both sides, and none that is too
//! deep.
//!
//! Not gix's own walk: it cannot leave a folder out, and keeps the whole path of every folder that it has
//! still to open, so that 20,000 folders inside each other cost half a minute.

use std::cmp::Ordering;
use std::iter::Peekable;

use gix::objs::Kind;
use gix::objs::tree::{EntryMode, EntryRef};

use crate::damage::damaged;
use crate::read::{entries, find, is_deepest, kind_of, named, own, push_name};
use crate::{EntryKind, Mirror, Oid, ReadError};

/// One path that differs. Never a folder, but for [`EntryKind::TooDeep`]: below that nothing was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeChange {
    /// From the roots of the two trees, with `/`.
    pub path: String,
    /// What was there.
    pub old: Option<(Oid, EntryKind)>,
    /// What is there.
    pub new: Option<(Oid, EntryKind)>,
}

impl Mirror {
    /// What differs between two trees (`None`: nothing is there), by path. Renames are a removal
    /// and an addition. The cost follows the folders that differ, not the size of the trees.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn diff(&self, old: Option<Oid>, new: Option<Oid>) -> Result<Vec<TreeChange>, ReadError> {
        trees(&self.repository(), old, new)
    }
}

/// What differs between two trees; see [`Mirror::diff`].
pub(crate) fn trees(
    repository: &gix::Repository,
    old: Option<Oid>,
    new: Option<Oid>,
) -> Result<Vec<TreeChange>, ReadError> {
    if old == new {
        return Ok(Vec::new());
    }
    let mut differ =
        Differ { repository, path: Vec::new(), changes: Vec::new(), buffers: Vec::new() };
    differ.folders(old, new)?;
    let mut changes = differ.changes;
    // A file that became a folder comes as two changes of different paths; one path that came
    // as two, as one.
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    changes.dedup_by(|next, kept| {
        let one = kept.path == next.path
            && (kept.old.is_none() || next.old.is_none())
            && (kept.new.is_none() || next.new.is_none());
        if one {
            kept.old = kept.old.or(next.old);
            kept.new = kept.new.or(next.new);
        }
        one
    });
    // Trees that are not in git's order give both sides of what is the same.
    changes.retain(|change| change.old != change.new);
    Ok(changes)
}

struct Differ<'a> {
    repository: &'a gix::Repository,
    /// Where the walk stands.
    path: Vec<u8>,
    changes: Vec<TreeChange>,
    buffers: Vec<Vec<u8>>,
}

impl Differ<'_> {
    /// Walks two folders side by side: both are in git's order.
    fn folders(&mut self, old: Option<Oid>, new: Option<Oid>) -> Result<(), ReadError> {
        let repository = self.repository;
        let (old, new) = (old.unwrap_or(Oid::EMPTY_TREE), new.unwrap_or(Oid::EMPTY_TREE));
        let (old_tree, new_tree) = (self.tree(old)?, self.tree(new)?);
        let (mut before, mut after) =
            (entries(&old_tree).peekable(), entries(&new_tree).peekable());
        loop {
            let order =
                match (peek(repository, old, &mut before)?, peek(repository, new, &mut after)?) {
                    (None, None) => break,
                    (Some(_), None) => Ordering::Less,
                    (None, Some(_)) => Ordering::Greater,
                    (Some(before), Some(after)) => in_order(&before, &after),
                };
            let gone = if order.is_le() { take(repository, old, &mut before)? } else { None };
            let came = if order.is_ge() { take(repository, new, &mut after)? } else { None };
            let Some(name) = gone.or(came).map(|entry| entry.filename) else { break };
            let length = self.path.len();
            push_name(&mut self.path, name);
            let side = |holder, entry: Option<EntryRef<'_>>| {
                let side = entry.map(|entry| Ok((own(repository, holder, entry.oid)?, entry.mode)));
                side.transpose()
            };
            let (gone, came) = (side(old, gone)?, side(new, came)?);
            if gone != came {
                self.differs(gone, came)?;
            }
            self.path.truncate(length);
        }
        drop((before, after));
        self.buffers.extend([old_tree, new_tree]);
        Ok(())
    }

    /// Two entries of one name: both are folders, or none is.
    fn differs(
        &mut self,
        old: Option<(Oid, EntryMode)>,
        new: Option<(Oid, EntryMode)>,
    ) -> Result<(), ReadError> {
        let is_folder = old.or(new).is_some_and(|(_, mode)| mode.is_tree());
        if is_folder && !is_deepest(&self.path) {
            return self.folders(old.map(|(oid, _)| oid), new.map(|(oid, _)| oid));
        }
        let (path, shown) = named(&self.path, EntryKind::File);
        let kind = |(oid, mode)| {
            let kind = kind_of(mode).unwrap_or(EntryKind::TooDeep);
            let odd = shown == EntryKind::OddName && kind != EntryKind::TooDeep;
            (oid, if odd { shown } else { kind })
        };
        self.changes.push(TreeChange { path, old: old.map(kind), new: new.map(kind) });
        Ok(())
    }

    fn tree(&mut self, oid: Oid) -> Result<Vec<u8>, ReadError> {
        let mut buffer = self.buffers.pop().unwrap_or_default();
        find(self.repository, oid, Kind::Tree, &mut buffer)?;
        Ok(buffer)
    }
}

/// An entry, or why it cannot be read.
type Entry<'t> = Result<EntryRef<'t>, gix::error::Error>;

fn peek<'t>(
    repository: &gix::Repository,
    tree: Oid,
    entries: &mut Peekable<impl Iterator<Item = Entry<'t>>>,
) -> Result<Option<EntryRef<'t>>, ReadError> {
    match entries.peek() {
        None => Ok(None),
        Some(Ok(entry)) => Ok(Some(*entry)),
        Some(Err(error)) => Err(damaged(repository, tree, error)),
    }
}

fn take<'t>(
    repository: &gix::Repository,
    tree: Oid,
    entries: &mut Peekable<impl Iterator<Item = Entry<'t>>>,
) -> Result<Option<EntryRef<'t>>, ReadError> {
    entries.next().transpose().map_err(|error| damaged(repository, tree, &error))
}

/// Git's order: a folder as if its name ended with `/`. A name with a `/` is never equal to that of a folder.
pub(crate) fn in_order(a: &EntryRef<'_>, b: &EntryRef<'_>) -> Ordering {
    let shared = a.filename.len().min(b.filename.len());
    let next = |entry: &EntryRef<'_>| {
        let end = if entry.mode.is_tree() { b'/' } else { 0 };
        entry.filename.get(shared).copied().unwrap_or(end)
    };
    a.filename[..shared]
        .cmp(&b.filename[..shared])
        .then_with(|| next(a).cmp(&next(b)))
        .then_with(|| a.filename.len().cmp(&b.filename.len()))
}

#[cfg(test)]
mod tests {
    use gix::objs::Write as _;

    use super::*;

    struct Trees(gix::Repository, #[expect(dead_code, reason = "held")] tempfile::TempDir);

    impl Trees {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            Self(gix::init_bare(dir.path()).unwrap(), dir)
        }

        /// Entries as name and content; a name that ends with `/` is a folder's.
        fn tree(&self, entries: &[(&str, Oid)]) -> Option<Oid> {
            let entry = |(name, oid): &(&str, Oid)| {
                let (mode, name) = match name.strip_suffix('/') {
                    Some(name) => ("40000", name),
                    None => ("100644", *name),
                };
                [format!("{mode} {name}\0").as_bytes(), oid.as_bytes()].concat()
            };
            let tree: Vec<u8> = entries.iter().flat_map(entry).collect();
            Oid::from_gix(&self.0.objects.write_buf(Kind::Tree, &tree).unwrap())
        }

        /// What differs, as path with what was and what is there.
        fn differ(&self, old: Option<Oid>, new: Option<Oid>) -> Vec<(String, bool, bool)> {
            let changes = trees(&self.0, old, new).unwrap().into_iter();
            changes.map(|it| (it.path, it.old.is_some(), it.new.is_some())).collect()
        }
    }

    fn oid(id: u8) -> Oid {
        Oid::from_bytes([id; 20])
    }

    #[test]
    fn a_name_that_git_refuses_is_no_path_of_another_file() {
        let trees = Trees::new();
        let folder = trees.tree(&[("b", oid(1))]).unwrap();
        let usual = trees.tree(&[("a/", folder)]);
        let odd = trees.tree(&[("a/", folder), ("a/b", oid(2))]);
        // `a/b` stays where it is, whatever comes and goes beside its folder.
        assert_eq!(trees.differ(odd, usual), [("a\u{fffd}b".to_owned(), true, false)]);
        assert_eq!(trees.differ(usual, odd), [("a\u{fffd}b".to_owned(), false, true)]);
    }

    #[test]
    fn of_two_entries_with_one_name_the_first_counts() {
        let trees = Trees::new();
        let one = trees.tree(&[("a", oid(1)), ("b", oid(1))]);
        let two = trees.tree(&[("a", oid(1)), ("a", oid(2)), ("b", oid(1))]);
        assert_eq!(trees.differ(two, one), []);
        assert_eq!(trees.differ(one, two), []);
        let changed = trees.tree(&[("a", oid(3)), ("a", oid(2)), ("b", oid(1))]);
        assert_eq!(trees.differ(two, changed), [("a".to_owned(), true, true)]);
        // A file and a folder of one name are two paths.
        let folder = trees.tree(&[("c", oid(1))]).unwrap();
        let both = trees.tree(&[("a", oid(1)), ("a/", folder), ("b", oid(1))]);
        assert_eq!(trees.differ(one, both), [("a/c".to_owned(), false, true)]);
    }

    /// Other programs have written such trees.
    #[test]
    fn trees_in_another_order_give_the_same_changes() {
        let trees = Trees::new();
        let old = trees.tree(&[("a", oid(1)), ("b", oid(1)), ("c", oid(1))]);
        let new = trees.tree(&[("c", oid(1)), ("b", oid(2)), ("a", oid(1))]);
        let changed: Vec<_> = super::trees(&trees.0, old, new)
            .unwrap()
            .into_iter()
            .map(|it| (it.path, it.new))
            .collect();
        assert_eq!(changed, [("b".to_owned(), Some((oid(2), EntryKind::File)))]);
    }
}
