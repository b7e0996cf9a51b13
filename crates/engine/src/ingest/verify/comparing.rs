//! A source as the database has it, held against its files as they are read again.

use crate::error::EngineError;
use crate::ingest::pipeline::Taken;
use crate::ingest::relations::stands_twice;
use crate::ingest::rows::row;
use crate::ingest::{Ingest, SourceWork};
use hedgerow_model::{Document, Finding, Identity, Standing, VerifyReport, rule};
use hedgerow_plan::{
    Arrived, FileRows, RowDifference, differing_rows, few_of_each, is_in_raw, lists_few,
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A file's rows as reading it gives them, without what is kept.
pub(super) fn fresh(job: &SourceWork, path: &str, blob: &str, arrived: Arrived) -> FileRows {
    let mut rows = FileRows { findings: arrived.findings, ..FileRows::default() };
    for document in arrived.documents {
        let (standing, parsed) = (document.standing, document.parsed);
        if !parsed.references.is_empty() && standing == Standing::Live {
            rows.edges.insert(document.ordinal, parsed.references.clone());
        }
        let of = (job.source.id, job.source.fabric_id);
        rows.documents.push(row(of, path, blob, document.ordinal, standing, parsed));
    }
    rows
}

/// Findings that are made of more than their file.
const OF_OTHERS: [&str; 2] = [rule::DUPLICATE_IDENTITY, rule::NOT_UNDERSTOOD];

/// A comparison that is under way.
pub(super) struct Comparing {
    held: BTreeMap<String, FileRows>,
    /// Findings within Git that are made of several files, as the database has them.
    twice: BTreeMap<String, Vec<Finding>>,
    pub(super) planned: HashMap<String, Vec<Finding>>,
    /// What is left alone, and whether it is a file.
    pub(super) left_alone: Vec<(String, bool)>,
    /// Whether references are all written.
    edges: bool,
    /// Where each resource is live.
    live: HashMap<Identity, Vec<String>>,
    /// What is kept of files that are not understood.
    kept: Vec<Document>,
    pub(super) found: Vec<RowDifference>,
}

impl Comparing {
    pub(super) async fn of(
        ingest: &Ingest<'_>,
        job: &SourceWork,
        report: &mut VerifyReport,
    ) -> Result<Self, EngineError> {
        let (store, source) = (&ingest.store, job.source.id);
        let mut comparing = Self {
            held: BTreeMap::new(),
            twice: BTreeMap::new(),
            planned: HashMap::new(),
            left_alone: Vec::new(),
            edges: store.edges_known(job.fabric.id).await?,
            live: HashMap::new(),
            kept: Vec::new(),
            found: Vec::new(),
        };
        let mut rows = 0_usize;
        for document in store.documents_of_source(source).await? {
            rows += 1;
            comparing.held.entry(document.path.clone()).or_default().documents.push(document);
        }
        if comparing.edges {
            for of in store.edges_of_source(source).await? {
                rows += of.edges.len();
                comparing.held.entry(of.path).or_default().edges.insert(of.ordinal, of.edges);
            }
        } else {
            report.database.lacks("what documents refer to is still being written".to_owned());
        }
        for finding in store.findings_of_source(source).await? {
            // What stays in raw/ is said by what brings it to managed/.
            if is_in_raw(&job.source, &finding.path) {
                continue;
            }
            rows += 1;
            let (path, rule) = (finding.path.clone(), finding.rule.as_str());
            if rule == rule::DUPLICATE_IDENTITY {
                comparing.twice.entry(path).or_default().push(finding);
            } else if rule != rule::NOT_UNDERSTOOD {
                comparing.held.entry(path).or_default().findings.push(finding);
            }
        }
        report.database.read += u64::try_from(rows).unwrap_or(u64::MAX);
        Ok(comparing)
    }

    pub(super) fn file(&mut self, job: &SourceWork, taken: Taken) {
        let Taken { path, blob, parsed } = taken;
        // What is broken keeps what it was; what is no object may be what was one.
        let keeps = parsed.broken || parsed.odd > 0;
        let mut read = fresh(job, &path, &blob.to_string(), parsed.arrive(&[], 0));
        if !self.edges {
            read.edges.clear();
        }
        for document in read.documents.iter().filter(|it| it.standing == Standing::Live) {
            self.live.entry(document.identity.clone()).or_default().push(path.clone());
        }
        self.compare(&path, read, keeps);
    }

    pub(super) fn compare(&mut self, path: &str, mut read: FileRows, keeps: bool) {
        read.findings.extend(self.planned.remove(path).unwrap_or_default());
        read.findings.retain(|it| !OF_OTHERS.contains(&it.rule.as_str()));
        let mut held = self.held.remove(path).unwrap_or_default();
        if keeps {
            let kept: Vec<Document>;
            (kept, held.documents) =
                held.documents.into_iter().partition(|it| it.standing == Standing::Unreadable);
            self.kept.extend(kept);
        }
        self.found.extend(differing_rows(&held, &read));
    }

    /// Compares what only the whole tells; gives what is kept of files that are not understood.
    pub(super) fn end(&mut self) -> Vec<Document> {
        let planned: Vec<String> = self.planned.keys().cloned().collect();
        for path in planned {
            let keeps = self.is_left_alone(&path);
            self.compare(&path, FileRows::default(), keeps);
        }
        let rest: Vec<String> = self.held.keys().cloned().collect();
        for path in rest {
            let keeps = self.is_left_alone(&path);
            self.compare(&path, FileRows::default(), keeps);
        }
        let (stays, lives): (Vec<_>, Vec<_>) = std::mem::take(&mut self.kept)
            .into_iter()
            .partition(|kept| !self.live.contains_key(&kept.identity));
        self.found.extend(
            lives
                .into_iter()
                .map(|held| RowDifference::Document { held: Some(Box::new(held)), read: None }),
        );
        let mut twice: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
        let of_several = self.live.iter_mut().filter(|(_, paths)| paths.len() > 1);
        let said = of_several.flat_map(|(identity, paths)| {
            paths.sort();
            stands_twice(identity, paths)
        });
        for finding in few_of_each(said) {
            twice.entry(finding.path.clone()).or_default().push(finding);
        }
        let paths: HashSet<String> = twice.keys().chain(self.twice.keys()).cloned().collect();
        for path in paths {
            let [held, read] = [&mut self.twice, &mut twice].map(|all| FileRows {
                findings: all.remove(&path).unwrap_or_default(),
                ..FileRows::default()
            });
            if !lists_few(&held) && !lists_few(&read) {
                self.found.extend(differing_rows(&held, &read));
            }
        }
        stays
    }

    fn is_left_alone(&self, path: &str) -> bool {
        self.left_alone.iter().any(|(alone, is_file)| match is_file {
            true => alone == path,
            false => {
                path == alone || path.strip_prefix(alone).is_some_and(|it| it.starts_with('/'))
            }
        })
    }
}
