//! Job: packs mirrors that have grown, as every push leaves objects behind, and removes those of former
//! URLs. Period: that of the poll.

use std::sync::Arc;

use hedgerow_git::Mirror;
use hedgerow_model::Queue;

use super::{Again, Job};
use crate::core::{Core, blocking};
use crate::error::EngineError;

/// A mirror with more than this is packed.
const LOOSE_OBJECTS: u64 = 5_000;
const PACKS: u64 = 50;

#[derive(Debug)]
pub(super) struct TidyMirrors;

impl Job for TidyMirrors {
    const NAME: &'static str = "tidy-mirrors";
    const HOLDS: &'static str = "no mirror of a branch in use has many loose objects or packs, and none is of a remote \
        that is not in use";

    async fn run(&mut self, core: &Arc<Core>) -> Again {
        match core.store.queues().await {
            Ok(queues) => {
                for queue in queues {
                    if let Err(error) = tidy(core, &queue).await {
                        tracing::warn!(queue = queue.id.0, branch = queue.branch, %error,
                            "a mirror is not tidied");
                    }
                }
            }
            Err(error) => tracing::error!(%error, "queues cannot be listed"),
        }
        for repository in core.store.repositories().await.unwrap_or_default() {
            if let Err(error) = core.forget_other_mirrors(&repository).await {
                tracing::warn!(repository = repository.name, %error,
                    "mirrors of former URLs are not removed");
            }
        }
        Again::After(core.config.poll)
    }
}

async fn tidy(core: &Core, queue: &Queue) -> Result<(), EngineError> {
    if core.store.sources_of_queue(queue.id).await?.is_empty() {
        return Ok(());
    }
    let mirror = core.mirror_of(queue.id).await?;
    if !has_grown(&mirror).await? {
        return Ok(());
    }
    // Nobody fetches into it or builds commits in it meanwhile.
    let _queue = core.lock_queue(queue.id).await?;
    Ok(blocking(move || mirror.maintain()).await??)
}

async fn has_grown(mirror: &Mirror) -> Result<bool, EngineError> {
    let mirror = mirror.clone();
    let size = blocking(move || mirror.size()).await??;
    Ok(size.loose_objects > LOOSE_OBJECTS || size.packs > PACKS)
}
