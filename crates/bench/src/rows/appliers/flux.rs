//! Flux's kustomize-controller; the part of the source-controller is played here: a commit is packed, served, and told.

use std::time::Instant;

use anyhow::{Context, Result};
use hedgerow_testkit::GitServer;
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::{Place, until};
use crate::api_server::{Kubectl, NAMESPACE};
use crate::data::directory;
use crate::kinds::{description, server_name};
use crate::measure::ms_since;

const OF_FLUX: &str = "--namespace=flux-system";
const SOURCE: &str = "gitrepository/estate";
const KUSTOMIZATION: &str = "kustomization/estate";

/// A Kustomization of the repository.
pub(super) struct Flux {
    folder: TempDir,
    archives: GitServer,
}

impl Flux {
    pub(super) fn start(place: &Place) -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary directory")?;
        let archives = GitServer::start(folder.path());
        archives.serve_files();
        let flux = Self { folder, archives };
        let metadata = json!({"name": "estate", "namespace": "flux-system"});
        let kubectl = kubectl(place)?;
        kubectl.apply(&json!({
            "apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository", "metadata": metadata,
            "spec": {"interval": "1h", "url": place.url(), "ref": {"branch": "main"}},
        }))?;
        kubectl.apply(&json!({
            "apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization", "metadata": metadata,
            "spec": {
                "interval": "10s", "path": format!("./{}/managed", directory(0)), "prune": false,
                "targetNamespace": NAMESPACE, "sourceRef": {"kind": "GitRepository", "name": "estate"},
            },
        }))?;
        flux.told(place, &place.bare.git(&["rev-parse", "refs/heads/main"])?)?;
        Ok(flux)
    }

    pub(super) fn told(&self, place: &Place, commit: &str) -> Result<()> {
        let file = format!("{commit}.tar.gz");
        let path = self.folder.path().join(&file);
        // Of the tree: of a commit, it begins with an entry that holds the commit's id.
        let output = format!("--output={}", path.display());
        place.bare.git(&["archive", "--format=tar.gz", &output, &format!("{commit}^{{tree}}")])?;
        let digest = Sha256::digest(std::fs::read(&path)?);
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let kubectl = kubectl(place)?;
        let source: Json =
            serde_json::from_str(&kubectl.run(&["get", SOURCE, OF_FLUX, "--output=json"])?)?;
        let generation = &source["metadata"]["generation"];
        let (revision, now) = (format!("main@sha1:{commit}"), "2026-01-01T00:00:00Z");
        let status = json!({"status": {
            "observedGeneration": generation,
            "artifact": {
                "url": self.archives.url(&file), "path": file, "revision": revision,
                "digest": format!("sha256:{digest}"), "lastUpdateTime": now,
            },
            "conditions": [{
                "type": "Ready", "status": "True", "reason": "Succeeded", "message": revision,
                "lastTransitionTime": now, "observedGeneration": generation,
            }],
        }});
        let patch = format!("--patch={status}");
        kubectl.run(&["patch", SOURCE, OF_FLUX, "--subresource=status", "--type=merge", &patch])?;
        Ok(())
    }

    pub(super) async fn sees(&self, place: &Place, round: usize) -> Result<f64> {
        let began = Instant::now();
        place.edit(round, "by hand").await?;
        let (kubectl, wanted) = (kubectl(place)?, description(round));
        let object = format!("server.wiring.githedgehog.com/{}", server_name(round));
        until(|| {
            let namespace = format!("--namespace={NAMESPACE}");
            let read = kubectl.run(&["get", &object, &namespace, "--output=json"])?;
            let read: Json = serde_json::from_str(&read)?;
            Ok(read["spec"]["description"] == wanted.as_str())
        })
        .await
        .context("an edit by hand is undone")?;
        Ok(ms_since(began))
    }

    pub(super) fn stop(&self, place: &Place) -> Result<()> {
        let delete = ["delete", KUSTOMIZATION, OF_FLUX, "--timeout=60s"];
        kubectl(place)?.run(&delete).map(drop)
    }
}

fn kubectl(place: &Place) -> Result<&Kubectl> {
    place.server.kubectl.as_ref().context("there is no kubectl")
}
