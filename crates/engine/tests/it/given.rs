//! What a cluster has that the fabric writes there itself: switch profiles, by which ports are known.

use hedgerow_engine::Engine;
use hedgerow_engine::views::{FreeRequest, FreeView, FreeWhat, Knowledge, PageRequest};
use hedgerow_model::Layout;
use hedgerow_testkit::Cluster;
use serde_json::{Value as Json, json};

use crate::clusters::{GROUP, add, known, place, serving, until};
use crate::support::World;
use crate::verifying::{REPAIR, agrees, lines, look, sql};

const SWITCHES: &str = "\
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf}
spec: {role: server-leaf, profile: small}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Server
metadata: {name: s}
spec: {}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: s--leaf}
spec: {unbundled: {link: {server: {port: s/a}, switch: {port: leaf/E1/1}}}}
";

/// A profile with so many ports.
fn profile(name: &str, ports: usize) -> Json {
    let ports: serde_json::Map<String, Json> =
        (1..=ports).map(|port| (format!("E1/{port}"), json!({"profile": "sfp"}))).collect();
    json!({
        "apiVersion": format!("{GROUP}/v1beta1"), "kind": "SwitchProfile", "metadata": {"name": name},
        "spec": {"ports": ports, "portProfiles": {"sfp": {"speed": {"default": "25G", "supported": ["25G"]}}}},
    })
}

fn with_profiles() -> Cluster {
    let cluster = serving();
    for (kind, plural) in
        [("Switch", "switches"), ("Connection", "connections"), ("SwitchProfile", "switchprofiles")]
    {
        cluster.serves(GROUP, "v1beta1", kind, plural);
    }
    cluster
}

