//! What Git has and what people draft, held against the definitions that a fabric's cluster has now.

use hedgerow_model::{Actor, FabricId};
use hedgerow_plan::is_stale;

use super::Ingest;
use crate::error::EngineError;

impl Ingest<'_> {
    /// Reads a fabric again at the commit that was read last, and has its drafts meet it. Asks no remote: what the
    /// mirror lost is read at the next look.
    pub(crate) async fn hold_against_new_kinds(&self, id: FabricId) -> Result<(), EngineError> {
        let Some(fabric) = self.store.fabric(id).await? else { return Ok(()) };
        // First: that the documents are read by the new definitions says that this was done too.
        self.drafts().all_meet_git(&fabric).await?;
        let source = self.source_of(&fabric).await?;
        let mut guard = self.lock_queue_for_people(source.queue_id).await?;
        self.outbound().settle(source.queue_id, &mut guard).await?;
        let branch = self.branch(source.queue_id).await?;
        let is_due = branch.sources.iter().any(|it| it.fabric_id == id && is_stale(it));
        if is_due
            && let Some(head) = branch.head()?
            && branch.mirror.commit_exists(head)
        {
            self.ingest(&branch, head, &Actor::system()).await?;
        }
        drop(guard);
        // Pages that are open ask for the kinds again.
        let mut tx = self.store.write().await?;
        let commit = source.ingested_commit.unwrap_or_default();
        self.record().emit_read_again(&mut tx, &fabric.name, &commit)?;
        tx.commit().await?;
        Ok(())
    }
}
