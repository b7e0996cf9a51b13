//! Database to Git: the queue's waiting changes together, as stacked commits in one push.
//!
//! `requested → merging → committed → pushing → verified → finalised`, each made durable before
//! the next effect. A publish has happened exactly when the remote branch contains its commit
//! (law 3); everything here only brings the database to agree.

use std::collections::HashMap;

use hedgerow_git::{NewCommit, Oid};
use hedgerow_model::{
    Change, ChangeId, ChangeOutcome, ChangeState, FabricId, PublishSummary, QueueId, RunId,
    RunKind, RunState,
};
use hedgerow_outbound::Bounds;
use hedgerow_outbound::branch::ours;
use hedgerow_plan::{Input, LargeDeletion, Onto, Ready, Stacked, outcome};

use super::Outbound;
use super::drive::drive;
use super::journal::Journal;
use super::publishing::Publishing;
use super::push::{Prepared, signature};
use crate::admin::CredentialOutcome;
use crate::core::{Branch, MirrorFiles, QueueGuard, blocking, now, whole};
use crate::error::EngineError;

impl Outbound<'_> {
    /// Publishes everything that waits on a queue.
    pub(crate) async fn drain(&self, queue: QueueId) -> Result<(), EngineError> {
        let guard = self.lock_queue(queue).await?;
        self.drain_with(queue, guard).await
    }

    /// As [`Self::drain`], for people, who are told since when where somebody else waits for the remote
    /// ([`EngineError::Waiting`]). What they asked for is durable, and done afterwards.
    pub(crate) async fn drain_for_people(&self, queue: QueueId) -> Result<(), EngineError> {
        let guard = self.lock_queue_for_people(queue).await?;
        self.drain_with(queue, guard).await
    }

    /// As [`Self::drain`], for whoever took the queue's lock for it.
    async fn drain_with(&self, queue: QueueId, mut guard: QueueGuard) -> Result<(), EngineError> {
        self.settle(queue, &mut guard).await?;
        self.drain_locked(queue, &mut guard).await
    }

    /// As [`Self::drain`], for whoever has the queue's lock and settled its past.
    pub(crate) async fn drain_locked(
        &self,
        queue: QueueId,
        guard: &mut QueueGuard,
    ) -> Result<(), EngineError> {
        let mut repaired = false;
        loop {
            let waiting = self.store.changes_on_queue(queue, &[ChangeState::Queued]).await?;
            if waiting.is_empty() {
                return Ok(());
            }
            if let Err(error) = self.run(queue, waiting).await {
                // The journal says how far it went: it is settled before the next.
                guard.settled = false;
                // The mirror could not be read: the look of settling fetches it again.
                if !repaired && self.mirror_of(queue).await?.is_damaged() {
                    repaired = true;
                    self.settle(queue, guard).await?;
                    continue;
                }
                return Err(error);
            }
            if !guard.settled {
                return Ok(());
            }
        }
    }

    /// One publish run over these changes.
    async fn run(&self, queue: QueueId, changes: Vec<Change>) -> Result<(), EngineError> {
        let mut journal = Journal::new();
        let branch = self.ingest().present(queue).await?;
        let ids: Vec<_> = changes.iter().map(|change| change.fabric_id).collect();
        let fabrics = self.store.fabrics_of_all(&ids).await?;
        let fabrics: Vec<String> = fabrics.into_iter().map(|fabric| fabric.name).collect();
        let mut tx = self.write_to_queue(queue).await?;
        let run = tx.start_run(RunKind::Publish, queue, None, RunState::Merging, now()).await?;
        let mut publishing: Vec<ChangeOutcome> = Vec::new();
        let mut taken: Vec<Change> = Vec::new();
        for change in changes {
            // One may have been discarded, or found on the branch, since the list was read.
            if tx.state_of(change.id).await? == ChangeState::Queued {
                publishing.push(outcome(change.id, ChangeState::Publishing));
                taken.push(change);
            }
        }
        let changes = taken;
        self.record().settle_changes(&mut tx, &publishing).await?;
        self.record().emit_run(&mut tx, (run, RunKind::Publish), RunState::Merging, &fabrics)?;
        tx.commit().await?;
        let many = if changes.len() == 1 { "change" } else { "changes" };
        journal.done("requested", Some(format!("{} {many}", changes.len())));
        self.steps.reached("publish.run-started");
        let waiting = changes.iter().map(|change| change.id).collect();
        let mut publishing = Publishing {
            core: self,
            queue,
            run,
            changes: changes.into_iter().map(|change| (change.id, change)).collect(),
            fabrics,
            journal,
            branch,
            stacked: Stacked::default(),
            lost: None,
            session: None,
            oids: Vec::new(),
            head: None,
            settled: Vec::new(),
            failed: None,
        };
        drive(&mut publishing, waiting, Bounds::of_changes(self.config.patience)).await
    }

    /// Merges the changes one on another; at most `limit` are to be committed.
    pub(super) async fn merge(
        &self,
        branch: &Branch,
        waiting: &[Change],
        limit: Option<usize>,
    ) -> Result<Stacked, EngineError> {
        let inputs = self.inputs(branch, waiting).await?;
        let mut onto = self.onto(branch)?;
        onto.held = self.judging().held(inputs.iter().map(|input| input.fabric.id)).await?;
        let of: HashMap<ChangeId, FabricId> =
            inputs.iter().map(|input| (input.change.id, input.fabric.id)).collect();
        let mut stacked = blocking(move || onto.publish(inputs, limit)).await?;
        whole(&branch.mirror)?;
        for (change, found) in std::mem::take(&mut stacked.together) {
            let Some(fabric) = of.get(&change).copied() else { continue };
            stacked.joint.push(self.judging().joint_of_publish(fabric, change, found).await?);
        }
        Ok(stacked)
    }

    /// The head that the database agrees with, to be merged onto.
    pub(super) fn onto(&self, branch: &Branch) -> Result<Onto<MirrorFiles>, EngineError> {
        Ok(Onto {
            files: MirrorFiles::new(branch.mirror.clone(), branch.head()?),
            commit: branch.queue.head.clone(),
            large: self.large_deletion_bounds(),
            held: HashMap::new(),
        })
    }

    pub(crate) fn large_deletion_bounds(&self) -> LargeDeletion {
        LargeDeletion {
            count: self.config.large_deletion_count,
            percent: self.config.large_deletion_percent,
        }
    }

    pub(super) async fn write_records(
        &self,
        tx: &mut hedgerow_store::Transaction,
        stacked: &Stacked,
    ) -> Result<(), EngineError> {
        for (fabric, records) in &stacked.records {
            tx.open_conflicts(*fabric, &records.open, now()).await?;
            tx.supersede_conflicts(&records.supersede, now()).await?;
        }
        for joint in &stacked.joint {
            self.judging().write_joint(tx, joint).await?;
        }
        self.record().settle_changes(tx, &stacked.settled).await?;
        Ok(())
    }

    pub(super) fn prepare(&self, ready: &Ready) -> Prepared {
        let change = &ready.change;
        let at = change.queued_at.unwrap_or(change.updated_at);
        Prepared {
            change: Some(change.id),
            commit: NewCommit {
                edits: ready.edits.clone(),
                author: signature(&change.author, at),
                committer: signature(&self.committer(), at),
                message: ready.message.clone(),
            },
        }
    }

    /// The remote has it: ingests the pushed head, marks the changes and ends the run, in one
    /// transaction.
    pub(super) async fn finalise(
        &self,
        branch: &Branch,
        done: Done,
        journal: &mut Journal,
    ) -> Result<(), EngineError> {
        branch.mirror.set_known_head(&branch.queue.branch, done.head)?;
        self.steps.reached("publish.head-known");
        // Ours only when nothing of others came on top: what they removed was not our doing.
        let head = done.head.to_string();
        let ours = ours(&head, done.landed.iter().filter_map(|one| one.commit.as_ref()));
        let work = self.ingest().work(branch, done.head, ours).await?;
        let edits = self.ingest().lock_fabrics(&work).await;
        let mut tx = self.write_to_queue(branch.queue.id).await?;
        self.record().settle_changes(&mut tx, &done.landed).await?;
        tx.set_push_problem(branch.queue.id, None).await?;
        self.admin().note_use(&mut tx, branch, &CredentialOutcome::Works, true).await?;
        self.ingest().ingest_within(&mut tx, branch, &work).await?;
        self.steps.reached("publish.ingested");
        self.record().settle_changes(&mut tx, &done.later).await?;
        journal.done("finalised", None);
        let summary = told_as(&PublishSummary {
            changes: done.landed.len(),
            commit: Some(done.head.to_string()),
            ..done.summary
        })?;
        tx.end_run(done.run, RunState::Finalised, None, &summary, journal.steps(), now()).await?;
        let run = (done.run, RunKind::Publish);
        self.record().emit_run(&mut tx, run, RunState::Finalised, &done.fabrics)?;
        self.steps.reached("publish.before-finalise");
        tx.commit().await?;
        drop(edits);
        self.steps.reached("publish.finalised");
        self.heads_moved(branch.sources.iter().map(|source| source.fabric_id)).await;
        for source in &work.sources {
            self.judging().after_ingest(source.fabric.id).await;
            self.conflicts().settle_new(source.fabric.id).await;
        }
        metrics::counter!("hedgerow_changes_published_total").increment(done.landed.len() as u64);
        Ok(())
    }

    /// Everything that merging these changes needs, in their order.
    pub(crate) async fn inputs(
        &self,
        branch: &Branch,
        changes: &[Change],
    ) -> Result<Vec<Input>, EngineError> {
        super::inputs::gather(self, branch, changes).await
    }
}

/// A summary as the database keeps it.
pub(super) fn told_as(summary: &PublishSummary) -> Result<serde_json::Value, EngineError> {
    serde_json::to_value(summary)
        .map_err(|error| EngineError::Internal(format!("the summary of a run: {error}")))
}

/// A push that the remote has, or turned out to have.
pub(crate) struct Done {
    pub(crate) run: RunId,
    /// What is known of the run beside what landed.
    pub(crate) summary: PublishSummary,
    pub(crate) head: Oid,
    pub(crate) landed: Vec<ChangeOutcome>,
    pub(crate) later: Vec<ChangeOutcome>,
    /// The names of the fabrics it is about.
    pub(crate) fabrics: Vec<String>,
}
