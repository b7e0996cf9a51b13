//! Settling what an earlier process, or a silent remote, left unfinished (DESIGN section 5).
//!
//! Only the remote tells: a journaled commit that the branch contains was published; else a commit
//! with the change's trailer and the same content in this source's directory; else the change is
//! queued again.

use std::collections::{BTreeMap, HashSet};

use hedgerow_git::{CommitInfo, Mirror, Oid};
use hedgerow_model::{
    Actor, Attempt, Change, ChangeId, ChangeOutcome, ChangeState, QueueId, Reason, Run, RunKind,
    RunState,
};
use hedgerow_plan::prefix;
use hedgerow_store::NewAudit;

use crate::core::{Branch, Core, QueueGuard, blocking, now, oid};
use crate::error::EngineError;
use crate::exchange::Look;
use crate::journal::Journal;
use crate::publish::{Done, TRAILER, outcome, published};
use crate::system::action;

/// How many commits since the journaled parent are searched for a trailer.
const SEARCHED: usize = 20_000;

impl Core {
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
        let head = match self.look(&branch).await? {
            Look::New(head) => Some(head),
            Look::Same => branch.head()?,
            Look::Absent => None,
        };
        self.steps.reached("settle.looked");
        let mut attempts = Vec::new();
        for run in &unfinished {
            attempts.extend(self.store.attempts(run.id).await?);
        }
        let mut landed = match head {
            Some(head) => self.landed(&branch, head, &stranded, &attempts).await?,
            None => Vec::new(),
        };
        if let Some(head) = head {
            for late in self.landed_late(&branch, head).await? {
                if landed.iter().all(|outcome| outcome.id != late.id) {
                    landed.push(late);
                }
            }
        }
        let found: HashSet<ChangeId> = landed.iter().map(|outcome| outcome.id).collect();
        let later: Vec<ChangeOutcome> = stranded
            .iter()
            .filter(|change| !found.contains(&change.id))
            .map(|change| outcome(change.id, ChangeState::Queued))
            .collect();
        tracing::info!(
            queue = queue.0,
            landed = landed.len(),
            queued_again = later.len(),
            "settled unfinished runs"
        );
        let last = unfinished.iter().rposition(|run| run.kind == RunKind::Publish);
        let finished = last.map(|at| unfinished.remove(at));
        let told = self.told_of_interrupted(&branch, head, &unfinished, &attempts).await?;
        self.end_interrupted(&unfinished, &told).await?;
        self.steps.reached("settle.others-ended");
        match (finished, head) {
            (Some(run), Some(head)) => {
                let number = attempts.iter().map(|attempt| attempt.number).max().unwrap_or(0);
                let done = Done { run: run.id, number, head, landed, later };
                self.finalise(&branch, done, Journal::new()).await?;
            }
            (finished, _) => {
                self.end_interrupted(finished.as_slice(), &[]).await?;
                let mut tx = self.store.write().await?;
                self.settle_changes(&mut tx, &later).await?;
                tx.commit().await?;
            }
        }
        guard.settled = true;
        Ok(())
    }

    /// What became of commits of Hedgerow's own: theirs are no changes, and nothing else tells.
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
                    if self.contains(branch, head, commit).await? {
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

    async fn end_interrupted(&self, runs: &[Run], told: &[NewAudit]) -> Result<(), EngineError> {
        if runs.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        for run in runs {
            let reason = Reason::Interrupted;
            let summary = serde_json::json!({});
            tx.end_run(run.id, RunState::Failed, Some(&reason), &summary, &[], now()).await?;
        }
        tx.audit(told).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Changes that wait, and of which the branch gained a commit all the same. A push can go on
    /// without the process that began it, or for longer than it was waited for, and arrive when the
    /// branch was looked at already.
    pub(crate) async fn landed_late(
        &self,
        branch: &Branch,
        new: Oid,
    ) -> Result<Vec<ChangeOutcome>, EngineError> {
        let attempts = self.store.attempts_under_way(branch.queue.id).await?;
        if attempts.is_empty() {
            return Ok(Vec::new());
        }
        let (mirror, since) = (branch.mirror.clone(), branch.head()?);
        let gained = blocking(move || {
            let since = since.filter(|since| mirror.commit_exists(*since));
            mirror.commits_between(since, new, SEARCHED)
        })
        .await??;
        let gained: HashSet<String> =
            gained.into_iter().map(|commit| commit.oid.to_string()).collect();
        let mut landed: BTreeMap<ChangeId, ChangeOutcome> = BTreeMap::new();
        for attempt in attempts.iter().filter(|attempt| gained.contains(&attempt.oid)) {
            if let Some(change) = attempt.change_id {
                landed.insert(change, published(change, Some(oid(&attempt.oid)?)));
            }
        }
        Ok(landed.into_values().collect())
    }

    /// Which of the changes the branch contains.
    async fn landed(
        &self,
        branch: &Branch,
        head: Oid,
        stranded: &[Change],
        attempts: &[Attempt],
    ) -> Result<Vec<ChangeOutcome>, EngineError> {
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
        blocking(move || -> Result<Vec<ChangeOutcome>, EngineError> {
            let since = since.filter(|since| mirror.commit_exists(*since));
            let mut landed = Vec::new();
            let mut gained: Option<Vec<CommitInfo>> = None;
            for (change, attempts) in of_change {
                let Some(directory) = directories.get(&change) else { continue };
                let mut ours = Vec::new();
                for attempt in attempts.iter().rev() {
                    ours.push(oid(&attempt.oid)?);
                }
                let mut found = None;
                for commit in &ours {
                    if mirror.commit_exists(*commit) && mirror.is_ancestor(*commit, head)? {
                        found = Some(*commit);
                        break;
                    }
                }
                if found.is_none() {
                    if gained.is_none() {
                        gained = Some(mirror.commits_between(since, head, SEARCHED)?);
                    }
                    let commits = gained.as_deref().unwrap_or_default();
                    found = by_trailer(&mirror, change, &ours, commits, directory)?;
                }
                landed.extend(found.map(|commit| published(change, Some(commit))));
            }
            Ok(landed)
        })
        .await?
    }
}

/// A commit with the change's trailer that touches, in this directory, the same files with the same
/// contents as the commit we built: a host rebased or rewrote it.
fn by_trailer(
    mirror: &Mirror,
    change: ChangeId,
    ours: &[Oid],
    gained: &[CommitInfo],
    directory: &str,
) -> Result<Option<Oid>, EngineError> {
    let id = change.to_string();
    let mut wanted = Vec::new();
    for commit in ours.iter().filter(|commit| mirror.commit_exists(**commit)) {
        wanted.push(touched(mirror, &mirror.commit_info(*commit)?, directory)?);
    }
    for commit in gained.iter().filter(|commit| commit.trailer(TRAILER) == Some(id.as_str())) {
        let theirs = touched(mirror, commit, directory)?;
        let same = wanted.contains(&theirs);
        // Our own objects may be gone with the power; the trailer and the place are left.
        if same || (wanted.is_empty() && !theirs.is_empty()) {
            return Ok(Some(commit.oid));
        }
    }
    Ok(None)
}

type Touched = Vec<(String, Option<Oid>)>;

fn touched(mirror: &Mirror, commit: &CommitInfo, directory: &str) -> Result<Touched, EngineError> {
    let parent = match commit.parents.first() {
        Some(parent) => Some(mirror.tree_of(*parent)?),
        None => None,
    };
    Ok(mirror
        .diff(parent, Some(commit.tree))?
        .into_iter()
        .filter(|change| change.path.starts_with(directory))
        .map(|change| (change.path, change.new.map(|(oid, _)| oid)))
        .collect())
}
