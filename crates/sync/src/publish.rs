//! Database to Git: the queue's waiting changes together, as stacked commits in one push.
//!
//! `requested → merging → committed → pushing → verified → finalised`, each made durable before
//! the next effect. A publish has happened exactly when the remote branch contains its commit
//! (law 3); everything here only brings the database to agree.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use hedgerow_git::{NewCommit, Oid};
use hedgerow_model::{
    Change, ChangeId, ChangeOutcome, ChangeState, QueueId, Reason, RunId, RunKind, RunState,
};
use hedgerow_plan::{Fate, FileEdit, Input, LargeDeletion, Records, Stack, of_draft, reconcile};

use crate::core::{Branch, Core, blocking, now};
use crate::credentials::Said;
use crate::error::EngineError;
use crate::journal::Journal;
use crate::mirror_files::MirrorFiles;
use crate::push::{Points, Prepared, Pushed, signature};

/// The trailer that names the change in its commit.
pub(crate) const TRAILER: &str = "Hedgerow-Change";

/// The first pause after a refused lease; doubled each time, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// However long the work itself takes, a branch that moves is followed this often.
const LEAST_ATTEMPTS: i64 = 10;

/// How long automatic publishing rests after a remote was not reached.
const RETRY_AFTER_MS: i64 = 60_000;

const POINTS: Points = Points {
    built: "publish.commits-built",
    journaled: "publish.attempts-written",
    pushed: "publish.pushed",
};

/// A change whose commit is on its way.
struct Ready {
    change: Change,
    edits: Vec<FileEdit>,
    coauthors: Vec<hedgerow_model::Person>,
}

/// What merging the waiting changes gave.
struct Merged {
    ready: Vec<Ready>,
    /// They wait for the outcome of those before them.
    later: Vec<Change>,
    settled: Vec<ChangeOutcome>,
    records: Vec<(hedgerow_model::FabricId, Records)>,
}

impl Core {
    /// Publishes everything that waits on a queue.
    pub(crate) async fn drain(&self, queue: QueueId) -> Result<(), EngineError> {
        let mut guard = self.lock_queue(queue).await;
        self.settle(queue, &mut guard).await?;
        self.drain_locked(queue, &mut guard).await
    }

