//! Remembering what a result was made of.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

/// What is below `web/` and does not go into what is built.
const NOT_SOURCES: [&str; 2] = ["e2e/", "playwright.config.ts"];

/// A file that holds the digest of what a result was made of, for as long as the result is good.
#[derive(Debug)]
pub(super) struct Stamp {
    file: PathBuf,
    digest: String,
}

impl Stamp {
    pub(super) fn new(file: PathBuf, digest: String) -> Self {
        Self { file, digest }
    }

    /// Whether the result was made of the same.
    pub(super) fn fits(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|digest| digest == self.digest)
    }

    /// To be called before the result is made again: if that fails, nothing fits.
    pub(super) fn forget(&self) -> Result<()> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("failed to remove {}", self.file.display()))
            }
            _ => Ok(()),
        }
    }

    /// To be called when the result is made.
    pub(super) fn set(&self) -> Result<()> {
        fs::write(&self.file, &self.digest)
            .with_context(|| format!("failed to write {}", self.file.display()))
    }
}

/// A digest of what the application is built of: the files that git tracks or would add, so nothing that was generated.
pub(super) fn of_sources(web: &Path) -> Result<String> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(web)
        .output()
        .context("failed to run git")?;
    if !listed.status.success() {
        let said = String::from_utf8_lossy(&listed.stderr);
        bail!("git lists no files of {}: {}", web.display(), said.trim());
    }
    let listed = String::from_utf8(listed.stdout)?;
    let mut files: Vec<PathBuf> = listed
        .split_terminator('\0')
        .filter(|path| !NOT_SOURCES.iter().any(|other| path.starts_with(other)))
        .map(|path| web.join(path))
        // one that is deleted and not yet committed is listed all the same
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files.dedup();
    of_files(web, &files)
}

/// A digest of what is to be installed.
pub(super) fn of_lock(web: &Path) -> Result<String> {
    of_files(web, &[web.join("package.json"), web.join("package-lock.json")])
}

fn of_files(root: &Path, files: &[PathBuf]) -> Result<String> {
    let mut all = Sha256::new();
    for file in files {
        let content =
            fs::read(file).with_context(|| format!("failed to read {}", file.display()))?;
        let path = file.strip_prefix(root).unwrap_or(file);
        all.update(Sha256::digest(path.as_os_str().as_encoded_bytes()));
        all.update(Sha256::digest(&content));
    }
    Ok(all.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(web: &Path, path: &str, content: &str) {
        let path = web.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    #[test]
    fn the_digest_follows_names_and_contents_of_sources_only() {
        let dir = tempfile::tempdir().unwrap();
        let web = dir.path();
        let git = Command::new("git").args(["init", "--quiet"]).current_dir(web).status();
        assert!(git.unwrap().success());
        write(web, ".gitignore", "node_modules\ndist\n");
        write(web, "src/main.tsx", "one");
        let first = of_sources(web).unwrap();
        write(web, "node_modules/x/index.js", "x");
        write(web, "dist/index.html", "x");
        write(web, "e2e/walk.spec.ts", "x");
        assert_eq!(of_sources(web).unwrap(), first);
        write(web, "src/main.tsx", "two");
        let changed = of_sources(web).unwrap();
        assert_ne!(changed, first);
        fs::rename(web.join("src/main.tsx"), web.join("src/index.tsx")).unwrap();
        assert_ne!(of_sources(web).unwrap(), changed);
    }

    #[test]
    fn a_result_that_was_not_finished_fits_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("stamp");
        let stamp = |digest: &str| Stamp::new(file.clone(), digest.to_owned());
        assert!(!stamp("a").fits());
        stamp("a").set().unwrap();
        assert!(stamp("a").fits() && !stamp("b").fits());
        stamp("b").forget().unwrap();
        stamp("b").forget().unwrap();
        assert!(!stamp("a").fits());
    }
}
