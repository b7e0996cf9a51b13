//! One source's changed files into the database, and what that means for its resources: added,
//! changed, moved, deleted, commented out, unreadable, duplicate.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::Instant;

use hedgerow_model::{Document, Finding, Identity, Severity, rule, thousands};
use hedgerow_plan::{
    DocumentState, Happened, MOST_OF_FABRIC, Places, READER, Stands, Stray, ended, few_of_each,
    happened, keep, keep_strays, keep_unread, not_understood,
};
use hedgerow_store::Transaction;

use super::Ingest;
use super::first::First;
use super::pipeline::{self, Reading};
use super::prepare::{Prepared, ReadFile, Reads, read_file};
use super::rows::Writer;
use super::{SourceWork, Work};
use crate::core::{Branch, now};
use crate::error::EngineError;
use crate::reads::finding_view;
use crate::views::SyncReport;

/// How many documents are gathered before they are written.
pub(super) const BATCH: usize = 500;

/// The version of the reading code that no program has: what it wrote is read again.
const READ_ANEW: i64 = 0;

/// How many names or findings a report lists; all of them are counted.
pub(crate) const LISTED: usize = 500;

/// What was read of a source before its group of writes began.
pub(super) enum Read {
    /// Nothing: it is read within the group.
    Nothing,
    /// All of it, for the first time; but for the last, its rows are written.
    First(First),
    /// What changed.
    Again(Prepared),
}

