//! Argo CD.

use std::time::Instant;

use serde_json::{Value, json};

use crate::beside::Beside;
use crate::cluster::{Cluster, manifests};
use crate::fabric::{BRANCH, BROKEN, DIRECTORY, Fabric, LIST, NOTES, TWICE, hedge};
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

    // a field that Git has: nothing of the edit stays, nor of who made it
    let east = fabric.named("hedge", "east");
    let begun = Instant::now();
    cluster.patch(&east, "default", &json!({"spec": {"length": 99}}));
    cluster.wait_since(begun, "an edit in the cluster was undone", &east, "default", &is(1));
    let healed = cluster.get(&east, "default");
    show("after an edit was undone", &healed);
    assert_eq!(who(&healed), set(&["argocd-controller Update"]));
    assert_eq!(fabric.drift(&cluster), [] as [Value; 0]);

    // and one that Git has not: it stays, which only the comparison tells
    cluster.patch(&north, "default", &json!({"spec": {"length": 99, "birds": ["crow"]}}));
    cluster.wait(&north, "default", &is(11));
    let healed = cluster.get(&north, "default");
    show("after an edit was undone in part", &healed);
    assert_eq!(who(&healed), set(&["argocd-controller Update", "kubectl-patch Update"]));
    assert_eq!(healed["spec"]["birds"], json!(["crow"]));
    let drift = fabric.drift(&cluster);
    assert_eq!(drift.len(), 1, "{drift:?}");
    assert_eq!(drift[0]["fields"][0]["path"], "spec.birds", "{drift:?}");
    assert_eq!(drift[0]["fields"][0]["manager"]["name"], "kubectl-patch", "{drift:?}");
}

#[test]
#[ignore = "needs Argo CD: cargo xtask test --only appliers"]
fn argo_cd_that_applies_on_the_server_leaves_no_copy_of_the_manifest() {
    let cluster = Cluster::of_rig();
    let fabric = Fabric::new(&cluster, "server");
    let mut application: Value =
        serde_json::from_str(&generated(&fabric, &["--self-heal", "-o", "json"])).unwrap();
    application[0]["spec"]["syncPolicy"]["syncOptions"] = json!(["ServerSideApply=true"]);
    cluster.apply(&application[0].to_string());
    fabric.arrives(&cluster, Instant::now());
    synced(&cluster, "server", &fabric.repository.head(BRANCH).unwrap());
    let north = fabric.named("hedge", "north");
    let applied = cluster.get(&north, "default");
    show("after a sync on the server", &applied);
    let own = ["argocd.argoproj.io/tracking-id", "example.org/note"];
    assert_eq!(keys(&applied, "annotations"), set(&own));
    assert_eq!(who(&applied), set(&["argocd-controller Apply"]));
    assert_eq!(fabric.drift(&cluster), [] as [Value; 0]);

    cluster.patch(&north, "default", &json!({"spec": {"length": 99, "note": "more"}}));
    cluster.wait(&north, "default", "jsonpath={.spec.length}=10");
    let healed = cluster.get(&north, "default");
    show("after an edit was undone on the server", &healed);
    assert_eq!(who(&healed), set(&["argocd-controller Apply", "kubectl-patch Update"]));
    let drift = fabric.drift(&cluster);
    assert_eq!(drift[0]["fields"][0]["path"], "spec.note", "{drift:?}");
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

#[test]
#[ignore = "needs Argo CD: cargo xtask test --only appliers"]
fn one_file_that_cannot_be_read_stops_argo_cd_for_the_whole_folder() {
    let cluster = Cluster::of_rig();
    let fabric = Fabric::new(&cluster, "odd");
    cluster.apply(&generated(&fabric, &[]));
    fabric.arrives(&cluster, Instant::now());
    let application = "application/odd";
    let compared = |commit: &str| {
        let revision = format!("jsonpath={{.status.sync.revision}}={commit}");
        cluster.wait(application, NAMESPACE, &revision);
    };
    let told = |condition: &str| {
        let condition = format!("jsonpath={{.status.conditions[0].type}}={condition}");
        cluster.wait(application, NAMESPACE, &condition);
    };
    let odd = |text| fabric.commit(&[("managed/odd.yaml", text)]);

    odd(Some(BROKEN));
    told("ComparisonError");
    compared(&odd(None));
    // passed over without a word
    compared(&odd(Some(NOTES)));
    cluster.wait(application, NAMESPACE, "jsonpath={.status.sync.status}=Synced");
    assert_eq!(cluster.get(application, NAMESPACE)["status"]["conditions"], Value::Null);
    // applied one after the other
    odd(Some(TWICE));
    told("RepeatedResourceWarning");
    odd(Some(LIST));
    cluster.wait(&fabric.named("configmap", "listed"), "default", "create");
}

#[test]
#[ignore = "needs Argo CD: cargo xtask test --only appliers"]
fn hedgerow_knows_what_argo_cd_applied_and_which_edits_it_undid() {
    let cluster = Cluster::of_rig();
    let fabric = Fabric::new(&cluster, "known");
    let beside = Beside::start(&cluster, &fabric);
    let none = beside.reaches("it is looked at", &["cluster", "appliers", "dc"], |told| {
        told["sentence"].is_string()
    });
    assert!(none["found"].as_array().unwrap().is_empty(), "{none}");
    cluster.apply(&generated(&fabric, &["--self-heal"]));
    fabric.arrives(&cluster, Instant::now());
    let first = fabric.repository.head(BRANCH).unwrap();
    let told = beside.stands("applied", &first);
    assert_eq!(told["found"][0]["self_heals"], true, "{told}");
    beside.drifts("no drift", &fabric, |own| own.is_empty());

    let east = fabric.named("hedge", "east");
    cluster.patch(&east, "default", &json!({"spec": {"length": 99}}));
    cluster.wait(&east, "default", "jsonpath={.spec.length}=1");
    let undone = beside.reaches("it is recorded", &["drift", "dc", "--undone"], |told| {
        told.as_array().is_some_and(|all| !all.is_empty())
    });
    println!("{}", undone[0]["sentence"]);
    assert_eq!(undone.as_array().map(Vec::len), Some(1), "{undone}");
    assert_eq!((&undone[0]["edited"], &undone[0]["back"]), (&json!(99), &json!(1)), "{undone}");
    assert_eq!(undone[0]["edited_by"]["name"], "kubectl-patch", "{undone}");
    assert_eq!(undone[0]["applier"], "argo-cd", "{undone}");
    beside.drifts("no drift again", &fabric, |own| own.is_empty());

    let commit = fabric.commit(&[("managed/hedges/north.yaml", Some(&hedge("north", "11")))]);
    beside.run(&["sync", "dc"]);
    beside.stands("applied", &commit);
    beside.drifts("the cluster follows", &fabric, |own| own.is_empty());
    // What it cannot read it does not apply, and says so.
    fabric.commit(&[("managed/odd.yaml", Some(BROKEN))]);
    beside.run(&["sync", "dc"]);
    let told = beside.stands("failing", &commit);
    println!("{}", told["sentence"]);
    assert_eq!(fabric.repository.git(&["rev-list", "--count", BRANCH]).trim(), "4", "only ours");
}
