//! Finding what people name: fabrics, sources, changes, conflicts.

use hedgerow_model::{Change, ChangeId, Conflict, ConflictId, Fabric, FabricId, QueueId, Source};

use super::Core;
use crate::drafts::ChangeError;
use crate::error::{EngineError, Thing};

impl Core {
    /// A fabric by its name.
    pub(crate) async fn fabric_named(&self, name: &str) -> Result<Fabric, EngineError> {
        Ok(self.fabric_at(name).await?.0)
    }

    /// Where a fabric's resources live.
    pub(crate) async fn source_of(&self, fabric: &Fabric) -> Result<Source, EngineError> {
        self.store
            .sources_of_fabric(fabric.id)
            .await?
            .into_iter()
            .next()
            .ok_or_else(|| EngineError::Internal(format!("fabric `{}` has no source", fabric.name)))
    }

    /// The queue that a fabric's changes go through.
    pub(crate) async fn queue_of(&self, id: FabricId) -> Result<QueueId, EngineError> {
        let sources = self.store.sources_of_fabric(id).await?;
        sources
            .first()
            .map(|source| source.queue_id)
            .ok_or_else(|| EngineError::Internal("a fabric without a source".to_owned()))
    }

    /// A fabric that was referred to.
    pub(crate) async fn fabric_by_id(&self, id: FabricId) -> Result<Fabric, EngineError> {
        self.store
            .fabric(id)
            .await?
            .ok_or_else(|| EngineError::not_found(Thing::Fabric, id.to_string()))
    }

    /// A change by its name (one that is not over before one that is; then the newest) or its id.
    pub(crate) async fn change_named(&self, typed: &str) -> Result<Change, EngineError> {
        let found = match typed.parse::<ChangeId>() {
            Ok(id) => self.store.change(id).await?,
            Err(_) => {
                let found = self.store.changes_by_name(typed).await?;
                let open: Vec<&Change> =
                    found.iter().filter(|change| !change.state.is_final()).collect();
                if let [first, .., last] = open.as_slice()
                    && first.fabric_id != last.fabric_id
                {
                    return Err(ChangeError::Ambiguous { name: typed.to_owned() }.into());
                }
                found.into_iter().next()
            }
        };
        found.ok_or_else(|| EngineError::not_found(Thing::Change, typed))
    }

    /// A change that was referred to.
    pub(crate) async fn change_by_id(&self, id: ChangeId) -> Result<Change, EngineError> {
        self.store
            .change(id)
            .await?
            .ok_or_else(|| EngineError::not_found(Thing::Change, id.to_string()))
    }

    /// A conflict by its number.
    pub(crate) async fn conflict_by_id(&self, id: ConflictId) -> Result<Conflict, EngineError> {
        self.store
            .conflict(id)
            .await?
            .ok_or_else(|| EngineError::not_found(Thing::Conflict, id.to_string()))
    }

    /// What people call a fabric; nothing when it is gone.
    pub(crate) async fn name_of_fabric(&self, id: FabricId) -> Result<String, EngineError> {
        Ok(self.store.fabric(id).await?.map(|fabric| fabric.name).unwrap_or_default())
    }

    /// What people call the fabric of a source.
    pub(crate) async fn fabric_name(&self, source: &Source) -> Result<String, EngineError> {
        let fabric = self.store.fabric(source.fabric_id).await?;
        fabric
            .map(|fabric| fabric.name)
            .ok_or_else(|| EngineError::Internal("a source without a fabric".to_owned()))
    }

    /// The fabric of this name, with the revision of its settings.
    pub(crate) async fn fabric_at(&self, name: &str) -> Result<(Fabric, i64), EngineError> {
        self.store.fabric_at(name).await?.ok_or_else(|| EngineError::not_found(Thing::Fabric, name))
    }
}
