//! Argo CD beside an API server: its application controller, its repository server, its controller of ApplicationSets, and
//! Redis. There is neither its API server nor its pages: Applications are objects like others.
//!
//! All its parts are one program, which is told by its environment which of them it is. What it calls its own cluster is the
//! one of the kubeconfig. It looks at Git every few seconds and undoes what people change in the cluster at once.

use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use hedgerow_testkit::{GitServer, TestRepository};
use serde_json::{Value, json};

use super::applier::{Cluster, start_cluster};
use super::build::{Module, module_folder};
use super::http::Api;
use super::process::Process;
use super::ready::secret;
use super::redis::{self, Redis};
use super::stop::Stop;
use super::{Binaries, Running, ports};

pub(super) const MODULE: Module = Module {
    name: "argo",
    source: "github.com/argoproj/argo-cd/v3",
    programs: &[("argocd", "github.com/argoproj/argo-cd/v3/cmd")],
    tags: "",
    cgo: false,
    stamps: &[],
    assets: &[],
};

const NAMESPACE: &str = "argocd";

const START_LIMIT: Duration = Duration::from_secs(60);

/// Seconds after which it looks at Git and at the cluster again.
const RESYNC_SECONDS: u32 = 3;

/// Starts an API server and the parts of Argo CD in `dir`.
pub(super) fn start(binaries: &Binaries, dir: &Path, stop: &Stop) -> Result<Running> {
    let module = module_folder(&MODULE, MODULE.source, MODULE.source)?;
    let definitions = ["application", "applicationset", "appproject"]
        .map(|kind| module.join(format!("manifests/crds/{kind}-crd.yaml")));
    let (mut running, cluster) = start_cluster(binaries, dir, stop, &definitions, NAMESPACE)?;
    cluster.apply(&settings()?)?;

    let begun = Instant::now();
    let redis = redis::start(dir, stop)?;
    let server = ports::free()?;
    let start = |part: &'static str, arguments: Vec<String>| {
        let environment = environment(part, binaries.own()?, dir, &cluster, &redis)?;
        let environment: Vec<_> =
            environment.iter().map(|(name, value)| (*name, value.as_os_str())).collect();
        let program = binaries.own()?.join("argocd");
        Process::start(part, &program, arguments, &environment, dir)
    };
    let of_redis = format!("--redis={}", redis.address);
    let of_cluster = [
        format!("--kubeconfig={}", cluster.kubeconfig.display()),
        format!("--namespace={NAMESPACE}"),
    ];

    let healthy = ports::free()?;
    let repositories = start(
        "argocd-repo-server",
        vec![
            "--address=127.0.0.1".to_owned(),
            format!("--port={server}"),
            "--metrics-address=127.0.0.1".to_owned(),
            format!("--metrics-port={healthy}"),
            "--disable-tls".to_owned(),
            // how long it believes that a branch is where it was
            format!("--revision-cache-expiration={RESYNC_SECONDS}s"),
            of_redis.clone(),
        ],
    )?;
    wait_for(repositories, healthy, &mut running, stop)?;

    let healthy = ports::free()?;
    let mut arguments = vec![
        // of all addresses of this machine: it takes no other setting
        format!("--metrics-port={healthy}"),
        format!("--repo-server=127.0.0.1:{server}"),
        "--repo-server-plaintext".to_owned(),
        format!("--app-resync={RESYNC_SECONDS}"),
        "--app-resync-jitter=0".to_owned(),
        // errors are told at once
        "--repo-error-grace-period-seconds=0".to_owned(),
        // not longer and longer after each time
        "--self-heal-timeout-seconds=1".to_owned(),
        "--self-heal-backoff-timeout-seconds=0".to_owned(),
        of_redis,
    ];
    arguments.extend(of_cluster.clone());
    let controller = start("argocd-application-controller", arguments)?;
    wait_for(controller, healthy, &mut running, stop)?;

    let healthy = ports::free()?;
    let mut arguments = vec![
        "--metrics-addr=127.0.0.1:0".to_owned(),
        format!("--probe-addr=127.0.0.1:{healthy}"),
        format!("--webhook-addr=127.0.0.1:{}", ports::free()?),
        format!("--argocd-repo-server=127.0.0.1:{server}"),
        "--repo-server-plaintext".to_owned(),
    ];
    arguments.extend(of_cluster);
    let sets = start("argocd-applicationset-controller", arguments)?;
    wait_for(sets, healthy, &mut running, stop)?;

    running.processes.push(redis.process);
    running.timings.push(("Argo CD is ready".to_owned(), begun.elapsed()));
    running.hints.push(format!(
        "Applications and ApplicationSets are in the namespace {NAMESPACE}; logs: {}/argocd-*.log",
        dir.display()
    ));
    Ok(running)
}

