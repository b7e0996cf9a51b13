//! Clusters whose kubeconfig logs in with a program.

use std::os::unix::fs::PermissionsExt as _;

use hedgerow_engine::views::{ClusterAccess, NewCluster, NewSecret};
use hedgerow_engine::{Class, Engine, EngineConfig};
use hedgerow_model::Layout;
use hedgerow_testkit::Cluster;
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::clusters::{drifts_to, place, server, serving};
use crate::support::World;

/// A server that may run these programs.
async fn world(programs: Vec<String>) -> World {
    let open = |config| Engine::open(EngineConfig { cluster_exec: programs, ..config });
    let world = World::opened(("env/a.yaml", &server("a", "x")), open).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world
}

/// A program that gives the token of the cluster's kubeconfig, and the kubeconfig with it in the token's place.
fn program(folder: &TempDir, cluster: &Cluster) -> (String, NewCluster) {
    let mut kubeconfig: Json = serde_json::from_str(&cluster.kubeconfig()).unwrap();
    let version = "client.authentication.k8s.io/v1";
    let answer = json!({"apiVersion": version, "kind": "ExecCredential",
        "status": {"token": kubeconfig["users"][0]["user"]["token"]}});
    let file = folder.path().join("plugin");
    std::fs::write(&file, format!("#!/bin/sh\necho '{answer}'\n")).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    let program = file.to_str().unwrap().to_owned();
    kubeconfig["users"][0]["user"] =
        json!({"exec": {"apiVersion": version, "command": program, "interactiveMode": "Never"}});
    let kubeconfig = Some(NewSecret::new(kubeconfig.to_string()));
    let access = ClusterAccess { kubeconfig, ..ClusterAccess::default() };
    (program, NewCluster { name: "lab".into(), access })
}

#[tokio::test]
async fn a_cluster_is_followed_with_what_a_listed_program_gives() {
    let (folder, cluster) = (TempDir::new().unwrap(), serving());
    let (program, new) = program(&folder, &cluster);
    let world = world(vec![program]).await;
    let added = world.engine.add_cluster(new).await.unwrap();
    assert_eq!(added.login, "exec");
    world.engine.start();
    world.engine.set_fabric_place("env", place("lab"), None).await.unwrap();
    drifts_to(&world.engine, &["a: missing (git)"]).await;
}

#[tokio::test]
async fn a_program_that_is_not_listed_is_not_run_and_the_setting_is_named() {
    let (folder, cluster) = (TempDir::new().unwrap(), serving());
    let (_, new) = program(&folder, &cluster);
    let world = world(Vec::new()).await;
    let refused = world.engine.add_cluster(new).await.unwrap_err();
    assert_eq!((refused.class(), refused.code()), (Class::Remote, "login-program"));
    assert!(refused.to_string().contains("`cluster_exec`"), "{refused}");
    assert_eq!(cluster.asked(), [""; 0]);
}
