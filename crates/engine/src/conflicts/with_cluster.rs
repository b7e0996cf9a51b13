//! Settling what Git and the cluster each changed their own way.
//!
//! What both count as agreed on moves to the side that was overruled, so that only the other one moved: the cluster has yet
//! to follow, or Git has yet to take what a draft says.

use hedgerow_drift::{advanced, put};
use hedgerow_model::{
    Actor, Conflict, Decision, Fabric, FieldDrift, Identity, Person, RuleUsed, Side, Value,
};
use hedgerow_plan::{AgreedOn, Settles, settles, value_of};
use hedgerow_store::{Decided, Transaction};
use hedgerow_yaml::{EmitOptions, emit};

use super::resolve::{as_decided, told};
use super::{Conflicts, ResolveError};
use crate::core::now;
use crate::drafts::{FROM_THE_CLUSTER, Take, Taking};
use crate::error::EngineError;
use crate::observe::object;
use crate::views::{ConflictView, Event, TakeRequest};

/// A decision, and what is said to it.
pub(super) struct Chosen {
    pub(super) decision: Decision,
    pub(super) why: Option<String>,
    /// The change of the draft, where there is one.
    pub(super) into: Option<String>,
    /// The rule of the policy that decided.
    pub(super) rule: Option<RuleUsed>,
    pub(super) preview: bool,
}

impl Conflicts<'_> {
    /// Settles a conflict between Git and the cluster. A draft that the decision asks for is saved first: a process that
    /// ends in between leaves the conflict open, and the draft there.
    pub(super) async fn resolve_with_cluster(
        &self,
        conflict: Conflict,
        chosen: Chosen,
        (by, actor): (&Person, &Actor),
    ) -> Result<ConflictView, EngineError> {
        let Chosen { decision, why, into, rule, preview } = chosen;
        let id = conflict.id;
        let is_whole = conflict.what.path.segments().is_empty();
        let is_side = matches!(decision, Decision::Take(Side::Git | Side::Cluster));
        if is_whole && !is_side {
            let resource = Box::new(conflict.what.identity.clone());
            return Err(ResolveError::WholeWithCluster { id, resource }.into());
        }
        self.check(&conflict, &decision).await?;
        let fabric = self.fabric_by_id(conflict.fabric_id).await?;
        let Settles { agreed_on, draft } = settles(&conflict.what, &decision);
        if let Some(value) = draft {
            let change = into.unwrap_or_else(|| FROM_THE_CLUSTER.to_owned());
            let takes = Takes { agreed_on, value, change, preview };
            self.draft(&fabric, &conflict, takes, (by, actor)).await?;
        }
        if preview {
            let preview = as_decided(conflict, decision, by, why);
            return Ok(self.reads().conflict_views(vec![preview]).await?.remove(0));
        }
        let name = rule.as_ref().map_or_else(|| by.to_string(), ToString::to_string);
        let decided =
            Decided { decision: &decision, by: &name, why: why.as_deref(), rule: rule.as_ref() };
        let mut tx = self.store.write().await?;
        if !tx.decide_conflict(id, &decided, now()).await? {
            return Err(ResolveError::SettledMeanwhile { id }.into());
        }
        let what = &conflict.what;
        let side = match agreed_on {
            AgreedOn::Git => what.git.as_ref(),
            AgreedOn::Cluster => what.cluster.as_ref(),
        };
        agree(&mut tx, &conflict, side).await?;
        tx.audit(&[told(&conflict, &decided, &fabric.name, actor)]).await?;
        self.tell_of(&mut tx, &fabric, &what.identity)?;
        tx.commit().await?;
        self.observe().compare_again(&fabric, std::slice::from_ref(&what.identity)).await?;
        self.conflict_view(id).await
    }

    /// Takes back what was decided between Git and the cluster: both agree on what they did before.
    pub(super) async fn disagree_again(
        &self,
        tx: &mut Transaction,
        conflict: &Conflict,
    ) -> Result<(), EngineError> {
        agree(tx, conflict, conflict.what.base.as_ref()).await
    }

    fn tell_of(
        &self,
        tx: &mut Transaction,
        fabric: &Fabric,
        identity: &Identity,
    ) -> Result<(), EngineError> {
        let (fabric, resources) = (fabric.name.clone(), vec![identity.to_string()]);
        self.record().emit(tx, &Event::Conflicts { fabric, resources, more: false })
    }

    /// Saves the draft by which Git takes a value.
    async fn draft(
        &self,
        fabric: &Fabric,
        conflict: &Conflict,
        takes: Takes<'_>,
        (by, actor): (&Person, &Actor),
    ) -> Result<(), EngineError> {
        let (id, what) = (conflict.id, &conflict.what);
        let ids = std::slice::from_ref(&what.identity);
        let actual = self.store.actual_of_all(fabric.id, ids).await?.pop();
        let actual = actual.and_then(|it| object(&it.object));
        let there = actual.as_ref().and_then(|it| it.lookup(&what.path));
        let is_whole = what.path.segments().is_empty();
        if !is_whole && there != what.cluster.as_ref() {
            return Err(ResolveError::SidesMoved { id }.into());
        }
        let take = match (is_whole, takes.agreed_on, actual) {
            (true, AgreedOn::Git, None) => Take::Gone,
            (true, AgreedOn::Git, Some(_)) => {
                let gone = || EngineError::from(ResolveError::SidesMoved { id });
                let whole = what.cluster.as_ref().ok_or_else(gone)?;
                Take::Whole(emit(whole, &EmitOptions::default()))
            }
            (true, AgreedOn::Cluster, _) => return Ok(()),
            (false, _, Some(mut wanted)) => {
                put(&mut wanted, &what.path, takes.value)
                    .map_err(|why| ResolveError::NotTaken { id, why })?;
                let field = FieldDrift {
                    path: what.path.clone(),
                    desired: what.git.clone(),
                    actual: takes.value.cloned(),
                    moved: None,
                    manager: None,
                };
                Take::Fields(wanted, vec![field])
            }
            (false, _, None) => return Err(ResolveError::SidesMoved { id }.into()),
        };
        let request = TakeRequest {
            change: Some(takes.change),
            author: Some(by.clone()),
            preview: takes.preview,
            ..TakeRequest::default()
        };
        let taking = Taking { identity: what.identity.clone(), what: take };
        let taken = self.drafts().take(fabric, vec![taking], Vec::new(), &request, actor).await?;
        match taken.left.into_iter().next() {
            Some(left) => Err(ResolveError::NotTaken { id, why: left.why }.into()),
            None => Ok(()),
        }
    }
}

/// What Git takes by a draft.
struct Takes<'a> {
    agreed_on: AgreedOn,
    value: Option<&'a Value>,
    change: String,
    preview: bool,
}

/// Notes that Git and the cluster count as agreed on a value at the path of a conflict.
async fn agree(
    tx: &mut Transaction,
    conflict: &Conflict,
    on: Option<&Value>,
) -> Result<(), EngineError> {
    let what = &conflict.what;
    let agreed = tx.agreed_of_all(conflict.fabric_id, std::slice::from_ref(&what.identity)).await?;
    let agreed = agreed.get(&what.identity).filter(|text| !text.is_empty());
    let agreed = agreed.and_then(|text| value_of(text));
    let advanced = advanced(agreed.as_ref(), &what.path, on)
        .map_err(|why| ResolveError::NotTaken { id: conflict.id, why })?;
    let text = advanced.map(|value| emit(&value, &EmitOptions::default()));
    tx.set_agreed(conflict.fabric_id, &[(what.identity.clone(), text)], now()).await?;
    Ok(())
}
