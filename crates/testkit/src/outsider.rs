use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::repository::{plain_git, run};

/// Somebody who commits to a branch with plain git and pushes without force: when somebody else was
/// faster, they fetch and do their edit again, as people do.
pub struct Outsider {
    name: String,
    remote: PathBuf,
    work: TempDir,
}

impl Outsider {
    /// A clone of their own of the bare repository at `remote`.
    ///
    /// # Panics
    /// When git fails.
    pub fn new(name: &str, remote: impl Into<PathBuf>) -> Self {
        let remote = remote.into();
        let work = TempDir::new().unwrap();
        // Over the transport: copying files would meet those of a push that is being received.
        let quiet = ["clone", "--quiet", "--no-local"];
        let places = [remote.to_str().unwrap(), work.path().to_str().unwrap()];
        plain_git(&[quiet.as_slice(), &places].concat());
        Self { name: name.to_owned(), remote, work }
    }

    /// Edits the newest state of the branch and pushes that; gives the commit's id and how often the
    /// push was refused because the branch had moved. An edit that changes nothing is not a commit.
    ///
    /// # Panics
    /// When git fails otherwise.
    pub fn push(&self, branch: &str, edit: impl Fn(&Files<'_>)) -> (String, usize) {
        let work = self.work.path().to_str().unwrap();
        let url = self.remote.to_str().unwrap();
        let mut refused = 0;
        loop {
            let from = format!("refs/heads/{branch}");
            plain_git(&["-C", work, "fetch", "--quiet", "--no-tags", url, &from]);
            plain_git(&["-C", work, "checkout", "--quiet", "--force", "--detach", "FETCH_HEAD"]);
            edit(&Files { root: self.work.path() });
            plain_git(&["-C", work, "add", "--all"]);
            if plain_git(&["-C", work, "status", "--porcelain"]).is_empty() {
                return (plain_git(&["-C", work, "rev-parse", "HEAD"]), refused);
            }
            let message = format!("An edit by {}", self.name);
            plain_git(&["-C", work, "commit", "--quiet", "--message", &message]);
            let to = format!("HEAD:refs/heads/{branch}");
            let pushed = run(&["-C", work, "push", "--quiet", url, &to]);
            if pushed.status.success() {
                return (plain_git(&["-C", work, "rev-parse", "HEAD"]), refused);
            }
            let said = String::from_utf8_lossy(&pushed.stderr).into_owned();
            let raced = ["rejected", "failed to update ref", "cannot lock ref"];
            assert!(raced.iter().any(|word| said.contains(word)), "push failed:\n{said}");
            refused += 1;
            assert!(refused < 1000, "the push is refused again and again:\n{said}");
        }
    }
}

/// The files of a branch as somebody has them in their work tree.
pub struct Files<'a> {
    root: &'a Path,
}

impl Files<'_> {
    /// A file's text; `None` when there is none.
    #[must_use]
    pub fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.root.join(path)).ok()
    }

    /// Writes a file, with its folders.
    ///
    /// # Panics
    /// When the disk refuses.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces the one place where `from` is.
    ///
    /// # Panics
    /// When it is not there exactly once.
    pub fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path).unwrap();
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {path}:\n{text}");
        self.write(path, &text.replace(from, to));
    }

    /// Removes a file.
    ///
    /// # Panics
    /// When there is none.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.root.join(path)).unwrap();
    }
}
