//! One source's changed files into the database, and what that means for its resources: added,
//! changed, moved, deleted, commented out, unreadable, duplicate.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::Instant;

use hedgerow_model::{Document, Finding, Identity, Severity, rule};
use hedgerow_plan::{
    Happened, Picture, Places, READER, Reference, Stray, best, ended, happened, is_present, keep,
    keep_strays, keep_unread, not_understood, odd_documents,
};
use hedgerow_store::Transaction;

use super::Ingest;
use super::first::First;
use super::pipeline::{self, Reading, Taken};
use super::plan::Plan;
use super::relations::{Changed, references_to_nothing};
use super::rows::Writer;
use super::{SourceWork, Work};
use crate::core::{Branch, blocking, now};
use crate::error::EngineError;
use crate::reads::finding_view;
use crate::views::SyncReport;

/// How many documents are gathered before they are written.
pub(super) const BATCH: usize = 500;

/// How many names or findings a report lists; all of them are counted.
pub(crate) const LISTED: usize = 500;

impl Ingest<'_> {
    /// Writes one source's changes. Only with the commit of `tx` do they become visible; of a first
    /// reading that was `read` already, its conclusions.
    pub(super) async fn ingest_source(
        &self,
        tx: &mut Transaction,
        branch: &Branch,
        work: &Work,
        job: &SourceWork,
        read: Option<First>,
    ) -> Result<SyncReport, EngineError> {
        let started = read.as_ref().map_or_else(Instant::now, First::began);
        let source = &job.source;
        let commit = work.new.to_string();
        let mut report = SyncReport {
            fabric: job.fabric.name.clone(),
            from: source.ingested_commit.clone(),
            commit: Some(commit.clone()),
            rewritten: work.rewritten,
            ..SyncReport::default()
        };
        let tree = job.tree.map(|tree| tree.to_string());
        if job.tree.is_none() && !work.ours {
            self.directory_missing(tx, job, &commit, &mut report).await?;
            return Ok(report);
        }
        if job.first {
            let first = match read {
                Some(first) => first,
                None => self.read_within(tx, branch, work, job).await?,
            };
            tx.set_reader(source.id, READER).await?;
            first.conclude(tx, job, &mut report).await?;
        } else {
            let plan = self.plan(tx, branch, job, work.new).await?;
            if plan.whole {
                // Every row is written anew.
                tx.set_reader(source.id, READER).await?;
            }
            if !plan.changes.is_empty() || plan.whole {
                self.again(tx, branch, job, plan, &commit, &mut report).await?;
            }
        }
        tx.set_ingested(&[(source.id, tree)], &commit, now()).await?;
        report.duration_ms = started.elapsed().as_secs_f64() * 1000.0;
        Ok(report)
    }

    /// The directory is not in the commit: what was there is kept (law 5).
    async fn directory_missing(
        &self,
        tx: &mut Transaction,
        job: &SourceWork,
        commit: &str,
        report: &mut SyncReport,
    ) -> Result<(), EngineError> {
        let source = &job.source;
        let shown = if source.directory.is_empty() { "/" } else { &source.directory };
        if job.first {
            report.alerts.push(format!(
                "directory `{shown}` is not in commit {}; it is made by the first publish, or by \
                 a push",
                short(commit)
            ));
        } else {
            let message = format!(
                "directory `{shown}` is gone from Git since commit {}; its resources are kept as \
                 they were. Bring it back, or remove the fabric",
                short(commit)
            );
            if source.ingested_tree.is_some() {
                let finding = Finding::of_file(
                    &source.directory,
                    Severity::Error,
                    rule::DIRECTORY_GONE,
                    message.clone(),
                );
                tx.add_findings(source.id, job.fabric.id, &[finding]).await?;
            }
            report.alerts.push(message);
        }
        tx.set_ingested(&[(source.id, None)], commit, now()).await?;
        Ok(())
    }

    /// A source that was ingested before: what stood in the changed files is compared with what
    /// stands there now.
    async fn again(
        &self,
        tx: &mut Transaction,
        branch: &Branch,
        job: &SourceWork,
        plan: Plan,
        commit: &str,
        report: &mut SyncReport,
    ) -> Result<(), EngineError> {
        let source = &job.source;
        let paths: Vec<String> = plan.changes.iter().map(|change| change.path.clone()).collect();
        let before = if plan.whole {
            tx.documents_of_source(source.id).await?
        } else {
            tx.documents_in(source.id, &paths).await?
        };
        let mut of_path: BTreeMap<String, Vec<Document>> = BTreeMap::new();
        for document in before.iter().cloned() {
            of_path.entry(document.path.clone()).or_default().push(document);
        }
        // Only where the changed files held that much can so much have gone.
        let held = match before.len() >= self.config.large_deletion_count {
            true => tx.count_resources(job.fabric.id).await?.0,
            false => 0,
        };
        if plan.whole {
            tx.clear_source(source.id).await?;
            tx.set_considered(source.id, None).await?;
        } else {
            tx.clear_files(source.id, &paths).await?;
        }
        let mut writer = Writer::new(source);
        writer.findings.extend(plan.findings);
        let mut after = Places::new();
        let mut references: Vec<(String, Identity, Reference)> = Vec::new();
        let mut strays: Vec<Stray> = Vec::new();
        let (mut lost, mut unread): (Vec<Document>, HashSet<String>) = Default::default();
        let mut files = pipeline::start(self.reading(branch, job), plan.wanted);
        while let Some(taken) = files.recv().await {
            let Taken { path, blob, parsed } = taken.map_err(EngineError::Internal)?;
            let old = of_path.get(&path).map_or(&[][..], Vec::as_slice);
            for document in &parsed.live {
                let expected = document.references.iter().filter(|found| found.expected);
                references.extend(
                    expected.map(|reference| {
                        (path.clone(), document.identity.clone(), reference.clone())
                    }),
                );
            }
            let odd = match parsed.asks_what_was_odd(old) {
                true => odd_before(branch, old).await?,
                false => 0,
            };
            if !parsed.broken && parsed.odd > odd {
                unread.insert(path.clone());
            }
            let mut arrived = parsed.arrive(old, odd);
            lost.append(&mut arrived.kept);
            if arrived.stray {
                strays.push(Stray { path: path.clone(), blob: blob.to_string() });
            }
            let from = writer.documents.len();
            writer.add(&path, blob, arrived);
            for document in &writer.documents[from..] {
                let picture = Picture { standing: document.standing, text: document.text.clone() };
                after.entry(document.identity.clone()).or_default().push((path.clone(), picture));
            }
            writer.flush(tx, BATCH).await?;
        }
        for (path, is_file) in &plan.unread {
            let mut stood = of_path.get(path).cloned().unwrap_or_default();
            if !is_file {
                let (first, behind) = (format!("{path}/"), format!("{path}0"));
                let below = of_path.range(first..behind);
                stood.extend(below.flat_map(|(_, documents)| documents.iter().cloned()));
            }
            unread.insert(path.clone());
            lost.extend(keep_unread(path, &stood));
        }
        let touched: BTreeSet<Identity> = before
            .iter()
            .map(|document| document.identity.clone())
            .chain(after.keys().cloned())
            .collect();
        let elsewhere = self.elsewhere(tx, job, &touched, plan.whole, &paths).await?;
        let mut kept = keep(lost, &mut after, &elsewhere);
        let odd = kept.iter().filter(|old| unread.contains(&old.path));
        writer.findings.extend(not_understood(odd));
        kept.extend(keep_strays(&strays, &before, &mut after, &elsewhere));
        let lost = kept.iter().map(|document| &document.identity);
        list(&mut report.unreadable, &mut report.counts.unreadable, lost);
        writer.documents.extend(kept);
        let happened = happened(&before, &after, &elsewhere);
        report_happened(&happened, report);
        if let Some(held_at) = &source.ingested_commit {
            let ended = ended(&before, &after, &elsewhere, (held_at, commit), now());
            tx.keep_earlier(job.fabric.id, &ended).await?;
        }
        // What was missed before may be there now. What is in comments only is not.
        for identity in after.keys().filter(|identity| is_present(&after, identity)) {
            tx.target_exists(job.fabric.id, identity).await?;
        }
        writer.flush(tx, 0).await?;
        let changed = Changed { source: source.id, whole: plan.whole, paths: &paths };
        writer.findings.extend(
            references_to_nothing(tx, job.fabric.id, &references, &happened.gone, &changed).await?,
        );
        let twice = self.duplicates(tx, job, &touched, &after, &elsewhere, commit, report).await?;
        writer.findings.extend(twice);
        writer.flush(tx, 0).await?;
        report_findings(&writer, report);
        let pictures: HashMap<Identity, Option<Picture>> = touched
            .into_iter()
            .map(|identity| {
                let picture = best(&after, &elsewhere, &identity);
                (identity, picture)
            })
            .collect();
        self.drafts()
            .drafts_meet_git(tx, job.fabric.id, &job.catalogue, &pictures, commit, report)
            .await?;
        self.large_deletion(held, report);
        Ok(())
    }

    pub(super) fn reading(&self, branch: &Branch, job: &SourceWork) -> Reading {
        Reading {
            mirror: branch.mirror.clone(),
            catalogue: job.catalogue.clone(),
            fabric: job.fabric.id,
            cache: (!job.first).then(|| self.parsed.clone()),
        }
    }

    /// Says so when Git removed much at once of the resources that stood `before`. Reading is never
    /// held back.
    fn large_deletion(&self, before: i64, report: &mut SyncReport) {
        let removed = report.counts.deleted + report.counts.commented_out;
        let before = usize::try_from(before).unwrap_or(0);
        if self.outbound().large_deletion_bounds().is_large(removed, before) {
            report.alerts.push(format!(
                "Git removed {removed} of {before} resources at once; if that was not meant, \
                 revert commit {} in Git",
                short(report.commit.as_deref().unwrap_or_default())
            ));
        }
    }
}

