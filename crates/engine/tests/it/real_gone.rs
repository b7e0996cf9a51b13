//! Beside a real Kubernetes API server: much is gone there at once, and nothing of it is concluded for Git.

use hedgerow_engine::Engine;
use hedgerow_engine::views::{
    ClusterApplyRequest, ClusterPlace, PageRequest, PublishRequest, Scope, TakeRequest,
};
use hedgerow_model::{ApplyMode, ApplyOutcome, ChangeState, Reason};
use serde_json::{Value as Json, json};

use crate::clusters::until;
use crate::real_cluster::{Hand, drift, drifts_to, world, world_as};
use crate::support::{World, config};

const NAMES: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];

fn place(namespace: &str) -> ClusterPlace {
    ClusterPlace {
        cluster: "real".into(),
        namespaces: vec![namespace.into()],
        ..ClusterPlace::default()
    }
}

async fn put_all(hand: &Hand) {
    for name in NAMES {
        hand.put(&hand.vlan(name)).await;
    }
}

fn all_missing() -> Vec<String> {
    NAMES.iter().map(|name| format!("{name}: missing")).collect()
}

/// Git has what it had, and nobody made a draft.
async fn is_untouched(world: &World, engine: &Engine, head: &str) {
    engine.sync("env").await.unwrap();
    assert_eq!(world.remote.head("main").as_deref(), Some(head));
    assert_eq!(engine.fabric("env").await.unwrap().resources, 12);
    let ask = PageRequest::default();
    let changes = engine.changes(&Scope::All, Some("env"), false, &ask).await.unwrap().items;
    assert!(changes.is_empty(), "{changes:?}");
}

async fn is_known(engine: &Engine, known: bool) {
    until(&format!("known: {known}"), || async {
        engine.fabric("env").await.unwrap().cluster.is_some_and(|it| it.known == known)
    })
    .await;
}

#[tokio::test]
#[ignore = "needs a Kubernetes API server, which `cargo xtask test --only cluster` starts"]
async fn what_disappears_in_a_cluster_is_told_and_nothing_is_deleted_for_it() {
    let hand = Hand::of("gone.example.org", "hedgerow-gone").await;
    put_all(&hand).await;
    let world = world(&hand, &NAMES).await;
    let engine = &world.engine;
    let head = world.remote.head("main").unwrap();
    let kind = format!("vlans.{}", hand.kind.kind.group);
    drifts_to(engine, &[]).await;

    // All objects of the kind.
    hand.kubectl(&["delete", &kind, "--all"]).await;
    drifts_to(engine, &all_missing()).await;
    is_untouched(&world, engine, &head).await;
    // Who accepts all of that is asked again.
    let all = |preview| TakeRequest {
        all: true,
        preview,
        change: Some("c".into()),
        ..TakeRequest::default()
    };
    let large = Some(Reason::LargeDeletion { deleted: 12, of: 12 });
    let shown = engine.accept_drift("env", all(true)).await.unwrap();
    assert_eq!((shown.count, &shown.waits), (12, &large));
    is_untouched(&world, engine, &head).await;
    engine.accept_drift("env", all(false)).await.unwrap();
    let held = engine.publish("c", PublishRequest::default()).await.unwrap();
    assert_eq!((held.commit, held.reason), (None, large));
    assert_ne!(held.state, ChangeState::Published);
    engine.discard("c", None).await.unwrap();
    put_all(&hand).await;
    drifts_to(engine, &[]).await;

    // The namespace.
    hand.kubectl(&["delete", "namespace", hand.namespace]).await;
    drifts_to(engine, &all_missing()).await;
    is_untouched(&world, engine, &head).await;
    hand.define().await;
    put_all(&hand).await;
    drifts_to(engine, &[]).await;

    // Another namespace, in which there is nothing: of this one nothing is known, so nothing is gone.
    engine.set_fabric_place("env", Some(place("hedgerow-elsewhere")), None).await.unwrap();
    is_known(engine, true).await;
    assert_eq!(drift(engine).await, [""; 0]);
    is_untouched(&world, engine, &head).await;
    engine.set_fabric_place("env", Some(place(hand.namespace)), None).await.unwrap();
    is_known(engine, true).await;
    drifts_to(engine, &[]).await;

    // Where Hedgerow applies, it brings nothing back that somebody took away there, and deletes nothing.
    let direct =
        ClusterPlace { apply: Some(ApplyMode::Direct), prune: Some(true), ..place(hand.namespace) };
    engine.set_fabric_place("env", Some(direct), None).await.unwrap();
    is_known(engine, true).await;
    drifts_to(engine, &[]).await;
    hand.kubectl(&["delete", &kind, "--all"]).await;
    drifts_to(engine, &all_missing()).await;
    let done = engine.apply("env", ClusterApplyRequest::default()).await.unwrap();
    assert_eq!(done.results.len(), 12);
    assert!(done.results.iter().all(|it| it.outcome == ApplyOutcome::Left), "{done:?}");
    is_untouched(&world, engine, &head).await;
    put_all(&hand).await;
    drifts_to(engine, &[]).await;

    // The definition of the kind, and all objects with it: what became of them is not known from then on.
    hand.kubectl(&["delete", "customresourcedefinition", &kind]).await;
    is_known(engine, false).await;
    let told = engine.fabric("env").await.unwrap();
    let there = told.cluster.unwrap();
    assert!(there.unknown_since.is_some() && there.problem.is_some(), "{there:?}");
    assert_eq!(told.state, "unknown");
    is_untouched(&world, engine, &head).await;
    let refused = engine.accept_drift("env", all(false)).await;
    assert!(refused.is_err() || refused.is_ok_and(|it| it.count == 0), "nothing is known of it");
    is_untouched(&world, engine, &head).await;
    hand.define().await;
    put_all(&hand).await;
    is_known(engine, true).await;
    drifts_to(engine, &[]).await;
    is_untouched(&world, engine, &head).await;
    engine.shutdown().await;
}

