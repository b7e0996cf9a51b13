//! Parsed files as rows of the database, gathered and written in batches.

use hedgerow_git::Oid;
use hedgerow_model::{Document, Finding, Source, Standing};
use hedgerow_plan::{Arrived, ArrivedDocument, ParsedDocument};
use hedgerow_store::{DocumentEdges, Transaction};

use super::source::LISTED;
use crate::error::EngineError;

/// Gathers rows and writes them in batches.
pub(super) struct Writer {
    source: hedgerow_model::SourceId,
    fabric: hedgerow_model::FabricId,
    pub(super) documents: Vec<Document>,
    edges: Vec<DocumentEdges>,
    pub(super) findings: Vec<Finding>,
    /// The first findings that were written, for the report.
    pub(super) first: Vec<Finding>,
    /// How many findings were written.
    pub(super) found: usize,
}

impl Writer {
    pub(super) fn new(source: &Source) -> Self {
        Self {
            source: source.id,
            fabric: source.fabric_id,
            documents: Vec::new(),
            edges: Vec::new(),
            findings: Vec::new(),
            first: Vec::new(),
            found: 0,
        }
    }

    /// Adds a file's documents and findings. What is kept of it is known only when all files are read.
    pub(super) fn add(&mut self, path: &str, blob: Oid, arrived: Arrived) {
        let blob = blob.to_string();
        for ArrivedDocument { standing, ordinal, mut parsed } in arrived.documents {
            if !parsed.references.is_empty() {
                let references = std::mem::take(&mut parsed.references);
                let edges = references.into_iter().map(|reference| reference.edge).collect();
                self.edges.push(DocumentEdges { path: path.to_owned(), ordinal, edges });
            }
            self.documents.push(self.row(path, &blob, ordinal, standing, parsed));
        }
        self.findings.extend(arrived.findings);
    }

    fn row(
        &self,
        path: &str,
        blob: &str,
        ordinal: i64,
        standing: Standing,
        document: ParsedDocument,
    ) -> Document {
        Document {
            source_id: self.source,
            fabric_id: self.fabric,
            path: path.to_owned(),
            ordinal,
            identity: document.identity,
            version: document.version,
            standing,
            validity: document.validity,
            line: i64::from(document.line),
            blob: blob.to_owned(),
            facts: document.facts,
            text: document.text,
        }
    }

    /// Whether [`Writer::flush`] has something to write.
    pub(super) fn is_above(&self, above: usize) -> bool {
        self.documents.len() > above || self.findings.len() > above
    }

    /// Writes what was gathered once it is more than `above`.
    pub(super) async fn flush(
        &mut self,
        tx: &mut Transaction,
        above: usize,
    ) -> Result<(), EngineError> {
        if self.documents.len() > above {
            tx.add_documents(&self.documents).await?;
            self.documents.clear();
            // Each hangs on its document.
            tx.add_edges(self.source, &self.edges).await?;
            self.edges.clear();
        }
        if self.findings.len() > above {
            tx.add_findings(self.source, self.fabric, &self.findings).await?;
            self.found += self.findings.len();
            let room = LISTED.saturating_sub(self.first.len());
            self.first.extend(self.findings.drain(..).take(room));
        }
        Ok(())
    }
}
