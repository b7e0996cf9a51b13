//! Argo CD and Flux beside a fabric: what they applied is told by their commits.

use hedgerow_engine::Engine;
use hedgerow_engine::views::{
    AppliersView, DraftEdit, DriftQuery, FabricClusterView, PageRequest, TakeRequest,
};
use hedgerow_model::{AgentStanding, Applier, ApplierStanding, Moved};
use hedgerow_testkit::Cluster;
use serde_json::{Value as Json, json};

use crate::clusters::{all, drifts_to, followed, object, place, server, serving, until};
use crate::support::World;

/// A cluster in which Argo CD and Flux are.
fn with_appliers() -> Cluster {
    let cluster = serving();
    cluster.serves("argoproj.io", "v1alpha1", "Application", "applications");
    cluster.serves("kustomize.toolkit.fluxcd.io", "v1", "Kustomization", "kustomizations");
    cluster.serves("source.toolkit.fluxcd.io", "v1", "GitRepository", "gitrepositories");
    cluster
}

fn source(world: &World, path: &str) -> Json {
    json!({"repoURL": world.remote.url(), "targetRevision": "main", "path": path})
}

/// An Application that says it applied a commit of where it points.
fn application(name: &str, source: &Json, commit: &str, status: &str) -> Json {
    json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
        "metadata": {"name": name, "namespace": "argocd"},
        "spec": {"source": source, "destination": {"server": "https://kubernetes.default.svc"},
                 "syncPolicy": {"automated": {}}},
        "status": {
            "sync": {"status": status, "revision": commit, "comparedTo": {"source": source}},
            "health": {"status": "Healthy"},
            "operationState": {"phase": "Succeeded", "finishedAt": "2026-11-01T10:00:00Z",
                               "syncResult": {"revision": commit, "source": source}},
        },
    })
}

async fn reaches(
    engine: &Engine,
    what: &str,
    holds: impl Fn(&AppliersView) -> bool,
) -> AppliersView {
    let mut last = None;
    until(what, || async { holds(&engine.appliers("env").await.unwrap()) }).await;
    last.replace(engine.appliers("env").await.unwrap());
    last.unwrap()
}

fn standing(view: &AppliersView) -> Option<ApplierStanding> {
    view.appliers.found.first().map(|it| it.standing)
}

async fn in_cluster(engine: &Engine) -> FabricClusterView {
    engine.fabric("env").await.unwrap().cluster.unwrap()
}

#[tokio::test]
async fn what_argo_cd_applied_is_told_by_its_commit_and_where_it_points() {
    let cluster = with_appliers();
    cluster.put(object("a", "x"), "argocd-controller");
    let world = followed(&cluster, &[("a", "x")]).await;
    let engine = &world.engine;
    let none = reaches(engine, "they were looked at", |it| it.seen_at.is_some()).await;
    assert_eq!(
        none.sentence.as_deref(),
        Some("nothing of Argo CD or Flux points at this directory")
    );

    let first = world.remote.head("main").unwrap();
    let here = source(&world, "env");
    cluster.put(application("other", &source(&world, "elsewhere"), &first, "Synced"), "argo");
    cluster.put(application("x", &here, &first, "Synced"), "argo");
    let view = reaches(engine, "it is found", |it| standing(it).is_some()).await;
    let [by] = view.appliers.found.as_slice() else { panic!("{view:?}") };
    assert_eq!(
        (by.standing, by.applier, by.name.as_str()),
        (ApplierStanding::Applied, Applier::Argo, "x")
    );
    assert_eq!(by.commit.as_deref(), Some(first.as_str()));

    // A commit that is about other directories leaves it level; one of this directory does not.
    world.remote.commit("main", "beside", &[("README", Some("x"))]);
    world.sync("env").await;
    let level = |it: &AppliersView| {
        it.sentence.as_ref().is_some_and(|it| it.contains("nothing of this directory changed"))
    };
    reaches(engine, "nothing of the fabric changed", level).await;
    world.remote.commit("main", "edit", &[("env/a.yaml", Some(&server("a", "y")))]);
    world.sync("env").await;
    let head = world.remote.head("main").unwrap();
    reaches(engine, "it is behind", |it| standing(it) == Some(ApplierStanding::Behind)).await;
    let drift = all(engine).await;
    let waits = format!("Argo CD has yet to apply {}", &head[..10]);
    assert_eq!(drift[0].waits.as_deref(), Some(waits.as_str()));
    let line = in_cluster(engine).await.applier.unwrap();
    assert_eq!(line.standing, Some(ApplierStanding::Behind));

    // What it says of a commit that the branch has not proves nothing.
    let strange = "b".repeat(40);
    cluster.put(application("x", &here, &strange, "Synced"), "argo");
    reaches(engine, "it proves nothing", |it| standing(it) == Some(ApplierStanding::Unproven))
        .await;
    assert_eq!(all(engine).await[0].waits, None);
    cluster.put(application("x", &here, &head, "Synced"), "argo");
    reaches(engine, "it applied it", |it| standing(it) == Some(ApplierStanding::Applied)).await;
    // Two of them, and it is not known which one did what.
    cluster.put(application("y", &here, &head, "Synced"), "argo");
    let two = reaches(engine, "there are two", |it| it.appliers.found.len() == 2).await;
    assert!(two.sentence.unwrap().starts_with("2 objects"), "{:?}", two.appliers);
    assert_eq!(in_cluster(engine).await.applier.unwrap().standing, None);
    cluster.delete("applications", "y");
    cluster.delete("applications", "x");
    reaches(engine, "it is gone", |it| it.appliers.found.is_empty()).await;
}

