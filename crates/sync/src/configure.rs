//! Repositories and fabrics: connecting, listing, changing, removing.

use hedgerow_model::{Layout, PublishMode};
use hedgerow_store::{Fabric, NewSource, Repository, Source};

use crate::area::{globs, normal_directory};
use crate::core::{Core, blocking, now};
use crate::error::EngineError;
use crate::views::{Event, FabricSettings, FabricView, NewFabric, NewRepository, RepositoryView};

/// A name that people type and that stands in URLs.
fn check_name(what: &str, name: &str) -> Result<(), EngineError> {
    let fits = !name.is_empty()
        && name.len() <= 100
        && !name.starts_with(['-', '.'])
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if fits {
        return Ok(());
    }
    Err(EngineError::Invalid(format!(
        "`{name}` cannot be the name of a {what}: use letters, digits, `-`, `_` and `.`, at most \
         100, and start with a letter or digit"
    )))
}

fn check_quiet(seconds: i64) -> Result<(), EngineError> {
    if (0..=86_400).contains(&seconds) {
        return Ok(());
    }
    Err(EngineError::Invalid("the quiet period must be between 0 and 86400 seconds".to_owned()))
}

impl Core {
    pub(crate) async fn add_repository(
        &self,
        new: NewRepository,
    ) -> Result<RepositoryView, EngineError> {
        check_name("repository", &new.name)?;
        let url = self.url(&new.url)?;
        let canonical = url.canonical();
        if let Some(known) = self.store.repository_by_canonical(&canonical).await? {
            return Err(EngineError::Refused(format!(
                "this repository is connected already, as `{}`; one repository has one record",
                known.name
            )));
        }
        if self.store.repository_by_name(&new.name).await?.is_some() {
            return Err(EngineError::Refused(format!("repository `{}` exists already", new.name)));
        }
        let credential = self.credential(new.credential.as_deref())?;
        if let Some(branch) = &new.branch {
            hedgerow_git::check_branch(branch)
                .map_err(|error| EngineError::Invalid(error.to_string()))?;
        }
        // The connection is tested live before anything is stored.
        let probe = self.config.data.join("mirrors").join(format!(".probe-{}", new.name));
        let (options, tested) = (self.mirror_options(), url.clone());
        let branch = new.branch.clone();
        let head = blocking(move || {
            let result = hedgerow_git::Mirror::open_or_create(&probe, &tested, &options)
                .map_err(EngineError::from)
                .and_then(|mirror| {
                    mirror.remote_head(&credential, branch.as_deref()).map_err(EngineError::from)
                });
            // A probe is empty; what is left of it harms nobody.
            let _ = std::fs::remove_dir_all(&probe);
            result
        })
        .await??;
        let branch = new.branch.or(head.default_branch).unwrap_or_else(|| "main".to_owned());
        let mut tx = self.store.write().await?;
        tx.add_repository(
            &new.name,
            &url.to_string(),
            &canonical,
            &branch,
            new.credential.as_deref(),
            now(),
        )
        .await?;
        tx.commit().await?;
        let repository = new.name.clone();
        self.tell(Event::Repository { repository, fabrics: Vec::new(), problem: None });
        self.repository_view(&new.name).await
    }

    pub(crate) async fn repository_view(&self, name: &str) -> Result<RepositoryView, EngineError> {
        self.repository_views()
            .await?
            .into_iter()
            .find(|view| view.name == name)
            .ok_or_else(|| EngineError::not_found("repository", name))
    }

    async fn repository_named(&self, name: &str) -> Result<Repository, EngineError> {
        self.store.repository_by_name(name).await?.ok_or_else(|| EngineError::NotFound {
            what: "repository",
            name: name.to_owned(),
            hint: "; `hedgerow repo list` shows those that do".to_owned(),
        })
    }

    pub(crate) async fn test_repository(&self, name: &str) -> Result<RepositoryView, EngineError> {
        let repository = self.repository_named(name).await?;
        let mirror = self.mirror(&repository).await?;
        let credential = self.credential(repository.credential.as_deref())?;
        let branch = repository.default_branch.clone();
        blocking(move || mirror.remote_head(&credential, Some(&branch))).await??;
        self.repository_view(name).await
    }

    pub(crate) async fn remove_repository(&self, name: &str) -> Result<(), EngineError> {
        let repository = self.repository_named(name).await?;
        let mut tx = self.store.write().await?;
        if !tx.remove_repository(repository.id).await? {
            let users = self.repository_view(name).await?.fabrics.join("`, `");
            return Err(EngineError::Refused(format!(
                "repository `{name}` is used by fabric `{users}`; remove that first"
            )));
        }
        tx.commit().await?;
        self.forget_repository(repository.id);
        self.tell(Event::Repository {
            repository: name.to_owned(),
            fabrics: Vec::new(),
            problem: None,
        });
        Ok(())
    }

