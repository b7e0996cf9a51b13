//! One publish run: what the machine of a push asks for, done for people's changes.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Duration;

use hedgerow_git::{Ahead, Oid, PushSession};
use hedgerow_model::{
    Actor, Change, ChangeId, ChangeOutcome, ChangeState, PublishSummary, QueueId, Reason, RunId,
    RunKind, RunState, SettledChange,
};
use hedgerow_outbound::{End, Merged, Outcome, Pushed, Why};
use hedgerow_plan::{Stacked, because, outcome, published};
use hedgerow_store::Transaction;

use super::drive::{PushWork, StepResult};
use super::journal::{self, Journal};
use super::publish::{Done, told_as};
use super::push::{Built, Points, Prepared};
use crate::admin::CredentialOutcome;
use crate::core::{Branch, Core, now};
use crate::error::EngineError;

const POINTS: Points = Points {
    built: "publish.commits-built",
    journaled: "publish.attempts-written",
    pushed: "publish.pushed",
};

/// A publish run under the queue's lock.
pub(crate) struct Publishing<'a> {
    pub(crate) core: &'a Core,
    pub(crate) queue: QueueId,
    pub(crate) run: RunId,
    pub(crate) changes: HashMap<ChangeId, Change>,
    pub(crate) fabrics: Vec<String>,
    pub(crate) journal: Journal,
    /// As the last look found it.
    pub(crate) branch: Branch,
    pub(crate) stacked: Stacked,
    /// What was merged, after a lost race: perhaps it carries over to the newer head.
    pub(crate) lost: Option<Stacked>,
    /// The exchange in which the head was read onto which that carries over.
    pub(crate) session: Option<PushSession>,
    /// The commits of the stack; none for a change that changes nothing.
    pub(crate) oids: Vec<Option<Oid>>,
    /// The head that has them.
    pub(crate) head: Option<Oid>,
    /// What became of changes that are not brought to Git.
    pub(crate) settled: Vec<SettledChange>,
    /// Why the last look failed.
    pub(crate) failed: Option<EngineError>,
}

impl Publishing<'_> {
    /// The changes that a run has on their way.
    async fn on_their_way(&self) -> Result<HashSet<ChangeId>, EngineError> {
        let left = self.core.store.changes_on_queue(self.queue, &[ChangeState::Publishing]).await?;
        Ok(left.into_iter().map(|change| change.id).collect())
    }

    /// A look after a lost race. `None` where it has to be a thorough one.
    async fn look_ahead(
        &mut self,
        lost: Stacked,
    ) -> Result<Option<Outcome<ChangeId, Reason>>, EngineError> {
        let pushed = self.oids.iter().rev().flatten().next().copied();
        let ahead = self.core.outbound().fetch_ahead(&self.branch, &lost, pushed).await;
        // What went wrong with it is found out by the thorough one.
        let Ok(Some(Ahead { head, session })) = ahead else { return Ok(None) };
        self.journal.done("fetched", Some("the branch had changed, in other files".to_owned()));
        self.branch.onto = Some(head);
        self.session = session;
        self.lost = Some(lost);
        Ok(Some(Outcome::Looked { moved: true, landed: Vec::new() }))
    }

    /// Has the database read the commits that a race was run on.
    async fn read_tip(&mut self) -> Result<(), EngineError> {
        let Some(tip) = self.branch.onto else { return Ok(()) };
        self.core.ingest().ingest(&self.branch, tip, &Actor::system()).await?;
        self.branch = self.core.branch(self.queue).await?;
        Ok(())
    }

    /// What merging settled is about to be written.
    fn merged(&mut self, doubt: Option<&Reason>) {
        if let Some(reason) = doubt {
            self.stacked.doubt(reason);
        }
        let settled = settled_of(&self.changes, &self.stacked.settled);
        let (outcome, detail) = journal::merged(self.stacked.ready.len(), &settled);
        self.journal.step("merging", outcome, Some(detail));
        self.note(settled);
        self.core.steps.reached("publish.merged");
    }

    /// What became of changes that are not brought to Git, for the end of the run; each as last heard.
    fn note(&mut self, settled: Vec<SettledChange>) {
        for one in settled {
            self.settled.retain(|before| before.id != one.id);
            self.settled.push(one);
        }
    }

    fn summary(&mut self, attempt: u32) -> PublishSummary {
        let summary = PublishSummary { attempts: attempt, ..PublishSummary::default() };
        summary.with(std::mem::take(&mut self.settled))
    }

    async fn settle(
        &self,
        outcomes: &[ChangeOutcome],
        retry: Option<Duration>,
    ) -> Result<(), EngineError> {
        let mut tx = self.core.write_to_queue(self.queue).await?;
        self.core.record().settle_changes(&mut tx, outcomes).await?;
        if let Some(retry) = retry {
            let at = now() + i64::try_from(retry.as_millis()).unwrap_or(i64::MAX);
            for outcome in outcomes {
                tx.schedule(outcome.id, at).await?;
            }
        }
        tx.commit().await?;
        self.core.steps.reached("publish.held");
        Ok(())
    }

    async fn end_with_nothing(
        &mut self,
        attempt: u32,
        later: &[ChangeId],
        doubt: Option<&Reason>,
    ) -> Result<(), EngineError> {
        self.merged(doubt);
        let mut tx = self.core.write_to_queue(self.queue).await?;
        self.core.outbound().write_records(&mut tx, &self.stacked).await?;
        self.core.record().settle_changes(&mut tx, &requeue(later)).await?;
        let summary = told_as(&self.summary(attempt))?;
        let steps = self.journal.steps();
        tx.end_run(self.run, RunState::Finalised, None, &summary, steps, now()).await?;
        self.emit_end(&mut tx, RunState::Finalised)?;
        tx.commit().await?;
        Ok(())
    }

    async fn fail(&mut self, attempt: u32, reason: &Reason) -> Result<(), EngineError> {
        let mut tx = self.core.write_to_queue(self.queue).await?;
        let summary = told_as(&self.summary(attempt))?;
        let (reason, steps) = (Some(reason), self.journal.steps());
        tx.end_run(self.run, RunState::Failed, reason, &summary, steps, now()).await?;
        self.emit_end(&mut tx, RunState::Failed)?;
        tx.commit().await?;
        Ok(())
    }

    fn emit_end(&self, tx: &mut Transaction, state: RunState) -> Result<(), EngineError> {
        self.core.record().emit_run(tx, (self.run, RunKind::Publish), state, &self.fabrics)
    }
}

