//! Flux's kustomize-controller; the source-controller's part is played by [`Source`].

use std::fs;
use std::time::Instant;

use hedgerow_testkit::GitServer;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::beside::Beside;
use crate::cluster::{Cluster, manifests};
use crate::fabric::{BRANCH, BROKEN, DIRECTORY, Fabric, LIST, NOTES, TWICE, hedge};
use crate::left::{keys, set, show, who};

const NAMESPACE: &str = "flux-system";

/// Packs commits, serves them, and tells the cluster as the source-controller does.
struct Source<'a> {
    cluster: &'a Cluster,
    fabric: &'a Fabric,
    folder: TempDir,
    server: GitServer,
}

impl<'a> Source<'a> {
    fn new(cluster: &'a Cluster, fabric: &'a Fabric) -> Self {
        let folder = TempDir::new().unwrap();
        let server = GitServer::start(folder.path());
        server.serve_files();
        Self { cluster, fabric, folder, server }
    }

    /// Tells of the branch's newest commit; gives its revision.
    fn publish(&self) -> String {
        let repository = &self.fabric.repository;
        let commit = repository.head(BRANCH).unwrap();
        let file = format!("{commit}.tar.gz");
        let path = self.folder.path().join(&file);
        let output = format!("--output={}", path.display());
        // of the tree: of a commit, it begins with an entry that holds the commit's id
        repository.git(&["archive", "--format=tar.gz", &output, &format!("{commit}^{{tree}}")]);
        let digest = Sha256::digest(fs::read(&path).unwrap());
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let revision = format!("{BRANCH}@sha1:{commit}");
        let now = "2026-01-01T00:00:00Z";
        let name = format!("gitrepository/{}", self.fabric.prefix);
        let generation = self.cluster.get(&name, NAMESPACE)["metadata"]["generation"].clone();
        let status = json!({"status": {
            "observedGeneration": generation,
            "artifact": {
                "url": self.server.url(&file), "path": file, "revision": revision,
                "digest": format!("sha256:{digest}"), "lastUpdateTime": now,
            },
            "conditions": [{
                "type": "Ready", "status": "True", "reason": "Succeeded", "message": revision,
                "lastTransitionTime": now, "observedGeneration": generation,
            }],
        }});
        self.cluster.run(&[
            "patch",
            &name,
            &format!("--namespace={NAMESPACE}"),
            "--subresource=status",
            "--type=merge",
            "--patch",
            &status.to_string(),
        ]);
        revision
    }

    /// Tells of the newest commit and waits until it is applied.
    fn applied(&self) {
        let revision = self.publish();
        let applied = format!("jsonpath={{.status.lastAppliedRevision}}={revision}");
        self.cluster.wait(&self.kustomization(), NAMESPACE, &applied);
    }

    /// Asks for a reconciliation, as `flux reconcile` does, and waits until it is done.
    fn reconciled(&self, at: &str) {
        let asked = json!({"metadata": {"annotations": {"reconcile.fluxcd.io/requestedAt": at}}});
        self.cluster.patch(&self.kustomization(), NAMESPACE, &asked);
        let done = format!("jsonpath={{.status.lastHandledReconcileAt}}={at}");
        self.cluster.wait(&self.kustomization(), NAMESPACE, &done);
        self.cluster.wait(&self.kustomization(), NAMESPACE, "condition=Ready");
    }

    fn kustomization(&self) -> String {
        format!("kustomization/{}", self.fabric.prefix)
    }
}

fn generated(fabric: &Fabric, more: &[&str]) -> String {
    let url = fabric.url();
    let usual =
        ["flux", "--name", fabric.prefix, "--url", &url, "--branch", BRANCH, "--dir", DIRECTORY];
    manifests(&[&usual, more].concat())
}

