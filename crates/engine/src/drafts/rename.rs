//! A change gets another name.

use hedgerow_model::{Actor, AuditAction, ChangeId};
use serde_json::json;

use super::changes::change_in;
use super::destination::may_be_a_name;
use super::{ChangeError, DraftError, Drafts};
use crate::core::now;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::record::entry;
use crate::views::ChangeView;

impl Drafts<'_> {
    /// Gives a change that can be edited another name. Where it has no message of its own, what is published says the
    /// name, which nobody approved: approvals are void.
    pub(crate) async fn rename(
        &self,
        typed: &str,
        name: &str,
        actor: &Actor,
    ) -> Result<ChangeView, EngineError> {
        let name = name.trim();
        may_be_a_name(name)?;
        // It would be taken for the change that has this id.
        if name.parse::<ChangeId>().is_ok() {
            return Err(DraftError::ChangeName.into());
        }
        let change = self.change_named(typed).await?;
        let fabric = self.fabric_by_id(change.fabric_id).await?;
        let edits = self.lock_fabric(fabric.id).await;
        let mut tx = self.store.write().await?;
        let change = change_in(&mut tx, change.id).await?;
        if !change.state.is_editable() {
            return Err(ChangeError::Over { change: change.name, state: change.state }.into());
        }
        if change.name == name {
            drop((tx, edits));
            return self.reads().change_view(change.id).await;
        }
        let open = tx.names_of_open_changes(fabric.id, name).await?;
        if open.iter().any(|taken| taken == name) {
            return Err(ChangeError::NameTaken { change: name.to_owned() }.into());
        }
        tx.rename_change(change.id, name, now()).await?;
        if change.message.is_none() {
            tx.void_approvals(change.id).await?;
        }
        let told = entry(actor, AuditAction::ChangeRename)
            .fabric(fabric.name.clone())
            .subject(name.to_owned())
            .detail(format!("it was {}", change.name))
            .before(&json!({ "change": change.name }))
            .after(&json!({ "change": name, "id": change.id.to_string() }));
        tx.audit(&[told]).await?;
        self.record().emit_changes(&mut tx, &[change.id]).await?;
        tx.commit().await?;
        self.changes_moved(fabric.id);
        drop(edits);
        self.reads().change_view(change.id).await
    }
}

impl Engine {
    /// Gives a change that can be edited another name; the same one is no edit.
    ///
    /// # Errors
    /// When it is on its way to Git or over, the name is no name, or another open change of the fabric has it.
    pub async fn rename(&self, change: &str, name: &str) -> Result<ChangeView, EngineError> {
        self.core.drafts().rename(change, name, &self.actor).await
    }
}
