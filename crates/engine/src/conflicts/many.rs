//! Several conflicts decided the same way, each as if alone; and what a resource would be with some decided.

use std::collections::HashMap;

use hedgerow_model::{Actor, Conflict, ConflictId, ConflictState, Decision};
use hedgerow_plan::{DocumentState, introduced, unified_diff, would_become};

use super::resolve::{as_decided, decision_of};
use super::{Conflicts, ResolveError};
use crate::core::blocking;
use crate::drafts::{person, pictures_in};
use crate::error::EngineError;
use crate::views::{BulkOutcome, BulkView, ConflictResult, ConflictView, Decide, Resolution};

/// The most conflicts that are decided with one request.
pub(crate) const AT_ONCE: usize = 1000;

fn check_how_many(many: usize) -> Result<(), ResolveError> {
    match many {
        1..=AT_ONCE => Ok(()),
        _ => Err(ResolveError::HowMany { many, most: AT_ONCE }),
    }
}

impl Conflicts<'_> {
    /// Conflicts by their numbers, those that there are.
    pub(crate) async fn numbered(
        &self,
        numbers: &[ConflictId],
    ) -> Result<Vec<ConflictView>, EngineError> {
        check_how_many(numbers.len())?;
        let found = self.store.conflicts_numbered(numbers).await?;
        self.reads().conflict_views(found).await
    }

    /// Decides conflicts, each on its own: what is refused stops no other.
    pub(crate) async fn resolve_many(
        &self,
        ids: &[ConflictId],
        decide: Decide,
        actor: &Actor,
    ) -> Result<BulkView, EngineError> {
        check_how_many(ids.len())?;
        let mut conflicts = Vec::with_capacity(ids.len());
        for id in ids {
            let decided = self.resolve(*id, decide.clone(), actor).await;
            conflicts.push(match decided {
                Ok(view) => BulkOutcome { id: id.0, conflict: Some(view), refused: None },
                // What is wrong with all of them, or with the server, is not a refusal of one.
                Err(error) if !error.is_of_one_conflict() => return Err(error),
                Err(error) => {
                    BulkOutcome { id: id.0, conflict: None, refused: Some(error.to_string()) }
                }
            });
        }
        let decided = conflicts.iter().filter(|one| one.refused.is_none()).count();
        let refused = conflicts.len() - decided;
        Ok(BulkView { preview: decide.preview, decided, refused, conflicts })
    }

    /// What the resource of a conflict would be with some of its conflicts decided so: nothing is written.
    pub(crate) async fn result(
        &self,
        id: ConflictId,
        choices: Vec<(ConflictId, Resolution)>,
        actor: &Actor,
    ) -> Result<ConflictResult, EngineError> {
        let asked = self.conflict_by_id(id).await?;
        let what = &asked.what;
        let (Some((change, draft)), None) = (what.of_draft(), &what.together) else {
            return Err(ResolveError::NoResult { id }.into());
        };
        if choices.len() > AT_ONCE {
            return Err(ResolveError::HowMany { many: choices.len(), most: AT_ONCE }.into());
        }
        let by = person(actor);
        let mut chosen: HashMap<ConflictId, Decision> = HashMap::new();
        for (id, resolution) in choices {
            chosen.insert(id, decision_of(id, resolution)?);
        }
        let drafts = self.store.drafts_of_all(&[change]).await?;
        let Some(draft) = drafts.into_iter().find(|one| one.id == draft) else {
            return Err(ResolveError::NoResult { id }.into());
        };
        let stored = self.store.conflicts_of_drafts(&[draft.id]).await?;
        let stored: Vec<Conflict> = stored
            .into_iter()
            .map(|one| match chosen.remove(&one.id) {
                Some(decision) if one.state == ConflictState::Open => {
                    as_decided(one, decision, &by, None)
                }
                _ => one,
            })
            .collect();
        let identity = draft.identity.clone();
        let documents =
            self.store.documents_of_all(asked.fabric_id, std::slice::from_ref(&identity)).await?;
        let stands = pictures_in(vec![identity.clone()], documents).remove(&identity);
        let Some(git) = stands.as_ref().and_then(|stands| stands.facing(&draft)) else {
            return Err(ResolveError::NoResult { id }.into());
        };
        let git = git.cloned();
        let catalogue = self.catalogue(asked.fabric_id).await?;
        blocking(move || {
            let outcome = would_become(&draft, git.as_ref(), &catalogue, &stored);
            let after = outcome.target.as_ref();
            let broken = match (&outcome.refused, outcome.left) {
                (None, 0) => introduced(&catalogue, &identity, git.as_ref(), after).broken,
                _ => Vec::new(),
            };
            let text = |state: Option<&DocumentState>| state.map(|state| state.text.clone());
            let (before, after) = (text(git.as_ref()), text(after));
            ConflictResult {
                diff: unified_diff(&identity.name, before.as_deref(), after.as_deref()),
                text: after,
                git: before,
                left: outcome.left,
                broken: broken.iter().map(ToString::to_string).collect(),
                refused: outcome.refused.map(|reason| reason.to_string()),
            }
        })
        .await
    }
}
