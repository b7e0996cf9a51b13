use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::script::write_program;

/// A bare repository, and a clone through which plain git works on it as a person would.
///
/// Names and times are fixed, so that ids are the same in every run.
pub struct TestRepository {
    path: PathBuf,
    work: TempDir,
}

impl TestRepository {
    /// An empty bare repository at `path`, whose default branch is `main`.
    pub fn create(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        fs::create_dir_all(&path).unwrap();
        let repository = Self { path, work: TempDir::new().unwrap() };
        let path = repository.path.to_str().unwrap();
        let work = repository.work.path().to_str().unwrap();
        plain_git(&["init", "--quiet", "--bare", "--initial-branch=main", path]);
        plain_git(&["init", "--quiet", "--initial-branch=main", work]);
        repository
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A `file://` URL.
    pub fn url(&self) -> String {
        format!("file://{}", self.path.display())
    }

    /// Runs git in the bare repository and gives what it printed, without the last line end.
    pub fn git(&self, arguments: &[&str]) -> String {
        let mut all = vec!["--git-dir", self.path.to_str().unwrap()];
        all.extend(arguments);
        plain_git(&all)
    }

    /// Runs git in the clone.
    pub fn work_git(&self, arguments: &[&str]) -> String {
        let mut all = vec!["-C", self.work.path().to_str().unwrap()];
        all.extend(arguments);
        plain_git(&all)
    }

    /// The clone's work tree. What is changed there is committed by [`Self::commit`].
    pub fn work_tree(&self) -> &Path {
        self.work.path()
    }

    /// Brings the clone to a branch's newest state; a branch that does not exist is begun empty.
    pub fn checkout(&self, branch: &str) {
        let remote = format!("refs/heads/{branch}");
        if self.head(branch).is_some() {
            let url = self.path.to_str().unwrap();
            self.work_git(&["fetch", "--quiet", "--no-tags", url, &remote]);
            self.work_git(&["checkout", "--quiet", "--force", "--detach", "FETCH_HEAD"]);
            self.work_git(&["clean", "--quiet", "--force", "-d", "-x"]);
        } else {
            self.work_git(&["checkout", "--quiet", "--orphan", &format!("start-{branch}")]);
            self.work_git(&["rm", "--quiet", "-r", "--cached", "--ignore-unmatch", "."]);
            self.work_git(&["clean", "--quiet", "--force", "-d", "-x"]);
        }
    }

    /// Commits edits (`None` removes) on a branch from the clone and pushes them; gives the commit's
    /// id. The branch is begun when it does not exist.
    pub fn commit(&self, branch: &str, message: &str, edits: &[(&str, Option<&str>)]) -> String {
        self.checkout(branch);
        for (path, content) in edits {
            let path = self.work.path().join(path);
            match content {
                Some(content) => {
                    fs::create_dir_all(path.parent().unwrap()).unwrap();
                    fs::write(path, content).unwrap();
                }
                None => fs::remove_file(path).unwrap(),
            }
        }
        self.commit_work_tree(branch, message)
    }

    /// Commits whatever is in the work tree and pushes it to a branch; gives the commit's id.
    pub fn commit_work_tree(&self, branch: &str, message: &str) -> String {
        self.work_git(&["add", "--all"]);
        self.work_git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        let to = format!("+HEAD:refs/heads/{branch}");
        self.work_git(&["push", "--quiet", self.path.to_str().unwrap(), &to]);
        self.work_git(&["rev-parse", "HEAD"])
    }

    /// Where a branch is.
    pub fn head(&self, branch: &str) -> Option<String> {
        let reference = format!("refs/heads/{branch}");
        let output = run(&[
            "--git-dir",
            self.path.to_str().unwrap(),
            "rev-parse",
            "--verify",
            "--quiet",
            &reference,
        ]);
        output.status.success().then(|| printed(&output))
    }

    /// A file's content on a branch.
    pub fn read(&self, branch: &str, path: &str) -> Option<String> {
        let name = format!("refs/heads/{branch}:{path}");
        let output = run(&["--git-dir", self.path.to_str().unwrap(), "cat-file", "blob", &name]);
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    }

    /// The paths on a branch, sorted.
    pub fn files(&self, branch: &str) -> Vec<String> {
        let reference = format!("refs/heads/{branch}");
        let listing = self.git(&["ls-tree", "-r", "--name-only", "-z", &reference]);
        listing.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    /// The subjects of a branch's commits, newest first.
    pub fn subjects(&self, branch: &str) -> Vec<String> {
        let log = self.git(&["log", "--format=%s", &format!("refs/heads/{branch}")]);
        log.lines().map(str::to_owned).collect()
    }

    /// Installs a hook, as a shell script without its first line. `pre-receive` may refuse (exit 1),
    /// or move the branch itself to make the push lose a race.
    pub fn hook(&self, name: &str, script: &str) {
        let path = self.path.join("hooks").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // Whoever runs the old one meanwhile has it whole.
        let temporary = path.with_extension("new");
        write_program(&temporary, script);
        fs::rename(temporary, path).unwrap();
    }

    /// Removes a hook.
    pub fn remove_hook(&self, name: &str) {
        fs::remove_file(self.path.join("hooks").join(name)).unwrap();
    }

    /// Checks every object and reference.
    ///
    /// # Panics
    /// When something is wrong.
    pub fn fsck(&self) {
        self.git(&["fsck", "--full", "--strict", "--no-dangling"]);
    }
}

/// Runs git without anything of the user's, and gives what it printed without the last line end.
///
/// # Panics
/// When git fails.
pub(crate) fn plain_git(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(
        output.status.success(),
        "git {arguments:?} failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    printed(&output)
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim_end_matches('\n').to_owned()
}

pub(crate) fn run(arguments: &[&str]) -> Output {
    isolated("git").args(arguments).output().expect("git must be installed")
}

/// A command with nothing of the user's configuration.
pub(crate) fn isolated(program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", "/dev/null")
        .env("LC_ALL", "C")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_TERMINAL_PROMPT", "0");
    for who in ["AUTHOR", "COMMITTER"] {
        command
            .env(format!("GIT_{who}_NAME"), "Ada Field")
            .env(format!("GIT_{who}_EMAIL"), "ada@example.org")
            .env(format!("GIT_{who}_DATE"), "1700000000 +0000");
    }
    command
}
