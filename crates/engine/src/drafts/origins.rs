//! What edits were made on: the base of a draft is what its author read, not what Git has when it is
//! saved. Who does not say what a text was read from is asked where that makes a difference.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use hedgerow_git::Mirror;
use hedgerow_model::{
    ChangeId, Document, Draft, Earlier, Fabric, FieldPath, Identity, Person, ReadAt, Source,
    Standing, is_commit_name, is_whole_commit_name,
};
use hedgerow_plan::{DocumentState, OldFile, Stood, put_back, stood};
use hedgerow_schema::Catalogue;

use super::asked::Asked;
use super::desk::{Current, Desk};
use super::{DraftError, Drafts};
use crate::core::{blocking, oid};
use crate::error::EngineError;
use crate::reads::{changed_files, old_file};

/// From how many commits the texts of one request may have been read.
const COMMITS: usize = 20;

/// How many files may have changed since a commit for it to be read.
const FILES: usize = 20_000;

/// The commit that a field of a request names.
pub(super) fn commit(field: &str, named: &str) -> Result<ReadAt, DraftError> {
    match is_commit_name(named) {
        true => Ok(ReadAt { commit: named.to_ascii_lowercase(), draft: None }),
        false => Err(DraftError::Text(format!(
            "`{field}`: `{named}` is not a commit; it must be 7 to 40 hexadecimal digits"
        ))),
    }
}

/// What is known of what edits were made on.
#[derive(Default)]
pub(super) struct Origins {
    change: Option<ChangeId>,
    /// What was of resources at the commits that edits name, as they name them.
    at: HashMap<String, BTreeMap<Identity, Stood>>,
    /// Drafts of this and other changes that texts were read from.
    drafts: HashMap<(ChangeId, Identity), Draft>,
    /// What Git had before of resources whose texts do not say what they were read from, the newest
    /// first, and whether the author ended it.
    earlier: HashMap<Identity, Vec<(Earlier, bool)>>,
    /// The commit that the database agrees with.
    head: Option<String>,
    /// What lists are, by the kinds of the above.
    catalogue: Catalogue,
}

impl Desk {
    /// A resource as it was for whoever read it there; `current`: as it is now.
    pub(super) fn started(
        &self,
        identity: &Identity,
        current: Current,
        read_at: &ReadAt,
    ) -> Result<Current, EngineError> {
        if let Some((change, revision)) = read_at.draft {
            return self.started_on_draft(identity, current, change, revision);
        }
        let Some(stood) = self.stood(identity, &read_at.commit) else {
            // It is that of now.
            return Ok(current);
        };
        let then = said(identity, stood, &read_at.commit)?;
        let now = if current.is_new { then.clone() } else { current.now };
        Ok(Current { base: then, now, ..current })
    }

    /// A resource as it was at a commit; `None` where there was none.
    pub(super) fn then(
        &self,
        identity: &Identity,
        commit: &str,
    ) -> Result<Option<DocumentState>, EngineError> {
        match self.stood(identity, commit) {
            Some(stood) => Ok(said(identity, stood, commit)?),
            None => self.now(identity),
        }
    }

    /// Whether a resource was there at a commit, or may have been.
    pub(super) fn was_in_git(&self, identity: &Identity, commit: &str) -> bool {
        self.stood(identity, commit).is_some_and(|stood| *stood != Stood::So(None))
    }

    /// What was of a resource at a commit; `None` where the commit is the newest one.
    fn stood(&self, identity: &Identity, commit: &str) -> Option<&Stood> {
        self.origins.at.get(commit).and_then(|at| at.get(identity))
    }

    fn started_on_draft(
        &self,
        identity: &Identity,
        current: Current,
        change: ChangeId,
        revision: i64,
    ) -> Result<Current, EngineError> {
        let own = self.origins.change == Some(change);
        if own && self.draft(identity).is_some() {
            return Ok(Current { expected: Some(revision), ..current });
        }
        let read = self.origins.drafts.get(&(change, identity.clone()));
        match read.filter(|draft| draft.revision == revision) {
            Some(Draft { text: Some(text), standing, .. }) => {
                let then = Some(DocumentState { standing: *standing, text: text.clone() });
                let now = if current.is_new { then.clone() } else { current.now };
                Ok(Current { base: then, now, ..current })
            }
            _ => Err(DraftError::DraftMoved { identity: identity.clone() }.into()),
        }
    }

