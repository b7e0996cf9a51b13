//! Beside a real Kubernetes API server: its definitions are the schemas of a fabric, at the versions that it serves.

use hedgerow_engine::views::{ClusterPlace, SchemaOrigin};
use hedgerow_model::Layout;
use serde_json::{Value as Json, json};

use crate::cluster_kinds::says;
use crate::clusters::add;
use crate::real_cluster::{Hand, served};
use crate::support::World;

const GROUP: &str = "kinds.example.org";
const NAMESPACE: &str = "hedgerow-kinds";

/// A definition of Gadget: its versions, each with whether it is served and stored, and the fields of `spec`.
fn definition(versions: &[(&str, bool, bool)], fields: &[&str]) -> Json {
    let fields: serde_json::Map<String, Json> =
        fields.iter().map(|&name| (name.to_owned(), json!({"type": "string"}))).collect();
    let version = |&(name, served, storage): &(&str, bool, bool)| {
        json!({
            "name": name, "served": served, "storage": storage, "deprecated": !storage,
            "schema": {"openAPIV3Schema": {"type": "object", "properties": {
                "spec": {"type": "object", "properties": fields}}}},
        })
    };
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": format!("gadgets.{GROUP}")},
        "spec": {
            "group": GROUP, "scope": "Namespaced",
            "names": {"kind": "Gadget", "plural": "gadgets", "singular": "gadget", "listKind": "GadgetList"},
            "versions": versions.iter().map(version).collect::<Vec<_>>(),
        },
    })
}

#[tokio::test]
#[ignore = "needs a Kubernetes API server, which `cargo xtask test --only cluster` starts"]
async fn the_definitions_of_a_real_cluster_are_the_schemas_at_the_versions_that_it_serves() {
    let hand = Hand::take().await;
    let crd = served(
        "apiextensions.k8s.io",
        "CustomResourceDefinition",
        "customresourcedefinitions",
        false,
    );
    let name = format!("gadgets.{GROUP}");
    let define = async |definition: Json| hand.apply(&crd, &name, &definition).await;
    define(definition(&[("v1", true, true)], &["size", "colour"])).await;
    let namespace =
        json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}});
    hand.apply(&served("", "Namespace", "namespaces", false), NAMESPACE, &namespace).await;
    let text = format!(
        "apiVersion: {GROUP}/v1\nkind: Gadget\nmetadata: {{name: a, namespace: {NAMESPACE}}}\nspec: {{size: s, colour: red}}\n"
    );
    let world = World::with(&[("env/a.yaml", &text)]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let engine = &world.engine;
    add(engine, "real", hand.kubeconfig.clone()).await.unwrap();
    engine.start();
    let place = ClusterPlace {
        cluster: "real".into(),
        namespaces: vec![NAMESPACE.into()],
        ..ClusterPlace::default()
    };
    engine.set_fabric_place("env", Some(place), None).await.unwrap();
    says(engine, &[]).await;
    let kinds = engine.kinds("env").await.unwrap().items;
    let gadget = kinds.iter().find(|kind| kind.kind == "Gadget").unwrap();
    assert_eq!(gadget.origin, SchemaOrigin::Cluster);
    // Another version is stored, and one field is gone.
    define(definition(&[("v1", true, false), ("v2", true, true)], &["size"])).await;
    engine.test_cluster("real").await.unwrap();
    says(
        engine,
        &[
            "deprecated is deprecated (as cluster real defines v1)",
            "other-version-stored is written in v1: cluster real stores v2",
            "unknown-field is not a known field (as cluster real defines v1)",
        ],
    )
    .await;
    define(definition(&[("v1", false, false), ("v2", true, true)], &["size"])).await;
    engine.test_cluster("real").await.unwrap();
    says(engine, &["not-served cannot be applied: cluster real serves Gadget in v2, not in v1"])
        .await;
    world.engine.shutdown().await;
}
