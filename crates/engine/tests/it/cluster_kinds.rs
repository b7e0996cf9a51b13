//! The definitions of the cluster in which a fabric lives are the schemas of its kinds.

use std::time::Duration;

use hedgerow_engine::Engine;
use hedgerow_engine::views::{CheckRequest, NewFabric, PageRequest, Scope};
use hedgerow_model::{ClusterKind, CrdFile, Layout};
use hedgerow_testkit::Cluster;
use serde_json::{Value as Json, json};

use crate::clusters::{GROUP, add, all, followed, object, place, server, serving, until};
use crate::support::{World, config, new_fabric};

/// A definition of Server: its versions, the stored one first, and what `spec` may have beside `description`.
fn definition(versions: &[&str], also: &Json) -> Json {
    let mut properties = json!({"description": {"type": "string"}});
    properties.as_object_mut().unwrap().extend(also.as_object().unwrap().clone());
    let spec = json!({"type": "object", "properties": properties});
    let version = |(at, name): (usize, &&str)| {
        json!({
            "name": name, "served": true, "storage": at == 0, "subresources": {"status": {}},
            "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}},
        })
    };
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": format!("servers.{GROUP}"), "resourceVersion": "7"},
        "spec": {
            "group": GROUP, "scope": "Namespaced", "names": {"kind": "Server", "plural": "servers"},
            "versions": versions.iter().enumerate().map(version).collect::<Vec<_>>(),
        },
        "status": {"conditions": []},
    })
}

/// From now on the cluster defines Server so; without a definition it says that it has none.
fn defines(cluster: &Cluster, definition: Option<&Json>) {
    cluster.as_ever();
    if let Some(definition) = definition {
        cluster.answers(&path(), 200, &definition.to_string());
    }
}

fn path() -> String {
    format!("customresourcedefinitions/servers.{GROUP}")
}

/// What is said of the fabric, each `rule message`, but for what could not be checked.
async fn said(engine: &Engine) -> Vec<String> {
    let all = engine.findings("env", &PageRequest::first(1000)).await.unwrap().items;
    let mut said: Vec<String> = all
        .into_iter()
        .filter(|it| it.rule != "not-checked")
        .map(|it| format!("{} {}", it.rule, it.message))
        .collect();
    said.sort();
    said
}

