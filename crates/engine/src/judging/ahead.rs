//! After a lost race: whether what others pushed and what was merged break a rule together.

use std::collections::BTreeMap;

use hedgerow_model::{FabricId, Identity};
use hedgerow_plan::{Ready, Touched, prefix, stands_beside};

use super::Judging;
use crate::core::{Branch, blocking};
use crate::error::EngineError;

impl Judging<'_> {
    /// Whether the changes of `ready` still break nothing once others have `touched` these paths: see
    /// [`stands_beside`].
    pub(crate) async fn stand_beside(
        &self,
        branch: &Branch,
        ready: &[Ready],
        touched: Vec<Touched>,
    ) -> Result<bool, EngineError> {
        let mut of: BTreeMap<FabricId, Vec<Ready>> = BTreeMap::new();
        for one in ready {
            of.entry(one.change.fabric_id).or_default().push(one.clone());
        }
        for (fabric, ready) in of {
            let source = branch.sources.iter().find(|source| source.fabric_id == fabric);
            let Some(source) = source else { return Ok(false) };
            let directory = prefix(&source.directory);
            let theirs = touched.iter().filter(|one| one.path.starts_with(&*directory));
            let theirs: Vec<Touched> = theirs.cloned().collect();
            if theirs.is_empty() {
                continue;
            }
            let paths: Vec<String> = theirs.iter().map(|one| one.path.clone()).collect();
            let stood = self.store.documents_in(source.id, &paths).await?;
            let stood: Vec<Identity> =
                stood.into_iter().map(|document| document.identity).collect();
            let catalogue = self.catalogue(fabric).await?;
            let mut inventory = self.inventory(fabric).await?;
            let stand = blocking(move || {
                stands_beside(&mut inventory, &catalogue, &ready, &theirs, &stood)
            });
            if !stand.await? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
