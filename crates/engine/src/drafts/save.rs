//! Saving drafts: what people want resources to be, before anything reaches Git.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use hedgerow_model::{
    Actor, AuditAction, ChangeId, ConflictsGone, Document, Draft, DraftId, Fabric, FabricId,
    Identity, NewDraft, Person, PublishMode, ReadAt, SeenCopy, Source, Standing,
};
use hedgerow_plan::{DocumentState, Stands};
use hedgerow_schema::Catalogue;
use hedgerow_store::{Before, NewAudit, SavedDraft, Transaction};
use serde_json::json;

use super::approvals::check_message;
use super::asked::Asked;
use super::authorship::{in_the_name_of, person};
use super::destination::{Destination, Opening, free_name};
use super::edits::{Wanted, work_out};
use super::{DraftError, Drafts};
use crate::core::{FabricGuard, blocking, now};
use crate::error::EngineError;
use crate::judging::Foreseen;
use crate::record::{Saved, entry, listed, texts};
use crate::views::{ChangeView, DraftEdit, DraftRequest, Event, SyncReport, named};

/// What is to be written into a change, and what the rules between resources say of it then.
pub(crate) struct Edited {
    pub(crate) wanted: Vec<Wanted>,
    pub(crate) foreseen: Foreseen,
}

/// Where drafts are written.
pub(crate) struct At<'a> {
    pub(crate) fabric: &'a Fabric,
    pub(crate) source: &'a Source,
    pub(crate) catalogue: &'a Catalogue,
}

