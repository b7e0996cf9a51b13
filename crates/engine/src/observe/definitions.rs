//! How a fabric's cluster defines its kinds: asked, kept, and what depends on them told.

use std::collections::BTreeSet;

use hedgerow_cluster::{Cluster, ClusterError, ServedKind};
use hedgerow_model::{Fabric, GroupKind};
use hedgerow_schema::{Answer, Asked, Catalogue, told, told_the_same};
use serde_json::Value as Json;

use super::Observe;
use crate::core::{digest_of_told, now};
use crate::error::EngineError;

/// The most kinds of a fabric of whose definitions its cluster is asked.
const MOST: usize = 500;

/// Asks a cluster how it defines the kinds that are wanted: those that it serves, and those that Git has. What it says of
/// one that is no definition is said of that kind; that it is away is an error.
pub(super) async fn asked(
    cluster: &Cluster,
    catalogue: &Catalogue,
    wanted: &BTreeSet<GroupKind>,
    in_git: &BTreeSet<GroupKind>,
    served: &[ServedKind],
) -> Result<Vec<Asked>, ClusterError> {
    let mut all = Vec::new();
    for kind in wanted {
        let of = served.iter().find(|it| it.kind == *kind);
        if of.is_none() && !in_git.contains(kind) {
            continue;
        }
        if all.len() == MOST {
            tracing::warn!(
                kinds = wanted.len(),
                "a cluster is asked of {MOST} kinds of a fabric only"
            );
            break;
        }
        let known = || catalogue.kind(kind).map(|info| info.plural.clone()).unwrap_or_default();
        let plural = of.map_or_else(known, |it| it.plural.clone());
        let answer = match plural.is_empty() {
            true => Answer::NotAsked,
            false => answer(cluster, kind, &plural).await?,
        };
        let served = of.map(|it| it.versions.clone()).unwrap_or_default();
        all.push(Asked { kind: kind.clone(), plural, served, answer });
    }
    Ok(all)
}

async fn answer(cluster: &Cluster, kind: &GroupKind, plural: &str) -> Result<Answer, ClusterError> {
    match cluster.definition(&kind.group, plural).await {
        Ok(definition) => Ok(Answer::Definition(text(definition))),
        Err(ClusterError::NotFound) => Ok(Answer::None),
        Err(ClusterError::Forbidden(_)) => Ok(Answer::Refused),
        Err(error @ (ClusterError::NotUnderstood(_) | ClusterError::TooLarge(_))) => {
            Ok(Answer::Unusable(error.to_string()))
        }
        Err(error) => Err(error),
    }
}

/// A definition without what changes by itself.
fn text(mut definition: Json) -> String {
    if let Some(map) = definition.as_object_mut() {
        map.remove("status");
        let name = map.get("metadata").and_then(|it| it.get("name")).cloned();
        map.insert("metadata".to_owned(), serde_json::json!({ "name": name }));
        map.entry("apiVersion").or_insert_with(|| "apiextensions.k8s.io/v1".into());
        map.entry("kind").or_insert_with(|| "CustomResourceDefinition".into());
    }
    definition.to_string()
}

impl Observe<'_> {
    /// Keeps how the cluster defines the kinds. Where that is another than before, what Git has, what people draft and
    /// what is said of them by rules is held against it.
    pub(super) async fn define(
        &self,
        fabric: &Fabric,
        asked: Vec<Asked>,
    ) -> Result<(), EngineError> {
        let before = self.store.cluster_kinds(fabric.id).await?;
        let kinds = told(&before, asked, now());
        if told_the_same(&before, &kinds) {
            let mut tx = self.write_following(fabric.id).await?;
            tx.cluster_kinds_told_again(fabric.id, &kinds).await?;
            tx.commit().await?;
            return Ok(());
        }
        let digest = digest_of_told(&kinds);
        // No ingest writes by the older definitions meanwhile, and says that it was by these.
        let _edits = self.lock_fabric(fabric.id).await;
        let mut tx = self.write_following(fabric.id).await?;
        // It may have left the cluster since.
        if tx.clusters_of_fabrics(&[fabric.id]).await?.is_empty() {
            return Ok(());
        }
        tx.set_cluster_kinds(fabric.id, &kinds, &digest).await?;
        tx.read_anew(fabric.id).await?;
        tx.commit().await?;
        self.redefined(fabric.id);
        tracing::info!(
            fabric = fabric.name,
            kinds = kinds.len(),
            "the cluster defines kinds otherwise than was known"
        );
        Ok(())
    }
}
