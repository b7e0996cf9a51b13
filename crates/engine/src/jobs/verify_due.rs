//! Job: verifies each fabric once in a while, one at a time, and repairs where the configuration says so. Period: a
//! minute; at once while more are due.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use hedgerow_model::{Actor, FabricId, Millis};

use super::{Again, Job};
use crate::core::{Core, now};
use crate::error::EngineError;
use crate::verify::next_at;

const PERIOD: Duration = Duration::from_secs(60);

#[derive(Debug, Default)]
pub(super) struct VerifyDue {
    /// When each was tried last, whatever came of it.
    tried: HashMap<FabricId, Millis>,
}

impl Job for VerifyDue {
    const NAME: &'static str = "verify";
    const HOLDS: &'static str =
        "it is known whether what the database has is what Git and the cluster have";

    async fn run(&mut self, core: &Arc<Core>) -> Again {
        if core.config.verify_every.is_zero() {
            return Again::Never;
        }
        match self.one(core).await {
            Ok(true) => Again::After(Duration::ZERO),
            Ok(false) => Again::After(PERIOD),
            Err(error) => {
                tracing::warn!(%error, "a fabric could not be verified");
                Again::After(PERIOD)
            }
        }
    }
}

impl VerifyDue {
    /// Verifies the one that has been due for longest; `false` where none is.
    async fn one(&mut self, core: &Core) -> Result<bool, EngineError> {
        let every =
            Millis::try_from(core.config.verify_every.as_millis()).unwrap_or(Millis::MAX / 4);
        let fabrics = core.store.verified_at().await?;
        self.tried.retain(|fabric, _| fabrics.iter().any(|(of, _)| of == fabric));
        let due = fabrics
            .into_iter()
            .map(|(fabric, last)| {
                let last = last.max(self.tried.get(&fabric).copied());
                (next_at(fabric, last, core.began, every), fabric)
            })
            .filter(|(at, _)| *at <= now())
            .min();
        let Some((_, fabric)) = due else { return Ok(false) };
        self.tried.insert(fabric, now());
        let Some(fabric) = core.store.fabric(fabric).await? else { return Ok(true) };
        let repair = core.config.verify_repair;
        let report = core.verify().run(&fabric.name, repair, &Actor::system()).await?;
        if report.total() > 0 {
            tracing::warn!(
                fabric = fabric.name,
                differences = report.total(),
                "the database differs from what was read afresh"
            );
        }
        Ok(true)
    }
}
