//! Where a path leads in a tree, and beside a tree in which that is known: what is the same in both is not read again.

use gix::objs::{Kind, TreeRefIter};

use crate::damage::damaged;
use crate::read::{find, kind_of, own};
use crate::walker::Walker;
use crate::{EntryKind, Oid, ReadError};

/// Where a path leads in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The tree, and those below it on the way, as far as they are there.
    trees: Vec<Oid>,
    /// What is there; nothing, and a folder, are `None`.
    found: Option<(Oid, EntryKind)>,
}

impl Reached {
    /// The blob of a file that is there.
    #[must_use]
    pub fn file(&self) -> Option<Oid> {
        self.found.filter(|(_, kind)| kind.is_file()).map(|(oid, _)| oid)
    }
}

impl Walker {
    /// Where a path leads in a tree. `beside` is where the same path leads in another one: from where both go through
    /// one tree, they lead to the same.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn reach(
        &self,
        root: Oid,
        path: &str,
        beside: Option<&Reached>,
    ) -> Result<Reached, ReadError> {
        let mut trees = Vec::with_capacity(8);
        let mut parts = path.split('/').filter(|part| !part.is_empty()).peekable();
        let mut tree = root;
        while let Some(part) = parts.next() {
            if let Some(known) = beside
                && known.trees.get(trees.len()) == Some(&tree)
            {
                trees.extend_from_slice(&known.trees[trees.len()..]);
                return Ok(Reached { trees, found: known.found });
            }
            trees.push(tree);
            let Some((mode, oid)) = self.entry(tree, part)? else { break };
            if parts.peek().is_none() {
                return Ok(Reached { trees, found: kind_of(mode).map(|kind| (oid, kind)) });
            }
            if !mode.is_tree() {
                break;
            }
            tree = oid;
        }
        Ok(Reached { trees, found: None })
    }

    /// An entry of a tree by its name.
    fn entry(
        &self,
        tree: Oid,
        name: &str,
    ) -> Result<Option<(gix::objs::tree::EntryMode, Oid)>, ReadError> {
        let (repository, mut buffer) = (self.repository(), self.buffer());
        find(repository, tree, Kind::Tree, &mut buffer)?;
        for entry in TreeRefIter::from_bytes(&buffer, gix::hash::Kind::Sha1) {
            let entry = entry.map_err(|error| damaged(repository, tree, &error))?;
            if entry.filename == name.as_bytes() {
                return Ok(Some((entry.mode, own(repository, tree, entry.oid)?)));
            }
        }
        Ok(None)
    }
}