/// How many documents of the file in which these stood were no Kubernetes objects.
async fn odd_before(branch: &Branch, stood: &[Document]) -> Result<usize, EngineError> {
    let Some(blob) = stood.first().and_then(|old| old.blob.parse().ok()) else { return Ok(0) };
    let mirror = branch.mirror.clone();
    // What the mirror has lost, or never had because the fabric lived elsewhere, was not odd: then nothing
    // is taken for deleted.
    let read = blocking(move || mirror.blob_if_there(blob)).await?.ok().flatten();
    Ok(read.map_or(0, |bytes| odd_documents(&String::from_utf8_lossy(&bytes))))
}

fn report_happened(happened: &Happened, report: &mut SyncReport) {
    let counts = &mut report.counts;
    for (names, count, found) in [
        (&mut report.added, &mut counts.added, &happened.added),
        (&mut report.changed, &mut counts.changed, &happened.changed),
        (&mut report.moved, &mut counts.moved, &happened.moved),
        (&mut report.deleted, &mut counts.deleted, &happened.deleted),
        (&mut report.commented_out, &mut counts.commented_out, &happened.commented_out),
    ] {
        list(names, count, found.iter());
    }
}

/// Names resources, the first of many, and counts all of them.
pub(super) fn list<'i>(
    names: &mut Vec<String>,
    count: &mut usize,
    found: impl ExactSizeIterator<Item = &'i Identity>,
) {
    *count += found.len();
    let room = LISTED.saturating_sub(names.len());
    names.extend(found.take(room).map(ToString::to_string));
}

pub(super) fn report_findings(writer: &Writer, report: &mut SyncReport) {
    report.counts.findings = writer.found;
    report.findings = writer.first.iter().map(finding_view).collect();
}

/// The first ten digits of a commit id, for people.
pub(crate) fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}
