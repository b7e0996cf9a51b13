//! Moving a fabric to another branch, directory or repository, and a repository to another URL.
//!
//! A preview does what the move does, in a group of writes that is then dropped: what is shown is what
//! would be. Drafts and their bases stay, and meet what is there as at any ingest.

mod decide;
mod fabric;
mod repository;

use hedgerow_git::{Mirror, Oid};
use hedgerow_model::{ChangeState, Fabric, PublishMode, QueueId, Reason, Source};
use hedgerow_plan::because;
use hedgerow_store::Transaction;

use super::{Admin, ConfigureError};
use crate::core::{Branch, blocking, now, oid};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::ingest::{Work, place};
use crate::views::{FabricMove, FabricPlace, Kin, MoveView, RepositoryPlace, UnderWay};

use self::decide::{NewLocation, kin, obstacle};

/// How far back a common commit of two remotes is looked for.
const SEARCHED: usize = 20_000;

/// One fabric and the place at which it is to be read.
struct Moving {
    fabric: Fabric,
    /// As it is known.
    known: Source,
    /// As it would be.
    source: Source,
    head: Option<Oid>,
    /// How to read it there; `None` where nothing is.
    work: Option<Work>,
    view: FabricMove,
}

impl Admin<'_> {
    /// Looks at a place for a fabric: `branch` is the one there, with its mirror, which has `head`.
    async fn look_there(
        &self,
        branch: &Branch,
        head: Option<Oid>,
        fabric: Fabric,
        known: Source,
        directory: &str,
    ) -> Result<Moving, EngineError> {
        let source = Source {
            queue_id: branch.queue.id,
            directory: directory.to_owned(),
            ingested_tree: None,
            considered_tree: None,
            policy_tree: None,
            ..known.clone()
        };
        let history = self.kin_of(&known, &branch.mirror, head).await?;
        let work = match head {
            Some(head) => {
                let ingest = self.ingest();
                Some(ingest.work_elsewhere(branch, source.clone(), fabric.clone(), head).await?)
            }
            None => None,
        };
        let there =
            work.as_ref().is_some_and(|work| work.sources.iter().all(|of| of.tree.is_some()));
        let now = self.reads().fabric_view(&fabric).await?;
        let seen = NewLocation {
            read: known.ingested_commit.is_some() && now.resources + now.resources_aside > 0,
            branch: head.is_some(),
            directory: there,
        };
        let view = FabricMove {
            fabric: fabric.name.clone(),
            branch: branch.queue.branch.clone(),
            history,
            obstacle: obstacle(seen, &branch.queue.branch, directory),
            report: None,
            drafts: now.drafts,
            reopened: 0,
        };
        // What was never read is read by the next sync, as any fabric is for the first time.
        let work = work.filter(|_| there && known.ingested_commit.is_some());
        Ok(Moving { fabric, known, source, head, work, view })
    }

    async fn kin_of(
        &self,
        known: &Source,
        there: &Mirror,
        head: Option<Oid>,
    ) -> Result<Kin, EngineError> {
        let (Some(head), Some(read)) = (head, &known.ingested_commit) else {
            return Ok(kin(head.is_some(), None, None));
        };
        let (read, here, there) =
            (oid(read)?, self.mirror_of(known.queue_id).await?, there.clone());
        blocking(move || -> Result<Kin, EngineError> {
            let known = place(&there, read, head)?;
            let shared = if there.commit_exists(read) {
                Some(there.shares_history(read, head)?)
            } else if here.commit_exists(read) {
                let history = there.commits_between(None, head, SEARCHED)?;
                Some(history.iter().any(|commit| here.commit_exists(commit.oid)))
            } else {
                None
            };
            Ok(kin(true, Some(known), shared))
        })
        .await?
    }

    /// Moves the source within a group of writes, and reads it there. `to` is the place's name where it is
    /// another place: what was asked to be published is opened again then.
    async fn take_there(
        &self,
        tx: &mut Transaction,
        branch: &Branch,
        moving: &mut Moving,
        to: Option<&str>,
    ) -> Result<(), EngineError> {
        if let Some(to) = to {
            moving.view.reopened = self.reopen(tx, &moving.fabric, to).await?;
        }
        if let Some(work) = &mut moving.work {
            for of in &mut work.sources {
                of.source.queue_id = branch.queue.id;
            }
            let report = self.ingest().ingest_elsewhere(tx, branch, work).await?;
            moving.view.report = Some(report);
        }
        Ok(())
    }

    /// Opens again what was asked to be published and has not been: it was asked for another place.
    async fn reopen(
        &self,
        tx: &mut Transaction,
        fabric: &Fabric,
        to: &str,
    ) -> Result<usize, EngineError> {
        let queued = tx.queued_changes(fabric.id).await?;
        let text = format!("the fabric moved to {to}; review the preview there, and publish again");
        let outcomes: Vec<_> = queued
            .iter()
            .map(|change| {
                because(change.id, ChangeState::Open, Reason::Sentence { text: text.clone() })
            })
            .collect();
        self.record().settle_changes(tx, &outcomes).await?;
        if !queued.is_empty() && fabric.publish_mode == PublishMode::Automatic {
            tx.schedule_all(fabric.id, now()).await?;
        }
        Ok(queued.len())
    }

    /// What is under way on these queues, or was left by a process that ended. The move asks the same, so
    /// that a preview says what the move would refuse.
    async fn under_way(&self, queues: &[QueueId]) -> Result<Vec<UnderWay>, EngineError> {
        let unfinished = self.store.unfinished_runs().await?;
        let mut found = Vec::new();
        for queue in queues {
            let run = unfinished.iter().find(|run| run.queue_id == *queue).map(|run| run.id.0);
            let publishing =
                self.store.changes_on_queue(*queue, &[ChangeState::Publishing]).await?;
            if run.is_none() && publishing.is_empty() {
                continue;
            }
            let (queue, repository) = self.store.queue_with_repository(*queue).await?;
            found.push(UnderWay { repository: repository.name, branch: queue.branch, run });
        }
        Ok(found)
    }

    /// Insists that nothing is under way on these queues.
    async fn nothing_under_way(&self, queues: &[QueueId]) -> Result<(), EngineError> {
        match self.under_way(queues).await?.into_iter().next() {
            None => Ok(()),
            Some(UnderWay { repository, branch, .. }) => {
                Err(ConfigureError::RunUnderWay { repository, branch }.into())
            }
        }
    }
}

