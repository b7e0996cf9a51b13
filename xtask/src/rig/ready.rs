//! Files and secrets that are their owner's only.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The file that says how to reach a running counterpart. It is removed when the counterpart stops: what it says is not
/// true any more.
#[derive(Debug)]
pub(super) struct ReadyFile {
    path: PathBuf,
}

impl ReadyFile {
    /// Writes the file in one step, so that whoever waits for it never reads a part.
    pub(super) fn write(path: &Path, content: &serde_json::Value) -> Result<Self> {
        private_file(path, format!("{content}\n").as_bytes())?;
        Ok(Self { path: path.to_path_buf() })
    }
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        // already gone is as good
        let _ = fs::remove_file(&self.path);
    }
}

/// Writes `content` to `path`, readable by its owner only, in one step (a new file renamed over it).
pub(super) fn private_file(path: &Path, content: &[u8]) -> Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let write = || -> Result<()> {
        let mut file = tempfile::Builder::new()
            .prefix(".hedgerow-")
            .permissions(fs::Permissions::from_mode(0o600))
            .tempfile_in(folder)?;
        file.write_all(content)?;
        file.persist(path)?;
        Ok(())
    };
    write().with_context(|| format!("failed to write {}", path.display()))
}

/// A random secret of 256 bits, as hexadecimal digits.
pub(super) fn secret() -> Result<String> {
    let mut bytes = [0; 32];
    fs::File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .context("failed to read /dev/urandom")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ready_file_is_its_owners_only_and_goes_with_the_rig() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ready.json");
        let ready = ReadyFile::write(&path, &serde_json::json!({"url": "http://x"})).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "{\"url\":\"http://x\"}\n");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        drop(ready);
        assert!(!path.exists());
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error =
            private_file(Path::new("/nonexistent/ready.json"), b"").expect_err("no such folder");
        assert!(format!("{error:#}").contains("/nonexistent/ready.json"));
    }

    #[test]
    fn no_two_secrets_are_equal() {
        let (one, two) = (secret().unwrap(), secret().unwrap());
        assert_eq!(one.len(), 64);
        assert_ne!(one, two);
    }
}
