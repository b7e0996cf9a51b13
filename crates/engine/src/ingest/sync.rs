//! One whole sync, because somebody asked: look, read, normalise raw/, publish what is queued.

use std::time::Instant;

use hedgerow_model::Actor;

use super::Ingest;
use crate::error::EngineError;
use crate::views::SyncReport;

impl Ingest<'_> {
    /// Brings the database up to date with Git, normalises raw/, publishes what is queued.
    pub(crate) async fn sync(
        &self,
        fabric: &str,
        actor: &Actor,
    ) -> Result<SyncReport, EngineError> {
        let began = Instant::now();
        let fabric = self.fabric_named(fabric).await?;
        let source = self.source_of(&fabric).await?;
        self.progress(Some(&fabric.name), "waiting for the branch");
        let mut guard = self.lock_queue_for_people(source.queue_id).await?;
        self.outbound().settle(source.queue_id, &mut guard).await?;
        self.progress(Some(&fabric.name), "reading the remote");
        let branch = self.branch(source.queue_id).await?;
        let reports = self.refresh(&branch, actor).await?;
        if reports.as_ref().is_some_and(|reports| reports.contains_key(&fabric.id)) {
            self.untold(fabric.id);
        }
        let mut report = reports
            .and_then(|mut reports| reports.remove(&fabric.id))
            .or_else(|| self.untold(fabric.id))
            .unwrap_or_else(|| SyncReport { nothing_new: true, ..SyncReport::default() });
        report.fabric.clone_from(&fabric.name);
        self.own().normalise(&source, &mut report, actor).await?;
        if report.normalise_commit.is_some() {
            report.nothing_new = false;
        }
        self.outbound().drain_locked(source.queue_id, &mut guard).await?;
        let current = self.source_of(&fabric).await?;
        report.commit = current.ingested_commit;
        if report.commit.is_none() {
            report.alerts.push(format!(
                "branch `{}` does not exist on the remote yet; the first publish or push creates it",
                branch.queue.branch
            ));
        }
        report.duration_ms = began.elapsed().as_secs_f64() * 1000.0;
        Ok(report)
    }
}
