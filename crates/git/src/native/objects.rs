//! What commits and trees name, of objects that need not be in a repository.

use std::cmp::Ordering;

use gix::objs::{CommitRefIter, TreeRefIter};

use crate::Oid;
use crate::diff::in_order;

const SHA1: gix::hash::Kind = gix::hash::Kind::Sha1;

/// A commit's text, and what it names.
pub(super) struct Commit {
    pub(super) text: Vec<u8>,
    pub(super) tree: Oid,
    pub(super) parents: Vec<Oid>,
}

impl Commit {
    pub(super) fn parse(text: Vec<u8>) -> Option<Self> {
        let parse = || CommitRefIter::from_bytes(&text, SHA1);
        let tree = Oid::from_gix(&parse().tree_id().ok()?)?;
        let parents = parse().parent_ids().map(|id| Oid::from_gix(&id)).collect::<Option<_>>()?;
        Some(Self { tree, parents, text })
    }
}

/// An entry that a tree has and another has not. No submodules: their commits are elsewhere.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fresh {
    pub(super) oid: Oid,
    /// For a folder: the one of the same name in the other tree, or the empty one.
    pub(super) folder: Option<Oid>,
}

/// What `after` has and `before` has not; `None` where one of them is no tree.
pub(super) fn fresh(before: &[u8], after: &[u8]) -> Option<Vec<Fresh>> {
    let mut known = TreeRefIter::from_bytes(before, SHA1).peekable();
    let mut found = Vec::new();
    for entry in TreeRefIter::from_bytes(after, SHA1) {
        let entry = entry.ok()?;
        let same_name = loop {
            match known.peek() {
                None => break None,
                Some(Err(_)) => return None,
                Some(Ok(other)) => match in_order(other, &entry) {
                    Ordering::Less => drop(known.next()),
                    Ordering::Equal => break Some(other.oid),
                    Ordering::Greater => break None,
                },
            }
        };
        if same_name == Some(entry.oid) || entry.mode.is_commit() {
            continue;
        }
        let folder = match (entry.mode.is_tree(), same_name) {
            (false, _) => None,
            (true, Some(oid)) => Some(Oid::from_gix(oid)?),
            (true, None) => Some(Oid::EMPTY_TREE),
        };
        found.push(Fresh { oid: Oid::from_gix(entry.oid)?, folder });
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entries as `mode name id`, where an id is one byte, repeated.
    fn tree(entries: &[(&str, &str, u8)]) -> Vec<u8> {
        let one = |(mode, name, id): &(&str, &str, u8)| {
            [format!("{mode} {name}\0").as_bytes(), &[*id; 20]].concat()
        };
        entries.iter().flat_map(one).collect()
    }

    fn oid(id: u8) -> Oid {
        Oid::from_bytes([id; 20])
    }

    #[test]
    fn what_one_tree_has_and_the_other_has_not() {
        let (file, folder, module) = ("100644", "40000", "160000");
        let before = tree(&[(file, "a", 1), (folder, "b", 2), (file, "c", 3), (folder, "d", 4)]);
        let after = tree(&[
            (file, "a", 1),
            (file, "a.b", 9),
            (folder, "b", 5),
            (folder, "c", 6),
            (file, "d", 7),
            (module, "m", 8),
        ]);
        let found = fresh(&before, &after).unwrap();
        let expected = [
            Fresh { oid: oid(9), folder: None },
            Fresh { oid: oid(5), folder: Some(oid(2)) },
            Fresh { oid: oid(6), folder: Some(Oid::EMPTY_TREE) },
            Fresh { oid: oid(7), folder: None },
        ];
        assert_eq!(found, expected);
        assert_eq!(fresh(&before, &before), Some(Vec::new()));
        assert_eq!(fresh(&before, &[]), Some(Vec::new()));
        assert_eq!(fresh(&before, b"no tree"), None);
        assert_eq!(fresh(b"no tree", &after), None);
    }
}
