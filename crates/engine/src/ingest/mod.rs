//! Git to database: the only writer of desired state.
//!
//! One walk compares the trees of the old and the new head; only files that changed are read. Each
//! fabric's documents move in one transaction, the queue's head last, by compare-and-set. What
//! cannot be read keeps its last good state (law 5).

mod again;
mod elsewhere;
mod fill;
mod first;
mod glimpse;
mod look;
mod pipeline;
mod plan;
mod policies;
mod prepare;
mod redefined;
mod relations;
mod rows;
mod source;
mod sync;
mod verify;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use hedgerow_git::{EntryKind, Mirror, Oid, TreeChange};
use hedgerow_model::{
    Actor, ChangeState, Fabric, FabricId, Reason, RunId, RunKind, RunState, Source, rule,
};
use hedgerow_outbound::branch::{self, Containment};
use hedgerow_plan::{because, folder, is_stale, prefix, published};
use hedgerow_schema::Catalogue;
use hedgerow_store::Transaction;

use crate::core::{Branch, FabricGuard, blocking, now};
use crate::error::EngineError;
use crate::reads::finding_view;
use crate::record::{counts_of, of_ingest, of_repair};
use crate::views::{Event, SyncReport};

pub(crate) use source::{LISTED, short};

use policies::{PolicyLook, PolicyTold};
use prepare::Reads;
use source::Read;

pub(crate) use glimpse::GlimpseBounds;
pub(crate) use look::{RemoteState, place};
pub(crate) use pipeline::ParseCache;
pub(crate) use plan::SPECIAL;
pub(crate) use verify::OfGit;

crate::core::capability! {
    /// Git to database: looking at remotes, and reading what is new. The only writer of desired state.
    Ingest, ingest
}

/// A path of a source's directory that is not what it was.
#[derive(Clone, Debug)]
pub(crate) struct FileChange {
    pub(crate) path: String,
    pub(crate) old: Option<Oid>,
    pub(crate) new: Option<(Oid, EntryKind)>,
}

/// What is to be done for one source.
pub(crate) struct SourceWork {
    pub(crate) source: Source,
    pub(crate) fabric: Fabric,
    pub(crate) catalogue: Catalogue,
    pub(crate) changes: Vec<FileChange>,
    /// `changes` is the whole directory: what it does not name is gone.
    pub(crate) whole: bool,
    /// Nothing was ingested of it before.
    pub(crate) first: bool,
    pub(crate) tree: Option<Oid>,
    /// Files that are written whatever the database has of them: it is known to be wrong.
    pub(crate) anew: HashSet<String>,
}

/// What is to be done for a queue.
pub(crate) struct Work {
    pub(crate) new: Oid,
    pub(crate) old: Option<Oid>,
    pub(crate) rewritten: bool,
    /// Whether the new head is Hedgerow's own publish: then an empty directory is meant.
    pub(crate) ours: bool,
    pub(crate) sources: Vec<SourceWork>,
    /// What the new head has of the policies of its fabrics, where that may be news.
    pub(crate) policies: Option<PolicyLook>,
}

pub(crate) type Reports = BTreeMap<FabricId, SyncReport>;

