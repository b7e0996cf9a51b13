//! Redirects: within one host they are followed, anywhere else never.

use std::fs;

use hedgerow_git::{ExchangeError, PushOutcome};
use hedgerow_testkit::{At, Fault, GitServer, TestRepository};

use crate::support::{Served, fetch, mirror_of, token};

#[test]
fn a_repository_that_was_renamed_on_its_host_is_read_and_pushed_to() {
    let served = Served::new();
    let theirs = served.theirs();
    fs::rename(served.pair.repository.path(), served.pair.dir.path().join("renamed.git")).unwrap();
    let to_new = |at| served.server.fault(at, Fault::Redirect("/renamed.git".to_owned()));
    let faulty = to_new(At::FetchRefs);
    assert_eq!(served.look(), Ok(Some(theirs)));
    assert_eq!(served.fetch(), Ok(Some(theirs)));
    assert_eq!(faulty.met(), 1, "where it leads is remembered");
    drop(faulty);
    let built = served
        .mirror
        .write_commits(Some(theirs), &[crate::support::commit("edit", &[("c", Some("2"))])]);
    let new = built.unwrap()[0].oid.unwrap();
    let push = || served.mirror.push(&Default::default(), "main", Some(theirs), new);
    assert_eq!(push(), PushOutcome::Accepted);
    assert_eq!(served.look(), Ok(Some(new)));
    // What was remembered holds as long as it works.
    fs::rename(served.pair.dir.path().join("renamed.git"), served.pair.repository.path()).unwrap();
    assert!(matches!(served.look(), Err(ExchangeError::NotFound { .. })));
    assert_eq!(served.look(), Ok(Some(new)));
}

#[test]
fn a_push_alone_finds_a_renamed_repository() {
    let served = Served::new();
    fs::rename(served.pair.repository.path(), served.pair.dir.path().join("renamed.git")).unwrap();
    let _faulty = served.server.fault(At::PushRefs, Fault::Redirect("/renamed.git".to_owned()));
    assert_eq!(served.push(), PushOutcome::Accepted);
}

#[test]
fn a_token_is_sent_on_within_the_host_only() {
    let served = Served::new();
    served.server.require("ada", "right-token");
    let elsewhere = GitServer::start(served.pair.dir.path());
    elsewhere.require("ada", "right-token");
    let credential = token("right-token");
    let faulty = served.server.fault(At::FetchRefs, Fault::Redirect(elsewhere.url("remote.git")));
    let error = served.mirror.ls_remote(&credential, "main").unwrap_err();
    assert!(matches!(error, ExchangeError::Redirected { .. }), "{error:?}");
    assert!(error.to_string().contains(&elsewhere.url("remote.git")), "{error}");
    assert!(elsewhere.requests().is_empty());
    drop(faulty);
    fs::rename(served.pair.repository.path(), served.pair.dir.path().join("renamed.git")).unwrap();
    let _faulty = served.server.fault(At::FetchRefs, Fault::Redirect("/renamed.git".to_owned()));
    assert_eq!(served.mirror.ls_remote(&credential, "main"), Ok(served.old));
}

#[test]
fn what_was_sent_is_not_sent_again_to_where_a_redirect_leads() {
    let served = Served::new();
    let to = Fault::RedirectTo("/renamed.git/info/refs".to_owned());
    let faulty = served.server.fault(At::PushPack, to);
    let outcome = served.push();
    assert!(outcome.is_uncertain(), "{outcome:?}");
    assert!(outcome.message().contains("in the middle of the exchange"), "{outcome:?}");
    assert_eq!(faulty.met(), 1);
    assert!(served.server.requests().iter().all(|one| !one.target.contains("renamed")));
}

#[test]
fn one_that_goes_in_circles_or_to_a_page_is_not_followed_for_ever() {
    let served = Served::new();
    for (to, words) in [
        ("/remote.git/info/refs", "after 3 others"),
        ("/users/sign_in", "`/users/sign_in`"),
        ("https://127.0.0.1/remote.git/info/refs", "another scheme"),
        ("http://user:s3cret@other.example/x?token=s3cret", "`http://other.example`"),
        ("nowhere", "cannot be read"),
    ] {
        let _faulty = served.server.fault(At::FetchRefs, Fault::RedirectTo(to.to_owned()));
        let error = served.look().unwrap_err();
        assert!(matches!(error, ExchangeError::Redirected { .. }), "{to}: {error:?}");
        let text = error.to_string();
        assert!(text.contains(words) && !text.contains("s3cret"), "{to}: {text}");
    }
    assert_eq!(served.look(), Ok(served.old));
}

#[test]
fn the_alternates_of_a_web_server_without_git_lead_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let repository = TestRepository::create(dir.path().join("here/remote.git"));
    repository.commit("main", "start", &[("a", Some("1"))]);
    repository.git(&["update-server-info"]);
    let (here, there) = (dir.path().join("here"), dir.path().join("there"));
    let (server, elsewhere) = (GitServer::start(&here), GitServer::start(dir.path()));
    server.serve_files();
    elsewhere.serve_files();
    let mirror = mirror_of(&dir.path().join("whole"), &server.url("remote.git"));
    assert!(fetch(&mirror, "main").is_some(), "such a server is read");

    // The objects move, and the server says where.
    fs::create_dir_all(&there).unwrap();
    let objects = here.join("remote.git/objects");
    fs::rename(&objects, there.join("objects")).unwrap();
    fs::create_dir_all(objects.join("info")).unwrap();
    let url = elsewhere.url("there/objects/");
    for name in ["http-alternates", "alternates"] {
        fs::write(objects.join("info").join(name), format!("{url}\n")).unwrap();
    }
    let mirror = mirror_of(&dir.path().join("parted"), &server.url("remote.git"));
    let fetched = mirror.fetch(&Default::default(), "main", &mut |_| ());
    assert!(fetched.is_err(), "{fetched:?}");
    assert!(elsewhere.requests().is_empty(), "{:?}", elsewhere.requests());
}
