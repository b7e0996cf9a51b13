//! One source's changed files into the database, and what that means for its resources: added,
//! changed, moved, deleted, commented out, unreadable, duplicate.

use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::BuildHasher;

use hedgerow_git::Oid;
use hedgerow_model::{ConflictKind, ConflictState, FieldPath, Identity};
use hedgerow_schema::Catalogue;
use hedgerow_store::{Document, Finding, NewConflict, Source, Standing, Transaction};

use crate::area::{Area, Classifier, folder, is_chart, is_kustomization};
use crate::combine::Picture;
use crate::core::{Branch, Core, blocking, now};
use crate::error::EngineError;
use crate::ingest::{FileChange, SourceWork, Work, whole_directory};
use crate::kustomize;
use crate::parse::{ParsedDocument, ParsedFile, Reference, note};
use crate::pipeline::{self, Reading, Taken, Wanted};
use crate::views::SyncReport;
use crate::views_of::finding_view;

/// How many documents are gathered before they are written.
const BATCH: usize = 500;

/// How many names or findings a report lists; the rest is counted.
pub(crate) const LISTED: usize = 500;

/// Live pictures of resources that an ingest touched, by identity; the place is the file.
type Places = BTreeMap<Identity, Vec<(String, Picture)>>;

impl Core {
    /// Writes one source's changes. Only with the commit of `tx` do they become visible.
    pub(crate) async fn ingest_source(
        &self,
        tx: &mut Transaction,
        branch: &Branch,
        work: &Work,
        job: &SourceWork,
    ) -> Result<SyncReport, EngineError> {
        let started = std::time::Instant::now();
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
        let catalogue = self.catalogue(job.fabric.id).await?;
        let plan = self.plan(branch, job, work.new).await?;
        if job.first {
            self.first(tx, branch, job, plan, &catalogue, &mut report).await?;
        } else if !plan.changes.is_empty() || plan.whole {
            self.again(tx, branch, job, plan, &catalogue, &commit, &mut report).await?;
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
                let finding = note(&source.directory, "error", "directory-gone", message.clone());
                tx.add_findings(source.id, job.fabric.id, &[finding]).await?;
            }
            report.alerts.push(message);
        }
        tx.set_ingested(&[(source.id, None)], commit, now()).await?;
        Ok(())
    }

    /// Sorts the changed paths by what they are.
    async fn plan(&self, branch: &Branch, job: &SourceWork, new: Oid) -> Result<Plan, EngineError> {
        let classifier = Classifier::new(&job.source)?;
        let known = if job.first { Vec::new() } else { self.store.findings(job.fabric.id).await? };
        let mut changes = job.changes.clone();
        let mut whole = job.whole;
        let special = Special::of(&changes, &known, &classifier);
        let mut aside = HashMap::new();
        if special.any() {
            let mirror = branch.mirror.clone();
            let source = job.source.clone();
            let tree = job.tree;
            let documents = if job.first {
                Vec::new()
            } else {
                self.store.documents_of_source(job.source.id).await?
            };
            let paths: HashSet<String> = documents
                .into_iter()
                .map(|document| document.path)
                .chain(known.iter().map(|finding| finding.path.clone()))
                .collect();
            let first = job.first;
            let given = changes;
            (changes, whole, aside) = blocking(move || -> Result<_, EngineError> {
                let aside = special.aside(&mirror, new)?;
                if first || whole || !special.moved(&mirror)? {
                    return Ok((given, whole, aside));
                }
                Ok((whole_directory(&mirror, &source, tree, &paths)?, true, aside))
            })
            .await??;
        }
        let mut plan = Plan { changes, whole, wanted: Vec::new(), findings: Vec::new() };
        for change in &plan.changes {
            let Some((blob, kind)) = change.new else { continue };
            let area = match aside_reason(&aside, &change.path) {
                Some((rule, reason)) => Area::LeftAlone(rule, reason),
                None => classifier.area(&change.path, kind),
            };
            match area {
                Area::Managed => plan.wanted.push(Wanted { path: change.path.clone(), blob }),
                Area::LeftAlone(rule, reason) => {
                    plan.findings.push(note(&change.path, "info", rule, reason));
                }
                Area::Loose => plan.findings.extend(crate::directory::loose(&change.path)),
                Area::Raw | Area::Unmanaged => {}
            }
        }
        Ok(plan)
    }

    /// A source of which nothing is known yet: rows go to the database as they are parsed.
    async fn first(
        &self,
        tx: &mut Transaction,
        branch: &Branch,
        job: &SourceWork,
        plan: Plan,
        catalogue: &Catalogue,
        report: &mut SyncReport,
    ) -> Result<(), EngineError> {
        let hasher = RandomState::new();
        let mut seen: HashSet<u64> = HashSet::new();
        let mut pending: Vec<(Finding, u64)> = Vec::new();
        let mut writer = Writer::new(&job.source);
        writer.findings.extend(plan.findings);
        let mut commented: BTreeSet<Identity> = BTreeSet::new();
        let mut total = 0_usize;
        let mut files = pipeline::start(self.reading(branch, job, catalogue), plan.wanted);
        while let Some(taken) = files.recv().await {
            let Taken { path, blob, parsed } = taken.map_err(EngineError::Internal)?;
            for document in &parsed.live {
                total += 1;
                if report.added.len() < LISTED {
                    report.added.push(document.identity.to_string());
                }
                seen.insert(hasher.hash_one(&document.identity));
                for reference in &document.references {
                    let target = hasher.hash_one(&reference.target);
                    if !seen.contains(&target) {
                        pending.push((missing(&path, &document.identity, reference), target));
                    }
                }
            }
            commented.extend(parsed.commented.iter().map(|document| document.identity.clone()));
            writer.add(&path, blob, parsed, &[], report);
            writer.flush(tx, BATCH).await?;
        }
        // A live document of the same identity wins.
        commented.retain(|identity| !seen.contains(&hasher.hash_one(identity)));
        report.commented_out = commented.iter().map(ToString::to_string).collect();
        pending.retain(|(_, target)| !seen.contains(target));
        writer.findings.extend(pending.into_iter().map(|(finding, _)| finding));
        report_findings(&writer.findings, report);
        writer.flush(tx, 0).await?;
        if total > LISTED {
            report
                .alerts
                .push(format!("{total} resources were added; the first {LISTED} are listed"));
        }
        for (identity, paths) in tx.duplicates(job.fabric.id).await? {
            let conflict = duplicate(&identity, &paths, report.commit.as_deref());
            tx.open_conflict(job.fabric.id, &conflict, now()).await?;
            report.conflicts_opened += 1;
        }
        Ok(())
    }

    /// A source that was ingested before: what stood in the changed files is compared with what
    /// stands there now.
    #[expect(clippy::too_many_arguments, reason = "one step of ingest_source, split for length")]
    async fn again(
        &self,
        tx: &mut Transaction,
        branch: &Branch,
        job: &SourceWork,
        plan: Plan,
        catalogue: &Catalogue,
        commit: &str,
        report: &mut SyncReport,
    ) -> Result<(), EngineError> {
        let source = &job.source;
        let paths: Vec<String> = plan.changes.iter().map(|change| change.path.clone()).collect();
        let before = if plan.whole {
            self.store.documents_of_source(source.id).await?
        } else {
            self.store.documents_in(source.id, &paths).await?
        };
        let mut of_path: HashMap<String, Vec<Document>> = HashMap::new();
        for document in before.iter().cloned() {
            of_path.entry(document.path.clone()).or_default().push(document);
        }
        if plan.whole {
            tx.clear_source(source.id).await?;
        } else {
            tx.clear_files(source.id, &paths).await?;
        }
        let mut writer = Writer::new(source);
        writer.findings.extend(plan.findings);
        let mut after = Places::new();
        let mut references: Vec<(String, Identity, Reference)> = Vec::new();
        let mut files = pipeline::start(self.reading(branch, job, catalogue), plan.wanted);
        while let Some(taken) = files.recv().await {
            let Taken { path, blob, parsed } = taken.map_err(EngineError::Internal)?;
            let old = of_path.get(&path).map_or(&[][..], Vec::as_slice);
            for document in &parsed.live {
                references.extend(
                    document.references.iter().map(|reference| {
                        (path.clone(), document.identity.clone(), reference.clone())
                    }),
                );
            }
            let from = writer.documents.len();
            writer.add(&path, blob, parsed, old, report);
            for document in &writer.documents[from..] {
                let picture = Picture { standing: document.standing, text: document.text.clone() };
                after.entry(document.identity.clone()).or_default().push((path.clone(), picture));
            }
            writer.flush(tx, BATCH).await?;
        }
        let touched: BTreeSet<Identity> = before
            .iter()
            .map(|document| document.identity.clone())
            .chain(after.keys().cloned())
            .collect();
        let elsewhere = self.elsewhere(job, &touched, plan.whole.then_some(source), &paths).await?;
        compare(&before, &after, &elsewhere, report);
        self.references(job, &references, &after, &paths, report, &mut writer).await?;
        report_findings(&writer.findings, report);
        writer.flush(tx, 0).await?;
        for identity in after.keys() {
            tx.target_exists(job.fabric.id, identity).await?;
        }
        self.duplicates(tx, job, &touched, &after, &elsewhere, commit, report).await?;
        let pictures: HashMap<Identity, Option<Picture>> = touched
            .into_iter()
            .map(|identity| {
                let picture = best(after.get(&identity), elsewhere.get(&identity));
                (identity, picture)
            })
            .collect();
        self.drafts_meet_git(tx, job.fabric.id, catalogue, &pictures, commit, report).await?;
        self.large_deletion(job, report).await?;
        Ok(())
    }

    fn reading(&self, branch: &Branch, job: &SourceWork, catalogue: &Catalogue) -> Reading {
        Reading {
            mirror: branch.mirror.clone(),
            catalogue: catalogue.clone(),
            fabric: job.fabric.id,
            cache: (!job.first).then(|| self.parsed.clone()),
        }
    }

    /// The touched identities' documents in files that did not change.
    async fn elsewhere(
        &self,
        job: &SourceWork,
        touched: &BTreeSet<Identity>,
        whole: Option<&Source>,
        paths: &[String],
    ) -> Result<Places, EngineError> {
        let ids: Vec<Identity> = touched.iter().cloned().collect();
        let changed: HashSet<&str> = paths.iter().map(String::as_str).collect();
        let mut places = Places::new();
        for document in self.store.documents_of_all(job.fabric.id, &ids).await? {
            let own = document.source_id == job.source.id;
            if own && (whole.is_some() || changed.contains(document.path.as_str())) {
                continue;
            }
            let picture = Picture { standing: document.standing, text: document.text };
            places.entry(document.identity).or_default().push((document.path, picture));
        }
        Ok(places)
    }

    /// References of the changed documents that lead nowhere, and references of others to what
    /// this ingest took away.
    async fn references(
        &self,
        job: &SourceWork,
        references: &[(String, Identity, Reference)],
        after: &Places,
        paths: &[String],
        report: &SyncReport,
        writer: &mut Writer,
    ) -> Result<(), EngineError> {
        let is_live = |places: Option<&Vec<(String, Picture)>>| {
            places.is_some_and(|places| {
                places.iter().any(|(_, p)| p.standing != Standing::CommentedOut)
            })
        };
        let unknown: BTreeSet<Identity> = references
            .iter()
            .filter(|(_, _, reference)| !is_live(after.get(&reference.target)))
            .map(|(_, _, reference)| reference.target.clone())
            .collect();
        let changed: HashSet<&str> = paths.iter().map(String::as_str).collect();
        let ids: Vec<Identity> = unknown.into_iter().collect();
        let stored: HashSet<Identity> = self
            .store
            .documents_of_all(job.fabric.id, &ids)
            .await?
            .into_iter()
            .filter(|document| document.standing != Standing::CommentedOut)
            .filter(|document| {
                document.source_id != job.source.id || !changed.contains(document.path.as_str())
            })
            .map(|document| document.identity)
            .collect();
        for (path, subject, reference) in references {
            if !is_live(after.get(&reference.target)) && !stored.contains(&reference.target) {
                writer.findings.push(missing(path, subject, reference));
            }
        }
        let gone: HashSet<&str> =
            report.deleted.iter().chain(&report.commented_out).map(String::as_str).collect();
        if gone.is_empty() {
            return Ok(());
        }
        // Removals are rare, and only the fabric's own documents can refer to what was removed.
        for document in self.store.documents(job.fabric.id).await? {
            let mentioned = gone.iter().any(|gone| {
                gone.rsplit('/').next().is_some_and(|name| document.text.contains(name))
            });
            if !mentioned
                || document.standing != Standing::Live
                || changed.contains(document.path.as_str())
            {
                continue;
            }
            let Ok(read) = hedgerow_yaml::read(&document.text, &crate::parse::limits()) else {
                continue;
            };
            for reference in hedgerow_schema::references(read.value()) {
                if !reference.implied && gone.contains(reference.target.to_string().as_str()) {
                    let found = Reference {
                        target: reference.target,
                        line: u32::try_from(document.line).unwrap_or(0),
                        column: 0,
                        field: reference.path,
                    };
                    writer.findings.push(missing(&document.path, &document.identity, &found));
                }
            }
        }
        Ok(())
    }

    /// Opens a conflict for each identity that stands live twice, and closes those that no longer
    /// do.
    #[expect(clippy::too_many_arguments, reason = "one step of an ingest, split for length")]
    async fn duplicates(
        &self,
        tx: &mut Transaction,
        job: &SourceWork,
        touched: &BTreeSet<Identity>,
        after: &Places,
        elsewhere: &Places,
        commit: &str,
        report: &mut SyncReport,
    ) -> Result<(), EngineError> {
        let open: HashMap<Identity, Vec<_>> = self
            .store
            .conflicts(Some(job.fabric.id), Some(ConflictState::Open))
            .await?
            .into_iter()
            .filter(|conflict| conflict.what.kind == ConflictKind::DuplicateIdentity)
            .fold(HashMap::new(), |mut all, conflict| {
                all.entry(conflict.what.identity.clone()).or_default().push(conflict);
                all
            });
        for identity in touched {
            let mut paths: Vec<String> = [after.get(identity), elsewhere.get(identity)]
                .into_iter()
                .flatten()
                .flatten()
                .filter(|(_, picture)| picture.standing == Standing::Live)
                .map(|(path, _)| path.clone())
                .collect();
            paths.sort();
            let known = open.get(identity).map_or(&[][..], Vec::as_slice);
            if paths.len() > 1 {
                let conflict = duplicate(identity, &paths, Some(commit));
                if known.iter().any(|known| known.what.detail == conflict.detail) {
                    continue;
                }
                tx.open_conflict(job.fabric.id, &conflict, now()).await?;
                report.conflicts_opened += 1;
            }
            let ids: Vec<_> = known.iter().map(|conflict| conflict.id).collect();
            tx.supersede_conflicts(&ids, now()).await?;
        }
        Ok(())
    }

    /// Says so when Git removed much at once. Reading is never held back.
    async fn large_deletion(
        &self,
        job: &SourceWork,
        report: &mut SyncReport,
    ) -> Result<(), EngineError> {
        let removed = report.deleted.len() + report.commented_out.len();
        if removed < self.config.large_deletion_count {
            return Ok(());
        }
        let (before, _) = self.store.count_resources(job.fabric.id).await?;
        let before = usize::try_from(before).unwrap_or(0);
        if removed * 100 >= before * self.config.large_deletion_percent {
            report.alerts.push(format!(
                "Git removed {removed} of {before} resources at once; if that was not meant, \
                 revert commit {} in Git",
                short(report.commit.as_deref().unwrap_or_default())
            ));
        }
        Ok(())
    }
}

