//! Job: looks at every branch in use. Each repository has a task of its own, so that one whose remote
//! stalls delays no other; a bounded number look at the same time. Period: the configured one;
//! sooner, and then ever later, while something that was begun cannot be settled: somebody may be
//! waiting for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use hedgerow_model::{Actor, QueueId, RepositoryId};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::each::Each;
use super::{Again, Job, Jobs, Retries};
use crate::core::Core;
use crate::error::EngineError;

#[derive(Debug, Default)]
pub(super) struct Poll {
    followed: Each<RepositoryId>,
}

impl Job for Poll {
    const NAME: &'static str = "poll";
    const HOLDS: &'static str =
        "the database agrees with every branch that answers, and what waited there was tried";

    async fn run(&mut self, core: &Arc<Core>) -> Again {
        match begun_first(core).await {
            Ok(repositories) => {
                for repository in repositories {
                    let core = core.clone();
                    self.followed.ensure(repository, |room| follow(core, repository, room));
                }
            }
            Err(error) => tracing::error!(%error, "queues cannot be listed"),
        }
        Again::After(core.config.poll)
    }
}

/// The repositories; first those with something that was begun and not finished.
async fn begun_first(core: &Core) -> Result<Vec<RepositoryId>, EngineError> {
    let begun = core.store.unfinished_runs().await?;
    let mut late: BTreeMap<RepositoryId, bool> = BTreeMap::new();
    for queue in core.store.queues().await? {
        let is_begun = begun.iter().any(|run| run.queue_id == queue.id);
        let is_late = late.entry(queue.repository_id).or_insert(true);
        *is_late = *is_late && !is_begun;
    }
    let mut order: Vec<(bool, RepositoryId)> =
        late.into_iter().map(|(repository, is_late)| (is_late, repository)).collect();
    order.sort_unstable();
    Ok(order.into_iter().map(|(_, repository)| repository).collect())
}

/// Looks at the branches of one repository again and again, until it has none.
async fn follow(core: Arc<Core>, repository: RepositoryId, room: Arc<Semaphore>) {
    let mut retries = Retries::default();
    loop {
        let Ok(looking) = room.acquire().await else { return };
        let began = Instant::now();
        let Some(failed) = look_at(&core, repository).await else { return };
        drop(looking);
        let unsettled = failed && has_begun(&core, repository).await.unwrap_or(true);
        let period = if unsettled {
            retries.next(core.config.poll)
        } else {
            retries.over();
            core.config.poll
        };
        tokio::time::sleep(period.saturating_sub(began.elapsed())).await;
    }
}

/// Looks at every branch of a repository; says whether one failed, or that there is none.
async fn look_at(core: &Core, repository: RepositoryId) -> Option<bool> {
    let queues = match core.store.queues_of_repository(repository).await {
        Ok(queues) if queues.is_empty() => return None,
        Ok(queues) => queues,
        Err(error) => {
            tracing::error!(%error, "queues cannot be listed");
            return Some(true);
        }
    };
    let mut failed = false;
    for queue in queues {
        if let Err(error) = core.jobs().poll_queue(queue.id).await {
            failed = true;
            tracing::warn!(queue = queue.id.0, branch = queue.branch, %error, "poll failed");
        }
    }
    Some(failed)
}

async fn has_begun(core: &Core, repository: RepositoryId) -> Result<bool, EngineError> {
    let queues = core.store.queues_of_repository(repository).await?;
    let runs = core.store.unfinished_runs().await?;
    Ok(runs.iter().any(|run| queues.iter().any(|queue| queue.id == run.queue_id)))
}

impl Jobs<'_> {
    async fn poll_queue(&self, queue: QueueId) -> Result<(), EngineError> {
        let actor = Actor::system();
        let sources = self.store.sources_of_queue(queue).await?;
        if sources.is_empty() {
            return Ok(());
        }
        let Some(mut guard) = self.try_lock_queue(queue).await? else {
            // Somebody works on it, here or on another server: the next round looks again.
            return Ok(());
        };
        self.outbound().settle(queue, &mut guard).await?;
        let branch = self.branch(queue).await?;
        let news = self.ingest().refresh(&branch, &actor).await?.unwrap_or_default();
        for source in &sources {
            // Without news, raw/ is what it was when it was looked at last.
            if !news.contains_key(&source.fabric_id) && source.considered_tree.is_some() {
                continue;
            }
            let mut report = crate::views::SyncReport::default();
            if let Err(error) = self.own().normalise(source, &mut report, &actor).await {
                tracing::warn!(source = source.id.0, %error, "raw/ was not normalised");
            }
        }
        self.outbound().drain_locked(queue, &mut guard).await
    }
}
