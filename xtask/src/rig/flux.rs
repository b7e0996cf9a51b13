//! Flux's kustomize-controller beside an API server.
//!
//! Its other half, the source-controller, is not built: a test that uses this rig sets the status of a GitRepository, which
//! names an archive and its digest, and serves that archive.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::applier::{Cluster, start_cluster};
use super::build::{Module, module_folder};
use super::http::Api;
use super::process::Process;
use super::stop::Stop;
use super::{Binaries, Running, ports};

pub(super) const MODULE: Module = Module {
    name: "flux",
    source: "github.com/fluxcd/kustomize-controller",
    programs: &[("kustomize-controller", "github.com/fluxcd/kustomize-controller")],
    tags: "",
    cgo: false,
    stamps: &[],
    assets: &[],
};

/// Defines the kinds of sources. Only its module of Go types is required; both have the same version.
const SOURCES: (&str, &str) =
    ("github.com/fluxcd/source-controller", "github.com/fluxcd/source-controller/api");

const NAMESPACE: &str = "flux-system";

const START_LIMIT: Duration = Duration::from_secs(60);

/// Starts an API server and the controller in `dir`.
pub(super) fn start(binaries: &Binaries, dir: &Path, stop: &Stop) -> Result<Running> {
    let definitions = [
        definitions(module_folder(&MODULE, MODULE.source, MODULE.source)?),
        definitions(module_folder(&MODULE, SOURCES.0, SOURCES.1)?),
    ];
    let (mut running, cluster) = start_cluster(binaries, dir, stop, &definitions, NAMESPACE)?;

    let begun = Instant::now();
    let port = ports::free()?;
    let mut controller = Process::start(
        "kustomize-controller",
        &binaries.own()?.join("kustomize-controller"),
        [
            format!("--health-addr=127.0.0.1:{port}"),
            "--metrics-addr=127.0.0.1:0".to_owned(),
            // a failure is tried again soon
            "--requeue-dependency=2s".to_owned(),
            "--http-retry=2".to_owned(),
        ],
        &[
            ("KUBECONFIG", cluster.kubeconfig.as_os_str()),
            ("RUNTIME_NAMESPACE", NAMESPACE.as_ref()),
            ("TMPDIR", dir.as_os_str()),
        ],
        dir,
    )?;
    let api = Api::new(&format!("http://127.0.0.1:{port}"), "none".to_owned());
    stop.until("a ready kustomize-controller", START_LIMIT, || {
        controller.must_live()?;
        Ok(api.get("/readyz").ok().filter(|answer| answer.status == 200))
    })?;
    running.processes.push(controller);
    running.timings.push(("the kustomize-controller is ready".to_owned(), begun.elapsed()));
    running.hints.push(format!(
        "a GitRepository needs its status set (kubectl patch --subresource=status): there is no source-controller; \
         log: {}",
        dir.join("kustomize-controller.log").display()
    ));
    Ok(running)
}

fn definitions(module: PathBuf) -> PathBuf {
    module.join("config/crd/bases")
}

/// Proves that the controller looks at a Kustomization and asks for its source.
pub(super) fn check(ready: &Value, report: &mut dyn FnMut(&str, Duration)) -> Result<()> {
    let begun = Instant::now();
    let cluster = Cluster::of(ready)?;
    cluster.apply(&[json!({
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
        "kind": "Kustomization",
        "metadata": {"name": "check", "namespace": NAMESPACE},
        "spec": {
            "interval": "1m", "path": "./", "prune": false,
            "sourceRef": {"kind": "GitRepository", "name": "absent"},
        },
    })])?;
    let namespace = format!("--namespace={NAMESPACE}");
    let ready = ["wait", "--for=condition=Ready=False", "--timeout=30s", "kustomization/check"];
    cluster.run(&[&ready[..], &[&namespace]].concat())?;
    let read = cluster.run(&["get", "kustomization/check", &namespace, "--output=json"])?;
    let read: Value = serde_json::from_str(&read).context("kubectl printed no JSON")?;
    let conditions = read["status"]["conditions"].as_array().context("no conditions")?;
    if !conditions.iter().any(|it| it["message"].to_string().contains("absent")) {
        bail!("the controller said {}", read["status"]);
    }
    report("a Kustomization is looked at, its source missed", begun.elapsed());
    Ok(())
}
