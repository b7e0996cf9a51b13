//! The mirrors: one bare repository per remote, a cache below the data directory. Each server has its
//! own; what one lost, or never had, is fetched.

use std::collections::HashMap;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use hedgerow_git::{Credential, Mirror, MirrorOptions, Oid, RemoteUrl};
use hedgerow_model::{QueueId, Repository, RepositoryId};
use hedgerow_plan::digest;

use super::{Core, blocking, lock};
use crate::admin::ConfigureError;
use crate::error::EngineError;

/// For how long somebody may look at a move before making it, without a second fetch.
const IN_USE: Duration = Duration::from_secs(3600);

/// Those that are open.
#[derive(Default)]
pub(super) struct OpenMirrors(Mutex<HashMap<RepositoryId, Mirror>>);

/// Fetches a branch and nothing else: the live test of whether it can be read. Its head, where it has
/// one.
pub(crate) async fn fetch(
    mirror: &Mirror,
    credential: &Credential,
    branch: &str,
) -> Result<Option<Oid>, EngineError> {
    let (mirror, credential, branch) = (mirror.clone(), credential.clone(), branch.to_owned());
    Ok(blocking(move || mirror.fetch(&credential, &branch, &mut |_| ())).await??.new)
}

impl Core {
    /// The mirror of a queue's repository, without all that a [`Branch`] holds: to read what it has, and
    /// for no exchange.
    pub(crate) async fn mirror_of(&self, id: QueueId) -> Result<Mirror, EngineError> {
        let (_, repository) = self.store.queue_with_repository(id).await?;
        self.opened_mirror(&repository).await
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

    /// The mirror of a repository, with the way that its exchanges go.
    pub(crate) async fn mirror(&self, repository: &Repository) -> Result<Mirror, EngineError> {
        let mirror = self.opened_mirror(repository).await?;
        let transport = self.admin().transport_of(repository, mirror.url()).await?;
        Ok(mirror.by_way_of(transport))
    }

    /// The mirror of a repository, opened or made.
    async fn opened_mirror(&self, repository: &Repository) -> Result<Mirror, EngineError> {
        let url = self.url(&repository.url)?;
        {
            let mut mirrors = lock(&self.mirrors.0);
            if let Some(known) = mirrors.get(&repository.id) {
                if *known.url() == url && known.path().join("HEAD").is_file() {
                    return Ok(known.clone());
                }
                // Somebody deleted the cache, or the repository moved, perhaps by way of another server.
                mirrors.remove(&repository.id);
            }
        }
        let mirror = self.open_mirror(repository.id, url, false).await?;
        let mut mirrors = lock(&self.mirrors.0);
        let kept = mirrors.entry(repository.id).or_insert_with(|| mirror.clone());
        if kept.url() != mirror.url() {
            *kept = mirror;
        }
        Ok(kept.clone())
    }

    /// The mirror that a repository would have at another remote: a folder of its own, so that nothing of
    /// two remotes is ever mixed. It is the repository's once that is moved there.
    pub(crate) async fn mirror_elsewhere(
        &self,
        repository: RepositoryId,
        url: RemoteUrl,
    ) -> Result<Mirror, EngineError> {
        self.open_mirror(repository, url, true).await
    }

    async fn open_mirror(
        &self,
        id: RepositoryId,
        url: RemoteUrl,
        elsewhere: bool,
    ) -> Result<Mirror, EngineError> {
        let folder = self.config.data.join("mirrors");
        let options = self.mirror_options();
        let open = move || {
            let canonical = url.canonical();
            let first = folder.join(format!("{id}.git"));
            let moved = folder.join(format!("{id}-{}.git", &digest(&canonical)[..16]));
            let of_another = Mirror::url_of(&first).is_some_and(|of| of != canonical);
            let path = if elsewhere || of_another || moved.is_dir() { moved } else { first };
            Mirror::open_or_create(&path, &url, &options)
        };
        Ok(blocking(open).await??)
    }

    /// Removes the mirrors of remotes at which a repository is not any more, or was never moved to. One
    /// that was made not long ago may be in use by somebody who looks at what a move would do.
    pub(crate) async fn forget_other_mirrors(
        &self,
        repository: &Repository,
    ) -> Result<(), EngineError> {
        let paths = self.mirror_paths(repository.id);
        if paths.len() < 2 {
            return Ok(());
        }
        let used = self.opened_mirror(repository).await?.path().file_name().map(ToOwned::to_owned);
        for path in paths {
            let made = Mirror::made_at(&path).and_then(|at| at.elapsed().ok());
            if path.file_name().map(ToOwned::to_owned) != used
                && made.is_some_and(|age| age > IN_USE)
            {
                // A mirror is a cache: what is left of it harms nobody.
                let _ = blocking(move || std::fs::remove_dir_all(path)).await?;
            }
        }
        Ok(())
    }

    /// Where mirrors of a repository are.
    fn mirror_paths(&self, id: RepositoryId) -> Vec<PathBuf> {
        let (first, others) = (format!("{id}.git"), format!("{id}-"));
        let Ok(entries) = std::fs::read_dir(self.config.data.join("mirrors")) else {
            return Vec::new();
        };
        let found = entries.filter_map(Result::ok).filter(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name == first || (name.starts_with(&others) && name.ends_with(".git"))
        });
        found.map(|entry| entry.path()).collect()
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
        for path in self.mirror_paths(id) {
            // A mirror is a cache: what is left of it harms nobody.
            let _ = std::fs::remove_dir_all(path);
        }
    }
}
