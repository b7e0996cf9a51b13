//! Repositories and fabrics: connecting, listing, changing, removing.

use hedgerow_model::{Actor, AuditAction, Layout, NewSource, PublishMode, Repository};
use hedgerow_plan::{globs, normal_directory};
use serde_json::json;

use super::branches::missing;
use super::{Admin, ConfigureError};
use crate::core::{blocking, now};
use crate::error::{EngineError, Thing};
use crate::record::entry;
use crate::views::{
    Event, FabricSettings, FabricView, NewFabric, NewRepository, RepositorySettings, RepositoryView,
};

/// A name that people type and that stands in URLs.
pub(crate) fn check_name(thing: Thing, name: &str) -> Result<(), ConfigureError> {
    let fits = !name.is_empty()
        && name.len() <= 100
        && !name.starts_with(['-', '.'])
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if fits {
        return Ok(());
    }
    Err(ConfigureError::Name { thing, name: name.to_owned() })
}

/// Whether two directories of one branch cannot be two fabrics': they are the same, or one is in the other (law 6).
pub(super) fn is_in_the_way(one: &str, other: &str) -> bool {
    let nested = |outer: &str, inner: &str| {
        outer.is_empty() || inner == outer || inner.starts_with(&format!("{outer}/"))
    };
    nested(one, other) || nested(other, one)
}

fn check_quiet(seconds: i64) -> Result<(), ConfigureError> {
    if (0..=86_400).contains(&seconds) {
        return Ok(());
    }
    Err(ConfigureError::QuietPeriod)
}

