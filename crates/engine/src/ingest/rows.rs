//! Parsed files as rows of the database, gathered and written in batches.

use hedgerow_git::Oid;
use hedgerow_model::{Document, FabricId, Finding, Source, SourceId, Standing, rule};
use hedgerow_plan::{Arrived, ArrivedDocument, More, ParsedDocument};
use hedgerow_store::{DocumentEdges, Transaction};

use super::source::LISTED;
use crate::error::EngineError;

/// Gathers rows and writes them in batches.
pub(super) struct Writer {
    source: SourceId,
    fabric: FabricId,
    pub(super) documents: Vec<Document>,
    edges: Vec<DocumentEdges>,
    pub(super) findings: Vec<Finding>,
    /// The first findings that were written, for the report.
    pub(super) first: Vec<Finding>,
    /// How many findings were found.
    pub(super) found: usize,
    /// How many more findings of the fabric are written.
    room: usize,
    /// Those that are not.
    more: More,
    /// Where they are told of.
    directory: String,
}

impl Writer {
    /// With room for so many findings.
    pub(super) fn new(source: &Source, room: usize) -> Self {
        Self {
            room,
            more: More::default(),
            directory: source.directory.clone(),
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
                let edges = std::mem::take(&mut parsed.references);
                self.edges.push(DocumentEdges { path: path.to_owned(), ordinal, edges });
            }
            self.documents.push(row(
                (self.source, self.fabric),
                path,
                &blob,
                ordinal,
                standing,
                parsed,
            ));
        }
        self.findings.extend(arrived.findings);
    }

    /// Whether [`Writer::flush`] has something to write.
    pub(super) fn is_above(&self, above: usize) -> bool {
        self.documents.len() > above || self.findings.len() > above
    }

    /// Writes all that is left, and how many findings are not.
    pub(super) async fn finish(&mut self, tx: &mut Transaction) -> Result<(), EngineError> {
        self.flush(tx, 0).await?;
        if self.more == More::default() {
            return Ok(());
        }
        let before = tx.findings_by_rule(self.source, &[rule::TOO_MANY]).await?;
        let before = before.iter().find(|said| said.path == self.directory);
        let more = before.map_or(self.more, |said| self.more.beside(said));
        tx.clear_findings(self.source, std::slice::from_ref(&self.directory)).await?;
        if let Some(said) = more.said(&self.directory) {
            tx.add_findings(self.source, self.fabric, std::slice::from_ref(&said)).await?;
            self.first.truncate(LISTED - 1);
            self.first.push(said);
        }
        Ok(())
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
            self.found += self.findings.len();
            let kept = self.findings.len().min(self.room);
            self.findings.drain(kept..).for_each(|finding| self.more.add(&finding));
            self.room -= kept;
            tx.add_findings(self.source, self.fabric, &self.findings).await?;
            let room = LISTED.saturating_sub(self.first.len());
            self.first.extend(self.findings.drain(..).take(room));
        }
        Ok(())
    }
}

/// A document as a row of the database.
pub(super) fn row(
    (source_id, fabric_id): (SourceId, FabricId),
    path: &str,
    blob: &str,
    ordinal: i64,
    standing: Standing,
    document: ParsedDocument,
) -> Document {
    Document {
        source_id,
        fabric_id,
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

#[cfg(test)]
mod tests {
    use hedgerow_model::{Layout, NewSource, PublishMode, Severity};
    use hedgerow_store::Store;

    use super::*;

    async fn source(store: &Store) -> Source {
        let mut tx = store.write().await.unwrap();
        let repository = tx.add_repository("r", "u", "u", "main", None, 1).await.unwrap();
        let queue_id = tx.queue_for(repository, "main").await.unwrap();
        let fabric = tx.add_fabric("f", PublishMode::Manual, 0, &[], 1).await.unwrap();
        let directory = "dc".to_owned();
        let new = NewSource { queue_id, directory, layout: Layout::Managed, exclude: Vec::new() };
        tx.add_source(fabric, &new).await.unwrap();
        tx.commit().await.unwrap();
        store.sources_of_fabric(fabric).await.unwrap().remove(0)
    }

    async fn write(store: &Store, source: &Source, room: usize, count: usize) -> Vec<Finding> {
        let mut tx = store.write().await.unwrap();
        let mut writer = Writer::new(source, room);
        for at in 0..count {
            let path = format!("dc/{at}.yaml");
            writer.findings.push(Finding::of_file(&path, Severity::Warning, rule::YAML, "x"));
            writer.flush(&mut tx, 3).await.unwrap();
        }
        writer.finish(&mut tx).await.unwrap();
        assert_eq!(writer.found, count, "all are counted");
        tx.commit().await.unwrap();
        let mut found = store.findings(FabricId(1)).await.unwrap();
        found.sort_by_key(|finding| finding.rule == rule::TOO_MANY);
        found
    }

    #[tokio::test]
    async fn a_fabric_has_a_bounded_number_of_findings_and_one_that_tells_of_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("h.db")).await.unwrap();
        let source = source(&store).await;
        let found = write(&store, &source, 10, 10).await;
        assert_eq!((found.len(), found[9].rule.as_str()), (10, rule::YAML));
        // The next ingest has no room.
        let found = write(&store, &source, 0, 25).await;
        assert_eq!((found.len(), found[10].rule.as_str()), (11, rule::TOO_MANY));
        assert_eq!((found[10].path.as_str(), found[10].severity), ("dc", Severity::Warning));
        assert!(found[10].message.starts_with("25 more"), "{}", found[10].message);
        // What later ones leave out counts on, in the one finding.
        let found = write(&store, &source, 2, 7).await;
        assert_eq!(found.len(), 13);
        assert!(found[12].message.starts_with("30 more"), "{}", found[12].message);
    }
}
