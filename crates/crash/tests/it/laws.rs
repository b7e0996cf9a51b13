//! The laws of ARCHITECTURE.md, as what can be seen from outside: the repository and the API.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use crate::estate::{Estate, OUTSIDE, expected, wishes};
use crate::process::Server;
use crate::session::Session;

/// A commit of the branch.
struct Commit {
    id: String,
    tree: String,
    parents: Vec<String>,
    change: Option<String>,
}

/// The branch, oldest first.
fn history(estate: &Estate) -> Vec<Commit> {
    let format =
        "--format=%H%x09%T%x09%P%x09%(trailers:key=Hedgerow-Change,valueonly,separator=%x2C)";
    let log = estate.remote.git(&["log", "--reverse", format, "main"]);
    log.lines()
        .map(|line| {
            let mut parts = line.split('\t').map(str::to_owned);
            let mut next = || parts.next().unwrap();
            let (id, tree) = (next(), next());
            let parents = next().split_whitespace().map(str::to_owned).collect();
            let change = Some(next()).filter(|change| !change.is_empty());
            Commit { id, tree, parents, change }
        })
        .collect()
}

/// Laws 1 and 3: a change is on the branch exactly once and published, or it is not there and waits
/// with its drafts.
pub(crate) fn changes_landed_once_or_wait(session: &mut Session) {
    for wish in wishes() {
        let change = session.ask(|client| client.got(&format!("changes/{}", wish.name)));
        let state = change["state"].as_str().unwrap();
        let commits: Vec<String> = history(&session.estate)
            .into_iter()
            .filter(|commit| commit.change.as_deref() == change["id"].as_str())
            .map(|commit| commit.id)
            .collect();
        if state == "published" {
            assert_eq!(commits.len(), 1, "{} must be on the branch once: {change}", wish.name);
            assert_eq!(change["commit"].as_str(), Some(commits[0].as_str()), "{change}");
            touches_what_it_must(&session.estate, &commits[0], &wish.touches);
        } else {
            assert!(commits.is_empty(), "{} is on the branch and {state}", wish.name);
            assert!(matches!(state, "open" | "waiting"), "{change}");
            let drafts = change["drafts"].as_array().unwrap();
            assert_eq!(drafts.len(), wish.draft_count, "{change}");
        }
    }
}

fn touches_what_it_must(estate: &Estate, commit: &str, wanted: &[&str]) {
    let touched = estate.remote.git(&["diff-tree", "--no-commit-id", "-r", "--numstat", commit]);
    let touched: Vec<String> = touched.lines().map(|line| line.replace('\t', " ")).collect();
    assert_eq!(touched, wanted, "what {commit} touches");
}

/// Everything that people wanted is in Git, byte for byte, in one commit each and none besides; the
/// database agrees with Git; and a second look finds nothing to do.
pub(crate) fn everything_landed(session: &mut Session) {
    changes_landed_once_or_wait(session);
    for wish in wishes() {
        let change = session.ask(|client| client.got(&format!("changes/{}", wish.name)));
        assert_eq!(change["state"], "published", "{change}");
    }
    let estate = &session.estate;
    let files: BTreeMap<String, String> = estate
        .remote
        .files("main")
        .into_iter()
        .map(|path| {
            let text = estate.remote.read("main", &path).unwrap();
            (path, text)
        })
        .collect();
    let mut wanted = expected();
    wanted.remove("a/raw/late.yaml");
    assert_eq!(files, wanted);

    let commits = history(estate);
    for pair in commits.windows(2) {
        assert_eq!(pair[1].parents, [pair[0].id.as_str()], "history is a line");
        assert_ne!(pair[1].tree, pair[0].tree, "{} changes nothing", pair[1].id);
    }
    // The first commit; one for each time something was dropped into raw/; one for each change.
    let normalised = 2;
    let subjects = estate.remote.subjects("main");
    assert_eq!(commits.len(), 1 + OUTSIDE + normalised + wishes().len(), "{subjects:?}");
    estate.remote.fsck();

    second_sync_does_nothing(session);
    every_run_ended(session);
    every_change_is_told_once(session);
    database_is_what_a_fresh_one_would_be(session);
}

fn second_sync_does_nothing(session: &mut Session) {
    let head = session.estate.remote.head("main");
    for fabric in ["alpha", "beta"] {
        let report =
            session.ask(|client| client.posted(&format!("fabrics/{fabric}/sync"), &json!({})));
        assert_eq!(report["nothing_new"], true, "{report}");
        assert_eq!(report["commit"].as_str(), head.as_deref(), "{report}");
    }
    assert_eq!(session.estate.remote.head("main"), head);
}

/// Nobody who reads the audit finds it touched, wherever the server before this one died.
pub(crate) fn audit_is_whole(server: &Server) {
    // One that dies meanwhile has a successor.
    if let Ok(verified) = server.client.got("audit/verification") {
        assert_eq!(verified["ok"], true, "{verified}");
    }
}

/// What happened is in the audit with it, and once.
fn every_change_is_told_once(session: &mut Session) {
    let path = "audit?action=change.outcome&outcome=done&limit=1000";
    let told = session.ask(|client| client.listed(path));
    let mut told: Vec<&str> =
        told.as_array().unwrap().iter().map(|entry| entry["subject"].as_str().unwrap()).collect();
    told.sort_unstable();
    let mut wanted: Vec<&str> = wishes().iter().map(|wish| wish.name).collect();
    wanted.sort_unstable();
    assert_eq!(told, wanted);
}

fn every_run_ended(session: &mut Session) {
    let runs = session.ask(|client| client.listed("runs?limit=1000"));
    for run in runs.as_array().unwrap() {
        assert!(matches!(run["state"].as_str(), Some("finalised" | "failed")), "{run}");
        assert!(run["ended_at"].is_i64(), "{run}");
    }
}

/// Law 3: the database is what Git says, whatever happened on the way.
fn database_is_what_a_fresh_one_would_be(session: &mut Session) {
    let head = session.estate.remote.head("main");
    let data = session.estate.folder.path().join("fresh");
    let fresh = Server::start(&data, None).unwrap();
    let url = session.estate.url();
    fresh.client.posted("repositories", &json!({ "name": "origin", "url": url })).unwrap();
    for (name, directory, layout) in [("alpha", "a", "managed"), ("beta", "b", "in-place")] {
        let fabric = json!({
            "name": name, "repository": "origin", "directory": directory, "layout": layout,
        });
        fresh.client.posted("fabrics", &fabric).unwrap();
        fresh.client.posted(&format!("fabrics/{name}/sync"), &json!({})).unwrap();
        for what in ["resources?content=true", "findings?limit=1000"] {
            let path = format!("fabrics/{name}/{what}");
            let old = session.ask(|client| client.listed(&path));
            let new = fresh.client.listed(&path).unwrap();
            assert_eq!(set_of(&old), set_of(&new), "{path}");
        }
    }
    let conflicts = session.ask(|client| client.listed("conflicts?limit=1000"));
    assert_eq!(conflicts, json!([]));
    assert_eq!(session.estate.remote.head("main"), head, "a fresh server has nothing to commit");
}

fn set_of(list: &Json) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(Json::to_string).collect()
}
