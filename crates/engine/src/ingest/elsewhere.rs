//! A source that is to live elsewhere: its whole directory there, against what is known of it.

use hedgerow_git::Oid;
use hedgerow_model::{Fabric, Source};
use hedgerow_store::Transaction;

use super::source::Read;
use super::{Ingest, Work, listed};
use crate::core::{Branch, blocking};
use crate::error::EngineError;
use crate::views::SyncReport;

impl Ingest<'_> {
    /// What is to be done to read a source at `head` of a branch where nothing of it was read before.
    pub(crate) async fn work_elsewhere(
        &self,
        branch: &Branch,
        source: Source,
        fabric: Fabric,
        head: Oid,
    ) -> Result<Work, EngineError> {
        let mirror = branch.mirror.clone();
        let found = blocking(move || {
            let tree = mirror.dir_tree(head, &source.directory)?;
            listed(&mirror, source, tree)
        })
        .await??;
        let source = self.source_work(found, fabric).await?;
        let sources = vec![source];
        // Its policy is looked for with the next look at the branch.
        Ok(Work { new: head, old: None, rewritten: false, ours: false, sources, policies: None })
    }

    /// Reads it within a group of writes in which the source has moved there.
    pub(crate) async fn ingest_elsewhere(
        &self,
        tx: &mut Transaction,
        branch: &Branch,
        work: &Work,
    ) -> Result<SyncReport, EngineError> {
        let mut report = SyncReport::default();
        for source in &work.sources {
            report = self.ingest_source(tx, branch, work, source, Read::Nothing).await?;
        }
        Ok(report)
    }
}