impl Drafts<'_> {
    /// The source of a fabric of which it is known what Git has.
    pub(super) async fn known_source(&self, fabric: &Fabric) -> Result<Source, EngineError> {
        let source = self.source_of(fabric).await?;
        if source.ingested_commit.is_some() {
            return Ok(source);
        }
        let queue = self.store.queue(source.queue_id).await?;
        // A branch that was looked for and is not there yet holds nothing: that is known.
        let absent = queue.looked_at.is_some() && queue.head.is_none() && queue.problem.is_none();
        match absent {
            true => Ok(source),
            false => Err(DraftError::NeverSynced { fabric: fabric.name.clone() }.into()),
        }
    }

    pub(crate) async fn save_drafts(
        &self,
        fabric: &str,
        mut request: DraftRequest,
        actor: &Actor,
    ) -> Result<ChangeView, EngineError> {
        if let Some(message) = &request.message {
            check_message(message)?;
        }
        let fabric = self.fabric_named(fabric).await?;
        // Before the lock: it is held while a directory is read for the first time.
        self.known_source(&fabric).await?;
        // What the database agrees with stays so while texts are compared with it.
        let edits_of_fabric = self.lock_fabric(fabric.id).await;
        let source = self.known_source(&fabric).await?;
        let author = in_the_name_of(actor, request.author.clone())?;
        let catalogue = self.catalogue(fabric.id).await?;
        let base =
            request.base.as_deref().map(|base| super::origins::commit("base", base)).transpose()?;
        let edits = Arc::new((std::mem::take(&mut request.edits), base));
        let at = At { fabric: &fabric, source: &source, catalogue: &catalogue };
        let (mut tx, to, wanted, foreseen) = loop {
            let to = self.change_for(&fabric, request.change.as_deref(), &author).await?;
            let known = (!to.is_new).then_some(to.change);
            let wanted =
                self.wanted((&fabric, &source), &catalogue, known, &author, &edits).await?;
            if wanted.is_empty() {
                return Err(DraftError::Nothing.into());
            }
            self.conflicts().may_be_edited(fabric.id, &catalogue, &wanted).await?;
            let foreseen = self.foresee(&fabric, to.change, &wanted, &author).await?;
            let mut tx = self.store.write().await?;
            // A publish may have frozen the change since it was looked up: these edits belong to
            // the next one then.
            if to.is_new || tx.state_of(to.change).await?.is_editable() {
                break (tx, to, wanted, foreseen);
            }
        };
        let change = to.change;
        let opening = Opening { to, message: request.message.as_deref() };
        let edited = Edited { wanted, foreseen };
        self.open_and_keep(&mut tx, &at, opening, edited, (actor, &author)).await?;
        self.kept(tx, edits_of_fabric, fabric.id, change).await
    }

    /// Saves what was worked out with the lock of the fabric, into a change that may have to be opened.
    pub(super) async fn save_into(
        &self,
        at: &At<'_>,
        opening: Opening<'_>,
        wanted: Vec<Wanted>,
        (actor, author): (&Actor, &Person),
        edits_of_fabric: FabricGuard,
    ) -> Result<ChangeView, EngineError> {
        let change = opening.to.change;
        let foreseen = self.foresee(at.fabric, change, &wanted, author).await?;
        let mut tx = self.write_into(&opening.to).await?;
        let edited = Edited { wanted, foreseen };
        self.open_and_keep(&mut tx, at, opening, edited, (actor, author)).await?;
        self.kept(tx, edits_of_fabric, at.fabric.id, change).await
    }

    /// Ends an edit of a change, with the lock of its fabric: makes it last, tells who judges, lets policies settle what
    /// it disagrees about, and shows the change.
    pub(super) async fn kept(
        &self,
        tx: Transaction,
        edits_of_fabric: FabricGuard,
        fabric: FabricId,
        change: ChangeId,
    ) -> Result<ChangeView, EngineError> {
        tx.commit().await?;
        self.changes_moved(fabric);
        drop(edits_of_fabric);
        self.conflicts().settle_new(fabric).await;
        self.reads().change_view(change).await
    }

    /// A group of writes into a change that takes drafts still, or has to be opened.
    pub(super) async fn write_into(&self, to: &Destination) -> Result<Transaction, EngineError> {
        let mut tx = self.store.write().await?;
        if !to.is_new {
            let state = tx.state_of(to.change).await?;
            if !state.is_editable() {
                let change = to.shown().to_owned();
                return Err(DraftError::TakesNoDrafts { change, state }.into());
            }
        }
        Ok(tx)
    }

    /// As [`Self::keep`], of a change that may have to be opened.
    pub(super) async fn open_and_keep(
        &self,
        tx: &mut Transaction,
        at: &At<'_>,
        opening: Opening<'_>,
        edited: Edited,
        (actor, author): (&Actor, &Person),
    ) -> Result<(), EngineError> {
        let Opening { to: Destination { change, name, is_new }, message } = opening;
        let name = match name {
            Some(name) => name,
            None => free_name(tx, at.fabric.id, &edited.wanted).await?,
        };
        if is_new {
            tx.open_change(change, at.fabric.id, &name, message, author, now()).await?;
        } else if let Some(message) = message {
            tx.set_message(change, message).await?;
        }
        self.keep(tx, at, (change, &name), edited, (actor, author)).await
    }

    /// What the rules between resources say of a change once this is written.
    pub(super) async fn foresee(
        &self,
        fabric: &Fabric,
        change: ChangeId,
        wanted: &[Wanted],
        author: &Person,
    ) -> Result<Foreseen, EngineError> {
        let drafts = self.store.drafts_of_all(&[change]).await?;
        let drafts = with_wanted(drafts, (fabric.id, change), wanted, author);
        self.judging().foresee_edit(fabric, drafts).await
    }

    /// Writes what is wanted into a change that can be edited, with all that follows from it. The fabric's lock has
    /// been held since it was worked out.
    pub(crate) async fn keep(
        &self,
        tx: &mut Transaction,
        at: &At<'_>,
        (change, name): (ChangeId, &str),
        Edited { wanted, foreseen }: Edited,
        (actor, author): (&Actor, &Person),
    ) -> Result<(), EngineError> {
        let At { fabric, source, catalogue } = *at;
        let saved: Vec<Identity> = wanted.iter().map(|wanted| wanted.identity.clone()).collect();
        let (resources, more) = named(saved.iter().map(ToString::to_string));
        let (chosen, action) = (chosen(&wanted), action_of(&wanted));
        let written = self.write(tx, fabric, change, wanted, author).await?;
        self.wrote(tx, change, actor, author).await?;
        let pictures = pictures(tx, fabric, saved).await?;
        let commit = source.ingested_commit.clone().unwrap_or_default();
        let mut report = SyncReport { fabric: fabric.name.clone(), ..SyncReport::default() };
        self.drafts_meet_git(tx, fabric.id, catalogue, &pictures, &commit, &mut report).await?;
        self.judging().write_edited(tx, fabric, &foreseen).await?;
        self.reopen(tx, change, ConflictsGone::DraftEdited).await?;
        if fabric.publish_mode == PublishMode::Automatic {
            let at = now() + fabric.quiet_seconds * 1000;
            tx.set_publish_after(change, Some(at)).await?;
        }
        tx.reopen(change, now()).await?;
        self.record().emit_changes(tx, &[change]).await?;
        let event = Event::Drafts {
            fabric: fabric.name.clone(),
            id: change.to_string(),
            change: name.to_owned(),
            resources,
            more,
            author: author.name.to_owned(),
        };
        self.record().emit(tx, &event)?;
        let who = (actor, author);
        tx.audit(&[audit_entry(action, who, fabric, (change, name), &written, &chosen)]).await?;
        Ok(())
    }

    /// What the edits want. Read and worked out on a thread of their own: there may be many.
    async fn wanted(
        &self,
        (fabric, source): (&Fabric, &Source),
        catalogue: &Catalogue,
        change: Option<ChangeId>,
        author: &Person,
        edits: &Arc<(Vec<DraftEdit>, Option<ReadAt>)>,
    ) -> Result<Vec<Wanted>, EngineError> {
        let (kinds, edits) = (catalogue.clone(), edits.clone());
        let asked: Vec<Asked> = blocking(move || {
            let (edits, base) = &*edits;
            edits.iter().map(|edit| Asked::read(edit.clone(), base.as_ref(), &kinds)).collect()
        })
        .await?;
        let desk = self.desk((fabric, source), change, author, &asked).await?;
        let (kinds, fabric, author) = (catalogue.clone(), fabric.name.clone(), author.clone());
        blocking(move || work_out(asked, &desk, &kinds, &fabric, &author)).await?
    }

    /// Writes what is wanted; the audit is told of what this gives.
    async fn write(
        &self,
        tx: &mut Transaction,
        fabric: &Fabric,
        change: ChangeId,
        wanted: Vec<Wanted>,
        author: &Person,
    ) -> Result<Vec<Saved>, EngineError> {
        let ids: Vec<Identity> = wanted.iter().map(|wanted| wanted.identity.clone()).collect();
        let known = tx.drafts_in(change, &ids).await?;
        let mut known: HashMap<Identity, Draft> =
            known.into_iter().map(|draft| (draft.identity.clone(), draft)).collect();
        let mut written = Vec::with_capacity(wanted.len());
        let mut kept = Vec::with_capacity(wanted.len());
        let (mut gone, mut new, mut edges) = (Vec::new(), Vec::new(), Vec::new());
        for wanted in wanted {
            let known = known.remove(&wanted.identity);
            written.push(saved(&wanted, known.as_ref()));
            let nothing = wanted.is_nothing(known.as_ref());
            let leaves = !wanted.revert && !nothing;
            if leaves || known.is_some() {
                let revision = known.as_ref().map_or(0, |draft| draft.revision) + 1;
                kept.push(SavedDraft {
                    identity: wanted.identity.clone(),
                    before: known.as_ref().map(Before::from),
                    revision: if leaves { revision } else { 0 },
                });
            }
            if leaves {
                edges.push(wanted.edges.clone());
                let copies = wanted.copies_after(known.as_ref());
                new.push(draft_of(fabric, change, (wanted, copies), author));
            } else if let Some(draft) = known {
                // Back to where it started: there is no draft any more.
                gone.push(draft.id);
            } else if nothing && !wanted.revert {
                let identity = wanted.identity;
                return Err(DraftError::LikeThatAlready { identity }.into());
            }
        }
        if !gone.is_empty() {
            tx.remove_drafts(&gone, now()).await?;
        }
        if !new.is_empty() {
            let ids = tx.save_drafts(&new, now()).await?;
            let edges: Vec<_> = ids.into_iter().zip(edges).collect();
            tx.replace_draft_edges(fabric.id, &edges).await?;
        }
        if !kept.is_empty() {
            tx.keep_save(change, author, &kept, now()).await?;
        }
        Ok(written)
    }
}

