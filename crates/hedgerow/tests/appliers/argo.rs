//! Argo CD.

use std::time::Instant;

use serde_json::{Value, json};

use crate::cluster::{Cluster, manifests};
use crate::fabric::{BRANCH, DIRECTORY, Fabric, hedge};
use crate::left::{keys, set, show, who};

const NAMESPACE: &str = "argocd";

fn generated(fabric: &Fabric, more: &[&str]) -> String {
    let url = fabric.url();
    let usual =
        ["argo", "--name", fabric.prefix, "--url", &url, "--branch", BRANCH, "--dir", DIRECTORY];
    manifests(&[&usual, more].concat())
}

/// Waits until Argo CD is done with a commit.
fn synced(cluster: &Cluster, application: &str, commit: &str) {
    let application = format!("application/{application}");
    let revision = format!("jsonpath={{.status.operationState.syncResult.revision}}={commit}");
    cluster.wait(&application, NAMESPACE, &revision);
    let phase = "jsonpath={.status.operationState.phase}=Succeeded";
    cluster.wait(&application, NAMESPACE, phase);
}

#[test]
#[ignore = "needs Argo CD: cargo xtask test --only appliers"]
fn argo_cd_applies_managed_brings_edits_and_undoes_edits_in_the_cluster() {
    let cluster = Cluster::of_rig();
    let fabric = Fabric::new(&cluster, "heals");
    let begun = Instant::now();
    cluster.apply(&generated(&fabric, &["--self-heal"]));
    fabric.arrives(&cluster, begun);
    synced(&cluster, "heals", &fabric.repository.head(BRANCH).unwrap());

    let (north, settings) = (fabric.named("hedge", "north"), fabric.named("configmap", "settings"));
    let applied = cluster.get(&north, "default");
    show("after a sync", &applied);
    show("after a sync", &cluster.get(&settings, "default"));
    show("after a sync", &cluster.get(&fabric.named("meadow", "big"), "default"));
    assert_eq!(keys(&applied, "labels"), set(&["team"]));
    let own =
        ["argocd.argoproj.io/tracking-id", "kubectl.kubernetes.io/last-applied-configuration"];
    assert_eq!(keys(&applied, "annotations"), set(&[&own[..], &["example.org/note"]].concat()));
    assert_eq!(who(&applied), set(&["argocd-controller Update"]));
    assert_eq!(fabric.drift(&cluster), [] as [Value; 0]);

    let begun = Instant::now();
    let edited = format!("{}  note: by hand\n", hedge("north", "11"));
    let commit = fabric.commit(&[("managed/hedges/north.yaml", Some(&edited))]);
    let is = |length: u32| format!("jsonpath={{.spec.length}}={length}");
    cluster.wait_since(begun, "an edit in Git arrived", &north, "default", &is(11));
    synced(&cluster, "heals", &commit);
    assert_eq!(fabric.drift(&cluster), [] as [Value; 0]);

    // a field that Git has, and one that it has not
    let begun = Instant::now();
    let edit = json!({"spec": {"length": 99, "birds": ["crow"]}});
    cluster.patch(&north, "default", &edit);
    show("after kubectl patch", &cluster.get(&north, "default"));
    cluster.wait_since(begun, "an edit in the cluster was undone", &north, "default", &is(11));
    let healed = cluster.get(&north, "default");
    show("after it was undone", &healed);
    println!("what the cluster has more: {}", healed["spec"]["birds"]);
    println!("drift: {}", json!(fabric.drift(&cluster)));
}

#[test]
#[ignore = "needs Argo CD: cargo xtask test --only appliers"]
fn argo_cd_leaves_edits_and_deletions_alone_unless_it_is_asked() {
    let cluster = Cluster::of_rig();
    let fabric = Fabric::new(&cluster, "leaves");
    cluster.apply(&generated(&fabric, &[]));
    fabric.arrives(&cluster, Instant::now());
    synced(&cluster, "leaves", &fabric.repository.head(BRANCH).unwrap());

    let east = fabric.named("hedge", "east");
    cluster.patch(&east, "default", &json!({"spec": {"length": 99}}));
    let application = "application/leaves";
    cluster.wait(application, NAMESPACE, "jsonpath={.status.sync.status}=OutOfSync");
    let drift = fabric.drift(&cluster);
    assert_eq!(drift.len(), 1, "{drift:?}");
    assert_eq!(drift[0]["fields"][0]["manager"]["name"], "kubectl-patch", "{drift:?}");

    // the other file of this commit says when it has arrived
    let north = fabric.named("hedge", "north");
    let south = fabric.named("hedge", "south");
    let commit = fabric.commit(&[
        ("managed/hedges/elsewhere/south.yaml", None),
        ("managed/hedges/north.yaml", Some(&hedge("north", "12"))),
    ]);
    synced(&cluster, "leaves", &commit);
    cluster.wait(&north, "default", "jsonpath={.spec.length}=12");
    assert!(cluster.has(&south, "elsewhere"), "deleted in Git, and not asked to prune");
    let drift = fabric.drift(&cluster);
    let standings: Vec<_> = drift.iter().map(|row| row["standing"].clone()).collect();
    assert_eq!(standings, ["extra"], "{drift:?}");

    let begun = Instant::now();
    cluster.apply(&generated(&fabric, &["--prune"]));
    let commit = fabric.commit(&[("managed/hedges/north.yaml", Some(&hedge("north", "13")))]);
    cluster.wait_since(begun, "pruned once it was asked", &south, "elsewhere", "delete");
    synced(&cluster, "leaves", &commit);
    assert_eq!(fabric.drift(&cluster), [] as [Value; 0]);
    // with the Application its resources do not go
    cluster.run(&["delete", application, "--namespace=argocd", "--timeout=30s"]);
    assert!(cluster.has(&north, "default"));
}

#[test]
#[ignore = "needs Argo CD: cargo xtask test --only appliers"]
fn an_application_set_makes_an_application_for_each_directory() {
    let cluster = Cluster::of_rig();
    let fabric = Fabric::new(&cluster, "many");
    let second = hedge("second", "2").replace("PREFIX", "many");
    let path = "fabrics/dc-2/managed/{{.name}}.yaml";
    fabric.repository.commit(BRANCH, "A second fabric", &[(path, Some(&second))]);
    let url = fabric.url();
    // a name with a space is refused as the name of an object
    let wanted = ["argo", "--name", "many", "--url", &url, "--branch", BRANCH, "--many"];
    let directories = ["--dir", "fabrics/dc-2", "--dir", "fabrics/dc-3"];
    let third = hedge("third", "3").replace("PREFIX", "many");
    fabric.repository.commit(BRANCH, "A third", &[("fabrics/dc-3/managed/a.yaml", Some(&third))]);
    let begun = Instant::now();
    cluster.apply(&manifests(&[&wanted[..], &directories].concat()));
    for name in ["second", "third"] {
        let hedge = fabric.named("hedge", name);
        cluster.wait_since(begun, "arrived by a set", &hedge, "default", "create");
    }
    let alone = [&wanted[..], &directories[..2]].concat();
    cluster.apply(&manifests(&alone));
    cluster.wait("application/many-dc-3", NAMESPACE, "delete");
    assert!(cluster.has(&fabric.named("hedge", "third"), "default"), "its resources stay");
}