async fn world(cluster: &Cluster) -> World {
    let world = World::with(&[("env/wiring.yaml", SWITCHES)]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    add(&world.engine, "lab", cluster.kubeconfig()).await.unwrap();
    world.engine.start();
    world
}

async fn lives_there(world: &World) {
    world.engine.set_fabric_place("env", place("lab"), None).await.unwrap();
    known(&world.engine).await;
}

/// Has the cluster asked again, as every few minutes.
async fn asked_again(engine: &Engine, cluster: &Cluster) {
    let access = crate::clusters::access(cluster.kubeconfig());
    engine.rotate_cluster("lab", access, None).await.unwrap();
}

async fn ports(engine: &Engine) -> FreeView {
    let request = FreeRequest {
        what: FreeWhat::Port,
        length: None,
        namespace: None,
        switch: Some("leaf".into()),
        count: None,
        taken: None,
    };
    engine.free("env", request).await.unwrap()
}

async fn free_are(engine: &Engine, expected: &[&str]) {
    until("the free ports are known", || async { ports(engine).await.free == expected }).await;
}

/// A fabric in a cluster by which its switch has three ports, the first of them taken.
async fn of_three_ports() -> (Cluster, World) {
    let cluster = with_profiles();
    cluster.put(profile("small", 3), "fabric");
    let world = world(&cluster).await;
    lives_there(&world).await;
    free_are(&world.engine, &["E1/2", "E1/3"]).await;
    (cluster, world)
}

/// What could not be checked.
async fn not_checked(engine: &Engine) -> Vec<String> {
    let all = engine.findings("env", &PageRequest::first(1000)).await.unwrap().items;
    let all = all.into_iter().filter(|it| it.rule == "not-checked");
    all.map(|it| it.message).collect()
}

#[tokio::test]
async fn the_ports_of_a_switch_are_those_of_its_profile_in_the_cluster() {
    let cluster = with_profiles();
    cluster.put(profile("small", 3), "fabric");
    let world = world(&cluster).await;
    let engine = &world.engine;
    let before = ports(engine).await;
    assert_eq!((before.state, before.free.len()), (Knowledge::Unknown, 0));
    assert_eq!(before.unchecked[0], "the switch profile small is not known");
    lives_there(&world).await;
    free_are(engine, &["E1/2", "E1/3"]).await;
    let now = ports(engine).await;
    assert_eq!((now.state, now.taken.len(), now.unchecked.len()), (Knowledge::Known, 1, 0));
    // It is read for others: it is no resource of the fabric, no drift, and nothing is said of it.
    assert_eq!(engine.fabric("env").await.unwrap().resources, 3);
    let drift = crate::clusters::all(engine).await;
    assert!(drift.iter().all(|it| it.kind != "SwitchProfile"), "{drift:?}");
    let all = engine.findings("env", &PageRequest::first(1000)).await.unwrap().items;
    assert!(all.iter().all(|it| !format!("{it:?}").contains("SwitchProfile")));
    // Another release of the fabric.
    cluster.put(profile("small", 4), "fabric");
    asked_again(engine, &cluster).await;
    free_are(engine, &["E1/2", "E1/3", "E1/4"]).await;
    // Elsewhere nothing is known of it.
    engine.set_fabric_place("env", None, None).await.unwrap();
    until("it is unknown", || async { ports(engine).await.state == Knowledge::Unknown }).await;
}

#[tokio::test]
async fn rules_that_need_a_profile_are_judged_by_it() {
    let cluster = with_profiles();
    cluster.put(profile("other", 3), "fabric");
    let world = world(&cluster).await;
    let engine = &world.engine;
    lives_there(&world).await;
    let says = async |rule: &str| world.findings("env").await.iter().any(|it| it.rule == rule);
    until("the switch's profile does not exist", || says("sw-refs")).await;
    cluster.put(profile("small", 0), "fabric");
    asked_again(engine, &cluster).await;
    until("the port does not exist", || says("conn-port-profile")).await;
    assert!(!says("sw-refs").await);
    cluster.put(profile("small", 1), "fabric");
    asked_again(engine, &cluster).await;
    until("the port exists", || async { !says("conn-port-profile").await }).await;
    assert!(!not_checked(engine).await.iter().any(|it| it.contains("conn-port-profile")));
}

#[tokio::test]
async fn what_cannot_be_read_is_said_and_what_was_read_stays() {
    let (cluster, world) = of_three_ports().await;
    let engine = &world.engine;
    let odd = json!({"metadata": {"resourceVersion": "9"}, "items": [{"what": "is this"}]});
    for (status, body) in [
        (200, "<html>".to_owned()),
        (200, odd.to_string()),
        (403, json!({"message": "you may not"}).to_string()),
        (404, String::new()),
        (500, "it fails".to_owned()),
    ] {
        cluster.answers("/switchprofiles?limit=", status, &body);
        asked_again(engine, &cluster).await;
        until("it is said", || async {
            let said = not_checked(engine).await;
            said.iter().any(|it| it.contains("is not read (SwitchProfile: "))
        })
        .await;
        free_are(engine, &["E1/2", "E1/3"]).await;
        known(engine).await;
        cluster.as_ever();
        asked_again(engine, &cluster).await;
        until("it is not said any more", || async {
            !not_checked(engine).await.iter().any(|it| it.contains("is not read"))
        })
        .await;
    }
}

#[tokio::test]
async fn a_row_of_it_that_was_changed_is_found_and_written_again() {
    let (_cluster, world) = of_three_ports().await;
    let engine = &world.engine;
    for (statement, expected) in [
        (
            "UPDATE cluster_given SET object = replace(object, 'E1/3', 'E1/4')",
            "object changed SwitchProfile/small",
        ),
        ("DELETE FROM cluster_given", "object missing SwitchProfile/small"),
        (
            "INSERT INTO cluster_given SELECT fabric_id, kind, 'ghost', namespace, grp, object FROM cluster_given",
            "object extra SwitchProfile/ghost",
        ),
    ] {
        assert_eq!(sql(&world, statement).await, 1, "{statement}");
        // What rules say without it may be another thing too.
        let found = lines(&look(engine).await);
        assert!(found.iter().any(|it| it == expected), "{statement}: {found:?}");
        assert!(found.iter().all(|it| it == expected || it.starts_with("finding")), "{found:?}");
        let repaired = engine.verify("env", REPAIR).await.unwrap();
        agrees(&repaired);
        free_are(engine, &["E1/2", "E1/3"]).await;
    }
}
