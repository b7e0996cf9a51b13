//! Two servers on one database: one of them follows the cluster of a fabric, and one at a time writes to it.

use std::sync::Arc;

use hedgerow_engine::views::{
    ClusterApplyRequest, ClusterPlace, PageRequest, ReapplyOutcome, ReapplyRequest,
};
use hedgerow_engine::{Engine, EngineError, NoSteps, Steps, SystemClock};
use hedgerow_model::{ApplyMode, ApplyOutcome, Layout};
use hedgerow_testkit::Cluster;
use serde_json::json;

use crate::applying::description;
use crate::clusters::{add, all, drifts_to, object, place, server, serving, until};
use crate::gate::{Gate, Stop};
use crate::support::World;
use crate::two_servers::{AnHourAhead, another};

/// A fabric with one server in Git, in a cluster; nothing is done unasked yet.
async fn world(cluster: &Cluster, steps: Arc<dyn Steps>) -> World {
    let open = |config| Engine::open_with(config, steps, Arc::new(SystemClock));
    let world = World::opened(("env/a.yaml", &server("a", "one")), open).await;
    world.fabric("env", "env", Layout::InPlace).await;
    add(&world.engine, "lab", cluster.kubeconfig()).await.unwrap();
    world.engine.set_fabric_place("env", place("lab"), None).await.unwrap();
    world
}

async fn is_known(engine: &Engine) -> bool {
    engine.fabric("env").await.unwrap().cluster.is_some_and(|cluster| cluster.known)
}

async fn set_mode(engine: &Engine, mode: ApplyMode) {
    let place = ClusterPlace { apply: Some(mode), ..place("lab").unwrap() };
    engine.set_fabric_place("env", Some(place), None).await.unwrap();
}

/// How often the cluster was asked for a list or a watch of servers since the last time.
fn followed(cluster: &Cluster) -> usize {
    cluster.asked().iter().filter(|it| it.starts_with("GET") && it.contains("/servers?")).count()
}

/// How many objects were applied since the last time; what was only tried does not count.
fn sent(cluster: &Cluster) -> usize {
    let asked = cluster.asked();
    asked.iter().filter(|it| it.starts_with("PATCH") && !it.contains("dryRun")).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_server_follows_a_cluster_and_hears_what_the_other_is_told() {
    let cluster = serving();
    let world = world(&cluster, Arc::new(NoSteps)).await;
    world.engine.start();
    until("it is known", || is_known(&world.engine)).await;
    let other = another(&world, Arc::new(SystemClock)).await;
    assert!(is_known(&other).await, "a second server forgets nothing");
    other.start();
    drifts_to(&other, &["a: missing (git)"]).await;
    // What Git brings through the other reaches who follows.
    world.remote.commit("main", "A push", &[("env/b.yaml", Some(&server("b", "two")))]);
    other.sync("env").await.unwrap();
    drifts_to(&other, &["a: missing (git)", "b: missing (git)"]).await;
    cluster.put(object("b", "two"), "kubectl-create");
    drifts_to(&other, &["a: missing (git)"]).await;
    assert_eq!(cluster.watches(), 1, "one of them watches");
    // Somebody asks the other: who follows looks again.
    followed(&cluster);
    other.test_cluster("lab").await.unwrap();
    until("it looks again", || async { followed(&cluster) > 0 }).await;
    assert!(is_known(&other).await);
    // And the other acts where somebody asks it to.
    let request = ReapplyRequest { resources: vec!["Server/a".into()], ..Default::default() };
    let done = other.reapply("env", request).await.unwrap();
    assert_eq!(done.results[0].outcome, ReapplyOutcome::Created);
    drifts_to(&world.engine, &[]).await;
    // One that ends in order gives following back.
    world.engine.shutdown().await;
    cluster.put(object("a", "by hand"), "kubectl-edit");
    drifts_to(&other, &["a: spec.description by kubectl-edit (cluster)"]).await;
    until("one of them watches", || async { cluster.watches() == 1 }).await;
}

/// The first server stops when it is about to send its act, and another one takes over.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_server_was_about_to_apply_when_it_was_overtaken_is_not_sent_any_more() {
    let cluster = serving();
    let gate = Gate::before("apply.intent-written");
    let world = Arc::new(world(&cluster, gate.clone()).await);
    world.engine.start();
    drifts_to(&world.engine, &["a: missing (git)"]).await;
    set_mode(&world.engine, ApplyMode::Direct).await;
    gate.stopped().await;
    assert_eq!(description(&cluster, "a"), None);
    let open = world.engine.applied("env", true, &PageRequest::first(9)).await.unwrap().items;
    assert_eq!(open[0].outcome, ApplyOutcome::Trying);
    // As long as its lease lasts, nobody else does it.
    let early = another(&world, Arc::new(SystemClock)).await;
    early.start();
    let other = another(&world, Arc::new(AnHourAhead)).await;
    other.start();
    until("the other applies it", || async { description(&cluster, "a").is_some() }).await;
    world.remote.commit("main", "A push", &[("env/a.yaml", Some(&server("a", "two")))]);
    other.sync("env").await.unwrap();
    until("the other goes on", || async {
        description(&cluster, "a").as_deref() == Some("two") && all(&other).await.is_empty()
    })
    .await;
    // What a run has sent is in the cluster before the run writes that it was done.
    until("nothing is open any more", || async {
        other.applied("env", true, &PageRequest::first(9)).await.unwrap().items.is_empty()
    })
    .await;
    assert!(sent(&cluster) >= 2, "the other applied both texts");
    gate.becomes(Stop::GoOn);
    // The first one asks for the same itself: by then it has let go of what it was at.
    let error = loop {
        match world.engine.apply("env", ClusterApplyRequest::default()).await {
            Err(EngineError::Moved(_)) => {}
            ended => break ended,
        }
    };
    assert!(error.is_ok(), "{error:?}");
    assert_eq!(description(&cluster, "a").as_deref(), Some("two"), "the older one was not sent");
    assert_eq!(sent(&cluster), 0);
    let row = other.applied("env", false, &PageRequest::first(9)).await.unwrap().items;
    assert_eq!(row[0].outcome, ApplyOutcome::Done, "nor was its end written: {row:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_follows_by_an_older_place_writes_nothing_any_more() {
    let (lab, new) = (serving(), serving());
    let world = world(&lab, Arc::new(NoSteps)).await;
    add(&world.engine, "new", new.kubeconfig()).await.unwrap();
    world.engine.start();
    until("it is known", || is_known(&world.engine)).await;
    let other = another(&world, Arc::new(SystemClock)).await;
    other.set_fabric_place("env", place("new"), None).await.unwrap();
    // It has not heard of it; what it sees meanwhile is of the other cluster.
    lab.put(object("stray", "of lab"), "kubectl-create");
    new.put(json!(object("a", "one")), "kubectl-create");
    new.put(object("mine", "of new"), "kubectl-create");
    drifts_to(&other, &["mine: extra (cluster)"]).await;
    assert_eq!(all(&other).await.len(), 1);
}
