//! Whether a fabric would work: its resources and changes held against the rules between resources.
//!
//! What Git has is judged after each ingest, and written down as findings with what that was concluded
//! from; a process that dies in between judges at its next start. What changes would do is asked of the same
//! inventory and never written into it.

mod added;
mod ahead;
mod changes;
mod clashes;
mod declared;
mod error;
mod free;
mod git;
mod impact;
mod open;
mod placing;
mod rules;
mod together;
mod verify;

use std::collections::HashMap;

use hedgerow_model::FabricId;
use hedgerow_plan::Held;

use crate::error::EngineError;

pub(crate) use changes::Foreseen;
pub use error::RuleError;

crate::core::capability! {
    /// Whether a fabric would work: its resources and changes held against the rules between resources.
    Judging, judging
}

impl Judging<'_> {
    /// The resources of some fabrics, held for as long as changes are stacked on them. In the order of the
    /// fabrics, for everybody.
    pub(crate) async fn held(
        &self,
        fabrics: impl IntoIterator<Item = FabricId>,
    ) -> Result<HashMap<FabricId, Held>, EngineError> {
        let fabrics: std::collections::BTreeSet<FabricId> = fabrics.into_iter().collect();
        let mut held = HashMap::new();
        for fabric in fabrics {
            let inventory = self.inventory(fabric).await?;
            let at = inventory.standpoint();
            held.insert(fabric, Held { inventory: Box::new(inventory), at });
        }
        Ok(held)
    }
}
