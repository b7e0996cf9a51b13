//! A real API server that asks the webhook of `rigs/webhook` about each object on its way into the store.
//!
//! What it answers to an edit: refused by the API server itself, by the schema of the kind or by the webhook; or stored,
//! with which warnings and how.

mod api;
mod definitions;
mod reading;
mod serving;

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::edit::{Answer, Line, Server};
use super::program::Program;
use api::Api;
use definitions::Plurals;
use serving::Webhook;

/// Names the kubeconfig of the rig `kube`, in JSON. Not `KUBECONFIG`: that may be of a cluster which somebody needs.
const KUBECONFIG: &str = "HEDGEROW_RIG_KUBECONFIG";

/// The namespaces that edits name beside those that every cluster has.
const NAMESPACES: [&str; 3] = ["defaults", "fab", "other"];

/// How long anything may take that an API server does a moment after it was told to.
const LIMIT: Duration = Duration::from_secs(60);

/// What is stored, and how to reach who stores it.
pub(super) struct Cluster {
    api: Api,
    webhook: Webhook,
    plurals: Plurals,
    /// The paths of all objects, each with the version that an update has to name.
    versions: HashMap<String, String>,
    /// The same paths in the order in which they were created.
    order: Vec<String>,
}

impl Cluster {
    /// Defines the kinds, starts the webhook, and waits until the API server asks it.
    pub(super) fn start(program: &Program) -> Self {
        let kubeconfig = std::env::var_os(KUBECONFIG).map(PathBuf::from).unwrap_or_else(|| {
            panic!("{KUBECONFIG} is not set: `cargo xtask test --only cluster` starts the API server and sets it")
        });
        let api = Api::of(&kubeconfig);
        let plurals = definitions::install(&api);
        for namespace in NAMESPACES {
            api.make("/api/v1/namespaces", &json!({"metadata": {"name": namespace}}));
        }
        let webhook = Webhook::start(program, &kubeconfig);
        webhook.install(&api);
        let (versions, order) = (HashMap::new(), Vec::new());
        let cluster = Self { api, webhook, plurals, versions, order };
        cluster.wait_for_webhooks();
        cluster
    }

    /// An API server reads its webhooks' configurations from a cache: waits until it asks both.
    fn wait_for_webhooks(&self) {
        let external = json!({
            "apiVersion": "vpc.githedgehog.com/v1beta1", "kind": "External",
            "metadata": {"name": "webhooks", "namespace": "default"},
            "spec": {},
        });
        let path = format!("{}?dryRun=All", self.plurals.path_of_all(&external));
        // The one webhook fills in the name of a namespace, the other does not find it.
        wait_until("the API server asks the webhooks", LIMIT, || {
            let answer = reading::answer(self.api.send("POST", &path, Some(&external)));
            answer.message.contains("IPv4Namespace default does not exist")
        });
    }

    /// Makes an edit, if it is allowed.
    pub(super) fn answer(&mut self, line: &Line) -> Answer {
        if line.op == "configure" {
            if line.clear {
                self.clear();
            }
            self.webhook.configure(&line.config);
            return Answer { allowed: true, ..Answer::default() };
        }
        let answer = self.make(&line.op, &line.object);
        if answer.allowed && line.is_taken_back() {
            let back = match line.op.as_str() {
                "create" => self.make("delete", &line.object),
                "update" => self.make("update", &line.old),
                _ => self.make("create", &line.old),
            };
            assert!(back.allowed, "{} cannot be taken back: {back:?}", line.object);
        }
        answer
    }

    fn make(&mut self, op: &str, object: &Value) -> Answer {
        match op {
            "create" => self.create(object),
            "update" => self.update(object),
            "delete" => self.delete(&self.plurals.path(object)),
            op => panic!("{op} is no edit"),
        }
    }

    fn create(&mut self, object: &Value) -> Answer {
        let said = self.api.send("POST", &self.plurals.path_of_all(object), Some(object));
        let path = self.plurals.path(object);
        let answer = self.noted(&path, reading::answer(said));
        if answer.allowed {
            self.order.push(path);
        }
        answer
    }

    fn update(&mut self, object: &Value) -> Answer {
        let path = self.plurals.path(object);
        let mut object = object.clone();
        object["metadata"]["resourceVersion"] = json!(self.versions.get(&path));
        let said = self.api.send("PUT", &path, Some(&object));
        self.noted(&path, reading::answer(said))
    }

    /// The answer, after its object's version was noted.
    fn noted(&mut self, path: &str, answer: Answer) -> Answer {
        if let Some(Server::Stored(stored)) = &answer.server {
            let version = stored["metadata"]["resourceVersion"].as_str().unwrap();
            self.versions.insert(path.to_owned(), version.to_owned());
        }
        answer
    }

    fn delete(&mut self, path: &str) -> Answer {
        let mut answer = reading::answer(self.api.send("DELETE", path, None));
        if answer.allowed {
            answer.server = Some(Server::Deleted);
            self.versions.remove(path);
            self.order.retain(|one| one != path);
        }
        answer
    }

    /// Deletes everything, what was created last first: so nothing is deleted that something else needs.
    fn clear(&mut self) {
        self.webhook.configure(&json!({"extraProfiles": true}));
        while let Some(path) = self.order.last().cloned() {
            let answer = self.delete(&path);
            assert!(answer.allowed, "{path} cannot be deleted: {answer:?}");
        }
    }
}

/// Asks again and again until it is so.
fn wait_until(what: &str, limit: Duration, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < limit, "no sign of it within {} s: {what}", limit.as_secs());
        std::thread::sleep(Duration::from_millis(10));
    }
}
