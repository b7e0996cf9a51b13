//! Finding changes by what people type, and throwing them away.

use std::collections::BTreeMap;

use hedgerow_model::{
    Actor, AuditAction, Change, ChangeId, ChangeOutcome, ChangeState, ConflictState, Draft,
};
use hedgerow_store::{NewAudit, Transaction};
use serde_json::json;

use super::Drafts;
use crate::core::now;
use crate::error::{EngineError, Thing};
use crate::record::{Saved, entry, listed, texts};
use crate::views::ChangeView;

impl Drafts<'_> {
    pub(crate) async fn discard(
        &self,
        typed: &str,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<ChangeView, EngineError> {
        let change = self.change_named(typed).await?;
        let fabric = self.name_of_fabric(change.fabric_id).await?;
        let mut tx = self.store.write().await?;
        tx.expect_change(change.id, expected).await?;
        let change = change_in(&mut tx, change.id).await?;
        let drafts = tx.drafts(change.id).await?;
        let open: Vec<_> = tx
            .conflicts_of_change(change.id, ConflictState::Open)
            .await?
            .into_iter()
            .map(|conflict| conflict.id)
            .collect();
        let outcome = ChangeOutcome {
            id: change.id,
            state: ChangeState::Discarded,
            reason: None,
            commit: None,
        };
        self.record().settle_changes(&mut tx, &[outcome]).await?;
        tx.supersede_conflicts(&open, now()).await?;
        tx.audit(&[of_discard(actor, &fabric, &change, drafts)]).await?;
        tx.commit().await?;
        self.changes_moved(change.fabric_id);
        self.reads().change_view(change.id).await
    }

    /// What the audit is told of drafts that go with their fabric, by change.
    pub(crate) async fn thrown_away(
        &self,
        tx: &mut Transaction,
        fabric: &str,
        drafts: Vec<Draft>,
        actor: &Actor,
    ) -> Result<Vec<NewAudit>, EngineError> {
        let mut of_change: BTreeMap<ChangeId, Vec<Draft>> = BTreeMap::new();
        for draft in drafts {
            of_change.entry(draft.change_id).or_default().push(draft);
        }
        let mut told = Vec::with_capacity(of_change.len());
        for (id, drafts) in of_change {
            told.push(of_discard(actor, fabric, &change_in(tx, id).await?, drafts));
        }
        Ok(told)
    }
}

/// What is thrown away is told whole, as far as it goes: it is nowhere else.
fn of_discard(actor: &Actor, fabric: &str, change: &Change, drafts: Vec<Draft>) -> NewAudit {
    let names: Vec<String> = drafts.iter().map(|draft| draft.identity.to_string()).collect();
    let lost: Vec<Saved> = drafts
        .into_iter()
        .map(|draft| Saved {
            resource: draft.identity.to_string(),
            before: draft.text,
            after: None,
        })
        .collect();
    entry(actor, AuditAction::ChangeDiscard)
        .fabric(fabric.to_owned())
        .subject(change.name.clone())
        .detail(listed(names.iter().map(String::as_str)))
        .before(&json!({ "state": change.state, "drafts": texts(&lost).0 }))
        .after(&json!({ "change": change.id.to_string(), "state": ChangeState::Discarded }))
}

/// The change as a group of writes sees it.
pub(crate) async fn change_in(tx: &mut Transaction, id: ChangeId) -> Result<Change, EngineError> {
    tx.change(id).await?.ok_or_else(|| no_change(id))
}

fn no_change(id: ChangeId) -> EngineError {
    EngineError::not_found(Thing::Change, id.to_string())
}
