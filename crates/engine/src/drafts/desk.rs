//! What the edits of a request have to know of the database, asked for all of them together.

use std::collections::{BTreeSet, HashMap, HashSet};

use hedgerow_model::{
    ChangeId, Document, Draft, Fabric, Identity, Person, Source, SourceId, Standing, Unread, rule,
};
use hedgerow_plan::DocumentState;

use super::asked::Asked;
use super::naming::Named;
use super::origins::Origins;
use super::{DraftError, Drafts};
use crate::error::EngineError;

/// The resources that a request is about, as Git and the change have them.
#[derive(Default)]
pub(super) struct Desk {
    documents: HashMap<Identity, Vec<Document>>,
    drafts: HashMap<Identity, Draft>,
    /// Resources in Git with a name that somebody typed and no kind with a schema has.
    pub(super) named: Vec<Identity>,
    /// Resources that the change has drafts of, where a name may mean one of them.
    pub(super) drafted: Vec<Identity>,
    /// Files in which something else than a resource is where one was.
    not_understood: HashSet<String>,
    /// Texts with which resources were switched off last, where that tells copies apart.
    switched_off: HashMap<Identity, String>,
    /// What edits say that they were made on.
    pub(super) origins: Origins,
}

/// A resource as an edit finds it: in the change's draft, else in Git.
pub(super) struct Current {
    /// What Git has, or had when the draft was started.
    pub(super) base: Option<DocumentState>,
    /// What an edit starts from.
    pub(super) now: Option<DocumentState>,
    pub(super) revision: i64,
    /// The change has no draft of it yet.
    pub(super) is_new: bool,
    /// The revision of the change's draft that the edit was made on.
    pub(super) expected: Option<i64>,
}

impl Desk {
    /// One that has these documents and drafts.
    #[cfg(test)]
    pub(super) fn of(documents: Vec<Document>, drafts: Vec<Draft>) -> Self {
        let mut desk = Self::default();
        for document in documents {
            desk.documents.entry(document.identity.clone()).or_default().push(document);
        }
        desk.drafts = drafts.into_iter().map(|draft| (draft.identity.clone(), draft)).collect();
        desk
    }

    /// Whether Git has documents of a resource.
    pub(super) fn is_in_git(&self, identity: &Identity) -> bool {
        !self.in_git(identity).is_empty()
    }

    /// Why a resource whose last good text is kept cannot be read.
    pub(super) fn unread(&self, identity: &Identity) -> Unread {
        let stands = |document: &Document| self.not_understood.contains(&document.path);
        match self.in_git(identity).iter().any(stands) {
            true => Unread::NotUnderstood,
            false => Unread::Broken,
        }
    }

    /// The change's draft of a resource.
    pub(super) fn draft(&self, identity: &Identity) -> Option<&Draft> {
        self.drafts.get(identity)
    }

    pub(super) fn in_git(&self, identity: &Identity) -> &[Document] {
        self.documents.get(identity).map_or(&[], Vec::as_slice)
    }

    /// A resource as an edit finds it.
    pub(super) fn current(&self, identity: &Identity) -> Result<Current, EngineError> {
        if let Some(draft) = self.drafts.get(identity) {
            let picture = |standing, text: &Option<String>| {
                text.clone().map(|text| DocumentState { standing, text })
            };
            return Ok(Current {
                base: picture(draft.base_standing, &draft.base_text),
                now: picture(draft.standing, &draft.text),
                revision: draft.revision,
                is_new: false,
                expected: None,
            });
        }
        let git = self.now(identity)?;
        Ok(Current { base: git.clone(), now: git, revision: 0, is_new: true, expected: None })
    }

    /// What Git has of a resource.
    pub(super) fn now(&self, identity: &Identity) -> Result<Option<DocumentState>, EngineError> {
        let mut documents: Vec<&Document> = self.in_git(identity).iter().collect();
        // Several copies in comments: the one that Hedgerow switched off last is meant.
        if let Some(last) = self.switched_off.get(identity)
            && documents.iter().any(|document| document.text == *last)
        {
            documents.retain(|document| document.text == *last);
        }
        git_picture(identity, &documents)
    }
}

