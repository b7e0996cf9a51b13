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
}

impl Branch {
    /// The head the database agrees with.
    pub(crate) fn head(&self) -> Result<Option<Oid>, EngineError> {
        self.queue.head.as_deref().map(oid).transpose()
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
        Ok(Branch { queue, sources, mirror, credential, repository })
    }
}
