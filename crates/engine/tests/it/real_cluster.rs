//! Beside a real Kubernetes API server: a fresh fabric shows no drift, and each edit by hand is seen as what it is.

use std::time::{Duration, Instant};

use hedgerow_cluster::{
    Act, Cluster, Connection, ServedKind, Write, read_with_files, to_kubeconfig,
};
use hedgerow_engine::views::{
    ClusterApplyRequest, ClusterPlace, CrdFile, DriftQuery, NewCluster, NewFabric, NewSecret,
    PageRequest, ReapplyRequest,
};
use hedgerow_engine::{Engine, views::ClusterAccess};
use hedgerow_model::{ApplyMode, ApplyOutcome, GroupKind, Layout};
use serde_json::{Value as Json, json};

use crate::real_edits::{brought_back, differs_in, edits, passes_unseen, set};
use crate::support::{World, config, new_fabric};

/// Tells where the API server is.
const KUBECONFIG: &str = "HEDGEROW_RIG_KUBECONFIG";

/// Tells where kubectl is.
pub(super) const KUBECTL: &str = "HEDGEROW_RIG_KUBECTL";

/// A kind with defaults, a set, a keyed list, an atomic list, a map, and parts that have no schema.
pub(super) fn definition(group: &str) -> Json {
    let text = json!({"type": "string"});
    let spec = json!({"type": "object", "properties": {
        "id": {"type": "integer"},
        "mode": {"type": "string", "default": "access"},
        "note": text,
        "enabled": {"type": "boolean", "default": true},
        "tags": {"type": "array", "items": text, "x-kubernetes-list-type": "set"},
        "hosts": {"type": "array", "items": text},
        "limits": {"type": "object", "additionalProperties": {"type": "integer"}},
        "ports": {
            "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
            "items": {"type": "object", "required": ["name"], "properties": {
                "name": text, "speed": {"type": "integer", "default": 10}, "up": {"type": "boolean"}}},
        },
        "inner": {"type": "object", "properties": {
            "a": text, "deep": {"type": "object", "properties": {"b": {"type": "integer"}}}}},
        "replicas": {"type": "integer"},
        "ratio": {"type": "number"},
        "port": {"x-kubernetes-int-or-string": true},
        "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
    }});
    let schema = json!({"type": "object", "properties": {"spec": spec, "status": {
        "type": "object", "x-kubernetes-preserve-unknown-fields": true}}});
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": format!("vlans.{group}")},
        "spec": {
            "group": group, "scope": "Namespaced",
            "names": {"kind": "Vlan", "plural": "vlans", "singular": "vlan", "listKind": "VlanList"},
            "versions": [{"name": "v1", "served": true, "storage": true,
                "schema": {"openAPIV3Schema": schema}, "subresources": {"status": {}, "scale": {
                    "specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"}}}],
        },
    })
}

/// An API server as somebody with all rights uses it.
pub(super) struct Hand {
    pub(super) cluster: Cluster,
    pub(super) kind: ServedKind,
    pub(super) kubeconfig: String,
    pub(super) namespace: &'static str,
}

pub(super) fn served(group: &str, kind: &str, plural: &str, namespaced: bool) -> ServedKind {
    ServedKind {
        kind: GroupKind::new(group, kind),
        version: "v1".into(),
        versions: Vec::new(),
        plural: plural.into(),
        namespaced,
        verbs: Vec::new(),
    }
}

impl Hand {
    pub(super) async fn take() -> Self {
        Self::of("net.example.org", "hedgerow-engine").await
    }

    /// With this kind of VLANs, in a namespace of its own.
    pub(super) async fn of(group: &str, namespace: &'static str) -> Self {
        let path = std::env::var(KUBECONFIG).unwrap();
        let text = std::fs::read_to_string(path).unwrap();
        let file = |path: &str| std::fs::read(path).map_err(|error| error.to_string());
        let chosen = read_with_files(&text, None, &file).unwrap();
        let (kubeconfig, connection): (String, Connection) =
            (to_kubeconfig(&chosen), chosen.connection);
        let cluster =
            Cluster::open(&connection, &hedgerow_cluster::Programs::default()).await.unwrap();
        let kind = served(group, "Vlan", "vlans", true);
        let hand = Self { cluster, kind, kubeconfig, namespace };
        hand.define().await;
        hand
    }

