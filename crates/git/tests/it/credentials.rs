//! Law 8, looked at from outside: what the processes of an exchange show to everybody.

use std::fs;
use std::path::{Path, PathBuf};

use hedgerow_git::{Credential, PushOutcome};
use hedgerow_testkit::{GitServer, Stage};

use crate::support::{Pair, commit, fetch, large, mirror_of};

const SECRET: &str = "tok-5f2c9a7e41-secret";

/// What `/proc` shows of every descendant of this process: command line, environment.
fn shown_by_descendants() -> Vec<(String, Vec<u8>)> {
    let mut queue = vec![std::process::id()];
    let mut shown = Vec::new();
    while let Some(parent) = queue.pop() {
        for task in fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten().flatten() {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            queue.extend(children.split_whitespace().filter_map(|id| id.parse::<u32>().ok()));
        }
        if parent == std::process::id() {
            continue;
        }
        let proc = PathBuf::from(format!("/proc/{parent}"));
        let name = fs::read_to_string(proc.join("comm")).unwrap_or_default().trim().to_owned();
        for file in ["cmdline", "environ"] {
            // A process may end while it is looked at.
            shown.push((name.clone(), fs::read(proc.join(file)).unwrap_or_default()));
        }
    }
    shown
}

pub(crate) fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn files_below(dir: &std::path::Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap().flatten() {
        if entry.file_type().unwrap().is_dir() {
            files.extend(files_below(&entry.path()));
        } else {
            files.push(entry.path());
        }
    }
    files
}

/// Pushes, and insists that a secret is in no process and no file of the folder meanwhile. Gives what the
/// processes showed.
pub(crate) fn push_without_showing(
    secret: &str,
    server: &GitServer,
    folder: &Path,
    push: impl FnOnce() -> PushOutcome + Send,
) -> Vec<(String, Vec<u8>)> {
    // Held when Git has taken the push: git, its transport and its helper have all been started.
    let held = server.hold(Stage::PushTaken);
    std::thread::scope(|scope| {
        let pushing = scope.spawn(push);
        held.wait();
        let shown = shown_by_descendants();
        for (name, bytes) in &shown {
            assert!(!contains(bytes, secret), "{name} shows the secret");
        }
        for file in files_below(folder) {
            assert!(!contains(&fs::read(&file).unwrap(), secret), "{} holds it", file.display());
        }
        held.release();
        assert_eq!(pushing.join().unwrap(), PushOutcome::Accepted);
        shown
    })
}

#[test]
fn a_token_is_in_no_argument_environment_or_file_of_an_exchange() {
    let pair = Pair::with(&[("a", "1")]);
    let server = GitServer::start(pair.dir.path());
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror_of(dir.path(), &server.url("remote.git"));
    let old = fetch(&mirror, "main");
    // So much that git sends it.
    let edits = [("a", Some(&*large()))];
    let new = mirror.write_commits(old, &[commit("x", &edits)]).unwrap()[0].oid.unwrap();
    server.require("ada", SECRET);
    let credential =
        Credential::Token { user: Some("ada".to_owned()), secret: SECRET.to_owned().into() };
    let push = || mirror.push(&credential, "main", old, new);
    let shown = push_without_showing(SECRET, &server, dir.path(), push);
    assert!(shown.iter().any(|(name, _)| name.contains("git-remote")), "{shown:?}");
    assert!(!format!("{credential:?} {mirror:?}").contains(SECRET));
}
