//! The files of a source that differ between two commits.

use std::sync::Arc;

use hedgerow_git::{Mirror, Oid};
use hedgerow_model::Source;
use hedgerow_plan::{
    Area, Classifier, FILE_LIMIT, OldFile, PastFiles, prefix, read_dropped, read_past,
};
use hedgerow_schema::Catalogue;

use super::PastError;
use crate::core::{Held, is_abandoned};
use crate::error::EngineError;

/// How many files may differ between two commits for them to be read.
const FILES: usize = 20_000;

/// How many bytes those of one commit may have together.
const BYTES: u64 = 64 << 20;

/// A file that differs between two commits.
pub(crate) struct ChangedFile {
    /// In the repository.
    pub(crate) path: String,
    /// What the first commit has there, where its documents are resources.
    pub(crate) old: Option<Oid>,
    /// As `old`, of the second commit.
    new: Option<Oid>,
    /// What each of them has there, where it is in the drop box: its documents are to become resources.
    dropped: [Option<Oid>; 2],
}

/// The files of a source's directory that differ between two commits.
///
/// # Errors
/// When the mirror does not have a commit, or cannot be read.
pub(crate) fn changed_files(
    mirror: &Mirror,
    source: &Source,
    (from, to): (Oid, Oid),
) -> Result<Vec<ChangedFile>, EngineError> {
    let old = mirror.dir_tree(from, &source.directory)?;
    let new = mirror.dir_tree(to, &source.directory)?;
    let classifier = Classifier::new(source)?;
    let below = prefix(&source.directory);
    let changes = mirror.diff(old, new)?.into_iter();
    Ok(changes
        .map(|change| {
            let path = format!("{below}{}", change.path);
            let [(old, dropped_old), (new, dropped_new)] = [change.old, change.new].map(|side| {
                let Some((blob, kind)) = side else { return (None, None) };
                match classifier.area(&path, kind) {
                    Area::Managed => (Some(blob), None),
                    Area::Raw => (None, Some(blob)),
                    Area::Unmanaged | Area::Loose | Area::LeftAlone(..) => (None, None),
                }
            });
            let dropped = [dropped_old, dropped_new];
            ChangedFile { path, old, new, dropped }
        })
        .collect())
}

/// A file of the past; what is too large is a content that cannot be read.
///
/// # Errors
/// When the mirror cannot be read.
pub(crate) fn old_file(mirror: &Mirror, path: String, blob: Oid) -> Result<OldFile, EngineError> {
    let content = mirror.blob_up_to(blob, FILE_LIMIT)?.unwrap_or_else(|| vec![0xff]);
    Ok(OldFile { path, content })
}

/// Reads the files that differ, within bounds, and ends soon after nobody waits for them.
pub(super) struct Reading<'a> {
    pub(super) mirror: &'a Mirror,
    pub(super) catalogue: &'a Catalogue,
    pub(super) held: Option<Arc<Held>>,
    pub(super) between: (Oid, Oid),
}

impl Reading<'_> {
    /// What the first commit has in the files that differ, but for those in the drop box.
    pub(super) fn of_first(&self, files: &[ChangedFile]) -> Result<PastFiles, EngineError> {
        self.side(files, |file| (file.old, None))
    }

    /// What both commits have in the files that differ.
    pub(super) fn of_both(&self, files: &[ChangedFile]) -> Result<[PastFiles; 2], EngineError> {
        Ok([
            self.side(files, |file| (file.old, file.dropped[0]))?,
            self.side(files, |file| (file.new, file.dropped[1]))?,
        ])
    }

    /// What one side has in them: `blobs` gives what of a file are resources, and what is in the drop box.
    fn side(
        &self,
        files: &[ChangedFile],
        blobs: impl Fn(&ChangedFile) -> (Option<Oid>, Option<Oid>),
    ) -> Result<PastFiles, EngineError> {
        let too_much = || PastError::TooMuch {
            files: files.len(),
            from: self.between.0.to_string(),
            to: self.between.1.to_string(),
        };
        if files.len() > FILES {
            return Err(too_much().into());
        }
        let (mut found, mut bytes) = (PastFiles::default(), 0_u64);
        for file in files {
            if is_abandoned(self.held.as_ref()) {
                return Err(EngineError::Internal("nobody waits for it any more".to_owned()));
            }
            let (managed, dropped) = blobs(file);
            let Some(blob) = managed.or(dropped) else { continue };
            let file = old_file(self.mirror, file.path.clone(), blob)?;
            bytes = bytes.saturating_add(file.content.len() as u64);
            if bytes > BYTES {
                return Err(too_much().into());
            }
            match managed {
                Some(_) => read_past(&file, self.catalogue, &mut found),
                None => read_dropped(&file, self.catalogue, &mut found),
            }
        }
        Ok(found)
    }
}