    /// Has the kind served, and the namespace there.
    pub(super) async fn define(&self) {
        let group = &self.kind.kind.group;
        let crd = served(
            "apiextensions.k8s.io",
            "CustomResourceDefinition",
            "customresourcedefinitions",
            false,
        );
        self.apply(&crd, &format!("vlans.{group}"), &definition(group)).await;
        let namespace =
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.namespace}});
        self.apply(&served("", "Namespace", "namespaces", false), self.namespace, &namespace).await;
        // It takes a moment until a kind that was defined is served.
        let wait = async {
            while self.cluster.list(&self.kind, self.namespace, None).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), wait).await.unwrap();
    }

    /// A VLAN, as it is in Git and in the cluster.
    pub(super) fn vlan(&self, name: &str) -> Json {
        json!({
            "apiVersion": format!("{}/v1", self.kind.kind.group), "kind": "Vlan",
            "metadata": {"name": name, "namespace": self.namespace, "labels": {"team": "net"}},
            "spec": {
                "id": 100, "note": "n", "tags": ["b", "a"], "hosts": ["h1", "h2"],
                "limits": {"up": 5, "down": 6}, "ports": [{"name": "p1"}, {"name": "p2", "speed": 40}],
                "inner": {"a": "x", "deep": {"b": 1}}, "replicas": 2, "ratio": 1.0, "port": 80,
                "free": {"x": {"y": 1}},
            },
        })
    }

    /// Runs kubectl in the namespace, which has to succeed; gives what it prints.
    pub(super) async fn kubectl<T: AsRef<str>>(&self, arguments: &[T]) -> String {
        let mut command = std::process::Command::new(std::env::var(KUBECTL).unwrap());
        command.env("KUBECONFIG", std::env::var(KUBECONFIG).unwrap());
        command.arg(format!("--namespace={}", self.namespace));
        command.args(arguments.iter().map(AsRef::as_ref)).stdin(std::process::Stdio::null());
        let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
        let all: Vec<&str> = arguments.iter().map(AsRef::as_ref).collect();
        assert!(output.status.success(), "{all:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    pub(super) async fn apply(&self, kind: &ServedKind, name: &str, object: &Json) {
        let act = Act::Apply { object, take_over: true };
        let write = Write { manager: "kubectl", dry_run: false };
        self.cluster.act((kind, self.namespace, name), &act, write).await.unwrap();
    }

    pub(super) async fn put(&self, object: &Json) {
        let name = object["metadata"]["name"].as_str().unwrap();
        self.apply(&self.kind, name, object).await;
    }

    pub(super) async fn read(&self, name: &str) -> Json {
        self.cluster.object(&self.kind, self.namespace, name).await.unwrap().unwrap()
    }

    /// Edits an object as `kubectl edit` does.
    pub(super) async fn edit(&self, name: &str, edit: &dyn Fn(&mut Json)) {
        let mut object = self.read(name).await;
        edit(&mut object);
        let write = Write { manager: "kubectl-edit", dry_run: false };
        let act = Act::Replace { object: &object };
        self.cluster.act((&self.kind, self.namespace, name), &act, write).await.unwrap();
    }

    pub(super) async fn delete(&self, name: &str) {
        let object = self.read(name).await;
        let uid = object["metadata"]["uid"].as_str().unwrap();
        let act = Act::Delete { uid, resource_version: None };
        let write = Write { manager: "kubectl", dry_run: false };
        self.cluster.act((&self.kind, self.namespace, name), &act, write).await.unwrap();
    }
}

pub(super) async fn world(hand: &Hand, names: &[&str]) -> World {
    world_as(hand, names, hand.kubeconfig.clone()).await
}

