//! What the appliers share: an API server of their own, with their kinds defined, and a client of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::process::output;
use super::stop::Stop;
use super::{Binaries, Running, kube};

const START_LIMIT: Duration = Duration::from_secs(60);

/// A running API server as its administrator sees it.
pub(super) struct Cluster {
    pub(super) kubeconfig: PathBuf,
    kubectl: PathBuf,
    dir: PathBuf,
}

impl Cluster {
    /// The cluster that a ready file tells of.
    pub(super) fn of(ready: &Value) -> Result<Self> {
        let path = |name: &str| {
            ready[name].as_str().map(PathBuf::from).with_context(|| format!("no {name}"))
        };
        let kubeconfig = path("kubeconfig")?;
        let dir = kubeconfig.parent().context("the kubeconfig is in no folder")?.to_owned();
        Ok(Self { kubectl: path("kubectl")?, kubeconfig, dir })
    }

    pub(super) fn run(&self, args: &[&str]) -> Result<String> {
        let environment = [("KUBECONFIG", self.kubeconfig.as_os_str())];
        output(&self.kubectl, args, &environment, &self.dir)
    }

    /// Applies objects.
    pub(super) fn apply(&self, objects: &[Value]) -> Result<()> {
        let list = json!({"apiVersion": "v1", "kind": "List", "items": objects});
        let file = self.dir.join("objects.json");
        fs::write(&file, list.to_string())?;
        let applied = self.run(&["apply", "--server-side", "--filename", &file.to_string_lossy()]);
        fs::remove_file(&file)?;
        applied.map(drop)
    }
}

/// Starts an API server in `dir`, defines what is in `definitions` (folders or files), and makes the namespace that the
/// applier is in.
pub(super) fn start_cluster(
    binaries: &Binaries,
    dir: &Path,
    stop: &Stop,
    definitions: &[PathBuf],
    namespace: &str,
) -> Result<(Running, Cluster)> {
    let mut running = kube::start(binaries, dir, stop)?;
    let begun = Instant::now();
    let cluster = Cluster::of(&running.ready)?;
    for path in definitions {
        // too large for the annotation that a plain apply leaves
        cluster.run(&["apply", "--server-side", "--filename", &path.to_string_lossy()])?;
    }
    let established = ["wait", "--for=condition=Established", "--timeout=60s", "crd", "--all"];
    // one without any status yet is an error to kubectl
    stop.until("the applier's kinds", START_LIMIT, || Ok(cluster.run(&established).ok()))?;
    cluster.run(&["create", "namespace", namespace])?;
    running.timings.push(("its kinds are defined".to_owned(), begun.elapsed()));
    Ok((running, cluster))
}