#[tokio::test]
async fn what_flux_applied_is_told_with_the_source_that_it_reads() {
    let cluster = with_appliers();
    let world = followed(&cluster, &[("a", "x")]).await;
    let engine = &world.engine;
    let head = world.remote.head("main").unwrap();
    let put = |kind: &str, api: &str, name: &str, spec: Json, status: Json| {
        cluster.put(
            json!({"apiVersion": api, "kind": kind, "spec": spec, "status": status,
            "metadata": {"name": name, "namespace": "flux-system", "generation": 1}}),
            "flux",
        );
    };
    let revision = format!("main@sha1:{head}");
    put(
        "Kustomization",
        "kustomize.toolkit.fluxcd.io/v1",
        "k",
        json!({"path": "./env", "sourceRef": {"kind": "GitRepository", "name": "src"}}),
        json!({"observedGeneration": 1, "lastAppliedRevision": revision, "lastAttemptedRevision": revision,
               "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "2026-11-01T10:00:00Z"}]}),
    );
    // Without its source it is the fabric's by its commit.
    let view = reaches(engine, "it is found by its commit", |it| standing(it).is_some()).await;
    assert!(view.appliers.found[0].other_address);
    put(
        "GitRepository",
        "source.toolkit.fluxcd.io/v1",
        "src",
        json!({"url": world.remote.url(), "ref": {"branch": "main"}}),
        json!({}),
    );
    let by = |it: &AppliersView| it.appliers.found.first().is_some_and(|it| !it.other_address);
    let view = reaches(engine, "its source is known", by).await;
    assert_eq!(standing(&view), Some(ApplierStanding::Applied));
    put(
        "GitRepository",
        "source.toolkit.fluxcd.io/v1",
        "src",
        json!({"url": world.remote.url(), "ref": {"branch": "next"}}),
        json!({}),
    );
    let view = reaches(engine, "it reads another branch", |it| it.appliers.found.is_empty()).await;
    assert!(view.sentence.unwrap().contains("from branch `next`"), "{:?}", view.appliers);
}

#[tokio::test]
async fn what_may_not_be_read_is_not_known_and_says_what_is_missing() {
    let cluster = with_appliers();
    let world = World::with(&[("env/a.yaml", &server("a", "x"))]).await;
    let forbidden = r#"{"kind":"Status","code":403,"reason":"Forbidden","message":"no"}"#;
    cluster.answers("/applications", 403, forbidden);
    let world = {
        let engine = &world.engine;
        world.fabric("env", "env", hedgerow_model::Layout::InPlace).await;
        crate::clusters::add(engine, "lab", cluster.kubeconfig()).await.unwrap();
        engine.start();
        engine.set_fabric_place("env", crate::clusters::place("lab"), None).await.unwrap();
        world
    };
    let engine = &world.engine;
    let view = reaches(engine, "it is said", |it| !it.appliers.not_read.is_empty()).await;
    let [not] = view.appliers.not_read.as_slice() else { panic!("{view:?}") };
    assert_eq!(not.applier, Applier::Argo);
    assert_eq!(not.missing[0], "list applications.argoproj.io in namespace argocd");
    assert!(view.sentence.unwrap().starts_with("what Argo CD applied is not known"));
    let manifest = engine.cluster_manifest("env", Vec::new(), false, true).await.unwrap();
    assert!(manifest.contains("namespace: argocd") && manifest.contains("gitrepositories"));
    let usual = engine.cluster_manifest("env", Vec::new(), false, false).await.unwrap();
    assert!(!usual.contains("argocd"), "only where it is asked for");
    // A cluster that is away: what was known last, and since when.
    cluster.as_ever();
    cluster.go_away();
    reaches(engine, "it is away", |it| it.unknown_since.is_some()).await;
    cluster.come_back();
    reaches(engine, "it is back", |it| it.unknown_since.is_none()).await;
}

/// What was undone, each as a sentence, the newest first.
async fn undone(engine: &Engine) -> Vec<String> {
    let ask = PageRequest::first(100);
    let page = engine.undone("env", &DriftQuery::default(), &ask).await.unwrap();
    page.items.into_iter().map(|it| format!("{}: {}", it.name, it.sentence)).collect()
}

#[tokio::test]
async fn an_edit_that_an_applier_undoes_is_recorded_and_not_brought_to_git() {
    let cluster = serving();
    for name in ["a", "b"] {
        cluster.put(object(name, "x"), "argocd-controller");
    }
    let world = followed(&cluster, &[("a", "x"), ("b", "x")]).await;
    let engine = &world.engine;
    cluster.put(object("a", "mine"), "kubectl-edit");
    drifts_to(engine, &["a: spec.description by kubectl-edit (cluster)"]).await;
    cluster.put(object("a", "x"), "argocd-controller");
    drifts_to(engine, &[]).await;
    let first = "a: kubectl-edit set spec.description to mine at 2026-11-01T10:00:00Z; Argo CD put x back at 2026-11-01T10:00:00Z";
    assert_eq!(undone(engine).await, [first]);
    // Undone before anybody looked: what came in between is seen all the same.
    cluster.tells_nothing();
    cluster.put(object("b", "mine"), "kubectl-edit");
    cluster.put(object("b", "x"), "kustomize-controller");
    cluster.tells_all();
    until("it is recorded", || async { undone(engine).await.len() == 2 }).await;
    assert!(undone(engine).await[0].starts_with("b: kubectl-edit set spec.description to mine"));
    // What a person puts back is no applier's.
    cluster.put(object("a", "mine"), "kubectl-edit");
    drifts_to(engine, &["a: spec.description by kubectl-edit (cluster)"]).await;
    cluster.put(object("a", "x"), "kubectl-edit");
    drifts_to(engine, &[]).await;
    assert_eq!(undone(engine).await.len(), 2);
    let detail = engine.resource("env", "Server", "default", "a").await.unwrap();
    assert_eq!(detail.undone.len(), 1);
    assert_eq!(
        world.remote.git(&["rev-list", "--count", "main"]).trim(),
        "1",
        "nothing came to Git"
    );
}

#[tokio::test]
async fn an_applier_that_is_behind_is_nobody_s_edit() {
    let cluster = serving();
    cluster.put(object("a", "one"), "argocd-controller");
    let world = followed(&cluster, &[("a", "one")]).await;
    let engine = &world.engine;
    drifts_to(engine, &[]).await;
    for description in ["two", "three"] {
        world.remote.commit(
            "main",
            description,
            &[("env/a.yaml", Some(&server("a", description)))],
        );
        world.sync("env").await;
    }
    drifts_to(engine, &["a: spec.description by argocd-controller (git)"]).await;
    cluster.put(object("a", "two"), "argocd-controller");
    until("it has the second", || async {
        let all = all(engine).await;
        all[0].fields[0].actual.as_ref().is_some_and(|it| it.plain_text() == "two")
    })
    .await;
    drifts_to(engine, &["a: spec.description by argocd-controller (git)"]).await;
    assert!(undone(engine).await.is_empty());
    assert_eq!(engine.fabric("env").await.unwrap().state, "applying");
    let take = TakeRequest { all: true, preview: true, ..TakeRequest::default() };
    assert_eq!(engine.accept_drift("env", take).await.unwrap().count, 0, "nothing to accept");
    // Somebody who goes back to it by hand edits it.
    cluster.put(object("a", "mine"), "kubectl-edit");
    drifts_to(engine, &["a: spec.description by kubectl-edit (both)"]).await;
    cluster.put(object("a", "two"), "kubectl-edit");
    until("it is an edit", || async { all(engine).await[0].moved == Some(Moved::Both) }).await;
}

#[tokio::test]
async fn what_is_on_the_switches_is_told_by_their_agents_and_never_compared() {
    let cluster = serving();
    let world = followed(&cluster, &[("a", "x")]).await;
    let engine = &world.engine;
    assert!(in_cluster(engine).await.switches.is_none(), "no such kind there");
    cluster.serves("agent.githedgehog.com", "v1beta1", "Agent", "agents");
    let agent = |name: &str, generation: i64, applied: i64| {
        cluster.put(
            json!({
                "apiVersion": "agent.githedgehog.com/v1beta1", "kind": "Agent",
                "metadata": {"name": name, "generation": generation}, "spec": {"role": "leaf"},
                "status": {"lastAppliedGen": applied, "lastHeartbeat": "2100-01-01T00:00:00Z"},
            }),
            "agent",
        );
    };
    agent("leaf-1", 3, 3);
    agent("leaf-2", 5, 4);
    // It is asked again what is served when where the fabric lives is said anew.
    engine.set_fabric_place("env", None, None).await.unwrap();
    engine.set_fabric_place("env", place("lab"), None).await.unwrap();
    let line = || async { in_cluster(engine).await.switches.map(|it| (it.on, it.all)) };
    until("both are known", || async { line().await == Some((1, 2)) }).await;
    let view = engine.switches("env").await.unwrap();
    assert_eq!(view.switches[1].standing, AgentStanding::Behind);
    agent("leaf-2", 5, 5);
    until("both applied it", || async { line().await == Some((2, 2)) }).await;
    let sentence = in_cluster(engine).await.switches.unwrap().sentence;
    assert_eq!(sentence, "all 2 switches applied the configuration last made for them");
    agent("leaf-1", 4, 3);
    until("one was given another", || async { line().await == Some((1, 2)) }).await;
    let said = engine.switches("env").await.unwrap().switches[0].sentence.clone();
    assert!(said.starts_with("it is behind since 20"), "{said}");
    assert!(
        all(engine).await.iter().all(|it| it.kind != "Agent"),
        "they are nobody's to bring to Git"
    );
    assert!(engine.watched("env").await.unwrap().iter().all(|it| it.kind != "Agent"));
}

#[tokio::test]
async fn a_published_change_is_applied_once_all_its_resources_were_compared_level() {
    let cluster = serving();
    for name in ["a", "b"] {
        cluster.put(object(name, "x"), "argocd-controller");
    }
    let world = followed(&cluster, &[("a", "x"), ("b", "x")]).await;
    let engine = &world.engine;
    world.set("env", "two", "Server/a", "spec.description=y").await;
    world.edit("env", "two", DraftEdit::Delete { resource: "Server/b".into() }).await;
    assert!(engine.change("two").await.unwrap().in_cluster.is_none(), "it is not published");
    world.publish("two").await;
    let told = || async {
        let reached = engine.change("two").await.unwrap().in_cluster.unwrap();
        (reached.level, reached.all, reached.sentence)
    };
    until("both wait", || async { told().await.2 == "none of its 2 resources is applied yet" })
        .await;
    cluster.put(object("a", "y"), "argocd-controller");
    until("one is there", || async { told().await.0 == 1 }).await;
    cluster.delete("servers", "b");
    until("both are", || async { told().await.0 == 2 }).await;
    let said = "applied: of 2 resources the cluster has 1 as Git has them; gone there too: 1";
    assert_eq!(told().await.2, said);
    cluster.put(object("a", "mine"), "kubectl-edit");
    until("somebody edited it", || async { told().await.2.ends_with("1 otherwise there") }).await;
    cluster.go_away();
    until("nothing is known", || async {
        told().await.2 == "whether its 2 resources are there as in Git is not known now"
    })
    .await;
}