impl Ingest<'_> {
    /// Finds out what changed between the head the database knows and `new`.
    pub(crate) async fn work(
        &self,
        branch: &Branch,
        new: Oid,
        ours: bool,
    ) -> Result<Work, EngineError> {
        let old = branch.head()?;
        let sources = branch.sources.clone();
        let mirror = branch.mirror.clone();
        let (rewritten, found) = blocking(move || -> Result<_, EngineError> {
            let known = old.map(|old| place(&mirror, old, new)).transpose()?;
            Ok((branch::rewritten(known), changes_of_sources(&mirror, old, new, sources)?))
        })
        .await??;
        let mut sources = Vec::with_capacity(found.len());
        for found in found {
            let Some(fabric) = self.store.fabric(found.source.fabric_id).await? else { continue };
            sources.push(self.source_work(found, fabric).await?);
        }
        let policies = self.look_for_policies(branch, new).await?;
        Ok(Work { new, old, rewritten, ours, sources, policies })
    }

    /// What was found of a source, with what reading it needs.
    async fn source_work(&self, found: Found, fabric: Fabric) -> Result<SourceWork, EngineError> {
        let Found { source, changes, whole, tree } = found;
        let catalogue = self.catalogue(fabric.id).await?;
        let first = source.ingested_commit.is_none();
        let anew = HashSet::new();
        Ok(SourceWork { source, fabric, catalogue, changes, whole, first, tree, anew })
    }

    /// Brings the database to `new`, because `actor` asked: one transaction per fabric (a first
    /// reading in turns with others who write), the head last.
    pub(crate) async fn ingest(
        &self,
        branch: &Branch,
        new: Oid,
        actor: &Actor,
    ) -> Result<Reports, EngineError> {
        let work = self.work(branch, new, false).await?;
        let late = self.outbound().landed_late(branch, new).await?;
        if !late.is_empty() {
            let late: Vec<_> = late
                .into_iter()
                .map(|(change, commit)| published(change, Some(commit.to_string())))
                .collect();
            // First, so that their drafts do not meet what became of them as a conflict.
            let mut tx = self.write_to_queue(branch.queue.id).await?;
            self.record().settle_changes(&mut tx, &late).await?;
            tx.commit().await?;
        }
        self.carry_out(branch, &work, actor).await
    }

    /// Brings the database to what was found, source by source, the head last.
    async fn carry_out(
        &self,
        branch: &Branch,
        work: &Work,
        actor: &Actor,
    ) -> Result<Reports, EngineError> {
        let mut reports = Reports::new();
        for source in &work.sources {
            // What is read before is what people would wait for.
            let again = match source.first || source.tree.is_none() {
                true => None,
                false => {
                    let reads = Reads::Store(&self.store);
                    Some(self.prepare(reads, branch, work, source).await?)
                }
            };
            self.steps.reached("ingest.prepared");
            let _edits = self.lock_fabric(source.fabric.id).await;
            let read = match (again, source.first && source.tree.is_some()) {
                (Some(prepared), _) => Read::Again(prepared),
                (None, true) => Read::First(self.read_in_turns(branch, work, source).await?),
                (None, false) => Read::Nothing,
            };
            let mut tx = self.write_to_queue(branch.queue.id).await?;
            let report = self.ingest_source(&mut tx, branch, work, source, read).await?;
            // With the documents: whoever goes on after a crash finds them, and no news.
            let told = match source.anew.is_empty() {
                true => of_ingest(actor, &report),
                false => Some(of_repair(actor, &report, source.anew.len())),
            };
            tx.audit(told.as_slice()).await?;
            self.announce(&mut tx, work, source, &report)?;
            self.steps.reached("ingest.documents-written");
            tx.commit().await?;
            self.steps.reached("ingest.committed");
            if source.first {
                self.keep_untold(source.fabric.id, report.clone());
            }
            reports.insert(source.fabric.id, report);
        }
        for (fabric, report) in &mut reports {
            let mut new = self.judging().after_ingest(*fabric).await;
            self.conflicts().settle_new(*fabric).await;
            // What could not be checked is no news of a push.
            new.retain(|finding| finding.rule != rule::NOT_CHECKED);
            report.counts.findings += new.len();
            let room = LISTED.saturating_sub(report.findings.len());
            report.findings.extend(new.iter().take(room).map(finding_view));
        }
        let mut tx = self.write_to_queue(branch.queue.id).await?;
        let told = self.finish_ingest(&mut tx, branch, work).await?;
        policies::report(told, work, branch, &mut reports);
        let run = record(&mut tx, branch, work, &reports).await?;
        let fabrics: Vec<_> = work.sources.iter().map(|of| of.fabric.name.clone()).collect();
        self.record().emit_run(&mut tx, (run, RunKind::Ingest), RunState::Finalised, &fabrics)?;
        tx.commit().await?;
        self.steps.reached("ingest.head-moved");
        self.heads_moved(branch.sources.iter().map(|source| source.fabric_id)).await;
        if work.rewritten {
            for source in &branch.sources {
                reports.entry(source.fabric_id).or_insert_with(|| SyncReport {
                    rewritten: true,
                    from: source.ingested_commit.clone(),
                    ..SyncReport::default()
                });
            }
        }
        Ok(reports)
    }

    /// Brings the database to `new` within a group of writes of the caller's.
    pub(crate) async fn ingest_within(
        &self,
        tx: &mut Transaction,
        branch: &Branch,
        work: &Work,
    ) -> Result<Reports, EngineError> {
        let mut reports = Reports::new();
        for source in &work.sources {
            let report = self.ingest_source(tx, branch, work, source, Read::Nothing).await?;
            self.announce(tx, work, source, &report)?;
            reports.insert(source.fabric.id, report);
        }
        self.finish_ingest(tx, branch, work).await?;
        Ok(reports)
    }

    /// The locks of every fabric of this work, in one order for everybody.
    pub(crate) async fn lock_fabrics(&self, work: &Work) -> Vec<FabricGuard> {
        let fabrics: BTreeSet<FabricId> =
            work.sources.iter().map(|source| source.fabric.id).collect();
        let mut locks = Vec::with_capacity(fabrics.len());
        for fabric in fabrics {
            locks.push(self.lock_fabric(fabric).await);
        }
        locks
    }

    async fn finish_ingest(
        &self,
        tx: &mut Transaction,
        branch: &Branch,
        work: &Work,
    ) -> Result<PolicyTold, EngineError> {
        let (queue, at) = (branch.queue.id, now());
        if let Some(old) = work.old {
            let commit = work.new.to_string();
            let fabrics = tx.carry_over(queue, &old.to_string(), &commit, at).await?;
            if !fabrics.is_empty() {
                self.record().emit(tx, &Event::Carried { fabrics, commit })?;
            }
        }
        if work.rewritten {
            self.mark_rewritten(tx, branch, work.new).await?;
        }
        let head = branch.queue.head.as_deref();
        let told = self.note_policies(tx, work).await?;
        tx.move_head(queue, head, Some(&work.new.to_string()), at).await?;
        Ok(told)
    }

    /// Tells the pages that are open.
    fn announce(
        &self,
        tx: &mut Transaction,
        work: &Work,
        source: &SourceWork,
        report: &SyncReport,
    ) -> Result<(), EngineError> {
        if report.nothing_new {
            return Ok(());
        }
        let (fabric, commit) = (&source.fabric.name, work.new.to_string());
        self.record().emit_ingested(tx, fabric, &commit, report)?;
        if is_stale(&source.source) {
            self.record().emit_read_again(tx, fabric, &commit)?;
        }
        Ok(())
    }

    /// Published changes whose commits the rewritten history no longer has.
    async fn mark_rewritten(
        &self,
        tx: &mut Transaction,
        branch: &Branch,
        new: Oid,
    ) -> Result<(), EngineError> {
        let published = tx.published_on_queue(branch.queue.id, 1000).await?;
        let mirror = branch.mirror.clone();
        let gone = blocking(move || {
            published
                .into_iter()
                .filter(|change| {
                    change.commit.as_deref().and_then(|commit| commit.parse().ok()).is_some_and(
                        |commit: Oid| {
                            branch::lost(
                                place(&mirror, commit, new).unwrap_or(Containment::Unknown),
                            )
                        },
                    )
                })
                .collect::<Vec<_>>()
        })
        .await?;
        let outcomes: Vec<_> = gone
            .into_iter()
            .map(|change| {
                let commit = change.commit.unwrap_or_default();
                let reason = Reason::HistoryRewritten { commit };
                because(change.id, ChangeState::RewrittenUpstream, reason)
            })
            .collect();
        self.record().settle_changes(tx, &outcomes).await?;
        Ok(())
    }
}

