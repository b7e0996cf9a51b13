//! A Kubernetes API server with etcd behind it and the controllers that tests need.
//!
//! etcd listens on sockets in the rig's own folder, so the API server's port is the only one. The API server makes its
//! own certificate; its key also signs service account tokens, which saves making another. The one user is an
//! administrator with a random token.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::build::Module;
use super::process::{Process, output};
use super::ready::{private_file, secret};
use super::stop::Stop;
use super::{Binaries, Running, ports};

pub(super) const MODULE: Module = Module {
    name: "kube",
    source: "k8s.io/kubernetes",
    programs: &[
        ("etcd", "go.etcd.io/etcd/server/v3"),
        ("kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver"),
        ("kube-controller-manager", "k8s.io/kubernetes/cmd/kube-controller-manager"),
        ("kubectl", "k8s.io/kubernetes/cmd/kubectl"),
    ],
    tags: "",
    cgo: false,
    // where the project's own release build puts its version
    stamps: &[
        ("k8s.io/component-base/version.gitVersion", "{version}"),
        ("k8s.io/component-base/version.gitMajor", "{major}"),
        ("k8s.io/component-base/version.gitMinor", "{minor}"),
    ],
    assets: &[],
};

/// Foreground deletion and owner references, emptying of deleted namespaces, and the accounts that a namespace has.
const CONTROLLERS: &str =
    "garbage-collector-controller,namespace-controller,serviceaccount-controller";

const START_LIMIT: Duration = Duration::from_secs(60);

/// Starts etcd, the API server and the controller manager in `dir`.
pub(super) fn start(binaries: &Binaries, dir: &Path, stop: &Stop) -> Result<Running> {
    let binaries = binaries.kube()?;
    let mut timings = Vec::new();

    let begun = Instant::now();
    let socket = dir.join("etcd.sock");
    let mut etcd = start_etcd(binaries, dir, &socket)?;
    stop.until("etcd's socket", START_LIMIT, || {
        etcd.must_live()?;
        Ok(socket.exists().then_some(()))
    })?;
    timings.push(("etcd listens".to_owned(), begun.elapsed()));

    let begun = Instant::now();
    let port = ports::free()?;
    let mut apiserver = start_apiserver(binaries, dir, &socket, port)?;
    let kubeconfig = dir.join("kubeconfig");
    let kubectl = Kubectl { binaries, dir, kubeconfig: &kubeconfig };
    stop.until("a ready API server", START_LIMIT, || {
        apiserver.must_live()?;
        Ok(kubectl.run(&["get", "--raw", "/readyz"]).ok())
    })?;
    timings.push(("the API server is ready".to_owned(), begun.elapsed()));

    let begun = Instant::now();
    let mut controllers = Process::start(
        "kube-controller-manager",
        &binaries.join("kube-controller-manager"),
        [
            "--leader-elect=false".to_owned(),
            "--secure-port=0".to_owned(),
            format!("--controllers={CONTROLLERS}"),
            format!("--kubeconfig={}", kubeconfig.display()),
        ],
        &[],
        dir,
    )?;
    stop.until("the controllers' first account", START_LIMIT, || {
        controllers.must_live()?;
        Ok(kubectl.run(&["get", "serviceaccount", "default", "--namespace=default"]).ok())
    })?;
    timings.push(("the controllers work".to_owned(), begun.elapsed()));

    Ok(Running {
        ready: json!({"kubeconfig": kubeconfig, "kubectl": binaries.join("kubectl")}),
        hints: vec![
            format!("export KUBECONFIG={}", kubeconfig.display()),
            format!("kubectl of the same version: {}", binaries.join("kubectl").display()),
        ],
        processes: vec![etcd, apiserver, controllers],
        timings,
        _inside: None,
    })
}

fn start_etcd(binaries: &Path, dir: &Path, socket: &Path) -> Result<Process> {
    // etcd wants "host:port" wherever it advertises itself, which for a socket is a file name in its folder; nobody asks
    // for the advertised one, as a single member has no peers and the API server is told the socket
    let args = [
        "--name=rig".to_owned(),
        "--data-dir=etcd".to_owned(),
        format!("--listen-client-urls=unix://{}", socket.display()),
        "--advertise-client-urls=unix://client:0".to_owned(),
        "--listen-peer-urls=unix://peer:0".to_owned(),
        "--initial-advertise-peer-urls=unix://peer:0".to_owned(),
        "--initial-cluster=rig=unix://peer:0".to_owned(),
        // the data lives as long as the rig
        "--unsafe-no-fsync".to_owned(),
        "--log-level=warn".to_owned(),
    ];
    Process::start("etcd", &binaries.join("etcd"), args, &[], dir)
}