    pub(crate) async fn add_fabric(&self, new: NewFabric) -> Result<FabricView, EngineError> {
        check_name("fabric", &new.name)?;
        if self.store.fabric_by_name(&new.name).await?.is_some() {
            return Err(EngineError::Refused(format!("fabric `{}` exists already", new.name)));
        }
        check_quiet(new.quiet_seconds)?;
        let directory = normal_directory(&new.directory)?;
        globs(&new.exclude)?;
        if !new.exclude.is_empty() && new.layout == Layout::Managed {
            return Err(EngineError::Invalid(
                "exclude globs are for the in-place layout; a managed directory has unmanaged/"
                    .to_owned(),
            ));
        }
        let repository = self.repository_named(&new.repository).await?;
        let branch = new.branch.clone().unwrap_or_else(|| repository.default_branch.clone());
        hedgerow_git::check_branch(&branch)
            .map_err(|error| EngineError::Invalid(error.to_string()))?;
        let files: Vec<(String, String)> =
            new.crds.iter().map(|crd| (crd.name.clone(), crd.text.clone())).collect();
        if !files.is_empty() {
            let (catalogue, problems) =
                blocking(move || hedgerow_schema::Catalogue::with_crds(&files)).await?;
            let found = catalogue.kinds().any(|kind| kind.origin == hedgerow_schema::Origin::Crd);
            if !found {
                let why = problems.first().map(|problem| format!(": {problem}"));
                return Err(EngineError::Invalid(format!(
                    "there is no custom resource definition in the given files{}",
                    why.unwrap_or_default()
                )));
            }
            for problem in problems {
                tracing::warn!(fabric = new.name, %problem, "definition not used fully");
            }
        }
        let mut tx = self.store.write().await?;
        let queue_id = tx.queue_for(repository.id, &branch).await?;
        self.one_owner(&mut tx, queue_id, &directory).await?;
        let fabric =
            tx.add_fabric(&new.name, new.publish, new.quiet_seconds, &new.crds, now()).await?;
        let source = NewSource { queue_id, directory, layout: new.layout, exclude: new.exclude };
        tx.add_source(fabric, &source).await?;
        tx.commit().await?;
        self.tell(Event::Fabric { fabric: new.name.clone() });
        self.fabric_by_name(&new.name).await
    }

    /// No two sources' directories on one branch are equal or nested (law 6).
    async fn one_owner(
        &self,
        tx: &mut hedgerow_store::Transaction,
        queue: hedgerow_store::QueueId,
        directory: &str,
    ) -> Result<(), EngineError> {
        for (other, fabric) in tx.directories(queue).await? {
            let nested = |outer: &str, inner: &str| {
                outer.is_empty() || inner == outer || inner.starts_with(&format!("{outer}/"))
            };
            if nested(&other, directory) || nested(directory, &other) {
                let shown = |directory: &str| {
                    if directory.is_empty() { "/".to_owned() } else { directory.to_owned() }
                };
                return Err(EngineError::Refused(format!(
                    "directory `{}` belongs to fabric `{fabric}`; `{}` would share files with it",
                    shown(&other),
                    shown(directory)
                )));
            }
        }
        Ok(())
    }

    pub(crate) async fn fabric_named(&self, name: &str) -> Result<Fabric, EngineError> {
        self.store.fabric_by_name(name).await?.ok_or_else(|| EngineError::NotFound {
            what: "fabric",
            name: name.to_owned(),
            hint: "; `hedgerow fabric list` shows those that do".to_owned(),
        })
    }

    pub(crate) async fn source_of(&self, fabric: &Fabric) -> Result<Source, EngineError> {
        self.store
            .sources_of_fabric(fabric.id)
            .await?
            .into_iter()
            .next()
            .ok_or_else(|| EngineError::Internal(format!("fabric `{}` has no source", fabric.name)))
    }

    pub(crate) async fn fabric_by_name(&self, name: &str) -> Result<FabricView, EngineError> {
        let fabric = self.fabric_named(name).await?;
        self.fabric_view(&fabric).await
    }

    pub(crate) async fn update_fabric(
        &self,
        name: &str,
        settings: FabricSettings,
    ) -> Result<FabricView, EngineError> {
        let fabric = self.fabric_named(name).await?;
        let mode = settings.publish.unwrap_or(fabric.publish_mode);
        let quiet = settings.quiet_seconds.unwrap_or(fabric.quiet_seconds);
        check_quiet(quiet)?;
        let mut tx = self.store.write().await?;
        tx.set_publish_mode(fabric.id, mode, quiet).await?;
        match mode {
            PublishMode::Manual => tx.clear_publish_after(fabric.id).await?,
            PublishMode::Automatic => tx.schedule_all(fabric.id, now()).await?,
        }
        tx.commit().await?;
        self.wake.notify_one();
        self.tell(Event::Fabric { fabric: name.to_owned() });
        self.fabric_by_name(name).await
    }

    pub(crate) async fn remove_fabric(&self, name: &str) -> Result<(), EngineError> {
        let fabric = self.fabric_named(name).await?;
        let source = self.source_of(&fabric).await?;
        let _queue = self.lock_queue(source.queue_id).await;
        let _edits = self.lock_fabric(fabric.id).await;
        let mut tx = self.store.write().await?;
        let drafts = tx.active_drafts(fabric.id).await?.len();
        if drafts > 0 {
            return Err(EngineError::Refused(format!(
                "fabric `{name}` has {drafts} drafts that are not published; publish or discard \
                 them first"
            )));
        }
        tx.remove_fabric(fabric.id).await?;
        tx.commit().await?;
        self.forget_fabric(fabric.id);
        self.tell(Event::Fabric { fabric: name.to_owned() });
        Ok(())
    }
}
