//! Fetching without git: the same commits, whole, or nothing at all.

use std::fs;

use hedgerow_git::{Ahead, Credential, Mirror, MirrorOptions, Oid, PushOutcome, RemoteUrl};
use hedgerow_testkit::{At, Fault, GitServer};
use proptest::prelude::*;

use crate::native::Noted;
use crate::support::{Pair, commit, fetch, options, token};

const NONE: Credential = Credential::None;

/// A repository that is read where it lies, and through a server.
struct Both {
    pair: Pair,
    _server: GitServer,
    git: Noted,
    by_http: Mirror,
    from_disk: Mirror,
}

impl Both {
    fn with(files: &[(&str, &str)]) -> Self {
        let pair = Pair::with(files);
        let server = GitServer::start(pair.dir.path());
        let git = Noted::new(pair.dir.path());
        let options = MirrorOptions { git_program: git.program.clone(), ..options() };
        let open = |name: &str, url: &str| {
            let url = RemoteUrl::parse(url).unwrap();
            let mirror = Mirror::open_or_create(&pair.dir.path().join(name), &url, &options);
            let mirror = mirror.unwrap();
            fetch(&mirror, "main");
            mirror
        };
        let by_http = open("by-http", &server.url("remote.git"));
        let from_disk = open("from-disk", &pair.repository.url());
        git.forget();
        Self { pair, _server: server, git, by_http, from_disk }
    }

    fn mirrors(&self) -> [&Mirror; 2] {
        [&self.by_http, &self.from_disk]
    }
}

fn quickly(mirror: &Mirror) -> Option<Oid> {
    mirror.fetch_quickly(&NONE, "main").map(|ahead| ahead.head)
}

#[test]
fn few_commits_come_without_git() {
    let both = Both::with(&[("folder/a", "1"), ("b", "1")]);
    let same = both.pair.repository.head("main").unwrap().parse().unwrap();
    for mirror in both.mirrors() {
        assert_eq!(quickly(mirror), Some(same), "nothing moved");
    }
    both.pair.repository.commit("main", "one", &[("folder/a", Some("2")), ("c/d", Some("new"))]);
    let theirs = both.pair.repository.commit("main", "two", &[("b", None)]).parse().unwrap();
    for mirror in both.mirrors() {
        assert_eq!(quickly(mirror), Some(theirs));
        assert_eq!(mirror.known_head("main"), Some(theirs));
        let (blob, _) = mirror.blob_at(theirs, "c/d").unwrap().unwrap();
        assert_eq!(mirror.blob(blob).unwrap(), b"new");
        assert_eq!(mirror.blob_at(theirs, "b").unwrap(), None);
    }
    assert_eq!(both.git.asked(), "");
}

#[test]
fn a_push_in_the_exchange_that_read_the_head_finds_it_there_or_is_stale() {
    let both = Both::with(&[("a", "1"), ("b", "1")]);
    both.pair.repository.commit("main", "theirs", &[("b", Some("2"))]);
    for moved in [false, true] {
        let Some(Ahead { head, session: Some(session) }) =
            both.by_http.fetch_quickly(&NONE, "main")
        else {
            panic!("no session")
        };
        assert_eq!(session.head(), Some(head));
        let text = moved.to_string();
        let built = both.by_http.write_commits(Some(head), &[commit("x", &[("a", Some(&text))])]);
        let new = built.unwrap()[0].oid.unwrap();
        if moved {
            both.pair.repository.commit("main", "again", &[("b", Some("3"))]);
        }
        let outcome = session.push(Some(head), new);
        assert_eq!(outcome == PushOutcome::Accepted, !moved, "{outcome:?}");
        assert_eq!(matches!(outcome, PushOutcome::StaleLease { .. }), moved, "{outcome:?}");
        let there = both.pair.repository.head("main").unwrap();
        assert_eq!(there == new.to_string(), !moved);
    }
    assert_eq!(both.git.asked(), "");
    both.pair.repository.fsck();
}

/// Where anything is unusual, nothing is noted, and git is asked.
#[test]
fn what_is_unusual_is_left_to_git() {
    type Prepare = fn(&Both);
    let cases: [(&str, Prepare); 7] = [
        ("a history that was rewritten", |both| {
            let tree = both.pair.repository.git(&["rev-parse", "main^{tree}"]);
            let other = both.pair.repository.git(&["commit-tree", tree.trim(), "-m", "other"]);
            both.pair.repository.git(&["update-ref", "refs/heads/main", other.trim()]);
        }),
        ("a branch that went back", |both| {
            let parent = both.pair.repository.git(&["rev-parse", "main^"]);
            both.pair.repository.git(&["update-ref", "refs/heads/main", parent.trim()]);
        }),
        ("a branch that is gone", |both| {
            both.pair.repository.git(&["update-ref", "-d", "refs/heads/main"]);
        }),
        ("many commits", |both| {
            for number in 0..101 {
                both.pair.repository.commit("main", "x", &[("a", Some(&number.to_string()))]);
            }
        }),
        ("much at once", |both| {
            let large = "a line like many others\n".repeat(200_000);
            both.pair.repository.commit("main", "x", &[("a", Some(&large))]);
        }),
        ("a shallow repository", |both| {
            let head = both.pair.repository.commit("main", "x", &[("a", Some("2"))]);
            fs::write(both.pair.repository.path().join("shallow"), format!("{head}\n")).unwrap();
        }),
        ("an object that is missing", |both| {
            both.pair.repository.commit("main", "x", &[("a", Some("only here"))]);
            let blob = both.pair.repository.git(&["rev-parse", "main:a"]);
            let (folder, file) = blob.trim().split_at(2);
            let objects = both.pair.repository.path().join("objects");
            fs::remove_file(objects.join(folder).join(file)).unwrap();
        }),
    ];
    for (name, prepare) in cases {
        let both = Both::with(&[("a", "0")]);
        both.pair.repository.commit("main", "second", &[("a", Some("1"))]);
        for mirror in both.mirrors() {
            fetch(mirror, "main");
        }
        let known = both.by_http.known_head("main");
        prepare(&both);
        for mirror in both.mirrors() {
            assert_eq!(quickly(mirror), None, "{name}");
            assert_eq!(mirror.known_head("main"), known, "{name}");
        }
    }
    let both = Both::with(&[("a", "0")]);
    assert!(both.by_http.fetch_quickly(&NONE, "other").is_none());
    assert!(both.from_disk.fetch_quickly(&NONE, "other").is_none());
    assert!(both.by_http.fetch_quickly(&NONE, "--upload-pack=x").is_none());
    assert!(both.from_disk.fetch_quickly(&NONE, "../../x").is_none());
    assert!(both.from_disk.fetch_quickly(&token("abcdefgh"), "main").is_none());
}