/// Writes down that the branch was read, and what that did. An ingest needs no intent beforehand:
/// one that a crash cuts off is simply made again.
async fn record(
    tx: &mut Transaction,
    branch: &Branch,
    work: &Work,
    reports: &Reports,
) -> Result<RunId, EngineError> {
    let fabrics: HashMap<String, serde_json::Map<String, serde_json::Value>> = reports
        .values()
        .map(|report| {
            let mut counts = counts_of(report);
            counts.insert("alerts".to_owned(), serde_json::json!(report.alerts));
            (report.fabric.clone(), counts)
        })
        .collect();
    let summary = serde_json::json!({
        "commit": work.new.to_string(),
        "rewritten": work.rewritten,
        "fabrics": fabrics,
    });
    let at = now();
    let run = tx.start_run(RunKind::Ingest, branch.queue.id, None, RunState::Merging, at).await?;
    tx.end_run(run, RunState::Finalised, None, &summary, &[], at).await?;
    Ok(run)
}

struct Found {
    source: Source,
    changes: Vec<FileChange>,
    whole: bool,
    tree: Option<Oid>,
}

/// The changes of every source whose directory is not what the database knows.
fn changes_of_sources(
    mirror: &Mirror,
    old: Option<Oid>,
    new: Oid,
    sources: Vec<Source>,
) -> Result<Vec<Found>, EngineError> {
    // Asked once and not per source: it opens a handle each time, and there may be a thousand.
    let old = old.filter(|old| mirror.commit_exists(*old));
    let old_text = old.map(|old| old.to_string());
    let (level, lagging): (Vec<Source>, Vec<Source>) = sources.into_iter().partition(|source| {
        source.ingested_commit.is_some() && source.ingested_commit == old_text && !is_stale(source)
    });
    let mut found = Vec::new();
    if let Some(old) = old.filter(|_| !level.is_empty()) {
        found.extend(changes_of_level(mirror, old, new, level)?);
    }
    for source in lagging {
        let tree = mirror.dir_tree(new, &source.directory)?;
        let known = source.ingested_commit.is_some();
        let same = source.ingested_tree == tree.map(|tree| tree.to_string());
        if known && same && !is_stale(&source) {
            found.push(Found { source, changes: Vec::new(), whole: false, tree });
        } else {
            found.push(listed(mirror, source, tree)?);
        }
    }
    Ok(found)
}

