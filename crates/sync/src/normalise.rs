//! raw/ to managed/: each document of a known kind gets a file of its own, in one commit for the
//! whole sync. Computed anew for each head and never merged; what cannot be moved stays, with its
//! reason.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use hedgerow_git::{Mirror, Oid};
use hedgerow_merge::{Decision, FieldConflict};
use hedgerow_model::{
    Actor, AllAtomic, Conflict, Document, Finding, GroupKind, Identity, NewConflict, RunKind,
    Source, Standing, Value,
};
use hedgerow_schema::Catalogue;
use hedgerow_yaml::{Content, FileDocument, Rewrite};

use crate::area::{Area, Classifier, FILE_LIMIT, prefix};
use crate::combine::{Picture, decided};
use crate::core::{Branch, Core, blocking, now, oid};
use crate::error::EngineError;
use crate::file_edit;
use crate::inputs::surroundings;
use crate::overlay::Overlay;
use crate::parse::{check, limits, note};
use crate::placement::{Surroundings, place};
use crate::system::SystemPlan;
use crate::views::SyncReport;

/// A document of raw/ that may move.
struct Candidate {
    file: usize,
    index: usize,
    identity: Identity,
    /// Its own text without what `kubectl get` adds.
    text: String,
    value: Value,
    line: u32,
}

struct RawFile {
    path: String,
    text: String,
}

/// Everything of raw/ at a head: its files, what may move, what stays and why.
#[derive(Default)]
struct Raw {
    files: Vec<RawFile>,
    candidates: Vec<Candidate>,
    findings: Vec<Finding>,
    considered: Vec<String>,
}

impl Core {
    /// Normalises a source's raw/ when something may have changed there since the last time.
    pub(crate) async fn normalise(
        &self,
        source: &Source,
        report: &mut SyncReport,
        actor: &Actor,
    ) -> Result<(), EngineError> {
        let sources = self.store.sources_of_fabric(source.fabric_id).await?;
        let Some(source) = sources.into_iter().find(|other| other.id == source.id) else {
            return Ok(());
        };
        if source.layout != hedgerow_model::Layout::Managed
            || source.ingested_tree.is_none()
            || source.considered_tree == source.ingested_tree
            || source.considered_tree == self.raw_tree(&source).await?
        {
            return Ok(());
        }
        let done = match self.system_commit(&source, RunKind::Normalise, None, actor).await {
            Ok(done) => done,
            // Refused for good, as far as this head goes: it is tried again when something moves.
            Err(EngineError::Refused(reason)) => {
                report.alerts.push(format!("raw/ could not be normalised: {reason}"));
                return self.remember_refusal(&source, &reason).await;
            }
            Err(error) => return Err(error),
        };
        report.normalised =
            done.plan.normalised.iter().map(|(identity, _)| identity.to_string()).collect();
        report.normalise_commit = done.commit.map(|commit| commit.to_string());
        if let Some(commit) = done.commit {
            report.commit = Some(commit.to_string());
        }
        if let Some(later) = done.reports.into_iter().find(|(id, _)| *id == source.fabric_id) {
            report.changed.extend(later.1.changed);
        }
        self.record_raw(&source, &done.plan, report).await
    }

    /// What stands in raw/ at the ingested commit, as one word for comparing.
    async fn raw_tree(&self, source: &Source) -> Result<Option<String>, EngineError> {
        let Some(commit) = source.ingested_commit.as_deref() else { return Ok(None) };
        let commit = oid(commit)?;
        let mirror = self.mirror_of(source.queue_id).await?;
        let folder = format!("{}raw", prefix(&source.directory));
        let tree = blocking(move || mirror.dir_tree(commit, &folder)).await??;
        Ok(Some(tree.map_or_else(|| "no raw/".to_owned(), |tree| format!("raw/ {tree}"))))
    }

