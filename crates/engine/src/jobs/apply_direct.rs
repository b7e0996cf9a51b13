//! Job: brings clusters to what Git wants, of the fabrics that say so and whose clusters this server follows, by one task
//! each: when something was compared, and when something is due again. Period: two seconds, to see which fabrics those are.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use hedgerow_model::FabricId;

use super::each::Each;
use super::{Again, Job, Retries};
use crate::core::{Core, now};
use crate::error::EngineError;

const PERIOD: Duration = Duration::from_secs(2);

/// How long nothing is looked at where nothing is due.
const LONGEST: Duration = Duration::from_mins(5);

#[derive(Default)]
pub(super) struct ApplyDirect {
    applied: Each<FabricId>,
}

impl Job for ApplyDirect {
    const NAME: &'static str = "apply directly";
    const HOLDS: &'static str =
        "clusters that Hedgerow applies to have what Git wants, or it is said why not";

    async fn run(&mut self, core: &Arc<Core>) -> Again {
        match core.store.direct_fabrics().await {
            Ok(fabrics) => {
                self.applied.keep_only(&fabrics.iter().copied().collect::<HashSet<_>>());
                // Others are told of what was compared; one task that is in the middle of it ends by itself.
                for fabric in fabrics.into_iter().filter(|it| core.follows(*it)) {
                    let core = core.clone();
                    self.applied.ensure(fabric, |_| keep_applying(core, fabric));
                }
            }
            Err(error) => tracing::error!(%error, "the fabrics that are applied cannot be listed"),
        }
        Again::After(PERIOD)
    }
}

/// Applies a fabric for as long as it is there.
async fn keep_applying(core: Arc<Core>, id: FabricId) {
    let mut retries = Retries::default();
    loop {
        let pause = match once(&core, id).await {
            Ok(None) => return,
            Ok(Some(pause)) => {
                retries = Retries::default();
                pause
            }
            Err(error) => {
                tracing::warn!(fabric = id.0, %error, "a fabric's cluster could not be brought to what Git wants");
                retries.next(LONGEST)
            }
        };
        core.observed.applying(id).until_compared(pause).await;
    }
}

/// Does what is due, and says after how long something is due again; nothing where the fabric is gone, or another server
/// follows its cluster.
async fn once(core: &Core, id: FabricId) -> Result<Option<Duration>, EngineError> {
    if !core.follows(id) {
        return Ok(None);
    }
    let Some(fabric) = core.store.fabric(id).await? else { return Ok(None) };
    let due = core.apply().due(&fabric).await?;
    let pause = due.map(|due| Duration::from_millis(u64::try_from(due - now()).unwrap_or(0)));
    Ok(Some(pause.unwrap_or(LONGEST).clamp(Duration::from_millis(100), LONGEST)))
}
