//! What the rounds are played on: one repository with two fabrics, what people want of it, and the
//! files that must come of it, byte for byte.
//!
//! Every edit touches lines or files of its own, so that the outcome is the same in whatever order
//! they land. `expected` is computed by replacing text, with nothing of Hedgerow's.

use std::collections::BTreeMap;

use hedgerow_testkit::{Files, GitServer, Outsider, TestRepository};
use serde_json::{Value as Json, json};
use tempfile::TempDir;

pub(crate) const ONE: &str = "a/managed/vpcs/one.yaml";
pub(crate) const SHARED: &str = "a/managed/shared.yaml";
const DROP: &str = "a/raw/drop.yaml";
const LATE: &str = "a/raw/late.yaml";
const NET: &str = "b/net.yaml";

/// How Hedgerow reaches the repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    File,
    Http,
}

/// The remote, and the place where servers keep their data.
pub(crate) struct Estate {
    pub(crate) folder: TempDir,
    pub(crate) remote: TestRepository,
    pub(crate) http: Option<GitServer>,
}

/// A VPC as a person writes it.
pub(crate) fn vpc(name: &str, vlan: u16) -> String {
    format!(
        "# {name}: ask Ada before you touch it\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\n\
         metadata:\n  name: {name}\nspec:\n  subnets:\n    default:\n      # rack {}\n      \
         subnet: 10.{}.{}.0/24   # from the plan\n      vlan: {vlan}\n",
        vlan % 7,
        vlan / 250,
        vlan % 250,
    )
}

fn shared() -> [String; 4] {
    [vpc("two", 1002), vpc("three", 1003), vpc("four", 1004), vpc("five", 1005)]
}

fn start() -> BTreeMap<String, String> {
    let mystery = "apiVersion: example.org/v1\nkind: Mystery\nmetadata:\n  name: odd\n";
    let files = [
        ("README.md", "# Two fabrics\n\nState: new\n".to_owned()),
        (ONE, vpc("one", 1001)),
        (SHARED, shared().join("---\n")),
        (DROP, format!("{}---\n{}", vpc("raw-a", 1011), vpc("raw-b", 1012))),
        ("a/raw/odd.yaml", mystery.to_owned()),
        ("a/unmanaged/notes.yaml", "not: [yaml\n".to_owned()),
        (NET, format!("{}---\n{}", vpc("six", 2006), vpc("seven", 2007))),
        ("b/gone.yaml", vpc("gone", 2009)),
        ("b/broken.yaml", "kind: VPC\n  name: [\n".to_owned()),
    ];
    files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect()
}

/// The files of the branch once everything of everybody has landed.
pub(crate) fn expected() -> BTreeMap<String, String> {
    let mut files = start();
    let mut replace = |path: &str, from: &str, to: &str| {
        let text = files.get_mut(path).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{path}: {from}");
        *text = text.replace(from, to);
    };
    replace(ONE, "vlan: 1001", "vlan: 1101");
    replace(SHARED, "vlan: 1002", "vlan: 1102");
    replace(SHARED, "vlan: 1003", "vlan: 1103");
    replace(SHARED, &format!("---\n{}", vpc("four", 1004)), "");
    replace(NET, "vlan: 2006", "vlan: 2106");
    // By others.
    replace(SHARED, "vlan: 1005", "vlan: 1205");
    replace("README.md", "State: new", "State: old");
    replace(ONE, "10.4.1.0/24", "10.4.201.0/24");
    for gone in ["b/gone.yaml", DROP] {
        files.remove(gone).unwrap();
    }
    for (path, text) in [
        ("a/managed/vpcs/new.yaml", vpc("new", 1020)),
        ("a/managed/vpcs/raw-a.yaml", vpc("raw-a", 1011)),
        ("a/managed/vpcs/raw-b.yaml", vpc("raw-b", 1012)),
        ("a/managed/vpcs/late.yaml", vpc("late", 1030)),
        ("b/eight.yaml", vpc("eight", 2008)),
        ("b/outside.yaml", vpc("outside", 2050)),
    ] {
        files.insert(path.to_owned(), text);
    }
    files
}

