//! Whether what a mirror has of a commit is what the commit says: every object that is read is read again and held
//! against its id. A mirror is a cache; the ids come from the remote.

use std::collections::BTreeSet;

use gix::objs::{Kind, compute_hash};

use crate::damage::damaged;
use crate::read::{
    blob_size, descend, entries, find, is_deepest, kind_of, own, push_name, tree_of,
};
use crate::{Cancel, Mirror, Oid, ReadError};

/// What was read again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CheckedObjects {
    /// How many files.
    pub files: u64,
    /// How many objects, with the trees and the commit.
    pub objects: u64,
    /// Whether all was read: the program ends otherwise.
    pub is_whole: bool,
}

impl Mirror {
    /// Reads a commit, the trees on the way to a folder and all files below it again; of files with more than `most`
    /// bytes, and of what is no file, nothing is read elsewhere either. Ends early with `stop`.
    ///
    /// # Errors
    /// [`ReadError`]; the mirror is noted as damaged then, and repaired by the next fetch.
    pub fn check(
        &self,
        commit: Oid,
        dir: &str,
        most: u64,
        stop: &Cancel,
    ) -> Result<CheckedObjects, ReadError> {
        let reader = self.reader();
        let repository = reader.repository();
        let mut checker = Checker { repository, most, stop, blobs: BTreeSet::new(), objects: 0 };
        let mut buffer = Vec::new();
        checker.read(commit, Kind::Commit, &mut buffer)?;
        let mut here = Some(tree_of(repository, commit)?);
        for part in dir.split('/').filter(|part| !part.is_empty()) {
            let Some(tree) = here else { break };
            checker.read(tree, Kind::Tree, &mut buffer)?;
            here = descend(repository, tree, part)?
                .and_then(|(mode, oid)| mode.is_tree().then_some(oid));
        }
        let is_whole = match here {
            Some(tree) => checker.below(tree, &mut Vec::new())? && checker.blobs()?,
            None => true,
        };
        let files = u64::try_from(checker.blobs.len()).unwrap_or(u64::MAX);
        Ok(CheckedObjects { files, objects: checker.objects, is_whole })
    }
}

struct Checker<'a> {
    repository: &'a gix::Repository,
    most: u64,
    stop: &'a Cancel,
    /// Those that are files.
    blobs: BTreeSet<Oid>,
    objects: u64,
}

impl Checker<'_> {
    /// Checks the trees, and gathers the files; `false` where it was stopped.
    fn below(&mut self, tree: Oid, path: &mut Vec<u8>) -> Result<bool, ReadError> {
        if self.stop.is_cancelled() {
            return Ok(false);
        }
        let mut buffer = Vec::new();
        self.read(tree, Kind::Tree, &mut buffer)?;
        let length = path.len();
        for entry in entries(&buffer) {
            let entry = entry.map_err(|error| damaged(self.repository, tree, &error))?;
            let oid = own(self.repository, tree, entry.oid)?;
            push_name(path, entry.filename);
            match kind_of(entry.mode) {
                None if is_deepest(path) => {}
                None => {
                    if !self.below(oid, path)? {
                        return Ok(false);
                    }
                }
                Some(kind) if kind.is_file() => drop(self.blobs.insert(oid)),
                Some(_) => {}
            }
            path.truncate(length);
        }
        Ok(true)
    }

    fn blobs(&mut self) -> Result<bool, ReadError> {
        let mut buffer = Vec::new();
        for blob in std::mem::take(&mut self.blobs) {
            if self.stop.is_cancelled() {
                return Ok(false);
            }
            if blob_size(self.repository, blob)? <= self.most {
                self.read(blob, Kind::Blob, &mut buffer)?;
            }
            self.blobs.insert(blob);
        }
        Ok(true)
    }

    /// Reads an object, and holds it against its id.
    fn read(&mut self, oid: Oid, kind: Kind, buffer: &mut Vec<u8>) -> Result<(), ReadError> {
        find(self.repository, oid, kind, buffer)?;
        let id = compute_hash(gix::hash::Kind::Sha1, kind, buffer);
        if !id.is_ok_and(|id| id == oid.to_gix()) {
            return Err(damaged(self.repository, oid, &"it does not say what its id says"));
        }
        self.objects += 1;
        Ok(())
    }
}