impl Ingest<'_> {
    /// Writes one source's changes. Only with the commit of `tx` do they become visible; of a first
    /// reading, its conclusions.
    pub(super) async fn ingest_source(
        &self,
        tx: &mut Transaction,
        branch: &Branch,
        work: &Work,
        job: &SourceWork,
        read: Read,
    ) -> Result<SyncReport, EngineError> {
        let started = match &read {
            Read::Nothing => Instant::now(),
            Read::First(first) => first.began(),
            Read::Again(prepared) => prepared.began,
        };
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
                Read::First(first) => first,
                _ => self.read_within(tx, branch, work, job).await?,
            };
            tx.set_reader(source.id, self.reader_of(job)).await?;
            tx.documents_written(source.id).await?;
            first.conclude(tx, job, &mut report).await?;
        } else {
            let prepared = match read {
                Read::Again(prepared) => prepared,
                _ => self.prepare(Reads::Within(tx), branch, work, job).await?,
            };
            if prepared.whole {
                // Every row is what this reader makes of its file.
                tx.set_reader(source.id, self.reader_of(job)).await?;
                tx.set_considered(source.id, None).await?;
            }
            if !prepared.plan.changes.is_empty() || prepared.whole {
                self.again(tx, branch, job, prepared, &commit, &mut report).await?;
            }
        }
        tx.set_ingested(&[(source.id, tree)], &commit, now()).await?;
        report.duration_ms = started.elapsed().as_secs_f64() * 1000.0;
        Ok(report)
    }

    /// Which version of the reading code wrote the rows. Where something else became known of the fabric's kinds
    /// meanwhile, none did: they are read again. The fabric's lock is held.
    fn reader_of(&self, job: &SourceWork) -> i64 {
        match self.is_its_catalogue(job.fabric.id, &job.catalogue) {
            true => READER,
            false => READ_ANEW,
        }
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
                "directory `{shown}` does not exist in commit {}; the first publish or a push \
                 creates it",
                short(commit)
            ));
        } else {
            let message = format!(
                "directory `{shown}` was deleted in Git by commit {} or before; its resources are \
                 kept. Restore it, or remove the fabric",
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
        prepared: Prepared,
        commit: &str,
        report: &mut SyncReport,
    ) -> Result<(), EngineError> {
        let source = &job.source;
        let paths = prepared.paths();
        let Prepared { plan, before, read, rest, elsewhere, .. } = prepared;
        let mut of_path: BTreeMap<String, Vec<Document>> = BTreeMap::new();
        for document in before.iter().cloned() {
            of_path.entry(document.path.clone()).or_default().push(document);
        }
        // Only where the changed files held that much can so much have gone.
        let held = match before.len() >= self.config.large_deletion_count {
            true => tx.count_resources(job.fabric.id).await?.0,
            false => 0,
        };
        if plan.names_anew {
            tx.clear_rule(source.id, rule::LOOKALIKE_NAME, None).await?;
        }
        match plan.whole {
            true => tx.clear_source(source.id).await?,
            false => tx.clear_files(source.id, &paths).await?,
        }
        let room = self.room_for_findings(tx, job).await?;
        let mut arriving = Arriving::new(Writer::new(source, room));
        arriving.writer.findings.extend(plan.findings);
        for file in read {
            arriving.take(file);
            arriving.writer.flush(tx, BATCH).await?;
        }
        if !rest.is_empty() {
            let mut files = pipeline::start(self.reading(branch, job), rest);
            while let Some(taken) = files.next().await {
                let taken = taken.map_err(EngineError::Internal)?;
                let old = of_path.get(&taken.path).map_or(&[][..], Vec::as_slice);
                arriving.take(read_file(branch, old, taken).await?);
                arriving.writer.flush(tx, BATCH).await?;
            }
        }
        let Arriving { mut writer, mut after, strays, mut lost, mut unread } = arriving;
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
        let elsewhere = match elsewhere {
            Some(known) => known,
            None => {
                let mut reads = Reads::Within(tx);
                self.elsewhere(&mut reads, job, &touched, plan.whole, &paths).await?
            }
        };
        let mut kept = keep(lost, &mut after, &elsewhere);
        let odd = kept.iter().filter(|old| unread.contains(&old.path));
        writer.findings.extend(not_understood(odd));
        kept.extend(keep_strays(&strays, &before, &mut after, &elsewhere));
        let lost = kept.iter().map(|document| &document.identity);
        list(&mut report.unreadable, &mut report.counts.unreadable, lost);
        writer.documents.extend(kept);
        let happened = happened(&before, &after, &elsewhere);
        report_happened(&happened, report);
        // What the database had wrong of a commit, Git never had.
        if let Some(held_at) = source.ingested_commit.as_ref().filter(|_| job.anew.is_empty()) {
            let ended = ended(&before, &after, &elsewhere, (held_at, commit), now());
            tx.keep_earlier(job.fabric.id, &ended).await?;
        }
        let version = tx.documents_written(source.id).await?;
        self.touches(job.fabric.id, version, touched.iter().cloned());
        writer.flush(tx, 0).await?;
        let twice = self.duplicates(tx, job, &touched, &after, &elsewhere, commit, report).await?;
        writer.findings.extend(few_of_each(twice));
        writer.finish(tx).await?;
        report_findings(&writer, report);
        let pictures: HashMap<Identity, Stands> = touched
            .into_iter()
            .map(|identity| {
                let of = [&after, &elsewhere].into_iter().filter_map(|all| all.get(&identity));
                let stands = Stands::of(of.flatten().cloned());
                (identity, stands)
            })
            .collect();
        self.drafts()
            .drafts_meet_git(tx, job.fabric.id, &job.catalogue, &pictures, commit, report)
            .await?;
        self.large_deletion(held, report);
        Ok(())
    }

    /// How many findings there is room for beside those of the files that did not change. Where some are
    /// not listed and there is much room by now, the source is read again, whole, at the next look.
    async fn room_for_findings(
        &self,
        tx: &mut Transaction,
        job: &SourceWork,
    ) -> Result<usize, EngineError> {
        let source = &job.source;
        let listed = usize::try_from(tx.findings_of_fabric(job.fabric.id).await?).unwrap_or(0);
        let untold = tx.findings_by_rule(source.id, &[rule::TOO_MANY]).await?;
        if listed < MOST_OF_FABRIC / 2 && untold.iter().any(|it| it.path == source.directory) {
            tx.set_reader(source.id, READ_ANEW).await?;
        }
        Ok(MOST_OF_FABRIC.saturating_sub(listed))
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
            let (removed, before) = (thousands(removed), thousands(before));
            report.alerts.push(format!(
                "Git removed {removed} of {before} resources at once; if that was not meant, \
                 revert commit {} in Git",
                short(report.commit.as_deref().unwrap_or_default())
            ));
        }
    }
}

/// What arrives, file by file.
struct Arriving {
    writer: Writer,
    after: Places,
    strays: Vec<Stray>,
    lost: Vec<Document>,
    /// Files in which something may stand that is not understood.
    unread: HashSet<String>,
}

impl Arriving {
    fn new(writer: Writer) -> Self {
        Self {
            writer,
            after: Places::new(),
            strays: Vec::new(),
            lost: Vec::new(),
            unread: HashSet::new(),
        }
    }

    fn take(&mut self, file: ReadFile) {
        let ReadFile { path, blob, mut arrived, unread } = file;
        if unread {
            self.unread.insert(path.clone());
        }
        self.lost.append(&mut arrived.kept);
        if arrived.stray {
            self.strays.push(Stray { path: path.clone(), blob: blob.to_string() });
        }
        let from = self.writer.documents.len();
        self.writer.add(&path, blob, arrived);
        for document in &self.writer.documents[from..] {
            let picture =
                DocumentState { standing: document.standing, text: document.text.clone() };
            let places = self.after.entry(document.identity.clone()).or_default();
            places.push((path.clone(), picture));
        }
    }
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
