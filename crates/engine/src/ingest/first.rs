//! A source of which nothing is known yet: rows go to the database as they are parsed.
//!
//! There may be a hundred thousand of them, so they are written in turns: between two batches others
//! write. Until the source has a commit, nothing says that these rows are all; a reading that was cut off
//! leaves some, and the next one begins by clearing them.

use std::collections::hash_map::RandomState;
use std::collections::{BTreeSet, HashSet};
use std::hash::BuildHasher;
use std::time::Instant;

use hedgerow_model::{Identity, QueueId, Source};
use hedgerow_plan::{MOST_OF_FABRIC, few_of_each};
use hedgerow_store::Transaction;

use super::pipeline::{self, Taken};
use super::plan::Plan;
use super::prepare::Reads;
use super::relations::{duplicate, stands_twice};
use super::rows::Writer;
use super::source::{BATCH, LISTED, list, report_findings};
use super::{Ingest, SourceWork, Work};
use crate::core::{Branch, now};
use crate::error::EngineError;
use crate::views::SyncReport;

/// Where the rows of a first reading are written.
enum Rows<'a> {
    /// Within a group of writes of the caller's.
    Within(&'a mut Transaction),
    /// In groups of their own, as whoever holds this queue.
    InTurns(QueueId),
}

/// What is known of a first reading beside the rows.
pub(crate) struct First {
    began: Instant,
    writer: Writer,
    hasher: RandomState,
    /// The live resources, hashed.
    seen: HashSet<u64>,
    commented: BTreeSet<Identity>,
    /// The names of the first live resources, and how many there are.
    added: (Vec<String>, usize),
}

impl Ingest<'_> {
    /// Reads the files of a source for the first time, and lets others write meanwhile.
    pub(super) async fn read_in_turns(
        &self,
        branch: &Branch,
        work: &Work,
        job: &SourceWork,
    ) -> Result<First, EngineError> {
        let queue = branch.queue.id;
        let mut first = First::new(&job.source);
        let mut tx = self.write_to_queue(queue).await?;
        let plan = self.begin_first(&mut tx, branch, work, job).await?;
        tx.commit().await?;
        first.read(self, branch, job, plan, Rows::InTurns(queue)).await?;
        Ok(first)
    }

    /// As [`Self::read_in_turns`], within a group of writes of the caller's.
    pub(super) async fn read_within(
        &self,
        tx: &mut Transaction,
        branch: &Branch,
        work: &Work,
        job: &SourceWork,
    ) -> Result<First, EngineError> {
        let mut first = First::new(&job.source);
        let plan = self.begin_first(tx, branch, work, job).await?;
        first.read(self, branch, job, plan, Rows::Within(tx)).await?;
        Ok(first)
    }

    /// Clears what a reading that was cut off left, and plans this one.
    async fn begin_first(
        &self,
        tx: &mut Transaction,
        branch: &Branch,
        work: &Work,
        job: &SourceWork,
    ) -> Result<Plan, EngineError> {
        tx.clear_source(job.source.id).await?;
        self.plan(&mut Reads::Within(tx), branch, job, work.new).await
    }
}

impl First {
    fn new(source: &Source) -> Self {
        Self {
            began: Instant::now(),
            writer: Writer::new(source, MOST_OF_FABRIC),
            hasher: RandomState::new(),
            seen: HashSet::new(),
            commented: BTreeSet::new(),
            added: (Vec::new(), 0),
        }
    }

    /// When the reading began.
    pub(super) fn began(&self) -> Instant {
        self.began
    }

    /// Reads every file. The last rows are not written before [`First::conclude`].
    async fn read(
        &mut self,
        ingest: &Ingest<'_>,
        branch: &Branch,
        job: &SourceWork,
        plan: Plan,
        mut rows: Rows<'_>,
    ) -> Result<(), EngineError> {
        self.writer.findings.extend(plan.findings);
        let mut files = pipeline::start(ingest.reading(branch, job), plan.wanted);
        while let Some(taken) = files.next().await {
            self.take(taken.map_err(EngineError::Internal)?);
            if !self.writer.is_above(BATCH) {
                continue;
            }
            match &mut rows {
                Rows::Within(tx) => self.writer.flush(tx, BATCH).await?,
                Rows::InTurns(queue) => {
                    let mut tx = ingest.write_to_queue(*queue).await?;
                    self.writer.flush(&mut tx, BATCH).await?;
                    tx.commit().await?;
                    ingest.steps.reached("ingest.batch-written");
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, taken: Taken) {
        let Taken { path, blob, parsed } = taken;
        for document in &parsed.live {
            self.added.1 += 1;
            if self.added.0.len() < LISTED {
                self.added.0.push(document.identity.to_string());
            }
            self.seen.insert(self.hasher.hash_one(&document.identity));
        }
        self.commented.extend(parsed.commented.iter().map(|document| document.identity.clone()));
        self.writer.add(&path, blob, parsed.arrive(&[], 0));
    }

    /// Writes what is left, and what only the whole tells.
    pub(super) async fn conclude(
        self,
        tx: &mut Transaction,
        job: &SourceWork,
        report: &mut SyncReport,
    ) -> Result<(), EngineError> {
        let Self { mut writer, hasher, seen, mut commented, added, .. } = self;
        (report.added, report.counts.added) = added;
        // A live document of the same identity wins.
        commented.retain(|identity| !seen.contains(&hasher.hash_one(identity)));
        list(&mut report.commented_out, &mut report.counts.commented_out, commented.iter());
        writer.flush(tx, 0).await?;
        let duplicates = tx.duplicates(job.fabric.id).await?;
        let conflicts: Vec<_> = duplicates
            .iter()
            .map(|(identity, paths)| duplicate(identity, paths, report.commit.as_deref()))
            .collect();
        tx.open_conflicts(job.fabric.id, &conflicts, now()).await?;
        report.conflicts_opened += conflicts.len();
        let twice = duplicates.iter().flat_map(|(identity, paths)| stands_twice(identity, paths));
        writer.findings.extend(few_of_each(twice));
        writer.finish(tx).await?;
        report_findings(&writer, report);
        Ok(())
    }
}
