//! Job: gives events to whoever listens, and forgets those that are old. Wakes: every commit of this
//! server that tells something; once a second for what other servers on the database tell.

use std::sync::Arc;
use std::time::Duration;

use hedgerow_store::StoreError;

use super::{Again, Job};
use crate::core::{Core, now};

/// How late what another server told is heard.
const PERIOD: Duration = Duration::from_secs(1);

/// How long more is waited for before it is passed on: many changes at once are read together.
const GATHER: Duration = Duration::from_millis(20);

/// How many events are kept, and for how long: whoever was away for longer asks for everything again.
const KEPT: i64 = 4096;
const KEPT_MS: i64 = 24 * 3600 * 1000;

/// After how many events old ones are looked for.
const BATCH: usize = 512;

/// How many are forgotten in one group of writes.
const FORGOTTEN: i64 = 1024;

#[derive(Debug, Default)]
pub(super) struct PassOnEvents {
    /// Events since old ones were looked for; none at the start.
    since: Option<usize>,
}

impl Job for PassOnEvents {
    const NAME: &'static str = "pass-on-events";
    const HOLDS: &'static str =
        "every listener has received the recorded events; old events are deleted";

    async fn run(&mut self, core: &Arc<Core>) -> Again {
        tokio::time::sleep(GATHER).await;
        if let Err(error) = self.pass_on(core).await {
            tracing::warn!(%error, "live views do not receive events");
        }
        Again::AfterOrTold(PERIOD)
    }
}

impl PassOnEvents {
    async fn pass_on(&mut self, core: &Core) -> Result<(), StoreError> {
        let count = core.events.pass_on().await?;
        self.since = self.since.map(|since| since + count);
        if self.since.is_none_or(|since| since >= BATCH) {
            forget_old(core).await?;
            self.since = Some(0);
        }
        Ok(())
    }
}

async fn forget_old(core: &Core) -> Result<(), StoreError> {
    loop {
        let mut tx = core.store.write().await?;
        let gone = tx.prune_events(KEPT, now() - KEPT_MS, FORGOTTEN).await?;
        tx.commit().await?;
        if gone == 0 {
            return Ok(());
        }
    }
}
