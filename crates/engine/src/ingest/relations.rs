//! What an ingest means beyond its own files: references that lead nowhere, identities that stand
//! twice.

use std::collections::{BTreeSet, HashMap, HashSet};

use hedgerow_model::{
    ConflictKind, ConflictState, FabricId, FieldPath, Finding, Identity, NewConflict, Party,
    Severity, SourceId, Standing, rule,
};
use hedgerow_plan::{DocumentState, Places, Reference, few_of_each};
use hedgerow_store::{Referrer, Transaction};

use super::Ingest;
use super::SourceWork;
use super::prepare::{Reads, ask};
use crate::core::now;
use crate::error::EngineError;
use crate::views::SyncReport;

impl Ingest<'_> {
    /// The touched identities' documents in files that did not change.
    pub(super) async fn elsewhere(
        &self,
        reads: &mut Reads<'_>,
        job: &SourceWork,
        touched: &BTreeSet<Identity>,
        whole: bool,
        paths: &[String],
    ) -> Result<Places, EngineError> {
        let ids: Vec<Identity> = touched.iter().cloned().collect();
        let changed: HashSet<&str> = paths.iter().map(String::as_str).collect();
        let mut places = Places::new();
        for document in ask!(reads, documents_of_all(job.fabric.id, &ids)) {
            let own = document.source_id == job.source.id;
            if own && (whole || changed.contains(document.path.as_str())) {
                continue;
            }
            let picture = DocumentState { standing: document.standing, text: document.text };
            places.entry(document.identity).or_default().push((document.path, picture));
        }
        Ok(places)
    }

    /// Opens a conflict for each identity that stands live twice, and closes those that no longer
    /// do. What is to be said of them in their files is the caller's to write.
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
    ) -> Result<Vec<Finding>, EngineError> {
        let open: HashMap<Identity, Vec<_>> = tx
            .conflicts_without_draft(job.fabric.id)
            .await?
            .into_iter()
            .filter(|conflict| {
                conflict.state == ConflictState::Open && conflict.what.is_within_git()
            })
            .fold(HashMap::new(), |mut all, conflict| {
                all.entry(conflict.what.identity.clone()).or_default().push(conflict);
                all
            });
        let (mut opened, mut gone) = (Vec::new(), Vec::new());
        let mut findings = Vec::new();
        let known: Vec<Identity> = open.keys().filter(|id| touched.contains(id)).cloned().collect();
        if !known.is_empty() {
            tx.clear_rule(job.source.id, rule::DUPLICATE_IDENTITY, Some(&known)).await?;
        }
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
                findings.extend(stands_twice(identity, &paths));
                let conflict = duplicate(identity, &paths, Some(commit));
                if known.iter().any(|known| known.what.detail == conflict.detail) {
                    continue;
                }
                opened.push(conflict);
            }
            gone.extend(known.iter().map(|conflict| conflict.id));
        }
        tx.open_conflicts(job.fabric.id, &opened, now()).await?;
        tx.supersede_conflicts(&gone, now()).await?;
        report.conflicts_opened += opened.len();
        Ok(findings)
    }
}

/// What is to be said in each file of an identity that stands in several documents.
pub(super) fn stands_twice(identity: &Identity, paths: &[String]) -> Vec<Finding> {
    let files: BTreeSet<&String> = paths.iter().collect();
    let finding = |file: &&String| {
        let others: Vec<&str> =
            files.iter().filter(|other| other != &file).map(|other| other.as_str()).collect();
        let stands = match others.is_empty() {
            true => "is in this file several times".to_owned(),
            false => format!("is also in {}", some_of(&others)),
        };
        Finding {
            subject: Some(identity.clone()),
            ..Finding::of_file(
                file,
                Severity::Error,
                rule::DUPLICATE_IDENTITY,
                format!(
                    "{stands}; one resource has one document: delete or rename all but one in Git"
                ),
            )
        }
    };
    files.iter().map(finding).collect()
}

/// The files that an ingest writes anew.
pub(super) struct Changed<'a> {
    pub(super) source: SourceId,
    /// All of the source's.
    pub(super) whole: bool,
    pub(super) paths: &'a [String],
}

/// References of the changed documents that lead nowhere, and references of others to what is gone
/// with this ingest. To be asked when its documents and edges are written.
pub(super) async fn references_to_nothing(
    tx: &mut Transaction,
    fabric: FabricId,
    references: &[(String, Identity, Reference)],
    gone: &[Identity],
    changed: &Changed<'_>,
) -> Result<Vec<Finding>, EngineError> {
    let targets: BTreeSet<&Identity> =
        references.iter().map(|(_, _, reference)| &reference.edge.target).collect();
    let targets: Vec<Identity> = targets.into_iter().cloned().collect();
    let there: HashSet<Identity> = tx.present(fabric, &targets).await?.into_iter().collect();
    let mut findings: Vec<Finding> = references
        .iter()
        .filter(|(_, _, reference)| !there.contains(&reference.edge.target))
        .map(|(path, subject, reference)| missing(path, subject, reference))
        .collect();
    let paths: HashSet<&str> = changed.paths.iter().map(String::as_str).collect();
    for referrer in tx.edges_to(fabric, gone).await? {
        let own = referrer.source_id == changed.source;
        if !own || !(changed.whole || paths.contains(referrer.path.as_str())) {
            findings.push(missing_of(referrer));
        }
    }
    Ok(few_of_each(findings))
}

/// What is to be said of a reference that the table knows, whose target is not there.
pub(super) fn missing_of(referrer: Referrer) -> Finding {
    let reference = Reference {
        edge: referrer.edge,
        expected: true,
        line: u32::try_from(referrer.line).unwrap_or(0),
        column: 0,
    };
    missing(&referrer.path, &referrer.from, &reference)
}

/// The most files that are named in one sentence.
const NAMED: usize = 5;

/// Files, as a sentence names them: the first few, and how many more.
fn some_of<T: AsRef<str>>(paths: &[T]) -> String {
    let named: Vec<&str> = paths.iter().take(NAMED).map(AsRef::as_ref).collect();
    let named = named.join(" and in ");
    match paths.len().saturating_sub(NAMED) {
        0 => named,
        1 => format!("{named} and in one more file"),
        more => format!("{named} and in {more} more files"),
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
            "{identity} is defined in {}; delete or rename all but one in Git",
            some_of(paths)
        )),
    }
}

pub(super) fn missing(path: &str, subject: &Identity, reference: &Reference) -> Finding {
    Finding {
        line: i64::from(reference.line),
        column: i64::from(reference.column),
        subject: Some(subject.clone()),
        field: Some(reference.edge.field.clone()),
        target: Some(reference.edge.target.clone()),
        ..Finding::of_file(
            path,
            Severity::Warning,
            rule::REFERENCE,
            format!("refers to {}, which is in no source: unknown", reference.edge.target),
        )
    }
}
