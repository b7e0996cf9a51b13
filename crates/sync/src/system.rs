//! Commits of Hedgerow's own: normalising raw/, initialising and repairing a directory. They go
//! through the same queue, journal and push as changes do, and are computed anew for every head.

use std::time::{Duration, Instant};

use hedgerow_git::{NewCommit, Oid};
use hedgerow_model::{
    Actor, ActorKind, AuditAction, Person, Reason, RunId, RunKind, RunState, Source,
};
use hedgerow_plan::OwnCommit;
use hedgerow_store::NewAudit;

use crate::audit::{entry, listed};
use crate::authorship::person;
use crate::core::{Branch, Core, now};
use crate::error::EngineError;
use crate::ingest::Reports;
use crate::journal::Journal;
use crate::push::{Points, Prepared, Pushed, signature};

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

impl Core {
    /// Computes and pushes a commit of Hedgerow's own, anew for every head it meets.
    pub(crate) async fn system_commit(
        &self,
        source: &Source,
        kind: RunKind,
        expected: Option<&str>,
        actor: &Actor,
    ) -> Result<SystemDone, EngineError> {
        let mut run = None;
        let mut journal = Journal::new();
        let asked = Asked { source, kind, expected, actor };
        let done = self.system_attempts(&asked, &mut run, &mut journal).await;
        if let (Err(error), Some(run)) = (&done, run)
            && self.store.run(run).await?.is_some_and(|run| run.ended_at.is_none())
        {
            // Nothing hangs on the run: the next sync reads what the remote has.
            let reason = error.to_string();
            self.end_system(&asked, run, RunState::Failed, Some(&reason), &journal).await?;
        }
        done
    }

    /// The attempts of [`Core::system_commit`]; `run` is the one to be ended when they fail.
    async fn system_attempts(
        &self,
        asked: &Asked<'_>,
        run: &mut Option<RunId>,
        journal: &mut Journal,
    ) -> Result<SystemDone, EngineError> {
        let Asked { source, kind, expected, .. } = *asked;
        let started = Instant::now();
        let mut pause = Duration::from_millis(10);
        let mut number = 0;
        loop {
            number += 1;
            let branch = self.present(source.queue_id).await?;
            let current = branch
                .sources
                .iter()
                .find(|other| other.id == source.id)
                .ok_or_else(|| EngineError::not_found("source", &source.directory))?
                .clone();
            if expected.is_some_and(|expected| branch.queue.head.as_deref() != Some(expected)) {
                return Err(EngineError::Moved(
                    "the branch moved since the preview; look at the new preview".to_owned(),
                ));
            }
            let plan = match kind {
                RunKind::Normalise => self.plan_normalise(&branch, &current).await?,
                _ => self.plan_repair(&branch, &current).await?,
            };
            journal.step("planned", Some(format!("{} files", plan.edits.len())));
            if plan.edits.is_empty() {
                if let Some(run) = run.take() {
                    self.end_system(asked, run, RunState::Finalised, None, journal).await?;
                }
                return Ok(SystemDone { plan, ..SystemDone::default() });
            }
            let mut tx = self.store.write().await?;
            let id = match run {
                Some(run) => *run,
                None => {
                    let (queue, fabric) = (source.queue_id, Some(source.fabric_id));
                    tx.start_run(kind, queue, fabric, RunState::Merging, now()).await?
                }
            };
            *run = Some(id);
            let at = now();
            let commit = NewCommit {
                edits: plan.edits.clone(),
                author: signature(&self.author_of(asked), at),
                committer: signature(&self.committer(), at),
                message: plan.message.clone(),
            };
            let prepared = [Prepared { change: None, commit }];
            let (oids, pushed) =
                self.build_and_push(&branch, id, number, &prepared, tx, &POINTS, journal).await?;
            match pushed {
                Pushed::Accepted(head) => {
                    let commit = oids.first().copied().flatten();
                    let landed = Landed { run: id, head, plan: &plan };
                    let reports =
                        self.finalise_system(asked, &branch, &current, &landed, journal).await?;
                    return Ok(SystemDone { plan, commit, reports });
                }
                Pushed::Moved => self.catch_up(&branch).await?,
                Pushed::Retry(reason) if started.elapsed() > self.config.patience => {
                    return Err(EngineError::Remote(reason));
                }
                Pushed::Retry(_) => {}
                Pushed::Declined(reason)
                | Pushed::Refused(reason)
                | Pushed::ReadOnly(reason)
                | Pushed::Unbuildable(_, reason) => return Err(EngineError::Refused(reason)),
                Pushed::Unknown(reason) => return Err(EngineError::Remote(reason)),
            }
            if started.elapsed() > self.config.patience {
                return Err(EngineError::Remote(
                    "the branch kept moving; the next sync tries again".to_owned(),
                ));
            }
            tokio::time::sleep(pause.mul_f64(rand::random_range(0.5..1.0))).await;
            pause = (pause * 2).min(Duration::from_secs(2));
        }
    }

    /// A commit that somebody asked for is theirs; one that Hedgerow makes by itself is its own.
    fn author_of(&self, asked: &Asked<'_>) -> Person {
        match asked.actor.kind {
            ActorKind::User | ActorKind::Token if asked.kind == RunKind::Repair => {
                person(asked.actor)
            }
            _ => self.committer(),
        }
    }

    async fn end_system(
        &self,
        asked: &Asked<'_>,
        run: RunId,
        state: RunState,
        reason: Option<&str>,
        journal: &Journal,
    ) -> Result<(), EngineError> {
        let fabric = self.fabric_name(asked.source).await?;
        let mut tx = self.store.write().await?;
        let told = reason.map(|text| Reason::Sentence { text: text.to_owned() });
        tx.end_run(run, state, told.as_ref(), &serde_json::json!({}), journal.steps(), now())
            .await?;
        if let (RunState::Failed, Some(reason)) = (state, reason) {
            let at = now();
            let failed = NewAudit::failed(asked.actor, action(asked.kind), reason, at);
            tx.audit(&[failed.fabric(fabric)]).await?;
        }
        tx.commit().await?;
        self.tell_run(run, Vec::new()).await;
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
        let work = self.work(branch, head, true).await?;
        let _edits = self.lock_fabrics(&work).await;
        let fabric = self.fabric_name(source).await?;
        let mut tx = self.store.write().await?;
        let reports = self.ingest_within(&mut tx, branch, &work).await?;
        for (identity, text) in &plan.normalised {
            tx.set_normalised(source.id, identity, text).await?;
        }
        journal.step("finalised", None);
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
        tx.commit().await?;
        self.steps.reached("normalise.finalised");
        self.announce(&work, &reports);
        self.tell_run(run, Vec::new()).await;
        Ok(reports)
    }
}
