use hedgerow_git::{Credential, PushOutcome};
use hedgerow_testkit::{Cut, GitServer};

use crate::support::{Pair, Served, commit, fetch, mirror_of, options, token};

const NONE: Credential = Credential::None;

#[test]
fn a_push_moves_the_branch_from_where_it_was_expected() {
    let pair = Pair::with(&[("a", "1")]);
    let old = pair.mirror.known_head("main");
    let new = pair.build(&[("a", Some("2"))]);
    assert_eq!(pair.mirror.push(&NONE, "main", old, new), PushOutcome::Accepted);
    assert_eq!(pair.repository.head("main"), Some(new.to_string()));
    assert_eq!(pair.repository.read("main", "a").as_deref(), Some("2"));
    assert_eq!(pair.mirror.known_head("main"), old, "a push notes nothing by itself");
    pair.mirror.set_known_head("main", new).unwrap();
    assert_eq!(pair.mirror.known_head("main"), Some(new));
    assert_eq!(pair.fetch(), Some(new));
}

#[test]
fn a_push_that_is_there_already_is_accepted() {
    let pair = Pair::with(&[("a", "1")]);
    let old = pair.mirror.known_head("main");
    let new = pair.build(&[("a", Some("2"))]);
    assert_eq!(pair.mirror.push(&NONE, "main", old, new), PushOutcome::Accepted);
    assert_eq!(pair.mirror.push(&NONE, "main", old, new), PushOutcome::Accepted);
}

#[test]
fn the_first_push_to_an_empty_repository_makes_the_branch() {
    let pair = Pair::empty();
    let new = pair.build(&[("a", Some("1"))]);
    assert_eq!(pair.mirror.push(&NONE, "main", None, new), PushOutcome::Accepted);
    assert_eq!(pair.repository.head("main"), Some(new.to_string()));
}

#[test]
fn a_branch_with_slashes_can_be_made() {
    let pair = Pair::with(&[("a", "1")]);
    let new = pair.build(&[("a", Some("2"))]);
    let branch = "hedgerow/fabric-1/0192";
    assert_eq!(pair.mirror.push(&NONE, branch, None, new), PushOutcome::Accepted);
    assert_eq!(pair.repository.head(branch), Some(new.to_string()));
}

#[test]
fn a_branch_that_moved_is_a_stale_lease_and_stays_as_it_is() {
    let pair = Pair::with(&[("a", "1")]);
    let old = pair.mirror.known_head("main");
    let new = pair.build(&[("a", Some("2"))]);
    let theirs = pair.repository.commit("main", "theirs", &[("b", Some("1"))]);
    let outcome = pair.mirror.push(&NONE, "main", old, new);
    assert!(matches!(outcome, PushOutcome::StaleLease { .. }), "{outcome:?}");
    assert_eq!(pair.repository.head("main"), Some(theirs));
}

#[test]
fn a_branch_that_appeared_is_a_stale_lease() {
    let pair = Pair::empty();
    let new = pair.build(&[("a", Some("2"))]);
    pair.repository.commit("main", "theirs", &[("b", Some("1"))]);
    let outcome = pair.mirror.push(&NONE, "main", None, new);
    assert!(matches!(outcome, PushOutcome::StaleLease { .. }), "{outcome:?}");
}

#[test]
fn a_branch_that_was_rewound_is_a_stale_lease_although_ours_would_fast_forward() {
    let pair = Pair::with(&[("a", "1")]);
    let first = pair.repository.head("main").unwrap();
    pair.repository.commit("main", "second", &[("a", Some("2"))]);
    let old = pair.fetch();
    let new = pair.build(&[("a", Some("3"))]);
    pair.repository.git(&["update-ref", "refs/heads/main", &first]);
    let outcome = pair.mirror.push(&NONE, "main", old, new);
    assert!(matches!(outcome, PushOutcome::StaleLease { .. }), "{outcome:?}");
    assert_eq!(pair.repository.head("main"), Some(first));
}

