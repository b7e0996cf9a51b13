//! Edits by hand, beside a real Kubernetes API server: each is seen as exactly what it is, or as nothing where it says
//! the same.

use std::time::{Duration, Instant};

use hedgerow_engine::Engine;
use hedgerow_engine::views::{ReapplyOutcome, ReapplyRequest};
use serde_json::{Value as Json, json};

use crate::real_cluster::{Hand, drift, drifts_to, world};

pub(super) type Edit = Box<dyn Fn(&mut Json)>;

/// Sets a value at a JSON pointer; nothing there where it is null.
pub(super) fn set(pointer: &'static str, value: Json) -> Edit {
    Box::new(move |object| {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let parent = object.pointer_mut(parent).unwrap();
        match (parent, &value) {
            (Json::Object(map), Json::Null) => drop(map.remove(key)),
            (Json::Object(map), _) => drop(map.insert(key.to_owned(), value.clone())),
            (Json::Array(items), _) => items[key.parse::<usize>().unwrap()] = value.clone(),
            _ => unreachable!("{pointer} leads nowhere"),
        }
    })
}

/// Edits by hand, each with the one field that differs then; none where the cluster says the same.
pub(super) fn edits() -> Vec<(Option<&'static str>, Edit)> {
    vec![
        (Some("spec.id"), set("/spec/id", json!(101))),
        (Some("spec.id"), set("/spec/id", json!(null))),
        (Some("spec.id"), set("/spec/id", json!(0))),
        (Some("spec.mode"), set("/spec/mode", json!("trunk"))),
        // What the schema fills in again says the same.
        (None, set("/spec/mode", json!(null))),
        (Some("spec.enabled"), set("/spec/enabled", json!(false))),
        (Some("spec.note"), set("/spec/note", json!("other"))),
        (Some("spec.note"), set("/spec/note", json!(""))),
        (Some("spec.note"), set("/spec/note", json!(null))),
        (Some("spec.note"), set("/spec/note", json!("n "))),
        (Some("spec.tags[=c]"), set("/spec/tags", json!(["b", "a", "c"]))),
        (Some("spec.tags[=a]"), set("/spec/tags", json!(["b"]))),
        (None, set("/spec/tags", json!(["a", "b"]))),
        (Some("spec.hosts"), set("/spec/hosts", json!(["h2", "h1"]))),
        (Some("spec.hosts"), set("/spec/hosts", json!(["h1"]))),
        (Some("spec.hosts"), set("/spec/hosts", json!(["h1", "h2", "h3"]))),
        (Some("spec.hosts"), set("/spec/hosts", json!([]))),
        (Some("spec.hosts"), set("/spec/hosts/1", json!("other"))),
        (Some("spec.limits.up"), set("/spec/limits/up", json!(7))),
        (Some("spec.limits.up"), set("/spec/limits/up", json!(0))),
        (Some("spec.limits.up"), set("/spec/limits/up", json!(null))),
        (Some("spec.limits.new"), set("/spec/limits/new", json!(1))),
        (Some("spec.ports[name=p1].speed"), set("/spec/ports/0/speed", json!(100))),
        (Some("spec.ports[name=p2].speed"), set("/spec/ports/1/speed", json!(100))),
        // Without its own, the default counts.
        (Some("spec.ports[name=p2].speed"), set("/spec/ports/1/speed", json!(null))),
        (Some("spec.ports[name=p1].up"), set("/spec/ports/0/up", json!(true))),
        (None, set("/spec/ports/0/up", json!(false))),
        (
            Some("spec.ports[name=p3]"),
            set(
                "/spec/ports",
                json!([{"name": "p1"}, {"name": "p2", "speed": 40}, {"name": "p3"}]),
            ),
        ),
        (Some("spec.ports[name=p1]"), set("/spec/ports", json!([{"name": "p2", "speed": 40}]))),
        (None, set("/spec/ports", json!([{"name": "p2", "speed": 40}, {"name": "p1"}]))),
        (Some("spec.inner.a"), set("/spec/inner/a", json!("y"))),
        (Some("spec.inner.deep.b"), set("/spec/inner/deep/b", json!(2))),
        (Some("spec.inner.deep"), set("/spec/inner/deep", json!(null))),
        (Some("spec.inner.deep"), set("/spec/inner/deep", json!({}))),
        (Some("spec.inner"), set("/spec/inner", json!(null))),
        (Some("metadata.labels.team"), set("/metadata/labels/team", json!("other"))),
        (Some("metadata.labels.team"), set("/metadata/labels/team", json!(null))),
        (Some("metadata.labels.new"), set("/metadata/labels/new", json!("x"))),
        (Some("metadata.annotations.note"), set("/metadata/annotations", json!({"note": "x"}))),
        (None, set("/metadata/annotations", json!({"argocd.argoproj.io/tracking-id": "x"}))),
        (None, set("/metadata/finalizers", json!([]))),
    ]
}

