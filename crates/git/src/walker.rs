//! Reading along a history: many commits whose trees differ little.

use std::cell::{RefCell, RefMut};

use gix::objs::{CommitRef, Find as _, Kind};

use crate::damage::damaged;
use crate::history::commit_info;
use crate::read::kind_of;
use crate::read::{blob_size, descend, find, tree_of};
use crate::{CommitInfo, EntryKind, Mirror, Oid, ReadError, TreeChange};

/// Bytes of unpacked objects that a walker keeps. Git packs the trees of a history as chains of
/// differences: a folder of 10,000 files has half a megabyte at every commit, and without its
/// neighbours available each is unpacked along the whole chain.
const CACHE: usize = 48 * 1024 * 1024;

/// A handle for reading one commit after another, on one thread, with git's caches kept.
pub struct Walker {
    repository: gix::Repository,
    /// For one object at a time.
    buffer: RefCell<Vec<u8>>,
}

/// What a commit says of where it is in a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its tree.
    pub tree: Oid,
    /// Its parents, the first one first.
    pub parents: Vec<Oid>,
    /// When it was made, in seconds since 1970, as it claims.
    pub seconds: i64,
}

impl std::fmt::Debug for Walker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Walker")
    }
}

impl Mirror {
    /// A handle for reading along a history.
    #[must_use]
    pub fn walker(&self) -> Walker {
        let mut repository = self.repository();
        repository.objects.set_pack_cache(|| {
            Box::new(gix::odb::pack::cache::lru::MemoryCappedHashmap::new(CACHE))
        });
        Walker { repository, buffer: RefCell::default() }
    }
}

impl Walker {
    pub(crate) fn repository(&self) -> &gix::Repository {
        &self.repository
    }

    /// Where one object is read to, until it is dropped.
    pub(crate) fn buffer(&self) -> RefMut<'_, Vec<u8>> {
        self.buffer.borrow_mut()
    }

    /// Where a commit is in its history; `None` where the mirror has no such commit: a shallow one ends somewhere.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn link(&self, oid: Oid) -> Result<Option<Link>, ReadError> {
        let mut buffer = self.buffer();
        let odd = |error: &dyn std::fmt::Display| damaged(&self.repository, oid, error);
        let found = self.repository.objects.try_find(&oid.to_gix(), &mut buffer);
        let found = found.map_err(|error| odd(&error))?;
        if found.is_none_or(|found| found.kind != Kind::Commit) {
            return Ok(None);
        }
        let commit =
            CommitRef::from_bytes(&buffer, gix::hash::Kind::Sha1).map_err(|error| odd(&error))?;
        let own = |id: gix::ObjectId| Oid::from_gix(&id).ok_or_else(|| odd(&"not SHA-1"));
        let committer = commit.committer().map_err(|error| odd(&error))?;
        Ok(Some(Link {
            tree: own(commit.tree())?,
            parents: commit.parents().map(own).collect::<Result<_, _>>()?,
            seconds: committer.time().map(|time| time.seconds).unwrap_or_default(),
        }))
    }

    /// As [`Mirror::commit_exists`].
    #[must_use]
    pub fn commit_exists(&self, oid: Oid) -> bool {
        let header = self.repository.try_find_header(oid.to_gix());
        matches!(header, Ok(Some(header)) if header.kind() == Kind::Commit)
    }

    /// As [`Mirror::commit_info`].
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn commit_info(&self, oid: Oid) -> Result<CommitInfo, ReadError> {
        commit_info(&self.repository, oid)
    }

    /// As [`Mirror::blob_at`].
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn blob_at(&self, commit: Oid, path: &str) -> Result<Option<(Oid, EntryKind)>, ReadError> {
        let root = tree_of(&self.repository, commit)?;
        let found = descend(&self.repository, root, path)?;
        Ok(found.and_then(|(mode, oid)| Some((oid, kind_of(mode)?))))
    }

    /// As [`Mirror::dir_tree`].
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn dir_tree(&self, commit: Oid, dir: &str) -> Result<Option<Oid>, ReadError> {
        let root = tree_of(&self.repository, commit)?;
        match descend(&self.repository, root, dir)? {
            Some((mode, oid)) if mode.is_tree() => Ok(Some(oid)),
            _ => Ok(None),
        }
    }

    /// As [`Mirror::diff`].
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn diff(&self, old: Option<Oid>, new: Option<Oid>) -> Result<Vec<TreeChange>, ReadError> {
        crate::diff::trees(&self.repository, old, new)
    }

    /// As [`Mirror::blob_size`].
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn blob_size(&self, oid: Oid) -> Result<u64, ReadError> {
        blob_size(&self.repository, oid)
    }

    /// As [`Mirror::blob`].
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn blob(&self, oid: Oid) -> Result<Vec<u8>, ReadError> {
        let mut buffer = Vec::new();
        find(&self.repository, oid, Kind::Blob, &mut buffer)?;
        Ok(buffer)
    }
}
