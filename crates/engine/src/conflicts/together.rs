//! Settling what two resources break together: one of the two is changed, in the change of the draft, and only so
//! that the rule is kept and no other is broken.

use hedgerow_model::{
    Actor, BrokenTogether, Conflict, ConflictsGone, Decision, Fabric, FieldPath, Identity, Person,
    Side, Standing, Value,
};
use hedgerow_plan::{Choice, DocumentState, Step, introduced, step, with_field};
use hedgerow_schema::Catalogue;
use hedgerow_store::Decided;

use super::resolve::{as_decided, told};
use super::{Conflicts, ResolveError};
use crate::core::now;
use crate::drafts::{At, DraftError, Edited, Wanted, pictures_in, with_wanted};
use crate::error::EngineError;
use crate::reads::conflict_view;
use crate::views::{ConflictView, Event, Resolution};

/// What is to be written for a choice: of one resource.
struct Wish {
    identity: Identity,
    base: Option<DocumentState>,
    /// What its draft says now, or Git.
    before: Option<DocumentState>,
    /// `None`: its draft goes.
    target: Option<DocumentState>,
}

impl Conflicts<'_> {
    pub(super) async fn resolve_together(
        &self,
        conflict: Conflict,
        together: &BrokenTogether,
        (resolution, why, preview): (Resolution, Option<String>, bool),
        (by, actor): (&Person, &Actor),
    ) -> Result<ConflictView, EngineError> {
        let id = conflict.id;
        let what = &conflict.what;
        let choice = read(resolution)?;
        let step = step(what, together, choice.clone())
            .map_err(|why| ResolveError::settles_nothing(id, why, what, together))?;
        let fabric = self.fabric_by_id(conflict.fabric_id).await?;
        let catalogue = self.catalogue(fabric.id).await?;
        let _edits = self.lock_fabric(fabric.id).await;
        let source = self.source_of(&fabric).await?;
        let gone = || EngineError::from(ResolveError::SettledMeanwhile { id });
        let (change, draft) = what.of_draft().ok_or_else(gone)?;
        let change = self.store.change(change).await?.ok_or_else(gone)?;
        if !change.state.is_editable() {
            let (change, state) = (change.name, change.state);
            return Err(DraftError::TakesNoDrafts { change, state }.into());
        }
        let drafts = self.store.drafts_of_all(&[change.id]).await?;
        let own = drafts.iter().find(|one| one.id == draft).ok_or_else(gone)?;
        let wish = match step {
            Step::Other(path, value) => {
                let git = self.in_git(&fabric, &together.other).await?;
                let git = git.ok_or_else(|| ResolveError::NotInGit {
                    id,
                    other: Box::new(together.other.clone()),
                })?;
                Wish::set(
                    &catalogue,
                    &together.other,
                    (Some(git.clone()), git),
                    &path,
                    Some(value),
                )?
            }
            Step::Own(path, value) => {
                let before = DocumentState::wanted_by(own).ok_or_else(gone)?;
                let base = DocumentState::base_of(own);
                Wish::set(&catalogue, &own.identity, (base, before), &path, value)?
            }
            Step::DropDraft => Wish {
                identity: own.identity.clone(),
                base: None,
                before: DocumentState::wanted_by(own),
                target: None,
            },
        };
        self.keeps_schema(&fabric, &catalogue, &wish).await?;
        let decision = match choice {
            Choice::Take(side) => Decision::Take(side),
            Choice::Value(value) => Decision::Value(value),
            Choice::Other(_) => Decision::Take(Side::Draft),
        };
        let revision = drafts.iter().find(|one| one.identity == wish.identity);
        let revision = revision.map(|draft| draft.revision);
        let name = by.to_string();
        let decided = Decided { decision: &decision, by: &name, why: why.as_deref(), rule: None };
        let mut entry = told(&conflict, &decided, &fabric.name, actor);
        if wish.identity != what.identity {
            entry =
                entry.detail(format!("{}: {} is changed instead", what.identity, wish.identity));
        }
        let wanted = vec![match wish.target {
            Some(_) => Wanted::new(wish.identity, wish.base, wish.target, revision),
            None => Wanted::revert(wish.identity),
        }];
        self.may_be_edited(fabric.id, &catalogue, &wanted).await?;
        let after = with_wanted(drafts.clone(), (fabric.id, change.id), &wanted, by);
        let broken = self.judging().newly_broken(&fabric, drafts, after.clone(), what).await?;
        if !broken.is_empty() {
            return Err(ResolveError::BreaksRules(broken).into());
        }
        if preview {
            let preview = as_decided(conflict, decision, by, why);
            return Ok(conflict_view(preview, fabric.name, Some(change.name)));
        }
        let foreseen = self.judging().foresee_edit(&fabric, after).await?;
        let mut tx = self.store.write().await?;
        if !tx.decide_conflict(id, &decided, now()).await? {
            return Err(gone());
        }
        tx.audit(&[entry]).await?;
        self.drafts().reopen(&mut tx, change.id, ConflictsGone::Decided).await?;
        let at = At { fabric: &fabric, source: &source, catalogue: &catalogue };
        let (place, edited) = ((change.id, &*change.name), Edited { wanted, foreseen });
        self.drafts().keep(&mut tx, &at, place, edited, (actor, by)).await?;
        let resources = vec![what.identity.to_string()];
        let event = Event::Conflicts { fabric: fabric.name.clone(), resources, more: false };
        self.record().emit(&mut tx, &event)?;
        tx.commit().await?;
        self.changes_moved(fabric.id);
        let settled = as_decided(conflict, decision, by, why);
        Ok(conflict_view(settled, fabric.name, Some(change.name)))
    }

    /// What Git has of a resource.
    async fn in_git(
        &self,
        fabric: &Fabric,
        identity: &Identity,
    ) -> Result<Option<DocumentState>, EngineError> {
        let ids = vec![identity.clone()];
        let documents = self.store.documents_of_all(fabric.id, &ids).await?;
        let stands = pictures_in(ids, documents).remove(identity).unwrap_or_default();
        let picture = stands.only().flatten().cloned();
        Ok(picture.filter(|picture| picture.standing != Standing::Unreadable))
    }

    /// Whether a wish breaks nothing of its schema that its resource did not break before.
    async fn keeps_schema(
        &self,
        fabric: &Fabric,
        catalogue: &Catalogue,
        wish: &Wish,
    ) -> Result<(), EngineError> {
        let git = self.in_git(fabric, &wish.identity).await?;
        let broken = |of: &Option<DocumentState>| {
            introduced(catalogue, &wish.identity, git.as_ref(), of.as_ref()).broken
        };
        let before = broken(&wish.before);
        let mut schema = broken(&wish.target);
        schema.retain(|finding| !before.contains(finding));
        if schema.is_empty() {
            return Ok(());
        }
        let said = schema.iter().map(ToString::to_string).collect();
        Err(ResolveError::BreaksSchema(said).into())
    }
}

impl Wish {
    fn set(
        catalogue: &Catalogue,
        identity: &Identity,
        (base, before): (Option<DocumentState>, DocumentState),
        path: &FieldPath,
        value: Option<Value>,
    ) -> Result<Self, EngineError> {
        let types = catalogue.list_types(&identity.group_kind());
        let text = with_field(&before.text, path, value, types.as_ref())
            .map_err(|error| DraftError::Uneditable(format!("{identity}: {error}")))?;
        let target = Some(DocumentState { text, standing: before.standing });
        Ok(Self { identity: identity.clone(), base, before: Some(before), target })
    }
}

fn read(resolution: Resolution) -> Result<Choice, EngineError> {
    let value = |text: &str| {
        hedgerow_yaml::read_value(text).map_err(|error| ResolveError::NotYaml(error.to_string()))
    };
    Ok(match resolution {
        Resolution::Take(side) => Choice::Take(side),
        Resolution::Value(text) => Choice::Value(value(&text)?),
        Resolution::Other(text) => Choice::Other(value(&text)?),
    })
}
