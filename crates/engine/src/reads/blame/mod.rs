//! Who set each field of a resource: computed from the mirror when somebody asks, by `hedgerow_plan::blame`.
//!
//! Bounded in commits and in time, and ended when nobody waits any more. What files said is kept by blob.

mod answers;
mod error;
mod past;
mod versions;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use hedgerow_git::{CommitInfo, EntryKind, Mirror, Oid};
use hedgerow_model::{
    Change, ChangeId, Conflict, ConflictState, Fabric, FieldPath, Identity, Source, Standing,
};
use hedgerow_plan::{Area, Blamed, Classifier, Past, SetBy, Version, at_place, blame};
use hedgerow_store::DraftLine;

pub(crate) use answers::Answers;
pub use error::BlameError;
pub(crate) use versions::Versions;

use self::past::{At, Bounds, InMirror};
use super::Reads;
use super::commits::change_of;
use crate::core::{blocking, held, oid};
use crate::error::EngineError;
use crate::views::{BlameRow, BlameView};

/// A leaf with what Git says of who set it.
#[derive(Clone, Debug)]
struct Found {
    blamed: Blamed<At>,
    commit: Option<Arc<CommitInfo>>,
    /// The file of the commit that it was in; for what came out of another, that one.
    from: Option<String>,
}

/// What is known of the changes that commits name.
#[derive(Default)]
struct Changes {
    by_id: HashMap<ChangeId, Change>,
    drafts: HashMap<ChangeId, DraftLine>,
    decided: Vec<Conflict>,
}

impl Reads<'_> {
    /// Who set each field of a resource, or of a part of it.
    pub(super) async fn blame(
        &self,
        fabric: &Fabric,
        identity: &Identity,
        place: Option<&FieldPath>,
    ) -> Result<BlameView, EngineError> {
        let source = self.source_of(fabric).await?;
        let from = self.read_from(&source).await?;
        self.blame_in(from, (fabric, &source), identity, place).await
    }

    /// As [`Self::blame`], from the mirror as it is: nothing that it lost is fetched, so that it may be asked while its
    /// branch is worked on.
    pub(crate) async fn blame_as_it_is(
        &self,
        fabric: &Fabric,
        identity: &Identity,
    ) -> Result<BlameView, EngineError> {
        let source = self.source_of(fabric).await?;
        let from = match source.ingested_commit.as_deref().map(oid).transpose()? {
            None => None,
            Some(head) => {
                let mirror = self.mirror_of(source.queue_id).await?;
                mirror.commit_exists(head).then_some((mirror, head))
            }
        };
        self.blame_in(from, (fabric, &source), identity, None).await
    }

    async fn blame_in(
        &self,
        from: Option<(Mirror, Oid)>,
        (fabric, source): (&Fabric, &Source),
        identity: &Identity,
        place: Option<&FieldPath>,
    ) -> Result<BlameView, EngineError> {
        let Some(head) = source.ingested_commit.clone() else {
            return Err(BlameError::NotSynced { fabric: fabric.name.clone() }.into());
        };
        let mut documents = self.store.documents_of(fabric.id, identity).await?;
        documents.sort_by_key(|document| document.standing != Standing::Live);
        let Some(document) = documents.into_iter().next() else {
            return Err(BlameError::NotInGit { identity: identity.clone() }.into());
        };
        let (path, identity_of) = (document.path, identity.clone());
        match document.standing {
            Standing::Live => {}
            Standing::CommentedOut => {
                return Err(BlameError::InComments { identity: identity_of, path }.into());
            }
            Standing::Unreadable => {
                let commit = head;
                return Err(BlameError::Unreadable { identity: identity_of, path, commit }.into());
            }
        }
        let Some((mirror, at)) = from else {
            return Err(BlameError::NotSynced { fabric: fabric.name.clone() }.into());
        };
        let kind = identity.group_kind();
        let types = self.catalogue(fabric.id).await?.list_types(&kind);
        let bounds = Bounds { patience: self.config.blame_patience, held: held() };
        let (versions, answers) = (Arc::clone(&self.versions), Arc::clone(&self.answers));
        let asked = (fabric.id, at, path.clone(), identity.clone());
        let (directory, place, commit) = (source.directory.clone(), place.cloned(), head.clone());
        let found = blocking(move || {
            let mut past = InMirror::new(&mirror, &identity_of, &directory, &versions, bounds);
            let newest: At = (at, path.as_str().into());
            let Version::Says(value) = past.version(&newest)? else {
                return Err(BlameError::Unreadable { identity: identity_of, path, commit }.into());
            };
            let is_meant = match &place {
                None => None,
                Some(place) => match at_place(place, &value, types.as_ref()) {
                    Some(is_meant) => Some(is_meant),
                    None => {
                        let (identity, path) = (identity_of.clone(), place.clone());
                        return Err(BlameError::NoField { identity, path }.into());
                    }
                },
            };
            let mut found = match answers.get(&asked, &value, types.as_ref()) {
                Some(found) => found,
                None => {
                    let rows =
                        blame(&mut past, &newest, &kind, types.as_ref())?.unwrap_or_default();
                    let found = with_commits(rows, &past)?;
                    answers.keep(asked, &value, &found);
                    found
                }
            };
            found.retain(|one| is_meant.as_ref().is_none_or(|is| is(&one.blamed.path)));
            Ok::<_, EngineError>(found)
        })
        .await??;
        let changes = self.changes_in(fabric, identity, &found).await?;
        let areas = Classifier::new(source).ok();
        let is_raw = |path: &str| {
            areas.as_ref().is_some_and(|of| of.area(path, EntryKind::File) == Area::Raw)
        };
        let rows = found.into_iter().map(|found| row(found, &changes, &is_raw));
        Ok(BlameView { commit: head, items: rows.collect() })
    }

    /// What is known of the changes of a fabric that commits name, and of what they did to a resource.
    async fn changes_in(
        &self,
        fabric: &Fabric,
        identity: &Identity,
        found: &[Found],
    ) -> Result<Changes, EngineError> {
        let commits = found.iter().filter_map(|found| found.commit.as_deref());
        let named: HashSet<ChangeId> = commits.filter_map(change_of).collect();
        if named.is_empty() {
            return Ok(Changes::default());
        }
        let named: Vec<ChangeId> = named.into_iter().collect();
        let known = self.store.changes_with_fabrics(&named).await?.into_iter();
        // Whatever a message claims: another fabric's change is nobody's here.
        let by_id: HashMap<ChangeId, Change> = known
            .filter(|(_, of)| *of == fabric.name)
            .map(|(change, _)| (change.id, change))
            .collect();
        let ids: Vec<ChangeId> = by_id.keys().copied().collect();
        let lines = self.store.draft_lines(&ids).await?.into_iter();
        let drafts: HashMap<ChangeId, DraftLine> = lines
            .filter(|line| line.identity == *identity)
            .map(|line| (line.change_id, line))
            .collect();
        let of: Vec<_> = drafts.values().map(|line| line.id).collect();
        let mut decided = self.store.conflicts_of_drafts(&of).await?;
        decided.retain(|one| one.state == ConflictState::Resolved && one.life.rule_used.is_some());
        Ok(Changes { by_id, drafts, decided })
    }
}