/// The documents among which ones were chosen, by resource.
fn chosen(wanted: &[Wanted]) -> BTreeMap<String, Vec<SeenCopy>> {
    let of = |wanted: &Wanted| {
        let copies = wanted.copies.clone().filter(|copies| !copies.is_empty())?;
        Some((wanted.identity.to_string(), copies))
    };
    wanted.iter().filter_map(of).collect()
}

/// What a draft said before and says afterwards.
fn saved(wanted: &Wanted, known: Option<&Draft>) -> Saved {
    let text =
        |picture: &Option<DocumentState>| picture.as_ref().map(|picture| picture.text.clone());
    Saved {
        resource: wanted.identity.to_string(),
        before: match known {
            Some(draft) => draft.text.clone(),
            None => text(&wanted.base),
        },
        after: match known {
            Some(draft) if wanted.revert => draft.base_text.clone(),
            _ => text(&wanted.target),
        },
    }
}

/// The drafts of a change as they will be once this is written.
pub(crate) fn with_wanted(
    mut drafts: Vec<Draft>,
    (fabric, change): (FabricId, ChangeId),
    wanted: &[Wanted],
    author: &Person,
) -> Vec<Draft> {
    for wanted in wanted {
        let known = drafts.iter().position(|draft| draft.identity == wanted.identity);
        let known = known.map(|at| drafts.swap_remove(at));
        if !wanted.revert && !wanted.is_nothing(known.as_ref()) {
            drafts.push(draft_to_be(fabric, change, wanted, author, known));
        }
    }
    drafts
}

