//! What an ingest means beyond its own files: references that lead nowhere, identities that stand
//! twice.

use std::collections::{BTreeSet, HashMap, HashSet};

use hedgerow_model::{
    ConflictKind, ConflictState, FieldPath, Finding, Identity, NewConflict, Party, Severity,
    Standing,
};
use hedgerow_plan::{Picture, Reference};
use hedgerow_store::Transaction;

use super::SourceWork;
use super::compare::Places;
use super::rows::Writer;
use crate::core::{Core, now};
use crate::error::EngineError;
use crate::views::SyncReport;

impl Core {
    /// The touched identities' documents in files that did not change.
    pub(super) async fn elsewhere(
        &self,
        tx: &mut Transaction,
        job: &SourceWork,
        touched: &BTreeSet<Identity>,
        whole: bool,
        paths: &[String],
    ) -> Result<Places, EngineError> {
        let ids: Vec<Identity> = touched.iter().cloned().collect();
        let changed: HashSet<&str> = paths.iter().map(String::as_str).collect();
        let mut places = Places::new();
        for document in tx.documents_of_all(job.fabric.id, &ids).await? {
            let own = document.source_id == job.source.id;
            if own && (whole || changed.contains(document.path.as_str())) {
                continue;
            }
            let picture = Picture { standing: document.standing, text: document.text };
            places.entry(document.identity).or_default().push((document.path, picture));
        }
        Ok(places)
    }

    /// References of the changed documents that lead nowhere, and references of others to what
    /// this ingest took away.
    #[expect(clippy::too_many_arguments, reason = "one step of an ingest, split for length")]
    pub(super) async fn references(
        &self,
        tx: &mut Transaction,
        job: &SourceWork,
        references: &[(String, Identity, Reference)],
        after: &Places,
        whole: bool,
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
        let stored: HashSet<Identity> = tx
            .documents_of_all(job.fabric.id, &ids)
            .await?
            .into_iter()
            .filter(|document| document.standing != Standing::CommentedOut)
            .filter(|document| {
                document.source_id != job.source.id
                    || !(whole || changed.contains(document.path.as_str()))
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
        for document in tx.documents(job.fabric.id).await? {
            let mentioned = gone.iter().any(|gone| {
                gone.rsplit('/').next().is_some_and(|name| document.text.contains(name))
            });
            if !mentioned
                || document.standing != Standing::Live
                || (whole && document.source_id == job.source.id)
                || changed.contains(document.path.as_str())
            {
                continue;
            }
            let Ok(read) = hedgerow_yaml::read(&document.text, &hedgerow_plan::limits()) else {
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
    pub(super) async fn duplicates(
        &self,
        tx: &mut Transaction,
        job: &SourceWork,
        touched: &BTreeSet<Identity>,
        after: &Places,
        elsewhere: &Places,
        commit: &str,
        report: &mut SyncReport,
    ) -> Result<(), EngineError> {
        let open: HashMap<Identity, Vec<_>> = tx
            .conflicts(Some(job.fabric.id), Some(ConflictState::Open))
            .await?
            .into_iter()
            .filter(|conflict| conflict.what.is_within_git())
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
}

pub(super) fn duplicate(
    identity: &Identity,
    paths: &[String],
    commit: Option<&str>,
) -> NewConflict {
    let party = |path: &String| Party::Git {
        commit: commit.unwrap_or_default().to_owned(),
        path: Some(path.clone()),
    };
    let parties = paths.iter().map(party).collect();
    NewConflict {
        parties,
        identity: identity.clone(),
        path: FieldPath::root(),
        kind: ConflictKind::DuplicateIdentity,
        base: None,
        draft: None,
        git: None,
        detail: Some(format!(
            "{identity} stands in {}; delete or rename all but one in Git",
            paths.join(" and in ")
        )),
    }
}

pub(super) fn missing(path: &str, subject: &Identity, reference: &Reference) -> Finding {
    Finding {
        line: i64::from(reference.line),
        column: i64::from(reference.column),
        subject: Some(subject.clone()),
        field: Some(reference.field.clone()),
        target: Some(reference.target.clone()),
        ..Finding::of_file(
            path,
            Severity::Warning,
            "reference",
            format!("refers to {}, which is in no source: unknown", reference.target),
        )
    }
}
