//! Repositories with their branches, and runs.

use std::collections::{HashMap, HashSet};

use hedgerow_model::Run;

use crate::admin::transport_view;
use crate::core::now;
use crate::error::EngineError;
use crate::reads::Reads;
use crate::reads::trouble::trouble_of;
use crate::views::{QueueView, RepositoryView, RunStepView, RunView};

impl Reads<'_> {
    pub(crate) async fn repository_views(&self) -> Result<Vec<RepositoryView>, EngineError> {
        let queues = self.store.queues().await?;
        let sources = self.store.sources().await?;
        let fabrics: HashMap<_, _> =
            self.store.fabrics().await?.into_iter().map(|f| (f.id, f.name)).collect();
        let ways = self.store.transports().await?;
        let ways: HashMap<_, _> = ways.into_iter().map(|way| (way.repository, way)).collect();
        Ok(self
            .store
            .repositories()
            .await?
            .into_iter()
            .map(|repository| {
                let own: Vec<_> =
                    queues.iter().filter(|queue| queue.repository_id == repository.id).collect();
                let ids: HashSet<_> = own.iter().map(|queue| queue.id).collect();
                let mut users: Vec<String> = sources
                    .iter()
                    .filter(|source| ids.contains(&source.queue_id))
                    .filter_map(|source| fabrics.get(&source.fabric_id).cloned())
                    .collect();
                users.sort();
                users.dedup();
                let way = ways.get(&repository.id);
                RepositoryView {
                    transport: way.map(|way| transport_view(way, &repository.url, now())),
                    name: repository.name,
                    url: repository.url,
                    branch: repository.default_branch,
                    credential: repository.credential,
                    fabrics: users,
                    queues: own
                        .into_iter()
                        .filter(|queue| sources.iter().any(|source| source.queue_id == queue.id))
                        .map(|queue| QueueView {
                            branch: queue.branch.clone(),
                            head: queue.head.clone(),
                            looked_at: queue.looked_at,
                            problem: trouble_of(queue),
                        })
                        .collect(),
                }
            })
            .collect())
    }
}

pub(crate) fn run_view(
    run: Run,
    fabrics: Vec<String>,
    steps: Vec<hedgerow_model::RunStep>,
) -> RunView {
    let did = run.published();
    RunView {
        id: run.id.0,
        outcome: run.outcome(),
        settled: did.settled,
        more_settled: did.more_settled,
        kind: run.kind,
        fabrics,
        state: run.state,
        reason: run.reason,
        started_at: run.started_at,
        ended_at: run.ended_at,
        summary: run.summary,
        steps: steps
            .into_iter()
            .map(|step| RunStepView {
                name: step.name,
                outcome: step.outcome,
                detail: step.detail,
                at: step.at,
                duration_us: step.duration_us,
            })
            .collect(),
    }
}