/// A draft as it will be; one that is new has no row yet.
fn draft_to_be(
    fabric: FabricId,
    change: ChangeId,
    wanted: &Wanted,
    author: &Person,
    known: Option<Draft>,
) -> Draft {
    let standing = |picture: &Option<DocumentState>| {
        picture.as_ref().map_or(Standing::Live, |picture| picture.standing)
    };
    let text =
        |picture: &Option<DocumentState>| picture.as_ref().map(|picture| picture.text.clone());
    let copies = wanted.copies_after(known.as_ref());
    Draft {
        id: known.map_or(DraftId(0), |known| known.id),
        change_id: change,
        fabric_id: fabric,
        identity: wanted.identity.clone(),
        base_text: text(&wanted.base),
        base_standing: standing(&wanted.base),
        text: text(&wanted.target),
        standing: standing(&wanted.target),
        copies,
        outdated: false,
        author: author.clone(),
        revision: 0,
        updated_at: 0,
    }
}

/// A draft, with the revision that its editor saw.
fn draft_of(
    fabric: &Fabric,
    change: ChangeId,
    (wanted, copies): (Wanted, Vec<SeenCopy>),
    author: &Person,
) -> (NewDraft, Option<i64>) {
    let parts = |picture: Option<DocumentState>| match picture {
        Some(picture) => (picture.standing, Some(picture.text)),
        None => (Standing::Live, None),
    };
    let ((base_standing, base_text), (standing, text)) = (parts(wanted.base), parts(wanted.target));
    let draft = NewDraft {
        change_id: change,
        fabric_id: fabric.id,
        identity: wanted.identity,
        base_text,
        base_standing,
        text,
        standing,
        copies,
        author: author.clone(),
    };
    (draft, wanted.expected)
}

/// What Git has of these resources.
pub(super) async fn pictures(
    tx: &mut Transaction,
    fabric: &Fabric,
    identities: Vec<Identity>,
) -> Result<HashMap<Identity, Stands>, EngineError> {
    let documents = tx.documents_of_all(fabric.id, &identities).await?;
    Ok(pictures_in(identities, documents))
}

/// What documents make of these resources.
pub(crate) fn pictures_in(
    identities: Vec<Identity>,
    documents: Vec<Document>,
) -> HashMap<Identity, Stands> {
    let mut of: HashMap<Identity, Vec<(String, DocumentState)>> =
        identities.into_iter().map(|identity| (identity, Vec::new())).collect();
    for Document { identity, path, standing, text, .. } in documents {
        of.entry(identity).or_default().push((path, DocumentState { standing, text }));
    }
    of.into_iter().map(|(identity, documents)| (identity, Stands::of(documents))).collect()
}

/// What is done by saving this.
fn action_of(wanted: &[Wanted]) -> AuditAction {
    match wanted.iter().all(|wanted| wanted.revert) {
        true => AuditAction::DraftDiscard,
        false => AuditAction::DraftSave,
    }
}

/// What the audit is told of saved drafts: their texts before and after.
fn audit_entry(
    action: AuditAction,
    (actor, author): (&Actor, &Person),
    fabric: &Fabric,
    (change, name): (ChangeId, &str),
    saved: &[Saved],
    chosen: &BTreeMap<String, Vec<SeenCopy>>,
) -> NewAudit {
    let (before, after) = texts(saved);
    let resources = listed(saved.iter().map(|saved| saved.resource.as_str()));
    let detail = match *author == person(actor) {
        true => resources,
        false => format!("{resources}, for {author}"),
    };
    entry(actor, action)
        .fabric(fabric.name.clone())
        .subject(name)
        .detail(detail)
        .before(&json!({ "drafts": before }))
        .after(&match chosen.is_empty() {
            true => json!({ "change": change.to_string(), "drafts": after }),
            false => json!({ "change": change.to_string(), "drafts": after, "copies": chosen }),
        })
}