#[test]
#[ignore = "needs Flux: cargo xtask test --only appliers"]
fn flux_applies_managed_brings_edits_and_undoes_edits_in_the_cluster() {
    let cluster = Cluster::of_rig();
    let fabric = Fabric::new(&cluster, "brings");
    cluster.apply(&generated(&fabric, &[]));
    let source = Source::new(&cluster, &fabric);
    let begun = Instant::now();
    source.applied();
    fabric.arrives(&cluster, begun);

    let (north, settings) = (fabric.named("hedge", "north"), fabric.named("configmap", "settings"));
    let applied = cluster.get(&north, "default");
    show("after it was applied", &applied);
    show("after it was applied", &cluster.get(&settings, "default"));
    show("after it was applied", &cluster.get(&fabric.named("meadow", "big"), "default"));
    let own = ["kustomize.toolkit.fluxcd.io/name", "kustomize.toolkit.fluxcd.io/namespace"];
    assert_eq!(keys(&applied, "labels"), set(&[&own[..], &["team"]].concat()));
    assert_eq!(keys(&applied, "annotations"), set(&["example.org/note"]));
    assert_eq!(who(&applied), set(&["kustomize-controller Apply"]));
    assert_eq!(fabric.drift(&cluster), [] as [Value; 0]);

    let begun = Instant::now();
    let edited = format!("{}  note: by hand\n", hedge("north", "11"));
    fabric.commit(&[("managed/hedges/north.yaml", Some(&edited))]);
    source.publish();
    let is = |length: u32| format!("jsonpath={{.spec.length}}={length}");
    cluster.wait_since(begun, "an edit in Git arrived", &north, "default", &is(11));
    assert_eq!(fabric.drift(&cluster), [] as [Value; 0]);

    // a field that Git has, and one that it has not: of kubectl nothing stays
    let edit = json!({"spec": {"length": 99, "birds": ["crow"]}});
    cluster.patch(&north, "default", &edit);
    let drift = fabric.drift(&cluster);
    assert_eq!(drift.len(), 1, "{drift:?}");
    let fields = drift[0]["fields"].as_array().unwrap();
    assert_eq!(fields.len(), 2, "{drift:?}");
    assert!(fields.iter().all(|it| it["manager"]["name"] == "kubectl-patch"), "{drift:?}");
    let begun = Instant::now();
    source.reconciled("1");
    println!("a reconciliation: {:.1} s", begun.elapsed().as_secs_f64());
    let undone = cluster.get(&north, "default");
    show("after an edit was undone", &undone);
    assert_eq!(undone["spec"]["length"], 11);
    assert_eq!(who(&undone), set(&["kustomize-controller Apply"]));
    assert_eq!(fabric.drift(&cluster), [] as [Value; 0]);

    // of another program what Git has not stays, which only the comparison tells
    cluster.patch_as("mower", &north, "default", &edit);
    source.reconciled("2");
    let undone = cluster.get(&north, "default");
    show("after an edit was undone in part", &undone);
    assert_eq!(undone["spec"]["length"], 11);
    assert_eq!(who(&undone), set(&["kustomize-controller Apply", "mower Update"]));
    let drift = fabric.drift(&cluster);
    assert_eq!(drift.len(), 1, "{drift:?}");
    assert_eq!(drift[0]["fields"][0]["path"], "spec.birds", "{drift:?}");
}

#[test]
#[ignore = "needs Flux: cargo xtask test --only appliers"]
fn flux_prunes_only_when_it_is_asked() {
    let cluster = Cluster::of_rig();
    let fabric = Fabric::new(&cluster, "prunes");
    cluster.apply(&generated(&fabric, &[]));
    let source = Source::new(&cluster, &fabric);
    source.applied();
    fabric.arrives(&cluster, Instant::now());

    fabric.commit(&[
        ("managed/hedges/elsewhere/south.yaml", None),
        ("managed/hedges/north.yaml", Some(&hedge("north", "12"))),
    ]);
    source.applied();
    let (north, south) = (fabric.named("hedge", "north"), fabric.named("hedge", "south"));
    cluster.wait(&north, "default", "jsonpath={.spec.length}=12");
    assert!(cluster.has(&south, "elsewhere"), "deleted in Git, and not asked to prune");

    // it prunes what goes from then on: what was left before is no longer in its inventory
    cluster.apply(&generated(&fabric, &["--prune"]));
    fabric.commit(&[("managed/several.yaml", Some(&hedge("east", "1")))]);
    let begun = Instant::now();
    source.applied();
    let big = fabric.named("meadow", "big");
    cluster.wait_since(begun, "pruned once it was asked", &big, "default", "delete");
    assert!(cluster.has(&south, "elsewhere"), "it went from Git before pruning was asked for");

    // with the Kustomization its resources do not go
    let kustomization = source.kustomization();
    cluster.run(&["delete", &kustomization, "--namespace=flux-system", "--timeout=30s"]);
    assert!(cluster.has(&north, "default"));
}

