//! A small fabric in a repository, of kinds of its own: what managed/ has, and what must not reach the cluster.

use std::fs;
use std::path::Path;
use std::time::Instant;

use hedgerow_testkit::{GitServer, TestRepository};
use serde_json::Value;
use tempfile::TempDir;

use crate::cluster::{Cluster, hedgerow};

/// The kinds: one in namespaces, with a default, a set and a keyed list, and one outside of them.
pub(crate) const DEFINITIONS: &str = include_str!("definitions.yaml");

/// All kinds that the fabric has objects of.
pub(crate) const KINDS: &str = "hedges,meadows,configmaps";

/// The directory of the fabric in the repository.
pub(crate) const DIRECTORY: &str = "fabrics/dc 1";

pub(crate) const BRANCH: &str = "net/main";

pub(crate) struct Fabric {
    pub(crate) repository: TestRepository,
    pub(crate) server: GitServer,
    /// How the names of all its objects begin.
    pub(crate) prefix: &'static str,
    folder: TempDir,
}

impl Fabric {
    /// A fabric in a repository that is served, and its kinds in the cluster.
    pub(crate) fn new(cluster: &Cluster, prefix: &'static str) -> Self {
        cluster.apply(DEFINITIONS);
        for definition in ["hedges", "meadows"] {
            let name = format!("crd/{definition}.appliers.hedgerow.example");
            cluster.wait(&name, "default", "condition=Established");
        }
        let namespace = serde_json::json!({
            "apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "elsewhere"},
        });
        cluster.apply(&namespace.to_string());
        let folder = TempDir::new().unwrap();
        let root = folder.path().join("repositories");
        let repository = TestRepository::create(root.join("net.git"));
        let server = GitServer::start(&root);
        let fabric = Self { repository, server, prefix, folder };
        fabric.commit(&[
            ("managed/hedges/north.yaml", Some(NORTH)),
            ("managed/hedges/elsewhere/south.yaml", Some(SOUTH)),
            ("managed/several.yaml", Some(SEVERAL)),
            ("managed/resting.yaml", Some(RESTING)),
            ("managed/configmaps/settings.yaml", Some(SETTINGS)),
            ("raw/dropped.yaml", Some(&hedge("dropped", "1"))),
            ("raw/broken.yaml", Some("a: [\n")),
            ("unmanaged/parked.yaml", Some(&hedge("parked", "1"))),
            ("loose.yaml", Some(&hedge("loose", "1"))),
        ]);
        fabric
    }

    /// Commits files below the directory; gives the commit.
    pub(crate) fn commit(&self, files: &[(&str, Option<&str>)]) -> String {
        let files: Vec<(String, Option<String>)> = files
            .iter()
            .map(|(path, text)| {
                let text = text.map(|text| text.replace("PREFIX", self.prefix));
                (format!("{DIRECTORY}/{path}"), text)
            })
            .collect();
        let files: Vec<_> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_deref())).collect();
        self.repository.commit(BRANCH, "Edit", &files)
    }

    pub(crate) fn url(&self) -> String {
        self.server.url("net.git")
    }

    /// The name of an object of this fabric.
    pub(crate) fn named(&self, kind: &str, name: &str) -> String {
        format!("{kind}/{}-{name}", self.prefix)
    }

    /// Holds the cluster against the files by `hedgerow drift`; gives its rows.
    pub(crate) fn drift(&self, cluster: &Cluster) -> Vec<Value> {
        self.repository.checkout(BRANCH);
        let managed = self.repository.work_tree().join(DIRECTORY).join("managed");
        let definitions = self.folder.path().join("definitions");
        fs::create_dir_all(&definitions).unwrap();
        fs::write(definitions.join("all.yaml"), DEFINITIONS).unwrap();
        let actual = self.folder.path().join("actual.json");
        fs::write(&actual, cluster.list(KINDS, self.prefix).to_string()).unwrap();
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        let arguments = [
            "drift",
            "--actual",
            &text(&actual),
            "--crds",
            &text(&definitions),
            "-o",
            "json",
            &text(&managed),
        ];
        let output = hedgerow(&arguments);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Waits until everything of managed/ is there, and checks that nothing else came.
    pub(crate) fn arrives(&self, cluster: &Cluster, begun: Instant) {
        for (kind, name, namespace) in [
            ("hedge", "north", "default"),
            ("hedge", "south", "elsewhere"),
            ("hedge", "east", "default"),
            ("meadow", "big", "default"),
            ("configmap", "settings", "default"),
        ] {
            cluster.wait(&self.named(kind, name), namespace, "create");
        }
        println!("everything arrived: {:.1} s", begun.elapsed().as_secs_f64());
        for name in ["dropped", "parked", "loose", "resting", "west"] {
            assert!(!cluster.has(&self.named("hedge", name), "default"), "{name} is not managed");
        }
    }
}

/// A hedge of this length.
pub(crate) fn hedge(name: &str, length: &str) -> String {
    format!(
        "apiVersion: appliers.hedgerow.example/v1\nkind: Hedge\nmetadata:\n  name: PREFIX-{name}\nspec:\n  length: {length}\n"
    )
}

/// A file that is not an object of Kubernetes.
pub(crate) const NOTES: &str = "just: notes\n";

/// A file that cannot be read.
pub(crate) const BROKEN: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: [\n";

/// A resource that another file has too.
pub(crate) const TWICE: &str = "\
apiVersion: v1
kind: ConfigMap
metadata: {name: PREFIX-settings}
data: {version: other}
";

/// A list, as kubectl prints it.
pub(crate) const LIST: &str = "\
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: PREFIX-listed}
";

/// It names no namespace, has comments, and leaves a default to the cluster.
const NORTH: &str = "\
# at the lane
apiVersion: appliers.hedgerow.example/v1
kind: Hedge
metadata:
  name: PREFIX-north
  labels:
    team: 'yes' # a text
  annotations:
    example.org/note: \"1.10\"
spec:
  length: 10
  # their order says nothing
  birds: [wren, robin]
  gaps:
    - name: gate
      width: 3
    - {name: stile, width: 0}
";

const SOUTH: &str = "\
apiVersion: appliers.hedgerow.example/v1
kind: Hedge
metadata: {name: PREFIX-south, namespace: elsewhere}
spec: {length: 20, species: beech}
";

/// Several documents, of which one is commented out and one is of no namespace.
const SEVERAL: &str = "\
---
apiVersion: appliers.hedgerow.example/v1
kind: Hedge
metadata:
  name: PREFIX-east
  namespace: default
spec:
  length: 1
---
# apiVersion: appliers.hedgerow.example/v1
# kind: Hedge
# metadata:
#   name: PREFIX-west
# spec:
#   length: 5
---
apiVersion: appliers.hedgerow.example/v1
kind: Meadow
metadata:
  name: PREFIX-big
spec:
  owner: commons
";

/// A file of which everything is commented out.
const RESTING: &str = "\
# apiVersion: appliers.hedgerow.example/v1
# kind: Hedge
# metadata:
#   name: PREFIX-resting
# spec:
#   length: 5
";

const SETTINGS: &str = "\
apiVersion: v1
kind: ConfigMap
metadata:
  name: PREFIX-settings
data:
  version: \"1.20\"
  text: |
    ${NOT_A_VARIABLE} {{ nor this }}
";
