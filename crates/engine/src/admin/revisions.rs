//! Revisions of what people edit: said again with an edit, so that nobody overwrites what they did
//! not see.
//!
//! Asked for before the thing itself: what is looked at then is at least as new as its revision.

use crate::engine::Engine;
use crate::error::{EngineError, Thing};

impl Engine {
    /// The revision of a fabric's settings.
    ///
    /// # Errors
    /// When there is no such fabric.
    pub async fn fabric_revision(&self, name: &str) -> Result<i64, EngineError> {
        Ok(self.core.fabric_at(name).await?.1)
    }

    /// The revision of a repository's settings.
    ///
    /// # Errors
    /// When there is no such repository.
    pub async fn repository_revision(&self, name: &str) -> Result<i64, EngineError> {
        Ok(self.core.admin().repository_at(name).await?.1)
    }

    /// The revision of a change: counts what its drafts, its message and its state went through.
    ///
    /// # Errors
    /// When there is no such change.
    pub async fn change_revision(&self, change: &str) -> Result<i64, EngineError> {
        let id = self.core.change_named(change).await?.id;
        let revision = self.core.store.change_revision(id).await?;
        revision.ok_or_else(|| EngineError::not_found(Thing::Change, change))
    }
}
