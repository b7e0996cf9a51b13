//! The ready file: tells programs that wait for the server how to reach it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::exit::Failure;

/// A ready file that is there while the server runs, and gone when it ends in good order.
#[derive(Debug)]
pub(super) struct ReadyFile {
    path: PathBuf,
}

impl ReadyFile {
    /// Takes a file of an earlier run away, so that nobody believes it.
    pub(super) fn clear(path: &Path) -> Result<(), Failure> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Failure::refused(
                format!("cannot remove the ready file {}: {error}", path.display()),
            )),
            _ => Ok(()),
        }
    }

    /// Writes the file at once, readable by its owner only.
    pub(super) fn write(path: &Path, url: &str, token: &str) -> Result<Self, Failure> {
        let write = || -> std::io::Result<()> {
            let folder = match path.parent() {
                Some(folder) if !folder.as_os_str().is_empty() => folder,
                _ => Path::new("."),
            };
            // A temporary file is made with mode 0600.
            let mut file = tempfile::Builder::new().prefix(".ready-").tempfile_in(folder)?;
            writeln!(file, "{}", json!({ "url": url, "token": token }))?;
            file.persist(path).map_err(|error| error.error)?;
            Ok(())
        };
        write().map_err(|error| {
            Failure::refused(format!("cannot write the ready file {}: {error}", path.display()))
        })?;
        Ok(Self { path: path.to_owned() })
    }
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_file_is_its_owners_and_goes_with_the_server() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ready.json");
        fs::write(&path, "stale").unwrap();
        ReadyFile::clear(&path).unwrap();
        let ready = ReadyFile::write(&path, "http://127.0.0.1:1", "hgr_x").unwrap();
        let json: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(json, json!({"url": "http://127.0.0.1:1", "token": "hgr_x"}));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        drop(ready);
        assert!(!path.exists());
    }
}