/// What is to be read, and what is known without reading.
struct Plan {
    changes: Vec<FileChange>,
    whole: bool,
    wanted: Vec<Wanted>,
    findings: Vec<Finding>,
}

/// Files whose presence alters what the files around them mean.
struct Special {
    kustomizations: Vec<(String, Option<Oid>)>,
    charts: Vec<String>,
    /// Old and new contents of kustomizations that changed; charts that came or went.
    changed: Vec<(String, Option<Oid>, Option<Oid>)>,
    charts_changed: bool,
}

impl Special {
    fn of(changes: &[FileChange], known: &[Finding], classifier: &Classifier) -> Self {
        let mut special = Self {
            kustomizations: Vec::new(),
            charts: Vec::new(),
            changed: Vec::new(),
            charts_changed: false,
        };
        let inside = |path: &str| classifier.below(path).is_some();
        let mut decided = HashSet::new();
        for change in changes.iter().filter(|change| inside(&change.path)) {
            let new = change.new.filter(|(_, kind)| kind.is_file()).map(|(oid, _)| oid);
            if is_kustomization(&change.path) {
                special.changed.push((change.path.clone(), change.old, new));
                decided.insert(change.path.as_str());
                if new.is_some() {
                    special.kustomizations.push((change.path.clone(), new));
                }
            } else if is_chart(&change.path) {
                special.charts_changed |= change.old.is_none() || new.is_none();
                decided.insert(change.path.as_str());
                if new.is_some() {
                    special.charts.push(folder(&change.path).to_owned());
                }
            }
        }
        for finding in known.iter().filter(|finding| !decided.contains(finding.path.as_str())) {
            if finding.rule == "kustomize" && is_kustomization(&finding.path) {
                special.kustomizations.push((finding.path.clone(), None));
            } else if finding.rule == "helm" && is_chart(&finding.path) {
                special.charts.push(folder(&finding.path).to_owned());
            }
        }
        special
    }

