//! Settling conflicts: a person's decision, validated at once.

use hedgerow_model::{
    Actor, AuditAction, Conflict, ConflictId, ConflictState, ConflictsGone, Decision, FieldPath,
    Life, Person, Side,
};
use hedgerow_plan::{broken_by, value_of};
use hedgerow_store::{Decided, NewAudit};
use serde_json::json;

use super::life::check_said;
use super::with_cluster::Chosen;
use super::{Conflicts, ResolveError};
use crate::core::now;
use crate::drafts::in_the_name_of;
use crate::error::{EngineError, Thing};
use crate::record::entry;
use crate::views::{ConflictView, Decide, Event, Resolution};

impl Conflicts<'_> {
    pub(crate) async fn conflict_view(&self, id: ConflictId) -> Result<ConflictView, EngineError> {
        let conflict = self.conflict_by_id(id).await?;
        let mut views = self.reads().conflict_views(vec![conflict]).await?;
        views.pop().ok_or_else(|| EngineError::not_found(Thing::Conflict, id.to_string()))
    }

    pub(crate) async fn resolve(
        &self,
        id: ConflictId,
        Decide { resolution, why, by, change, preview }: Decide,
        actor: &Actor,
    ) -> Result<ConflictView, EngineError> {
        let by = in_the_name_of(actor, by)?;
        check_said(why.as_deref())?;
        let conflict = self.conflict_by_id(id).await?;
        if conflict.what.is_within_git() {
            return Err(ResolveError::WithinGit {
                id,
                detail: (conflict.what.detail.as_deref())
                    .unwrap_or("two documents have one identity")
                    .to_owned(),
            }
            .into());
        }
        match conflict.state {
            ConflictState::Open => {}
            state => return Err(ResolveError::Settled { id, state }.into()),
        }
        if let Some(together) = conflict.what.together.clone() {
            return self
                .resolve_together(conflict, &together, (resolution, why, preview), (&by, actor))
                .await;
        }
        if conflict.what.raw_path().is_some() && matches!(resolution, Resolution::Value(_)) {
            return Err(ResolveError::SideOnly { id }.into());
        }
        let decision = decision_of(id, resolution)?;
        check_side(&conflict, &decision)?;
        if conflict.what.is_with_cluster() && conflict.what.change_id().is_none() {
            let chosen = Chosen { decision, why, into: change, rule: None, preview };
            return self.resolve_with_cluster(conflict, chosen, (&by, actor)).await;
        }
        let _edits = self.lock_fabric(conflict.fabric_id).await;
        self.check(&conflict, &decision).await?;
        if preview {
            let preview = as_decided(conflict, decision, &by, why);
            return Ok(self.reads().conflict_views(vec![preview]).await?.remove(0));
        }
        let fabric = self.name_of_fabric(conflict.fabric_id).await?;
        let mut tx = self.store.write().await?;
        let name = by.to_string();
        let decided = Decided { decision: &decision, by: &name, why: why.as_deref(), rule: None };
        if !tx.decide_conflict(id, &decided, now()).await? {
            return Err(ResolveError::SettledMeanwhile { id }.into());
        }
        if let Some(change) = conflict.what.change_id() {
            self.drafts().wrote(&mut tx, change, actor, &by).await?;
        }
        let what = &conflict.what;
        let told = told(&conflict, &decided, &fabric, actor);
        tx.audit(&[told]).await?;
        match conflict.what.change_id() {
            Some(change) => self.drafts().reopen(&mut tx, change, ConflictsGone::Decided).await?,
            // A decision about raw/: it is looked at again with the next sync.
            None => tx.forget_considered(conflict.fabric_id).await?,
        }
        let resources = vec![what.identity.to_string()];
        self.record().emit(&mut tx, &Event::Conflicts { fabric, resources, more: false })?;
        tx.commit().await?;
        self.conflict_view(id).await
    }

    /// Whether the resource is still valid with the decided value, as far as one field can tell.
    pub(super) async fn check(
        &self,
        conflict: &Conflict,
        decision: &Decision,
    ) -> Result<(), EngineError> {
        let what = &conflict.what;
        let catalogue = self.catalogue(conflict.fabric_id).await?;
        let documents = match what.path == FieldPath::root() {
            true => Vec::new(),
            false => self.store.documents_of(conflict.fabric_id, &what.identity).await?,
        };
        let document = documents.first().and_then(|document| value_of(&document.text));
        let broken: Vec<String> = broken_by(conflict, decision, document, &catalogue)
            .into_iter()
            .map(|violation| violation.to_string())
            .collect();
        if broken.is_empty() {
            return Ok(());
        }
        Err(ResolveError::BreaksSchema(broken).into())
    }
}

/// The decision that somebody asks for, about one resource.
pub(super) fn decision_of(id: ConflictId, asked: Resolution) -> Result<Decision, ResolveError> {
    match asked {
        Resolution::Take(side) => Ok(Decision::Take(side)),
        Resolution::Value(text) => {
            let value = hedgerow_yaml::read_value(&text)
                .map_err(|error| ResolveError::NotYaml(error.to_string()))?;
            Ok(Decision::Value(value))
        }
        Resolution::Other(_) => Err(ResolveError::NoOther { id }),
    }
}

/// Whether the side that is taken takes part.
fn check_side(conflict: &Conflict, decision: &Decision) -> Result<(), ResolveError> {
    let Decision::Take(side) = decision else { return Ok(()) };
    let what = &conflict.what;
    if what.has_side(*side) {
        return Ok(());
    }
    let all = [Side::Draft, Side::Git, Side::Cluster, Side::Base];
    let there: Vec<String> =
        all.into_iter().filter(|it| what.has_side(*it)).map(|it| format!("`{it}`")).collect();
    Err(ResolveError::NoSuchSide { id: conflict.id, side: *side, there: there.join(", ") })
}

/// A conflict as it is once somebody decided it.
pub(super) fn as_decided(
    conflict: Conflict,
    decision: Decision,
    by: &Person,
    why: Option<String>,
) -> Conflict {
    Conflict {
        state: ConflictState::Resolved,
        decision: Some(decision),
        decided_by: Some(by.to_string()),
        life: Life { why, ..conflict.life },
        ..conflict
    }
}

/// What the audit is told of a decision.
pub(super) fn told(
    conflict: &Conflict,
    decided: &Decided<'_>,
    fabric: &str,
    actor: &Actor,
) -> NewAudit {
    let what = &conflict.what;
    entry(actor, AuditAction::ConflictResolve)
        .fabric(fabric.to_owned())
        .subject(format!("conflict {}", conflict.id))
        .detail(format!("{} {}", what.identity, what.path).trim_end())
        .before(&json!({
            "conflict": what.kind,
            "base": what.base,
            "draft": what.draft,
            "git": what.git,
            "git_commit": what.git_commit(),
            "cluster": what.cluster,
            "together": what.together,
        }))
        .after(&json!({
            "decision": decided.decision,
            "by": decided.by,
            "why": decided.why,
            "policy": decided.rule,
            "change": what.change_id().map(|id| id.to_string()),
        }))
}