#[test]
fn a_branch_that_moves_during_the_push_is_a_stale_lease() {
    let pair = Pair::with(&[("a", "1")]);
    let old = pair.mirror.known_head("main");
    pair.repository.commit("other", "theirs", &[("b", Some("1"))]);
    // The lease was checked before the hook runs, so only the server's own lock notices.
    pair.repository.hook(
        "pre-receive",
        "unset GIT_QUARANTINE_PATH\ngit update-ref refs/heads/main refs/heads/other",
    );
    let new = pair.build(&[("a", Some("2"))]);
    let outcome = pair.mirror.push(&NONE, "main", old, new);
    assert!(matches!(outcome, PushOutcome::StaleLease { .. }), "{outcome:?}");
    assert_eq!(pair.repository.head("main"), pair.repository.head("other"));
}

#[test]
fn a_hook_that_refuses_is_quoted() {
    let pair = Pair::with(&[("a", "1")]);
    pair.repository.hook("pre-receive", "echo 'Not on Fridays.' >&2; exit 1");
    let old = pair.mirror.known_head("main");
    let new = pair.build(&[("a", Some("2"))]);
    assert_eq!(
        pair.mirror.push(&NONE, "main", old, new),
        PushOutcome::HookDeclined { message: "Not on Fridays.".to_owned() }
    );
    pair.repository.remove_hook("pre-receive");
    pair.repository.hook("update", "exit 1");
    assert_eq!(
        pair.mirror.push(&NONE, "main", old, new),
        PushOutcome::HookDeclined { message: "hook declined to update refs/heads/main".to_owned() }
    );
}

#[test]
fn a_protected_branch_is_told_from_other_refusals() {
    let pair = Pair::with(&[("a", "1")]);
    let old = pair.mirror.known_head("main");
    let new = pair.build(&[("a", Some("2"))]);
    for says in [
        "GitLab: You are not allowed to push code to protected branches on this project.",
        "error: GH006: Protected branch update failed for refs/heads/main.",
        "Gitea: Not allowed to push to protected branch main",
    ] {
        pair.repository.hook("pre-receive", &format!("echo '{says}' >&2; exit 1"));
        let outcome = pair.mirror.push(&NONE, "main", old, new);
        assert!(matches!(outcome, PushOutcome::Protected { .. }), "{outcome:?}");
    }
}

#[test]
fn a_push_over_the_size_limit_is_too_large() {
    let pair = Pair::with(&[("a", "1")]);
    pair.repository.git(&["config", "receive.maxInputSize", "10"]);
    let old = pair.mirror.known_head("main");
    let new = pair.build(&[("a", Some("2"))]);
    let outcome = pair.mirror.push(&NONE, "main", old, new);
    assert!(matches!(outcome, PushOutcome::TooLarge { .. }), "{outcome:?}");
}

#[test]
fn nothing_is_sent_that_cannot_be_right() {
    let pair = Pair::with(&[("a", "1")]);
    let old = pair.mirror.known_head("main");
    let unrelated = pair.mirror.write_commits(None, &[commit("x", &[("z", Some("1"))])]).unwrap();
    let unrelated = unrelated[0].oid.unwrap();
    let nowhere = "1111111111111111111111111111111111111111".parse().unwrap();
    let new = pair.build(&[("a", Some("2"))]);
    for outcome in [
        pair.mirror.push(&NONE, "main", old, unrelated),
        pair.mirror.push(&NONE, "main", old, nowhere),
        pair.mirror.push(&NONE, "main", Some(nowhere), new),
        pair.mirror.push(&NONE, "--mirror", old, new),
        pair.mirror.push(&NONE, "a..b", old, new),
        pair.mirror.push(&token("secret-token"), "main", old, new),
    ] {
        assert!(matches!(outcome, PushOutcome::Invalid { .. }), "{outcome:?}");
    }
}

#[test]
fn a_publish_over_http_is_one_exchange() {
    let pair = Pair::with(&[("a", "1")]);
    let server = GitServer::start(pair.dir.path());
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror_of(dir.path(), &server.url("remote.git"));
    let old = fetch(&mirror, "main");
    let begun = server.exchanges();
    let built = mirror.write_commits(old, &[commit("edit", &[("a", Some("2"))])]).unwrap();
    let new = built[0].oid.unwrap();
    assert_eq!(mirror.push(&NONE, "main", old, new), PushOutcome::Accepted);
    assert_eq!(server.exchanges(), begun + 1);
    assert_eq!(pair.repository.head("main"), Some(new.to_string()));
}

