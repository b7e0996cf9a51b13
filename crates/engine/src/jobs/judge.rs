//! Job: holds every fabric against the rules where that is due: after a start, after a process died before
//! it, after a setting of the rules. Drops inventories that nobody asks for.

use std::sync::Arc;
use std::time::Duration;

use super::{Again, Job, Retries};
use crate::core::Core;

/// How often it is looked whether something is due.
const PERIOD: Duration = Duration::from_mins(1);

/// How long an inventory is kept that nobody asks for.
const UNUSED: Duration = Duration::from_mins(15);

#[derive(Debug, Default)]
pub(super) struct Judge(Retries);

impl Job for Judge {
    const NAME: &'static str = "judge";
    const HOLDS: &'static str = "what is said of a fabric by rules goes by what Git has";

    async fn run(&mut self, core: &Arc<Core>) -> Again {
        core.drop_unused_inventories(UNUSED);
        match core.judging().judge_due().await {
            Ok(()) => {
                self.0.over();
                core.until_due(PERIOD).await;
                Again::After(Duration::ZERO)
            }
            Err(error) => {
                tracing::error!(%error, "a fabric could not be held against the rules yet");
                Again::After(self.0.next(PERIOD))
            }
        }
    }
}
