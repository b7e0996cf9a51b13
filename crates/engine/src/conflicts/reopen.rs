//! Taking a decision back, as long as nothing was published of it.

use hedgerow_model::{Actor, AuditAction, Conflict, ConflictId, ConflictState, Person};
use hedgerow_store::NewAudit;
use serde_json::json;

use super::{Conflicts, ResolveError};
use crate::core::now;
use crate::drafts::{in_the_name_of, pictures_in};
use crate::error::EngineError;
use crate::record::entry;
use crate::views::{ConflictView, Event, SyncReport};

impl Conflicts<'_> {
    /// Opens a decided conflict again. Where the draft and Git do not disagree so any more, it is superseded as any
    /// other would be.
    pub(crate) async fn reopen(
        &self,
        id: ConflictId,
        by: Option<Person>,
        actor: &Actor,
    ) -> Result<ConflictView, EngineError> {
        let by = in_the_name_of(actor, by)?;
        let conflict = self.conflict_by_id(id).await?;
        let what = &conflict.what;
        if conflict.state != ConflictState::Resolved {
            return Err(ResolveError::NotDecided { id, state: conflict.state }.into());
        }
        let Some(change) = what.change_id() else {
            if what.is_with_cluster() {
                return self.reopen_with_cluster(conflict, (&by, actor)).await;
            }
            return Err(ResolveError::CarriedOut { id }.into());
        };
        if what.together.is_some() {
            return Err(ResolveError::EditedDrafts { id }.into());
        }
        let fabric = self.fabric_by_id(conflict.fabric_id).await?;
        let catalogue = self.catalogue(fabric.id).await?;
        // What Git has stays so while the draft meets it.
        let _edits = self.lock_fabric(fabric.id).await;
        let commit = self.source_of(&fabric).await?.ingested_commit.unwrap_or_default();
        let mut tx = self.store.write().await?;
        let state = tx.state_of(change).await?;
        if !state.is_editable() {
            return Err(ResolveError::TooLate { id, state }.into());
        }
        if !tx.reopen_conflict(id).await? {
            return Err(ResolveError::SettledMeanwhile { id }.into());
        }
        self.drafts().wrote(&mut tx, change, actor, &by).await?;
        tx.audit(&[told(&conflict, &fabric.name, actor, &by)]).await?;
        let ids = vec![what.identity.clone()];
        let documents = tx.documents_of_all(fabric.id, &ids).await?;
        let pictures = pictures_in(ids, documents);
        let mut report = SyncReport { fabric: fabric.name.clone(), ..SyncReport::default() };
        self.drafts()
            .drafts_meet_git(&mut tx, fabric.id, &catalogue, &pictures, &commit, &mut report)
            .await?;
        // What was asked for, or approved, was asked for with the decision.
        tx.reopen(change, now()).await?;
        self.record().emit_changes(&mut tx, &[change]).await?;
        let resources = vec![what.identity.to_string()];
        let event = Event::Conflicts { fabric: fabric.name, resources, more: false };
        self.record().emit(&mut tx, &event)?;
        tx.commit().await?;
        self.changes_moved(conflict.fabric_id);
        self.conflict_view(id).await
    }

    /// As [`Self::reopen`], of a conflict between Git and the cluster. What either side did since stays.
    async fn reopen_with_cluster(
        &self,
        conflict: Conflict,
        (by, actor): (&Person, &Actor),
    ) -> Result<ConflictView, EngineError> {
        let id = conflict.id;
        let fabric = self.fabric_by_id(conflict.fabric_id).await?;
        let identity = conflict.what.identity.clone();
        let mut tx = self.store.write().await?;
        if !tx.reopen_conflict(id).await? {
            return Err(ResolveError::SettledMeanwhile { id }.into());
        }
        self.disagree_again(&mut tx, &conflict).await?;
        tx.audit(&[told(&conflict, &fabric.name, actor, by)]).await?;
        let resources = vec![identity.to_string()];
        let event = Event::Conflicts { fabric: fabric.name.clone(), resources, more: false };
        self.record().emit(&mut tx, &event)?;
        tx.commit().await?;
        self.observe().compare_again(&fabric, &[identity]).await?;
        self.conflict_view(id).await
    }
}

fn told(conflict: &Conflict, fabric: &str, actor: &Actor, by: &Person) -> NewAudit {
    let what = &conflict.what;
    entry(actor, AuditAction::ConflictReopen)
        .fabric(fabric.to_owned())
        .subject(format!("conflict {}", conflict.id))
        .detail(format!("{} {}", what.identity, what.path).trim_end())
        .before(&json!({ "decision": conflict.decision, "by": conflict.decided_by }))
        .after(&json!({
            "by": by.to_string(),
            "change": what.change_id().map(|id| id.to_string()),
        }))
}
