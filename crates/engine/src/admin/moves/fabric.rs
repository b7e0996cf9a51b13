//! Moving a fabric to another branch, directory or repository.

use hedgerow_model::{Actor, AuditAction, QueueId, Repository, Source};
use hedgerow_plan::normal_directory;
use serde_json::{Value as Json, json};

use super::may_move;
use crate::admin::{Admin, ConfigureError};
use crate::core::{fetch, now};
use crate::error::{EngineError, Thing};
use crate::record::entry;
use crate::views::{Event, FabricPlace, MoveView};

/// Where a fabric is to live.
struct To {
    repository: Repository,
    branch: String,
    directory: String,
}

impl Admin<'_> {
    /// What moving a fabric would do; or does, when `apply`.
    pub(crate) async fn move_fabric(
        &self,
        name: &str,
        asked: FabricPlace,
        apply: bool,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<MoveView, EngineError> {
        let (fabric, revision) = self.fabric_at(name).await?;
        if expected.is_some_and(|expected| expected != revision) {
            let name = name.to_owned();
            return Err(ConfigureError::EditedSince { thing: Thing::Fabric, name }.into());
        }
        let source = self.source_of(&fabric).await?;
        let (queue, repository) = self.store.queue_with_repository(source.queue_id).await?;
        let to = To {
            branch: asked.branch.unwrap_or_else(|| queue.branch.clone()),
            directory: match asked.directory {
                Some(directory) => normal_directory(&directory)?,
                None => source.directory.clone(),
            },
            repository: match asked.repository {
                Some(other) => self.repository_at(&other).await?.0,
                None => repository.clone(),
            },
        };
        hedgerow_git::check_branch(&to.branch).map_err(ConfigureError::from)?;
        let from = shown(&repository.name, &queue.branch, &source.directory);
        let there = repository.id == to.repository.id
            && queue.branch == to.branch
            && source.directory == to.directory;
        let view = MoveView {
            from,
            to: shown(&to.repository.name, &to.branch, &to.directory),
            there,
            same_remote: repository.id == to.repository.id,
            head: String::new(),
            under_way: Vec::new(),
            fabrics: Vec::new(),
            moved_at: None,
        };
        if there {
            return Ok(view);
        }
        if apply {
            let before = place_of(&repository.name, &queue.branch, &source);
            self.apply_fabric_move(
                view,
                &to,
                &before,
                (source, revision),
                asked.previewed.as_deref(),
                actor,
            )
            .await
        } else {
            self.preview_fabric_move(view, &to, source).await
        }
    }

    async fn preview_fabric_move(
        &self,
        mut view: MoveView,
        to: &To,
        source: Source,
    ) -> Result<MoveView, EngineError> {
        let fabric = self.fabric_by_id(source.fabric_id).await?;
        // The queue may not be there yet; it is made, and dropped, in the group.
        let mut branch = self.branch_there(to.repository.clone(), to.branch.clone()).await?;
        let head = fetch(&branch.mirror, &branch.credential, &to.branch).await?;
        let mut moving = self.look_there(&branch, head, fabric, source, &to.directory).await?;
        let mut tx = self.store.write().await?;
        branch.queue.id = tx.queue_for(to.repository.id, &to.branch).await?;
        self.one_owner(&mut tx, branch.queue.id, &to.directory, Some(&moving.fabric.name)).await?;
        tx.move_source(&moving.known, branch.queue.id, &to.directory, None).await?;
        self.take_there(&mut tx, &branch, &mut moving, Some(&view.to)).await?;
        drop(tx);
        view.under_way = self.under_way(&self.queues_of_move(&moving.known, to).await?).await?;
        view.head = moving.head.map(|head| head.to_string()).unwrap_or_default();
        view.fabrics.push(moving.view);
        Ok(view)
    }

    /// The queue where a fabric is, and the one where it is to be, as far as that exists.
    async fn queues_of_move(&self, known: &Source, to: &To) -> Result<Vec<QueueId>, EngineError> {
        let there = self.store.queues_of_repository(to.repository.id).await?;
        let there = there.into_iter().find(|queue| queue.branch == to.branch);
        let there = there.map(|queue| queue.id).filter(|queue| *queue != known.queue_id);
        Ok(std::iter::once(known.queue_id).chain(there).collect())
    }

    async fn apply_fabric_move(
        &self,
        mut view: MoveView,
        to: &To,
        before: &Json,
        (source, revision): (Source, i64),
        previewed: Option<&str>,
        actor: &Actor,
    ) -> Result<MoveView, EngineError> {
        let fabric = self.fabric_by_id(source.fabric_id).await?;
        // Refused at once, rather than after the locks that the run holds.
        self.nothing_under_way(&self.queues_of_move(&source, to).await?).await?;
        let mut tx = self.store.write().await?;
        let queue = tx.queue_for(to.repository.id, &to.branch).await?;
        self.one_owner(&mut tx, queue, &to.directory, Some(&fabric.name)).await?;
        tx.commit().await?;
        let held = self.lock_queues(vec![queue, source.queue_id]).await?;
        let queues: Vec<QueueId> = held.iter().map(|(queue, _)| *queue).collect();
        self.nothing_under_way(&queues).await?;
        // The live test; and what others have there is read first, so that all agree with one head.
        let branch = self.branch(queue).await?;
        self.ingest().refresh(&branch, actor).await?;
        let branch = self.branch(queue).await?;
        let head = branch.head()?;
        let mut moving = self.look_there(&branch, head, fabric, source, &to.directory).await?;
        view.head = head.map(|head| head.to_string()).unwrap_or_default();
        may_move(std::iter::once(&moving.view), &view.head, previewed)?;
        let edits = self.lock_fabric(moving.fabric.id).await;
        let mut tx = self.write_to_queues(&queues).await?;
        self.one_owner(&mut tx, queue, &to.directory, Some(&moving.fabric.name)).await?;
        tx.move_source(&moving.known, queue, &to.directory, Some(revision)).await?;
        self.take_there(&mut tx, &branch, &mut moving, Some(&view.to)).await?;
        let name = moving.fabric.name.clone();
        let entry = entry(actor, AuditAction::FabricUpdate)
            .fabric(name.clone())
            .detail(format!("moved to {}", view.to))
            .before(before)
            .after(&place_of(&to.repository.name, &to.branch, &moving.source));
        tx.audit(&[entry]).await?;
        self.record().emit(&mut tx, &Event::Fabric { fabric: name.clone() })?;
        if let Some(report) = &moving.view.report {
            self.record().emit_ingested(&mut tx, &name, &view.head, report)?;
        }
        tx.commit().await?;
        drop(edits);
        self.heads_moved(std::iter::once(moving.fabric.id)).await;
        self.judging().after_ingest(moving.fabric.id).await;
        self.conflicts().settle_new(moving.fabric.id).await;
        view.moved_at = Some(now());
        view.fabrics.push(moving.view);
        Ok(view)
    }
}

fn shown(repository: &str, branch: &str, directory: &str) -> String {
    let directory = if directory.is_empty() { "/" } else { directory };
    format!("`{directory}` on branch `{branch}` of repository `{repository}`")
}

fn place_of(repository: &str, branch: &str, source: &Source) -> Json {
    json!({ "repository": repository, "branch": branch, "directory": source.directory })
}