/// One walk over what differs between two heads, shared out among the sources.
fn changes_of_level(
    mirror: &Mirror,
    old: Oid,
    new: Oid,
    level: Vec<Source>,
) -> Result<Vec<Found>, EngineError> {
    let changes = mirror.diff(Some(mirror.tree_of(old)?), Some(mirror.tree_of(new)?))?;
    let by_directory: HashMap<&str, usize> =
        level.iter().enumerate().map(|(at, source)| (source.directory.as_str(), at)).collect();
    let mut of_source: BTreeMap<usize, Vec<FileChange>> = BTreeMap::new();
    for change in changes {
        if let Some(at) = owner(&by_directory, &change.path) {
            of_source.entry(at).or_default().push(file_change(change));
        }
    }
    let mut found = Vec::new();
    for (at, source) in level.into_iter().enumerate() {
        let Some(changes) = of_source.remove(&at) else { continue };
        let tree = mirror.dir_tree(new, &source.directory)?;
        // It was gone and is back: what the database kept of it must be compared as a whole.
        if source.ingested_tree.is_none() {
            found.push(listed(mirror, source, tree)?);
        } else {
            found.push(Found { source, changes, whole: false, tree });
        }
    }
    Ok(found)
}

/// The source whose directory holds `path`. Directories are never nested, so there is at most one.
fn owner(by_directory: &HashMap<&str, usize>, path: &str) -> Option<usize> {
    let mut directory = folder(path);
    loop {
        if let Some(at) = by_directory.get(directory) {
            return Some(*at);
        }
        if directory.is_empty() {
            return None;
        }
        directory = folder(directory);
    }
}

fn file_change(change: TreeChange) -> FileChange {
    FileChange { path: change.path, old: change.old.map(|(oid, _)| oid), new: change.new }
}

/// The whole directory, as a list of changes.
fn listed(mirror: &Mirror, source: Source, tree: Option<Oid>) -> Result<Found, EngineError> {
    let mut changes = Vec::new();
    if let Some(tree) = tree {
        let prefix = prefix(&source.directory);
        mirror.list(tree, &prefix, &mut |entry| {
            changes.push(FileChange {
                path: entry.path,
                old: None,
                new: Some((entry.oid, entry.kind)),
            });
        })?;
    }
    Ok(Found { source, changes, whole: true, tree })
}

/// The source's whole directory instead of its changes, when a change elsewhere in it alters what
/// other files mean.
pub(crate) fn whole_directory(
    mirror: &Mirror,
    source: &Source,
    tree: Option<Oid>,
    known: &HashSet<String>,
) -> Result<Vec<FileChange>, EngineError> {
    let mut found = listed(mirror, source.clone(), tree)?.changes;
    let present: HashSet<String> = found.iter().map(|change| change.path.clone()).collect();
    for path in known.difference(&present) {
        found.push(FileChange { path: path.clone(), old: None, new: None });
    }
    Ok(found)
}
