//! What open changes would break: known when it arises, and not only when somebody publishes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hedgerow_model::{
    ChangeId, Conflict, ConflictsGone, Draft, DraftId, Fabric, Identity, Judged, NewConflict,
    Standing,
};
use hedgerow_plan::{
    Joint, Meant, Standpoint, Stands, Together, edits_of, errors_since, of_draft,
    reconcile_together, sort, to_note, would_be,
};
use hedgerow_rules::{Edit, Inventory, Violation, declared_word};
use hedgerow_schema::Catalogue;

use hedgerow_store::Transaction;

use super::Judging;
use crate::core::blocking;
use crate::drafts::pictures_in;
use crate::error::EngineError;
use crate::views::{Event, named};

/// Drafts of open changes, and what publishing them would make of their resources.
pub(super) struct Drafted {
    pub(super) drafts: Vec<Draft>,
    /// The conflicts of the drafts that are open or resolved.
    stored: Vec<Conflict>,
    /// What Git has of their resources.
    pictures: HashMap<Identity, Stands>,
    /// Change by change; without drafts that conflict with what Git has of their resource.
    pub(super) edits: BTreeMap<ChangeId, Vec<Edit>>,
}

/// What the rules say of changes.
#[derive(Default)]
struct Said {
    /// The resources that take part in making a change invalid.
    invalid: BTreeMap<ChangeId, BTreeSet<Identity>>,
    together: Vec<Together>,
    notes: Vec<(ChangeId, Judged)>,
}

/// What is to be written once changes were held against the rules.
pub(crate) struct Foreseen {
    drafts: Vec<Draft>,
    stored: Vec<Conflict>,
    invalid: BTreeMap<ChangeId, BTreeSet<Identity>>,
    joint: Joint,
    notes: Vec<(ChangeId, Judged)>,
}

