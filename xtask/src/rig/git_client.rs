//! The git command as a person's, in a folder of its own: what the checks clone and push with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::process::run;
use super::ready::private_file;

/// A person with one remote and one password. Nothing of the real user's configuration is read or written.
#[derive(Debug)]
pub(super) struct Client {
    home: PathBuf,
    remote: String,
}

impl Client {
    /// A client whose home is `home` (made here); it knows `user` and `token` for the host of `remote`, in a file of its
    /// home that only the owner may read: never in an argument or in the URL.
    pub(super) fn new(home: &Path, remote: &str, user: &str, token: &str) -> Result<Self> {
        fs::create_dir(home).with_context(|| format!("failed to make {}", home.display()))?;
        let (scheme, rest) = remote.split_once("://").context("the remote is not a URL")?;
        let host = rest.split('/').next().unwrap_or_default().replace(':', "%3a");
        let credentials = format!("{scheme}://{user}:{token}@{host}\n");
        private_file(&home.join(".git-credentials"), credentials.as_bytes())?;
        let config = "[credential]\nhelper = store\n[user]\nname = Rig\nemail = rig@rig.example\n\
                      [init]\ndefaultBranch = main\n";
        fs::write(home.join(".gitconfig"), config)?;
        Ok(Self { home: home.to_owned(), remote: remote.to_owned() })
    }

    /// Clones the remote into the folder `name`.
    pub(super) fn clone_into(&self, name: &str) -> Result<()> {
        self.git(&self.home, &["clone", "--quiet", "--", &self.remote, name])
    }

    /// Commits one file in the clone `name`.
    pub(super) fn commit(&self, name: &str, file: &str, content: &str) -> Result<()> {
        let clone = self.home.join(name);
        fs::write(clone.join(file), content)?;
        self.git(&clone, &["add", "--", file])?;
        self.git(&clone, &["commit", "--quiet", "--message", file])
    }

    /// Pushes the clone's head to `branch`.
    pub(super) fn push(&self, name: &str, branch: &str) -> Result<()> {
        let to = format!("HEAD:refs/heads/{branch}");
        self.git(&self.home.join(name), &["push", "--quiet", "origin", &to])
    }

    /// A file of the clone `name`.
    pub(super) fn read(&self, name: &str, file: &str) -> Result<String> {
        let path = self.home.join(name).join(file);
        fs::read_to_string(&path).with_context(|| format!("failed to read {}", path.display()))
    }

    fn git(&self, dir: &Path, args: &[&str]) -> Result<()> {
        let mut command = Command::new("git");
        command
            .args(args)
            .current_dir(dir)
            .env_clear()
            .env("HOME", &self.home)
            .env("LC_ALL", "C")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_TERMINAL_PROMPT", "0");
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        run(&mut command).map(drop)
    }
}
