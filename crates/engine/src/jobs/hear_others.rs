//! Job: passes on what other servers on the database tell who follows clusters here. Period: a second.

use std::sync::Arc;
use std::time::Duration;

use super::{Again, Job};
use crate::core::Core;
use crate::error::EngineError;

/// How late what another server told is heard.
const PERIOD: Duration = Duration::from_secs(1);

pub(super) struct HearOthers;

impl Job for HearOthers {
    const NAME: &'static str = "hear others";
    const HOLDS: &'static str =
        "who follows a cluster here has heard what other servers told of it";

    async fn run(&mut self, core: &Arc<Core>) -> Again {
        if let Err(error) = hear(core).await {
            tracing::warn!(%error, "what other servers tell of clusters is not heard");
        }
        Again::After(PERIOD)
    }
}

async fn hear(core: &Core) -> Result<(), EngineError> {
    let mut notes = core.store.follower_notes().await?;
    notes.retain(|(_, fabric, _)| core.follows(*fabric));
    if notes.is_empty() {
        return Ok(());
    }
    // First they go: one that says the same, left from now on, is a note of its own and is heard again.
    let ids: Vec<i64> = notes.iter().map(|(id, ..)| *id).collect();
    let mut tx = core.store.write().await?;
    tx.remove_follower_notes(&ids).await?;
    tx.commit().await?;
    for (_, fabric, text) in notes {
        match serde_json::from_str(&text) {
            Ok(note) => core.heard(fabric, note),
            // A newer server's: to compare all is never wrong.
            Err(_) => core.observed.ask_again(fabric),
        }
    }
    Ok(())
}