    /// Stops a text whose origin nobody names where it would put back what somebody else changed.
    pub(super) fn puts_nothing_back(
        &self,
        identity: &Identity,
        current: &Current,
        text: &str,
        author: &Person,
    ) -> Result<(), EngineError> {
        if !current.is_new {
            return self.leaves_others_drafts(identity, text, author);
        }
        let now = current.now.as_ref().map(|now| now.text.as_str());
        if now == Some(text) {
            return Ok(());
        }
        let types = self.origins.catalogue.list_types(&identity.group_kind());
        let earlier = self.origins.earlier.get(identity).map_or(&[][..], Vec::as_slice);
        let mut next = now;
        for (one, own) in earlier {
            let then = one.text.as_str();
            let fields = match *own || one.standing == Standing::Unreadable {
                true => Vec::new(),
                false => put_back(then, next, now, text, types.as_ref()),
            };
            if !fields.is_empty() {
                return Err(DraftError::PutsBack {
                    identity: Box::new(identity.clone()),
                    fields,
                    held_at: one.held_at.clone(),
                    until: one.until.clone(),
                    head: self.origins.head.clone().unwrap_or_default(),
                }
                .into());
            }
            // Of what is gone the newest tells since when.
            if now.is_none() {
                break;
            }
            next = Some(then);
        }
        Ok(())
    }

    /// Stops a text that was not read from the change's draft where it would take back what somebody
    /// else wrote there.
    pub(super) fn leaves_others_drafts(
        &self,
        identity: &Identity,
        text: &str,
        author: &Person,
    ) -> Result<(), EngineError> {
        let Some(draft) = self.draft(identity).filter(|draft| draft.author != *author) else {
            return Ok(());
        };
        let types = self.origins.catalogue.list_types(&identity.group_kind());
        let base = draft.base_text.as_deref().unwrap_or_default();
        let fields = match (&draft.text, base.is_empty()) {
            (Some(now), _) if now == text => Vec::new(),
            (Some(now), false) => put_back(base, Some(now), Some(now), text, types.as_ref()),
            // Somebody deletes it, or adds it: another text is another one than theirs.
            (None, _) | (Some(_), true) => vec![FieldPath::root()],
        };
        if fields.is_empty() {
            return Ok(());
        }
        let (identity, author) = (Box::new(identity.clone()), draft.author.clone());
        Err(DraftError::TakesBack { identity, fields, author, revision: draft.revision }.into())
    }
}