/// A kubeconfig of this account of the namespace.
async fn kubeconfig_of(hand: &Hand, account: &str) -> String {
    let token = hand.kubectl(&["create", "token", account]).await;
    let mut kubeconfig: Json = serde_json::from_str(&hand.kubeconfig).unwrap();
    kubeconfig["users"][0]["user"] = json!({"token": token.trim()});
    kubeconfig.to_string()
}

#[tokio::test]
#[ignore = "needs a Kubernetes API server, which `cargo xtask test --only cluster` starts"]
async fn what_may_no_longer_be_seen_is_unknown_since_then_and_not_gone() {
    let hand = Hand::of("revoked.example.org", "hedgerow-revoked").await;
    put_all(&hand).await;
    let kind = format!("--resource=vlans.{}", hand.kind.kind.group);
    hand.kubectl(&["create", "serviceaccount", "watcher"]).await;
    hand.kubectl(&["create", "role", "watcher", "--verb=get,list,watch", &kind]).await;
    let account = format!("--serviceaccount={}:watcher", hand.namespace);
    let bind = ["create", "rolebinding", "watcher", "--role=watcher", &account];
    hand.kubectl(&bind).await;
    let world = world_as(&hand, &NAMES, kubeconfig_of(&hand, "watcher").await).await;
    let head = world.remote.head("main").unwrap();
    drifts_to(&world.engine, &[]).await;
    is_known(&world.engine, true).await;
    world.engine.shutdown().await;

    hand.kubectl(&["delete", "rolebinding", "watcher"]).await;
    hand.delete("a").await;
    let engine = Engine::open(config(&world.folder)).await.unwrap();
    engine.start();
    until("it says that it may not", || async {
        let there = engine.fabric("env").await.unwrap().cluster.unwrap();
        there.problem.is_some_and(|it| it.contains("does not allow"))
    })
    .await;
    let there = engine.fabric("env").await.unwrap().cluster.unwrap();
    assert!(!there.known && there.unknown_since.is_some(), "{there:?}");
    assert_eq!(drift(&engine).await, [""; 0], "what was known stays");
    let tested = engine.test_cluster("real").await.unwrap();
    assert!(!tested.permissions[0].missing.is_empty(), "{:?}", tested.permissions);
    is_untouched(&world, &engine, &head).await;
    engine.shutdown().await;

    // Allowed again, it goes on from where it was.
    hand.kubectl(&bind).await;
    let engine = Engine::open(config(&world.folder)).await.unwrap();
    engine.start();
    is_known(&engine, true).await;
    drifts_to(&engine, &["a: missing".to_owned()]).await;
    is_untouched(&world, &engine, &head).await;
    engine.shutdown().await;
}
