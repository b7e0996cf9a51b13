//! Acts are carried out in the cluster, one after another, each tried there before it is done.

use std::collections::{HashMap, HashSet};

use hedgerow_cluster::{Cluster, ServedKind, Write};
use hedgerow_model::{
    Actor, ApplyAct, ApplyMode, ApplyOutcome, Fabric, FabricCluster, Identity, Millis,
};
use hedgerow_rules::Aside;
use serde_json::json;

use super::Apply;
use super::attempt::{Failed, failed};
use super::journal::Ended;
use super::requests::needs_a_second;
use super::send::send;
use super::survey::{Planned, Scope, Survey};
use crate::core::now;
use crate::error::EngineError;
use crate::observe::{ClusterTrouble, manager, outside, served};
use crate::views::{AppliedView, ApplyView, ClusterApplyRequest};

/// How often what was refused is tried again while others of the same run are done: it may have waited for one of them.
const PASSES: usize = 5;

/// The most results that are listed.
const LISTED: usize = 1_000;

/// What stands between Git and the cluster for those that wait for each other.
const STUCK: &str = "it waits for others that wait for it, so the cluster refuses whichever comes first: free what one of \
                     them takes in a change of its own, and publish the rest after it";

/// One going through of what is to be done.
struct Run<'r> {
    fabric: &'r Fabric,
    place: &'r FabricCluster,
    cluster: &'r Cluster,
    name: &'r str,
    served: Vec<ServedKind>,
    request: &'r ClusterApplyRequest,
    actor: &'r Actor,
}

