//! A commit of a mirror as the files that planning reads.

use std::collections::BTreeSet;

use hedgerow_git::{Mirror, Oid, ReadError};
use hedgerow_model::EntryKind;
use hedgerow_plan::{Entry, Files, FilesError};

use crate::error::EngineError;

/// The files of a commit; without a commit, none.
pub(crate) struct MirrorFiles {
    mirror: Mirror,
    commit: Option<Oid>,
}

impl MirrorFiles {
    pub(crate) fn new(mirror: Mirror, commit: Option<Oid>) -> Self {
        Self { mirror, commit }
    }
}

/// Insists that nothing of a mirror was found to be damaged: a conclusion from files that could not be
/// read would blame them, and they are well where they come from.
pub(crate) fn whole(mirror: &Mirror) -> Result<(), EngineError> {
    if mirror.is_damaged() {
        return Err(EngineError::Internal(
            "the server's mirror of the repository is damaged; it is fetched again".to_owned(),
        ));
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "called by map_err")]
fn failed(error: ReadError) -> FilesError {
    FilesError(error.to_string())
}

impl Files for MirrorFiles {
    type Id = Oid;

    fn find(&self, path: &str) -> Result<Option<(Oid, EntryKind)>, FilesError> {
        let Some(commit) = self.commit else { return Ok(None) };
        self.mirror.blob_at(commit, path).map_err(failed)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry<Oid>>, FilesError> {
        let Some(commit) = self.commit else { return Ok(Vec::new()) };
        let Some(tree) = self.mirror.dir_tree(commit, folder).map_err(failed)? else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        let mut take = |entry: hedgerow_git::TreeEntry| {
            found.push(Entry { path: entry.path, id: entry.oid, kind: entry.kind });
        };
        self.mirror.list(tree, folder, &mut take).map_err(failed)?;
        Ok(found)
    }

    fn names(&self, folder: &str) -> Result<BTreeSet<String>, FilesError> {
        let Some(commit) = self.commit else { return Ok(BTreeSet::new()) };
        let names = self.mirror.names(commit, folder).map_err(failed)?;
        Ok(names.into_iter().collect())
    }

    fn size(&self, id: &Oid) -> Result<u64, FilesError> {
        self.mirror.blob_size(*id).map_err(failed)
    }

    fn read(&self, id: &Oid) -> Result<Vec<u8>, FilesError> {
        self.mirror.blob(*id).map_err(failed)
    }
}
