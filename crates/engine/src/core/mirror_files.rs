//! A commit of a mirror as the files that planning reads.

use std::collections::BTreeSet;
use std::sync::Arc;

use hedgerow_git::{Mirror, Oid, ReadError};
use hedgerow_model::EntryKind;
use hedgerow_plan::{Entry, Files, FilesError};

use super::request::{Held, held, is_abandoned};
use crate::error::EngineError;

/// The files of a commit; without a commit, none.
pub(crate) struct MirrorFiles {
    mirror: Mirror,
    commit: Option<Oid>,
    /// The request that they are read for.
    held: Option<Arc<Held>>,
}

impl MirrorFiles {
    /// Read for the request whose task this is, if there is one: what is made of them ends soon after its
    /// client hung up, unless it is [work to its end](super::to_its_end).
    pub(crate) fn new(mirror: Mirror, commit: Option<Oid>) -> Self {
        Self { mirror, commit, held: held() }
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

    fn wanted(&self) -> Result<(), FilesError> {
        match is_abandoned(self.held.as_ref()) {
            true => Err(FilesError("nobody waits for it any more".to_owned())),
            false => Ok(()),
        }
    }

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

#[cfg(test)]
mod tests {
    use hedgerow_git::{MirrorOptions, RemoteUrl};

    use super::*;
    use crate::core::{for_request, to_its_end};

    #[tokio::test]
    async fn what_is_read_for_a_request_is_not_wanted_once_its_client_hung_up() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("file://{}", folder.path().display());
        let options = MirrorOptions { allow_file: true, ..MirrorOptions::default() };
        let url = RemoteUrl::parse(&url).unwrap();
        let mirror = Mirror::open_or_create(&folder.path().join("m.git"), &url, &options).unwrap();
        let files = || MirrorFiles::new(mirror.clone(), None);
        assert!(files().wanted().is_ok(), "nobody asked for it");
        let (reads, writes) = for_request(Arc::new(()), async {
            let reads = files();
            assert!(reads.wanted().is_ok());
            (reads, to_its_end(async { files() }).await)
        })
        .await;
        assert!(reads.wanted().is_err());
        assert!(writes.wanted().is_ok(), "what writes goes on");
    }
}