/// A fabric with these VLANs in Git, in the cluster that is asked with this kubeconfig.
pub(super) async fn world_as(hand: &Hand, names: &[&str], kubeconfig: String) -> World {
    let files: Vec<(String, String)> = names
        .iter()
        .map(|name| (format!("env/{name}.yaml"), hand.vlan(name).to_string()))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let world = World::with(&files).await;
    let crd =
        CrdFile { name: "vlans.yaml".into(), text: definition(&hand.kind.kind.group).to_string() };
    let fabric = NewFabric { crds: vec![crd], ..new_fabric("env", "env", Layout::InPlace) };
    world.engine.add_fabric(fabric).await.unwrap();
    world.sync("env").await;
    let access =
        ClusterAccess { kubeconfig: Some(NewSecret::new(kubeconfig)), ..ClusterAccess::default() };
    world.engine.add_cluster(NewCluster { name: "real".into(), access }).await.unwrap();
    world.engine.start();
    let place = ClusterPlace {
        cluster: "real".into(),
        namespaces: vec![hand.namespace.into()],
        ..ClusterPlace::default()
    };
    world.engine.set_fabric_place("env", Some(place), None).await.unwrap();
    world
}

pub(super) async fn drift(engine: &Engine) -> Vec<String> {
    let ask = PageRequest::first(1000);
    let mut lines = Vec::new();
    for view in engine.drift("env", &DriftQuery::default(), &ask).await.unwrap().items {
        if view.fields.is_empty() {
            lines.push(format!("{}: {}", view.name, view.standing));
        }
        for field in &view.fields {
            let by = field.manager.as_ref().map_or("-", |by| by.name.as_str());
            lines.push(format!("{}: {} by {by}", view.name, field.path));
        }
    }
    lines
}

