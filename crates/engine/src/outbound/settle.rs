//! Settling what an earlier process, or a silent remote, left unfinished.
//!
//! Only the remote tells: a journaled commit that the branch contains was published; else a commit
//! with the change's trailer and the same content in this source's directory; else the change is
//! queued again.

use std::collections::BTreeMap;

use hedgerow_git::{CommitInfo, Mirror, Oid};
use hedgerow_model::{
    Actor, Attempt, Change, ChangeId, ChangeOutcome, ChangeState, PublishSummary, QueueId, Reason,
    Run, RunKind, RunState,
};
use hedgerow_outbound::branch::Containment;
use hedgerow_outbound::recovery::{
    Gained, Journaled, Settlement, Touched, contained, late, remade, settled,
};
use hedgerow_plan::{TRAILER, outcome, prefix, published};
use hedgerow_store::NewAudit;

use super::Outbound;
use super::journal::Journal;
use super::publish::Done;
use crate::core::{Branch, QueueGuard, blocking, now, oid};
use crate::error::EngineError;
use crate::ingest::{RemoteState, place};
use crate::own::action;

/// How many commits since the journaled parent are searched for a trailer.
const SEARCHED: usize = 20_000;

impl Outbound<'_> {
    /// Settles the unfinished runs of a queue, once per process and after every unclear outcome.
    ///
    /// # Errors
    /// When the remote does not answer: then nobody knows, and everything stays as it is.
    pub(crate) async fn settle(
        &self,
        queue: QueueId,
        guard: &mut QueueGuard,
    ) -> Result<(), EngineError> {
        if guard.settled {
            return Ok(());
        }
        let mut unfinished: Vec<Run> = self
            .store
            .unfinished_runs()
            .await?
            .into_iter()
            .filter(|run| run.queue_id == queue)
            .collect();
        let stranded = self.store.changes_on_queue(queue, &[ChangeState::Publishing]).await?;
        if unfinished.is_empty() && stranded.is_empty() {
            guard.settled = true;
            return Ok(());
        }
        let branch = self.branch(queue).await?;
        // Fetched, not ingested: what landed is marked in the same transaction.
        let head = match self.ingest().look(&branch).await? {
            RemoteState::New(head) => Some(head),
            RemoteState::Same => branch.head()?,
            RemoteState::Absent => None,
        };
        self.steps.reached("settle.looked");
        let mut attempts = Vec::new();
        for run in &unfinished {
            attempts.extend(self.store.attempts(run.id).await?);
        }
        let (mut found, mut late) = (BTreeMap::new(), BTreeMap::new());
        if let Some(head) = head {
            found = self.landed(&branch, head, &stranded, &attempts).await?;
            late = self.landed_late(&branch, head).await?;
        }
        let stranded: Vec<ChangeId> = stranded.iter().map(|change| change.id).collect();
        let Settlement { landed, again } = settled(&stranded, &found, &late);
        let landed: Vec<ChangeOutcome> = landed
            .into_iter()
            .map(|(change, commit)| published(change, Some(commit.to_string())))
            .collect();
        let later: Vec<ChangeOutcome> =
            again.into_iter().map(|change| outcome(change, ChangeState::Queued)).collect();
        tracing::info!(
            queue = queue.0,
            landed = landed.len(),
            queued_again = later.len(),
            "recovered unfinished runs"
        );
        let last = unfinished.iter().rposition(|run| run.kind == RunKind::Publish);
        let finished = last.map(|at| unfinished.remove(at));
        let told = self.told_of_interrupted(&branch, head, &unfinished, &attempts).await?;
        self.end_interrupted(queue, &unfinished, &told).await?;
        self.steps.reached("settle.others-ended");
        match (finished, head) {
            (Some(run), Some(head)) => {
                let number = attempts.iter().map(|attempt| attempt.number).max().unwrap_or(0);
                let attempts = u32::try_from(number).unwrap_or(0);
                let summary = PublishSummary { attempts, ..PublishSummary::default() };
                let fabrics = self.store.fabrics_of_runs(std::slice::from_ref(&run.id)).await?;
                let fabrics = fabrics.into_iter().map(|(_, name)| name).collect();
                let done = Done { run: run.id, summary, head, landed, later, fabrics };
                self.finalise(&branch, done, &mut Journal::new()).await?;
            }
            (finished, _) => {
                self.end_interrupted(queue, finished.as_slice(), &[]).await?;
                let mut tx = self.write_to_queue(queue).await?;
                self.record().settle_changes(&mut tx, &later).await?;
                tx.commit().await?;
            }
        }
        guard.settled = true;
        Ok(())
    }

    /// What became of commits of Hedgerow's own: theirs are not changes, and nothing else tells.
    async fn told_of_interrupted(
        &self,
        branch: &Branch,
        head: Option<Oid>,
        runs: &[Run],
        attempts: &[Attempt],
    ) -> Result<Vec<NewAudit>, EngineError> {
        let mut told = Vec::new();
        for run in runs.iter().filter(|run| run.kind != RunKind::Publish) {
            let mut landed = None;
            if let Some(head) = head {
                for attempt in attempts.iter().filter(|attempt| attempt.run_id == run.id) {
                    let commit = oid(&attempt.oid)?;
                    let mirror = branch.mirror.clone();
                    let place = blocking(move || place(&mirror, commit, head)).await??;
                    if place == Containment::Contained {
                        landed = Some(commit);
                    }
                }
            }
            let (actor, action, at) = (Actor::system(), action(run.kind), now());
            let fabric = match run.fabric_id {
                Some(fabric) => self.name_of_fabric(fabric).await?,
                None => String::new(),
            };
            told.push(match landed {
                Some(commit) => NewAudit::done(&actor, action, at)
                    .fabric(fabric)
                    .subject(commit.to_string())
                    .detail("found on the remote after an interruption"),
                None => NewAudit::failed(&actor, action, "interrupted", at).fabric(fabric),
            });
        }
        Ok(told)
    }

    async fn end_interrupted(
        &self,
        queue: QueueId,
        runs: &[Run],
        told: &[NewAudit],
    ) -> Result<(), EngineError> {
        if runs.is_empty() {
            return Ok(());
        }
        let ids: Vec<_> = runs.iter().map(|run| run.id).collect();
        let fabrics = self.store.fabrics_of_runs(&ids).await?;
        let mut tx = self.write_to_queue(queue).await?;
        for run in runs {
            let reason = Reason::Interrupted;
            let summary = serde_json::json!({});
            tx.end_run(run.id, RunState::Failed, Some(&reason), &summary, &[], now()).await?;
            let its = fabrics.iter().filter(|(of, _)| *of == run.id);
            let its: Vec<String> = its.map(|(_, name)| name.clone()).collect();
            self.record().emit_run(&mut tx, (run.id, run.kind), RunState::Failed, &its)?;
        }
        tx.audit(told).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Changes that wait, and of which the branch gained a commit all the same. A push can continue
    /// without the process that began it, or for longer than it was waited for, and arrive when the
    /// branch was looked at already.
    pub(crate) async fn landed_late(
        &self,
        branch: &Branch,
        new: Oid,
    ) -> Result<BTreeMap<ChangeId, Oid>, EngineError> {
        let attempts = self.store.attempts_under_way(branch.queue.id).await?;
        if attempts.is_empty() {
            return Ok(BTreeMap::new());
        }
        let (mirror, since) = (branch.mirror.clone(), branch.head()?);
        let gained = blocking(move || {
            let since = since.filter(|since| mirror.commit_exists(*since));
            mirror.commits_between(since, new, SEARCHED)
        })
        .await??;
        let gained = gained.into_iter().map(|commit| commit.oid).collect();
        let mut under_way = Vec::with_capacity(attempts.len());
        for attempt in &attempts {
            if let Some(change) = attempt.change_id {
                under_way.push((change, oid(&attempt.oid)?));
            }
        }
        Ok(late(under_way, &gained))
    }

    /// Which of the changes the branch contains.
    async fn landed(
        &self,
        branch: &Branch,
        head: Oid,
        stranded: &[Change],
        attempts: &[Attempt],
    ) -> Result<BTreeMap<ChangeId, Oid>, EngineError> {
        let mut of_change: BTreeMap<ChangeId, Vec<Attempt>> = BTreeMap::new();
        for attempt in attempts {
            if let Some(change) = attempt.change_id {
                of_change.entry(change).or_default().push(attempt.clone());
            }
        }
        let mirror = branch.mirror.clone();
        let directories: BTreeMap<ChangeId, String> = stranded
            .iter()
            .filter_map(|change| {
                let source =
                    branch.sources.iter().find(|source| source.fabric_id == change.fabric_id)?;
                Some((change.id, prefix(&source.directory)))
            })
            .collect();
        let since = branch.head()?;
        blocking(move || -> Result<BTreeMap<ChangeId, Oid>, EngineError> {
            let since = since.filter(|since| mirror.commit_exists(*since));
            let mut landed = BTreeMap::new();
            let mut gained: Option<Vec<CommitInfo>> = None;
            for (change, attempts) in of_change {
                let Some(directory) = directories.get(&change) else { continue };
                let mut ours = Vec::new();
                for attempt in attempts.iter().rev() {
                    let oid = oid(&attempt.oid)?;
                    let place = place(&mirror, oid, head)?;
                    ours.push(Journaled { oid, place, touched: None });
                }
                let mut found = contained(&ours);
                if found.is_none() {
                    if gained.is_none() {
                        gained = Some(mirror.commits_between(since, head, SEARCHED)?);
                    }
                    let commits = gained.as_deref().unwrap_or_default();
                    found = by_trailer(&mirror, change, ours, commits, directory)?;
                }
                landed.extend(found.map(|commit| (change, commit)));
            }
            Ok(landed)
        })
        .await?
    }
}

/// The commit that a host made of one of ours, when it rebased or rewrote it.
fn by_trailer(
    mirror: &Mirror,
    change: ChangeId,
    mut ours: Vec<Journaled<Oid>>,
    commits: &[CommitInfo],
    directory: &str,
) -> Result<Option<Oid>, EngineError> {
    for one in ours.iter_mut().filter(|one| one.place != Containment::Missing) {
        one.touched = Some(touched(mirror, &mirror.commit_info(one.oid)?)?);
    }
    let id = change.to_string();
    let mut gained = Vec::new();
    for commit in commits.iter().filter(|commit| commit.trailer(TRAILER) == Some(id.as_str())) {
        gained.push(Gained { oid: commit.oid, touched: touched(mirror, commit)? });
    }
    Ok(remade(&ours, &gained, directory))
}

fn touched(mirror: &Mirror, commit: &CommitInfo) -> Result<Touched<Oid>, EngineError> {
    let parent = match commit.parents.first() {
        Some(parent) => Some(mirror.tree_of(*parent)?),
        None => None,
    };
    let changes = mirror.diff(parent, Some(commit.tree))?;
    Ok(changes.into_iter().map(|one| (one.path, one.new.map(|(oid, _)| oid))).collect())
}
