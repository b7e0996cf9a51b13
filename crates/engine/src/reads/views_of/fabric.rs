//! Fabrics and how they stand, in one sentence too.

use std::collections::HashMap;

use hedgerow_model::{Fabric, FabricId, Queue, QueueId, Source, thousands};
use hedgerow_store::FabricFigures;

use crate::error::EngineError;
use crate::reads::Reads;
use crate::reads::rule_counts::rule_counts;
use crate::reads::trouble::trouble_of;
use crate::views::{FabricClusterView, FabricView, VerifiedView};

impl Reads<'_> {
    pub(crate) async fn fabric_view(&self, fabric: &Fabric) -> Result<FabricView, EngineError> {
        let views = self.fabric_views(vec![fabric.clone()]).await?;
        views
            .into_iter()
            .next()
            .ok_or_else(|| EngineError::Internal(format!("fabric `{}` has no source", fabric.name)))
    }

    /// Fabrics and how they stand, in a few queries however many they are.
    pub(in crate::reads) async fn fabric_views(
        &self,
        fabrics: Vec<Fabric>,
    ) -> Result<Vec<FabricView>, EngineError> {
        let ids: Vec<FabricId> = fabrics.iter().map(|fabric| fabric.id).collect();
        let sources = match ids.as_slice() {
            [] => return Ok(Vec::new()),
            [one] => self.store.sources_of_fabric(*one).await?,
            _ => self.store.sources().await?,
        };
        let mut of: HashMap<FabricId, Source> = HashMap::new();
        for source in sources {
            of.entry(source.fabric_id).or_insert(source);
        }
        let queues: HashMap<QueueId, Queue> =
            self.store.queues().await?.into_iter().map(|queue| (queue.id, queue)).collect();
        let repositories: HashMap<_, String> =
            self.store.repositories().await?.into_iter().map(|r| (r.id, r.name)).collect();
        let figures = self.store.fabric_figures(&ids).await?;
        let mut rules = self.store.rule_figures(&ids).await?;
        let mut clusters = self.observe().figures(&ids).await?;
        let verified = self.store.verified_of_all(&ids).await?;
        let view = |fabric: Fabric| {
            let source = of.remove(&fabric.id)?;
            let queue = queues.get(&source.queue_id)?;
            let repository = repositories.get(&queue.repository_id).cloned().unwrap_or_default();
            let figures = figures.get(&fabric.id).copied().unwrap_or_default();
            let rules = rule_counts(rules.remove(&fabric.id).unwrap_or_default());
            let cluster = clusters.remove(&fabric.id);
            let verified = verified.get(&fabric.id).map(|it| VerifiedView {
                outcome: it.outcome,
                differences: it.found,
                at: it.at,
            });
            Some(FabricView {
                rules,
                verified,
                ..fabric_view(fabric, source, queue, repository, figures, cluster)
            })
        };
        Ok(fabrics.into_iter().filter_map(view).collect())
    }
}

fn fabric_view(
    fabric: Fabric,
    source: Source,
    queue: &Queue,
    repository: String,
    figures: FabricFigures,
    cluster: Option<FabricClusterView>,
) -> FabricView {
    let state = if queue.problem.is_some() {
        "unknown"
    } else if queue.push_problem.is_some() {
        "attention"
    } else if source.ingested_commit.is_none() {
        "never synced"
    } else if figures.conflicts > 0 {
        "conflict"
    } else if figures.errors > 0 {
        "attention"
    } else if figures.drafts > 0 {
        "drafts"
    } else if cluster.as_ref().is_some_and(|cluster| !cluster.known) {
        "unknown"
    } else if cluster.as_ref().is_some_and(|cluster| cluster.drifted > 0) {
        "drift"
    } else if cluster.as_ref().is_some_and(|cluster| cluster.ahead > 0) {
        "applying"
    } else {
        "in sync"
    };
    let count = |n: i64| usize::try_from(n).unwrap_or(0);
    FabricView {
        state: state.to_owned(),
        sentence: sentence(queue, &source, figures, cluster.as_ref()),
        fabric: fabric.name,
        commit: source.ingested_commit,
        looked_at: queue.looked_at,
        problem: trouble_of(queue),
        resources: figures.resources,
        resources_aside: figures.aside,
        drafts: count(figures.drafts),
        open_changes: count(figures.open_changes),
        last_activity: figures.last_activity,
        conflicts: count(figures.conflicts),
        errors: figures.errors,
        warnings: figures.warnings,
        rules: Vec::new(),
        repository,
        branch: queue.branch.clone(),
        directory: source.directory,
        layout: source.layout,
        publish: fabric.publish_mode,
        quiet_seconds: fabric.quiet_seconds,
        four_eyes: fabric.four_eyes,
        policy_file: figures.policy_file,
        cluster,
        verified: None,
    }
}

/// One sentence that tells a fabric's state.
fn sentence(
    queue: &Queue,
    source: &Source,
    figures: FabricFigures,
    cluster: Option<&FabricClusterView>,
) -> String {
    if let Some(problem) = trouble_of(queue) {
        return problem;
    }
    let Some(commit) = &source.ingested_commit else {
        return format!("never synced; the first sync reads branch `{}`", queue.branch);
    };
    let resources = figures.resources;
    let mut parts = vec![format!(
        "{} {} at {} of `{}`",
        thousands(resources),
        if resources == 1 { "resource" } else { "resources" },
        crate::ingest::short(commit),
        queue.branch
    )];
    let mut count = |n: i64, one: &str, many: &str| {
        if n > 0 {
            parts.push(format!("{} {}", thousands(n), if n == 1 { one } else { many }));
        }
    };
    count(figures.conflicts, "open conflict", "open conflicts");
    count(figures.errors, "error in its files", "errors in its files");
    count(figures.drafts, "draft", "drafts");
    if let Some(cluster) = cluster {
        count(cluster.drifted, "drifted in its cluster", "drifted in its cluster");
        count(cluster.ahead, "not applied in its cluster yet", "not applied in its cluster yet");
        count(cluster.ignored, "ignored in its cluster", "ignored in its cluster");
        if !cluster.known {
            let why = cluster.problem.as_deref().unwrap_or("it is being read");
            parts.push(format!("cluster `{}` is not known: {why}", cluster.cluster));
        }
    }
    parts.join(", ")
}
