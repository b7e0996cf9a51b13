//! Job: publishes changes whose quiet period is over. Wakes: the time at which the next one is due,
//! and whoever saved drafts or changed when things are due. Each branch is published by a task of its
//! own, so that one whose remote stalls delays no other; a bounded number publish at the same time.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use hedgerow_model::{Actor, ChangeState, QueueId};
use tokio::sync::{Notify, Semaphore};

use super::each::Each;
use super::{Again, Job, Jobs};
use crate::core::{Core, now};
use crate::error::EngineError;
use crate::views::PublishRequest;

/// How long it sleeps when nothing is due.
const LONGEST_SLEEP: Duration = Duration::from_secs(3600);

/// How long it sleeps after it failed.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

#[derive(Debug, Default)]
pub(super) struct PublishDue {
    publishing: Each<QueueId>,
    /// Wakes the task of a branch. A call while it publishes is kept until it is done.
    calls: HashMap<QueueId, Arc<Notify>>,
}

impl Job for PublishDue {
    const NAME: &'static str = "publish-due";
    const HOLDS: &'static str = "every change whose time has come was asked to be published";

    async fn run(&mut self, core: &Arc<Core>) -> Again {
        Again::AfterOrDue(match self.publish_whatever_is_due(core).await {
            Ok(sleep) => sleep,
            Err(error) => {
                tracing::warn!(%error, "automatic publishing failed");
                AFTER_FAILURE
            }
        })
    }
}

impl PublishDue {
    /// Queues what is due and has it published; tells how long until more is.
    async fn publish_whatever_is_due(&mut self, core: &Arc<Core>) -> Result<Duration, EngineError> {
        for queue in core.jobs().ask_for_what_is_due().await? {
            let call = self.calls.entry(queue).or_default();
            let (core, heard) = (core.clone(), call.clone());
            self.publishing.ensure(queue, |room| publish_when_called(core, queue, heard, room));
            call.notify_one();
        }
        let next = core.store.next_due().await?;
        Ok(next.map_or(LONGEST_SLEEP, |at| {
            Duration::from_millis(u64::try_from(at - now()).unwrap_or(0)).min(LONGEST_SLEEP)
        }))
    }
}

/// Publishes what waits on a branch, each time it is called.
async fn publish_when_called(
    core: Arc<Core>,
    queue: QueueId,
    call: Arc<Notify>,
    room: Arc<Semaphore>,
) {
    loop {
        call.notified().await;
        let Ok(_publishing) = room.acquire().await else { return };
        if let Err(error) = core.outbound().drain(queue).await {
            // What was asked for is durable: the next look at the branch goes on with it.
            tracing::warn!(queue = queue.0, %error, "automatic publishing failed");
        }
    }
}

impl Jobs<'_> {
    /// Asks for the changes that are due; the branches on which something waits for that now.
    async fn ask_for_what_is_due(&self) -> Result<BTreeSet<QueueId>, EngineError> {
        let mut queues = BTreeSet::new();
        for change in self.store.changes_due(now()).await? {
            if self.store.drafts(change.id).await?.is_empty() {
                let mut tx = self.store.write().await?;
                tx.set_publish_after(change.id, None).await?;
                tx.commit().await?;
                continue;
            }
            let request = PublishRequest::default();
            let asked = self.drafts().ask_to_publish(change.id, &request, &Actor::system()).await?;
            if asked != ChangeState::AwaitingApproval {
                queues.insert(self.queue_of(change.fabric_id).await?);
            }
        }
        Ok(queues)
    }
}