    fn any(&self) -> bool {
        !self.kustomizations.is_empty()
            || !self.charts.is_empty()
            || !self.changed.is_empty()
            || self.charts_changed
    }

    /// Whether the changes alter what files mean that did not change themselves.
    fn moved(&self, mirror: &hedgerow_git::Mirror) -> Result<bool, EngineError> {
        if self.charts_changed {
            return Ok(true);
        }
        for (path, old, new) in &self.changed {
            let inputs = |blob: &Option<Oid>| -> Result<Vec<String>, EngineError> {
                let Some(blob) = blob else { return Ok(Vec::new()) };
                let text = String::from_utf8_lossy(&mirror.blob(*blob)?).into_owned();
                Ok(kustomize::inputs(&text, folder(path)))
            };
            if inputs(old)? != inputs(new)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Files and folders that are left alone, with rule and reason.
    fn aside(
        &self,
        mirror: &hedgerow_git::Mirror,
        commit: Oid,
    ) -> Result<HashMap<String, (&'static str, String)>, EngineError> {
        let mut aside = HashMap::new();
        for chart in &self.charts {
            let reason = format!("part of the Helm chart in `{chart}`; it is left alone");
            aside.insert(format!("{chart}/"), ("helm", reason));
        }
        for (path, blob) in &self.kustomizations {
            let blob = match blob {
                Some(blob) => Some(*blob),
                None => mirror.blob_at(commit, path)?.map(|(blob, _)| blob),
            };
            let Some(blob) = blob else { continue };
            let text = String::from_utf8_lossy(&mirror.blob(blob)?).into_owned();
            for input in kustomize::inputs(&text, folder(path)) {
                let reason = format!("used by `{path}` as input, not as a resource; left alone");
                aside.insert(input, ("kustomize-input", reason));
            }
        }
        Ok(aside)
    }
}

fn aside_reason(
    aside: &HashMap<String, (&'static str, String)>,
    path: &str,
) -> Option<(&'static str, String)> {
    if aside.is_empty() {
        return None;
    }
    if let Some(found) = aside.get(path) {
        return Some(found.clone());
    }
    let mut folder_of = folder(path);
    while !folder_of.is_empty() {
        if let Some(found) = aside.get(&format!("{folder_of}/")) {
            return Some(found.clone());
        }
        folder_of = folder(folder_of);
    }
    aside.get("/").cloned()
}

/// Gathers rows and writes them in batches.
struct Writer {
    source: hedgerow_model::SourceId,
    fabric: hedgerow_model::FabricId,
    documents: Vec<Document>,
    findings: Vec<Finding>,
}

impl Writer {
    fn new(source: &Source) -> Self {
        Self {
            source: source.id,
            fabric: source.fabric_id,
            documents: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Adds a file's documents. Of a file that is broken in part, what stood there before and is
    /// not seen now is kept as unreadable.
    fn add(
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
            for (ordinal, document) in (0_i64..).zip(documents) {
                // A live document of the same identity wins over one in comments.
                if standing == Standing::CommentedOut && seen.contains(&document.identity) {
                    continue;
                }
                seen.insert(document.identity.clone());
                self.documents.push(self.row(path, &blob, ordinal, standing, document));
            }
        }
        if parsed.broken {
            let kept = before.iter().filter(|old| {
                old.standing != Standing::CommentedOut && !seen.contains(&old.identity)
            });
            for (ordinal, old) in (0_i64..).zip(kept) {
                push_name(&mut report.unreadable, &old.identity);
                self.documents.push(Document {
                    standing: Standing::Unreadable,
                    ordinal,
                    ..old.clone()
                });
            }
        }
        self.findings.extend(parsed.findings);
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
            text: document.text,
        }
    }

    /// Writes what was gathered once it is more than `above`.
    async fn flush(&mut self, tx: &mut Transaction, above: usize) -> Result<(), EngineError> {
        if self.documents.len() > above {
            tx.add_documents(&self.documents).await?;
            self.documents.clear();
        }
        if self.findings.len() > above {
            tx.add_findings(self.source, self.fabric, &self.findings).await?;
            self.findings.clear();
        }
        Ok(())
    }
}

/// What happened to each resource between the old documents and the new.
fn compare(before: &[Document], after: &Places, elsewhere: &Places, report: &mut SyncReport) {
    let present = |places: Option<&Vec<(String, Picture)>>, standing: &[Standing]| {
        places.is_some_and(|places| {
            places.iter().any(|(_, picture)| standing.contains(&picture.standing))
        })
    };
    let live = [Standing::Live, Standing::Unreadable];
    let mut old: BTreeMap<&Identity, Vec<&Document>> = BTreeMap::new();
    for document in before {
        old.entry(&document.identity).or_default().push(document);
    }
    for (identity, documents) in &old {
        let (now, other) = (after.get(*identity), elsewhere.get(*identity));
        let was_live = documents.iter().any(|document| live.contains(&document.standing));
        if present(now, &live) || present(other, &live) {
            let same_text = now.is_none_or(|now| {
                now.iter().any(|(_, p)| documents.iter().any(|old| old.text == p.text))
            });
            let same_path = now.is_none_or(|now| {
                now.iter().any(|(path, _)| documents.iter().any(|old| old.path == *path))
            });
            if !was_live {
                push_name(&mut report.added, identity);
            } else {
                if !same_path {
                    push_name(&mut report.moved, identity);
                }
                if !same_text {
                    push_name(&mut report.changed, identity);
                }
            }
        } else if was_live
            && (present(now, &[Standing::CommentedOut])
                || present(other, &[Standing::CommentedOut]))
        {
            push_name(&mut report.commented_out, identity);
        } else if was_live {
            push_name(&mut report.deleted, identity);
        }
    }
    for (identity, places) in after {
        if old.contains_key(identity) || present(elsewhere.get(identity), &live) {
            continue;
        }
        if present(Some(places), &live) {
            push_name(&mut report.added, identity);
        } else if !present(elsewhere.get(identity), &[Standing::CommentedOut]) {
            push_name(&mut report.commented_out, identity);
        }
    }
}

/// The picture that counts: live before unreadable before commented out.
fn best(
    after: Option<&Vec<(String, Picture)>>,
    elsewhere: Option<&Vec<(String, Picture)>>,
) -> Option<Picture> {
    let rank = |standing: Standing| match standing {
        Standing::Live => 0,
        Standing::Unreadable => 1,
        Standing::CommentedOut => 2,
    };
    [after, elsewhere]
        .into_iter()
        .flatten()
        .flatten()
        .min_by_key(|(path, picture)| (rank(picture.standing), path.clone()))
        .map(|(_, picture)| picture.clone())
}

fn duplicate(identity: &Identity, paths: &[String], commit: Option<&str>) -> NewConflict {
    NewConflict {
        change_id: None,
        draft_id: None,
        identity: identity.clone(),
        path: FieldPath::root(),
        kind: ConflictKind::DuplicateIdentity,
        base: None,
        draft: None,
        git: None,
        git_commit: commit.unwrap_or_default().to_owned(),
        detail: Some(format!(
            "{identity} stands in {}; delete or rename all but one in Git",
            paths.join(" and in ")
        )),
    }
}

fn missing(path: &str, subject: &Identity, reference: &Reference) -> Finding {
    Finding {
        line: i64::from(reference.line),
        column: i64::from(reference.column),
        subject: Some(subject.clone()),
        field: Some(reference.field.clone()),
        target: Some(reference.target.clone()),
        ..note(
            path,
            "warning",
            "reference",
            format!("refers to {}, which is in no source: unknown", reference.target),
        )
    }
}

fn push_name(list: &mut Vec<String>, identity: &Identity) {
    list.push(identity.to_string());
}

fn report_findings(findings: &[Finding], report: &mut SyncReport) {
    let room = LISTED.saturating_sub(report.findings.len());
    report.findings.extend(findings.iter().take(room).map(finding_view));
}

/// The first ten digits of a commit id, for people.
pub(crate) fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}
