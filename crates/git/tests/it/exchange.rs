use std::time::Duration;

use hedgerow_git::{Cancel, Credential, ExchangeError, Fetched, Mirror, MirrorOptions, RemoteUrl};
use hedgerow_testkit::{GitServer, Stage, TestRepository};

use crate::support::{Pair, fetch, mirror_of, options, token};

const NONE: Credential = Credential::None;

#[test]
fn a_fetch_brings_the_branch_and_says_where_it_was() {
    let pair = Pair::with(&[("a", "1")]);
    let old = pair.mirror.known_head("main");
    let new = pair.repository.commit("main", "second", &[("a", Some("2"))]);
    let fetched = pair.mirror.fetch(&NONE, "main", &mut |_| ()).unwrap();
    assert_eq!(fetched, Fetched { old, new: Some(new.parse().unwrap()) });
    assert_eq!(pair.mirror.ls_remote(&NONE, "main").unwrap(), fetched.new);
}

#[test]
fn a_branch_that_does_not_exist_is_no_error() {
    let pair = Pair::empty();
    assert_eq!(pair.mirror.ls_remote(&NONE, "main"), Ok(None));
    assert_eq!(pair.fetch(), None);
    pair.repository.commit("main", "start", &[("a", Some("1"))]);
    assert_eq!(pair.mirror.ls_remote(&NONE, "other"), Ok(None));
    // A pattern of ls-remote matches the end of a name too.
    pair.repository.git(&["branch", "x/refs/heads/other", "main"]);
    assert_eq!(pair.mirror.ls_remote(&NONE, "other"), Ok(None));
}

#[test]
fn a_branch_that_has_gone_is_forgotten() {
    let pair = Pair::with(&[("a", "1")]);
    let old = pair.mirror.known_head("main");
    pair.repository.git(&["update-ref", "-d", "refs/heads/main"]);
    let fetched = pair.mirror.fetch(&NONE, "main", &mut |_| ()).unwrap();
    assert_eq!(fetched, Fetched { old, new: None });
    assert_eq!(pair.mirror.known_head("main"), None);
}

#[test]
fn a_branch_that_takes_the_place_of_another_ones_folder_is_fetched() {
    let pair = Pair::with(&[("a", "1")]);
    pair.repository.git(&["branch", "x", "main"]);
    assert!(fetch(&pair.mirror, "x").is_some());
    pair.repository.git(&["branch", "-D", "x"]);
    pair.repository.git(&["branch", "x/y", "main"]);
    assert!(fetch(&pair.mirror, "x/y").is_some());
}

#[test]
fn the_default_branch_is_told() {
    let pair = Pair::with(&[("a", "1")]);
    pair.repository.git(&["branch", "trunk", "main"]);
    pair.repository.git(&["symbolic-ref", "HEAD", "refs/heads/trunk"]);
    let head = pair.mirror.remote_head(&NONE, None).unwrap();
    assert_eq!(head.default_branch.as_deref(), Some("trunk"));
    assert_eq!(head.branch, pair.mirror.known_head("main"));
    let empty = Pair::empty().mirror.remote_head(&NONE, Some("main")).unwrap();
    assert_eq!((empty.default_branch, empty.branch), (None, None));
}

#[test]
fn branches_that_are_not_there_are_told() {
    let pair = Pair::with(&[("a", "1")]);
    let asked = ["x", "main", "y"].map(str::to_owned);
    let found = pair.mirror.remote_branches(&NONE, &asked).unwrap();
    assert_eq!(found.missing, ["x", "y"]);
    assert_eq!(found.default_branch.as_deref(), Some("main"));
}

