//! Job: forgets what Git had of resources long ago. Period: an hour.

use std::sync::Arc;
use std::time::Duration;

use hedgerow_store::StoreError;

use super::{Again, Job};
use crate::core::{Core, now};

const PERIOD: Duration = Duration::from_secs(3600);

/// For how long it is kept: who saves a text that is older is not asked what it was read from.
const KEPT_MS: i64 = 30 * 24 * 3600 * 1000;

/// How many rows go in one group of writes.
const AT_ONCE: i64 = 1000;

#[derive(Debug)]
pub(super) struct ForgetEarlier;

impl Job for ForgetEarlier {
    const NAME: &'static str = "forget-earlier";
    const HOLDS: &'static str = "earlier texts of resources are kept for thirty days";

    async fn run(&mut self, core: &Arc<Core>) -> Again {
        if let Err(error) = forget(core).await {
            tracing::warn!(%error, "old texts of resources could not be deleted");
        }
        Again::After(PERIOD)
    }
}

async fn forget(core: &Core) -> Result<(), StoreError> {
    loop {
        let mut tx = core.store.write().await?;
        let gone = tx.forget_earlier(now() - KEPT_MS, AT_ONCE).await?;
        tx.commit().await?;
        if gone == 0 {
            return Ok(());
        }
    }
}