    /// As [`Core::drain`], for whoever has the queue's lock and settled its past.
    pub(crate) async fn drain_locked(
        &self,
        queue: QueueId,
        guard: &mut crate::core::QueueGuard,
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
        let mut tx = self.store.write().await?;
        let run = tx.start_run(RunKind::Publish, queue, None, RunState::Merging, now()).await?;
        let mut publishing: Vec<ChangeOutcome> = Vec::new();
        let mut taken: Vec<Change> = Vec::new();
        for change in changes {
            // One may have been discarded since the list was read.
            if tx.state_of(change.id).await? == ChangeState::Queued {
                publishing.push(outcome(change.id, ChangeState::Publishing));
                taken.push(change);
            }
        }
        let changes = taken;
        tx.settle_changes(&publishing, now()).await?;
        tx.commit().await?;
        let mut fabrics = Vec::new();
        for fabric in changes.iter().map(|change| change.fabric_id).collect::<HashSet<_>>() {
            fabrics.push(self.name_of_fabric(fabric).await?);
        }
        self.tell_changes(&publishing).await;
        self.tell_run(run, fabrics.clone()).await;
        journal.step("requested", Some(format!("{} changes", changes.len())));
        self.steps.reached("publish.run-started");
        let started = Instant::now();
        let mut waiting = changes;
        let mut pause = FIRST_PAUSE;
        let mut limit = usize::MAX;
        let mut number = 0;
        let mut looked = false;
        loop {
            number += 1;
            let branch = self.present(queue).await?;
            if number > 1 {
                // Some may have turned out to be there already.
                let left = self.store.changes_on_queue(queue, &[ChangeState::Publishing]).await?;
                let left: HashSet<ChangeId> = left.into_iter().map(|change| change.id).collect();
                waiting.retain(|change| left.contains(&change.id));
            }
            let mut merged = self.merge(&branch, &waiting, limit).await?;
            let stopped = merged.settled.iter().any(|one| one.state != ChangeState::Published);
            // A push proves the head it was made for; without one, nothing does.
            let unproven = merged.ready.is_empty() && !merged.settled.is_empty();
            if (stopped || unproven) && !looked {
                // Nothing is held back for the sake of a head that is not the newest any more.
                looked = true;
                match self.catch_up(&branch).await {
                    Ok(()) if self.branch(queue).await?.queue.head != branch.queue.head => continue,
                    Ok(()) => {}
                    // Nobody can say that Git has it already (law 7).
                    Err(error) => hold_unproven(&mut merged.settled, &error),
                }
            }
            journal.step("merging", Some(format!("{} to commit", merged.ready.len())));
            self.steps.reached("publish.merged");
            let mut tx = self.store.write().await?;
            self.write_records(&mut tx, &merged).await?;
            if merged.ready.is_empty() {
                let back = requeue(&merged.later);
                tx.settle_changes(&back, now()).await?;
                let summary = serde_json::json!({ "changes": 0, "attempts": number });
                let steps = journal.steps();
                tx.end_run(run, RunState::Finalised, None, &summary, steps, now()).await?;
                tx.commit().await?;
                self.tell_changes(&merged.settled).await;
                self.tell_run(run, fabrics).await;
                return Ok(());
            }
            let prepared: Vec<Prepared> =
                merged.ready.iter().map(|ready| self.prepare(ready)).collect();
            let (oids, pushed) = self
                .build_and_push(&branch, run, number, &prepared, tx, &POINTS, &mut journal)
                .await?;
            if !matches!(pushed, Pushed::Unbuildable(..)) {
                self.tell_changes(&merged.settled).await;
            }
            journal.step("pushing", None);
            let Merged { ready, later, .. } = merged;
            match pushed {
                Pushed::Accepted(head) => {
                    let landed = ready
                        .iter()
                        .zip(&oids)
                        .map(|(ready, oid)| published(ready.change.id, *oid))
                        .collect();
                    let done = Done { run, number, head, landed, later: requeue(&later) };
                    return self.finalise(&branch, done, journal).await;
                }
                Pushed::Moved => {
                    self.catch_up(&branch).await?;
                    looked = true;
                    journal.step("fetched", Some("the branch had moved".to_owned()));
                }
                Pushed::Declined(_) if ready.len() > 1 => limit = ready.len() / 2,
                Pushed::Declined(reason) => {
                    self.hold(&ready, &reason).await?;
                    waiting = later;
                    limit = usize::MAX;
                    if waiting.is_empty() {
                        return self.fail(run, number, &reason, &journal).await;
                    }
                    continue;
                }
                Pushed::Unbuildable(at, reason) => {
                    // Nothing of this attempt was written: the others are merged again without it.
                    let mut ready = ready;
                    let blamed = ready.remove(at.min(ready.len() - 1));
                    self.hold(std::slice::from_ref(&blamed), &reason).await?;
                    waiting.retain(|change| change.id != blamed.change.id);
                    if waiting.is_empty() {
                        return self.fail(run, number, &reason, &journal).await;
                    }
                    continue;
                }
                Pushed::Refused(reason) => {
                    self.hold(&ready, &reason).await?;
                    self.give_back(&later).await?;
                    return self.fail(run, number, &reason, &journal).await;
                }
                Pushed::ReadOnly(reason) => {
                    let mut tx = self.store.write().await?;
                    tx.set_push_problem(queue, Some(&reason)).await?;
                    self.note_use(&mut tx, &branch, &Said::Failed(reason.clone()), true).await?;
                    tx.commit().await?;
                    self.hold(&ready, &reason).await?;
                    self.hold_changes(&later, &reason).await?;
                    return self.fail(run, number, &reason, &journal).await;
                }
                Pushed::Unknown(reason) => {
                    self.note_look(&branch, false, Some(&reason), &Said::Nothing).await?;
                    return Err(EngineError::Remote(format!(
                        "the remote did not say whether it took the push ({reason}); this is \
                         settled as soon as it answers"
                    )));
                }
                Pushed::Retry(reason) if started.elapsed() > self.config.patience => {
                    self.note_look(&branch, false, Some(&reason), &Said::Nothing).await?;
                    self.hold(&ready, &reason).await?;
                    self.hold_changes(&later, &reason).await?;
                    self.try_again_later(ready.iter().map(|ready| &ready.change).chain(&later))
                        .await?;
                    return self.fail(run, number, &reason, &journal).await;
                }
                Pushed::Retry(_) => {}
            }
            if number >= LEAST_ATTEMPTS && started.elapsed() > self.config.patience {
                let reason = format!("the branch moved under {number} attempts; publish it again");
                self.hold(&ready, &reason).await?;
                self.hold_changes(&later, &reason).await?;
                self.try_again_later(ready.iter().map(|ready| &ready.change).chain(&later)).await?;
                return self.fail(run, number, &reason, &journal).await;
            }
            waiting = ready.into_iter().map(|ready| ready.change).chain(later).collect();
            waiting.sort_by_key(|change| (change.queued_at, change.id));
            tokio::time::sleep(pause.mul_f64(rand::random_range(0.5..1.0))).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Merges the changes one on another; at most `limit` are to be committed.
    async fn merge(
        &self,
        branch: &Branch,
        waiting: &[Change],
        limit: usize,
    ) -> Result<Merged, EngineError> {
        let inputs = self.inputs(branch, waiting).await?;
        let (mirror, head) = (branch.mirror.clone(), branch.head()?);
        let large = self.large_deletion_bounds();
        let commit = branch.queue.head.clone().unwrap_or_default();
        blocking(move || {
            let mut stack = Stack::new(MirrorFiles::new(mirror, head), large);
            let mut merged = Merged {
                ready: Vec::new(),
                later: Vec::new(),
                settled: Vec::new(),
                records: Vec::new(),
            };
            for input in inputs {
                if merged.ready.len() >= limit {
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

    async fn write_records(
        &self,
        tx: &mut hedgerow_store::Transaction,
        merged: &Merged,
    ) -> Result<(), EngineError> {
        for (fabric, records) in &merged.records {
            for conflict in &records.open {
                tx.open_conflict(*fabric, conflict, now()).await?;
            }
            tx.supersede_conflicts(&records.supersede, now()).await?;
        }
        self.settle_changes(tx, &merged.settled).await?;
        Ok(())
    }

    fn prepare(&self, ready: &Ready) -> Prepared {
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

    async fn hold(&self, ready: &[Ready], reason: &str) -> Result<(), EngineError> {
        let changes: Vec<Change> = ready.iter().map(|ready| ready.change.clone()).collect();
        self.hold_changes(&changes, reason).await
    }

    /// Nothing of these reached the remote: they wait, with the reason.
    async fn hold_changes(&self, changes: &[Change], reason: &str) -> Result<(), EngineError> {
        let outcomes: Vec<ChangeOutcome> = changes
            .iter()
            .map(|change| ChangeOutcome {
                reason: Some(Reason::Sentence { text: reason.to_owned() }),
                ..outcome(change.id, ChangeState::Waiting)
            })
            .collect();
        self.settle_now(&outcomes).await
    }

    /// Where a fabric publishes by itself, what a remote did not take for a passing reason is tried
    /// again.
    async fn try_again_later(
        &self,
        changes: impl Iterator<Item = &Change> + Send,
    ) -> Result<(), EngineError> {
        let ids: Vec<ChangeId> = changes.map(|change| change.id).collect();
        let mut tx = self.store.write().await?;
        for id in ids {
            tx.schedule(id, now() + RETRY_AFTER_MS).await?;
        }
        tx.commit().await?;
        self.wake.notify_one();
        Ok(())
    }

    async fn give_back(&self, changes: &[Change]) -> Result<(), EngineError> {
        self.settle_now(&requeue(changes)).await
    }

    async fn settle_now(&self, outcomes: &[ChangeOutcome]) -> Result<(), EngineError> {
        if outcomes.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        self.settle_changes(&mut tx, outcomes).await?;
        tx.commit().await?;
        self.steps.reached("publish.held");
        self.tell_changes(outcomes).await;
        Ok(())
    }

    async fn fail(
        &self,
        run: RunId,
        number: i64,
        reason: &str,
        journal: &Journal,
    ) -> Result<(), EngineError> {
        let mut tx = self.store.write().await?;
        let summary = serde_json::json!({ "attempts": number });
        let told = Reason::Sentence { text: reason.to_owned() };
        tx.end_run(run, RunState::Failed, Some(&told), &summary, journal.steps(), now()).await?;
        tx.commit().await?;
        self.tell_run(run, Vec::new()).await;
        Ok(())
    }

    /// The remote has it: ingests the pushed head, marks the changes and ends the run, in one
    /// transaction.
    pub(crate) async fn finalise(
        &self,
        branch: &Branch,
        done: Done,
        mut journal: Journal,
    ) -> Result<(), EngineError> {
        branch.mirror.set_known_head(&branch.queue.branch, done.head)?;
        self.steps.reached("publish.head-known");
        // Ours only when nothing of others came on top: what they removed was not our doing.
        let head = done.head.to_string();
        let ours = done.landed.iter().any(|landed| landed.commit.as_ref() == Some(&head));
        let work = self.work(branch, done.head, ours).await?;
        let _edits = self.lock_fabrics(&work).await;
        let mut tx = self.store.write().await?;
        self.settle_changes(&mut tx, &done.landed).await?;
        tx.set_push_problem(branch.queue.id, None).await?;
        self.note_use(&mut tx, branch, &Said::Works, true).await?;
        let reports = self.ingest_within(&mut tx, branch, &work).await?;
        self.steps.reached("publish.ingested");
        tx.settle_changes(&done.later, now()).await?;
        journal.step("finalised", None);
        let summary = serde_json::json!({
            "changes": done.landed.len(),
            "attempts": done.number,
            "commit": done.head.to_string(),
        });
        tx.end_run(done.run, RunState::Finalised, None, &summary, journal.steps(), now()).await?;
        self.steps.reached("publish.before-finalise");
        tx.commit().await?;
        self.steps.reached("publish.finalised");
        metrics::counter!("hedgerow_changes_published_total").increment(done.landed.len() as u64);
        self.announce(&work, &reports);
        self.tell_changes(&done.landed).await;
        self.tell_run(done.run, Vec::new()).await;
        Ok(())
    }

    /// Everything that merging these changes needs, in their order.
    pub(crate) async fn inputs(
        &self,
        branch: &Branch,
        changes: &[Change],
    ) -> Result<Vec<Input>, EngineError> {
        crate::inputs::gather(self, branch, changes).await
    }
}

/// A push that the remote has, or turned out to have.
pub(crate) struct Done {
    pub(crate) run: RunId,
    pub(crate) number: i64,
    pub(crate) head: Oid,
    pub(crate) landed: Vec<ChangeOutcome>,
    pub(crate) later: Vec<ChangeOutcome>,
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
fn hold_unproven(settled: &mut [ChangeOutcome], error: &EngineError) {
    for one in settled.iter_mut().filter(|one| one.state == ChangeState::Published) {
        one.state = ChangeState::Waiting;
        one.reason = Some(Reason::RemoteUnreachable { text: error.to_string() });
    }
}

fn requeue(changes: &[Change]) -> Vec<ChangeOutcome> {
    changes.iter().map(|change| outcome(change.id, ChangeState::Queued)).collect()
}

fn note_fate(merged: &mut Merged, input: Input, fate: Fate, commit: &str) {
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
