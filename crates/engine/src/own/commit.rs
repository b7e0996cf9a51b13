//! Commits of Hedgerow's own: normalising raw/, initialising and repairing a directory. They go
//! through the same queue, journal and push as changes do, and are computed anew for every head.

use hedgerow_git::{NewCommit, Oid};
use hedgerow_model::{
    Actor, ActorKind, AuditAction, Person, Reason, RunId, RunKind, RunState, Source,
};
use hedgerow_outbound::{Bounds, End, Merged, Outcome, Pushed, Why};
use hedgerow_plan::OwnCommit;
use hedgerow_store::NewAudit;

use super::Own;
use crate::core::{Branch, Core, now};
use crate::drafts::person;
use crate::error::{EngineError, Thing};
use crate::ingest::Reports;
use crate::outbound::{Built, Points, Prepared, signature};
use crate::outbound::{Journal, pushed};
use crate::outbound::{PushWork, StepResult, drive};
use crate::record::{entry, listed};

const POINTS: Points = Points {
    built: "normalise.commit-built",
    journaled: "normalise.attempt-written",
    pushed: "normalise.pushed",
};

/// What a commit of Hedgerow's own led to.
#[derive(Debug, Default)]
pub(crate) struct SystemDone {
    pub(crate) plan: OwnCommit,
    pub(crate) commit: Option<Oid>,
    pub(crate) reports: Reports,
}

/// What the audit calls a commit of Hedgerow's own.
pub(crate) fn action(kind: RunKind) -> AuditAction {
    match kind {
        RunKind::Repair => AuditAction::DirectoryRepair,
        _ => AuditAction::Normalise,
    }
}

/// One that the remote has.
struct Landed<'a> {
    run: RunId,
    head: Oid,
    plan: &'a OwnCommit,
}

/// A commit of Hedgerow's own that is asked for.
struct Asked<'a> {
    source: &'a Source,
    kind: RunKind,
    /// The head it was previewed on.
    expected: Option<&'a str>,
    actor: &'a Actor,
}

/// What the machine of a push asks for, done for a commit of Hedgerow's own. Nothing is held or
/// queued again: the next look at the branch computes the commit anew.
struct OwnRun<'a> {
    core: &'a Core,
    asked: Asked<'a>,
    /// The run that is to be ended.
    run: Option<RunId>,
    journal: Journal,
    /// As the last look found it.
    branch: Branch,
    plan: OwnCommit,
    oids: Vec<Option<Oid>>,
    /// The head that has the commit.
    head: Option<Oid>,
    /// Why the last look failed.
    failed: Option<EngineError>,
}

impl OwnRun<'_> {
    /// The source as it is now.
    fn source(&self) -> Result<Source, EngineError> {
        let asked = self.asked.source;
        let mut sources = self.branch.sources.iter();
        let current = sources.find(|other| other.id == asked.id);
        current.cloned().ok_or_else(|| EngineError::not_found(Thing::Source, &asked.directory))
    }
}

