//! What of applying needs a second person: asked for, and done once somebody else approved it.

use std::collections::HashSet;

use hedgerow_model::{
    ActRequest, Actor, ApplyMode, ApplyOutcome, AskedAct, AskedActs, Fabric, FabricCluster,
    Identity, RequestedAct,
};

use super::Apply;
use super::requests::Seen;
use super::survey::{Planned, Scope};
use crate::error::EngineError;
use crate::observe::ClusterTrouble;
use crate::views::{ActRequestView, AppliedView, ApplyView, ClusterApplyRequest};

impl Apply<'_> {
    /// Asks for a second person's approval of what one person alone may not have done, `among` these.
    pub(super) async fn ask_for_the_rest(
        &self,
        fabric: &Fabric,
        place: &FabricCluster,
        request: &ClusterApplyRequest,
        (mut among, results): (Vec<Identity>, &[AppliedView]),
        actor: &Actor,
    ) -> Result<Option<ActRequestView>, EngineError> {
        let rest = |one: &&AppliedView| match one.outcome {
            ApplyOutcome::OfOthers => request.take_over,
            ApplyOutcome::Unconfirmed => request.confirm_deletions,
            _ => false,
        };
        let rest: HashSet<&str> =
            results.iter().filter(rest).map(|one| one.resource.as_str()).collect();
        among.retain(|id| rest.contains(id.to_string().as_str()));
        if among.is_empty() {
            return Ok(None);
        }
        let scope = Scope { only: &among, at_once: true, confirmed: request.confirm_deletions };
        let survey = self.survey(fabric, place, scope).await?;
        let seen = survey.acts.iter().map(seen).collect();
        let beyond = (request.take_over, request.confirm_deletions);
        self.ask_for(fabric, RequestedAct::Apply, beyond, seen, actor).await
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
        let AskedActs { resources: only, take_over, confirm_deletions } = &request.asked;
        let _alone = self.lock_applying(fabric.id).await?;
        let asked = ClusterApplyRequest {
            resources: Vec::new(),
            dry_run: false,
            take_over: *take_over,
            confirm_deletions: *confirm_deletions,
        };
        let scope = Scope { only, at_once: true, confirmed: *confirm_deletions };
        let survey = self.survey(fabric, &place, scope).await?;
        let seen: Vec<Seen> = survey.acts.iter().map(seen).collect();
        self.check_unmoved(request, &seen)?;
        let results = self.carry(fabric, &place, survey, &asked, actor).await?;
        self.view_of(fabric, &place, false, results).await
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