pub(super) async fn says(engine: &Engine, expected: &[&str]) {
    let mut last = Vec::new();
    let waited = tokio::time::timeout(Duration::from_secs(30), async {
        loop {
            last = said(engine).await;
            if last == expected {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
    assert!(waited.is_ok(), "{last:?} is not {expected:?}");
}

const UNKNOWN: &str = "unknown-field is not a known field (as cluster lab defines v1beta1)";

#[tokio::test]
async fn what_git_has_is_held_against_the_cluster_s_definition_whenever_that_changes() {
    let cluster = serving();
    let with_rack = json!({"rack": {"type": "string", "enum": ["r1", "r2"]}});
    defines(&cluster, Some(&definition(&["v1beta1"], &with_rack)));
    let world = followed(&cluster, &[("a", "x\n  rack: r1"), ("b", "z")]).await;
    let engine = &world.engine;
    // What is built in has no rack.
    says(engine, &[]).await;
    let schema = engine.kind_schema("env", "Server").await.unwrap();
    assert!(schema.pointer("/properties/spec/properties/rack").is_some(), "{schema}");
    // A draft that is right by it.
    world.set("env", "c", "Server/b", "spec.rack=r2").await;
    let state = async || engine.change("c").await.unwrap().drafts[0].state.clone();
    assert_ne!(state().await, "invalid");
    // The cluster takes the field away.
    defines(&cluster, Some(&definition(&["v1beta1"], &json!({}))));
    engine.test_cluster("lab").await.unwrap();
    says(engine, &[UNKNOWN]).await;
    until("the draft is invalid", async || state().await == "invalid").await;
    let refused = engine.diff("c").await.unwrap().problems;
    assert!(refused[0].message.ends_with("(as cluster lab defines v1beta1)"), "{refused:?}");
    // And gives it back.
    defines(&cluster, Some(&definition(&["v1beta1"], &with_rack)));
    engine.test_cluster("lab").await.unwrap();
    says(engine, &[]).await;
    until("the draft is right again", async || state().await != "invalid").await;
    // Without the cluster it is what is built in.
    engine.set_fabric_place("env", None, None).await.unwrap();
    says(engine, &["unknown-field is not a known field"]).await;
    until("the draft is invalid", async || state().await == "invalid").await;
}

#[tokio::test]
async fn unchanged_definitions_are_read_once_and_stay_while_the_cluster_is_away() {
    let cluster = serving();
    defines(&cluster, Some(&definition(&["v1beta1"], &json!({"rack": {"type": "string"}}))));
    let world = followed(&cluster, &[("a", "x\n  rack: r1")]).await;
    let engine = &world.engine;
    says(engine, &[]).await;
    let fabric = engine.store().fabric_by_name("env").await.unwrap().unwrap().id;
    let runs = async || {
        let ask = PageRequest::first(100);
        engine.runs(&Scope::All, Some("env"), &ask).await.unwrap().items.len()
    };
    until("what was read again is noted", async || runs().await == 2).await;
    let asked_again = async || {
        let _ = cluster.asked();
        engine.test_cluster("lab").await.unwrap();
        until("it is asked again", async || cluster.asked().iter().any(|it| it.contains(&path())))
            .await;
    };
    let first = engine.store().cluster_kinds(fabric).await.unwrap();
    // Its resource version and status are another; what it says is the same.
    let mut same = definition(&["v1beta1"], &json!({"rack": {"type": "string"}}));
    same["metadata"]["resourceVersion"] = json!("8");
    same["status"] = json!({"conditions": [{"type": "Established"}]});
    defines(&cluster, Some(&same));
    asked_again().await;
    asked_again().await;
    let now = engine.store().cluster_kinds(fabric).await.unwrap();
    let of_servers =
        |kinds: &[ClusterKind]| kinds.iter().find(|it| it.kind.kind == "Server").cloned().unwrap();
    assert_eq!(of_servers(&now).since, of_servers(&first).since);
    assert_eq!(of_servers(&now).definition, of_servers(&first).definition);
    assert_eq!(runs().await, 2, "nothing was read again");
    cluster.go_away();
    cluster.cut();
    until("it is away", async || {
        engine.fabric("env").await.unwrap().cluster.is_some_and(|it| !it.known)
    })
    .await;
    assert_eq!(said(engine).await, [""; 0], "the cluster's definitions stay");
    // A process that starts while it is away goes by them too.
    let World { folder, engine, remote: _remote } = world;
    engine.shutdown().await;
    drop(engine);
    let engine = Engine::open(config(&folder)).await.unwrap();
    engine.start();
    assert_eq!(said(&engine).await, [""; 0]);
    let checked = check(&engine, &server("b", "x\n  nonsense: 1")).await;
    assert_eq!(checked, ["is not a known field (as cluster lab defines v1beta1)"]);
}

async fn check(engine: &Engine, text: &str) -> Vec<String> {
    let request = CheckRequest { text: text.to_owned(), path: None, change: None };
    let found = engine.check("env", request).await.unwrap().findings;
    found.into_iter().map(|it| it.message).collect()
}

#[tokio::test]
async fn versions_that_are_not_served_and_kinds_that_are_not_defined_are_told_at_their_documents() {
    let cluster = serving();
    defines(&cluster, Some(&definition(&["v1beta1"], &json!({}))));
    let world = followed(&cluster, &[("a", "x")]).await;
    let engine = &world.engine;
    let older = server("a", "x").replace("v1beta1", "v1alpha2");
    world.remote.commit("main", "older", &[("env/a.yaml", Some(&older))]);
    world.sync("env").await;
    let lines = [
        "not-served cannot be applied: cluster lab serves Server in v1beta1, not in v1alpha2; the migration \
         `wiring-v1beta1` brings it there",
    ];
    says(engine, &lines).await;
    let offered = engine.migrations("env").await.unwrap();
    assert!(format!("{offered:?}").contains("wiring-v1beta1"), "{offered:?}");
    // It serves both, and stores the newer one.
    cluster.serves(GROUP, "v1alpha2", "Server", "servers");
    defines(&cluster, Some(&definition(&["v1beta1", "v1alpha2"], &json!({}))));
    engine.test_cluster("lab").await.unwrap();
    says(engine, &["other-version-stored is written in v1alpha2: cluster lab stores v1beta1"])
        .await;
    // The definition is removed: nothing is deleted in Git, and it is told.
    defines(&cluster, None);
    cluster.no_longer_serves("Server");
    engine.test_cluster("lab").await.unwrap();
    let gone =
        format!("not-in-cluster cannot be applied: cluster lab does not define Server of {GROUP}");
    until("it is told that the kind is gone", async || said(engine).await.contains(&gone)).await;
    assert_eq!(world.states("env").await.len(), 1);
}

#[tokio::test]
async fn a_definition_that_is_not_understood_makes_nothing_invalid_and_nothing_away() {
    let cluster = serving();
    cluster.answers(&path(), 200, &"[".repeat(50_000));
    let world = followed(&cluster, &[("a", "x\n  nonsense: 1")]).await;
    let engine = &world.engine;
    cluster.put(object("a", "z"), "kubectl");
    until("the kind is told of, and not validated", async || {
        let said = said(engine).await;
        let of = |start: &str| said.iter().filter(|it| it.starts_with(start)).count();
        of("unknown-kind the definition of Server") == 1
            && of("cluster-definition the definition of Server") == 1
            && said.len() == 2
    })
    .await;
    // Kinds are followed all the same.
    until("drift is seen", async || !all(engine).await.is_empty()).await;
}

#[tokio::test]
async fn what_may_not_be_read_says_nothing_and_what_the_fabric_was_given_is_named_where_it_differs()
{
    let cluster = serving();
    cluster.answers(&path(), 403, r#"{"kind":"Status","code":403,"reason":"Forbidden"}"#);
    let world = World::with(&[("env/a.yaml", &server("a", "x\n  rack: r1"))]).await;
    let given = definition(&["v1beta1"], &json!({"rack": {"type": "string"}})).to_string();
    let crds = vec![CrdFile { name: "servers.yaml".into(), text: given }];
    let fabric = new_fabric("env", "env", Layout::InPlace);
    world.engine.add_fabric(NewFabric { crds, ..fabric }).await.unwrap();
    world.sync("env").await;
    let engine = &world.engine;
    add(engine, "lab", cluster.kubeconfig()).await.unwrap();
    engine.start();
    engine.set_fabric_place("env", place("lab"), None).await.unwrap();
    until("the cluster is known", || async {
        engine.fabric("env").await.unwrap().cluster.is_some_and(|cluster| cluster.known)
    })
    .await;
    says(engine, &[]).await;
    defines(&cluster, Some(&definition(&["v1beta1"], &json!({}))));
    engine.test_cluster("lab").await.unwrap();
    let differs = format!(
        "cluster-definition Server.{GROUP}: the definition that the fabric was given has another schema of v1beta1; \
         that of cluster lab is used"
    );
    says(engine, &[&differs, UNKNOWN]).await;
}