impl Drafts<'_> {
    /// What the edits have to know; `change`: where there is one already.
    pub(super) async fn desk(
        &self,
        (fabric, source): (&Fabric, &Source),
        change: Option<ChangeId>,
        author: &Person,
        asked: &[Asked],
    ) -> Result<Desk, EngineError> {
        let mut desk = Desk::default();
        let ids: BTreeSet<Identity> = asked.iter().flat_map(Asked::identities).cloned().collect();
        self.put(fabric, change, ids, &mut desk).await?;
        let typed: Vec<&Named> = asked.iter().filter_map(Asked::named).collect();
        let unknown = |named: &&&Named| !named.candidates.iter().any(|id| desk.is_in_git(id));
        let names: BTreeSet<String> =
            typed.iter().filter(unknown).map(|named| named.name.name.clone()).collect();
        // A resource that Git does not have, or one of another group, is known from drafts alone.
        let may_be_drafted =
            !names.is_empty() || typed.iter().any(|named| named.candidates.len() != 1);
        if !names.is_empty() {
            let names: Vec<String> = names.into_iter().collect();
            desk.named = self.store.identities_named(fabric.id, &names).await?;
        }
        if let Some(change) = change.filter(|_| may_be_drafted) {
            let lines = self.store.draft_lines(&[change]).await?;
            desk.drafted = lines.into_iter().map(|line| line.identity).collect();
        }
        let meant: BTreeSet<&str> = typed.iter().map(|named| named.name.name.as_str()).collect();
        let found: BTreeSet<Identity> = desk
            .named
            .iter()
            .chain(&desk.drafted)
            .filter(|id| meant.contains(id.name.as_str()))
            .cloned()
            .collect();
        self.put(fabric, change, found, &mut desk).await?;
        desk.origins = self.origins((fabric, source), change, author, asked, &desk).await?;
        Ok(desk)
    }

    /// Adds what Git and the change have of these resources.
    async fn put(
        &self,
        fabric: &Fabric,
        change: Option<ChangeId>,
        ids: BTreeSet<Identity>,
        desk: &mut Desk,
    ) -> Result<(), EngineError> {
        let new = |id: &Identity| !desk.documents.contains_key(id);
        let ids: Vec<Identity> = ids.into_iter().filter(new).collect();
        if ids.is_empty() {
            return Ok(());
        }
        desk.documents.extend(ids.iter().map(|id| (id.clone(), Vec::new())));
        let mut unreadable: HashMap<SourceId, Vec<String>> = HashMap::new();
        for document in self.store.documents_of_all(fabric.id, &ids).await? {
            if document.standing == Standing::Unreadable {
                unreadable.entry(document.source_id).or_default().push(document.path.clone());
            }
            desk.documents.entry(document.identity.clone()).or_default().push(document);
        }
        for (source, paths) in unreadable {
            let said = self.store.findings_in(source, &paths).await?.into_iter();
            let odd = said.filter(|finding| finding.rule == rule::NOT_UNDERSTOOD);
            desk.not_understood.extend(odd.map(|finding| finding.path));
        }
        if let Some(change) = change {
            for draft in self.store.drafts_in(change, &ids).await? {
                desk.drafts.insert(draft.identity.clone(), draft);
            }
        }
        for id in ids {
            let copies = desk.documents.entry(id.clone()).or_default();
            copies.sort_by(|a, b| (&a.path, a.ordinal).cmp(&(&b.path, b.ordinal)));
            let aside = copies.iter().all(|copy| copy.standing == Standing::CommentedOut);
            if aside && copies.len() > 1 && !desk.drafts.contains_key(&id) {
                let last = self.store.last_switched_off(fabric.id, &id).await?;
                desk.switched_off.extend(last.map(|last| (id, last)));
            }
        }
        Ok(())
    }
}

/// The picture Git has of a resource.
pub(super) fn git_picture(
    identity: &Identity,
    documents: &[&Document],
) -> Result<Option<DocumentState>, EngineError> {
    let standing = |standing: Standing| -> Vec<&Document> {
        documents.iter().copied().filter(|document| document.standing == standing).collect()
    };
    let live = standing(Standing::Live);
    let (found, in_comments) = if live.is_empty() {
        let unreadable = standing(Standing::Unreadable);
        if unreadable.is_empty() {
            (standing(Standing::CommentedOut), true)
        } else {
            (unreadable, false)
        }
    } else {
        (live, false)
    };
    // Copies that say the same are one, unless they are live.
    let same = found.iter().all(|document| document.text == found[0].text);
    if found.len() > 1 && !(same && found[0].standing == Standing::CommentedOut) {
        let paths = found.iter().map(|document| document.path.clone()).collect();
        let identity = Box::new(identity.clone());
        return Err(DraftError::Duplicates { identity, in_comments, paths }.into());
    }
    Ok(found
        .first()
        .map(|document| DocumentState { standing: document.standing, text: document.text.clone() }))
}
