//! Job: writes the edges that an earlier program left out. Wakes: the start. What is not filled is
//! unknown to everybody who asks, so it is tried until it is done.

use std::sync::Arc;

use super::{Again, Job, Retries};
use crate::core::Core;

#[derive(Debug, Default)]
pub(super) struct FillEdges(Retries);

impl Job for FillEdges {
    const NAME: &'static str = "fill-edges";
    const HOLDS: &'static str = "every document and draft has its edges";

    async fn run(&mut self, core: &Arc<Core>) -> Again {
        match core.ingest().fill_edges().await {
            Ok(()) => Again::Never,
            Err(error) => {
                tracing::error!(%error, "references of earlier rows are not written yet");
                Again::After(self.0.next(core.config.poll))
            }
        }
    }
}
