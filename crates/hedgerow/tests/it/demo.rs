use std::fs;
use std::process::Command;

use crate::support::{Server, folder};

/// Runs everything the demo tells people to paste, in one shell that stops at the first failure.
#[test]
fn everything_the_demo_says_works_when_it_is_pasted() {
    let data = folder(&[]);
    let server = Server::start("demo", data.path(), &[]);
    let mut script = String::from("shopt -s expand_aliases\n");
    for line in server.printed.lines() {
        // Commands are indented by two blanks, or by seven below a heading.
        if let Some(command) = line.strip_prefix("       ") {
            script.push_str(command);
            script.push('\n');
        } else if let Some(command) = line.strip_prefix("  ")
            && !command.starts_with(|c: char| c.is_ascii_digit())
        {
            script.push_str(command);
            script.push('\n');
        }
    }
    // A publish that conflicts is part of the guide, and so is its exit code 1.
    let script = script.replace("hedgerow publish tills; ", "hedgerow publish tills && exit 9; ");
    let work = folder(&[]);
    let output = Command::new("bash")
        .args(["-c", &format!("set -e\n{script}")])
        .current_dir(work.path())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_PAGER", "cat")
        .envs([("GIT_AUTHOR_NAME", "T"), ("GIT_AUTHOR_EMAIL", "t@example.net")])
        .envs([("GIT_COMMITTER_NAME", "T"), ("GIT_COMMITTER_EMAIL", "t@example.net")])
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{script}\n{out}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let clone = work.path().join("hedgerow-demo");
    let read = |path: &str| fs::read_to_string(clone.join(path)).unwrap();
    assert!(read("fabric-a/managed/vpcs/web.yaml").contains("end: 10.10.1.250"));
    assert!(read("fabric-a/managed/vpcs/guest.yaml").contains("# agreed with facility management"));
    assert!(clone.join("fabric-a/managed/wiring/server-9.yaml").exists());
    assert!(clone.join("fabric-a/raw/half-finished.yaml").exists());
    assert!(read("fabric-b/vpcs.yaml").contains("\n  name: tenant\n"));
    assert!(read("fabric-b/vpcs.yaml").contains("vlan: 111"));
    assert!(out.contains("vlan: 1021"), "{out}");
}

#[test]
fn a_demo_that_is_started_again_goes_on_where_it_was() {
    let data = folder(&[]);
    let first = Server::start("demo", data.path(), &[]);
    let before = first.run("status -o json").ok().json();
    assert_eq!(before.as_array().unwrap().len(), 2);
    assert_eq!(before[0]["resources"], 62);
    assert_eq!(before[1]["resources"], 12);
    assert_eq!(first.terminate(), 0);
    let again = Server::start("demo", data.path(), &[]);
    let after = again.run("status -o json").ok().json();
    for at in [0, 1] {
        assert_eq!(after[at]["commit"], before[at]["commit"]);
        assert_eq!(after[at]["resources"], before[at]["resources"]);
    }
}
