//! A server is killed while it brings a cluster to what Git wants: the cluster ends as if nothing had happened.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use hedgerow_testkit::{Cluster, TestRepository};
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::client::Gone;
use crate::process::{Death, Server};

const POINTS: [&str; 3] = ["apply.intent-written", "apply.sent", "apply.outcome-written"];

/// How many VPCs there are, each with an attachment; with the namespaces 200 resources.
const VPCS: usize = 98;
const NAMESPACES: usize = 4;
const ALL: usize = NAMESPACES + 2 * VPCS;

/// How long a step may take. Debug builds on a busy machine are slow.
const PATIENCE: Duration = Duration::from_secs(120);

/// How many VPCs go, each with its attachment; and how many acts that and the new VLANs of the others are.
const GONE: usize = VPCS.div_ceil(10);
const ACTS_THEN: usize = 2 * GONE + (VPCS - GONE);

const GROUP: &str = "vpc.githedgehog.com";

fn manifest(kind: &str, name: &str, spec: &Json) -> String {
    json!({ "apiVersion": format!("{GROUP}/v1beta1"), "kind": kind, "metadata": { "name": name }, "spec": spec })
        .to_string()
        + "\n"
}

fn namespace(at: usize) -> (String, String) {
    let name = format!("ns-{at}");
    let text =
        manifest("IPv4Namespace", &name, &json!({ "subnets": [format!("10.{}.0.0/16", at + 1)] }));
    (format!("env/{name}.yaml"), text)
}

fn vpc(at: usize, vlan: usize) -> (String, String) {
    let name = format!("vpc-{at:02}");
    let subnet = format!("10.{}.{at}.0/24", at % NAMESPACES + 1);
    let subnets = json!({ "default": { "subnet": subnet, "vlan": vlan } });
    let spec = json!({ "ipv4Namespace": format!("ns-{}", at % NAMESPACES), "subnets": subnets });
    (format!("env/{name}.yaml"), manifest("VPC", &name, &spec))
}

fn attachment(at: usize) -> (String, String) {
    let name = format!("att-{at:02}");
    let spec =
        json!({ "connection": format!("c-{at:02}"), "subnet": format!("vpc-{at:02}/default") });
    (format!("env/{name}.yaml"), manifest("VPCAttachment", &name, &spec))
}

/// What Git first has.
fn first() -> BTreeMap<String, String> {
    let namespaces = (0..NAMESPACES).map(namespace);
    namespaces
        .chain((0..VPCS).map(|at| vpc(at, 1000 + at)))
        .chain((0..VPCS).map(attachment))
        .collect()
}

/// What it has then: every tenth VPC is gone with its attachment, and of the others each has the VLAN that the one
/// before it had.
fn then() -> BTreeMap<String, String> {
    let stays = |at: &usize| !at.is_multiple_of(10);
    let namespaces = (0..NAMESPACES).map(namespace);
    namespaces
        .chain((0..VPCS).filter(stays).map(|at| vpc(at, 1000 + at - 1)))
        .chain((0..VPCS).filter(stays).map(attachment))
        .collect()
}

/// One fabric in one cluster, and the server that applies it.
struct Story {
    folder: TempDir,
    remote: TestRepository,
    cluster: Cluster,
}