/// Each leaf with the commit that set it.
fn with_commits(rows: Vec<Blamed<At>>, past: &InMirror<'_>) -> Result<Vec<Found>, EngineError> {
    let mut known: HashMap<Oid, Arc<CommitInfo>> = HashMap::new();
    let mut found = Vec::with_capacity(rows.len());
    for blamed in rows {
        let (mut commit, mut from) = (None, None);
        if let SetBy::Here(at) = &blamed.by {
            from = past.moved_from(at).map(str::to_owned);
            commit = Some(match known.get(&at.0) {
                Some(commit) => commit.clone(),
                None => {
                    let read = Arc::new(past.commit(at.0)?);
                    known.insert(at.0, read.clone());
                    read
                }
            });
        }
        found.push(Found { blamed, commit, from });
    }
    Ok(found)
}

fn row(found: Found, changes: &Changes, is_raw: &dyn Fn(&str) -> bool) -> BlameRow {
    let Found { blamed, commit, from } = found;
    let Blamed { path, value, by, renamed } = blamed;
    let renamed_by = renamed.map(|at| at.0.to_string());
    let mut row = BlameRow { path, value, renamed_by, ..BlameRow::default() };
    let (at, commit) = match (by, commit) {
        (SetBy::Here(at), Some(commit)) => (at, commit),
        (SetBy::Here(at) | SetBy::UnknownBefore(at), _) => {
            row.unknown_before = Some(at.0.to_string());
            return row;
        }
    };
    let change = change_of(&commit).and_then(|id| changes.by_id.get(&id));
    // Of a change with several authors: who wrote the draft of this resource.
    let draft = change.and_then(|change| changes.drafts.get(&change.id));
    let author = draft.map(|draft| draft.author.to_string());
    let file = at.1.to_string();
    row.known = true;
    row.author =
        Some(author.unwrap_or_else(|| format!("{} <{}>", commit.author.name, commit.author.email)));
    row.time = Some(commit.author.seconds.saturating_mul(1000));
    row.commit = Some(commit.oid.to_string());
    row.subject = commit.message.lines().next().map(str::to_owned);
    row.change = change.map(|change| change.name.clone());
    row.change_id = change.map(|change| change.id.to_string());
    row.policy = changes
        .decided
        .iter()
        .filter(|one| one.what.draft_id() == draft.map(|draft| draft.id))
        .find(|one| one.what.path.contains(&row.path) || row.path.contains(&one.what.path))
        .and_then(|one| one.life.rule_used.as_ref().map(ToString::to_string));
    row.raw = [Some(file.clone()), from].into_iter().flatten().find(|path| is_raw(path));
    row.file = Some(file);
    row
}
