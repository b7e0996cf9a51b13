//! Job: settles every queue that an earlier process left with unfinished runs, and publishes what was
//! waiting. Wakes: the opening of the engine, before anything else is answered; the poll goes on with
//! what could not be settled then.

use hedgerow_model::ChangeState;

use super::Jobs;
use crate::error::EngineError;

impl Jobs<'_> {
    /// A remote that does not answer is tried again with the next poll.
    pub(crate) async fn settle_everything(&self) -> Result<(), EngineError> {
        for queue in self.store.queues().await? {
            let waiting = self
                .store
                .changes_on_queue(queue.id, &[ChangeState::Queued, ChangeState::Publishing])
                .await?;
            let unfinished =
                self.store.unfinished_runs().await?.iter().any(|run| run.queue_id == queue.id);
            if waiting.is_empty() && !unfinished {
                continue;
            }
            let Some(guard) = self.try_lock_queue(queue.id).await? else {
                // Another server works on it: what is unfinished there is under way.
                continue;
            };
            if let Err(error) = self.outbound().drain_with(queue.id, guard).await {
                tracing::warn!(queue = queue.id.0, branch = queue.branch, %error,
                    "unfinished runs are not settled yet");
            }
        }
        Ok(())
    }
}