/// A change that people make, and what its commit must touch.
pub(crate) struct Wish {
    pub(crate) name: &'static str,
    pub(crate) fabric: &'static str,
    /// Requests that save its drafts, one for each person.
    pub(crate) drafts: Vec<Json>,
    pub(crate) draft_count: usize,
    /// `git diff --numstat` of its commit, but for blanks.
    pub(crate) touches: Vec<&'static str>,
}

fn set(resource: &str, field: &str) -> Json {
    json!({ "op": "set", "resource": resource, "fields": [field] })
}

fn request(change: &str, person: &str, edits: &[Json]) -> Json {
    json!({
        "change": change,
        "edits": edits,
        "author": { "name": person, "email": format!("{}@example.org", person.to_lowercase()) },
    })
}

const VLAN: &str = "spec.subnets.default.vlan";

/// What people want.
pub(crate) fn wishes() -> Vec<Wish> {
    let wish = |name, fabric, edits: &[Json], touches: &[&'static str]| Wish {
        name,
        fabric,
        drafts: vec![request(name, "Ada", edits)],
        draft_count: edits.len(),
        touches: touches.to_vec(),
    };
    let document = |text: String| json!({ "op": "documents", "text": text });
    let delete = |resource: &str| json!({ "op": "delete", "resource": resource });
    let two = set("VPC/two", &format!("{VLAN}=1102"));
    let three = set("VPC/three", &format!("{VLAN}=1103"));
    vec![
        wish(
            "c1",
            "alpha",
            &[set("VPC/one", &format!("{VLAN}=1101"))],
            &["1 1 a/managed/vpcs/one.yaml"],
        ),
        Wish {
            drafts: vec![request("c2", "Ada", &[two]), request("c2", "Ben", &[three])],
            draft_count: 2,
            ..wish("c2", "alpha", &[], &["2 2 a/managed/shared.yaml"])
        },
        wish("c3", "alpha", &[document(vpc("new", 1020))], &["11 0 a/managed/vpcs/new.yaml"]),
        wish("c4", "alpha", &[delete("VPC/four")], &["0 12 a/managed/shared.yaml"]),
        wish(
            "c5",
            "beta",
            &[set("VPC/six", &format!("{VLAN}=2106")), document(vpc("eight", 2008))],
            &["11 0 b/eight.yaml", "1 1 b/net.yaml"],
        ),
        wish("c6", "beta", &[delete("VPC/gone")], &["0 11 b/gone.yaml"]),
    ]
}

impl Estate {
    pub(crate) fn new(way: Way) -> Self {
        let folder = TempDir::new().unwrap();
        let remote = TestRepository::create(folder.path().join("remotes/fabrics.git"));
        remote.git(&["config", "http.receivepack", "true"]);
        let files = start();
        let edits: Vec<_> =
            files.iter().map(|(path, text)| (path.as_str(), Some(text.as_str()))).collect();
        remote.commit("main", "Start", &edits);
        let http = (way == Way::Http).then(|| GitServer::start(folder.path().join("remotes")));
        Self { folder, remote, http }
    }

    pub(crate) fn url(&self) -> String {
        self.http.as_ref().map_or_else(|| self.remote.url(), |http| http.url("fabrics.git"))
    }

    pub(crate) fn outsider(&self, name: &str) -> Outsider {
        Outsider::new(name, self.remote.path())
    }
}

/// Edits by others, in the order they are pushed; the number of commits they make is their number.
pub(crate) const OUTSIDE: usize = 4;

pub(crate) fn outside_neighbour(files: &Files<'_>) {
    files.replace(SHARED, "vlan: 1005", "vlan: 1205");
}

pub(crate) fn outside_readme(files: &Files<'_>) {
    files.replace("README.md", "State: new", "State: old");
}

pub(crate) fn outside_same_resource(files: &Files<'_>) {
    files.replace(ONE, "10.4.1.0/24", "10.4.201.0/24");
}

pub(crate) fn outside_new_and_raw(files: &Files<'_>) {
    files.write("b/outside.yaml", &vpc("outside", 2050));
    files.write(LATE, &vpc("late", 1030));
}
