//! The cluster of a day: the small one of the tests, or a real API server of its own that is cut off, is stopped and forgets.

use std::path::PathBuf;

use hedgerow_cluster::{Act, ClusterError, ServedKind, Write, read_kubeconfig};
use hedgerow_testkit::{ApiServer, Cluster, Gate};
use serde_json::{Value as Json, json};

use crate::clusters::{GROUP, serving};
use crate::real_cluster::{KUBECTL, served};

const NAMESPACE: &str = "default";

/// A cluster in which edits are made by hand.
pub(super) enum There {
    /// The tests' own, in this process.
    Small(Cluster),
    Real(Box<Real>),
}

/// A real API server, behind a gate through which Hedgerow reaches it.
pub(super) struct Real {
    /// Away only while it is started again.
    server: Option<ApiServer>,
    gate: Gate,
    hand: hedgerow_cluster::Cluster,
    kind: ServedKind,
}

/// The kind, with no more of its schema than is edited.
fn definition() -> String {
    let text = json!({"type": "string"});
    let schema = json!({"type": "object", "properties": {
        "spec": {
            "type": "object", "x-kubernetes-preserve-unknown-fields": true,
            "properties": {"description": text, "profile": text},
        },
        "status": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
    }});
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": format!("servers.{GROUP}")},
        "spec": {
            "group": GROUP, "scope": "Namespaced",
            "names": {"kind": "Server", "plural": "servers", "singular": "server", "listKind": "ServerList"},
            "versions": [{"name": "v1beta1", "served": true, "storage": true,
                "schema": {"openAPIV3Schema": schema}, "subresources": {"status": {}}}],
        },
    })
    .to_string()
}

impl Real {
    async fn object(&self, name: &str) -> Option<Json> {
        loop {
            match self.hand.object(&self.kind, NAMESPACE, name).await {
                Ok(found) => return found,
                Err(error) => assert!(error.is_away(), "{error}"),
            }
        }
    }

    /// Does something as a person who tries again where the connection broke; whether somebody else was faster.
    async fn act(&self, name: &str, act: &Act<'_>, manager: &str) -> bool {
        let write = Write { manager, dry_run: false };
        loop {
            match self.hand.act((&self.kind, NAMESPACE, name), act, write).await {
                Ok(_) => return false,
                Err(ClusterError::Conflict { .. } | ClusterError::NotFound) => return true,
                Err(error) => assert!(error.is_away(), "{error}"),
            }
        }
    }
}

impl There {
    pub(super) fn small() -> Self {
        Self::Small(serving())
    }

    /// Starts an API server and has the kind served.
    pub(super) async fn real() -> Self {
        let kubectl = PathBuf::from(std::env::var(KUBECTL).unwrap());
        let server = tokio::task::spawn_blocking(move || {
            let server = ApiServer::start(&kubectl);
            server.apply(&definition());
            let kind = format!("customresourcedefinition/servers.{GROUP}");
            server.kubectl(&["wait", &kind, "--for=condition=Established", "--timeout=60s"]);
            server
        });
        let server = server.await.unwrap();
        let connection = read_kubeconfig(&server.kubeconfig(), None).unwrap().connection;
        let hand =
            hedgerow_cluster::Cluster::open(&connection, &hedgerow_cluster::Programs::default())
                .await
                .unwrap();
        let kind =
            ServedKind { version: "v1beta1".into(), ..served(GROUP, "Server", "servers", true) };
        let gate = Gate::before(server.address());
        Self::Real(Box::new(Real { server: Some(server), gate, hand, kind }))
    }

    /// How Hedgerow reaches it.
    pub(super) fn kubeconfig(&self) -> String {
        match self {
            Self::Small(cluster) => cluster.kubeconfig(),
            Self::Real(real) => real.server.as_ref().unwrap().kubeconfig_by(real.gate.address()),
        }
    }

    pub(super) async fn object(&self, name: &str) -> Option<Json> {
        match self {
            Self::Small(cluster) => cluster.object("servers", name),
            Self::Real(real) => real.object(name).await,
        }
    }

    /// Creates an object, or edits it as `kubectl edit` does: again, where somebody else was faster.
    pub(super) async fn edit(&self, name: &str, edit: &dyn Fn(&mut Json), new: &Json) {
        match self {
            Self::Small(cluster) => {
                let mut object = cluster.object("servers", name).unwrap_or_else(|| new.clone());
                edit(&mut object);
                cluster.put(object, "kubectl-edit");
            }
            Self::Real(real) => loop {
                let found = real.object(name).await;
                let mut object = found.clone().unwrap_or_else(|| new.clone());
                edit(&mut object);
                let act = match found {
                    Some(_) => Act::Replace { object: &object },
                    None => Act::Apply { object: &object, take_over: true },
                };
                if !real.act(name, &act, "kubectl-edit").await {
                    return;
                }
            },
        }
    }

    /// Applies an object on the server's side as Flux does, whoever has its fields.
    pub(super) async fn apply(&self, object: &Json) {
        match self {
            Self::Small(cluster) => {
                let name = object["metadata"]["name"].as_str().unwrap();
                // Fields that the applier does not have stay.
                let mut whole = cluster.object("servers", name).unwrap_or_else(|| object.clone());
                for (key, value) in object["spec"].as_object().unwrap() {
                    whole["spec"][key] = value.clone();
                }
                cluster.put_applied(whole, APPLIER);
            }
            Self::Real(real) => {
                let name = object["metadata"]["name"].as_str().unwrap();
                let act = Act::Apply { object, take_over: true };
                assert!(!real.act(name, &act, APPLIER).await, "{object}");
            }
        }
    }

    pub(super) async fn delete(&self, name: &str) {
        match self {
            Self::Small(cluster) => cluster.delete("servers", name),
            Self::Real(real) => {
                let Some(object) = real.object(name).await else { return };
                let uid = object["metadata"]["uid"].as_str().unwrap();
                // It is as good where somebody else did so.
                real.act(name, &Act::Delete { uid, resource_version: None }, "kubectl").await;
            }
        }
    }

    /// Watches end, and go on.
    pub(super) fn cut(&self) {
        match self {
            Self::Small(cluster) => cluster.cut(),
            Self::Real(real) => real.gate.cut(),
        }
    }

    /// What happened so far is forgotten, so that it has to be listed: a real one does so when it starts again after
    /// something that Hedgerow was not told of.
    pub(super) async fn forget(&mut self) {
        match self {
            Self::Small(cluster) => cluster.forget(),
            Self::Real(real) => {
                real.gate.close();
                let mut server = real.server.take().unwrap();
                let started = tokio::task::spawn_blocking(move || {
                    let noted = format!("noted={}", server.address());
                    let note = ["annotate", "namespace", NAMESPACE, "--overwrite", &noted];
                    server.kubectl(&note);
                    server.kubectl(&["annotate", "namespace", NAMESPACE, "noted-"]);
                    server.start_again();
                    server
                });
                real.server = Some(started.await.unwrap());
                real.gate.open();
            }
        }
    }

    /// Is not reached from now on.
    pub(super) fn go_away(&self) {
        match self {
            Self::Small(cluster) => cluster.go_away(),
            Self::Real(real) => real.gate.close(),
        }
    }

    /// Is reached again.
    pub(super) fn come_back(&self) {
        match self {
            Self::Small(cluster) => cluster.come_back(),
            Self::Real(real) => real.gate.open(),
        }
    }
}

/// The field manager of Flux.
const APPLIER: &str = "kustomize-controller";
