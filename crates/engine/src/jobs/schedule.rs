//! What happens without being asked: polling remotes, automatic publishing, settling what an
//! earlier process left.

use std::sync::Arc;
use std::time::Duration;

use hedgerow_model::{Actor, ChangeState, QueueId};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Jobs;
use crate::core::{Branch, Core, blocking, now};
use crate::error::EngineError;
use crate::views::PublishRequest;

/// How long the schedule sleeps when nothing is due.
const LONGEST_SLEEP: Duration = Duration::from_secs(3600);

/// How often credentials that expire soon are warned about.
const WARN_EVERY: Duration = Duration::from_secs(86_400);

/// How soon what could not be settled is tried again; doubled each time, up to the polling period.
const FIRST_RETRY: Duration = Duration::from_secs(1);

/// A mirror with more than this is packed when it is polled.
const LOOSE_OBJECTS: u64 = 5_000;
const PACKS: u64 = 50;

/// Starts polling and automatic publishing until `stop`, and writes the edges that an earlier program
/// left out.
pub(crate) fn start(core: &Arc<Core>, tasks: &TaskTracker, stop: &CancellationToken) {
    tasks.spawn(stop.clone().run_until_cancelled_owned(fill_edges(core.clone())));
    tasks.spawn(stop.clone().run_until_cancelled_owned(poll(core.clone())));
    tasks.spawn(stop.clone().run_until_cancelled_owned(publish_due(core.clone())));
}

/// Until it is done: what is not filled is unknown to everybody who asks.
async fn fill_edges(core: Arc<Core>) {
    let mut pause = FIRST_RETRY;
    while let Err(error) = core.ingest().fill_edges().await {
        tracing::error!(%error, "references of earlier rows are not written yet");
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(core.config.poll);
    }
}

/// Looks at every branch in use, one after another, once per period; sooner, and then ever later,
/// while something that was begun cannot be settled: somebody may be waiting for it.
async fn poll(core: Arc<Core>) {
    let mut sooner = FIRST_RETRY;
    let mut warned: Option<Instant> = None;
    loop {
        let began = Instant::now();
        if warned.is_none_or(|warned| began - warned >= WARN_EVERY) {
            warned = Some(began);
            if let Err(error) = core.admin().warn_of_expiry().await {
                tracing::error!(%error, "credentials cannot be listed");
            }
        }
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
        let unsettled =
            failed && !core.store.unfinished_runs().await.is_ok_and(|runs| runs.is_empty());
        let period = if unsettled { sooner.min(core.config.poll) } else { core.config.poll };
        sooner = if unsettled { period * 2 } else { FIRST_RETRY };
        tokio::time::sleep_until(began + period).await;
    }
}

/// Publishes changes whose quiet period is over.
async fn publish_due(core: Arc<Core>) {
    loop {
        let sleep = match core.jobs().publish_whatever_is_due().await {
            Ok(sleep) => sleep,
            Err(error) => {
                tracing::warn!(%error, "automatic publishing failed");
                Duration::from_secs(5)
            }
        };
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            () = core.wake.notified() => {}
        }
    }
}

impl Jobs<'_> {
    async fn poll_queue(&self, queue: QueueId) -> Result<(), EngineError> {
        let actor = Actor::system();
        let sources = self.store.sources_of_queue(queue).await?;
        if sources.is_empty() {
            return Ok(());
        }
        let mut guard = self.lock_queue(queue).await;
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
        self.outbound().drain_locked(queue, &mut guard).await?;
        self.tidy(&branch).await
    }

    /// Packs the mirror once it has grown: every push leaves objects behind.
    async fn tidy(&self, branch: &Branch) -> Result<(), EngineError> {
        let mirror = branch.mirror.clone();
        blocking(move || {
            let size = mirror.size()?;
            if size.loose_objects > LOOSE_OBJECTS || size.packs > PACKS {
                mirror.maintain()?;
            }
            Ok(())
        })
        .await?
    }

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
                self.told().tell_changes_of(&[change.id]).await;
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

    /// Settles every queue that an earlier process left with unfinished runs, and publishes what
    /// was waiting. A remote that does not answer is tried again with the next poll.
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
            if let Err(error) = self.outbound().drain(queue.id).await {
                tracing::warn!(queue = queue.id.0, branch = queue.branch, %error,
                    "unfinished runs are not settled yet");
            }
        }
        Ok(())
    }
}
