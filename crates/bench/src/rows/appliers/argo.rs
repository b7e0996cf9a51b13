//! Argo CD.

use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::{Value as Json, json};

use super::{Place, until};
use crate::api_server::{Kubectl, NAMESPACE};
use crate::data::directory;
use crate::kinds::description;
use crate::measure::ms_since;

const APPLICATION: &str = "application/estate";
const OF_ARGO: &str = "--namespace=argocd";

/// An Application of the repository.
pub(super) struct Argo;

impl Argo {
    pub(super) fn start(place: &Place) -> Result<Self> {
        let application = json!({
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Application",
            "metadata": {"name": "estate", "namespace": "argocd"},
            "spec": {
                "project": "default",
                "source": {
                    "repoURL": place.url(), "targetRevision": "main",
                    "path": format!("{}/managed", directory(0)), "directory": {"recurse": true},
                },
                "destination": {"server": "https://kubernetes.default.svc", "namespace": NAMESPACE},
                "syncPolicy": {"automated": {}},
            },
        });
        kubectl(place)?.apply(&application)?;
        Ok(Self)
    }

    pub(super) async fn sees(&self, place: &Place, round: usize) -> Result<f64> {
        self.is(place, "Synced").await?;
        let began = Instant::now();
        place.edit(round, "by hand").await?;
        self.is(place, "OutOfSync").await?;
        let seen = ms_since(began);
        place.edit(round, &description(round)).await?;
        self.is(place, "Synced").await?;
        Ok(seen)
    }

    async fn is(&self, place: &Place, status: &str) -> Result<()> {
        let kubectl = kubectl(place)?;
        until(|| {
            let read = kubectl.run(&["get", APPLICATION, OF_ARGO, "--output=json"])?;
            let read: Json = serde_json::from_str(&read)?;
            Ok(read["status"]["sync"]["status"] == status)
        })
        .await
        .with_context(|| format!("the Application is {status}"))
    }

    pub(super) fn stop(&self, place: &Place) -> Result<()> {
        kubectl(place)?.run(&["delete", APPLICATION, OF_ARGO, "--timeout=60s"]).map(drop)
    }
}

fn kubectl(place: &Place) -> Result<&Kubectl> {
    place.server.kubectl.as_ref().context("there is no kubectl")
}
