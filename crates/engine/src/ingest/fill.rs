//! Edges of rows that a program from before edges wrote: read from the texts that the database has,
//! without Git, a few files at a time.
//!
//! Each batch is one transaction with the mark how far it got, so that a process that dies continues
//! where it was. What is not filled yet is unknown; nothing is concluded from it.

use hedgerow_model::{Document, FabricId, SourceId, Standing};
use hedgerow_store::DocumentEdges;

use super::Ingest;
use crate::core::blocking;
use crate::error::EngineError;
use hedgerow_plan::edges_of_text;

/// How many files, or drafts, are read at once. Whoever saves drafts of the fabric waits so long.
const BATCH: i64 = 100;

impl Ingest<'_> {
    /// Writes the edges that are missing, of every source and draft. Finds nothing to do in a database
    /// that this version made.
    pub(crate) async fn fill_edges(&self) -> Result<(), EngineError> {
        for (source, fabric) in self.store.sources_without_edges().await? {
            while self.fill_some(source, fabric).await? {
                self.steps.reached("fill.batch-written");
            }
        }
        while self.fill_some_drafts().await? {}
        self.drafts().judge_drafts().await
    }

    /// Writes the edges of some files of a source; says whether there may be more.
    async fn fill_some(&self, source: SourceId, fabric: FabricId) -> Result<bool, EngineError> {
        // No ingest moves the documents meanwhile.
        let _edits = self.lock_fabric(fabric).await;
        let paths = self.store.files_without_edges(source, BATCH).await?;
        if paths.is_empty() {
            self.conclude(source, fabric).await?;
            return Ok(false);
        }
        let documents = self.store.documents_in(source, &paths).await?;
        let edges = blocking(move || edges_of_documents(documents)).await?;
        let mut tx = self.store.write().await?;
        // An ingest that read the source whole was faster.
        if tx.edges_after(source).await?.is_none() {
            return Ok(false);
        }
        tx.add_edges(source, &edges).await?;
        tx.set_edges_after(source, paths.last().map(String::as_str)).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The edges of a source are all there: pages that are open ask again.
    async fn conclude(&self, source: SourceId, fabric: FabricId) -> Result<(), EngineError> {
        let sources = self.store.sources_of_fabric(fabric).await?;
        let commit =
            sources.into_iter().find(|of| of.id == source).and_then(|of| of.ingested_commit);
        let mut tx = self.store.write().await?;
        tx.set_edges_after(source, None).await?;
        if let (Some(fabric), Some(commit)) = (tx.fabric(fabric).await?, commit) {
            self.record().emit_read_again(&mut tx, &fabric.name, &commit)?;
        }
        tx.commit().await?;
        Ok(())
    }

    async fn fill_some_drafts(&self) -> Result<bool, EngineError> {
        let due = self.store.drafts_without_edges(BATCH).await?;
        if due.is_empty() {
            return Ok(false);
        }
        let read = blocking(move || {
            let edges = |text: &Option<String>| text.as_deref().map(edges_of_text);
            due.into_iter()
                .map(|draft| (edges(&draft.text).unwrap_or_default(), draft))
                .collect::<Vec<_>>()
        })
        .await?;
        let mut tx = self.store.write().await?;
        for (edges, draft) in &read {
            tx.fill_draft_edges(draft, edges).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}

fn edges_of_documents(documents: Vec<Document>) -> Vec<DocumentEdges> {
    documents
        .into_iter()
        .filter(|document| document.standing == Standing::Live)
        .map(|document| DocumentEdges {
            edges: edges_of_text(&document.text),
            path: document.path,
            ordinal: document.ordinal,
        })
        .collect()
}
