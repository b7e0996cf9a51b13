//! What an ingest means beyond its own files: identities that stand twice.

use std::collections::{BTreeSet, HashMap, HashSet};

use hedgerow_model::{
    ConflictKind, ConflictState, FieldPath, Finding, Identity, NewConflict, Party, Severity,
    Standing, rule,
};
use hedgerow_plan::{DocumentState, Places};
use hedgerow_store::Transaction;

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
                if known.iter().any(|known| files_of(&known.what) == files_of(&conflict)) {
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
                    "{stands}; one resource has one document: keep one of them, or delete or rename all but \
                     one in Git"
                ),
            )
        }
    };
    files.iter().map(finding).collect()
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
        together: None,
        cluster: None,
        detail: Some(format!("{identity} is defined in {}", some_of(paths))),
    }
}

/// The files that a conflict within Git is about.
fn files_of(conflict: &NewConflict) -> Vec<&str> {
    let files = conflict.parties.iter().filter_map(|party| match party {
        Party::Git { path, .. } => path.as_deref(),
        Party::Draft { .. } | Party::Raw { .. } | Party::Cluster { .. } => None,
    });
    files.collect()
}