impl Engine {
    /// What moving a fabric to another branch, directory or repository would do.
    ///
    /// # Errors
    /// When the place cannot be reached, or belongs to another fabric.
    pub async fn preview_fabric_move(
        &self,
        name: &str,
        to: FabricPlace,
    ) -> Result<MoveView, EngineError> {
        self.core.admin().move_fabric(name, to, false, None, &self.actor).await
    }

    /// Moves a fabric to another branch, directory or repository. `expected` is the revision that was
    /// seen; `None` asks for none.
    ///
    /// # Errors
    /// As the preview; when a run is under way or not settled, or what was read is not there;
    /// [moved](crate::Class::Moved) when the place or the fabric is not what was looked at.
    pub async fn move_fabric(
        &self,
        name: &str,
        to: FabricPlace,
        expected: Option<i64>,
    ) -> Result<MoveView, EngineError> {
        self.core.admin().move_fabric(name, to, true, expected, &self.actor).await
    }

    /// What moving a repository to another URL would do to its fabrics.
    ///
    /// # Errors
    /// When the URL cannot be reached, or is connected already.
    pub async fn preview_repository_move(
        &self,
        name: &str,
        to: RepositoryPlace,
    ) -> Result<MoveView, EngineError> {
        self.core.admin().move_repository(name, to, false, None, &self.actor).await
    }

    /// Moves a repository to another URL. `expected` is the revision that was seen; `None` asks for none.
    ///
    /// # Errors
    /// As the preview; when a run is under way or not settled, or what was read is not there;
    /// [moved](crate::Class::Moved) when the place or the repository is not what was looked at.
    pub async fn move_repository(
        &self,
        name: &str,
        to: RepositoryPlace,
        expected: Option<i64>,
    ) -> Result<MoveView, EngineError> {
        self.core.admin().move_repository(name, to, true, expected, &self.actor).await
    }
}

/// Refuses what is in the way, and what was not looked at.
fn may_move<'m>(
    fabrics: impl Iterator<Item = &'m FabricMove>,
    head: &str,
    previewed: Option<&str>,
) -> Result<(), EngineError> {
    if previewed.is_some_and(|previewed| previewed != head) {
        return Err(EngineError::Moved(
            "the new location has changed since the preview; reload and try again".to_owned(),
        ));
    }
    for fabric in fabrics {
        if let Some(obstacle) = &fabric.obstacle {
            let text = format!("fabric `{}` cannot be read there: {obstacle}", fabric.fabric);
            return Err(ConfigureError::NothingThere { text }.into());
        }
    }
    Ok(())
}
