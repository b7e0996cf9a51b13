//! git's own commands on the same repository.

use std::io::Write as _;
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::measure::ms_since;
use crate::repository::{Bare, Clone, command};

/// What `git --version` says.
pub(crate) fn version() -> String {
    let output = command().arg("--version").output();
    output.map_or_else(
        |_| "git is absent".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

/// Milliseconds of `git ls-tree -r` and of `git cat-file --batch` over every file it names.
pub(crate) fn read_all(bare: &Bare) -> Result<f64> {
    let began = Instant::now();
    let names = bare.git(&["ls-tree", "-r", "--format=%(objectname)", "refs/heads/main"])?;
    cat(bare, names)?;
    Ok(ms_since(began))
}

/// Milliseconds of `git diff-tree -r` between the branch and its parent and of `git cat-file` over
/// the files that differ.
pub(crate) fn read_changed(bare: &Bare) -> Result<f64> {
    let began = Instant::now();
    let lines =
        bare.git(&["diff-tree", "-r", "--no-commit-id", "refs/heads/main^", "refs/heads/main"])?;
    let names: Vec<&str> = lines.lines().filter_map(|line| line.split(' ').nth(3)).collect();
    cat(bare, names.join("\n"))?;
    Ok(ms_since(began))
}

/// Milliseconds of `git ls-remote` and of `git fetch` of a branch that moved, into a copy of the repository.
pub(crate) fn look_and_fetch(copy: &Bare, url: &str) -> Result<f64> {
    let began = Instant::now();
    copy.git(&["ls-remote", "--quiet", url, "refs/heads/main"])?;
    copy.fetch(url)?;
    Ok(ms_since(began))
}

/// Milliseconds of `git blame` of a file.
pub(crate) fn blame(bare: &Bare, path: &str) -> Result<f64> {
    let began = Instant::now();
    bare.git(&["blame", "--porcelain", "refs/heads/main", "--", path])?;
    Ok(ms_since(began))
}

/// Milliseconds of `git log` of a file.
pub(crate) fn log(bare: &Bare, path: &str) -> Result<f64> {
    let began = Instant::now();
    bare.git(&["log", "--format=%H", "refs/heads/main", "--", path])?;
    Ok(ms_since(began))
}

fn cat(bare: &Bare, mut names: String) -> Result<()> {
    names.push('\n');
    let mut child = command()
        .arg(format!("--git-dir={}", bare.path().display()))
        .args(["cat-file", "--batch", "--buffer"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start git cat-file")?;
    let mut stdin = child.stdin.take().context("git cat-file takes no input")?;
    // It answers while it is asked, so somebody else must ask.
    let asking = std::thread::spawn(move || stdin.write_all(names.as_bytes()));
    let output = child.wait_with_output()?;
    if !output.status.success() || !matches!(asking.join(), Ok(Ok(()))) {
        bail!("git cat-file ended with {}", output.status);
    }
    Ok(())
}

/// Milliseconds of `git add`, `git commit` and `git push` of one file, already written.
pub(crate) fn publish(clone: &Clone, path: &str, text: &str) -> Result<f64> {
    clone.write(path, text)?;
    let began = Instant::now();
    clone.publish(path)?;
    Ok(ms_since(began))
}