impl PushWork for Publishing<'_> {
    type Item = ChangeId;
    type Done = ();

    async fn look(&mut self) -> StepResult<ChangeId> {
        if let Some(lost) = self.lost.take()
            && let Some(outcome) = self.look_ahead(lost).await?
        {
            return Ok(outcome);
        }
        self.branch.onto = None;
        let before = self.on_their_way().await?;
        let outbound = self.core.outbound();
        let read = match outbound.catch_up_in_run(&self.branch, &mut self.failed).await {
            Ok(read) => read,
            Err(reason) => return Ok(Outcome::Unreached(reason)),
        };
        let after = self.on_their_way().await?;
        let landed = before.difference(&after).copied().collect();
        let known = self.branch.queue.head.clone();
        self.core.ingest().after_look(&mut self.branch, read).await?;
        let moved = self.branch.queue.head != known;
        if moved {
            self.journal.done("fetched", Some("the branch had changed".to_owned()));
        }
        Ok(Outcome::Looked { moved, landed })
    }

    async fn merge(
        &mut self,
        changes: &[ChangeId],
        limit: Option<usize>,
    ) -> Result<Merged<ChangeId>, EngineError> {
        if self.branch.onto.is_some() {
            if let Some(lost) = self.lost.take()
                && ids(&lost) == changes.iter().copied().collect()
            {
                self.stacked = lost;
                return Ok(merged(&self.stacked));
            }
            self.session = None;
            self.read_tip().await?;
        }
        let waiting: Vec<Change> =
            changes.iter().filter_map(|id| self.changes.get(id)).cloned().collect();
        self.stacked = self.core.outbound().merge(&self.branch, &waiting, limit).await?;
        Ok(merged(&self.stacked))
    }

    async fn commit(&mut self, attempt: u32, doubt: Option<Reason>) -> StepResult<ChangeId> {
        self.merged(doubt.as_ref());
        let mut tx = self.core.write_to_queue(self.queue).await?;
        self.core.outbound().write_records(&mut tx, &self.stacked).await?;
        let ready = &self.stacked.ready;
        let prepared: Vec<Prepared> =
            ready.iter().map(|ready| self.core.outbound().prepare(ready)).collect();
        let attempt = (self.run, attempt);
        let (branch, journal) = (&self.branch, &mut self.journal);
        match self.core.outbound().build(branch, attempt, &prepared, tx, &POINTS, journal).await? {
            Built::Commits(oids) => {
                self.oids = oids;
                Ok(Outcome::Committed)
            }
            Built::Unchanged(sent) => {
                self.oids = Vec::new();
                self.head = sent.head;
                Ok(Outcome::Pushed(sent.pushed))
            }
            Built::Unbuildable(at, reason) => {
                let blamed = self.stacked.ready.get(at).or(self.stacked.ready.last());
                let blamed = blamed
                    .map(|ready| ready.change.id)
                    .ok_or_else(|| EngineError::Internal("a commit without a change".to_owned()))?;
                Ok(Outcome::Unbuildable(blamed, reason))
            }
        }
    }

    async fn push(&mut self) -> Result<Pushed<Reason>, EngineError> {
        let sent = self
            .core
            .outbound()
            .push(&self.branch, &self.oids, self.session.take(), &POINTS)
            .await?;
        let (outcome, detail) = journal::pushed(&sent.pushed);
        self.journal.step("pushing", outcome, detail);
        self.failed = None;
        self.head = sent.head;
        if sent.pushed != Pushed::Accepted {
            // What merging settled is written; the rest is merged anew, or carried over.
            let Stacked { ready, later, .. } = std::mem::take(&mut self.stacked);
            let lost = sent.pushed == Pushed::Moved;
            self.lost = lost.then(|| Stacked { ready, later, ..Stacked::default() });
        }
        Ok(sent.pushed)
    }

    async fn hold(
        &mut self,
        changes: &[ChangeId],
        why: &Why<Reason>,
        retry: Option<Duration>,
    ) -> Result<(), EngineError> {
        let waits = |id: &ChangeId| because(*id, ChangeState::Waiting, worded(why));
        let outcomes: Vec<ChangeOutcome> = changes.iter().map(waits).collect();
        self.note(settled_of(&self.changes, &outcomes));
        self.settle(&outcomes, retry).await
    }

    async fn queue_again(&mut self, changes: &[ChangeId]) -> Result<(), EngineError> {
        self.settle(&requeue(changes), None).await
    }

    async fn note_read_only(&mut self, reason: Reason) -> Result<(), EngineError> {
        let reason = reason.to_string();
        let mut tx = self.core.write_to_queue(self.queue).await?;
        tx.set_push_problem(self.queue, Some(&reason)).await?;
        let said = CredentialOutcome::Failed(reason.clone());
        self.core.admin().note_use(&mut tx, &self.branch, &said, true).await?;
        tx.commit().await?;
        self.branch.queue.push_problem = Some(reason);
        Ok(())
    }

    async fn note_unreached(&mut self, reason: Reason) -> Result<(), EngineError> {
        let problem = reason.to_string();
        self.core
            .ingest()
            .note_look(&self.branch, false, Some(&problem), &CredentialOutcome::Nothing)
            .await
    }

    async fn end(&mut self, attempt: u32, end: End<ChangeId, Reason>) -> Result<(), EngineError> {
        match end {
            End::Published { landed, later } => {
                self.read_tip().await?;
                let ready = self.stacked.ready.iter().map(|ready| ready.change.id);
                let commits: HashMap<ChangeId, Option<Oid>> =
                    ready.zip(self.oids.iter().copied()).collect();
                let commit = |id| commits.get(id).copied().flatten().map(|oid| oid.to_string());
                let landed = landed.iter().map(|id| published(*id, commit(id))).collect();
                let head = self.head.ok_or_else(|| {
                    EngineError::Internal("a push was accepted, and no head is known".to_owned())
                })?;
                let later = requeue(&later);
                let fabrics = std::mem::take(&mut self.fabrics);
                let summary = self.summary(attempt);
                let done = Done { run: self.run, summary, head, landed, later, fabrics };
                self.core.outbound().finalise(&self.branch, done, &mut self.journal).await
            }
            End::Nothing { later, doubt } => {
                self.end_with_nothing(attempt, &later, doubt.as_ref()).await
            }
            End::Failed(why) => self.fail(attempt, &worded(&why)).await,
            End::Unsettled(reason) => {
                if let Some(error) = self.failed.take() {
                    return Err(error);
                }
                self.note_unreached(reason.clone()).await?;
                Err(EngineError::Remote(format!(
                    "the remote did not confirm the push ({reason}); the outcome is checked as \
                     soon as it answers"
                )))
            }
        }
    }
}