impl PushWork for OwnRun<'_> {
    type Item = ();
    type Done = SystemDone;

    async fn look(&mut self) -> StepResult<()> {
        let outbound = self.core.outbound();
        let read = match outbound.catch_up_in_run(&self.branch, &mut self.failed).await {
            Ok(read) => read,
            Err(reason) => return Ok(Outcome::Unreached(reason)),
        };
        let known = self.branch.queue.head.clone();
        self.core.ingest().after_look(&mut self.branch, read).await?;
        let moved = self.branch.queue.head != known;
        Ok(Outcome::Looked { moved, landed: Vec::new() })
    }

    async fn merge(&mut self, _: &[()], _: Option<usize>) -> Result<Merged<()>, EngineError> {
        let (core, branch) = (self.core, &self.branch);
        let head = branch.queue.head.as_deref();
        if self.asked.expected.is_some_and(|expected| head != Some(expected)) {
            return Err(EngineError::Moved(
                "the branch has changed since the preview; review the new preview".to_owned(),
            ));
        }
        let source = self.source()?;
        self.plan = match self.asked.kind {
            RunKind::Normalise => core.own().plan_normalise(branch, &source).await?,
            _ => core.own().plan_repair(branch, &source).await?,
        };
        let many = if self.plan.edits.len() == 1 { "file" } else { "files" };
        self.journal.done("planned", Some(format!("{} {many}", self.plan.edits.len())));
        let ready = if self.plan.edits.is_empty() { Vec::new() } else { vec![()] };
        Ok(Merged { ready, ..Merged::default() })
    }

    async fn commit(&mut self, attempt: u32, _: Option<Reason>) -> StepResult<()> {
        let (core, asked) = (self.core, &self.asked);
        let mut tx = core.write_to_queue(asked.source.queue_id).await?;
        let run = match self.run {
            Some(run) => run,
            None => {
                let (queue, fabric) = (asked.source.queue_id, Some(asked.source.fabric_id));
                tx.start_run(asked.kind, queue, fabric, RunState::Merging, now()).await?
            }
        };
        self.run = Some(run);
        let at = now();
        let commit = NewCommit {
            edits: self.plan.edits.clone(),
            author: signature(&core.own().author_of(asked), at),
            committer: signature(&core.outbound().committer(), at),
            message: self.plan.message.clone(),
        };
        let prepared = [Prepared { change: None, commit }];
        let (branch, journal) = (&self.branch, &mut self.journal);
        Ok(
            match core
                .outbound()
                .build(branch, (run, attempt), &prepared, tx, &POINTS, journal)
                .await?
            {
                Built::Commits(oids) => {
                    self.oids = oids;
                    Outcome::Committed
                }
                Built::Unchanged(sent) => {
                    self.oids = Vec::new();
                    self.head = sent.head;
                    Outcome::Pushed(sent.pushed)
                }
                Built::Unbuildable(_, reason) => Outcome::Unbuildable((), reason),
            },
        )
    }

    async fn push(&mut self) -> Result<Pushed<Reason>, EngineError> {
        let sent = self.core.outbound().push(&self.branch, &self.oids, None, &POINTS).await?;
        let (outcome, detail) = pushed(&sent.pushed);
        self.journal.step("pushing", outcome, detail);
        self.head = sent.head;
        Ok(sent.pushed)
    }

    async fn end(&mut self, _: u32, end: End<(), Reason>) -> Result<SystemDone, EngineError> {
        let core = self.core;
        match end {
            End::Published { .. } => {
                let (Some(run), Some(head)) = (self.run, self.head) else {
                    return Err(EngineError::Internal("a push without a run".to_owned()));
                };
                let plan = std::mem::take(&mut self.plan);
                let commit = self.oids.first().copied().flatten();
                let landed = Landed { run, head, plan: &plan };
                let (source, journal) = (self.source()?, &mut self.journal);
                let own = core.own();
                let done =
                    own.finalise_system(&self.asked, &self.branch, &source, &landed, journal);
                let reports = done.await?;
                Ok(SystemDone { plan, commit, reports })
            }
            End::Nothing { .. } => {
                if let Some(run) = self.run.take() {
                    let (state, journal) = (RunState::Finalised, &self.journal);
                    core.own().end_system(&self.asked, run, state, None, journal).await?;
                }
                Ok(SystemDone { plan: std::mem::take(&mut self.plan), ..SystemDone::default() })
            }
            End::Failed(Why::Refused(reason)) => Err(EngineError::Held(Box::new(reason))),
            End::Failed(Why::Unreached(reason)) => Err(EngineError::Remote(reason.to_string())),
            End::Failed(Why::KeptMoving { .. }) => Err(EngineError::Remote(
                "the branch kept changing; the next sync tries again".to_owned(),
            )),
            End::Unsettled(reason) => {
                Err(self.failed.take().unwrap_or_else(|| EngineError::Remote(reason.to_string())))
            }
        }
    }
}