#[test]
fn a_remote_that_fails_at_any_request_leaves_the_mirror_as_it_is() {
    for at in [At::PushRefs, At::FetchPack] {
        for fault in [
            Fault::Cut,
            Fault::CutInside,
            Fault::Stall,
            Fault::StallInside,
            Fault::Drip,
            Fault::Redirect("http://127.0.0.1:1/remote.git".to_owned()),
        ] {
            let pair = Pair::with(&[("a", "1")]);
            let server = GitServer::start(pair.dir.path());
            let deadline = std::time::Duration::from_millis(300);
            let options =
                MirrorOptions { deadline, total_deadline: deadline, ..crate::support::options() };
            let url = RemoteUrl::parse(&server.url("remote.git")).unwrap();
            let path = pair.dir.path().join("http");
            let calm = Mirror::open_or_create(&path, &url, &crate::support::options()).unwrap();
            let known = fetch(&calm, "main");
            let mirror = Mirror::open_or_create(&path, &url, &options).unwrap();
            pair.repository.commit("main", "theirs", &[("a", Some("2"))]);
            let faulty = server.fault(at, fault.clone());
            assert_eq!(quickly(&mirror), None, "{at:?} {fault:?}");
            assert_eq!(mirror.known_head("main"), known, "{at:?} {fault:?}");
            assert!(faulty.met() > 0, "{at:?} {fault:?}");
        }
    }
}

type Edit = (String, Option<String>);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let part = || proptest::sample::select(vec!["a", "a.b", "a-", "b", "z z"]);
    let path = proptest::collection::vec(part(), 1..4).prop_map(|parts| parts.join("/"));
    let content = proptest::option::weighted(0.7, "[a-z\n]{0,30}");
    // Below one folder a name is a file or a folder, and not both in one commit.
    let depth = |edits: &Vec<Edit>| {
        let deeper =
            |path: &str| edits.iter().any(|(other, _)| other.starts_with(&format!("{path}/")));
        !edits.iter().any(|(path, _)| deeper(path))
    };
    proptest::collection::vec((path, content), 1..5).prop_filter("a file and a folder", depth)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn whatever_others_push_comes_whole(
        rounds in proptest::collection::vec(proptest::collection::vec(edits(), 1..4), 1..3),
        merge in any::<bool>(),
    ) {
        let both = Both::with(&[("keep", "k")]);
        for (number, stack) in rounds.into_iter().enumerate() {
            // As others would build them: on a mirror of their own, pushed by git.
            let mut head = fetch(&both.pair.mirror, "main");
            for edits in stack {
                let edits: Vec<_> =
                    edits.iter().map(|(path, text)| (path.as_str(), text.as_deref())).collect();
                let Ok(built) = both.pair.mirror.write_commits(head, &[commit("x", &edits)]) else {
                    continue;
                };
                head = built[0].oid;
            }
            let head = head.unwrap();
            let known = both.pair.mirror.known_head("main");
            let pushed = both.pair.mirror.push(&NONE, "main", known, head);
            prop_assert_eq!(pushed, PushOutcome::Accepted);
            let mut newest = head.to_string();
            if merge {
                let tree = format!("{head}^{{tree}}");
                let side = both.pair.repository.git(&["commit-tree", &tree, "-p", &newest, "-m", "s"]);
                let parents = ["-p", newest.as_str(), "-p", side.trim()];
                let arguments = [&["commit-tree", &tree][..], &parents, &["-m", "merge"]].concat();
                newest = both.pair.repository.git(&arguments).trim().to_owned();
                both.pair.repository.git(&["update-ref", "refs/heads/main", &newest]);
            }
            for mirror in both.mirrors() {
                prop_assert_eq!(quickly(mirror), Some(newest.parse().unwrap()), "round {}", number);
            }
        }
        prop_assert_eq!(both.git.asked(), "");
        for mirror in both.mirrors() {
            let path = mirror.path().display().to_string();
            both.pair.repository.git(&["--git-dir", &path, "fsck", "--full", "--strict"]);
        }
    }
}
