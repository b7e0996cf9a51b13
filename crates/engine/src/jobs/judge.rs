//! Job: holds fabrics against the rules where that is due. All of them after a start, so that what a process
//! that died left is made up for, and after what went wrong; else those where Git moved, with their open
//! changes, and those where a change was edited, whose changes are held against each other. Drops inventories
//! that nobody asks for. After a start, policies look at what they have not looked at.

use std::sync::Arc;
use std::time::Duration;

use super::{Again, Job, Retries};
use crate::core::Core;

/// How often it is looked for what nobody asks for any more.
const PERIOD: Duration = Duration::from_mins(1);

#[derive(Debug, Default)]
pub(super) struct Judge {
    retries: Retries,
    /// Whether nothing is left of an earlier process, nor of what went wrong.
    is_level: bool,
}

impl Job for Judge {
    const NAME: &'static str = "judge";
    const HOLDS: &'static str = "what is said of a fabric by rules goes by what Git has";

    async fn run(&mut self, core: &Arc<Core>) -> Again {
        core.drop_unused_inventories();
        let judging = core.judging();
        let judged = async {
            if !self.is_level {
                judging.judge_all().await?;
                judging.find_all_clashes().await?;
                core.conflicts().settle_all().await?;
            }
            judging.judge_due().await
        };
        let judged = judged.await;
        self.is_level = judged.is_ok();
        match judged {
            Ok(()) => {
                self.retries.over();
                core.until_due(PERIOD).await;
                Again::After(Duration::ZERO)
            }
            Err(error) => {
                tracing::error!(%error, "a fabric could not be held against the rules yet");
                Again::After(self.retries.next(PERIOD))
            }
        }
    }
}
