//! What is asked of applying, and what is shown of it.

use hedgerow_model::{Applied, Identity};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::views::{AppliedView, ApplyView, ClusterApplyRequest, Page, PageRequest, USUAL};

impl Engine {
    /// Brings a fabric's cluster to what Git wants, now; or asks the cluster whether it would take that.
    ///
    /// Only what Git changed is done. What others manage is taken over only where that is asked for, and many deletions
    /// only where they are confirmed.
    ///
    /// # Errors
    /// When there is no such fabric, it lives in no cluster or only observes it, or that is not reached.
    pub async fn apply(
        &self,
        fabric: &str,
        request: ClusterApplyRequest,
    ) -> Result<ApplyView, EngineError> {
        self.core.apply().requested(fabric, &request, &self.actor).await
    }

    /// What was last done to a fabric's resources in its cluster; with `open`, only what is not done.
    ///
    /// # Errors
    /// When there is no such fabric, it lives in no cluster, or the page cannot be read.
    pub async fn applied(
        &self,
        fabric: &str,
        open: bool,
        ask: &PageRequest,
    ) -> Result<Page<AppliedView>, EngineError> {
        const LIST: &str = "applied";
        let (limit, after) = (ask.limit(USUAL)?, ask.after::<Identity>(LIST)?);
        let fabric = self.core.fabric_named(fabric).await?;
        self.core.observe().place_of(&fabric).await?;
        let rows =
            self.core.store.applied_after(fabric.id, open, after.as_ref(), limit + 1).await?;
        let page = Page::cut(rows, limit, LIST, |row: &Applied| row.identity.clone());
        Ok(page.map(|row| AppliedView {
            resource: row.identity.to_string(),
            act: Some(row.act),
            outcome: row.outcome,
            why: row.detail,
            fields: Vec::new(),
            at: Some(row.at),
            retry_at: row.retry_at,
            answer: row.answer,
        }))
    }
}
