//! The policy that a fabric has in its repository: shown beside the one in force, accepted, dismissed. What accepts
//! it writes a policy as by hand; what the file means is decided in `hedgerow_plan`.

use hedgerow_model::{Actor, AuditAction, Fabric, FabricId, Policy, PolicyFile};
use hedgerow_plan::{
    CannotAccept, accept_policy_file, compare_policies, dismiss_policy_file, note_written_policy,
    policy_file_attention, policy_file_state, read_policy_file,
};
use hedgerow_store::Transaction;
use serde_json::json;

use super::{Conflicts, ResolveError};
use crate::core::now;
use crate::error::EngineError;
use crate::record::entry;
use crate::views::{Event, PolicyFileView, PolicyView};

impl Conflicts<'_> {
    /// The policy that a fabric has in its repository, beside the one in force.
    pub(super) async fn file_view(
        &self,
        fabric: FabricId,
        in_force: &Policy,
    ) -> Result<Option<PolicyFileView>, EngineError> {
        let file = self.store.policy_file(fabric).await?;
        Ok(file.and_then(|file| shown(file, in_force)))
    }

    /// Has what the file says be the fabric's policy, as if it were written by hand. `seen` names what was looked at.
    pub(crate) async fn accept_policy(
        &self,
        fabric: &str,
        seen: &str,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<PolicyView, EngineError> {
        let of = self.fabric_named(fabric).await?;
        let mut tx = self.store.write().await?;
        let file = looked_at(&mut tx, &of, seen).await?;
        let before = tx.policy(Some(of.id)).await?.policy;
        let accepted = accept_policy_file(&file, &before).map_err(|why| match why {
            CannotAccept::NoFile => ResolveError::NoPolicyFile { fabric: of.name.clone() },
            CannotAccept::Unreadable(problems) => ResolveError::PolicyFileUnreadable {
                path: file.path.clone(),
                problems: problems.iter().map(ToString::to_string).collect(),
            },
        })?;
        if accepted.policy == before && accepted.file.as_ref() == Some(&file) {
            drop(tx);
            return self.policy(Some(fabric)).await;
        }
        let told = entry(actor, AuditAction::PolicyAccept)
            .subject(file.path.clone())
            .detail(format!("as it is since commit {}", file.brought.commit))
            .before(&json!({ "policy": before }))
            .after(&json!({
                "policy": accepted.policy,
                "commit": file.brought.commit,
                "blob": file.says.id(),
            }));
        tx.set_policy_file(of.id, accepted.file.as_ref(), None).await?;
        self.write_policy(tx, Some(&of), &accepted.policy, expected, told).await
    }

    /// Leaves the policy in force as it is: what the file says does not wait any more, until it says something else.
    pub(crate) async fn dismiss_policy(
        &self,
        fabric: &str,
        seen: &str,
        actor: &Actor,
    ) -> Result<PolicyView, EngineError> {
        let of = self.fabric_named(fabric).await?;
        let mut tx = self.store.write().await?;
        let file = looked_at(&mut tx, &of, seen).await?;
        let in_force = tx.policy(Some(of.id)).await?.policy;
        let by = actor.name.clone();
        let after = dismiss_policy_file(&file, &in_force, &by, now())
            .map_err(|state| ResolveError::NothingWaits { path: file.path.clone(), state })?;
        tx.set_policy_file(of.id, after.as_ref(), None).await?;
        let told = entry(actor, AuditAction::PolicyDismiss)
            .fabric(&of.name)
            .subject(file.path.clone())
            .detail(format!("as it is since commit {}", file.brought.commit))
            .after(&json!({ "commit": file.brought.commit, "blob": file.says.id() }));
        tx.audit(&[told]).await?;
        self.record().emit(&mut tx, &Event::Fabric { fabric: of.name.clone() })?;
        tx.commit().await?;
        self.policy(Some(fabric)).await
    }
}

/// What is known of the file, if that is what was looked at.
async fn looked_at(
    tx: &mut Transaction,
    fabric: &Fabric,
    seen: &str,
) -> Result<PolicyFile, EngineError> {
    let file = tx.policy_file(fabric.id).await?;
    let file = file.ok_or_else(|| ResolveError::NoPolicyFile { fabric: fabric.name.clone() })?;
    if file.says.id() != seen {
        return Err(ResolveError::PolicyFileMoved { path: file.path }.into());
    }
    Ok(file)
}

/// Notes what a policy that is written by hand means for the file.
pub(super) async fn note_written(
    tx: &mut Transaction,
    fabric: FabricId,
    policy: &Policy,
) -> Result<(), EngineError> {
    if let Some(file) = tx.policy_file(fabric).await?
        && let Some(after) = note_written_policy(&file, policy)
    {
        let attention = after.as_ref().and_then(|file| policy_file_attention(file, policy));
        tx.set_policy_file(fabric, after.as_ref(), attention).await?;
    }
    Ok(())
}

fn shown(file: PolicyFile, in_force: &Policy) -> Option<PolicyFileView> {
    let state = policy_file_state(&file, in_force)?;
    let (policy, problems) = match read_policy_file(&file.says) {
        Ok(policy) => (Some(policy), Vec::new()),
        Err(problems) => (None, problems),
    };
    let difference = policy.as_ref().map(|policy| compare_policies(in_force, policy));
    Some(PolicyFileView {
        gone: file.says == hedgerow_model::PolicyFileSays::Gone,
        id: file.says.id().to_owned(),
        path: file.path,
        state,
        brought: file.brought,
        policy,
        difference: difference.unwrap_or_default(),
        problems,
        dismissed: file.dismissed,
    })
}