impl Judging<'_> {
    /// Holds the open changes of a fabric against the rules, after Git moved or a rule was set: marks the drafts
    /// that would break a rule which Git does not break, and brings the records of their conflicts with other
    /// resources up to date.
    pub(crate) async fn judge_changes(&self, fabric: &Fabric) -> Result<(), EngineError> {
        let _edits = self.lock_fabric(fabric.id).await;
        let drafts = self.store.active_drafts(fabric.id).await?;
        if drafts.is_empty() {
            return Ok(());
        }
        let changes: BTreeSet<ChangeId> = drafts.iter().map(|draft| draft.change_id).collect();
        let changes: Vec<ChangeId> = changes.into_iter().collect();
        let judged = self.store.judged_changes(&changes).await?;
        let foreseen = self.foresee(fabric, drafts, judged).await?;
        let ids: Vec<DraftId> = foreseen.drafts.iter().map(|draft| draft.id).collect();
        let known: BTreeSet<DraftId> = self.store.broken_drafts(&ids).await?.into_iter().collect();
        let broken: BTreeSet<DraftId> = foreseen.broken().map(|draft| draft.id).collect();
        let Foreseen { drafts, stored, joint, notes, .. } = &foreseen;
        let is_same = known == broken && notes.is_empty();
        let records = reconcile_together(stored, &joint.now);
        if is_same && records.open.is_empty() && records.supersede.is_empty() {
            return Ok(());
        }
        let new: Vec<DraftId> = broken.difference(&known).copied().collect();
        let sound: Vec<DraftId> = known.difference(&broken).copied().collect();
        let mut tx = self.store.write().await?;
        tx.set_broken(&new, true).await?;
        tx.set_broken(&sound, false).await?;
        tx.note_judged(notes).await?;
        let is_other = |draft: &&Draft| broken.contains(&draft.id) != known.contains(&draft.id);
        let mut moved: BTreeSet<ChangeId> =
            drafts.iter().filter(is_other).map(|draft| draft.change_id).collect();
        let because = ConflictsGone::GitMoved;
        moved.extend(self.write_together(&mut tx, fabric, joint, because).await?);
        self.record().emit_changes(&mut tx, &moved.into_iter().collect::<Vec<_>>()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Holds a change against the rules that is about to be edited; `drafts` are all of it as they will be. The
    /// caller holds the fabric's lock until they are saved, so that Git is what the edit is made on.
    pub(crate) async fn foresee_edit(
        &self,
        fabric: &Fabric,
        drafts: Vec<Draft>,
    ) -> Result<Foreseen, EngineError> {
        self.foresee(fabric, drafts, HashMap::new()).await
    }

    /// Writes what was foreseen of a change, once its drafts are saved.
    pub(crate) async fn write_edited(
        &self,
        tx: &mut Transaction,
        fabric: &Fabric,
        foreseen: &Foreseen,
    ) -> Result<(), EngineError> {
        let Some(change) = foreseen.drafts.first().map(|draft| draft.change_id) else {
            return Ok(());
        };
        let broken: Vec<Identity> = foreseen.broken().map(|draft| draft.identity.clone()).collect();
        tx.set_broken_in(change, &broken).await?;
        tx.note_judged(&foreseen.notes).await?;
        let because = ConflictsGone::DraftEdited;
        self.write_together(tx, fabric, &foreseen.joint, because).await?;
        Ok(())
    }

    /// What the rules say of drafts, which are all of their changes; nothing is written. `judged` is what their
    /// changes broke since they were edited.
    async fn foresee(
        &self,
        fabric: &Fabric,
        drafts: Vec<Draft>,
        judged: HashMap<ChangeId, Judged>,
    ) -> Result<Foreseen, EngineError> {
        let Drafted { drafts, stored, pictures, edits } = self.drafted(fabric, drafts).await?;
        let mut inventory = self.inventory(fabric.id).await?;
        let at = inventory.standpoint();
        let catalogue = self.catalogue(fabric.id).await?;
        let (drafts, stored, said) = blocking(move || {
            let said = say(&mut inventory, &catalogue, &edits, &drafts, &stored, &judged, &at);
            (drafts, stored, said)
        })
        .await?;
        let Said { invalid, together, notes } = said;
        let joint = self.joint(fabric, together, &drafts, &pictures).await?;
        Ok(Foreseen { drafts, stored, invalid, joint, notes })
    }

    /// Writes records of conflicts with other resources; gives the changes they are of.
    async fn write_together(
        &self,
        tx: &mut Transaction,
        fabric: &Fabric,
        joint: &Joint,
        because: ConflictsGone,
    ) -> Result<BTreeSet<ChangeId>, EngineError> {
        let (opened, gone) = self.write_joint(tx, joint).await?;
        let all = opened.iter().chain(gone.iter().map(|one| &one.what));
        let resources: BTreeSet<String> = all.map(|what| what.identity.to_string()).collect();
        if resources.is_empty() {
            return Ok(BTreeSet::new());
        }
        let opened: BTreeSet<ChangeId> = opened.iter().filter_map(NewConflict::change_id).collect();
        let relieved: BTreeSet<ChangeId> =
            gone.iter().filter_map(|one| one.what.change_id()).collect();
        for change in relieved.difference(&opened) {
            self.drafts().reopen(tx, *change, because).await?;
        }
        let (resources, more) = named(resources);
        let fabric = fabric.name.clone();
        self.record().emit(tx, &Event::Conflicts { fabric, resources, more })?;
        Ok(opened.union(&relieved).copied().collect())
    }

    /// What publishing drafts would make of their resources.
    pub(super) async fn drafted(
        &self,
        fabric: &Fabric,
        drafts: Vec<Draft>,
    ) -> Result<Drafted, EngineError> {
        let ids: Vec<DraftId> = drafts.iter().map(|draft| draft.id).collect();
        let stored = self.store.conflicts_of_drafts(&ids).await?;
        let identities: BTreeSet<Identity> =
            drafts.iter().map(|draft| draft.identity.clone()).collect();
        let identities: Vec<Identity> = identities.into_iter().collect();
        let documents = self.store.documents_of_all(fabric.id, &identities).await?;
        let pictures = pictures_in(identities, documents);
        let catalogue = self.catalogue(fabric.id).await?;
        blocking(move || {
            let mut changes: BTreeMap<ChangeId, Vec<Edit>> = BTreeMap::new();
            for draft in &drafts {
                let edits = changes.entry(draft.change_id).or_default();
                let stands = pictures.get(&draft.identity);
                let Some(git) = stands.and_then(|stands| stands.facing(draft)) else { continue };
                let git = git.filter(|git| git.standing != Standing::Unreadable);
                if let Some(target) = would_be(draft, git, &catalogue, &of_draft(&stored, draft)) {
                    edits.extend(edits_of(&catalogue, [(&draft.identity, target.as_ref())]));
                }
            }
            Drafted { drafts, stored, pictures, edits: changes }
        })
        .await
    }
}

impl Foreseen {
    /// The drafts that take part in making their change invalid.
    fn broken(&self) -> impl Iterator<Item = &Draft> {
        self.drafts.iter().filter(|draft| {
            let about = self.invalid.get(&draft.change_id);
            about.is_some_and(|about| about.contains(&draft.identity))
        })
    }
}

fn say(
    inventory: &mut Inventory,
    catalogue: &Catalogue,
    edits: &BTreeMap<ChangeId, Vec<Edit>>,
    drafts: &[Draft],
    stored: &[Conflict],
    judged: &HashMap<ChangeId, Judged>,
    at: &Standpoint,
) -> Said {
    let mut of: HashMap<ChangeId, Vec<Draft>> = HashMap::new();
    let mut said = Said::default();
    for draft in drafts {
        of.entry(draft.change_id).or_default().push(draft.clone());
    }
    for (change, edits) in edits {
        let judged = judged.get(change);
        let violations = errors_since(inventory, edits, judged);
        let drafts = of.get(change).map_or(&[][..], Vec::as_slice);
        let meant = Meant { catalogue, edits };
        let sorted = sort(&violations, judged, drafts, stored, at, meant);
        let about = |violation: &&Violation| {
            let parties = std::iter::once(&violation.subject).chain(violation.counterpart());
            parties.map(|identity| (**identity).clone()).collect::<Vec<_>>()
        };
        let mut invalid: BTreeSet<Identity> = sorted.invalid.iter().flat_map(about).collect();
        // A declared reference by a value names nobody: the edit of what had the value takes part.
        let is_declared = |violation: &&&Violation| declared_word(&violation.rule).is_some();
        let declared: BTreeSet<&Identity> = sorted
            .invalid
            .iter()
            .filter(is_declared)
            .map(|violation| &*violation.subject)
            .collect();
        let is_named = |target: &&Identity| {
            let referrers = inventory.declared_referrers(target);
            referrers.into_iter().any(|referrer| declared.contains(referrer))
        };
        let named: Vec<Identity> =
            edits.iter().map(Edit::identity).filter(is_named).cloned().collect();
        invalid.extend(named);
        said.invalid.insert(*change, invalid);
        let note = to_note(judged, &sorted.invalid, inventory.held_kinds(), at);
        said.notes.extend(note.map(|note| (*change, note)));
        said.together.extend(sorted.together);
    }
    said
}
