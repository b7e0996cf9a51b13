//! Reading along a history: many commits whose trees differ little.

use gix::objs::Kind;

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
        Walker { repository }
    }
}

impl Walker {
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
