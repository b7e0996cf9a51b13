//! A push inside the process gives what git's own gives: the same commits, whole, and the same outcomes.

use std::fs;
use std::path::PathBuf;

use hedgerow_git::{Credential, Mirror, MirrorOptions, NewCommit, PushOutcome, RemoteUrl};
use hedgerow_testkit::{GitServer, TestRepository, write_program};
use proptest::prelude::*;

use crate::support::{Pair, WAYS, commit, options};

/// A git program that notes what it was asked to do.
pub(crate) struct Noted {
    pub(crate) program: PathBuf,
    log: PathBuf,
}

impl Noted {
    pub(crate) fn new(dir: &std::path::Path) -> Self {
        let (program, log) = (dir.join("noted-git"), dir.join("asked"));
        let script = format!("echo \"$*\" >> '{}'\nexec git \"$@\"", log.display());
        write_program(&program, &script);
        Self { program, log }
    }

    pub(crate) fn asked(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    pub(crate) fn forget(&self) {
        fs::write(&self.log, "").unwrap();
    }

    fn pushes(&self) -> usize {
        self.asked().lines().filter(|line| line.contains(" push ")).count()
    }
}

#[test]
fn a_small_push_over_http_starts_no_git_and_a_large_one_does() {
    let dir = tempfile::tempdir().unwrap();
    for (way, expected) in WAYS.into_iter().zip([0, 1]) {
        let git = Noted::new(dir.path());
        let served = way(&MirrorOptions { git_program: git.program.clone(), ..options() });
        assert_eq!(served.push(), PushOutcome::Accepted);
        assert_eq!(served.remote_head(), served.new);
        assert_eq!(git.pushes(), expected);
    }
}

/// A branch that is new to the remote, from a commit that it has: no history is sent again.
#[test]
fn a_new_branch_sends_what_the_remote_lacks() {
    let dir = tempfile::tempdir().unwrap();
    let git = Noted::new(dir.path());
    let served = WAYS[0](&MirrorOptions { git_program: git.program.clone(), ..options() });
    let branch = "hedgerow/change-1";
    assert_eq!(
        served.mirror.push(&Credential::None, branch, None, served.new),
        PushOutcome::Accepted
    );
    assert_eq!(served.pair.repository.head(branch), Some(served.new.to_string()));
    // Nothing is to be sent: a pack of no objects.
    let other = "hedgerow/change-2";
    let outcome = served.mirror.push(&Credential::None, other, None, served.new);
    assert_eq!(outcome, PushOutcome::Accepted);
    assert_eq!(served.pair.repository.head(other), Some(served.new.to_string()));
    assert_eq!(git.pushes(), 0);
    served.pair.repository.fsck();
}

/// What the remote says, by both ways.
#[test]
fn both_ways_give_the_same_outcomes() {
    for (script, name) in [
        ("echo 'Not on Fridays.' >&2; exit 1", "pre-receive"),
        ("printf 'one\\rtwo\\nand\\n\\nthree' >&2; exit 1", "pre-receive"),
        ("echo 'Not this branch.'; exit 1", "update"),
        ("echo 'GH006: Protected branch update failed' >&2; exit 1", "pre-receive"),
        ("exit 1", "pre-receive"),
        ("head -c 200000 /dev/zero | tr '\\0' 'x' >&2; exit 1", "pre-receive"),
    ] {
        let outcomes = WAYS.map(|way| {
            let served = way(&options());
            served.pair.repository.hook(name, script);
            served.push()
        });
        assert_eq!(outcomes[0], outcomes[1], "{script}");
        assert!(!outcomes[0].is_uncertain(), "{script}: {:?}", outcomes[0]);
    }
    for settings in [
        &[("transfer.fsckObjects", "true"), ("receive.denyCurrentBranch", "refuse")][..],
        &[("core.bare", "false"), ("receive.denyCurrentBranch", "refuse")],
        &[("receive.maxInputSize", "10")],
        &[("transfer.hideRefs", "refs/heads/main")],
        &[("receive.shallowUpdate", "true")],
    ] {
        let outcomes = WAYS.map(|way| {
            let served = way(&options());
            for (name, value) in settings {
                served.pair.repository.git(&["config", name, value]);
            }
            served.push()
        });
        let class = |outcome: &PushOutcome| std::mem::discriminant(outcome);
        assert_eq!(class(&outcomes[0]), class(&outcomes[1]), "{settings:?}: {outcomes:?}");
    }
}

fn edits() -> impl Strategy<Value = Vec<(String, Option<Vec<u8>>)>> {
    let part = || proptest::sample::select(vec!["a", "a.b", "a-", "b", "Ü", "z z"]);
    let path = proptest::collection::vec(part(), 1..4).prop_map(|parts| parts.join("/"));
    let content = proptest::option::weighted(0.7, proptest::collection::vec(any::<u8>(), 0..40));
    proptest::collection::vec((path, content), 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Files that become folders and back, folders that empty, what comes again: the remote ends up with
    /// objects that git finds whole.
    #[test]
    fn whatever_is_pushed_arrives_whole(rounds in proptest::collection::vec(
        proptest::collection::vec(edits(), 1..4), 1..4,
    )) {
        let dir = tempfile::tempdir().unwrap();
        let git = Noted::new(dir.path());
        let repository = TestRepository::create(dir.path().join("remote.git"));
        let server = GitServer::start(dir.path());
        let url = RemoteUrl::parse(&server.url("remote.git")).unwrap();
        let options = MirrorOptions { git_program: git.program.clone(), ..options() };
        let mirror = Mirror::open_or_create(&dir.path().join("mirror"), &url, &options).unwrap();
        let mut head = None;
        for stack in rounds {
            let commits: Vec<NewCommit> = stack
                .into_iter()
                .enumerate()
                .map(|(number, edits)| NewCommit { edits, ..commit(&number.to_string(), &[]) })
                .collect();
            // What cannot be built is another test's.
            let Ok(built) = mirror.write_commits(head, &commits) else { continue };
            let Some(new) = built.last().and_then(|built| built.oid) else { continue };
            prop_assert_eq!(mirror.push(&Credential::None, "main", head, new), PushOutcome::Accepted);
            prop_assert_eq!(repository.head("main"), Some(new.to_string()));
            head = Some(new);
        }
        repository.fsck();
        prop_assert_eq!(git.pushes(), 0);
    }
}

/// Links, submodules and executables beside what is edited stay as they are.
#[test]
fn what_is_beside_an_edit_is_not_sent_and_stays() {
    let pair = Pair::with(&[("folder/a", "1"), ("folder/run", "x")]);
    let head = pair.repository.head("main").unwrap();
    for entry in [
        format!(
            "120000,{},folder/link",
            pair.repository.git(&["rev-parse", "main:folder/a"]).trim()
        ),
        format!("160000,{head},folder/module"),
    ] {
        pair.repository.work_git(&["update-index", "--add", "--cacheinfo", &entry]);
    }
    pair.repository.work_git(&["commit", "-q", "-m", "x"]);
    pair.repository.work_git(&["push", "-q", &pair.repository.url(), "HEAD:main"]);
    let server = GitServer::start(pair.dir.path());
    let url = RemoteUrl::parse(&server.url("remote.git")).unwrap();
    let mirror = Mirror::open_or_create(&pair.dir.path().join("http"), &url, &options()).unwrap();
    let old = crate::support::fetch(&mirror, "main");
    let built = mirror.write_commits(old, &[commit("x", &[("folder/a", Some("2"))])]).unwrap();
    let new = built[0].oid.unwrap();
    assert_eq!(mirror.push(&Credential::None, "main", old, new), PushOutcome::Accepted);
    let listed = pair.repository.git(&["ls-tree", "-r", "--name-only", "main"]);
    assert_eq!(listed.lines().count(), 4, "{listed}");
    pair.repository.fsck();
}

/// A tree that comes back in a later commit of the same push, to a host that builds an index as most do.
#[test]
fn an_edit_that_is_taken_back_arrives_whole() {
    let served = WAYS[0](&options());
    served.pair.repository.git(&["config", "receive.unpackLimit", "1"]);
    let stack = ["2", "1", "2", "3"].map(|text| commit(text, &[("a", Some(text))]));
    let built = served.mirror.write_commits(served.old, &stack).unwrap();
    let new = built.last().unwrap().oid.unwrap();
    let outcome = served.mirror.push(&Credential::None, "main", served.old, new);
    assert_eq!(outcome, PushOutcome::Accepted);
    assert_eq!(served.remote_head(), new);
    served.pair.repository.fsck();
}