impl Own<'_> {
    /// Computes and pushes a commit of Hedgerow's own, anew for every head it meets.
    pub(super) async fn system_commit(
        &self,
        source: &Source,
        kind: RunKind,
        expected: Option<&str>,
        actor: &Actor,
    ) -> Result<SystemDone, EngineError> {
        let asked = Asked { source, kind, expected, actor };
        let branch = self.ingest().present(source.queue_id).await?;
        let mut own = OwnRun {
            core: self,
            asked,
            run: None,
            journal: Journal::new(),
            branch,
            plan: OwnCommit::default(),
            oids: Vec::new(),
            head: None,
            failed: None,
        };
        let bounds = Bounds::of_own_commit(self.config.patience);
        let done = drive(&mut own, vec![()], bounds).await;
        let OwnRun { asked, run, journal, .. } = own;
        if let (Err(error), Some(run)) = (&done, run)
            && self.store.run(run).await?.is_some_and(|run| run.ended_at.is_none())
        {
            // Nothing hangs on the run: the next sync reads what the remote has.
            let reason = match error {
                EngineError::Held(reason) => (**reason).clone(),
                error => Reason::Sentence { text: error.to_string() },
            };
            self.end_system(&asked, run, RunState::Failed, Some(&reason), &journal).await?;
        }
        done
    }

    /// A commit that somebody asked for is theirs; one that Hedgerow makes by itself is its own.
    fn author_of(&self, asked: &Asked<'_>) -> Person {
        match asked.actor.kind {
            ActorKind::User | ActorKind::Token if asked.kind == RunKind::Repair => {
                person(asked.actor)
            }
            _ => self.outbound().committer(),
        }
    }

    async fn end_system(
        &self,
        asked: &Asked<'_>,
        run: RunId,
        state: RunState,
        reason: Option<&Reason>,
        journal: &Journal,
    ) -> Result<(), EngineError> {
        let fabric = self.fabric_name(asked.source).await?;
        let mut tx = self.write_to_queue(asked.source.queue_id).await?;
        tx.end_run(run, state, reason, &serde_json::json!({}), journal.steps(), now()).await?;
        if let (RunState::Failed, Some(reason)) = (state, reason) {
            let at = now();
            let failed = NewAudit::failed(asked.actor, action(asked.kind), reason.to_string(), at);
            tx.audit(&[failed.fabric(fabric.clone())]).await?;
        }
        self.record().emit_run(&mut tx, (run, asked.kind), state, &[fabric])?;
        tx.commit().await?;
        Ok(())
    }

    async fn finalise_system(
        &self,
        asked: &Asked<'_>,
        branch: &Branch,
        source: &Source,
        landed: &Landed<'_>,
        journal: &mut Journal,
    ) -> Result<Reports, EngineError> {
        let Landed { run, head, plan } = *landed;
        branch.mirror.set_known_head(&branch.queue.branch, head)?;
        let work = self.ingest().work(branch, head, true).await?;
        let edits = self.ingest().lock_fabrics(&work).await;
        let fabric = self.fabric_name(source).await?;
        let told = [fabric.clone()];
        let mut tx = self.write_to_queue(branch.queue.id).await?;
        let reports = self.ingest().ingest_within(&mut tx, branch, &work).await?;
        for (identity, text) in &plan.normalised {
            tx.set_normalised(source.id, identity, text).await?;
        }
        journal.done("finalised", None);
        let summary = serde_json::json!({ "commit": head.to_string(), "actions": plan.actions });
        let done = entry(asked.actor, action(asked.kind))
            .fabric(fabric)
            .subject(head.to_string())
            .detail(listed(plan.actions.iter().map(String::as_str)))
            .after(&serde_json::json!({
                "commit": head.to_string(),
                "files": plan.edits.len(),
            }));
        tx.audit(&[done]).await?;
        tx.end_run(run, RunState::Finalised, None, &summary, journal.steps(), now()).await?;
        self.record().emit_run(&mut tx, (run, asked.kind), RunState::Finalised, &told)?;
        tx.commit().await?;
        drop(edits);
        self.heads_moved(branch.sources.iter().map(|source| source.fabric_id)).await;
        for source in &work.sources {
            self.judging().after_ingest(source.fabric.id).await;
            self.conflicts().settle_new(source.fabric.id).await;
        }
        self.steps.reached("normalise.finalised");
        Ok(reports)
    }
}