#[test]
fn all_branches_are_told_and_nothing_else() {
    let pair = Pair::with(&[("a", "1")]);
    let head = pair.mirror.ls_remote(&NONE, "main").unwrap().unwrap();
    pair.repository.git(&["branch", "lab/east", "main"]);
    pair.repository.git(&["tag", "v1", "main"]);
    pair.repository.git(&["update-ref", "refs/other/refs/heads/odd", "main"]);
    let all = pair.mirror.all_branches(&NONE).unwrap();
    assert_eq!(all.default_branch.as_deref(), Some("main"));
    assert_eq!(all.branches, [("lab/east".to_owned(), head), ("main".to_owned(), head)]);
    // A default branch that is not there is none.
    pair.repository.git(&["symbolic-ref", "HEAD", "refs/heads/later"]);
    assert_eq!(pair.mirror.all_branches(&NONE).unwrap().default_branch, None);
    let empty = Pair::empty().mirror.all_branches(&NONE).unwrap();
    assert_eq!((empty.default_branch, empty.branches.len()), (None, 0));
}

#[test]
fn progress_is_passed_on() {
    let pair = Pair::empty();
    pair.repository.commit("main", "start", &[("a", Some("1"))]);
    let mut lines = Vec::new();
    let mut progress = |line: &str| lines.push(line.to_owned());
    pair.mirror.fetch(&NONE, "main", &mut progress).unwrap();
    assert!(lines.iter().any(|line| line.contains("objects")), "{lines:?}");
}

#[test]
fn what_is_no_repository_is_told() {
    let dir = tempfile::tempdir().unwrap();
    for (name, make) in [("missing", false), ("empty-folder", true)] {
        let path = dir.path().join(name);
        if make {
            std::fs::create_dir(&path).unwrap();
        }
        let mirror = mirror_of(&dir.path().join(format!("for-{name}")), path.to_str().unwrap());
        let error = mirror.ls_remote(&NONE, "main").unwrap_err();
        assert!(matches!(error, ExchangeError::NotFound { .. }), "{error:?}");
        assert!(!error.remedy().is_empty());
        let error = mirror.fetch(&NONE, "main", &mut |_| ()).unwrap_err();
        assert!(matches!(error, ExchangeError::NotFound { .. }), "{error:?}");
    }
}

#[test]
fn a_sha_256_repository_is_refused_with_the_reason() {
    let pair = Pair::empty();
    let path = pair.dir.path().join("long.git");
    pair.repository.git(&[
        "init",
        "-q",
        "--bare",
        "--object-format=sha256",
        path.to_str().unwrap(),
    ]);
    let blob = {
        let file = pair.dir.path().join("x");
        std::fs::write(&file, "x").unwrap();
        let git_dir = path.to_str().unwrap();
        let git = |arguments: &[&str]| {
            pair.repository.work_git(&[&["--git-dir", git_dir], arguments].concat())
        };
        let tree = git(&["write-tree"]);
        git(&["commit-tree", "-m", "x", &tree])
    };
    pair.repository.work_git(&[
        "--git-dir",
        path.to_str().unwrap(),
        "update-ref",
        "refs/heads/main",
        &blob,
    ]);
    let mirror = mirror_of(&pair.dir.path().join("two"), path.to_str().unwrap());
    for error in [
        mirror.ls_remote(&NONE, "main").unwrap_err(),
        mirror.fetch(&NONE, "main", &mut |_| ()).unwrap_err(),
    ] {
        assert!(matches!(&error, ExchangeError::Unsupported { .. }), "{error:?}");
        assert!(error.to_string().contains("SHA-256"));
    }
}

#[test]
fn an_http_remote_is_read_with_the_right_token_only() {
    let pair = Pair::with(&[("a", "1")]);
    let server = GitServer::start(pair.dir.path());
    server.require("ada", "right-token");
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror_of(dir.path(), &server.url("remote.git"));
    let head = pair.mirror.known_head("main");
    assert_eq!(mirror.ls_remote(&token("right-token"), "main"), Ok(head));
    let fetched = mirror.fetch(&token("right-token"), "main", &mut |_| ()).unwrap();
    assert_eq!(fetched.new, head);
    let error = mirror.ls_remote(&token("wrong-token"), "main").unwrap_err();
    assert!(matches!(error, ExchangeError::Authentication { .. }), "{error:?}");
    assert!(!error.to_string().contains("wrong-token"));
}

