//! The mirrors: one bare repository per remote, a cache below the data directory. Each server has its
//! own; what one lost, or never had, is fetched.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Mutex;

use hedgerow_git::{Mirror, MirrorOptions, RemoteUrl};
use hedgerow_model::{QueueId, Repository, RepositoryId};

use super::{Core, blocking, lock};
use crate::admin::ConfigureError;
use crate::error::EngineError;

/// Those that are open.
#[derive(Default)]
pub(super) struct OpenMirrors(Mutex<HashMap<RepositoryId, Mirror>>);

impl Core {
    /// The mirror of a queue's repository, without all that a [`Branch`] holds.
    pub(crate) async fn mirror_of(&self, id: QueueId) -> Result<Mirror, EngineError> {
        let (_, repository) = self.store.queue_with_repository(id).await?;
        self.mirror(&repository).await
    }

    pub(crate) fn url(&self, url: &str) -> Result<RemoteUrl, EngineError> {
        let parsed = RemoteUrl::parse(url).map_err(ConfigureError::from)?;
        if parsed.file_path().is_some() && !self.config.allow_file {
            return Err(ConfigureError::OnTheServersDisk.into());
        }
        Ok(parsed)
    }

    pub(crate) fn mirror_options(&self) -> MirrorOptions {
        MirrorOptions {
            git_program: self.config.git.clone(),
            deadline: self.config.deadline,
            total_deadline: self.config.total_deadline,
            cancel: self.cancel.clone(),
            allow_file: self.config.allow_file,
            ..MirrorOptions::default()
        }
    }

    /// The mirror of a repository, opened or made.
    pub(crate) async fn mirror(&self, repository: &Repository) -> Result<Mirror, EngineError> {
        let known = lock(&self.mirrors.0).get(&repository.id).cloned();
        if let Some(mirror) = known {
            if mirror.path().join("HEAD").is_file() {
                return Ok(mirror);
            }
            // Somebody deleted the cache.
            lock(&self.mirrors.0).remove(&repository.id);
        }
        let url = self.url(&repository.url)?;
        let path = self.config.data.join("mirrors").join(format!("{}.git", repository.id));
        let options = self.mirror_options();
        let mirror = blocking(move || Mirror::open_or_create(&path, &url, &options)).await??;
        let mut mirrors = lock(&self.mirrors.0);
        Ok(mirrors.entry(repository.id).or_insert(mirror).clone())
    }

    /// Does something that reads a mirror, and does it once more where the mirror could not be read:
    /// that is noted in it, so that the second time what it lost is fetched first.
    pub(crate) async fn reading<T, F: Future<Output = Result<T, EngineError>>>(
        &self,
        work: impl Fn() -> F,
    ) -> Result<T, EngineError> {
        match work().await {
            Err(EngineError::Internal(_)) if self.is_any_damaged() => work().await,
            done => done,
        }
    }

    fn is_any_damaged(&self) -> bool {
        lock(&self.mirrors.0).values().any(Mirror::is_damaged)
    }

    pub(crate) fn forget_repository(&self, id: RepositoryId) {
        lock(&self.mirrors.0).remove(&id);
        let path = self.config.data.join("mirrors").join(format!("{id}.git"));
        // A mirror is a cache: what is left of it harms nobody.
        let _ = std::fs::remove_dir_all(path);
    }
}
