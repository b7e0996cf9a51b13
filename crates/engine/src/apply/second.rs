//! What of applying needs a second person: asked for, and done once somebody else approved it.

use hedgerow_model::{
    ActRequest, Actor, ApplyMode, ApplyOutcome, AskedAct, AskedActs, Fabric, FabricCluster,
    RequestedAct,
};

use super::Apply;
use super::carry::LISTED;
use super::requests::Seen;
use super::survey::{Planned, Scope};
use crate::error::EngineError;
use crate::observe::ClusterTrouble;
use crate::views::{ActRequestView, AppliedView, ApplyView, ClusterApplyRequest};

impl Apply<'_> {
    /// Asks for a second person's approval of what one person alone may not have done.
    pub(super) async fn ask_for_the_rest(
        &self,
        fabric: &Fabric,
        place: &FabricCluster,
        request: &ClusterApplyRequest,
        results: &[AppliedView],
        actor: &Actor,
    ) -> Result<Option<ActRequestView>, EngineError> {
        let rest = |one: &&AppliedView| match one.outcome {
            ApplyOutcome::OfOthers => request.take_over,
            ApplyOutcome::Unconfirmed => request.confirm_deletions,
            _ => false,
        };
        let mut only = Vec::new();
        for one in results.iter().filter(rest) {
            only.push(self.observe().named(fabric, &one.resource).await?);
        }
        if only.is_empty() {
            return Ok(None);
        }
        let scope = Scope { only: &only, at_once: true, confirmed: request.confirm_deletions };
        let survey = self.survey(fabric, place, scope).await?;
        let asked = AskedActs {
            resources: only.iter().map(ToString::to_string).collect(),
            take_over: request.take_over,
            confirm_deletions: request.confirm_deletions,
        };
        let seen = survey.acts.iter().map(seen).collect();
        self.ask_for(fabric, RequestedAct::Apply, asked, seen, actor).await
    }

    /// Does what somebody asked for and somebody else approved, where both sides are as they were then.
    pub(super) async fn apply_approved(
        &self,
        fabric: &Fabric,
        request: &ActRequest,
        actor: &Actor,
    ) -> Result<ApplyView, EngineError> {
        let place = self.observe().place_of(fabric).await?;
        if place.applying.mode == ApplyMode::Observe {
            return Err(ClusterTrouble::OnlyObserves { fabric: fabric.name.clone() }.into());
        }
        let mut only = Vec::new();
        for act in &request.acts {
            only.push(self.observe().named(fabric, &act.resource).await?);
        }
        let _alone = self.lock_applying(fabric.id).await?;
        let asked = ClusterApplyRequest {
            resources: Vec::new(),
            dry_run: false,
            take_over: request.asked.take_over,
            confirm_deletions: request.asked.confirm_deletions,
        };
        let scope = Scope { only: &only, at_once: true, confirmed: asked.confirm_deletions };
        let survey = self.survey(fabric, &place, scope).await?;
        let seen: Vec<Seen> = survey.acts.iter().map(seen).collect();
        self.check_unmoved(request, &seen)?;
        let results = self.carry(fabric, &place, survey, &asked, actor).await?;
        let of = self.store.cluster(place.cluster).await?;
        Ok(ApplyView {
            fabric: fabric.name.clone(),
            cluster: of.map(|of| of.name).unwrap_or_default(),
            dry_run: false,
            more: results.len().saturating_sub(LISTED),
            results: results.into_iter().take(LISTED).collect(),
            awaits: None,
        })
    }
}

/// What would be done to a resource, for who approves it.
fn seen(planned: &Planned) -> Seen {
    Seen {
        act: AskedAct {
            resource: planned.identity.to_string(),
            act: planned.act,
            fields: planned.fields.clone(),
        },
        identity: planned.identity.clone(),
        desired: planned.digest.clone(),
        actual: planned.there.as_ref().map(|there| format!("{} {}", there.uid, there.digest)),
    }
}
