//! Parsed files as rows of the database, gathered and written in batches.

use std::collections::{HashMap, HashSet};

use hedgerow_git::Oid;
use hedgerow_model::{Document, Finding, Identity, Source, Standing};
use hedgerow_plan::{ParsedDocument, ParsedFile, Picture};
use hedgerow_store::{DocumentEdges, Transaction};

use super::compare::{Places, is_present};
use crate::error::EngineError;
use crate::views::SyncReport;

/// Gathers rows and writes them in batches.
pub(super) struct Writer {
    source: hedgerow_model::SourceId,
    fabric: hedgerow_model::FabricId,
    pub(super) documents: Vec<Document>,
    edges: Vec<DocumentEdges>,
    pub(super) findings: Vec<Finding>,
}

impl Writer {
    pub(super) fn new(source: &Source) -> Self {
        Self {
            source: source.id,
            fabric: source.fabric_id,
            documents: Vec::new(),
            edges: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Adds a file's documents. Of a file that is broken in part, what stood there before and is
    /// not seen now is kept as unreadable.
    pub(super) fn add(
        &mut self,
        path: &str,
        blob: Oid,
        parsed: ParsedFile,
        before: &[Document],
        report: &mut SyncReport,
    ) {
        let blob = blob.to_string();
        let mut seen: HashSet<Identity> = HashSet::new();
        let lots = [(Standing::Live, parsed.live), (Standing::CommentedOut, parsed.commented)];
        for (standing, documents) in lots {
            for (ordinal, mut document) in (0_i64..).zip(documents) {
                // A live document of the same identity wins over one in comments.
                if standing == Standing::CommentedOut && seen.contains(&document.identity) {
                    continue;
                }
                seen.insert(document.identity.clone());
                if !document.references.is_empty() {
                    let references = std::mem::take(&mut document.references);
                    let edges = references.into_iter().map(|reference| reference.edge).collect();
                    self.edges.push(DocumentEdges { path: path.to_owned(), ordinal, edges });
                }
                self.documents.push(self.row(path, &blob, ordinal, standing, document));
            }
        }
        if parsed.broken {
            let kept = before.iter().filter(|old| {
                old.standing != Standing::CommentedOut && !seen.contains(&old.identity)
            });
            for (ordinal, old) in (0_i64..).zip(kept) {
                report.unreadable.push(old.identity.to_string());
                self.documents.push(Document {
                    standing: Standing::Unreadable,
                    ordinal,
                    ..old.clone()
                });
            }
        }
        self.findings.extend(parsed.findings);
    }

    /// A file that is new and cannot be read may be a renamed one: what vanished in the same ingest
    /// is kept with it, as unreadable (law 5).
    pub(super) fn keep_strays(
        &mut self,
        strays: &[(String, String)],
        before: &[Document],
        after: &mut Places,
        elsewhere: &Places,
        report: &mut SyncReport,
    ) {
        let Some(any) = strays.first() else { return };
        let mut ordinals: HashMap<&str, i64> = HashMap::new();
        for old in before.iter().filter(|old| old.standing != Standing::CommentedOut) {
            let found = after.contains_key(&old.identity)
                || elsewhere.get(&old.identity).is_some_and(|places| is_present(places));
            if found {
                continue;
            }
            let (path, blob) = strays.iter().find(|(_, blob)| *blob == old.blob).unwrap_or(any);
            let ordinal = ordinals.entry(path).or_default();
            let picture = Picture { standing: Standing::Unreadable, text: old.text.clone() };
            after.insert(old.identity.clone(), vec![(path.clone(), picture)]);
            report.unreadable.push(old.identity.to_string());
            self.documents.push(Document {
                path: path.clone(),
                blob: blob.clone(),
                ordinal: *ordinal,
                standing: Standing::Unreadable,
                ..old.clone()
            });
            *ordinal += 1;
        }
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
            self.findings.clear();
        }
        Ok(())
    }
}