#[test]
fn an_answer_that_was_cut_is_uncertain_and_the_remote_tells() {
    let pair = Pair::with(&[("a", "1")]);
    let server = GitServer::start(pair.dir.path());
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror_of(dir.path(), &server.url("remote.git"));
    let old = fetch(&mirror, "main");
    let built = mirror.write_commits(old, &[commit("edit", &[("a", Some("2"))])]).unwrap();
    let new = built[0].oid.unwrap();
    server.cut_answers_of_pushes(1, Cut::AfterHead);
    let outcome = mirror.push(&NONE, "main", old, new);
    assert!(outcome.is_uncertain(), "{outcome:?}");
    assert_eq!(mirror.ls_remote(&NONE, "main"), Ok(Some(new)), "it was accepted");
}

#[test]
fn a_push_that_the_transport_sent_twice_is_accepted() {
    let served = Served::large(&options());
    served.server.cut_answers_of_pushes(1, Cut::BeforeHead);
    assert_eq!(served.push(), PushOutcome::Accepted);
    assert_eq!(served.server.pushes(), 2, "libcurl repeats a request that was not answered at all");
    assert_eq!(served.remote_head(), served.new);
}

#[test]
fn a_push_that_was_not_answered_is_not_sent_twice() {
    let served = Served::new();
    served.server.cut_answers_of_pushes(1, Cut::BeforeHead);
    let outcome = served.push();
    assert!(outcome.is_uncertain(), "{outcome:?}");
    assert_eq!(served.server.pushes(), 1);
    assert_eq!(served.look(), Ok(Some(served.new)), "it was accepted, as the remote tells");
}

#[test]
fn refusals_over_http_are_told_apart() {
    let pair = Pair::with(&[("a", "1")]);
    let server = GitServer::start(pair.dir.path());
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror_of(dir.path(), &server.url("remote.git"));
    let old = fetch(&mirror, "main");
    let built = mirror.write_commits(old, &[commit("edit", &[("a", Some("2"))])]).unwrap();
    let new = built[0].oid.unwrap();
    let push = |credential: &Credential| mirror.push(credential, "main", old, new);

    server.read_only(true);
    let outcome = push(&NONE);
    assert!(matches!(outcome, PushOutcome::Permission { .. }), "{outcome:?}");
    server.read_only(false);
    for (status, wanted) in [("413 Payload Too Large", "too large"), ("503 Away", "network")] {
        server.answer_with(Some((status, "no\n")));
        let outcome = push(&NONE);
        let got = match &outcome {
            PushOutcome::TooLarge { .. } => "too large",
            PushOutcome::Network { .. } => "network",
            _ => "another",
        };
        assert_eq!(got, wanted, "{outcome:?}");
    }
    server.answer_with(None);
    server.require("ada", "right-token");
    let outcome = push(&token("wrong-token"));
    assert!(matches!(outcome, PushOutcome::Authentication { .. }), "{outcome:?}");
    pair.repository.hook("pre-receive", "echo 'your token right-token is fine' >&2; exit 1");
    assert_eq!(
        push(&token("right-token")),
        PushOutcome::HookDeclined { message: "your token *** is fine".to_owned() }
    );
    pair.repository.remove_hook("pre-receive");
    assert_eq!(push(&token("right-token")), PushOutcome::Accepted);
}

#[test]
fn a_server_that_is_away_is_a_matter_of_the_network() {
    let pair = Pair::with(&[("a", "1")]);
    let server = GitServer::start(pair.dir.path());
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror_of(dir.path(), &server.url("remote.git"));
    let old = fetch(&mirror, "main");
    let built = mirror.write_commits(old, &[commit("edit", &[("a", Some("2"))])]).unwrap();
    server.answer_with(None);
    drop(server);
    let outcome = mirror.push(&NONE, "main", old, built[0].oid.unwrap());
    assert!(matches!(outcome, PushOutcome::Network { .. }), "{outcome:?}");
}
