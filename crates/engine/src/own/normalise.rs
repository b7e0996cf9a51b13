//! raw/ to managed/: each document of a known kind gets a file of its own, in one commit for the
//! whole sync. Computed again for each head and never merged; what cannot be moved stays, with its
//! reason.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use hedgerow_model::{
    Actor, Conflict, Document, Finding, GroupKind, Identity, Reason, RunKind, Severity, Source,
    rule,
};
use hedgerow_plan::{Known, OwnCommit, Surroundings, prefix, read_raw};

use super::Own;
use crate::core::MirrorFiles;
use crate::core::{Branch, blocking, now, oid};
use crate::error::EngineError;
use crate::outbound::{special_of, surroundings};
use crate::views::SyncReport;

impl Own<'_> {
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
            Err(EngineError::Held(reason)) => {
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
            report.counts.changed += later.1.counts.changed;
            report.changed.extend(later.1.changed);
        }
        self.record_raw(&source, &done.plan, report).await
    }

    /// What is in raw/ at the ingested commit, as one word for comparing.
    async fn raw_tree(&self, source: &Source) -> Result<Option<String>, EngineError> {
        let Some(commit) = source.ingested_commit.as_deref() else { return Ok(None) };
        let commit = oid(commit)?;
        let mirror = self.mirror_of(source.queue_id).await?;
        let folder = format!("{}raw", prefix(&source.directory));
        let tree = blocking(move || mirror.dir_tree(commit, &folder)).await??;
        Ok(Some(tree.map_or_else(|| "no raw/".to_owned(), |tree| format!("raw/ {tree}"))))
    }

    /// The remote refused the commit: said with the directory, and not tried again at every look.
    async fn remember_refusal(&self, source: &Source, reason: &Reason) -> Result<(), EngineError> {
        let place = format!("{}raw", prefix(&source.directory));
        let finding = Finding::of_file(
            &place,
            Severity::Error,
            rule::REFUSED,
            format!("cannot be normalised: {reason}"),
        );
        let mut tx = self.write_to_queue(source.queue_id).await?;
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
        plan: &OwnCommit,
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
        let mut tx = self.write_to_queue(source.queue_id).await?;
        let place = format!("{}raw", prefix(&source.directory));
        tx.clear_findings(source.id, &[place]).await?;
        tx.clear_findings(source.id, &plan.considered).await?;
        tx.add_findings(source.id, source.fabric_id, &plan.findings).await?;
        let mut new = plan.conflicts.clone();
        new.retain(|conflict| {
            !open.iter().any(|open| {
                open.state == hedgerow_model::ConflictState::Open
                    && open.what.identity == conflict.identity
                    && open.what.path == conflict.path
                    && open.what.draft == conflict.draft
                    && open.what.git == conflict.git
            })
        });
        tx.open_conflicts(source.fabric_id, &new, now()).await?;
        report.conflicts_opened += new.len();
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
        // What stays for the same reason as before is not news.
        let news = plan.findings.iter().filter(|finding| !known.contains(finding));
        let told: Vec<_> = news.map(crate::reads::finding_view).collect();
        report.counts.findings += told.len();
        report.findings.extend(told);
        Ok(())
    }

    /// Conflicts between raw/ and managed/, open or decided.
    async fn raw_conflicts(&self, source: &Source) -> Result<Vec<Conflict>, EngineError> {
        let mut known = self.store.conflicts_without_draft(source.fabric_id).await?;
        known.retain(|conflict| conflict.what.raw_path().is_some());
        Ok(known)
    }

    /// What normalising would do on the queue's head.
    pub(super) async fn plan_normalise(
        &self,
        branch: &Branch,
        source: &Source,
    ) -> Result<OwnCommit, EngineError> {
        let Some(head) = branch.head()? else { return Ok(OwnCommit::default()) };
        let catalogue = self.catalogue(source.fabric_id).await?;
        let (own, known) = (source.clone(), catalogue.clone());
        let files = MirrorFiles::new(branch.mirror.clone(), Some(head));
        let raw = blocking(move || read_raw(&files, &own, &known)).await??;
        if raw.considered().is_empty() {
            return Ok(OwnCommit::default());
        }
        let identities = raw.identities();
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
        let mut at = BTreeMap::new();
        for (commit, ids) in raw.read_at() {
            let ids = ids.into_iter().collect();
            // What nobody knows of a commit is said of its documents, which stay.
            if let Ok(Some(stood)) = self.drafts().pictures_at(source, &commit, ids).await {
                at.insert(commit, stood);
            }
        }
        let special = special_of(self, source).await?;
        let stored = self.raw_conflicts(source).await?;
        let fabric = self.fabric_name(source).await?;
        let files = MirrorFiles::new(branch.mirror.clone(), Some(head));
        let known = Known {
            source: source.clone(),
            catalogue,
            existing,
            bases,
            at,
            around,
            special: special.files,
            used: special.used,
            stored,
            head: head.to_string(),
        };
        Ok(blocking(move || hedgerow_plan::normalise(files, raw, known, &fabric)).await??)
    }
}
