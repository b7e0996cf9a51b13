//! One identity in several documents of Git: they are shown, and one is kept, as a change.

use hedgerow_model::{Actor, Conflict, ConflictId, ConflictKind, ConflictState, Document};
use hedgerow_plan::{digest, unified_diff};

use super::{Conflicts, ResolveError};
use crate::core::blocking;
use crate::drafts::MOST_COPIES;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::views::{ChangeView, ChosenCopy, CopiesView, CopyView, KeepRequest};

impl Conflicts<'_> {
    /// The documents among which one is to be kept.
    pub(crate) async fn copies(&self, id: ConflictId) -> Result<CopiesView, EngineError> {
        let conflict = self.of_duplicates(id).await?;
        let fabric = self.fabric_by_id(conflict.fabric_id).await?;
        let source = self.source_of(&fabric).await?;
        let live = self.drafts().live(fabric.id, &conflict.what.identity).await?;
        let last = self.reads().last_commits_known(&source).await?;
        let identity = conflict.what.identity.clone();
        let drafts =
            self.store.active_drafts_of(fabric.id, std::slice::from_ref(&identity)).await?;
        let names = self.reads().names_of_changes(drafts.iter().map(|it| it.change_id)).await?;
        let chosen = drafts.into_iter().filter(|draft| !draft.copies.is_empty()).map(|draft| {
            let files = |goes: bool| {
                let of = draft.copies.iter().filter(move |copy| copy.goes == goes);
                of.map(|copy| copy.path.clone()).collect::<Vec<_>>()
            };
            ChosenCopy {
                change: names.get(&draft.change_id).cloned().unwrap_or_default(),
                change_id: draft.change_id.to_string(),
                path: files(false).pop().unwrap_or_default(),
                goes: files(true),
                author: draft.author.clone(),
            }
        });
        let mut view = CopiesView {
            conflict: id.0,
            fabric: fabric.name.clone(),
            commit: source.ingested_commit.unwrap_or_default(),
            copies: Vec::new(),
            more: live.len().saturating_sub(MOST_COPIES),
            chosen: chosen.collect(),
        };
        view.copies = blocking(move || {
            let first = live.first().map(|first| first.text.clone());
            let copy = |(place, document): (usize, Document)| CopyView {
                digest: digest(&document.text),
                diff: (place > 0)
                    .then(|| unified_diff(&identity.name, first.as_deref(), Some(&document.text))),
                changed: last.last_of(&document.path).cloned(),
                line: document.line,
                path: document.path,
                text: document.text,
            };
            live.into_iter().take(MOST_COPIES).enumerate().map(copy).collect()
        })
        .await?;
        Ok(view)
    }

    /// Keeps one of the documents: a draft that takes the others out of their files.
    pub(crate) async fn keep_copy(
        &self,
        id: ConflictId,
        request: KeepRequest,
        actor: &Actor,
    ) -> Result<ChangeView, EngineError> {
        let conflict = self.of_duplicates(id).await?;
        if conflict.state != ConflictState::Open {
            return Err(ResolveError::Settled { id, state: conflict.state }.into());
        }
        let fabric = self.fabric_by_id(conflict.fabric_id).await?;
        self.drafts().keep_one(&fabric, &conflict.what.identity, request, actor).await
    }

    async fn of_duplicates(&self, id: ConflictId) -> Result<Conflict, EngineError> {
        let conflict = self.conflict_by_id(id).await?;
        match conflict.what.kind {
            ConflictKind::DuplicateIdentity => Ok(conflict),
            _ => Err(ResolveError::OneDocument { id }.into()),
        }
    }
}

impl Engine {
    /// The documents among which one is to be kept.
    ///
    /// # Errors
    /// When there is no such conflict, or it is not about a resource with several documents.
    pub async fn copies(&self, id: ConflictId) -> Result<CopiesView, EngineError> {
        self.core.conflicts().copies(id).await
    }

    /// Keeps one of several documents, as a change that takes the others out of their files.
    ///
    /// # Errors
    /// When the conflict is over, or not about a resource with several documents; when none or several are to stay;
    /// [moved](crate::Class::Moved) when Git has others than were seen.
    pub async fn keep_copy(
        &self,
        id: ConflictId,
        request: KeepRequest,
    ) -> Result<ChangeView, EngineError> {
        self.core.conflicts().keep_copy(id, request, &self.actor).await
    }
}
