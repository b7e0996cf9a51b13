//! Job: looks at every branch in use, one after another. Period: the configured one; sooner, and then
//! ever later, while something that was begun cannot be settled: somebody may be waiting for it.

use hedgerow_model::{Actor, QueueId};
use tokio::time::Instant;

use super::{Again, Job, Jobs, Retries};
use crate::core::Core;
use crate::error::EngineError;

#[derive(Debug, Default)]
pub(super) struct Poll(Retries);

impl Job for Poll {
    const NAME: &'static str = "poll";
    const HOLDS: &'static str =
        "the database agrees with every branch that answers, and what waited there was tried";

    async fn run(&mut self, core: &Core) -> Again {
        let began = Instant::now();
        let failed = poll_all(core).await;
        let unsettled =
            failed && !core.store.unfinished_runs().await.is_ok_and(|runs| runs.is_empty());
        let period = if unsettled {
            self.0.next(core.config.poll)
        } else {
            self.0.over();
            core.config.poll
        };
        Again::After(period.saturating_sub(began.elapsed()))
    }
}

/// Looks at every branch; says whether one failed.
async fn poll_all(core: &Core) -> bool {
    let mut failed = false;
    match core.store.queues().await {
        Ok(queues) => {
            for queue in queues {
                if let Err(error) = core.jobs().poll_queue(queue.id).await {
                    failed = true;
                    tracing::warn!(queue = queue.id.0, branch = queue.branch, %error, "poll failed");
                }
            }
        }
        Err(error) => tracing::error!(%error, "queues cannot be listed"),
    }
    failed
}

impl Jobs<'_> {
    async fn poll_queue(&self, queue: QueueId) -> Result<(), EngineError> {
        let actor = Actor::system();
        let sources = self.store.sources_of_queue(queue).await?;
        if sources.is_empty() {
            return Ok(());
        }
        let mut guard = self.lock_queue(queue).await?;
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
