//! facade (being written)
use std::sync::Arc;
use hedgerow_model::{ConflictId, ConflictState, RunId};
use tokio::sync::broadcast;
use crate::config::EngineConfig;
use crate::error::EngineError;
use crate::views::*;

/// The engine. Cheap to clone.
#[derive(Clone)]
pub struct Engine { #[allow(dead_code)] inner: Arc<()> }

#[allow(unused_variables, missing_docs, clippy::todo, clippy::unused_async)]
impl Engine {
    pub async fn open(config: EngineConfig) -> Result<Self, EngineError> { todo!() }
    pub fn start(&self) { todo!() }
    pub async fn shutdown(&self) { todo!() }
    pub fn events(&self) -> broadcast::Receiver<Event> { todo!() }
    pub async fn ready(&self) -> Result<(), EngineError> { todo!() }
    pub async fn add_repository(&self, new: NewRepository) -> Result<RepositoryView, EngineError> { todo!() }
    pub async fn repositories(&self) -> Result<Vec<RepositoryView>, EngineError> { todo!() }
    pub async fn repository(&self, name: &str) -> Result<RepositoryView, EngineError> { todo!() }
    /// one live exchange; Err says why and what to do
    pub async fn test_repository(&self, name: &str) -> Result<RepositoryView, EngineError> { todo!() }
    pub async fn remove_repository(&self, name: &str) -> Result<(), EngineError> { todo!() }
    pub async fn add_fabric(&self, new: NewFabric) -> Result<FabricView, EngineError> { todo!() }
    pub async fn fabrics(&self) -> Result<Vec<FabricView>, EngineError> { todo!() }
    pub async fn fabric(&self, name: &str) -> Result<FabricView, EngineError> { todo!() }
    pub async fn update_fabric(&self, name: &str, settings: FabricSettings) -> Result<FabricView, EngineError> { todo!() }
    pub async fn remove_fabric(&self, name: &str) -> Result<(), EngineError> { todo!() }
    pub async fn sync(&self, fabric: &str) -> Result<SyncReport, EngineError> { todo!() }
    pub async fn resources(&self, fabric: &str, query: &ResourceQuery) -> Result<Vec<ResourceView>, EngineError> { todo!() }
    pub async fn findings(&self, fabric: &str) -> Result<Vec<FindingView>, EngineError> { todo!() }
    pub async fn save_drafts(&self, fabric: &str, request: DraftRequest) -> Result<ChangeView, EngineError> { todo!() }
    pub async fn changes(&self, fabric: Option<&str>, finished: bool) -> Result<Vec<ChangeView>, EngineError> { todo!() }
    /// by name (the newest that is not over, else the newest) or id
    pub async fn change(&self, change: &str) -> Result<ChangeView, EngineError> { todo!() }
    pub async fn discard(&self, change: &str) -> Result<ChangeView, EngineError> { todo!() }
    pub async fn diff(&self, change: &str) -> Result<DiffView, EngineError> { todo!() }
    /// waits for the outcome; a conflicted, invalid or waiting change is Ok with its state and reason
    pub async fn publish(&self, change: &str, request: PublishRequest) -> Result<PublishReport, EngineError> { todo!() }
    pub async fn conflicts(&self, fabric: Option<&str>, state: Option<ConflictState>) -> Result<Vec<ConflictView>, EngineError> { todo!() }
    pub async fn conflict(&self, id: ConflictId) -> Result<ConflictView, EngineError> { todo!() }
    pub async fn resolve(&self, id: ConflictId, resolution: Resolution, by: Option<Person>) -> Result<ConflictView, EngineError> { todo!() }
    pub async fn runs(&self, fabric: Option<&str>, limit: i64) -> Result<Vec<RunView>, EngineError> { todo!() }
    pub async fn run(&self, id: RunId) -> Result<RunView, EngineError> { todo!() }
    pub async fn directory_preview(&self, fabric: &str) -> Result<RepairView, EngineError> { todo!() }
    pub async fn directory_apply(&self, fabric: &str, previewed: Option<String>) -> Result<RepairView, EngineError> { todo!() }
}
