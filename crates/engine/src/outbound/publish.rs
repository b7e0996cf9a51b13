//! Database to Git: the queue's waiting changes together, as stacked commits in one push.
//!
//! `requested → merging → committed → pushing → verified → finalised`, each made durable before
//! the next effect. A publish has happened exactly when the remote branch contains its commit
//! (law 3); everything here only brings the database to agree.

use hedgerow_git::{NewCommit, Oid};
use hedgerow_model::{
    Change, ChangeId, ChangeOutcome, ChangeState, QueueId, Reason, RunId, RunKind, RunState,
};
use hedgerow_outbound::Bounds;
use hedgerow_outbound::branch::ours;
use hedgerow_plan::{Fate, FileEdit, Input, LargeDeletion, Records, Stack, of_draft, reconcile};

use super::Outbound;
use super::drive::drive;
use super::journal::Journal;
use super::publishing::Publishing;
use super::push::{Prepared, signature};
use crate::admin::Said;
use crate::core::MirrorFiles;
use crate::core::{Branch, QueueGuard, blocking, now};
use crate::error::EngineError;

/// The trailer that names the change in its commit.
pub(crate) const TRAILER: &str = "Hedgerow-Change";

/// A change whose commit is on its way.
pub(crate) struct Ready {
    pub(crate) change: Change,
    edits: Vec<FileEdit>,
    coauthors: Vec<hedgerow_model::Person>,
}

/// What merging the waiting changes gave.
#[derive(Default)]
pub(crate) struct Stacked {
    pub(crate) ready: Vec<Ready>,
    /// They wait for the outcome of those before them.
    pub(crate) later: Vec<Change>,
    pub(crate) settled: Vec<ChangeOutcome>,
    records: Vec<(hedgerow_model::FabricId, Records)>,
}