/// Waits until a part says that it is healthy, or that it has nothing to say of that (404), and keeps it.
fn wait_for(mut part: Process, port: u16, running: &mut Running, stop: &Stop) -> Result<()> {
    let api = Api::new(&format!("http://127.0.0.1:{port}"), "none".to_owned());
    stop.until("a healthy part of Argo CD", START_LIMIT, || {
        part.must_live()?;
        Ok(api.get("/healthz").ok().filter(|answer| matches!(answer.status, 200 | 404)))
    })?;
    running.processes.push(part);
    Ok(())
}

fn environment(
    part: &'static str,
    programs: &Path,
    dir: &Path,
    cluster: &Cluster,
    redis: &Redis,
) -> Result<Vec<(&'static str, OsString)>> {
    // git asks the program itself for passwords, by its name
    let others = std::env::var_os("PATH").unwrap_or_default();
    let path = [programs.to_owned()].into_iter().chain(std::env::split_paths(&others));
    Ok(vec![
        ("ARGOCD_BINARY_NAME", part.into()),
        ("ARGOCD_FAKE_IN_CLUSTER", "true".into()),
        ("ARGOCD_ASK_PASS_SOCK", dir.join("askpass.sock").into()),
        ("ARGOCD_TLS_DATA_PATH", dir.join("tls").into()),
        ("ARGOCD_SSH_DATA_PATH", dir.join("ssh").into()),
        ("ARGOCD_PLUGINSOCKFILEPATH", dir.join("plugins").into()),
        ("ARGOCD_GPG_ENABLED", "false".into()),
        ("KUBECONFIG", cluster.kubeconfig.clone().into()),
        ("PATH", std::env::join_paths(path).context("the PATH cannot be extended")?),
        ("REDIS_PASSWORD", redis.password.clone().into()),
        ("TMPDIR", dir.into()),
    ])
}

/// What its installation brings, and the project that its API server would make.
fn settings() -> Result<Vec<Value>> {
    let metadata = |name: &str| {
        json!({
            "name": name, "namespace": NAMESPACE,
            "labels": {"app.kubernetes.io/part-of": "argocd"},
        })
    };
    Ok(vec![
        json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata("argocd-cm")}),
        json!({
            "apiVersion": "v1", "kind": "Secret", "metadata": metadata("argocd-secret"),
            "stringData": {"server.secretkey": secret()?},
        }),
        json!({
            "apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject",
            "metadata": {"name": "default", "namespace": NAMESPACE},
            "spec": {
                "sourceRepos": ["*"],
                "destinations": [{"namespace": "*", "server": "*"}],
                "clusterResourceWhitelist": [{"group": "*", "kind": "*"}],
            },
        }),
    ])
}

/// Proves that an object of a repository arrives in the cluster.
pub(super) fn check(
    ready: &Value,
    dir: &Path,
    report: &mut dyn FnMut(&str, Duration),
) -> Result<()> {
    let begun = Instant::now();
    let root = dir.join("repositories");
    let repository = TestRepository::create(root.join("check.git"));
    let manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: arrived\n";
    repository.commit("main", "Begin", &[("one/deep/a.yaml", Some(manifest))]);
    let server = GitServer::start(&root);
    let cluster = Cluster::of(ready)?;
    cluster.apply(&[json!({
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": "check", "namespace": NAMESPACE},
        "spec": {
            "project": "default",
            "source": {
                "repoURL": server.url("check.git"), "targetRevision": "main", "path": "one",
                "directory": {"recurse": true},
            },
            "destination": {"server": "https://kubernetes.default.svc", "namespace": "default"},
            "syncPolicy": {"automated": {}},
        },
    })])?;
    cluster.run(&["wait", "--for=create", "--timeout=60s", "configmap/arrived"])?;
    report("an object of a repository arrives", begun.elapsed());
    Ok(())
}
