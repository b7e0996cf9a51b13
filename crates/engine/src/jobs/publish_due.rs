//! Job: publishes changes whose quiet period is over. Wakes: the time at which the next one is due,
//! and whoever saved drafts or changed when things are due.

use std::time::Duration;

use hedgerow_model::{Actor, ChangeState, QueueId};

use super::{Again, Job, Jobs};
use crate::core::{Core, now};
use crate::error::EngineError;
use crate::views::PublishRequest;

/// How long it sleeps when nothing is due.
const LONGEST_SLEEP: Duration = Duration::from_secs(3600);

/// How long it sleeps after it failed.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) struct PublishDue;

impl Job for PublishDue {
    const NAME: &'static str = "publish-due";
    const HOLDS: &'static str = "every change whose time has come was asked to be published";

    async fn run(&mut self, core: &Core) -> Again {
        Again::AfterOrDue(match core.jobs().publish_whatever_is_due().await {
            Ok(sleep) => sleep,
            Err(error) => {
                tracing::warn!(%error, "automatic publishing failed");
                AFTER_FAILURE
            }
        })
    }
}

impl Jobs<'_> {
    /// Queues and publishes what is due; tells how long until more is.
    async fn publish_whatever_is_due(&self) -> Result<Duration, EngineError> {
        let due = self.store.changes_due(now()).await?;
        let mut queues: Vec<QueueId> = Vec::new();
        for change in due {
            if self.store.drafts(change.id).await?.is_empty() {
                let mut tx = self.store.write().await?;
                tx.set_publish_after(change.id, None).await?;
                tx.commit().await?;
                continue;
            }
            let request = PublishRequest::default();
            let asked = self.drafts().ask_to_publish(change.id, &request, &Actor::system()).await?;
            if asked == ChangeState::AwaitingApproval {
                continue;
            }
            let queue = self.queue_of(change.fabric_id).await?;
            if !queues.contains(&queue) {
                queues.push(queue);
            }
        }
        for queue in queues {
            self.outbound().drain(queue).await?;
        }
        let next = self.store.next_due().await?;
        Ok(next.map_or(LONGEST_SLEEP, |at| {
            Duration::from_millis(u64::try_from(at - now()).unwrap_or(0)).min(LONGEST_SLEEP)
        }))
    }
}
