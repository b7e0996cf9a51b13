//! A queue with all that is needed to work on it.

use hedgerow_git::{Credential, Mirror, Oid};
use hedgerow_model::{Queue, QueueId, Repository, Source};

use super::Core;
use crate::error::EngineError;

/// One queue with all that is needed to work on it.
#[derive(Clone)]
pub(crate) struct Branch {
    pub(crate) queue: Queue,
    pub(crate) sources: Vec<Source>,
    pub(crate) mirror: Mirror,
    pub(crate) credential: Credential,
    pub(crate) repository: Repository,
    /// A newer head, which the mirror has and the database has not read yet: while a publish races with
    /// others.
    pub(crate) onto: Option<Oid>,
}

impl Branch {
    /// The head the database agrees with.
    pub(crate) fn head(&self) -> Result<Option<Oid>, EngineError> {
        self.queue.head.as_deref().map(oid).transpose()
    }

    /// The head that commits are built on and pushed to.
    pub(crate) fn tip(&self) -> Result<Option<Oid>, EngineError> {
        if self.onto.is_some() { Ok(self.onto) } else { self.head() }
    }
}

/// Reads an object id that was stored as text.
pub(crate) fn oid(text: &str) -> Result<Oid, EngineError> {
    text.parse().map_err(|error| EngineError::Internal(format!("stored object id: {error}")))
}

impl Core {
    /// The queue with its repository, sources and mirror, as they are now.
    pub(crate) async fn branch(&self, id: QueueId) -> Result<Branch, EngineError> {
        let (queue, repository) = self.store.queue_with_repository(id).await?;
        let sources = self.store.sources_of_queue(id).await?;
        let mirror = self.mirror(&repository).await?;
        let url = self.url(&repository.url)?;
        let credential = self.admin().credential_of(repository.credential.as_deref(), &url).await?;
        Ok(Branch { queue, sources, mirror, credential, repository, onto: None })
    }
}
