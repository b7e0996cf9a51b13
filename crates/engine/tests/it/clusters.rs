//! Clusters: what they have is followed, held against Git, and acted on.

use std::future::Future;
use std::time::Duration;

use hedgerow_engine::views::{
    ClusterAccess, ClusterPlace, DriftQuery, DriftView, IgnoreRequest, NewCluster, NewSecret,
    PageRequest, ReapplyOutcome, ReapplyRequest, Scope, TakeRequest,
};
use hedgerow_engine::{Class, Engine, EngineError};
use hedgerow_model::{
    ApplyMode, AuditAction, DriftStanding, FieldOwner, Layout, Moved, Owner, Policy,
};
use hedgerow_store::AuditFilter;
use hedgerow_testkit::Cluster;
use serde_json::{Value as Json, json};

use crate::support::{World, config};

pub(super) const GROUP: &str = "wiring.githedgehog.com";

pub(super) fn server(name: &str, description: &str) -> String {
    format!(
        "# {name}\napiVersion: {GROUP}/v1beta1\nkind: Server\nmetadata:\n  name: {name}\nspec:\n  description: {description}\n"
    )
}

pub(super) fn object(name: &str, description: &str) -> Json {
    json!({
        "apiVersion": format!("{GROUP}/v1beta1"), "kind": "Server",
        "metadata": {"name": name}, "spec": {"description": description},
    })
}

pub(super) fn serving() -> Cluster {
    let cluster = Cluster::start();
    cluster.serves(GROUP, "v1beta1", "Server", "servers");
    cluster
}

pub(super) fn access(kubeconfig: String) -> ClusterAccess {
    ClusterAccess { kubeconfig: Some(NewSecret::new(kubeconfig)), ..ClusterAccess::default() }
}

pub(super) async fn add(
    engine: &Engine,
    name: &str,
    kubeconfig: String,
) -> Result<(), EngineError> {
    let new = NewCluster { name: name.into(), access: access(kubeconfig) };
    engine.add_cluster(new).await.map(drop)
}

pub(super) fn place(cluster: &str) -> Option<ClusterPlace> {
    Some(ClusterPlace {
        cluster: cluster.into(),
        namespaces: Vec::new(),
        ..ClusterPlace::default()
    })
}

/// A fabric with these servers in Git, in a cluster that is followed.
pub(super) async fn followed(cluster: &Cluster, servers: &[(&str, &str)]) -> World {
    let files: Vec<(String, String)> = servers
        .iter()
        .map(|(name, description)| (format!("env/{name}.yaml"), server(name, description)))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let world = World::with(&files).await;
    world.fabric("env", "env", Layout::InPlace).await;
    add(&world.engine, "lab", cluster.kubeconfig()).await.unwrap();
    world.engine.start();
    world.engine.set_fabric_place("env", place("lab"), None).await.unwrap();
    known(&world.engine).await;
    world
}

/// Waits for something, as long as a slow machine may need.
pub(super) async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let waited = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(60), waited).await.is_ok(), "{what}");
}

/// Waits until all that is looked at is known.
pub(super) async fn known(engine: &Engine) {
    until("the cluster is known", || async {
        engine.fabric("env").await.unwrap().cluster.is_some_and(|cluster| cluster.known)
    })
    .await;
}

pub(super) async fn all(engine: &Engine) -> Vec<DriftView> {
    let ask = PageRequest::first(1000);
    engine.drift("env", &DriftQuery::default(), &ask).await.unwrap().items
}

/// What drifted, each `name: standing` or `name: path by manager`, with which side moved.
async fn drift(engine: &Engine) -> Vec<String> {
    let moved = |side: Option<Moved>| side.map_or("-", |side| side.as_str());
    let mut lines = Vec::new();
    for view in all(engine).await {
        if view.fields.is_empty() {
            lines.push(format!("{}: {} ({})", view.name, view.standing, moved(view.moved)));
        }
        for field in &view.fields {
            let by = field.manager.as_ref().map_or("-", |by| by.name.as_str());
            lines.push(format!("{}: {} by {by} ({})", view.name, field.path, moved(field.moved)));
        }
    }
    lines
}