impl Story {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let remote = TestRepository::create(folder.path().join("remote.git"));
        let cluster = Cluster::start();
        for (kind, plural) in [
            ("IPv4Namespace", "ipv4namespaces"),
            ("VPC", "vpcs"),
            ("VPCAttachment", "vpcattachments"),
        ] {
            cluster.serves(GROUP, "v1beta1", kind, plural);
        }
        cluster.refers("vpcs", "/spec/ipv4Namespace", "ipv4namespaces");
        cluster.refers("vpcattachments", "/spec/subnet", "vpcs");
        let story = Self { folder, remote, cluster };
        story.push(&BTreeMap::new(), &first());
        story
    }

    fn push(&self, before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) {
        let gone = before.keys().filter(|path| !after.contains_key(*path));
        let files = after.iter().map(|(path, text)| (path.as_str(), Some(text.as_str())));
        let files: Vec<_> = files.chain(gone.map(|path| (path.as_str(), None))).collect();
        self.remote.commit("main", "A push", &files);
    }

    fn start(&self, death: Option<Death>) -> Option<Server> {
        Server::start(&self.folder.path().join("data"), death)
    }

    /// Connects everything, and has it applied.
    fn connect(&self, server: &Server) {
        let client = &server.client;
        let posts = [
            ("repositories", json!({ "name": "origin", "url": self.remote.url() })),
            (
                "fabrics",
                json!({ "name": "env", "repository": "origin", "directory": "env", "layout": "in-place" }),
            ),
            ("fabrics/env/sync", json!({})),
            ("clusters", json!({ "name": "lab", "kubeconfig": self.cluster.kubeconfig() })),
        ];
        for (path, body) in posts {
            client.posted(path, &body).unwrap();
        }
        self.place(server, "observe").unwrap();
    }

    /// Says who applies. A server that died of it may have stored that or not.
    fn place(&self, server: &Server, apply: &str) -> Result<(), Gone> {
        let place = json!({ "cluster": "lab", "apply": apply, "prune": true });
        let (status, answer) = server.client.put("fabrics/env/cluster", &place)?;
        assert!(status < 300, "{status} {answer}");
        Ok(())
    }

    /// What the cluster has, without what tells one story from another.
    fn state(&self) -> BTreeMap<String, Json> {
        let mut all = BTreeMap::new();
        let names = first().into_keys().map(|path| path.replace("env/", "").replace(".yaml", ""));
        for name in names {
            let plural = match name.split('-').next() {
                Some("ns") => "ipv4namespaces",
                Some("vpc") => "vpcs",
                _ => "vpcattachments",
            };
            if let Some(object) = self.cluster.object(plural, &name) {
                let managed = object["metadata"]["managedFields"].clone();
                all.insert(name, json!({ "spec": object["spec"], "managed": managed }));
            }
        }
        all
    }

    /// Does something with a server that dies so, and with its successors until the cluster has this. Gives how often one
    /// died.
    fn until(
        &self,
        death: Option<Death>,
        ask: impl Fn(&Server) -> Result<(), Gone>,
        is_there: impl Fn(&BTreeMap<String, Json>) -> bool,
    ) -> usize {
        let mut died = 0;
        let mut server = self.start(death).unwrap();
        let mut asked = ask(&server);
        let started = Instant::now();
        loop {
            if server.is_dead() {
                died += 1;
                server = self.start(None).unwrap();
                asked = ask(&server);
            }
            if asked.is_ok() && is_there(&self.state()) && (died > 0 || death.is_none()) {
                return died;
            }
            assert!(started.elapsed() < PATIENCE, "{died} died; {} are there", self.state().len());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// The whole story, with a server that dies so in each of its two parts; the states after each.
    fn told(point: Option<(&'static str, usize)>) -> [BTreeMap<String, Json>; 2] {
        let story = Self::new();
        let server = story.start(None).unwrap();
        story.connect(&server);
        drop(server);
        let death = |most: usize| point.map(|(point, at)| Death::Point(point, at.min(most)));
        story.until(death(ALL), |server| story.place(server, "direct"), |state| state.len() == ALL);
        let created = story.state();
        story.push(&first(), &then());
        let sync = |server: &Server| server.client.posted("fabrics/env/sync", &json!({})).map(drop);
        story.until(death(ACTS_THEN), sync, |state| {
            let vlan = |(name, object): (&String, &Json)| {
                let at: usize = name.strip_prefix("vpc-")?.parse().unwrap();
                Some(object["spec"]["subnets"]["default"]["vlan"] == json!(1000 + at - 1))
            };
            state.len() == ALL - 2 * GONE && state.iter().filter_map(vlan).all(|is_so| is_so)
        });
        [created, story.state()]
    }
}

/// Killed at each point in the middle of the acts, and right after a write at the first and the last; in a long run at every
/// act.
#[test]
fn a_cluster_ends_as_if_nothing_had_happened_wherever_the_server_dies() {
    let undisturbed = Story::told(None);
    assert_eq!(undisturbed[0].len(), ALL);
    let longer = std::env::var_os("HEDGEROW_CRASH_ROUNDS").is_some();
    for point in POINTS {
        let passings: Vec<usize> = match (longer, point) {
            (true, _) => (1..=ALL).collect(),
            (false, "apply.sent") => vec![1, ALL / 2, ALL],
            (false, _) => vec![ALL / 2],
        };
        for passing in passings {
            eprintln!("{point}:{passing}");
            assert!(Story::told(Some((point, passing))) == undisturbed, "{point}:{passing}");
        }
    }
}