impl Admin<'_> {
    pub(crate) async fn add_repository(
        &self,
        new: NewRepository,
        actor: &Actor,
    ) -> Result<RepositoryView, EngineError> {
        check_name(Thing::Repository, &new.name)?;
        let url = self.url(&new.url)?;
        let canonical = url.canonical();
        if let Some(known) = self.store.repository_by_canonical(&canonical).await? {
            return Err(ConfigureError::Connected { name: known.name }.into());
        }
        if self.store.repository_by_name(&new.name).await?.is_some() {
            return Err(ConfigureError::Exists { thing: Thing::Repository, name: new.name }.into());
        }
        let credential = self.credential_for(new.credential.as_deref(), &url).await?;
        if let Some(branch) = &new.branch {
            hedgerow_git::check_branch(branch).map_err(ConfigureError::from)?;
        }
        let way = self.way(&new.name, None, &url, new.transport.as_ref()).await?;
        // The connection is tested live before anything is stored.
        let probe = self.config.data.join("mirrors").join(format!(".probe-{}", new.name));
        let (options, tested) = (self.mirror_options(), url.clone());
        let transport = way.transport.clone();
        let branch = new.branch.clone();
        let head = blocking(move || {
            let result = hedgerow_git::Mirror::open_or_create(&probe, &tested, &options)
                .map_err(EngineError::from)
                .and_then(|mirror| {
                    let mirror = mirror.by_way_of(transport);
                    mirror.remote_head(&credential, branch.as_deref()).map_err(EngineError::from)
                });
            // A probe is empty; what is left of it harms nobody.
            let _ = std::fs::remove_dir_all(&probe);
            result
        })
        .await??;
        let branch = new.branch.or(head.default_branch).unwrap_or_else(|| "main".to_owned());
        let mut tx = self.store.write().await?;
        let credential = new.credential.as_deref();
        let (name, shown) = (&new.name, url.to_string());
        let id = tx.add_repository(name, &shown, &canonical, &branch, credential, now()).await?;
        way.write(&mut tx, id, &self.keyring).await?;
        self.bind(&mut tx, new.credential.as_deref(), &url, actor).await?;
        let entry =
            entry(actor, AuditAction::RepositoryCreate).subject(new.name.clone()).after(&json!({
                "url": url.to_string(),
                "branch": branch,
                "credential": new.credential,
                "transport": way.audited().1,
            }));
        tx.audit(&[entry]).await?;
        let repository = new.name.clone();
        self.record()
            .emit(&mut tx, &Event::Repository { repository, fabrics: Vec::new(), problem: None })?;
        tx.commit().await?;
        self.repository_view(&new.name).await
    }

    pub(crate) async fn repository_view(&self, name: &str) -> Result<RepositoryView, EngineError> {
        self.reads()
            .repository_views()
            .await?
            .into_iter()
            .find(|view| view.name == name)
            .ok_or_else(|| EngineError::not_found(Thing::Repository, name))
    }

    pub(super) async fn repository_named(&self, name: &str) -> Result<Repository, EngineError> {
        Ok(self.repository_at(name).await?.0)
    }

    /// The repository of this name, with the revision of its settings.
    pub(super) async fn repository_at(&self, name: &str) -> Result<(Repository, i64), EngineError> {
        self.store
            .repository_at(name)
            .await?
            .ok_or_else(|| EngineError::not_found(Thing::Repository, name))
    }

    pub(crate) async fn test_repository(&self, name: &str) -> Result<RepositoryView, EngineError> {
        let repository = self.repository_named(name).await?;
        let (mirror, credential) = self.reach(&repository).await?;
        let mut branches = self.branches_read(repository.id).await?;
        branches.push(repository.default_branch.clone());
        let tried = blocking(move || mirror.remote_branches(&credential, &branches)).await?;
        self.note_tried(&repository, tried.as_ref().err()).await?;
        if let Some(problem) = missing(&tried?, &repository.default_branch) {
            return Err(EngineError::Remote(problem));
        }
        self.repository_view(name).await
    }

    /// Switches a repository to another credential, another way to its remote, or another branch for new
    /// fabrics, after a live test of what it would be.
    pub(crate) async fn update_repository(
        &self,
        name: &str,
        settings: RepositorySettings,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<RepositoryView, EngineError> {
        let (repository, revision) = self.repository_at(name).await?;
        if expected.is_some_and(|expected| expected != revision) {
            return Err(ConfigureError::EditedSince {
                thing: Thing::Repository,
                name: name.to_owned(),
            }
            .into());
        }
        let url = self.url(&repository.url)?;
        let credential = settings.credential.unwrap_or_else(|| repository.credential.clone());
        let branch = settings.branch.unwrap_or_else(|| repository.default_branch.clone());
        hedgerow_git::check_branch(&branch).map_err(ConfigureError::from)?;
        let transport = settings.transport.as_ref();
        let way = self.way(name, Some(repository.id), &url, transport).await?;
        let switched = credential != repository.credential || way.changed;
        if !switched && branch == repository.default_branch {
            return self.repository_view(name).await;
        }
        let mirror = self.mirror(&repository).await?.by_way_of(way.transport.clone());
        let (tried, asked) =
            (self.credential_for(credential.as_deref(), &url).await?, branch.clone());
        blocking(move || mirror.remote_head(&tried, Some(&asked))).await??;
        // The remote was asked without any lock: whoever edited meanwhile is not overwritten.
        let mut tx = self.store.write().await?;
        tx.update_repository(repository.id, Some(revision), &branch, credential.as_deref()).await?;
        way.write(&mut tx, repository.id, &self.keyring).await?;
        self.bind(&mut tx, credential.as_deref(), &url, actor).await?;
        if switched {
            self.forgive(&mut tx, repository.id).await?;
        }
        let (before, after) = way.audited();
        let entry = entry(actor, AuditAction::RepositoryUpdate)
            .subject(name)
            .before(&json!({
                "credential": repository.credential, "branch": repository.default_branch,
                "transport": before,
            }))
            .after(&json!({ "credential": credential, "branch": branch, "transport": after }));
        tx.audit(&[entry]).await?;
        self.record().emit(
            &mut tx,
            &Event::Repository { repository: name.to_owned(), fabrics: Vec::new(), problem: None },
        )?;
        tx.commit().await?;
        self.repository_view(name).await
    }

    pub(crate) async fn remove_repository(
        &self,
        name: &str,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<(), EngineError> {
        let repository = self.repository_named(name).await?;
        let mut tx = self.store.write().await?;
        if !tx.remove_repository(repository.id, expected).await? {
            drop(tx);
            let fabrics = self.repository_view(name).await?.fabrics;
            return Err(ConfigureError::RepositoryInUse { name: name.to_owned(), fabrics }.into());
        }
        let entry = entry(actor, AuditAction::RepositoryDelete).subject(name).before(&json!({
            "url": repository.url,
            "branch": repository.default_branch,
            "credential": repository.credential,
        }));
        tx.audit(&[entry]).await?;
        self.record().emit(
            &mut tx,
            &Event::Repository { repository: name.to_owned(), fabrics: Vec::new(), problem: None },
        )?;
        tx.commit().await?;
        self.forget_repository(repository.id);
        Ok(())
    }

    pub(crate) async fn add_fabric(
        &self,
        new: NewFabric,
        actor: &Actor,
    ) -> Result<FabricView, EngineError> {
        check_name(Thing::Fabric, &new.name)?;
        if self.store.fabric_by_name(&new.name).await?.is_some() {
            return Err(ConfigureError::Exists { thing: Thing::Fabric, name: new.name }.into());
        }
        check_quiet(new.quiet_seconds)?;
        let directory = normal_directory(&new.directory)?;
        globs(&new.exclude)?;
        if !new.exclude.is_empty() && new.layout == Layout::Managed {
            return Err(ConfigureError::ExcludeOfManaged.into());
        }
        let repository = self.repository_named(&new.repository).await?;
        let branch = new.branch.clone().unwrap_or_else(|| repository.default_branch.clone());
        hedgerow_git::check_branch(&branch).map_err(ConfigureError::from)?;
        let files: Vec<(String, String)> =
            new.crds.iter().map(|crd| (crd.name.clone(), crd.text.clone())).collect();
        if !files.is_empty() {
            let (catalogue, problems) =
                blocking(move || hedgerow_schema::Catalogue::with_crds(&files)).await?;
            let found = catalogue.kinds().any(|kind| kind.origin == hedgerow_schema::Origin::Crd);
            if !found {
                let why = problems.first().map(ToString::to_string);
                return Err(ConfigureError::NoDefinition { why }.into());
            }
            for problem in problems {
                tracing::warn!(fabric = new.name, %problem, "a definition is only partly supported");
            }
        }
        let mut tx = self.store.write().await?;
        let queue_id = tx.queue_for(repository.id, &branch).await?;
        self.one_owner(&mut tx, queue_id, &directory, None).await?;
        let fabric =
            tx.add_fabric(&new.name, new.publish, new.quiet_seconds, &new.crds, now()).await?;
        tx.update_fabric(fabric, None, new.publish, new.quiet_seconds, new.four_eyes).await?;
        let source = NewSource { queue_id, directory, layout: new.layout, exclude: new.exclude };
        tx.add_source(fabric, &source).await?;
        let definitions: Vec<&str> = new.crds.iter().map(|crd| crd.name.as_str()).collect();
        let entry =
            entry(actor, AuditAction::FabricCreate).fabric(new.name.clone()).after(&json!({
                "repository": new.repository,
                "branch": branch,
                "directory": source.directory,
                "layout": source.layout,
                "exclude": source.exclude,
                "definitions": definitions,
                "publish": new.publish,
                "quiet_seconds": new.quiet_seconds,
                "four_eyes": new.four_eyes,
            }));
        tx.audit(&[entry]).await?;
        self.record().emit(&mut tx, &Event::Fabric { fabric: new.name.clone() })?;
        tx.commit().await?;
        self.fabric_by_name(&new.name).await
    }

    /// No two sources' directories on one branch are equal or nested (law 6). The directory of `but` may
    /// be anything: that is who asks.
    pub(super) async fn one_owner(
        &self,
        tx: &mut hedgerow_store::Transaction,
        queue: hedgerow_model::QueueId,
        directory: &str,
        but: Option<&str>,
    ) -> Result<(), EngineError> {
        for (other, fabric) in tx.directories(queue).await? {
            if but == Some(fabric.as_str()) {
                continue;
            }
            if is_in_the_way(&other, directory) {
                let shown = |directory: &str| {
                    if directory.is_empty() { "/".to_owned() } else { directory.to_owned() }
                };
                return Err(ConfigureError::DirectoryTaken {
                    taken: shown(&other),
                    owner: fabric,
                    asked: shown(directory),
                }
                .into());
            }
        }
        Ok(())
    }

    pub(crate) async fn fabric_by_name(&self, name: &str) -> Result<FabricView, EngineError> {
        let fabric = self.fabric_named(name).await?;
        self.reads().fabric_view(&fabric).await
    }

    pub(crate) async fn update_fabric(
        &self,
        name: &str,
        settings: FabricSettings,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<FabricView, EngineError> {
        let id = self.fabric_named(name).await?.id;
        let mut tx = self.store.write().await?;
        let fabric =
            tx.fabric(id).await?.ok_or_else(|| EngineError::not_found(Thing::Fabric, name))?;
        let mode = settings.publish.unwrap_or(fabric.publish_mode);
        let quiet = settings.quiet_seconds.unwrap_or(fabric.quiet_seconds);
        let four_eyes = settings.four_eyes.unwrap_or(fabric.four_eyes);
        check_quiet(quiet)?;
        let before = (fabric.publish_mode, fabric.quiet_seconds, fabric.four_eyes);
        tx.update_fabric(fabric.id, expected, mode, quiet, four_eyes).await?;
        if before == (mode, quiet, four_eyes) {
            drop(tx);
            return self.fabric_by_name(name).await;
        }
        if (mode, quiet) != (before.0, before.1) {
            match mode {
                PublishMode::Manual => tx.clear_publish_after(fabric.id).await?,
                PublishMode::Automatic => tx.schedule_all(fabric.id, now()).await?,
            }
        }
        let shown = |(publish, quiet_seconds, four_eyes): (PublishMode, i64, bool)| {
            json!({
                "publish": publish, "quiet_seconds": quiet_seconds, "four_eyes": four_eyes,
            })
        };
        let entry = entry(actor, AuditAction::FabricUpdate)
            .fabric(name)
            .before(&shown(before))
            .after(&shown((mode, quiet, four_eyes)));
        tx.audit(&[entry]).await?;
        self.record().emit(&mut tx, &Event::Fabric { fabric: name.to_owned() })?;
        tx.commit().await?;
        self.fabric_by_name(name).await
    }

    pub(crate) async fn remove_fabric(
        &self,
        name: &str,
        expected: Option<i64>,
        discard: Option<usize>,
        actor: &Actor,
    ) -> Result<(), EngineError> {
        let fabric = self.fabric_named(name).await?;
        let source = self.source_of(&fabric).await?;
        let _queue = match discard {
            None => vec![(source.queue_id, self.lock_queue_for_people(source.queue_id).await?)],
            // Whoever throws drafts away does not expect the remote to come back.
            Some(_) => self.lock_queues(vec![source.queue_id]).await?,
        };
        let _edits = self.lock_fabric(fabric.id).await;
        let mut tx = self.write_to_queue(source.queue_id).await?;
        let lost = tx.active_drafts(fabric.id).await?;
        let (drafts, name) = (lost.len(), name.to_owned());
        match discard {
            None if drafts > 0 => return Err(ConfigureError::DraftsLeft { name, drafts }.into()),
            Some(seen) if seen != drafts => {
                return Err(ConfigureError::OtherDrafts { name, drafts, seen }.into());
            }
            _ => {}
        }
        let thrown_away = self.drafts().thrown_away(&mut tx, &name, lost, actor).await?;
        tx.audit(&thrown_away).await?;
        tx.remove_fabric(fabric.id, expected).await?;
        let entry = entry(actor, AuditAction::FabricDelete).fabric(name.clone()).before(&json!({
            "directory": source.directory,
            "layout": source.layout,
            "commit": source.ingested_commit,
        }));
        tx.audit(&[entry]).await?;
        self.record().emit(&mut tx, &Event::Fabric { fabric: name })?;
        tx.commit().await?;
        self.forget_fabric(fabric.id);
        Ok(())
    }
}