#[test]
fn an_exchange_that_takes_too_long_is_given_up() {
    let pair = Pair::with(&[("a", "1")]);
    let server = GitServer::start(pair.dir.path());
    let dir = tempfile::tempdir().unwrap();
    let url = RemoteUrl::parse(&server.url("remote.git")).unwrap();
    let deadline = Duration::from_millis(300);
    let hurried = MirrorOptions { deadline, ..options() };
    let mirror = Mirror::open_or_create(&dir.path().join("mirror"), &url, &hurried).unwrap();
    let _held = server.hold(Stage::Request);
    let error = mirror.ls_remote(&NONE, "main").unwrap_err();
    assert_eq!(error, ExchangeError::TimedOut { after: deadline });
    let error = mirror.fetch(&NONE, "main", &mut |_| ()).unwrap_err();
    assert_eq!(error, ExchangeError::TimedOut { after: deadline });
}

#[test]
fn a_fetch_can_be_cancelled() {
    let pair = Pair::with(&[("a", "1")]);
    let server = GitServer::start(pair.dir.path());
    let dir = tempfile::tempdir().unwrap();
    let url = server.url("remote.git");
    let cancel = Cancel::new();
    let options = MirrorOptions { cancel: cancel.clone(), ..options() };
    let parsed = RemoteUrl::parse(&url).unwrap();
    let mirror = Mirror::open_or_create(&dir.path().join("mirror"), &parsed, &options).unwrap();
    let held = server.hold(Stage::Request);
    std::thread::scope(|scope| {
        let fetching = scope.spawn(|| mirror.fetch(&NONE, "main", &mut |_| ()));
        held.wait();
        cancel.cancel();
        assert_eq!(fetching.join().unwrap(), Err(ExchangeError::Cancelled));
    });
    held.release();
    let mirror = mirror_of(dir.path(), &url);
    assert!(fetch(&mirror, "main").is_some(), "the mirror is none the worse");
}

#[test]
fn a_credential_that_does_not_fit_is_refused_before_anything_is_sent() {
    let dir = tempfile::tempdir().unwrap();
    let key = Credential::SshKey {
        key_file: dir.path().join("key"),
        known_hosts: dir.path().join("known_hosts"),
    };
    let invalid = |url: &str, credential: &Credential| {
        let mirror = mirror_of(dir.path(), url);
        match mirror.ls_remote(credential, "main").unwrap_err() {
            ExchangeError::Invalid { message } => message,
            error => panic!("{error:?}"),
        }
    };
    assert!(invalid("http://example.org/a", &token("t0ken")).contains("unencrypted"));
    assert!(invalid("git@example.org:a", &token("t0ken")).contains("https://"));
    assert!(invalid("git@example.org:a", &NONE).contains("SSH key"));
    assert!(invalid("git@example.org:a", &key).contains("does not exist"));
    assert!(invalid("https://example.org/a", &token("two\nlines")).contains("line break"));
    std::fs::write(dir.path().join("key"), "").unwrap();
    std::fs::write(dir.path().join("known_hosts"), "").unwrap();
    assert!(invalid("https://example.org/a", &key).contains("ssh://"));
}

#[test]
fn an_ssh_host_that_is_away_is_a_matter_of_the_network() {
    if std::process::Command::new("ssh").arg("-V").output().is_err() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    for name in ["key", "known hosts"] {
        std::fs::write(dir.path().join(name), "").unwrap();
    }
    // A port that was just free and is not listened on.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mirror = mirror_of(dir.path(), &format!("ssh://git@127.0.0.1:{port}/a.git"));
    let key = Credential::SshKey {
        key_file: dir.path().join("key"),
        known_hosts: dir.path().join("known hosts"),
    };
    let error = mirror.ls_remote(&key, "main").unwrap_err();
    assert!(matches!(error, ExchangeError::Network { .. }), "{error:?}");
}

#[test]
fn a_repository_on_this_machine_must_be_allowed() {
    let dir = tempfile::tempdir().unwrap();
    let repository = TestRepository::create(dir.path().join("remote.git"));
    let url = RemoteUrl::parse(&repository.url()).unwrap();
    let error = Mirror::open_or_create(&dir.path().join("mirror"), &url, &MirrorOptions::default())
        .unwrap_err();
    assert!(error.to_string().contains("not allowed"), "{error}");
}