impl Outbound<'_> {
    /// Publishes everything that waits on a queue.
    pub(crate) async fn drain(&self, queue: QueueId) -> Result<(), EngineError> {
        let guard = self.lock_queue(queue).await?;
        self.drain_with(queue, guard).await
    }

    /// As [`Self::drain`], for whoever took the queue's lock for it.
    pub(crate) async fn drain_with(
        &self,
        queue: QueueId,
        mut guard: QueueGuard,
    ) -> Result<(), EngineError> {
        self.settle(queue, &mut guard).await?;
        self.drain_locked(queue, &mut guard).await
    }

    /// As [`Self::drain`], for whoever has the queue's lock and settled its past.
    pub(crate) async fn drain_locked(
        &self,
        queue: QueueId,
        guard: &mut QueueGuard,
    ) -> Result<(), EngineError> {
        loop {
            let waiting = self.store.changes_on_queue(queue, &[ChangeState::Queued]).await?;
            if waiting.is_empty() {
                return Ok(());
            }
            if let Err(error) = self.run(queue, waiting).await {
                // The journal says how far it went: it is settled before the next.
                guard.settled = false;
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
        self.told().settle_changes(&mut tx, &publishing).await?;
        self.told().tell_run(&mut tx, (run, RunKind::Publish), RunState::Merging, &fabrics)?;
        tx.commit().await?;
        journal.step("requested", Some(format!("{} changes", changes.len())));
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
            oids: Vec::new(),
            head: None,
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
        let (mirror, head) = (branch.mirror.clone(), branch.head()?);
        let large = self.large_deletion_bounds();
        let commit = branch.queue.head.clone().unwrap_or_default();
        blocking(move || {
            let mut stack = Stack::new(MirrorFiles::new(mirror, head), large);
            let mut merged = Stacked::default();
            for input in inputs {
                if limit.is_some_and(|limit| merged.ready.len() >= limit) {
                    merged.later.push(input.change);
                    continue;
                }
                if let Some(reason) = &input.unapproved {
                    merged.settled.push(ChangeOutcome {
                        reason: Some(reason.clone()),
                        ..outcome(input.change.id, ChangeState::AwaitingApproval)
                    });
                    continue;
                }
                let fate = match &input.change.previewed {
                    Some(previewed) if *previewed != commit => {
                        Fate::Waiting(Reason::MovedSincePreview)
                    }
                    _ => stack.add(&input),
                };
                note_fate(&mut merged, input, fate, &commit);
            }
            merged
        })
        .await
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
        merged: &Stacked,
    ) -> Result<(), EngineError> {
        for (fabric, records) in &merged.records {
            tx.open_conflicts(*fabric, &records.open, now()).await?;
            tx.supersede_conflicts(&records.supersede, now()).await?;
        }
        self.told().settle_changes(tx, &merged.settled).await?;
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
                message: message(change, &ready.coauthors),
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
        let _edits = self.ingest().lock_fabrics(&work).await;
        let mut tx = self.write_to_queue(branch.queue.id).await?;
        self.told().settle_changes(&mut tx, &done.landed).await?;
        tx.set_push_problem(branch.queue.id, None).await?;
        self.admin().note_use(&mut tx, branch, &Said::Works, true).await?;
        self.ingest().ingest_within(&mut tx, branch, &work).await?;
        self.steps.reached("publish.ingested");
        tx.settle_changes(&done.later, now()).await?;
        journal.step("finalised", None);
        let summary = serde_json::json!({
            "changes": done.landed.len(),
            "attempts": done.number,
            "commit": done.head.to_string(),
        });
        tx.end_run(done.run, RunState::Finalised, None, &summary, journal.steps(), now()).await?;
        let run = (done.run, RunKind::Publish);
        self.told().tell_run(&mut tx, run, RunState::Finalised, &done.fabrics)?;
        self.steps.reached("publish.before-finalise");
        tx.commit().await?;
        self.steps.reached("publish.finalised");
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

/// A push that the remote has, or turned out to have.
pub(crate) struct Done {
    pub(crate) run: RunId,
    pub(crate) number: i64,
    pub(crate) head: Oid,
    pub(crate) landed: Vec<ChangeOutcome>,
    pub(crate) later: Vec<ChangeOutcome>,
    /// The names of the fabrics it is about.
    pub(crate) fabrics: Vec<String>,
}

pub(crate) fn outcome(id: ChangeId, state: ChangeState) -> ChangeOutcome {
    ChangeOutcome { id, state, reason: None, commit: None }
}

pub(crate) fn published(id: ChangeId, commit: Option<Oid>) -> ChangeOutcome {
    ChangeOutcome {
        id,
        state: ChangeState::Published,
        reason: commit.is_none().then_some(Reason::InGitAlready),
        commit: commit.map(|commit| commit.to_string()),
    }
}

/// What was thought to be in Git already waits: the remote did not confirm the head.
pub(crate) fn hold_unproven(settled: &mut [ChangeOutcome], reason: &Reason) {
    for one in settled.iter_mut().filter(|one| one.state == ChangeState::Published) {
        one.state = ChangeState::Waiting;
        one.reason = Some(reason.clone());
    }
}

fn note_fate(merged: &mut Stacked, input: Input, fate: Fate, commit: &str) {
    let id = input.change.id;
    match fate {
        Fate::Ready(edits) => {
            let coauthors = input.coauthors;
            merged.ready.push(Ready { change: input.change, edits, coauthors });
        }
        Fate::Nothing => merged.settled.push(published(id, None)),
        Fate::Deferred => merged.later.push(input.change),
        Fate::Waiting(reason) => merged
            .settled
            .push(ChangeOutcome { reason: Some(reason), ..outcome(id, ChangeState::Waiting) }),
        Fate::Invalid(findings) => {
            let reason = Reason::of_findings(&findings);
            merged
                .settled
                .push(ChangeOutcome { reason: Some(reason), ..outcome(id, ChangeState::Invalid) });
        }
        Fate::Conflicted(conflicts) => {
            let mut count = 0;
            for (draft, found) in conflicts {
                count += found.len();
                let stored = of_draft(&input.stored, &draft);
                let records = reconcile(&draft, commit, &stored, &found);
                merged.records.push((input.fabric.id, records));
            }
            merged.settled.push(ChangeOutcome {
                reason: Some(Reason::Conflicts { count }),
                ..outcome(id, ChangeState::Conflicted)
            });
        }
    }
}

/// The commit message: what a person gave, or the change's name; then the trailers.
fn message(change: &Change, coauthors: &[hedgerow_model::Person]) -> String {
    let given = change.message.as_deref().unwrap_or(&change.name).trim();
    let mut text = format!("{given}\n\n{TRAILER}: {}\n", change.id);
    for person in coauthors {
        text.push_str(&format!("Co-authored-by: {person}\n"));
    }
    text
}
