//! Whether the files that are open are still those at their paths.
//!
//! SQLite holds descriptors and goes on writing into files that were deleted or replaced. Paths are
//! only ever asked for what stands there (`stat`): to open a database file a second time, and to close it,
//! would drop SQLite's locks on it (POSIX locks belong to the process).

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::trouble::Trouble;

/// What a file is known by, whatever its name: device and inode.
type Identity = (u64, u64);

/// The files of an open database: itself, its log of writes, and the index of that.
#[derive(Debug)]
pub(crate) struct Files {
    paths: [PathBuf; 3],
    opened: OnceLock<[Option<Identity>; 3]>,
}

impl Files {
    pub(crate) fn of(database: &Path) -> Self {
        let beside = |ending: &str| {
            let mut path = OsString::from(database);
            path.push(ending);
            PathBuf::from(path)
        };
        let paths = [database.to_owned(), beside("-wal"), beside("-shm")];
        Self { paths, opened: OnceLock::new() }
    }

    /// The database's own path.
    pub(crate) fn database(&self) -> &Path {
        &self.paths[0]
    }

    /// They were opened just now.
    pub(crate) fn were_opened(&self) {
        let _ = self.opened.set(self.paths.each_ref().map(|path| identity(path).ok().flatten()));
    }

    /// Which of them is no longer at its path. A folder that cannot be looked into says nothing.
    ///
    /// # Errors
    /// [`Trouble::Lost`].
    pub(crate) fn are_there(&self) -> Result<(), Trouble> {
        let Some(opened) = self.opened.get() else { return Ok(()) };
        for (path, opened) in self.paths.iter().zip(opened) {
            let Some(opened) = opened else { continue };
            let Ok(found) = identity(path) else { continue };
            if found != Some(*opened) {
                let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                return Err(Trouble::Lost { file, replaced: found.is_some() });
            }
        }
        Ok(())
    }
}

/// What stands at a path; `None` when nothing does.
fn identity(path: &Path) -> std::io::Result<Option<Identity>> {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    match fs::metadata(path) {
        Ok(found) => Ok(Some((found.dev(), found.ino()))),
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(files: &Files) -> Option<(String, bool)> {
        match files.are_there() {
            Err(Trouble::Lost { file, replaced }) => Some((file, replaced)),
            _ => None,
        }
    }

    #[test]
    fn a_file_that_went_is_told_from_one_that_was_replaced() {
        for name in ["a.db", "a.db-wal", "a.db-shm"] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(name);
            for of in ["a.db", "a.db-wal", "a.db-shm"] {
                fs::write(folder.path().join(of), "x").unwrap();
            }
            let files = Files::of(&folder.path().join("a.db"));
            assert_eq!(lost(&files), None);
            files.were_opened();
            assert_eq!(lost(&files), None);
            let aside = folder.path().join("aside");
            fs::rename(&path, &aside).unwrap();
            assert_eq!(lost(&files), Some((name.to_owned(), false)));
            fs::write(&path, "x").unwrap();
            assert_eq!(lost(&files), Some((name.to_owned(), true)));
            // Put back, it is the same file.
            fs::rename(&aside, &path).unwrap();
            assert_eq!(lost(&files), None);
        }
    }

    #[test]
    fn a_folder_that_went_took_its_files_along() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        fs::write(&path, "x").unwrap();
        let files = Files::of(&path);
        files.were_opened();
        fs::remove_dir_all(folder.path()).unwrap();
        assert_eq!(lost(&files), Some(("a.db".to_owned(), false)));
    }
}