impl Drafts<'_> {
    /// What the edits need to know of what they were made on.
    pub(super) async fn origins(
        &self,
        (fabric, source): (&Fabric, &Source),
        change: Option<ChangeId>,
        author: &Person,
        asked: &[Asked],
        desk: &Desk,
    ) -> Result<Origins, EngineError> {
        let catalogue = self.catalogue(fabric.id).await?;
        let head = source.ingested_commit.clone();
        let mut origins = Origins { change, head, catalogue, ..Origins::default() };
        let mut commits: BTreeMap<&str, HashSet<Identity>> = BTreeMap::new();
        let mut drafts: BTreeMap<ChangeId, Vec<Identity>> = BTreeMap::new();
        let named: Vec<Identity> = desk.named.iter().chain(&desk.drafted).cloned().collect();
        for (read_at, ids) in asked.iter().flat_map(Asked::origins) {
            let ids = ids.into_iter().cloned();
            match read_at.draft {
                Some((change, _)) => drafts.entry(change).or_default().extend(ids),
                None => {
                    let of = commits.entry(&read_at.commit).or_default();
                    of.extend(ids);
                    of.extend(named.iter().cloned());
                }
            }
        }
        if commits.len() + drafts.len() > COMMITS {
            return Err(DraftError::ManyOrigins(COMMITS).into());
        }
        for (commit, ids) in commits {
            if let Some(at) = self.pictures_at(source, commit, ids).await? {
                origins.at.insert(commit.to_owned(), at);
            }
        }
        for (of, ids) in drafts {
            for draft in self.store.drafts_in(of, &ids).await? {
                if draft.fabric_id == fabric.id {
                    origins.drafts.insert((of, draft.identity.clone()), draft);
                }
            }
        }
        let unknown: BTreeSet<&Identity> = asked
            .iter()
            .flat_map(Asked::of_unknown_origin)
            .filter(|id| desk.draft(id).is_none())
            .collect();
        if !unknown.is_empty() {
            let ids: Vec<Identity> = unknown.into_iter().cloned().collect();
            for one in self.store.earlier_of(fabric.id, &ids, author).await? {
                origins.earlier.entry(one.0.identity.clone()).or_default().push(one);
            }
        }
        Ok(origins)
    }

    /// What was of resources at a commit; `None`: it is the one that the database agrees with. The
    /// cost follows the files that changed since. `source` is what it is while whoever asks holds the
    /// lock of its fabric or queue.
    ///
    /// # Errors
    /// When the mirror does not have the commit, or several begin so, or it is in another history and
    /// not named in full, or very much changed since.
    pub(crate) async fn pictures_at(
        &self,
        source: &Source,
        commit: &str,
        ids: HashSet<Identity>,
    ) -> Result<Option<BTreeMap<Identity, Stood>>, EngineError> {
        let Some(head) = source.ingested_commit.clone() else {
            return Err(DraftError::NoSuchCommit { commit: commit.to_owned() }.into());
        };
        if head.starts_with(commit) {
            return Ok(None);
        }
        let mirror = self.mirror_of(source.queue_id).await?;
        let (of, named, at) = (source.clone(), commit.to_owned(), oid(&head)?);
        let old = blocking(move || old_files(&mirror, &of, &named, at)).await??;
        let ids_of: Vec<Identity> = ids.iter().cloned().collect();
        let mut still = self.store.documents_of_all(source.fabric_id, &ids_of).await?;
        let (changed, old) = old;
        still.retain(|document: &Document| !changed.contains(&document.path));
        Ok(Some(blocking(move || stood(&ids, &still, &old)).await?))
    }
}

/// What was of a resource at a commit; an error where nobody can say.
pub(super) fn said(
    identity: &Identity,
    stood: &Stood,
    commit: &str,
) -> Result<Option<DocumentState>, DraftError> {
    match stood {
        Stood::So(then) => Ok(then.clone()),
        Stood::Twice(paths) => Err(DraftError::Duplicates {
            identity: Box::new(identity.clone()),
            in_comments: false,
            paths: paths.clone(),
        }),
        Stood::Hidden(path) => Err(DraftError::HiddenThen {
            identity: identity.clone(),
            commit: commit.to_owned(),
            path: path.clone(),
        }),
    }
}

/// The paths of a source that changed since a commit, and the files that had documents then.
fn old_files(
    mirror: &Mirror,
    source: &Source,
    named: &str,
    head: hedgerow_git::Oid,
) -> Result<(HashSet<String>, Vec<OldFile>), EngineError> {
    let unknown = || DraftError::NoSuchCommit { commit: named.to_owned() };
    let commit = mirror.commit_named(named)?.ok_or_else(unknown)?;
    if !is_whole_commit_name(named) && !mirror.is_ancestor(commit, head)? {
        return Err(unknown().into());
    }
    let changes = changed_files(mirror, source, (commit, head))?;
    if changes.len() > FILES {
        let files = changes.len();
        return Err(DraftError::LongAgo { commit: named.to_owned(), files }.into());
    }
    let (mut paths, mut old) = (HashSet::new(), Vec::new());
    for change in changes {
        if let Some(blob) = change.old {
            old.push(old_file(mirror, change.path.clone(), blob)?);
        }
        paths.insert(change.path);
    }
    Ok((paths, old))
}
