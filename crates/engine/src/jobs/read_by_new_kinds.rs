//! Job: holds what Git has and what people draft against the definitions that a fabric's cluster has now. Wakes: a cluster
//! told something else of its kinds; at the start what an earlier process left. What does not work out is tried again.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use hedgerow_model::FabricId;
use hedgerow_plan::is_stale;

use super::{Again, Job, Retries};
use crate::core::Core;
use crate::error::EngineError;

const LONGEST: Duration = Duration::from_mins(1);

#[derive(Debug, Default)]
pub(super) struct ReadByNewKinds {
    retries: Retries,
    /// Whether what an earlier process left was looked for.
    has_looked: bool,
    /// What did not work out.
    left: BTreeSet<FabricId>,
}

impl Job for ReadByNewKinds {
    const NAME: &'static str = "read by new kinds";
    const HOLDS: &'static str =
        "documents and drafts are held against the kinds as the fabric's cluster has them";

    async fn run(&mut self, core: &Arc<Core>) -> Again {
        if !self.has_looked {
            match left_by_others(core).await {
                Ok(left) => self.left.extend(left),
                Err(error) => {
                    tracing::error!(%error, "fabrics in clusters cannot be listed");
                    return Again::After(self.retries.next(LONGEST));
                }
            }
            self.has_looked = true;
            // At once.
            core.redefined.add_all(std::mem::take(&mut self.left));
        }
        // What did not work out holds up no other.
        let new = match self.left.is_empty() {
            true => core.redefined.take().await,
            false => {
                let pause = self.retries.next(LONGEST);
                tokio::time::timeout(pause, core.redefined.take()).await.unwrap_or_default()
            }
        };
        self.left.extend(new);
        for fabric in std::mem::take(&mut self.left) {
            if let Err(error) = core.ingest().hold_against_new_kinds(fabric).await {
                tracing::warn!(fabric = fabric.0, %error, "a fabric is not held against its cluster's definitions yet");
                self.left.insert(fabric);
            }
        }
        if self.left.is_empty() {
            self.retries.over();
        }
        Again::After(Duration::ZERO)
    }
}

/// Fabrics in clusters that are to be read again.
async fn left_by_others(core: &Core) -> Result<Vec<FabricId>, EngineError> {
    let mut left = Vec::new();
    for place in core.store.fabric_clusters().await? {
        let sources = core.store.sources_of_fabric(place.fabric).await?;
        if sources.iter().any(is_stale) {
            left.push(place.fabric);
        }
    }
    Ok(left)
}