/// Writes the credentials and starts the API server on `port`.
fn start_apiserver(binaries: &Path, dir: &Path, etcd: &Path, port: u16) -> Result<Process> {
    let token = secret()?;
    let tokens = dir.join("tokens.csv");
    private_file(&tokens, format!("{token},rig-admin,rig-admin,system:masters\n").as_bytes())?;
    let certificates = dir.join("certificates");
    let certificate = certificates.join("apiserver.crt");
    let key = certificates.join("apiserver.key");
    // JSON is YAML, so this is a kubeconfig
    let kubeconfig = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "rig", "cluster": {
            "server": format!("https://127.0.0.1:{port}"),
            "certificate-authority": certificate,
        }}],
        "users": [{"name": "rig-admin", "user": {"token": token}}],
        "contexts": [{"name": "rig", "context": {
            "cluster": "rig", "user": "rig-admin", "namespace": "default",
        }}],
        "current-context": "rig",
    });
    private_file(&dir.join("kubeconfig"), format!("{kubeconfig:#}\n").as_bytes())?;
    let args = [
        format!("--etcd-servers=unix://{}", etcd.display()),
        "--bind-address=127.0.0.1".to_owned(),
        format!("--secure-port={port}"),
        format!("--cert-dir={}", certificates.display()),
        format!("--token-auth-file={}", tokens.display()),
        "--authorization-mode=RBAC".to_owned(),
        "--service-account-issuer=https://kubernetes.default.svc".to_owned(),
        format!("--service-account-signing-key-file={}", key.display()),
        format!("--service-account-key-file={}", key.display()),
        "--service-cluster-ip-range=10.0.0.0/24".to_owned(),
        // nothing runs in this cluster that would reach the API by its service's address
        "--endpoint-reconciler-type=none".to_owned(),
        // a watch ends with the server, not the server with its watches
        "--shutdown-delay-duration=0s".to_owned(),
    ];
    Process::start("kube-apiserver", &binaries.join("kube-apiserver"), args, &[], dir)
}

/// Proves that custom resources are kept, defaulted, pruned and deleted as a cluster does it.
pub(super) fn check(
    binaries: &Binaries,
    ready: &Value,
    report: &mut dyn FnMut(&str, Duration),
) -> Result<()> {
    let binaries = binaries.kube()?;
    let kubeconfig = ready["kubeconfig"].as_str().map(Path::new).context("no kubeconfig")?;
    let dir = kubeconfig.parent().context("the kubeconfig is in no folder")?;
    let kubectl = Kubectl { binaries, dir, kubeconfig };
    let manifest = |name: &str, content: &str| -> Result<String> {
        let path = dir.join(name);
        fs::write(&path, content)?;
        Ok(format!("--filename={}", path.display()))
    };

    let begun = Instant::now();
    let definition = manifest("definition.yaml", include_str!("kube_check/definition.yaml"))?;
    kubectl.run(&["apply", &definition])?;
    kubectl.run(&[
        "wait",
        "--for=condition=Established",
        "--timeout=30s",
        "crd/hedges.rigs.hedgerow.example",
    ])?;
    report("a custom resource definition is established", begun.elapsed());

    let begun = Instant::now();
    let objects = manifest("objects.yaml", include_str!("kube_check/objects.yaml"))?;
    // kubectl's own check would refuse the unknown field before the server could prune it
    kubectl.run(&["create", "--validate=false", &objects])?;
    let longer = json!({
        "apiVersion": "rigs.hedgerow.example/v1",
        "kind": "Hedge",
        "metadata": {"name": "north", "namespace": "meadow"},
        "spec": {"length": 13},
    });
    let longer = manifest("longer.json", &longer.to_string())?;
    kubectl.run(&["apply", "--server-side", "--force-conflicts", &longer])?;
    let read = kubectl.run(&["get", "hedge", "north", "--namespace=meadow", "--output=json"])?;
    let read: Value = serde_json::from_str(&read).context("kubectl printed no JSON")?;
    // applied, defaulted by the schema, pruned as unknown
    if read["spec"] != json!({"length": 13, "species": "hawthorn"}) {
        bail!("the object came back with the spec {}", read["spec"]);
    }
    report("an object is created, pruned, defaulted, applied and read back", begun.elapsed());

    let begun = Instant::now();
    let owned = json!({
        "apiVersion": "rigs.hedgerow.example/v1",
        "kind": "Hedge",
        "metadata": {"name": "north-gate", "namespace": "meadow", "ownerReferences": [{
            "apiVersion": "rigs.hedgerow.example/v1",
            "kind": "Hedge",
            "name": "north",
            "uid": read["metadata"]["uid"],
            "blockOwnerDeletion": true,
        }]},
        "spec": {"length": 1},
    });
    let owned = manifest("owned.json", &owned.to_string())?;
    kubectl.run(&["apply", "--server-side", &owned])?;
    kubectl.run(&[
        "delete",
        "hedge",
        "north",
        "--namespace=meadow",
        "--cascade=foreground",
        // the garbage collector looks for new kinds every 30 seconds, and the kind is seconds old
        "--timeout=90s",
    ])?;
    let left = kubectl.run(&["get", "hedges", "--namespace=meadow", "--output=name"])?;
    if !left.trim().is_empty() {
        bail!("after deleting the owner in the foreground there is still {}", left.trim());
    }
    report("the controllers delete an owned object before its owner", begun.elapsed());

    let begun = Instant::now();
    kubectl.run(&["delete", "namespace", "meadow", "--timeout=30s"])?;
    report("the controllers empty and delete a namespace", begun.elapsed());
    Ok(())
}

struct Kubectl<'a> {
    binaries: &'a Path,
    dir: &'a Path,
    kubeconfig: &'a Path,
}

impl Kubectl<'_> {
    fn run(&self, args: &[&str]) -> Result<String> {
        let environment = [("KUBECONFIG", self.kubeconfig.as_os_str())];
        output(&self.binaries.join("kubectl"), args, &environment, self.dir)
    }
}
