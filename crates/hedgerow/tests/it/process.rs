use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

use hedgerow_testkit::{At, Fault, GitServer, TestRepository};

use crate::support::{Server, folder, hedgerow, run};

#[test]
fn the_ready_file_and_the_token_are_readable_by_their_owner_only() {
    let data = folder(&[]);
    let server = Server::start("serve", data.path(), &[]);
    for name in ["ready.json", "admin-token", "lock"] {
        let mode = fs::metadata(data.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }
    assert!(server.url.starts_with("http://127.0.0.1:"));
    assert!(server.token.starts_with("hgr_"));
    assert_eq!(fs::read_to_string(data.path().join("admin-token")).unwrap().trim(), server.token);
}

#[test]
fn a_second_server_on_the_same_data_is_refused() {
    let data = folder(&[]);
    let _first = Server::start("serve", data.path(), &[]);
    let ran = run(["serve", "--listen", "127.0.0.1:0", "--data", data.path().to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("another Hedgerow server (process "), "{ran:?}");
}

#[test]
fn sigterm_ends_it_in_good_order_and_it_comes_back_with_the_same_token() {
    let data = folder(&[]);
    let server = Server::start("serve", data.path(), &[]);
    let token = server.token.clone();
    assert_eq!(server.terminate(), 0);
    assert!(!data.path().join("ready.json").exists());
    assert_eq!(Server::start("serve", data.path(), &[]).token, token);
}

#[test]
fn sigterm_ends_it_at_once_while_a_remote_holds_a_push() {
    let data = folder(&[]);
    let remotes = folder(&[]);
    let remote = TestRepository::create(remotes.path().join("net.git"));
    remote.git(&["config", "http.receivepack", "true"]);
    let text = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {name: a}\n\
                spec: {mode: l2vni, subnets: {default: {vlan: 1001}}}\n";
    remote.commit("main", "Start", &[("fab/managed/a.yaml", Some(text))]);
    let git = GitServer::start(remotes.path());
    let server = Server::start("serve", data.path(), &[]);
    let url = git.url("net.git");
    server.run(&format!("repo add net {url}")).ok();
    server.run("fabric add lab --repo net --dir fab --layout managed").ok();
    server.run("sync lab").ok();
    server.run("draft lab --change c --set VPC/a spec.subnets.default.vlan=1002").ok();
    let faulty = git.fault(At::PushTaken, Fault::Stall);
    let mut publishing =
        server.command().args(["publish", "c"]).stderr(Stdio::null()).spawn().unwrap();
    faulty.wait();
    let began = Instant::now();
    assert_eq!(server.terminate(), 0);
    // Less than what open requests have, and far less than a deadline.
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert!(!publishing.wait().unwrap().success());
    drop(faulty);
    let server = Server::start("serve", data.path(), &[]);
    server.run("sync lab").ok();
    let newest = remote.git(&["log", "-1", "--format=%b", "main"]);
    assert!(newest.contains("Hedgerow-Change:"), "the remote took it: {newest}");
    let runs = server.run("runs -o json").ok();
    assert!(runs.out.contains("finalised"), "{runs:?}");
}

#[test]
fn a_killed_server_leaves_nothing_that_keeps_the_next_from_starting() {
    let data = folder(&[]);
    drop(Server::start("serve", data.path(), &[]));
    let _next = Server::start("serve", data.path(), &[]);
}

#[test]
fn a_wrong_token_is_refused() {
    let data = folder(&[]);
    let server = Server::start("serve", data.path(), &[]);
    let mut command = server.command();
    command.env("HEDGEROW_TOKEN", "hgr_wrong");
    let ran: crate::support::Ran = command.arg("status").output().unwrap().into();
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("not known to this server"), "{ran:?}");
}

#[test]
fn an_unknown_setting_is_a_usage_error() {
    let files = folder(&[("c.toml", "poll_second = 3\n")]);
    let ran = run(["serve", "--config", files.path().join("c.toml").to_str().unwrap()]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("poll_second") && ran.err.contains("c.toml"), "{ran:?}");
}

#[test]
fn settings_come_from_the_environment_too() {
    let data = folder(&[]);
    let output = hedgerow()
        .args(["serve", "--data", data.path().to_str().unwrap()])
        .env("HEDGEROW_LISTEN", "not an address")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.contains("`listen`"), "{err}");
}

#[test]
fn an_address_that_is_taken_is_told_with_what_to_do() {
    let data = folder(&[]);
    let server = Server::start("serve", data.path(), &[]);
    let other = folder(&[]);
    let address = server.url.trim_start_matches("http://");
    let ran = run(["serve", "--listen", address, "--data", other.path().to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("choose another port"), "{ran:?}");
}