/// What became of changes, with their names.
fn settled_of(
    changes: &HashMap<ChangeId, Change>,
    outcomes: &[ChangeOutcome],
) -> Vec<SettledChange> {
    let named = |one: &ChangeOutcome| Some(SettledChange::new(&changes.get(&one.id)?.name, one));
    outcomes.iter().filter_map(named).collect()
}

/// What merging gave, in the words of the machine.
fn merged(stacked: &Stacked) -> Merged<ChangeId> {
    Merged {
        ready: stacked.ready.iter().map(|ready| ready.change.id).collect(),
        later: stacked.later.clone(),
        stopped: stacked.stopped(),
        present: stacked.present(),
    }
}

/// The changes that were merged, or wait for those.
fn ids(stacked: &Stacked) -> BTreeSet<ChangeId> {
    let ready = stacked.ready.iter().map(|ready| ready.change.id);
    ready.chain(stacked.later.iter().copied()).collect()
}

fn requeue(changes: &[ChangeId]) -> Vec<ChangeOutcome> {
    changes.iter().map(|id| outcome(*id, ChangeState::Queued)).collect()
}

fn worded(why: &Why<Reason>) -> Reason {
    match why {
        Why::Refused(reason) | Why::Unreached(reason) => reason.clone(),
        Why::KeptMoving { attempts } => Reason::BranchKeptMoving { attempts: *attempts },
    }
}
