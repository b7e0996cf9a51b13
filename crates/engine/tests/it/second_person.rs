//! Where a fabric asks for four eyes, what writes over others in its cluster needs a second person too.

use hedgerow_engine::views::{
    ActRequestView, ApproveActs, ClusterApplyRequest, NewFabric, ReapplyOutcome, ReapplyRequest,
};
use hedgerow_engine::{Class, Engine, EngineError};
use hedgerow_model::{Actor, ApplyOutcome, AuditAction, Layout};
use hedgerow_store::AuditFilter;
use hedgerow_testkit::Cluster;

use crate::applying::{description, direct, is_level, push};
use crate::clusters::{add, drifts_to, object, place, server, serving, until};
use crate::four_eyes::person;
use crate::support::{World, new_fabric};

/// A fabric that asks for four eyes, in a cluster that has it as Git has it.
async fn world(cluster: &Cluster, names: &[&str]) -> World {
    for name in names {
        cluster.put(object(name, "one"), "kubectl");
    }
    let files: Vec<(String, String)> =
        names.iter().map(|name| (format!("env/{name}.yaml"), server(name, "one"))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let world = World::with(&files).await;
    let fabric = NewFabric { four_eyes: true, ..new_fabric("env", "env", Layout::InPlace) };
    world.engine.add_fabric(fabric).await.unwrap();
    world.sync("env").await;
    add(&world.engine, "lab", cluster.kubeconfig()).await.unwrap();
    world.engine.start();
    world.engine.set_fabric_place("env", place("lab"), None).await.unwrap();
    crate::clusters::known(&world.engine).await;
    drifts_to(&world.engine, &[]).await;
    world
}

fn acting(world: &World, who: &Actor) -> Engine {
    world.engine.acting_as(who.clone())
}

async fn approve(
    world: &World,
    who: &Actor,
    request: &ActRequestView,
) -> Result<hedgerow_engine::views::ApprovedActsView, EngineError> {
    let approve = ApproveActs { revision: request.revision.clone() };
    acting(world, who).approve_acts("env", request.id, &approve).await
}

fn reapply(name: &str) -> ReapplyRequest {
    ReapplyRequest { resources: vec![format!("Server/{name}")], ..ReapplyRequest::default() }
}

async fn audited(world: &World, action: AuditAction) -> usize {
    let filter = AuditFilter { action: Some(action), ..AuditFilter::default() };
    world.engine.store().audit_page(&filter, None, 100).await.unwrap().len()
}

#[tokio::test]
async fn re_applying_is_asked_for_by_one_and_approved_by_another() {
    let cluster = serving();
    let world = world(&cluster, &["a"]).await;
    let (ada, ben) = (person("ada"), person("ben"));
    cluster.put(object("a", "there"), "kubectl-edit");
    drifts_to(&world.engine, &["a: spec.description by kubectl-edit (cluster)"]).await;
    let asked = acting(&world, &ada).reapply("env", reapply("a")).await.unwrap();
    assert!(asked.dry_run && matches!(asked.results[0].outcome, ReapplyOutcome::Applied { .. }));
    assert_eq!(description(&cluster, "a").as_deref(), Some("there"), "nothing was written");
    let waits = asked.awaits.unwrap();
    assert_eq!((waits.acts.len(), waits.login.as_str(), waits.may_approve), (1, "ada", false));
    // The same, asked for again, is the same.
    let again = acting(&world, &ada).reapply("env", reapply("a")).await.unwrap();
    assert_eq!(again.awaits.unwrap().id, waits.id);
    let own = approve(&world, &ada, &waits).await.unwrap_err();
    assert_eq!((own.class(), own.code()), (Class::Forbidden, "own-request"));
    let nobody = approve(&world, &Actor::administrator(), &waits).await.unwrap_err();
    assert_eq!(nobody.code(), "needs-a-person");
    let other = ActRequestView { revision: "x".into(), ..waits.clone() };
    assert_eq!(approve(&world, &ben, &other).await.unwrap_err().class(), Class::Moved);

    let listed = acting(&world, &ben).act_requests("env").await.unwrap();
    assert!(listed.len() == 1 && listed[0].may_approve, "{listed:?}");
    approve(&world, &ben, &waits).await.unwrap();
    assert_eq!(description(&cluster, "a").as_deref(), Some("one"));
    drifts_to(&world.engine, &[]).await;
    assert!(world.engine.act_requests("env").await.unwrap().is_empty());
    assert_eq!(approve(&world, &ben, &waits).await.unwrap_err().class(), Class::NotFound);
    for action in [AuditAction::ActRequest, AuditAction::ActApprove, AuditAction::DriftReapply] {
        assert_eq!(audited(&world, action).await, 1, "{action}");
    }
}

#[tokio::test]
async fn what_hedgerow_does_of_its_own_accord_nobody_asked_for() {
    let cluster = serving();
    let world = world(&cluster, &["a"]).await;
    cluster.put(object("a", "there"), "kubectl-edit");
    drifts_to(&world.engine, &["a: spec.description by kubectl-edit (cluster)"]).await;
    let done = acting(&world, &Actor::system()).reapply("env", reapply("a")).await.unwrap();
    assert!(done.awaits.is_none() && !done.dry_run, "{done:?}");
    assert_eq!(description(&cluster, "a").as_deref(), Some("one"));
    // The installation's own token is somebody.
    cluster.put(object("a", "there"), "kubectl-edit");
    drifts_to(&world.engine, &["a: spec.description by kubectl-edit (cluster)"]).await;
    let asked = acting(&world, &Actor::administrator()).reapply("env", reapply("a")).await.unwrap();
    assert!(asked.awaits.is_some());
    assert_eq!(description(&cluster, "a").as_deref(), Some("there"));
}

#[tokio::test]
async fn what_moved_since_it_was_asked_for_is_not_approved() {
    let cluster = serving();
    let world = world(&cluster, &["a"]).await;
    let (ada, ben) = (person("ada"), person("ben"));
    cluster.put(object("a", "there"), "kubectl-edit");
    drifts_to(&world.engine, &["a: spec.description by kubectl-edit (cluster)"]).await;
    let waits = acting(&world, &ada).reapply("env", reapply("a")).await.unwrap().awaits.unwrap();
    // The cluster moves.
    cluster.put(object("a", "elsewhere"), "kubectl-edit");
    let moved = approve(&world, &ben, &waits).await.unwrap_err();
    assert_eq!(moved.class(), Class::Moved);
    assert_eq!(description(&cluster, "a").as_deref(), Some("elsewhere"));
    // Git moves.
    cluster.put(object("a", "there"), "kubectl-edit");
    push(&world, &[("env/a.yaml", Some(&server("a", "two")))]).await;
    assert_eq!(approve(&world, &ben, &waits).await.unwrap_err().class(), Class::Moved);
    acting(&world, &ben).decline_acts("env", waits.id).await.unwrap();
    assert!(world.engine.act_requests("env").await.unwrap().is_empty());
    let gone = acting(&world, &ben).decline_acts("env", waits.id).await.unwrap_err();
    assert_eq!(gone.class(), Class::NotFound);
    assert_eq!(audited(&world, AuditAction::ActDecline).await, 1);
    assert_eq!(description(&cluster, "a").as_deref(), Some("there"));
}

#[tokio::test]
async fn many_deletions_and_fields_of_others_wait_for_a_second_person_and_the_rest_is_done() {
    let names: Vec<String> = (0..12).map(|at| format!("s-{at:02}")).collect();
    let mut all: Vec<&str> = names.iter().map(String::as_str).collect();
    all.push("kept");
    let cluster = serving();
    let world = world(&cluster, &all).await;
    let (ada, ben) = (person("ada"), person("ben"));
    direct(&world.engine, true).await;
    is_level(&world.engine).await;
    cluster.put_applied(object("kept", "one"), "argocd-controller");
    let files: Vec<String> = names.iter().map(|name| format!("env/{name}.yaml")).collect();
    let new = server("new", "one");
    let kept = server("kept", "two");
    let mut edits: Vec<(&str, Option<&str>)> = files.iter().map(|path| (&**path, None)).collect();
    edits.extend([("env/new.yaml", Some(&*new)), ("env/kept.yaml", Some(&*kept))]);
    push(&world, &edits).await;
    until("the new one is there", || async { cluster.object("servers", "new").is_some() }).await;
    drifts_to_many(&world.engine).await;
    let request = ClusterApplyRequest {
        take_over: true,
        confirm_deletions: true,
        ..ClusterApplyRequest::default()
    };
    let asked = acting(&world, &ada).apply("env", request).await.unwrap();
    let waits = asked.awaits.unwrap();
    assert_eq!(waits.acts.len(), 13, "{waits:?}");
    let held = |outcome| asked.results.iter().filter(|it| it.outcome == outcome).count();
    assert_eq!((held(ApplyOutcome::Unconfirmed), held(ApplyOutcome::OfOthers)), (12, 1));
    assert!(cluster.object("servers", "s-00").is_some());
    assert_eq!(description(&cluster, "kept").as_deref(), Some("one"));
    approve(&world, &ben, &waits).await.unwrap();
    until("all is as Git wants it", || async {
        cluster.object("servers", "s-00").is_none()
            && description(&cluster, "kept").as_deref() == Some("two")
    })
    .await;
    is_level(&world.engine).await;
}

/// Waits until the deletions and the field of another manager are known.
async fn drifts_to_many(engine: &Engine) {
    until("thirteen wait", || async { crate::clusters::all(engine).await.len() == 13 }).await;
}
