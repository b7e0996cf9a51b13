//! The life of a conflict beside its decision: who is to decide, what is said about it.

use hedgerow_model::{Actor, AuditAction, ConflictId, ConflictState, Person, Remark};
use serde_json::json;

use super::{Conflicts, ResolveError};
use crate::core::now;
use crate::drafts::in_the_name_of;
use crate::error::EngineError;
use crate::record::entry;
use crate::views::{ConflictView, Event};

/// The longest thing that is said about a conflict, in bytes.
const SAID: usize = 4000;

/// The most that is said about one conflict.
const REMARKS: usize = 200;

/// Whether a text may be said about a conflict.
pub(super) fn check_said(text: Option<&str>) -> Result<(), ResolveError> {
    let Some(text) = text else { return Ok(()) };
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if text.trim().is_empty() || text.len() > SAID || text.contains(is_odd) {
        return Err(ResolveError::Said { longest: SAID });
    }
    Ok(())
}

impl Conflicts<'_> {
    /// Gives an open conflict to somebody to decide, by login, or to nobody.
    pub(crate) async fn assign(
        &self,
        id: ConflictId,
        login: Option<&str>,
        actor: &Actor,
    ) -> Result<ConflictView, EngineError> {
        let conflict = self.conflict_by_id(id).await?;
        if conflict.state != ConflictState::Open {
            return Err(ResolveError::Settled { id, state: conflict.state }.into());
        }
        let assignee = match login {
            None => None,
            Some(login) => {
                let user = self.store.user_by_login(login).await?;
                let user = user.filter(|user| user.active);
                let user =
                    user.ok_or_else(|| ResolveError::NoAccount { login: login.to_owned() })?;
                Some(user.login)
            }
        };
        if assignee == conflict.life.assignee {
            return self.conflict_view(id).await;
        }
        let fabric = self.name_of_fabric(conflict.fabric_id).await?;
        let mut tx = self.store.write().await?;
        if !tx.assign_conflict(id, assignee.as_deref()).await? {
            return Err(ResolveError::SettledMeanwhile { id }.into());
        }
        let what = &conflict.what;
        let told = entry(actor, AuditAction::ConflictAssign)
            .fabric(fabric.clone())
            .subject(format!("conflict {id}"))
            .detail(format!("{} {}", what.identity, what.path).trim_end())
            .before(&json!({ "assignee": conflict.life.assignee }))
            .after(&json!({ "assignee": assignee }));
        tx.audit(&[told]).await?;
        let resources = vec![what.identity.to_string()];
        self.record().emit(&mut tx, &Event::Conflicts { fabric, resources, more: false })?;
        tx.commit().await?;
        self.conflict_view(id).await
    }

    /// Keeps what somebody says about a conflict, whatever its state.
    pub(crate) async fn say(
        &self,
        id: ConflictId,
        text: String,
        by: Option<Person>,
        actor: &Actor,
    ) -> Result<ConflictView, EngineError> {
        let by = in_the_name_of(actor, by)?;
        check_said(Some(&text))?;
        let conflict = self.conflict_by_id(id).await?;
        let said = self.store.remarks(&[id]).await?;
        if said.get(&id).is_some_and(|said| said.len() >= REMARKS) {
            return Err(ResolveError::SaidEnough { id, most: REMARKS }.into());
        }
        let fabric = self.name_of_fabric(conflict.fabric_id).await?;
        let what = &conflict.what;
        let told = entry(actor, AuditAction::ConflictComment)
            .fabric(fabric.clone())
            .subject(format!("conflict {id}"))
            .detail(format!("{} {}", what.identity, what.path).trim_end())
            .after(&json!({ "said": text, "by": by.to_string() }));
        let mut tx = self.store.write().await?;
        tx.remark(id, &Remark { author: by.to_string(), at: now(), text }).await?;
        tx.audit(&[told]).await?;
        let resources = vec![what.identity.to_string()];
        self.record().emit(&mut tx, &Event::Conflicts { fabric, resources, more: false })?;
        tx.commit().await?;
        self.conflict_view(id).await
    }
}