/// Waits until exactly this drifted; gives how long that took.
pub(super) async fn drifts_to(engine: &Engine, expected: &[String]) -> Duration {
    let began = Instant::now();
    let mut last = Vec::new();
    let waited = tokio::time::timeout(Duration::from_secs(30), async {
        loop {
            let known = engine.fabric("env").await.unwrap().cluster.unwrap().known;
            last = drift(engine).await;
            if known && last == expected {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
    assert!(waited.is_ok(), "{last:?} is not {expected:?}");
    began.elapsed()
}

#[tokio::test]
#[ignore = "needs a Kubernetes API server, which `cargo xtask test --only cluster` starts"]
async fn a_fresh_fabric_shows_no_drift_and_each_edit_by_hand_is_seen_as_what_it_is() {
    let hand = Hand::take().await;
    for name in ["a", "b"] {
        hand.put(&hand.vlan(name)).await;
    }
    let world = world(&hand, &["a", "b"]).await;
    let engine = &world.engine;
    drifts_to(engine, &[]).await;
    let (mut slowest, mut seen) = (Duration::ZERO, 0);
    for (path, edit) in edits() {
        hand.edit("a", &*edit).await;
        match path {
            Some(path) => {
                slowest = slowest.max(differs_in(engine, &[path]).await);
                seen += 1;
                brought_back(&hand, engine).await;
            }
            None => passes_unseen(&hand, engine).await,
        }
    }
    println!("{seen} kinds of edits seen, the slowest after {} ms", slowest.as_millis());
    hand.delete("b").await;
    drifts_to(engine, &["b: missing".to_owned()]).await;
    hand.put(&hand.vlan("c")).await;
    drifts_to(engine, &["b: missing".to_owned(), "c: extra".to_owned()]).await;
    // A restart goes on from where it was.
    engine.shutdown().await;
    hand.put(&hand.vlan("b")).await;
    hand.delete("c").await;
    let engine = Engine::open(config(&world.folder)).await.unwrap();
    engine.start();
    drifts_to(&engine, &[]).await;
    applied(&hand, &world, &engine).await;
    engine.shutdown().await;
}

/// Git has this from now on.
async fn push(world: &World, engine: &Engine, name: &str, object: Option<&Json>) {
    let (path, text) = (format!("env/{name}.yaml"), object.map(ToString::to_string));
    world.remote.commit("main", "A push", &[(path.as_str(), text.as_deref())]);
    engine.sync("env").await.unwrap();
}

fn with(mut object: Json, pointer: &'static str, value: Json) -> Json {
    set(pointer, value)(&mut object);
    object
}

/// Waits until an object has a value at a JSON pointer; nothing where it is null.
async fn becomes(hand: &Hand, name: &str, pointer: &str, value: Json) -> Json {
    let waited = tokio::time::timeout(Duration::from_secs(30), async {
        loop {
            let object = hand.cluster.object(&hand.kind, hand.namespace, name).await.unwrap();
            match object {
                Some(object) if object.pointer(pointer).unwrap_or(&Json::Null) == &value => {
                    return object;
                }
                _ => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        }
    });
    waited.await.unwrap()
}

/// The server's own server-side apply: what Git changes is there, what others changed stays.
async fn applied(hand: &Hand, world: &World, engine: &Engine) {
    let place = ClusterPlace {
        cluster: "real".into(),
        namespaces: vec![hand.namespace.into()],
        apply: Some(ApplyMode::Direct),
        prune: Some(true),
        ..ClusterPlace::default()
    };
    engine.set_fabric_place("env", Some(place), None).await.unwrap();
    // Created, with exactly what the document says in its name.
    push(world, engine, "d", Some(&hand.vlan("d"))).await;
    let created = becomes(hand, "d", "/spec/id", json!(100)).await;
    let entry = &created["metadata"]["managedFields"][0];
    assert_eq!((&entry["manager"], &entry["operation"]), (&json!("hedgerow-env"), &json!("Apply")));
    push(world, engine, "d", Some(&with(hand.vlan("d"), "/spec/id", json!(7)))).await;
    becomes(hand, "d", "/spec/id", json!(7)).await;
    // A field that Git no longer has goes.
    push(world, engine, "d", Some(&with(hand.vlan("d"), "/spec/note", json!(null)))).await;
    becomes(hand, "d", "/spec/note", json!(null)).await;
    drifts_to(engine, &[]).await;
    // Each side its own field: both stay.
    hand.edit("d", &*set("/spec/inner/a", json!("by hand"))).await;
    drifts_to(engine, &["d: spec.inner.a by kubectl-edit".to_owned()]).await;
    let edited = with(with(hand.vlan("d"), "/spec/note", json!(null)), "/spec/id", json!(8));
    push(world, engine, "d", Some(&edited)).await;
    let now = becomes(hand, "d", "/spec/id", json!(8)).await;
    assert_eq!(now["spec"]["inner"]["a"], json!("by hand"));
    drifts_to(engine, &["d: spec.inner.a by kubectl-edit".to_owned()]).await;
    // What Hedgerow itself brought back is its own, however it wrote that.
    let ask = ReapplyRequest {
        resources: vec![format!("Vlan/{}/d", hand.namespace)],
        ..ReapplyRequest::default()
    };
    engine.reapply("env", ask).await.unwrap();
    drifts_to(engine, &[]).await;
    push(world, engine, "d", Some(&with(edited, "/spec/inner/a", json!("by Git")))).await;
    becomes(hand, "d", "/spec/inner/a", json!("by Git")).await;
    // What others have is taken over only when that is asked for.
    push(world, engine, "b", Some(&with(hand.vlan("b"), "/spec/id", json!(9)))).await;
    let others = ["b: spec.id by kubectl".to_owned()];
    drifts_to(engine, &others).await;
    let tried = engine.apply("env", ClusterApplyRequest::default()).await.unwrap();
    assert_eq!(tried.results[0].outcome, ApplyOutcome::OfOthers, "{tried:?}");
    let ask = ClusterApplyRequest { take_over: true, ..ClusterApplyRequest::default() };
    let taken = engine.apply("env", ask).await.unwrap();
    assert_eq!(taken.results[0].outcome, ApplyOutcome::Done, "{taken:?}");
    drifts_to(engine, &[]).await;
    // What Git no longer has goes.
    push(world, engine, "d", None).await;
    let gone = tokio::time::timeout(Duration::from_secs(30), async {
        while hand.cluster.object(&hand.kind, hand.namespace, "d").await.unwrap().is_some() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    assert!(gone.await.is_ok(), "it is still there");
    drifts_to(engine, &[]).await;
}
