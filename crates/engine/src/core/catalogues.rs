//! What is known of the kinds of each fabric.

use std::collections::HashMap;
use std::sync::Mutex;

use hedgerow_model::FabricId;
use hedgerow_schema::Catalogue;

use super::{Core, blocking, lock};
use crate::error::EngineError;

/// Catalogues that were read from a fabric's definitions. The definitions are given once, when the
/// fabric is connected, and its number is not given again while it is there: what is kept is right
/// for as long as the fabric is. A second implementation, for several servers, has to hear of a
/// fabric that another one removed.
pub(crate) trait Catalogues: Send + Sync {
    /// That of a fabric, where it was kept.
    fn known(&self, id: FabricId) -> Option<Catalogue>;

    /// Keeps it.
    fn keep(&self, id: FabricId, catalogue: Catalogue);

    /// The fabric is gone.
    fn forget(&self, id: FabricId);
}

/// Within this process.
#[derive(Default)]
pub(crate) struct CataloguesInMemory(Mutex<HashMap<FabricId, Catalogue>>);

impl Catalogues for CataloguesInMemory {
    fn known(&self, id: FabricId) -> Option<Catalogue> {
        lock(&self.0).get(&id).cloned()
    }

    fn keep(&self, id: FabricId, catalogue: Catalogue) {
        lock(&self.0).insert(id, catalogue);
    }

    fn forget(&self, id: FabricId) {
        lock(&self.0).remove(&id);
    }
}

impl Core {
    /// What is known of the kinds of a fabric.
    pub(crate) async fn catalogue(&self, id: FabricId) -> Result<Catalogue, EngineError> {
        if let Some(known) = self.catalogues.known(id) {
            return Ok(known);
        }
        let crds = self.store.crds(id).await?;
        let catalogue = if crds.is_empty() {
            self.builtin.clone()
        } else {
            let files: Vec<(String, String)> =
                crds.into_iter().map(|crd| (crd.name, crd.text)).collect();
            blocking(move || Catalogue::with_crds(&files).0).await?
        };
        self.catalogues.keep(id, catalogue.clone());
        Ok(catalogue)
    }
}