/// What kubectl does to `a`, each with what drifts then: the fields, or how the whole of it stands.
fn by_kubectl() -> Vec<(Vec<&'static str>, Vec<&'static str>)> {
    let merge = |seen: &[&'static str], patch: &'static str| {
        (seen.to_vec(), vec!["patch", "VLAN", "a", "--type=merge", "--patch", patch])
    };
    let json = |seen: &[&'static str], patch: &'static str| {
        (seen.to_vec(), vec!["patch", "VLAN", "a", "--type=json", "--patch", patch])
    };
    let file = |seen: &[&'static str], command: &[&'static str]| {
        (seen.to_vec(), [command, &["--filename=FILE"]].concat())
    };
    vec![
        (
            vec!["metadata.annotations.\"example.org/note\""],
            vec!["annotate", "VLAN", "a", "example.org/note=by-hand"],
        ),
        (
            vec!["metadata.labels.\"example.org/role\""],
            vec!["label", "VLAN", "a", "example.org/role=core"],
        ),
        // A label without a value is a label.
        (vec!["metadata.labels.marked"], vec!["label", "VLAN", "a", "marked="]),
        (vec!["metadata.labels.team"], vec!["label", "VLAN", "a", "--overwrite", "team="]),
        (vec!["metadata.labels.team"], vec!["label", "VLAN", "a", "team-"]),
        (vec!["spec.replicas"], vec!["scale", "VLAN", "a", "--replicas=5"]),
        (
            vec![],
            vec![
                "patch",
                "VLAN",
                "a",
                "--subresource=status",
                "--type=merge",
                "--patch",
                r#"{"status": {"up": true}}"#,
            ],
        ),
        merge(&["spec.limits.\"a.b/c\""], r#"{"spec": {"limits": {"a.b/c": 1}}}"#),
        merge(&["spec.limits.\"[0]\""], r#"{"spec": {"limits": {"[0]": 1}}}"#),
        json(&["spec.tags[=c]"], r#"[{"op": "add", "path": "/spec/tags/-", "value": "c"}]"#),
        json(&["spec.limits"], r#"[{"op": "replace", "path": "/spec/limits", "value": {}}]"#),
        // The same number.
        merge(&[], r#"{"spec": {"ratio": 1}}"#),
        merge(&["spec.ratio"], r#"{"spec": {"ratio": 1.5}}"#),
        // For the cluster another port: one is a number, the other a name.
        merge(&["spec.port"], r#"{"spec": {"port": "80"}}"#),
        merge(&["spec.free.x.y"], r#"{"spec": {"free": {"x": {"y": 2}}}}"#),
        merge(&["spec.free.new"], r#"{"spec": {"free": {"new": [1, {"a": "b"}]}}}"#),
        // What the schema does not know is not kept.
        merge(&[], r#"{"spec": {"nowhere": 1}}"#),
        merge(&["spec.note"], r#"{"spec": {"note": "a: [\n# né\t|\n\n"}}"#),
        merge(
            &["spec.id", "spec.inner.a", "spec.note"],
            r#"{"spec": {"id": 7, "note": "z", "inner": {"a": "z"}}}"#,
        ),
        json(
            &["spec.ports[name=p1]", "spec.ports[name=p9]"],
            r#"[{"op": "replace", "path": "/spec/ports/0/name", "value": "p9"}]"#,
        ),
        // Somebody else has the fields as well, and none says something else.
        file(&[], &["apply", "--server-side", "--force-conflicts", "--field-manager=other"]),
        // kubectl notes in an annotation what it applied.
        file(&[], &["apply"]),
        file(&[], &["replace"]),
        // Another object of the same name that says the same.
        file(&[], &["replace", "--force", "--grace-period=0"]),
        merge(&[], r#"{"metadata": {"ownerReferences": [OWNER]}}"#),
        merge(&[], r#"{"metadata": {"ownerReferences": null}}"#),
        merge(&[], r#"{"metadata": {"finalizers": ["example.org/hold"]}}"#),
        (vec!["deleting"], vec!["delete", "VLAN", "a", "--wait=false"]),
        merge(&["missing"], r#"{"metadata": {"finalizers": null}}"#),
    ]
}

#[tokio::test]
#[ignore = "needs a Kubernetes API server, which `cargo xtask test --only cluster` starts"]
async fn what_kubectl_does_is_seen_as_what_it_is() {
    let hand = Hand::of("kubectl.example.org", "hedgerow-kubectl").await;
    for name in ["a", "b"] {
        hand.put(&hand.vlan(name)).await;
    }
    let world = world(&hand, &["a", "b"]).await;
    let engine = &world.engine;
    drifts_to(engine, &[]).await;
    let kind = format!("vlans.{}", hand.kind.kind.group);
    let file = world.folder.path().join("a.json");
    std::fs::write(&file, hand.vlan("a").to_string()).unwrap();
    let owner = json!({
        "apiVersion": format!("{}/v1", hand.kind.kind.group), "kind": "Vlan", "name": "b",
        "uid": hand.read("b").await["metadata"]["uid"],
    });
    let (mut slowest, mut edits) = (Duration::ZERO, 0);
    for (seen, command) in by_kubectl() {
        let words: Vec<String> = command
            .iter()
            .map(|word| {
                let word = word.replace("FILE", file.to_str().unwrap());
                word.replace("VLAN", &kind).replace("OWNER", &owner.to_string())
            })
            .collect();
        hand.kubectl(&words).await;
        edits += 1;
        match seen.as_slice() {
            [] => passes_unseen(&hand, engine).await,
            ["deleting"] => drop(drifts_to(engine, &["a: deleting".to_owned()]).await),
            ["missing"] => {
                drifts_to(engine, &["a: missing".to_owned()]).await;
                hand.put(&hand.vlan("a")).await;
                drifts_to(engine, &[]).await;
            }
            fields => {
                slowest = slowest.max(differs_in(engine, fields).await);
                brought_back(&hand, engine).await;
            }
        }
    }
    println!("{edits} edits with kubectl, the slowest seen after {} ms", slowest.as_millis());
    // What Git writes out is what the cluster fills in.
    let mut explicit = hand.vlan("a");
    set("/spec/mode", json!("access"))(&mut explicit);
    set("/spec/ports/0/speed", json!(10))(&mut explicit);
    set("/spec/ratio", json!(1))(&mut explicit);
    world.remote.commit("main", "Says all", &[("env/a.yaml", Some(&explicit.to_string()))]);
    world.sync("env").await;
    passes_unseen(&hand, engine).await;
    engine.shutdown().await;
}

/// An edit of another object that is seen says that all before it were too, and are not drift.
pub(super) async fn passes_unseen(hand: &Hand, engine: &Engine) {
    hand.edit("b", &*set("/spec/id", json!(7))).await;
    drifts_to(engine, &["b: spec.id by kubectl-edit".to_owned()]).await;
    hand.edit("b", &*set("/spec/id", json!(100))).await;
    drifts_to(engine, &[]).await;
}

/// `a` says again what Git wants: what writes only what differs brought it back.
pub(super) async fn brought_back(hand: &Hand, engine: &Engine) {
    let resources = vec![format!("Vlan/{}/a", hand.namespace)];
    let done = engine.reapply("env", ReapplyRequest { resources, ..Default::default() }).await;
    let done = done.unwrap();
    let well =
        matches!(&done.results[0].outcome, ReapplyOutcome::Applied { left, .. } if left.is_empty());
    assert!(well, "{:?}", done.results);
    drifts_to(engine, &[]).await;
}

/// Waits until `a` alone differs, in these fields and no others, whoever wrote them; gives how long that took.
pub(super) async fn differs_in(engine: &Engine, fields: &[&str]) -> Duration {
    let began = Instant::now();
    let mut last = Vec::new();
    let waited = tokio::time::timeout(Duration::from_secs(30), async {
        loop {
            last = drift(engine).await;
            let is = |line: &String, path: &str| line.starts_with(&format!("a: {path} by "));
            let mut found: Vec<&String> = last.iter().collect();
            found.sort();
            if found.len() == fields.len()
                && found.iter().zip(fields).all(|(line, path)| is(line, path))
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    })
    .await;
    assert!(waited.is_ok(), "{last:?} is not a: {fields:?}");
    began.elapsed()
}
