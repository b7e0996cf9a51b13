//! What is the matter, and what to do next: each cause is told as what it is.

use hedgerow_git::{Credential, ExchangeError, PushOutcome, RemoteUrl};
use hedgerow_testkit::{At, Fault, GitServer, TestRepository};
use rstest::rstest;

use crate::support::{Pair, Served, commit, fetch, mirror_of, token};

/// What an exchange that reads is called.
fn class(error: &ExchangeError) -> &'static str {
    match error {
        ExchangeError::Authentication { .. } => "authentication",
        ExchangeError::NoCredential { .. } => "no credential",
        ExchangeError::Redirected { .. } => "redirected",
        ExchangeError::Permission { .. } => "permission",
        ExchangeError::NotFound { .. } => "not found",
        ExchangeError::Way { .. } => "way",
        ExchangeError::Network { .. } => "network",
        ExchangeError::TimedOut { .. } => "timed out",
        ExchangeError::TooLong { .. } => "too long",
        ExchangeError::Cancelled => "cancelled",
        ExchangeError::Invalid { .. } => "invalid",
        ExchangeError::Program { .. } => "program",
        ExchangeError::Unsupported { .. } => "unsupported",
        ExchangeError::Exhausted { .. } => "exhausted",
        ExchangeError::Other { .. } => "other",
    }
}

/// What is wrong, what reading says of it, and what pushing says; each: class and words, of the cause
/// and of the next step.
#[rstest]
#[case("no credential", "no credential", &["none is configured", "store a credential"])]
#[case("wrong token", "authentication", &["did not accept the credential", "not expired"])]
#[case("gone", "not found", &["repository not found", "moved, renamed or deleted"])]
#[case("not readable", "permission", &["does not allow this", "access to this repository"])]
#[case("elsewhere", "redirected", &["another port", "never followed", "that URL"])]
#[case("log-in page", "redirected", &["`/sign_in`", "that URL"])]
#[case("away", "network", &["could not be reached", "network"])]
fn a_remote_is_told_as_what_it_is(
    #[case] wrong: &str,
    #[case] expected: &str,
    #[case] words: &[&str],
) {
    let mut served = Served::new();
    let mut credential = Credential::None;
    let elsewhere = GitServer::start(served.pair.dir.path());
    let mut faults = Vec::new();
    let at = |push| if push { At::PushRefs } else { At::FetchRefs };
    for push in [false, true] {
        match wrong {
            "no credential" => served.server.require("ada", "right-token"),
            "wrong token" => {
                served.server.require("ada", "right-token");
                credential = token("wrong-token");
            }
            "gone" if !push => std::fs::remove_dir_all(served.pair.repository.path()).unwrap(),
            "not readable" => served.server.answer_with(Some(("403 Forbidden", "no\n"))),
            "elsewhere" => {
                let to = Fault::Redirect(elsewhere.url("remote.git"));
                faults.push(served.server.fault(at(push), to));
            }
            "log-in page" => {
                let to = Fault::RedirectTo("/sign_in?back=1".into());
                faults.push(served.server.fault(at(push), to));
            }
            "away" if !push => {
                served.server = GitServer::start(served.pair.dir.path());
            }
            _ => {}
        }
        if push {
            let outcome = served.mirror.push(&credential, "main", served.old, served.new);
            let said = outcome.message().to_owned();
            let found = match outcome {
                PushOutcome::Authentication { .. } => "authentication",
                PushOutcome::Permission { .. } => "permission",
                PushOutcome::Network { .. } => "network",
                // These say themselves what to do next.
                PushOutcome::Refused { .. } => {
                    assert!(words.iter().all(|word| said.contains(word)), "{said}");
                    expected
                }
                outcome => panic!("{outcome:?}"),
            };
            assert_eq!(found, expected, "{said}");
        } else {
            let error = served.mirror.ls_remote(&credential, "main").unwrap_err();
            let said = format!("{error}; {}", error.remedy());
            assert_eq!(class(&error), expected, "{said}");
            assert!(words.iter().all(|word| said.contains(word)), "{said}");
        }
    }
}

#[test]
fn a_repository_that_people_work_in_is_told_as_one() {
    let pair = Pair::with(&[("a", "1")]);
    let clone = pair.dir.path().join("clone");
    pair.repository.work_git(&["clone", "-q", &pair.repository.url(), clone.to_str().unwrap()]);
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror_of(dir.path(), clone.to_str().unwrap());
    let old = fetch(&mirror, "main");
    let built = mirror.write_commits(old, &[commit("edit", &[("a", Some("2"))])]).unwrap();
    let outcome = mirror.push(&Credential::None, "main", old, built[0].oid.unwrap());
    let PushOutcome::Refused { message } = &outcome else { panic!("{outcome:?}") };
    assert!(message.contains("is not bare") && message.contains("connect a bare"), "{message}");
}

#[test]
fn a_remote_that_is_an_incomplete_copy_is_told_as_one() {
    let pair = Pair::with(&[("a", "1")]);
    pair.repository.commit("main", "second", &[("a", Some("2"))]);
    let shallow = pair.dir.path().join("shallow.git");
    let url = format!("file://{}", pair.repository.path().display());
    pair.repository.work_git(&[
        "clone",
        "-q",
        "--bare",
        "--depth",
        "1",
        &url,
        shallow.to_str().unwrap(),
    ]);
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror_of(dir.path(), shallow.to_str().unwrap());
    let error = mirror.fetch(&Credential::None, "main", &mut |_| ()).unwrap_err();
    assert_eq!(class(&error), "unsupported", "{error:?}");
    let text = error.to_string();
    assert!(text.contains("shallow clone") && text.contains("--unshallow"), "{text}");
}

#[test]
fn a_folder_that_is_no_repository_of_ours_does_not_tell_its_place() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("mirror")).unwrap();
    std::fs::write(dir.path().join("mirror/file"), "").unwrap();
    let repository = TestRepository::create(dir.path().join("remote.git"));
    let url = RemoteUrl::parse(&repository.url()).unwrap();
    let options = crate::support::options();
    let error = hedgerow_git::Mirror::open_or_create(&dir.path().join("mirror"), &url, &options)
        .unwrap_err();
    let text = error.to_string();
    assert!(!text.contains(dir.path().to_str().unwrap()), "{text}");
}
