//! The tasks as a program that others start: rigs that say how to reach them and end when told to.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

fn xtask() -> Command {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
}

/// Waits for the line that says that the rig serves; false when the rig ended without it.
fn serves(rig: &mut Child) -> io::Result<bool> {
    let Some(output) = rig.stdout.take() else { return Ok(false) };
    let mut output = BufReader::new(output);
    let mut line = String::new();
    while !line.contains("serves") {
        line.clear();
        if output.read_line(&mut line)? == 0 {
            return Ok(false);
        }
    }
    // the rest is not read, and fits the pipe
    rig.stdout = Some(output.into_inner());
    Ok(true)
}

#[test]
fn the_git_rig_serves_until_its_starter_lets_go() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("ready.json");
    let mut rig = xtask()
        .args(["rig", "git", "--until-stdin-closes", "--ready-file"])
        .arg(&file)
        .env("TMPDIR", dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    assert!(serves(&mut rig).unwrap());

    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let ready: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let url = ready["url"].as_str().unwrap();
    let (user, token) = (ready["user"].as_str().unwrap(), ready["token"].as_str().unwrap());
    let listed = |url: &str| {
        let mut git = Command::new("git");
        git.args(["ls-remote", "--exit-code", url, "refs/heads/main"]);
        git.env("GIT_TERMINAL_PROMPT", "0").env("GIT_CONFIG_GLOBAL", "/dev/null");
        git.env_remove("GIT_ASKPASS").env_remove("SSH_ASKPASS");
        git.stdin(Stdio::null()).output().unwrap().status.success()
    };
    assert!(listed(&url.replace("http://", &format!("http://{user}:{token}@"))));
    assert!(!listed(url), "it must ask for a password");

    drop(rig.stdin.take());
    assert!(rig.wait().unwrap().success());
    let left = fs::read_dir(dir.path()).unwrap().count();
    assert_eq!(left, 0, "neither the ready file nor the rig's folder stays");
}

#[test]
fn a_rig_checks_itself() {
    let output = xtask().args(["rig", "git", "--check"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("a wrong password is refused"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_is_not_started_for_a_parent_that_is_gone() {
    let output = xtask().args(["tied", "1", "echo", "started"]).output().unwrap();
    assert!(!output.status.success());
    assert_eq!(output.stdout, b"");
}
