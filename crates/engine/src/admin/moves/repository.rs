//! Moving a repository to another URL.

use hedgerow_git::{Credential, Mirror, Oid, RemoteUrl};
use hedgerow_model::{Actor, AuditAction, Queue, QueueId, Repository};
use serde_json::json;

use super::{Moving, may_move};
use crate::admin::branches::missing;
use crate::admin::transport::Way;
use crate::admin::{Admin, ConfigureError};
use crate::core::{Branch, blocking, fetch, now};
use crate::error::{EngineError, Thing};
use crate::record::entry;
use crate::views::{Event, MoveView, RepositoryPlace};

/// Where a repository is to be.
struct To {
    url: RemoteUrl,
    canonical: String,
    credential: Option<String>,
    /// Of the other remote, or the same one.
    mirror: Mirror,
    usable: Credential,
    way: Way,
}

/// What a look at a branch there gave.
struct There {
    queue: Queue,
    head: Option<Oid>,
    fabrics: Vec<Moving>,
}

impl Admin<'_> {
    /// What moving a repository would do; or does, when `apply`.
    pub(crate) async fn move_repository(
        &self,
        name: &str,
        asked: RepositoryPlace,
        apply: bool,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<MoveView, EngineError> {
        let (repository, revision) = self.repository_at(name).await?;
        if expected.is_some_and(|expected| expected != revision) {
            let name = name.to_owned();
            return Err(ConfigureError::EditedSince { thing: Thing::Repository, name }.into());
        }
        let url = self.url(&asked.url)?;
        let canonical = url.canonical();
        let credential = asked.credential.unwrap_or_else(|| repository.credential.clone());
        let same_remote = canonical == repository.canonical;
        let way = self.way(name, Some(repository.id), &url, asked.transport.as_ref()).await?;
        let mut view = MoveView {
            from: repository.url.clone(),
            to: url.to_string(),
            there: url.to_string() == repository.url
                && credential == repository.credential
                && !way.changed,
            same_remote,
            head: String::new(),
            under_way: Vec::new(),
            fabrics: Vec::new(),
            moved_at: None,
        };
        if view.there {
            return Ok(view);
        }
        if let Some(known) = self.store.repository_by_canonical(&canonical).await?
            && known.id != repository.id
        {
            return Err(ConfigureError::Connected { name: known.name }.into());
        }
        let usable = self.credential_for(credential.as_deref(), &url).await?;
        let mirror = match same_remote {
            true => self.mirror(&Repository { url: url.to_string(), ..repository.clone() }).await?,
            false => self.mirror_elsewhere(repository.id, url.clone()).await?,
        };
        let mirror = mirror.by_way_of(way.transport.clone());
        let to = To { url, canonical, credential, mirror, usable, way };
        let queues = self.queues_in_use(repository.id).await?;
        let ids: Vec<QueueId> = queues.iter().map(|queue| queue.id).collect();
        let held = match apply {
            true => {
                self.nothing_under_way(&ids).await?;
                self.lock_queues(ids.clone()).await?
            }
            false => Vec::new(),
        };
        let locked: Vec<QueueId> = held.iter().map(|(queue, _)| *queue).collect();
        let mut there = self.branches_there(&repository, &queues, &to).await?;
        view.head = heads(&there);
        if apply {
            self.nothing_under_way(&locked).await?;
            // Where it is the same remote, nothing goes anywhere.
            let elsewhere = there.iter().filter(|_| !same_remote);
            let fabrics = elsewhere.flat_map(|of| &of.fabrics).map(|moving| &moving.view);
            may_move(fabrics, &view.head, asked.previewed.as_deref())?;
            self.write_move(&repository, revision, &to, &mut there, &locked, actor).await?;
            view.moved_at = Some(now());
            self.read_there(&mut there, actor).await?;
        } else {
            self.try_move(&repository, &to, &mut there).await?;
            view.under_way = self.under_way(&ids).await?;
        }
        let moved = there.into_iter().flat_map(|of| of.fabrics).map(|moving| moving.view);
        view.fabrics.extend(moved);
        view.fabrics.sort_by(|a, b| a.fabric.cmp(&b.fabric));
        Ok(view)
    }

    /// Looks, live, at every branch that is in use, and at whether new fabrics have theirs.
    async fn branches_there(
        &self,
        repository: &Repository,
        queues: &[Queue],
        to: &To,
    ) -> Result<Vec<There>, EngineError> {
        if queues.is_empty() {
            let (mirror, usable) = (to.mirror.clone(), to.usable.clone());
            let asked = repository.default_branch.clone();
            let known = vec![asked.clone()];
            let found = blocking(move || mirror.remote_branches(&usable, &known)).await??;
            if let Some(text) = missing(&found, &asked) {
                return Err(ConfigureError::NothingThere { text }.into());
            }
        }
        let mut there = Vec::new();
        for queue in queues {
            let head = fetch(&to.mirror, &to.usable, &queue.branch).await?;
            let branch = branch_there(repository, queue, to);
            let mut fabrics = Vec::new();
            for source in self.store.sources_of_queue(queue.id).await? {
                let Some(fabric) = self.store.fabric(source.fabric_id).await? else { continue };
                let directory = source.directory.clone();
                fabrics.push(self.look_there(&branch, head, fabric, source, &directory).await?);
            }
            there.push(There { queue: queue.clone(), head, fabrics });
        }
        Ok(there)
    }

    /// Reads everything there, in a group of writes that is dropped.
    async fn try_move(
        &self,
        repository: &Repository,
        to: &To,
        there: &mut [There],
    ) -> Result<(), EngineError> {
        let mut tx = self.store.write().await?;
        let url = to.url.to_string();
        let other = (to.canonical != repository.canonical).then_some(url.as_str());
        for of in there {
            let branch = branch_there(repository, &of.queue, to);
            for moving in &mut of.fabrics {
                self.take_there(&mut tx, &branch, moving, other).await?;
            }
        }
        Ok(())
    }

    /// From the commit on, everything that is done with the repository is done there.
    async fn write_move(
        &self,
        repository: &Repository,
        revision: i64,
        to: &To,
        there: &mut [There],
        queues: &[QueueId],
        actor: &Actor,
    ) -> Result<(), EngineError> {
        let mut tx = match queues {
            [] => self.store.write().await?,
            queues => self.write_to_queues(queues).await?,
        };
        let (url, credential) = (to.url.to_string(), to.credential.as_deref());
        tx.move_repository(repository.id, Some(revision), &url, &to.canonical, credential).await?;
        to.way.write(&mut tx, repository.id, &self.keyring).await?;
        self.bind(&mut tx, credential, &to.url, actor).await?;
        self.forgive(&mut tx, repository.id).await?;
        let mut fabrics = Vec::new();
        for moving in there.iter_mut().flat_map(|of| &mut of.fabrics) {
            fabrics.push(moving.fabric.name.clone());
            // A push that was asked for is of this remote, however it is spelled.
            if to.canonical != repository.canonical {
                moving.view.reopened = self.reopen(&mut tx, &moving.fabric, &url).await?;
            }
        }
        let (before, after) = to.way.audited();
        let entry = entry(actor, AuditAction::RepositoryUpdate)
            .subject(repository.name.clone())
            .detail(format!("moved to {url}"))
            .before(&json!({
                "url": repository.url, "credential": repository.credential, "transport": before,
            }))
            .after(&json!({ "url": url, "credential": to.credential, "transport": after }));
        tx.audit(&[entry]).await?;
        let repository = repository.name.clone();
        self.record().emit(&mut tx, &Event::Repository { repository, fabrics, problem: None })?;
        tx.commit().await?;
        Ok(())
    }

    /// Reads what is there now. The queues' locks must be held. What fails is tried again by whoever looks
    /// next: the repository has moved.
    async fn read_there(&self, there: &mut [There], actor: &Actor) -> Result<(), EngineError> {
        for of in there {
            let branch = self.branch(of.queue.id).await?;
            let read = self.ingest().refresh(&branch, actor).await;
            for moving in &mut of.fabrics {
                match &read {
                    Ok(Some(reports)) => {
                        moving.view.report = reports.get(&moving.fabric.id).cloned();
                    }
                    Ok(None) => {}
                    Err(error) => {
                        tracing::warn!(fabric = moving.fabric.name, %error, "not read after a move");
                    }
                }
            }
        }
        Ok(())
    }
}

fn branch_there(repository: &Repository, queue: &Queue, to: &To) -> Branch {
    Branch {
        queue: queue.clone(),
        sources: Vec::new(),
        mirror: to.mirror.clone(),
        credential: to.usable.clone(),
        repository: repository.clone(),
        onto: None,
    }
}

/// What was looked at, as one text.
fn heads(there: &[There]) -> String {
    let mut heads: Vec<String> = there
        .iter()
        .map(|of| {
            let head = of.head.map(|head| head.to_string()).unwrap_or_default();
            format!("{}={head}", of.queue.branch)
        })
        .collect();
    heads.sort();
    heads.join(" ")
}