pub(super) async fn drifts_to(engine: &Engine, expected: &[&str]) {
    let mut last = Vec::new();
    let waited = tokio::time::timeout(Duration::from_secs(60), async {
        loop {
            last = drift(engine).await;
            if last == expected {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
    assert!(waited.is_ok(), "{last:?} is not {expected:?}");
}

fn take(resources: &[&str], change: &str) -> TakeRequest {
    TakeRequest {
        resources: resources.iter().map(|&it| it.to_owned()).collect(),
        change: Some(change.to_owned()),
        ..TakeRequest::default()
    }
}

/// Lists of the kind that were asked for.
fn lists(asked: &[String]) -> usize {
    asked.iter().filter(|it| it.contains("/servers?limit=")).count()
}

#[tokio::test]
async fn a_cluster_is_added_once_and_only_when_it_answers() {
    let (cluster, world) = (serving(), World::with(&[("env/a.yaml", &server("a", "x"))]).await);
    let engine = &world.engine;
    let refused = add(engine, "lab", cluster.kubeconfig_with("wrong")).await.unwrap_err();
    assert_eq!((refused.class(), refused.code()), (Class::Remote, "login-refused"));
    cluster.go_away();
    let away = add(engine, "lab", cluster.kubeconfig()).await.unwrap_err();
    assert_eq!(away.class(), Class::Remote);
    cluster.come_back();
    assert!(engine.clusters(&PageRequest::default()).await.unwrap().items.is_empty());
    add(engine, "lab", cluster.kubeconfig()).await.unwrap();
    let twice = add(engine, "other", cluster.kubeconfig()).await.unwrap_err();
    assert_eq!((twice.class(), twice.code()), (Class::Refused, "exists-already"));
    let view = engine.cluster("lab").await.unwrap();
    assert_eq!((view.login.as_str(), view.version.as_deref()), ("token", Some("v1.36.0-test")));
    let shown = format!("{view:?}{}", serde_json::to_string(&view).unwrap());
    assert!(!shown.contains("a-token-of-a-test"), "{shown}");
    let pod = NewCluster {
        name: "pod".into(),
        access: ClusterAccess { in_cluster: true, ..Default::default() },
    };
    assert_eq!(engine.add_cluster(pod).await.unwrap_err().class(), Class::Invalid);
    let neither = NewCluster { name: "n".into(), access: ClusterAccess::default() };
    assert_eq!(engine.add_cluster(neither).await.unwrap_err().class(), Class::Invalid);
    // Nothing of the secret is in the audit.
    let entries = engine.store().audit_page(&AuditFilter::default(), None, 100).await.unwrap();
    let created = AuditAction::ClusterCreate.to_string();
    assert!(entries.iter().any(|entry| entry.action == created));
    assert!(!format!("{entries:?}").contains("a-token-of-a-test"));
}

#[tokio::test]
async fn what_a_cluster_is_asked_with_is_exchanged_for_the_same_cluster_only() {
    let (one, other) = (serving(), serving());
    let world = followed(&one, &[("a", "x")]).await;
    let engine = &world.engine;
    let another = engine.rotate_cluster("lab", access(other.kubeconfig()), None).await.unwrap_err();
    assert_eq!((another.class(), another.code()), (Class::Refused, "other-cluster"));
    let refused = engine.rotate_cluster("lab", access(one.kubeconfig_with("no")), None).await;
    assert_eq!(refused.unwrap_err().code(), "login-refused");
    let revision = engine.cluster("lab").await.unwrap().revision;
    let moved = engine.rotate_cluster("lab", access(one.kubeconfig()), Some(revision + 1)).await;
    assert_eq!(moved.unwrap_err().class(), Class::Moved);
    engine.rotate_cluster("lab", access(one.kubeconfig()), Some(revision)).await.unwrap();
    one.put(object("a", "x"), "kubectl");
    drifts_to(engine, &[]).await;
    let in_use = engine.remove_cluster("lab", None).await.unwrap_err();
    assert_eq!((in_use.class(), in_use.code()), (Class::Refused, "in-use"));
    engine.set_fabric_place("env", None, None).await.unwrap();
    let nowhere = engine.drift("env", &DriftQuery::default(), &PageRequest::default()).await;
    assert_eq!(nowhere.unwrap_err().code(), "no-cluster");
    assert!(engine.fabric("env").await.unwrap().cluster.is_none());
    engine.remove_cluster("lab", None).await.unwrap();
}

#[tokio::test]
async fn a_namespace_of_a_cluster_belongs_to_one_fabric() {
    let cluster = serving();
    let world = followed(&cluster, &[("a", "x")]).await;
    let engine = &world.engine;
    world.remote.commit("main", "other", &[("two/b.yaml", Some(&server("b", "x")))]);
    world.fabric("two", "two", Layout::InPlace).await;
    let taken = engine.set_fabric_place("two", place("lab"), None).await.unwrap_err();
    assert_eq!(taken.class(), Class::Refused);
    assert!(taken.to_string().contains("belongs to fabric `env`"), "{taken}");
    let elsewhere = ClusterPlace {
        cluster: "lab".into(),
        namespaces: vec!["two".into()],
        ..ClusterPlace::default()
    };
    engine.set_fabric_place("two", Some(elsewhere), None).await.unwrap();
    // Namespaces that are not named stay as they are; in another cluster, they are not those of this one.
    let mode = ClusterPlace { apply: Some(ApplyMode::Direct), ..place("lab").unwrap() };
    let placed = engine.set_fabric_place("two", Some(mode), None).await.unwrap().cluster.unwrap();
    assert_eq!((placed.namespaces, placed.apply), (vec!["two".to_owned()], ApplyMode::Direct));
    let east = serving();
    add(engine, "east", east.kubeconfig()).await.unwrap();
    let moved = engine.set_fabric_place("two", place("east"), None).await.unwrap().cluster.unwrap();
    assert_eq!((moved.namespaces, moved.apply), (vec!["default".to_owned()], ApplyMode::Observe));
    let odd = ClusterPlace {
        cluster: "lab".into(),
        namespaces: vec!["a/../b".into()],
        ..ClusterPlace::default()
    };
    let odd = engine.set_fabric_place("two", Some(odd), None).await.unwrap_err();
    assert_eq!(odd.class(), Class::Invalid);
}

#[tokio::test]
async fn every_edit_in_the_cluster_is_seen_as_what_it_is() {
    let cluster = serving();
    for name in ["a", "b"] {
        cluster.put(object(name, "x"), "kubectl");
    }
    let world = followed(&cluster, &[("a", "x"), ("b", "x"), ("c", "x")]).await;
    let engine = &world.engine;
    drifts_to(engine, &["c: missing (git)"]).await;
    cluster.put(object("c", "x"), "kubectl");
    drifts_to(engine, &[]).await;
    assert_eq!(engine.fabric("env").await.unwrap().state, "in sync");
    cluster.put(object("a", "edited"), "kubectl-edit");
    cluster.delete("servers", "b");
    cluster.put(object("new", "x"), "kubectl-create");
    let expected = [
        "a: spec.description by kubectl-edit (cluster)",
        "b: missing (cluster)",
        "new: extra (cluster)",
    ];
    drifts_to(engine, &expected).await;
    let fabric = engine.fabric("env").await.unwrap();
    assert_eq!((fabric.state.as_str(), fabric.cluster.unwrap().drifted), ("drift", 3));
    // Git moves on: of a both did, and c waits to be applied.
    let edits = [("env/a.yaml", server("a", "by git")), ("env/c.yaml", server("c", "by git"))];
    let edits: Vec<_> = edits.iter().map(|(path, text)| (*path, Some(text.as_str()))).collect();
    world.remote.commit("main", "edit", &edits);
    world.sync("env").await;
    let expected = [
        "a: spec.description by kubectl-edit (both)",
        "b: missing (cluster)",
        "c: spec.description by kubectl (git)",
        "new: extra (cluster)",
    ];
    drifts_to(engine, &expected).await;
    let standing = |view: hedgerow_engine::views::ResourceView| view.cluster.unwrap().standing;
    assert_eq!(standing(world.get("env", "Server/a").await), Some(DriftStanding::Differs));
    // Each back to what Git wants.
    cluster.put(object("a", "by git"), "argocd");
    cluster.put(object("b", "x"), "argocd");
    cluster.put(object("c", "by git"), "argocd");
    cluster.delete("servers", "new");
    drifts_to(engine, &[]).await;
    assert_eq!(standing(world.get("env", "Server/a").await), Some(DriftStanding::InSync));
}

#[tokio::test]
async fn a_cluster_that_is_away_is_unknown_and_nothing_of_it_is_gone() {
    let cluster = serving();
    cluster.put(object("a", "x"), "kubectl");
    let world = followed(&cluster, &[("a", "x")]).await;
    let engine = &world.engine;
    drifts_to(engine, &[]).await;
    cluster.put(object("a", "y"), "kubectl-edit");
    drifts_to(engine, &["a: spec.description by kubectl-edit (cluster)"]).await;
    let _ = cluster.asked();
    cluster.go_away();
    until("it is unknown", || async {
        engine.fabric("env").await.unwrap().cluster.is_some_and(|it| !it.known)
    })
    .await;
    let fabric = engine.fabric("env").await.unwrap();
    let view = fabric.cluster.unwrap();
    assert!(view.unknown_since.is_some() && view.problem.is_some(), "{view:?}");
    assert_eq!(fabric.state, "unknown");
    assert_eq!(drift(engine).await, ["a: spec.description by kubectl-edit (cluster)"]);
    assert!(all(engine).await.iter().all(|view| view.unknown_since.is_some()));
    let refused = engine.accept_drift("env", take(&["Server/a"], "c")).await.unwrap_err();
    assert_eq!((refused.class(), refused.code()), (Class::Refused, "not-known"));
    cluster.come_back();
    cluster.delete("servers", "a");
    known(engine).await;
    drifts_to(engine, &["a: missing (cluster)"]).await;
    assert_eq!(lists(&cluster.asked()), 0, "it went on from where it was");
}

#[tokio::test]
async fn a_server_that_starts_again_goes_on_from_where_it_was() {
    let cluster = serving();
    for name in ["a", "b"] {
        cluster.put(object(name, "x"), "kubectl");
    }
    let world = followed(&cluster, &[("a", "x"), ("b", "x")]).await;
    drifts_to(&world.engine, &[]).await;
    world.engine.shutdown().await;
    cluster.cut();
    let _ = cluster.asked();
    cluster.put(object("a", "y"), "kubectl-edit");
    cluster.delete("servers", "b");
    let engine = Engine::open(config(&world.folder)).await.unwrap();
    assert!(!engine.fabric("env").await.unwrap().cluster.unwrap().known, "nobody follows it yet");
    engine.start();
    let expected = ["a: spec.description by kubectl-edit (cluster)", "b: missing (cluster)"];
    drifts_to(&engine, &expected).await;
    assert_eq!(lists(&cluster.asked()), 0);
    engine.shutdown().await;
    // What it missed is forgotten meanwhile: it lists, and sees what is gone.
    cluster.put(object("b", "x"), "kubectl");
    cluster.delete("servers", "a");
    cluster.forget();
    let engine = Engine::open(config(&world.folder)).await.unwrap();
    engine.start();
    drifts_to(&engine, &["a: missing (cluster)"]).await;
    assert!(lists(&cluster.asked()) > 0);
    engine.shutdown().await;
}

#[tokio::test]
async fn an_answer_that_is_no_list_says_nothing_of_what_is_gone() {
    let cluster = serving();
    cluster.put(object("a", "x"), "kubectl");
    let world = followed(&cluster, &[("a", "x"), ("b", "x")]).await;
    let engine = &world.engine;
    drifts_to(engine, &["b: missing (git)"]).await;
    let odd = json!({"metadata": {"resourceVersion": "9"}, "items": [{"what": "is this"}]});
    for (status, body) in [
        (200, "{}".to_owned()),
        (200, "<html>".to_owned()),
        (200, odd.to_string()),
        (403, json!({"message": "you may not"}).to_string()),
        (404, String::new()),
        (500, "away".to_owned()),
        (302, String::new()),
    ] {
        cluster.answers("/servers?limit=", status, &body);
        cluster.forget();
        until("it is unknown", || async {
            engine.fabric("env").await.unwrap().cluster.is_some_and(|it| !it.known)
        })
        .await;
        assert_eq!(drift(engine).await, ["b: missing (git)"], "{status} {body}");
        let since = all(engine).await.first().and_then(|view| view.unknown_since);
        assert!(since.is_some(), "{status} {body}");
        cluster.as_ever();
        // Settings that are set again are asked for at once.
        engine.rotate_cluster("lab", access(cluster.kubeconfig()), None).await.unwrap();
        known(engine).await;
    }
}

#[tokio::test]
async fn whatever_disappears_at_once_deletes_nothing_in_git() {
    let cluster = serving();
    let names: Vec<String> = (0..12).map(|n| format!("s{n:02}")).collect();
    for name in &names {
        cluster.put(object(name, "x"), "kubectl");
    }
    let servers: Vec<(&str, &str)> = names.iter().map(|name| (&**name, "x")).collect();
    let world = followed(&cluster, &servers).await;
    let engine = &world.engine;
    drifts_to(engine, &[]).await;
    for name in &names {
        cluster.delete("servers", name);
    }
    let expected: Vec<String> =
        names.iter().map(|name| format!("{name}: missing (cluster)")).collect();
    drifts_to(engine, &expected.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert_eq!(engine.fabric("env").await.unwrap().resources, 12);
    // Taken over it is a change like any other, which waits for a person because it deletes so much.
    let all = TakeRequest { all: true, preview: true, ..TakeRequest::default() };
    let shown = engine.accept_drift("env", all).await.unwrap();
    assert_eq!(shown.count, 12);
    assert!(shown.waits.is_some() && shown.saved.is_none(), "{:?}", shown.waits);
    // The kind itself goes: what it was is not known any more, and that is said.
    cluster.no_longer_serves("Server");
    until("it is unknown", || async {
        engine.fabric("env").await.unwrap().cluster.is_some_and(|it| !it.known)
    })
    .await;
    assert_eq!(engine.fabric("env").await.unwrap().resources, 12);
}

#[tokio::test]
async fn git_takes_what_the_cluster_has_and_nothing_else_changes() {
    let cluster = serving();
    for name in ["a", "b", "c"] {
        cluster.put(object(name, "x"), "kubectl");
    }
    let world = followed(&cluster, &[("a", "x"), ("b", "x"), ("c", "x")]).await;
    let engine = &world.engine;
    drifts_to(engine, &[]).await;
    cluster.put(object("a", "edited"), "kubectl-edit");
    cluster.delete("servers", "b");
    cluster.put(object("new", "made there"), "kubectl-create");
    let expected = [
        "a: spec.description by kubectl-edit (cluster)",
        "b: missing (cluster)",
        "new: extra (cluster)",
    ];
    drifts_to(engine, &expected).await;
    let preview =
        TakeRequest { change: None, preview: true, ..take(&["Server/a", "Server/b"], "") };
    let shown = engine.accept_drift("env", preview).await.unwrap();
    assert!(
        shown.saved.is_none() && shown.diff.contains("+  description: edited"),
        "{}",
        shown.diff
    );
    let first = PageRequest::default();
    let changes = engine.changes(&Scope::All, Some("env"), true, &first).await.unwrap();
    assert!(changes.items.is_empty());
    // The cluster moves on: what was looked at is not what would be taken.
    cluster.put(object("a", "again"), "kubectl-edit");
    until("it is seen", || async {
        all(engine).await.first().is_some_and(|view| {
            Some(&view.resource_version)
                != shown.seen.get("Server/a").map(|it| Some(it.clone())).as_ref()
        })
    })
    .await;
    let late = TakeRequest { seen: shown.seen.clone(), ..take(&["Server/a"], "c") };
    assert_eq!(engine.accept_drift("env", late).await.unwrap_err().class(), Class::Moved);
    let wrong = engine.accept_drift("env", take(&["Server/new"], "c")).await.unwrap();
    assert_eq!((wrong.count, wrong.left_count), (0, 1), "{:?}", wrong.left);
    let level = engine.accept_drift("env", take(&["Server/c"], "c")).await.unwrap_err();
    assert_eq!(level.code(), "no-drift");
    engine.accept_drift("env", take(&["Server/a", "Server/b"], "c")).await.unwrap();
    engine.import_resources("env", take(&["Server/new"], "c")).await.unwrap();
    let report = world.publish("c").await;
    assert!(report.commit.is_some(), "{report:?}");
    drifts_to(engine, &[]).await;
    let git = |path: &str| world.remote.git(&["show", &format!("main:env/{path}")]);
    assert_eq!(git("a.yaml").trim_end(), server("a", "again").trim_end());
    let made = "apiVersion: wiring.githedgehog.com/v1beta1\nkind: Server\nmetadata:\n  name: new\nspec:\n  description: made there";
    assert_eq!(git("new.yaml").trim_end(), made);
    assert!(!world.remote.git(&["ls-tree", "-r", "--name-only", "main"]).contains("b.yaml"));
}

#[tokio::test]
async fn where_git_moved_too_a_value_is_taken_only_when_it_is_named() {
    let cluster = serving();
    cluster.put(object("a", "x"), "kubectl");
    let world = followed(&cluster, &[("a", "x")]).await;
    let engine = &world.engine;
    drifts_to(engine, &[]).await;
    world.remote.commit("main", "edit", &[("env/a.yaml", Some(&server("a", "by git")))]);
    world.sync("env").await;
    drifts_to(engine, &["a: spec.description by kubectl (git)"]).await;
    let ahead = engine.accept_drift("env", take(&["Server/a"], "c")).await.unwrap();
    assert_eq!((ahead.count, ahead.left_count), (0, 1));
    cluster.put(object("a", "by hand"), "kubectl-edit");
    drifts_to(engine, &["a: spec.description by kubectl-edit (both)"]).await;
    let both = engine.accept_drift("env", take(&["Server/a"], "c")).await.unwrap();
    assert_eq!((both.count, both.left_count), (0, 1), "nobody said which of the two counts");
    let named =
        TakeRequest { path: Some("spec.description".parse().unwrap()), ..take(&["Server/a"], "c") };
    assert_eq!(engine.accept_drift("env", named).await.unwrap().count, 1);
    world.publish("c").await;
    drifts_to(engine, &[]).await;
}

#[tokio::test]
async fn the_cluster_takes_what_git_wants_and_only_that() {
    let cluster = serving();
    let mut more = object("a", "x");
    more["metadata"]["annotations"] = json!({"kept": "yes"});
    more["status"] = json!({"up": true});
    cluster.put(more, "kubectl");
    let world = followed(&cluster, &[("a", "x"), ("b", "x")]).await;
    let engine = &world.engine;
    let expected = ["a: metadata.annotations.kept by - (-)", "b: missing (git)"];
    drifts_to(engine, &expected).await;
    let ask = |resources: &[&str], dry_run| ReapplyRequest {
        resources: resources.iter().map(|&it| it.to_owned()).collect(),
        dry_run,
        take_over: false,
    };
    let tried = engine.reapply("env", ask(&["Server/a", "Server/b"], true)).await.unwrap();
    assert!(tried.dry_run && cluster.object("servers", "b").is_none());
    assert!(matches!(tried.results[0].outcome, ReapplyOutcome::Applied { .. }));
    let done = engine.reapply("env", ask(&["Server/a", "Server/b"], false)).await.unwrap();
    assert_eq!(done.results[1].outcome, ReapplyOutcome::Created);
    drifts_to(engine, &[]).await;
    let now = cluster.object("servers", "a").unwrap();
    assert_eq!(now["status"], json!({"up": true}), "what Git says nothing of stays");
    let again = engine.reapply("env", ask(&["Server/a"], false)).await.unwrap();
    assert_eq!(again.results[0].outcome, ReapplyOutcome::Nothing);
    cluster.put(object("extra", "x"), "kubectl");
    drifts_to(engine, &["extra: extra (cluster)"]).await;
    let extra = engine.reapply("env", ask(&["Server/extra"], false)).await.unwrap();
    assert!(matches!(extra.results[0].outcome, ReapplyOutcome::Refused { .. }));
    assert!(cluster.object("servers", "extra").is_some(), "nothing is deleted by re-applying");
    let filter = AuditFilter { action: Some(AuditAction::DriftReapply), ..AuditFilter::default() };
    assert_eq!(engine.store().audit_page(&filter, None, 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_somebody_else_applies_is_taken_over_only_on_request() {
    let cluster = serving();
    let mut applied = object("a", "by flux");
    applied["metadata"]["managedFields"] = json!([]);
    cluster.put(object("a", "x"), "kubectl");
    let world = followed(&cluster, &[("a", "x")]).await;
    let engine = &world.engine;
    drifts_to(engine, &[]).await;
    cluster.put_applied(object("a", "by flux"), "kustomize-controller");
    drifts_to(engine, &["a: spec.description by kustomize-controller (cluster)"]).await;
    let ask = |take_over| ReapplyRequest {
        resources: vec!["Server/a".into()],
        dry_run: false,
        take_over,
    };
    let left = engine.reapply("env", ask(false)).await.unwrap();
    assert!(matches!(left.results[0].outcome, ReapplyOutcome::OfOthers { .. }));
    assert_eq!(cluster.object("servers", "a").unwrap()["spec"]["description"], "by flux");
    engine.reapply("env", ask(true)).await.unwrap();
    drifts_to(engine, &[]).await;
}

#[tokio::test]
async fn drift_is_ignored_until_a_time_or_until_that_is_taken_back() {
    let cluster = serving();
    cluster.put(object("a", "x"), "kubectl");
    let world = followed(&cluster, &[("a", "y")]).await;
    let engine = &world.engine;
    drifts_to(engine, &["a: spec.description by kubectl (-)"]).await;
    let ignore = |path: Option<&str>, until| IgnoreRequest {
        resource: "Server/a".into(),
        path: path.map(|path| path.parse().unwrap()),
        until,
        reason: Some("the switch is replaced".into()),
    };
    assert_eq!(
        engine.ignore_drift("env", ignore(None, Some(1))).await.unwrap_err().class(),
        Class::Invalid
    );
    engine.ignore_drift("env", ignore(Some("spec.profile"), None)).await.unwrap();
    assert!(!all(engine).await[0].ignored, "another field");
    engine.ignore_drift("env", ignore(None, None)).await.unwrap();
    let view = all(engine).await.remove(0);
    assert!(view.ignored && view.ignores.len() == 2, "{view:?}");
    let cluster_view = engine.fabric("env").await.unwrap().cluster.unwrap();
    assert_eq!((cluster_view.drifted, cluster_view.ignored), (0, 1));
    let field = Some("spec.profile".parse().unwrap());
    engine.heed_drift("env", "Server/a", field.clone()).await.unwrap();
    assert!(all(engine).await[0].ignored, "the whole still is");
    engine.ignore_drift("env", ignore(Some("spec.profile"), None)).await.unwrap();
    engine.heed_drift("env", "Server/a", None).await.unwrap();
    let view = all(engine).await.remove(0);
    assert!(!view.ignored && view.ignores.is_empty(), "all that was said of it");
    let not = engine.heed_drift("env", "Server/a", None).await.unwrap_err();
    assert_eq!(not.class(), Class::Refused);
}

#[tokio::test]
async fn a_field_that_belongs_to_the_cluster_does_not_drift() {
    let cluster = serving();
    cluster.put(object("a", "x"), "kubectl");
    let world = followed(&cluster, &[("a", "y")]).await;
    let engine = &world.engine;
    drifts_to(engine, &["a: spec.description by kubectl (-)"]).await;
    let owner =
        FieldOwner { path: "spec.description".parse().unwrap(), kind: None, owner: Owner::Cluster };
    let policy = Policy { owners: vec![owner], ..Policy::default() };
    engine.set_policy(Some("env"), policy, None).await.unwrap();
    drifts_to(engine, &[]).await;
    let row = world.get("env", "Server/a").await.cluster.unwrap();
    assert_eq!(row.standing, Some(DriftStanding::InSync));
    engine.set_policy(Some("env"), Policy::default(), None).await.unwrap();
    drifts_to(engine, &["a: spec.description by kubectl (-)"]).await;
}

#[tokio::test]
async fn a_resource_whose_file_is_not_understood_is_neither_extra_nor_judged() {
    let cluster = serving();
    cluster.put(object("a", "x"), "kubectl");
    let world = followed(&cluster, &[("a", "x"), ("b", "x")]).await;
    let engine = &world.engine;
    drifts_to(engine, &["b: missing (git)"]).await;
    world.remote.commit("main", "broken", &[("env/a.yaml", Some("a: [\n"))]);
    world.sync("env").await;
    cluster.put(object("b", "x"), "kubectl");
    drifts_to(engine, &[]).await;
    let row = world.get("env", "Server/a").await;
    assert_eq!(row.cluster.unwrap().standing, None, "nothing is claimed of it");
}

#[tokio::test]
async fn a_test_says_what_may_be_done_and_a_manifest_allows_it() {
    let cluster = serving();
    let world = followed(&cluster, &[("a", "x")]).await;
    let engine = &world.engine;
    let test = engine.test_cluster("lab").await.unwrap();
    let held = &test.permissions[0];
    assert_eq!(
        (held.fabric.as_str(), held.namespace.as_str(), held.missing.len()),
        ("env", "default", 0)
    );
    assert!(held.held >= 3);
    let few = json!({"status": {"resourceRules": [
        {"verbs": ["list", "watch", "get"], "apiGroups": [GROUP], "resources": ["servers"]}]}});
    cluster.answers("selfsubjectrulesreviews", 201, &few.to_string());
    let test = engine.test_cluster("lab").await.unwrap();
    assert_eq!(test.permissions[0].missing, [format!("list switchprofiles.{GROUP}")]);
    assert_eq!(test.permissions[0].missing_to_apply.len(), 3);
    cluster.answers("selfsubjectrulesreviews", 201, r#"{"status":{"resourceRules":[]}}"#);
    cluster.as_ever();
    cluster.answers("selfsubjectrulesreviews", 201, r#"{"status":{"resourceRules":[]}}"#);
    let test = engine.test_cluster("lab").await.unwrap();
    assert_eq!(test.permissions[0].held, 0);
    let manifest = engine.cluster_manifest("env", Vec::new(), false, false).await.unwrap();
    assert!(manifest.contains("resources: [servers]") && !manifest.contains("patch"), "{manifest}");
    assert!(manifest.contains("resources: [switchprofiles]\n    verbs: [list]\n"), "{manifest}");
    assert!(
        engine.cluster_manifest("env", Vec::new(), true, false).await.unwrap().contains("patch")
    );
    cluster.go_away();
    let away = engine.test_cluster("lab").await.unwrap();
    assert_eq!(away.cluster.state, hedgerow_model::CredentialState::Failed);
}

#[tokio::test]
async fn each_fabric_follows_its_own_cluster_and_waits_for_no_other() {
    let (one, two) = (serving(), serving());
    one.put(object("a", "x"), "kubectl");
    let world = followed(&one, &[("a", "x")]).await;
    let engine = &world.engine;
    world.remote.commit("main", "two", &[("two/b.yaml", Some(&server("b", "x")))]);
    world.fabric("two", "two", Layout::InPlace).await;
    add(engine, "second", two.kubeconfig()).await.unwrap();
    two.put(object("b", "y"), "kubectl-edit");
    engine.set_fabric_place("two", place("second"), None).await.unwrap();
    let of_two = async || {
        let ask = PageRequest::first(10);
        let views = engine.drift("two", &DriftQuery::default(), &ask).await.unwrap().items;
        views.into_iter().map(|view| view.name).collect::<Vec<_>>()
    };
    until("the second is compared", || async { of_two().await == ["b"] }).await;
    drifts_to(engine, &[]).await;
    one.go_away();
    until("the first is unknown", || async {
        engine.fabric("env").await.unwrap().cluster.is_some_and(|it| !it.known)
    })
    .await;
    two.put(object("b", "x"), "kubectl-edit");
    until("the second goes on", || async { of_two().await.is_empty() }).await;
    assert!(engine.fabric("two").await.unwrap().cluster.unwrap().known);
}

#[tokio::test]
async fn a_fabric_without_kinds_in_the_cluster_is_asked_again_once_git_has_one() {
    let cluster = Cluster::start();
    let world = World::with(&[("env/note.md", "x")]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let engine = &world.engine;
    add(engine, "lab", cluster.kubeconfig()).await.unwrap();
    engine.start();
    engine.set_fabric_place("env", place("lab"), None).await.unwrap();
    until("it was asked", || async {
        engine.cluster("lab").await.unwrap().checked_at.is_some()
            && !cluster.asked().iter().all(|it| !it.contains("/apis/"))
    })
    .await;
    assert!(!engine.fabric("env").await.unwrap().cluster.unwrap().known, "nothing was looked at");
    cluster.serves(GROUP, "v1beta1", "Server", "servers");
    world.remote.commit("main", "a", &[("env/a.yaml", Some(&server("a", "x")))]);
    world.sync("env").await;
    drifts_to(engine, &["a: missing (git)"]).await;
}