impl Apply<'_> {
    /// What somebody asked for: everything that is due, or what of it was named.
    pub(crate) async fn requested(
        &self,
        fabric: &str,
        request: &ClusterApplyRequest,
        actor: &Actor,
    ) -> Result<ApplyView, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        let place = self.observe().place_of(&fabric).await?;
        if place.applying.mode == ApplyMode::Observe && !request.dry_run {
            return Err(ClusterTrouble::OnlyObserves { fabric: fabric.name }.into());
        }
        let only = self.observe().all_named(&fabric, &request.resources).await?;
        let _alone = self.lock_applying(fabric.id).await?;
        let risky = request.take_over || request.confirm_deletions;
        let alone =
            ClusterApplyRequest { take_over: false, confirm_deletions: false, ..request.clone() };
        let needs_a_second = risky && !request.dry_run && needs_a_second(&fabric, actor);
        let done = if needs_a_second { &alone } else { request };
        let scope = Scope { only: &only, at_once: true, confirmed: done.confirm_deletions };
        let survey = self.survey(&fabric, &place, scope).await?;
        let among = if needs_a_second { survey.identities() } else { Vec::new() };
        let results = self.carry(&fabric, &place, survey, done, actor).await?;
        if !request.dry_run {
            self.take_back(&fabric, &place).await?;
        }
        let awaits = match needs_a_second {
            true => {
                self.ask_for_the_rest(&fabric, &place, request, (among, &results), actor).await?
            }
            false => None,
        };
        let view = self.view_of(&fabric, &place, request.dry_run, results).await?;
        Ok(ApplyView { awaits, ..view })
    }

    /// What became of applying, as it is told.
    pub(super) async fn view_of(
        &self,
        fabric: &Fabric,
        place: &FabricCluster,
        dry_run: bool,
        results: Vec<AppliedView>,
    ) -> Result<ApplyView, EngineError> {
        let of = self.store.cluster(place.cluster).await?;
        Ok(ApplyView {
            fabric: fabric.name.clone(),
            cluster: of.map(|of| of.name).unwrap_or_default(),
            dry_run,
            more: results.len().saturating_sub(LISTED),
            results: results.into_iter().take(LISTED).collect(),
            awaits: None,
        })
    }

    /// What is due without being asked for; when something is due again.
    pub(crate) async fn due(&self, fabric: &Fabric) -> Result<Option<Millis>, EngineError> {
        let Some(place) = self.store.clusters_of_fabrics(&[fabric.id]).await?.pop() else {
            return Ok(None);
        };
        if place.applying.mode != ApplyMode::Direct {
            return Ok(None);
        }
        let _alone = self.lock_applying(fabric.id).await?;
        let survey = self.survey(fabric, &place, Scope::default()).await?;
        self.forget_settled(fabric, &survey).await?;
        let next = survey.next_due;
        let ids: Vec<Identity> = survey.acts.iter().map(|it| it.identity.clone()).collect();
        let (request, actor) = (ClusterApplyRequest::default(), Actor::system());
        self.carry(fabric, &place, survey, &request, &actor).await?;
        self.take_back(fabric, &place).await?;
        let tried = self.store.applied_of_all(fabric.id, &ids).await?;
        let due = tried.into_iter().filter_map(|it| it.retry_at);
        Ok(due.chain(next).min())
    }

    /// What no longer waits for anything is no news any more.
    async fn forget_settled(&self, fabric: &Fabric, survey: &Survey) -> Result<(), EngineError> {
        let open = self.store.applied_after(fabric.id, true, None, i64::MAX).await?;
        let later = survey.left.iter().filter(|(_, outcome, _)| *outcome != ApplyOutcome::Left);
        let due: HashSet<&Identity> =
            survey.acts.iter().map(|it| &it.identity).chain(later.map(|(id, ..)| id)).collect();
        let over: Vec<Identity> =
            open.into_iter().map(|it| it.identity).filter(|id| !due.contains(id)).collect();
        if over.is_empty() {
            return Ok(());
        }
        let mut tx = self.write_applying(fabric.id).await?;
        tx.settle_applied(fabric.id, &over).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn carry(
        &self,
        fabric: &Fabric,
        place: &FabricCluster,
        survey: Survey,
        request: &ClusterApplyRequest,
        actor: &Actor,
    ) -> Result<Vec<AppliedView>, EngineError> {
        let mut results: Vec<AppliedView> = Vec::new();
        if !survey.acts.is_empty() {
            let (name, cluster) = self.observe().open(place.cluster).await?;
            let served = served(&cluster, survey.acts.iter().map(|it| &it.identity)).await;
            let served = served.map_err(|error| EngineError::cluster(&name, error))?;
            let run = Run { fabric, place, cluster: &cluster, name: &name, served, request, actor };
            let ended = self.in_order(&run, &survey).await?;
            results.extend(
                survey
                    .acts
                    .iter()
                    .enumerate()
                    .filter_map(|(at, planned)| Some(view(planned, ended.get(&at)?))),
            );
        }
        results.extend(survey.left.into_iter().map(|(id, outcome, why)| AppliedView {
            resource: id.to_string(),
            act: None,
            outcome,
            why: Some(why),
            fields: Vec::new(),
            at: None,
            retry_at: None,
            answer: None,
        }));
        Ok(results)
    }

    /// Goes through the acts; what was refused is tried again as long as others are done.
    async fn in_order(
        &self,
        run: &Run<'_>,
        survey: &Survey,
    ) -> Result<HashMap<usize, Ended>, EngineError> {
        let mut ended: HashMap<usize, Ended> = HashMap::new();
        for _ in 0..PASSES {
            let mut is_progress = false;
            for at in &survey.sequence.order {
                let Some(planned) = survey.acts.get(*at) else { continue };
                let before = ended.get(at).map(|it| it.outcome);
                if matches!(before, Some(ApplyOutcome::Done | ApplyOutcome::OfOthers)) {
                    continue;
                }
                let waits_for = planned
                    .after
                    .iter()
                    .find(|it| ended.get(it).is_none_or(|it| it.outcome != ApplyOutcome::Done));
                let end = match waits_for.and_then(|it| survey.acts.get(*it)) {
                    Some(first) => {
                        Ended::with(ApplyOutcome::Waits, format!("it waits for {}", first.identity))
                    }
                    None => self.attempt(run, planned).await?,
                };
                is_progress |= end.outcome == ApplyOutcome::Done;
                // Of a try, nothing else becomes possible: others are told what it would wait for.
                if !run.request.dry_run && (before.is_none() || end.outcome != ApplyOutcome::Waits)
                {
                    self.end(run.fabric, run.name, planned, &end, run.actor).await?;
                }
                ended.insert(*at, end);
            }
            if !is_progress || run.request.dry_run {
                break;
            }
        }
        for at in &survey.sequence.stuck {
            let Some(planned) = survey.acts.get(*at) else { continue };
            let end = match survey.aside.as_ref().filter(|aside| aside.at == *at) {
                Some(aside) => self.step_aside(run, planned, aside).await?,
                None if survey.aside.is_some() => {
                    let why = "it waits until another has stepped aside";
                    Ended::with(ApplyOutcome::Waits, why).not_before(now())
                }
                None => Ended::with(ApplyOutcome::Waits, STUCK),
            };
            if !run.request.dry_run {
                self.end(run.fabric, run.name, planned, &end, run.actor).await?;
            }
            ended.insert(*at, end);
        }
        Ok(ended)
    }

    /// Has one of those that wait for each other take free VLANs in between: the rest has an order then, and it is in it,
    /// as soon as the cluster tells of that.
    async fn step_aside(
        &self,
        run: &Run<'_>,
        planned: &Planned,
        aside: &Aside,
    ) -> Result<Ended, EngineError> {
        let between = Planned { object: Some(json!(aside.value)), ..planned.clone() };
        let end = self.attempt(run, &between).await?;
        if end.outcome != ApplyOutcome::Done {
            return Ok(end);
        }
        let vlans = aside.vlans.join(", ");
        let why =
            format!("it takes VLAN {vlans} in between, so that others can have the one it has");
        Ok(Ended::with(ApplyOutcome::Waits, why).not_before(now()))
    }

    /// Does one act: the cluster is asked first whether it would take it.
    async fn attempt(&self, run: &Run<'_>, planned: &Planned) -> Result<Ended, EngineError> {
        let id = &planned.identity;
        let kind = run.served.iter().find(|kind| kind.kind == id.group_kind());
        let Some(kind) = kind else {
            return Ok(Ended::with(ApplyOutcome::Refused, "the cluster does not serve its kind"));
        };
        if let Some(why) = outside(kind, &run.place.namespaces, id) {
            return Ok(Ended::with(ApplyOutcome::Left, why));
        }
        if planned.act == ApplyAct::Create
            && let Some(due) = self.paused_until(run.fabric, id).await?
        {
            let why = "a VPC was just deleted: a new one waits a while, so that switches have let go of the old one";
            return Ok(Ended::with(ApplyOutcome::Waits, why).not_before(due));
        }
        let own = manager(&run.fabric.name);
        for dry_run in [true, false] {
            if !dry_run {
                if run.request.dry_run {
                    break;
                }
                self.begin(run.fabric, planned).await?;
            }
            let write = Write { manager: &own, dry_run };
            let take_over = run.request.take_over;
            let mut answer = send(run.cluster, kind, planned, take_over, write).await;
            if let Err(error) = &answer
                && failed(error, &own) == Failed::Own
            {
                if !dry_run {
                    self.sure_to_apply(run.fabric.id).await?;
                }
                answer = send(run.cluster, kind, planned, true, write).await;
            }
            if !dry_run {
                self.steps.reached("apply.sent");
            }
            if let Err(error) = answer {
                return match failed(&error, &own) {
                    Failed::Is(outcome, why) => Ok(Ended::with(outcome, why)),
                    Failed::Judged(why) => {
                        Ok(Ended { judged: true, ..Ended::with(ApplyOutcome::Refused, why) })
                    }
                    Failed::Own => Ok(Ended::with(ApplyOutcome::OfOthers, error.to_string())),
                    Failed::Away => Err(EngineError::cluster(run.name, error)),
                };
            }
        }
        Ok(Ended { why: None, ..Ended::with(ApplyOutcome::Done, "") })
    }

    /// Until when a resource is not created yet: switches need a while after a VPC was deleted.
    async fn paused_until(
        &self,
        fabric: &Fabric,
        id: &Identity,
    ) -> Result<Option<Millis>, EngineError> {
        if (id.group.as_str(), id.kind.as_str()) != ("vpc.githedgehog.com", "VPC") {
            return Ok(None);
        }
        let last = self.store.last_deleted(fabric.id, &id.group, &id.kind).await?;
        let pause = Millis::try_from(self.config.vpc_pause.as_millis()).unwrap_or(Millis::MAX);
        Ok(last.map(|last| last.saturating_add(pause)).filter(|until| *until > now()))
    }
}

fn view(planned: &Planned, ended: &Ended) -> AppliedView {
    AppliedView {
        resource: planned.identity.to_string(),
        act: Some(planned.act),
        outcome: ended.outcome,
        why: ended.why.clone(),
        fields: planned.fields.clone(),
        at: None,
        retry_at: ended.due,
        answer: None,
    }
}
