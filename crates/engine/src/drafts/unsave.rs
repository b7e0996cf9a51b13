//! The newest save of a change is undone: its drafts are what they were before.

use hedgerow_model::{Actor, ChangeId, Identity};
use hedgerow_plan::DocumentState;
use hedgerow_store::{Save, SavedDraft};

use super::authorship::in_the_name_of;
use super::edits::Wanted;
use super::save::{At, Edited};
use super::{ChangeError, Drafts};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::views::{ChangeView, SaveView, UndoRequest};

impl Drafts<'_> {
    /// Undoes the newest save of a change that can be edited, unless its drafts were edited otherwise since.
    pub(crate) async fn undo(
        &self,
        typed: &str,
        request: UndoRequest,
        actor: &Actor,
    ) -> Result<ChangeView, EngineError> {
        let author = in_the_name_of(actor, request.by)?;
        let change = self.change_named(typed).await?;
        let fabric = self.fabric_by_id(change.fabric_id).await?;
        let catalogue = self.catalogue(fabric.id).await?;
        let edits = self.lock_fabric(fabric.id).await;
        let source = self.source_of(&fabric).await?;
        let nothing = || ChangeError::NothingToUndo { change: change.name.clone() };
        let save = self.store.last_save(change.id).await?.ok_or_else(nothing)?;
        if request.save.is_some_and(|meant| meant != save.id) {
            return Err(ChangeError::SavedSince { change: change.name }.into());
        }
        let wanted = wanted(&save);
        let foreseen = self.foresee(&fabric, change.id, &wanted, &author).await?;
        let mut tx = self.store.write().await?;
        let state = tx.state_of(change.id).await?;
        if !state.is_editable() {
            return Err(ChangeError::Over { change: change.name, state }.into());
        }
        let identities: Vec<Identity> =
            save.drafts.iter().map(|draft| draft.identity.clone()).collect();
        let there = tx.drafts_in(change.id, &identities).await?;
        for saved in &save.drafts {
            let now = there.iter().find(|draft| draft.identity == saved.identity);
            if now.map_or(0, |draft| draft.revision) != saved.revision {
                let identity = saved.identity.clone();
                return Err(ChangeError::EditedAfter { change: change.name, identity }.into());
            }
        }
        let at = At { fabric: &fabric, source: &source, catalogue: &catalogue };
        let edited = Edited { wanted, foreseen };
        self.keep(&mut tx, &at, (change.id, &change.name), edited, (actor, &author)).await?;
        // What was undone, and the undoing itself, which would be a step forth again.
        tx.undid(change.id, &save).await?;
        self.kept(tx, edits, fabric.id, change.id).await
    }

    /// The newest save of a change that can be undone, as it is shown.
    pub(crate) async fn last_saved(
        &self,
        change: ChangeId,
    ) -> Result<Option<SaveView>, EngineError> {
        let line = self.store.last_save_line(change).await?;
        Ok(line.map(|line| SaveView {
            id: line.id,
            at: line.at,
            author: line.author,
            resource: line.first.to_string(),
            more: usize::try_from(line.many - 1).unwrap_or(0),
        }))
    }
}

impl Engine {
    /// Undoes the newest save of a change: its drafts are what they were before.
    ///
    /// # Errors
    /// When it is over or on its way, nothing was saved, another save than the one that is meant is the newest, or a draft was
    /// edited otherwise since.
    pub async fn undo(
        &self,
        change: &str,
        request: UndoRequest,
    ) -> Result<ChangeView, EngineError> {
        self.core.drafts().undo(change, request, &self.actor).await
    }
}

/// What the drafts are to be again.
fn wanted(save: &Save) -> Vec<Wanted> {
    let again = |draft: &SavedDraft| {
        let identity = draft.identity.clone();
        let Some(before) = &draft.before else { return Wanted::revert(identity) };
        let state = |text: &Option<String>, standing| {
            text.clone().map(|text| DocumentState { standing, text })
        };
        let base = state(&before.base_text, before.base_standing);
        let target = state(&before.text, before.standing);
        Wanted::new(identity, base, target, Some(draft.revision)).among(before.copies.clone())
    };
    save.drafts.iter().map(again).collect()
}
