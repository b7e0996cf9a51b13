//! Bare repositories of made-up fabrics, written by `git fast-import`: no work tree, so that large
//! ones take seconds.

use std::ffi::OsStr;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};

/// Files of a commit: path and content.
pub(crate) type Files<'a> = &'a mut dyn Iterator<Item = (String, String)>;

/// A bare repository whose branch is `main`.
pub(crate) struct Bare {
    path: PathBuf,
}

impl Bare {
    /// A repository at `path` with one commit of these files.
    pub(crate) fn create(path: PathBuf, files: Files<'_>) -> Result<Self> {
        git(&["init", "--quiet", "--bare", "--initial-branch=main"], &[path.as_os_str()])?;
        let bare = Self { path };
        // Each push that is accepted leaves a line there.
        bare.git(&["config", "core.logAllRefUpdates", "always"])?;
        bare.import(true, files, None)?;
        // As hosts do it: fast-import makes each difference to the file before it only.
        bare.git(&["repack", "-a", "-d", "-f", "-q"])?;
        Ok(bare)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Its `file://` URL.
    pub(crate) fn url(&self) -> String {
        format!("file://{}", self.path.display())
    }

    /// Runs git in it.
    pub(crate) fn git(&self, arguments: &[&str]) -> Result<String> {
        let folder = format!("--git-dir={}", self.path.display());
        let mut all = vec![folder.as_str()];
        all.extend(arguments);
        git(&all, &[])
    }

    /// A copy at `path`, sharing nothing.
    pub(crate) fn copy(&self, path: PathBuf) -> Result<Self> {
        let arguments = ["clone", "--quiet", "--bare", "--no-local"];
        git(&arguments, &[OsStr::new(&self.url()), path.as_os_str()])?;
        Ok(Self { path })
    }

    /// A clone with a work tree at `path` that pushes to `url`.
    pub(crate) fn clone_to(url: &str, path: PathBuf) -> Result<Clone> {
        git(&["clone", "--quiet"], &[OsStr::new(url), path.as_os_str()])?;
        Ok(Clone { path })
    }

    /// A commit on top of the branch, as somebody else's push would bring it. Gives its id.
    pub(crate) fn commit(&self, files: Files<'_>) -> Result<String> {
        self.import(false, files, None)?;
        self.git(&["rev-parse", "refs/heads/main"])
    }

    /// A commit on top of the branch that deletes a file.
    pub(crate) fn delete(&self, path: &str) -> Result<()> {
        self.import(false, &mut std::iter::empty(), Some(path))
    }

    /// Commits on top of the branch, one for each file, a minute after each other.
    pub(crate) fn commits_of(&self, files: Files<'_>) -> Result<()> {
        let (mut child, mut stream) = self.importing()?;
        for (at, (path, text)) in files.enumerate() {
            let seconds = 1_700_000_060 + 60 * at;
            write!(
                stream,
                "commit refs/heads/main\ncommitter Ada Field <ada@example.org> {seconds}"
            )?;
            write!(stream, " +0000\ndata 7\noutside\n")?;
            if at == 0 {
                writeln!(stream, "from refs/heads/main^0")?;
            }
            write!(stream, "M 100644 inline {path}\ndata {}\n{text}\n", text.len())?;
        }
        ended(&mut child, stream)?;
        self.git(&["repack", "-a", "-d", "-f", "-q"]).map(drop)
    }

    /// How often the branch was pushed to or committed to.
    pub(crate) fn updates(&self) -> Result<usize> {
        Ok(self.git(&["reflog", "show", "--format=%H", "refs/heads/main"])?.lines().count())
    }

    /// How many commits the branch has.
    pub(crate) fn commits(&self) -> Result<usize> {
        let count = self.git(&["rev-list", "--count", "refs/heads/main"])?;
        count.parse().with_context(|| format!("`{count}` is not a count"))
    }

    /// Makes the branch that of another repository.
    pub(crate) fn fetch(&self, url: &str) -> Result<()> {
        self.git(&["fetch", "--quiet", "--no-tags", url, "+refs/heads/main:refs/heads/main"])?;
        Ok(())
    }

    /// Pushes the branch without force; says whether that was accepted.
    pub(crate) fn push(&self, url: &str) -> bool {
        self.git(&["push", "--quiet", url, "refs/heads/main"]).is_ok()
    }

    fn import(&self, first: bool, files: Files<'_>, gone: Option<&str>) -> Result<()> {
        let (mut child, mut stream) = self.importing()?;
        write!(stream, "commit refs/heads/main\ncommitter Ada Field <ada@example.org> ")?;
        // As people's commits are: git walks histories by their dates.
        let seconds = if first {
            1_700_000_000
        } else {
            SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs()
        };
        writeln!(stream, "{seconds} +0000\ndata 7\noutside")?;
        if !first {
            writeln!(stream, "from refs/heads/main^0")?;
        }
        for (path, text) in files {
            write!(stream, "M 100644 inline {path}\ndata {}\n{text}\n", text.len())?;
        }
        if let Some(path) = gone {
            writeln!(stream, "D {path}")?;
        }
        ended(&mut child, stream)
    }

    /// `git fast-import`, and what it reads.
    fn importing(&self) -> Result<(Child, BufWriter<ChildStdin>)> {
        let mut child = command()
            .arg(format!("--git-dir={}", self.path.display()))
            .args(["fast-import", "--quiet", "--done"])
            .stdin(Stdio::piped())
            .spawn()
            .context("cannot start git fast-import")?;
        let stdin = child.stdin.take().context("git fast-import takes no input")?;
        Ok((child, BufWriter::new(stdin)))
    }
}

/// Lets `git fast-import` come to its end.
fn ended(child: &mut Child, mut stream: BufWriter<ChildStdin>) -> Result<()> {
    writeln!(stream, "done")?;
    stream.flush()?;
    drop(stream);
    let status = child.wait()?;
    if !status.success() {
        bail!("git fast-import ended with {status}");
    }
    Ok(())
}

/// A clone with a work tree, as a person has one.
pub(crate) struct Clone {
    path: PathBuf,
}

impl Clone {
    /// Writes a file.
    pub(crate) fn write(&self, path: &str, text: &str) -> Result<()> {
        let path = self.path.join(path);
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    }

    /// `git add`, `git commit` and `git push` of one file.
    pub(crate) fn publish(&self, path: &str) -> Result<()> {
        self.git(&["add", "--", path])?;
        self.git(&["commit", "--quiet", "--message", "outside"])?;
        self.git(&["push", "--quiet", "origin", "main"])
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs git there.
    pub(crate) fn git(&self, arguments: &[&str]) -> Result<()> {
        let folder = self.path.to_string_lossy();
        let mut all = vec!["-C", folder.as_ref()];
        all.extend(arguments);
        git(&all, &[]).map(drop)
    }
}

/// Runs git with nothing of the user's; gives what it printed, without the last line end.
fn git(arguments: &[&str], paths: &[&OsStr]) -> Result<String> {
    let output = command()
        .args(arguments)
        .args(paths)
        .stdin(Stdio::null())
        .output()
        .context("cannot start git")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`git {}` failed: {}", arguments.join(" "), said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

/// git, with nothing of the user's.
pub(crate) fn command() -> Command {
    let mut command = Command::new("git");
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
            .env(format!("GIT_{who}_EMAIL"), "ada@example.org");
    }
    command
}
