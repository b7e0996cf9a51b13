//! A bare repository with the sample fabrics, made with git itself.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::files::{FABRIC_A, FABRIC_B, Files, ROOT};
use crate::exit::Failure;

/// When the samples were committed: fixed, so that every demo starts at the same commit.
const COMMITTED: &str = "1767259800 +0000";

/// Makes the repository, unless it is there already: then it stays as it is.
pub(crate) fn ensure(path: &Path) -> Result<(), Failure> {
    if path.exists() {
        return Ok(());
    }
    // Made beside its place and moved there whole: a demo that was stopped half-way starts again.
    let mut half = path.as_os_str().to_owned();
    half.push(".half");
    let half = Path::new(&half);
    let failed = |error: std::io::Error| {
        Failure::refused(format!("cannot create the sample repository {}: {error}", path.display()))
    };
    if half.exists() {
        fs::remove_dir_all(half).map_err(failed)?;
    }
    git(None, &["init", "--quiet", "--bare", "--initial-branch=main"], Some(half), &[])?;
    git(Some(half), &["fast-import", "--quiet"], None, &history())?;
    fs::rename(half, path).map_err(failed)
}

/// The URL under which the server connects it and people clone it.
pub(crate) fn url(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// The history of the repository, in the stream format of git-fast-import.
fn history() -> Vec<u8> {
    let mut stream = Vec::new();
    let commits: [(&str, &[Files]); 2] = [
        ("Fabric A: a spine-leaf fabric", &[ROOT, FABRIC_A]),
        ("Fabric B: the branch office", &[FABRIC_B]),
    ];
    for (message, files) in commits {
        let who = format!("Demo <demo@example.net> {COMMITTED}");
        stream.extend_from_slice(b"commit refs/heads/main\n");
        stream.extend_from_slice(format!("author {who}\ncommitter {who}\n").as_bytes());
        data(&mut stream, message.as_bytes());
        for (path, text) in files.iter().copied().flatten() {
            stream.extend_from_slice(format!("M 100644 inline {path}\n").as_bytes());
            data(&mut stream, text.as_bytes());
        }
        stream.push(b'\n');
    }
    stream.extend_from_slice(b"done\n");
    stream
}

fn data(stream: &mut Vec<u8>, bytes: &[u8]) {
    stream.extend_from_slice(format!("data {}\n", bytes.len()).as_bytes());
    stream.extend_from_slice(bytes);
    stream.push(b'\n');
}

/// Runs git on a repository (or to make `fresh`), undisturbed by the settings of who runs it.
fn git(
    repository: Option<&Path>,
    arguments: &[&str],
    fresh: Option<&Path>,
    input: &[u8],
) -> Result<(), Failure> {
    let failed =
        |reason: String| Failure::refused(format!("git {} failed: {reason}", arguments.join(" ")));
    let mut command = Command::new("git");
    command
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("LC_ALL", "C");
    if let Some(repository) = repository {
        command.arg("--git-dir").arg(repository);
    }
    command.args(arguments);
    if let Some(fresh) = fresh {
        command.arg("--").arg(fresh);
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(format!("{error}; is git installed?")))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A git that ends early closes the pipe; its own words tell why.
        let _ = stdin.write_all(input);
    }
    let output = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(repository: &Path, arguments: &[&str]) -> String {
        let output =
            Command::new("git").arg("--git-dir").arg(repository).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    #[test]
    fn the_repository_is_made_once_and_then_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo.git");
        ensure(&path).unwrap();
        let head = printed(&path, &["rev-parse", "main"]);
        ensure(&path).unwrap();
        assert_eq!(printed(&path, &["rev-parse", "main"]), head);
        assert_eq!(printed(&path, &["rev-list", "--count", "main"]), "2\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let web = printed(&path, &["show", "main:fabric-a/managed/vpcs/web.yaml"]);
        assert!(FABRIC_A.iter().any(|(_, text)| *text == web));
        printed(&path, &["fsck", "--strict"]);
    }

    #[test]
    fn a_half_made_repository_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo.git");
        fs::create_dir(folder.path().join("demo.git.half")).unwrap();
        ensure(&path).unwrap();
        assert_eq!(printed(&path, &["rev-list", "--count", "main"]), "2\n");
    }
}