#[test]
#[ignore = "needs Flux: cargo xtask test --only appliers"]
fn one_file_that_hedgerow_reports_stops_flux_for_the_whole_folder() {
    let cluster = Cluster::of_rig();
    let fabric = Fabric::new(&cluster, "odd");
    cluster.apply(&generated(&fabric, &[]));
    let source = Source::new(&cluster, &fabric);
    source.applied();
    for text in [NOTES, BROKEN, TWICE] {
        fabric.commit(&[("managed/odd.yaml", Some(text))]);
        let revision = source.publish();
        let failed = "jsonpath={.status.conditions[?(@.type==\"Ready\")].reason}=BuildFailed";
        cluster.wait(&source.kustomization(), NAMESPACE, failed);
        let found = cluster.get(&source.kustomization(), NAMESPACE);
        assert_ne!(found["status"]["lastAppliedRevision"], revision, "{text}");
        fabric.commit(&[("managed/odd.yaml", None)]);
        source.applied();
    }
    fabric.commit(&[("managed/odd.yaml", Some(LIST))]);
    source.applied();
    assert!(cluster.has(&fabric.named("configmap", "listed"), "default"));
}

#[test]
#[ignore = "needs Flux: cargo xtask test --only appliers"]
fn without_the_patch_flux_refuses_resources_that_name_no_namespace() {
    let cluster = Cluster::of_rig();
    let fabric = Fabric::new(&cluster, "bare");
    let mut objects: Vec<Value> =
        serde_json::from_str(&generated(&fabric, &["-o", "json"])).unwrap();
    objects[1]["spec"].as_object_mut().unwrap().remove("patches").unwrap();
    for object in &objects {
        cluster.apply(&object.to_string());
    }
    let source = Source::new(&cluster, &fabric);
    source.publish();
    let failed = "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}=False";
    cluster.wait(&source.kustomization(), NAMESPACE, failed);
    let found = cluster.get(&source.kustomization(), NAMESPACE);
    let conditions = found["status"]["conditions"].to_string();
    assert!(conditions.contains("namespace not specified"), "{conditions}");
    assert!(!cluster.has(&fabric.named("hedge", "east"), "default"), "nothing of it is applied");
}

#[test]
#[ignore = "needs Flux: cargo xtask test --only appliers"]
fn hedgerow_knows_what_flux_applied_and_which_edits_it_undid() {
    let cluster = Cluster::of_rig();
    let fabric = Fabric::new(&cluster, "known");
    let beside = Beside::start(&cluster, &fabric);
    cluster.apply(&generated(&fabric, &[]));
    let source = Source::new(&cluster, &fabric);
    source.applied();
    fabric.arrives(&cluster, Instant::now());
    let first = fabric.repository.head(BRANCH).unwrap();
    beside.stands("applied", &first);
    beside.drifts("no drift", &fabric, |own| own.is_empty());

    let commit = fabric.commit(&[("managed/hedges/north.yaml", Some(&hedge("north", "11")))]);
    beside.run(&["sync", "dc"]);
    beside.stands("behind", &first);
    let waits = json!(format!("Flux has yet to apply {}", &commit[..10]));
    beside.drifts("it waits", &fabric, |own| own.iter().any(|row| row["waits"] == waits));
    source.applied();
    beside.stands("applied", &commit);

    let north = fabric.named("hedge", "north");
    cluster.patch(&north, "default", &json!({"spec": {"length": 99}}));
    beside.drifts("the edit is seen", &fabric, |own| own.iter().any(|row| row["actual"] == 99));
    source.reconciled("1");
    let undone = beside.reaches("it is recorded", &["drift", "dc", "--undone"], |told| {
        told.as_array().is_some_and(|all| !all.is_empty())
    });
    println!("{}", undone[0]["sentence"]);
    assert_eq!(undone.as_array().map(Vec::len), Some(1), "{undone}");
    assert_eq!((&undone[0]["edited"], &undone[0]["back"]), (&json!(99), &json!(11)), "{undone}");
    assert_eq!(undone[0]["applier"], "flux", "{undone}");

    fabric.commit(&[("managed/odd.yaml", Some(NOTES))]);
    source.publish();
    beside.run(&["sync", "dc"]);
    let told = beside.stands("failing", &commit);
    println!("{}", told["sentence"]);
    let patch = json!({"spec": {"suspend": true}});
    fabric.commit(&[("managed/odd.yaml", None)]);
    source.applied();
    cluster.patch(&source.kustomization(), NAMESPACE, &patch);
    let last = fabric.repository.head(BRANCH).unwrap();
    fabric.commit(&[("managed/hedges/north.yaml", Some(&hedge("north", "12")))]);
    beside.run(&["sync", "dc"]);
    beside.stands("suspended", &last);
}