    /// The remote refused the commit: said with the directory, and not tried again at every look.
    async fn remember_refusal(&self, source: &Source, reason: &str) -> Result<(), EngineError> {
        let place = format!("{}raw", prefix(&source.directory));
        let finding = note(&place, "error", "refused", format!("cannot be normalised: {reason}"));
        let mut tx = self.store.write().await?;
        tx.clear_findings(source.id, std::slice::from_ref(&place)).await?;
        tx.add_findings(source.id, source.fabric_id, &[finding]).await?;
        tx.set_considered(source.id, source.ingested_tree.as_deref()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Writes what stays in raw/ and why, and the conflicts between raw/ and managed/.
    async fn record_raw(
        &self,
        source: &Source,
        plan: &SystemPlan,
        report: &mut SyncReport,
    ) -> Result<(), EngineError> {
        let current = self
            .store
            .sources_of_fabric(source.fabric_id)
            .await?
            .into_iter()
            .find(|other| other.id == source.id);
        // What stays may be able to move once something else in the directory changes.
        let tree = match current {
            Some(source) if plan.findings.is_empty() && plan.conflicts.is_empty() => {
                self.raw_tree(&source).await?
            }
            Some(source) => source.ingested_tree,
            None => None,
        };
        let open = self.raw_conflicts(source).await?;
        let known = self.store.findings(source.fabric_id).await?;
        let mut tx = self.store.write().await?;
        let place = format!("{}raw", prefix(&source.directory));
        tx.clear_findings(source.id, &[place]).await?;
        tx.clear_findings(source.id, &plan.considered).await?;
        tx.add_findings(source.id, source.fabric_id, &plan.findings).await?;
        for conflict in &plan.conflicts {
            let known = open.iter().any(|open| {
                open.state == hedgerow_model::ConflictState::Open
                    && open.what.identity == conflict.identity
                    && open.what.path == conflict.path
                    && open.what.draft == conflict.draft
                    && open.what.git == conflict.git
            });
            if !known {
                tx.open_conflict(source.fabric_id, conflict, now()).await?;
                report.conflicts_opened += 1;
            }
        }
        let gone: Vec<_> = open
            .iter()
            .filter(|open| open.state == hedgerow_model::ConflictState::Open)
            .filter(|open| {
                !plan.conflicts.iter().any(|now| {
                    now.identity == open.what.identity
                        && now.path == open.what.path
                        && now.draft == open.what.draft
                        && now.git == open.what.git
                })
            })
            .map(|open| open.id)
            .collect();
        tx.supersede_conflicts(&gone, now()).await?;
        tx.set_considered(source.id, tree.as_deref()).await?;
        tx.commit().await?;
        // What stays for the same reason as before is no news.
        let news = plan.findings.iter().filter(|finding| !known.contains(finding));
        report.findings.extend(news.map(crate::views_of::finding_view));
        Ok(())
    }

    /// Conflicts between raw/ and managed/, open or decided.
    async fn raw_conflicts(&self, source: &Source) -> Result<Vec<Conflict>, EngineError> {
        let all = self.store.conflicts(Some(source.fabric_id), None).await?;
        Ok(all
            .into_iter()
            .filter(|conflict| {
                conflict.what.change_id.is_none()
                    && conflict.what.kind != hedgerow_model::ConflictKind::DuplicateIdentity
                    && conflict.state != hedgerow_model::ConflictState::Superseded
            })
            .collect())
    }

    /// What normalising would do on the queue's head.
    pub(crate) async fn plan_normalise(
        &self,
        branch: &Branch,
        source: &Source,
    ) -> Result<SystemPlan, EngineError> {
        let Some(head) = branch.head()? else { return Ok(SystemPlan::default()) };
        let catalogue = self.catalogue(source.fabric_id).await?;
        let (mirror, own, known) = (branch.mirror.clone(), source.clone(), catalogue.clone());
        let raw = blocking(move || read_raw(&mirror, head, &own, &known)).await??;
        if raw.considered.is_empty() {
            return Ok(SystemPlan::default());
        }
        let identities: Vec<Identity> =
            raw.candidates.iter().map(|candidate| candidate.identity.clone()).collect();
        let mut existing: HashMap<Identity, Vec<Document>> = HashMap::new();
        for document in self.store.documents_of_all(source.fabric_id, &identities).await? {
            existing.entry(document.identity.clone()).or_default().push(document);
        }
        let mut bases = HashMap::new();
        let mut around: HashMap<GroupKind, Surroundings> = HashMap::new();
        for identity in &identities {
            if existing.contains_key(identity) {
                if let Some(base) = self.store.normalised(source.id, identity).await? {
                    bases.insert(identity.clone(), base);
                }
            } else if let Entry::Vacant(entry) = around.entry(identity.group_kind()) {
                entry.insert(surroundings(self, source, &catalogue, identity).await?);
            }
        }
        let stored = self.raw_conflicts(source).await?;
        let fabric = self.fabric_name(source).await?;
        let work = Moving {
            overlay: Overlay::new(branch.mirror.clone(), Some(head)),
            source: source.clone(),
            catalogue,
            existing,
            bases,
            around,
            stored,
            head: head.to_string(),
        };
        blocking(move || work.plan(raw, &fabric)).await?.map_err(EngineError::Internal)
    }
}

/// Reads raw/ and sorts its documents.
fn read_raw(
    mirror: &Mirror,
    head: Oid,
    source: &Source,
    catalogue: &Catalogue,
) -> Result<Raw, EngineError> {
    let folder = format!("{}raw", prefix(&source.directory));
    let Some(tree) = mirror.dir_tree(head, &folder)? else { return Ok(Raw::default()) };
    let classifier = Classifier::new(source)?;
    let mut entries = Vec::new();
    mirror.list(tree, &folder, &mut |entry| entries.push(entry))?;
    let mut raw = Raw::default();
    for entry in entries {
        raw.considered.push(entry.path.clone());
        match classifier.area(&entry.path, entry.kind) {
            Area::Raw => {}
            Area::LeftAlone(rule, reason) => {
                raw.findings.push(note(&entry.path, "warning", rule, reason));
                continue;
            }
            _ => continue,
        }
        if mirror.blob_size(entry.oid)? > FILE_LIMIT {
            let message = format!("above the limit of {FILE_LIMIT} bytes for one file; split it");
            raw.findings.push(note(&entry.path, "error", "too-large", message));
            continue;
        }
        let Ok(text) = String::from_utf8(mirror.blob(entry.oid)?) else {
            let message = "is not UTF-8 text; save it as UTF-8. It stays in raw/".to_owned();
            raw.findings.push(note(&entry.path, "error", "yaml", message));
            continue;
        };
        let file = raw.files.len();
        for (index, document) in hedgerow_yaml::read_all(&text, &limits()).into_iter().enumerate() {
            consider(&entry.path, &text, file, index, &document, catalogue, &mut raw);
        }
        raw.files.push(RawFile { path: entry.path, text });
    }
    Ok(raw)
}

/// Decides whether one document may move.
fn consider(
    path: &str,
    text: &str,
    file: usize,
    index: usize,
    document: &FileDocument,
    catalogue: &Catalogue,
    raw: &mut Raw,
) {
    let mut findings = check(path, text, index, document, catalogue);
    findings.retain(|finding| finding.rule != "server-fields");
    let identity = match &document.content {
        Content::Object(read) => hedgerow_schema::resource_identity(catalogue, read.value()),
        Content::Empty | Content::Broken(_) => None,
    };
    let unfit = findings.iter().any(|finding| {
        finding.severity == "error" || matches!(&*finding.rule, "unknown-kind" | "unknown-version")
    });
    let (Content::Object(read), Some(identity), false) = (&document.content, identity, unfit)
    else {
        for finding in &mut findings {
            finding.message.push_str("; it stays in raw/");
        }
        raw.findings.append(&mut findings);
        return;
    };
    let own = document.slice.own_text(text).into_owned();
    let value = hedgerow_schema::strip_server_fields(read.value());
    let rewrite = Rewrite { types: &AllAtomic, comments: &[] };
    match hedgerow_yaml::rewrite(&own, &value, &rewrite) {
        Ok(text) => raw.candidates.push(Candidate {
            file,
            index,
            identity,
            text,
            value,
            line: document.slice.line,
        }),
        Err(error) => raw.findings.push(Finding {
            line: i64::from(document.slice.line),
            subject: Some(identity),
            ..note(
                path,
                "warning",
                "lossless",
                format!("what the cluster added cannot be taken out without loss: {error}"),
            )
        }),
    }
}

/// The move itself.
struct Moving {
    overlay: Overlay,
    source: Source,
    catalogue: Catalogue,
    existing: HashMap<Identity, Vec<Document>>,
    bases: HashMap<Identity, String>,
    around: HashMap<GroupKind, Surroundings>,
    stored: Vec<Conflict>,
    head: String,
}

impl Moving {
    fn plan(mut self, raw: Raw, fabric: &str) -> Result<SystemPlan, String> {
        let mut plan = SystemPlan {
            findings: raw.findings,
            considered: raw.considered,
            ..SystemPlan::default()
        };
        let mut taken: Vec<Vec<usize>> = vec![Vec::new(); raw.files.len()];
        let mut first: HashMap<Identity, (Value, String)> = HashMap::new();
        for candidate in &raw.candidates {
            let path = &raw.files[candidate.file].path;
            match self.take(candidate, path, &mut first, &mut plan) {
                Ok(true) => taken[candidate.file].push(candidate.index),
                Ok(false) => {}
                Err(reason) => plan.findings.push(Finding {
                    line: i64::from(candidate.line),
                    subject: Some(candidate.identity.clone()),
                    ..note(path, "error", "raw", format!("cannot move: {reason}. It stays in raw/"))
                }),
            }
        }
        for (file, indices) in raw.files.iter().zip(taken) {
            if indices.is_empty() {
                continue;
            }
            let mut text = file.text.clone();
            for index in indices.iter().rev() {
                text = hedgerow_yaml::remove_document(&text, *index)
                    .map_err(|error| format!("{}: {error}", file.path))?;
            }
            let left = (!is_spent(&text)).then_some(text);
            plan.actions.push(match left {
                Some(_) => format!("took {} documents out of {}", indices.len(), file.path),
                None => format!("moved all of {}", file.path),
            });
            self.overlay.set(&file.path, left);
        }
        plan.edits = self.overlay.settle()?;
        plan.diff = self.overlay.diff()?;
        let count = plan.normalised.len();
        plan.message = format!(
            "Normalise {count} {} of {fabric} from raw/\n",
            if count == 1 { "resource" } else { "resources" }
        );
        Ok(plan)
    }

    /// Brings one document to managed/; tells whether it leaves raw/.
    fn take(
        &mut self,
        candidate: &Candidate,
        path: &str,
        first: &mut HashMap<Identity, (Value, String)>,
        plan: &mut SystemPlan,
    ) -> Result<bool, String> {
        let identity = &candidate.identity;
        let types = self.catalogue.list_types(&identity.group_kind());
        if let Some((value, earlier)) = first.get(identity) {
            if hedgerow_merge::values_equal(value, &candidate.value, types.as_ref()) {
                return Ok(true);
            }
            let message = format!(
                "stands in {earlier} too, with other content; keep one of them. It stays in raw/"
            );
            plan.findings.push(Finding {
                line: i64::from(candidate.line),
                subject: Some(identity.clone()),
                ..note(path, "error", "duplicate", message)
            });
            return Ok(false);
        }
        let documents = self.existing.get(identity).map_or(&[][..], Vec::as_slice);
        let document = match documents {
            [] => {
                let around = self.around.get(&identity.group_kind()).cloned().unwrap_or_default();
                let target = place(&self.source, identity, &around);
                let picture = Picture { standing: Standing::Live, text: candidate.text.clone() };
                let text = match self.overlay.text(&target)? {
                    Some(file) if self.overlay.memo.find(&file, identity).is_some() => {
                        return Err(format!(
                            "{target} holds {identity} already, in a form that Hedgerow leaves alone"
                        ));
                    }
                    Some(file) if !self.overlay.memo.is_ours(&file) => {
                        return Err(format!("{target} holds something else"));
                    }
                    Some(file) => {
                        file_edit::set(&self.overlay.memo, &file, identity, Some(&picture))?
                    }
                    None => Some(ended(picture.text)),
                };
                self.overlay.set(&target, text);
                self.taken(candidate, path, first, plan);
                return Ok(true);
            }
            [one] if one.standing == Standing::Live => one,
            [first, ..] => {
                return Err(format!(
                    "{identity} stands in {} {}; settle that there first",
                    first.path,
                    match first.standing {
                        Standing::CommentedOut => "in comments",
                        Standing::Unreadable => "and does not parse",
                        Standing::Live => "and elsewhere too",
                    }
                ));
            }
        };
        let equal = hedgerow_yaml::read(&document.text, &limits()).is_ok_and(|read| {
            hedgerow_merge::values_equal(read.value(), &candidate.value, types.as_ref())
        });
        if equal {
            self.taken(candidate, path, first, plan);
            return Ok(true);
        }
        let stored: Vec<Conflict> = self
            .stored
            .iter()
            .filter(|conflict| conflict.what.identity == *identity)
            .cloned()
            .collect();
        let mut decide = |conflict: &FieldConflict| decided(&stored, conflict).map(Decision::from);
        // Without a comment of its own it says values; what people wrote around those of Git stays.
        let base = self.bases.get(identity).map(String::as_str);
        let mine = if candidate.text.contains('#') {
            candidate.text.clone()
        } else {
            let rewrite = Rewrite { types: types.as_ref(), comments: &[] };
            let around = base.unwrap_or(&document.text);
            hedgerow_yaml::rewrite(around, &candidate.value, &rewrite)
                .map_err(|error| format!("{identity}: {error}"))?
        };
        let merged = hedgerow_merge::merge_documents(
            base,
            Some(&mine),
            Some(&document.text),
            types.as_ref(),
            &mut decide,
        )
        .map_err(|error| format!("{path}: {identity}: {error}"))?;
        if !merged.conflicts.is_empty() {
            let message = format!(
                "exists in {} with other content; decide its {} with `hedgerow resolve`. It stays \
                 in raw/",
                document.path,
                if merged.conflicts.len() == 1 { "conflict" } else { "conflicts" }
            );
            plan.findings.push(Finding {
                line: i64::from(candidate.line),
                subject: Some(identity.clone()),
                ..note(path, "error", "conflict", message)
            });
            plan.conflicts.extend(merged.conflicts.into_iter().map(|conflict| NewConflict {
                change_id: None,
                draft_id: None,
                identity: identity.clone(),
                path: conflict.path,
                kind: conflict.kind,
                base: conflict.base,
                draft: conflict.draft,
                git: conflict.git,
                git_commit: self.head.clone(),
                detail: Some(format!("draft is {path}, git is {}", document.path)),
            }));
            return Ok(false);
        }
        if let (Some(text), Some(file)) = (merged.text, self.overlay.text(&document.path)?) {
            let picture = Picture { standing: Standing::Live, text };
            let text = file_edit::set(&self.overlay.memo, &file, identity, Some(&picture))
                .map_err(|reason| format!("{}: {reason}", document.path))?;
            self.overlay.set(&document.path, text);
        }
        self.taken(candidate, path, first, plan);
        Ok(true)
    }

    fn taken(
        &self,
        candidate: &Candidate,
        path: &str,
        first: &mut HashMap<Identity, (Value, String)>,
        plan: &mut SystemPlan,
    ) {
        let identity = candidate.identity.clone();
        first.insert(identity.clone(), (candidate.value.clone(), path.to_owned()));
        plan.normalised.push((identity, candidate.text.clone()));
    }
}

fn ended(text: String) -> String {
    if text.ends_with('\n') { text } else { text + "\n" }
}

/// Whether nothing but blank lines and bare markers is left.
fn is_spent(text: &str) -> bool {
    text.trim_start_matches('\u{feff}')
        .lines()
        .all(|line| matches!(line.trim(), "" | "---" | "..."))
}
