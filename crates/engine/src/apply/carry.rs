//! Acts are carried out in the cluster, one after another, each tried there before it is done.

use std::collections::{HashMap, HashSet};

use hedgerow_cluster::{Act, Cluster, ClusterError, Observed, ServedKind, Write};
use hedgerow_model::{
    Actor, ApplyAct, ApplyMode, ApplyOutcome, Fabric, FabricCluster, Identity, Millis,
};
use hedgerow_rules::Aside;
use serde_json::{Value as Json, json};

use super::Apply;
use super::attempt::{Failed, failed};
use super::journal::Ended;
use super::survey::{Planned, Scope, Survey, There};
use crate::core::now;
use crate::error::EngineError;
use crate::observe::{ClusterTrouble, in_its_namespace, kept, manager, outside, served};
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
        let mut only = Vec::new();
        for typed in &request.resources {
            let id = self.observe().named(&fabric, typed).await?;
            if !only.contains(&id) {
                only.push(id);
            }
        }
        let scope = Scope { only: &only, at_once: true, confirmed: request.confirm_deletions };
        let applying = self.observed.applying(fabric.id);
        let _alone = applying.alone.lock().await;
        let survey = self.survey(&fabric, &place, scope).await?;
        let results = self.carry(&fabric, &place, survey, request, actor).await?;
        let of = self.store.cluster(place.cluster).await?;
        let more = results.len().saturating_sub(LISTED);
        Ok(ApplyView {
            fabric: fabric.name,
            cluster: of.map(|of| of.name).unwrap_or_default(),
            dry_run: request.dry_run,
            results: results.into_iter().take(LISTED).collect(),
            more,
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
        let applying = self.observed.applying(fabric.id);
        let _alone = applying.alone.lock().await;
        let survey = self.survey(fabric, &place, Scope::default()).await?;
        self.forget_settled(fabric, &survey).await?;
        let next = survey.next_due;
        let ids: Vec<Identity> = survey.acts.iter().map(|it| it.identity.clone()).collect();
        let (request, actor) = (ClusterApplyRequest::default(), Actor::system());
        self.carry(fabric, &place, survey, &request, &actor).await?;
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
        let mut tx = self.store.write().await?;
        tx.settle_applied(fabric.id, &over).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn carry(
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
                    Some(first) => Ended {
                        outcome: ApplyOutcome::Waits,
                        why: Some(format!("it waits for {}", first.identity)),
                        due: None,
                    },
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
                    let why = Some("it waits until another has stepped aside".to_owned());
                    Ended { outcome: ApplyOutcome::Waits, why, due: Some(now()) }
                }
                None => {
                    let why = Some(STUCK.to_owned());
                    Ended { outcome: ApplyOutcome::Waits, why, due: None }
                }
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
        Ok(Ended { outcome: ApplyOutcome::Waits, why: Some(why), due: Some(now()) })
    }

    /// Does one act: the cluster is asked first whether it would take it.
    async fn attempt(&self, run: &Run<'_>, planned: &Planned) -> Result<Ended, EngineError> {
        let is = |outcome, why| Ended { outcome, why: Some(why), due: None };
        let id = &planned.identity;
        let kind = run.served.iter().find(|kind| kind.kind == id.group_kind());
        let Some(kind) = kind else {
            return Ok(is(ApplyOutcome::Refused, "the cluster does not serve its kind".to_owned()));
        };
        if let Some(why) = outside(kind, &run.place.namespaces, id) {
            return Ok(is(ApplyOutcome::Left, why));
        }
        if planned.act == ApplyAct::Create
            && let Some(due) = self.paused_until(run.fabric, id).await?
        {
            let why = "a VPC was just deleted: a new one waits a while, so that switches have let go of the old one";
            let why = Some(why.to_owned());
            return Ok(Ended { outcome: ApplyOutcome::Waits, why, due: Some(due) });
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
                answer = send(run.cluster, kind, planned, true, write).await;
            }
            if !dry_run {
                self.steps.reached("apply.sent");
            }
            if let Err(error) = answer {
                return match failed(&error, &own) {
                    Failed::Is(outcome, why) => Ok(is(outcome, why)),
                    Failed::Own => Ok(is(ApplyOutcome::OfOthers, error.to_string())),
                    Failed::Away => Err(EngineError::cluster(run.name, error)),
                };
            }
        }
        Ok(Ended { outcome: ApplyOutcome::Done, why: None, due: None })
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

/// Sends one act. That something is gone already is as good as having deleted it. An update is of the very object that
/// was compared: one that is gone is not made again by it.
async fn send(
    cluster: &Cluster,
    kind: &ServedKind,
    planned: &Planned,
    take_over: bool,
    write: Write<'_>,
) -> Result<(), ClusterError> {
    let id = &planned.identity;
    let at = (kind, id.namespace.as_str(), id.name.as_str());
    match &planned.object {
        None => match delete(cluster, at, planned.there.as_ref(), write).await {
            Err(ClusterError::NotFound) => Ok(()),
            ended => ended,
        },
        Some(object) => {
            let mut object: Json = in_its_namespace(object.clone(), kind, id);
            if let Some(there) = &planned.there {
                object["metadata"]["uid"] = json!(there.uid);
            }
            if take_over {
                // Nothing but its version guards what others wrote.
                let seen = as_compared(cluster, at, planned.there.as_ref()).await?;
                object["metadata"]["resourceVersion"] = json!(seen.resource_version);
            }
            cluster.act(at, &Act::Apply { object: &object, take_over }, write).await.map(drop)
        }
    }
}

/// Deletes an object, provided that it says what it said when it was compared: it is read again, and deleted as it was
/// read, so that an edit that nobody has seen is not lost with it.
async fn delete(
    cluster: &Cluster,
    at: (&ServedKind, &str, &str),
    there: Option<&There>,
    write: Write<'_>,
) -> Result<(), ClusterError> {
    let seen = as_compared(cluster, at, there).await?;
    let resource_version = Some(seen.resource_version.as_str());
    cluster.act(at, &Act::Delete { uid: &seen.uid, resource_version }, write).await.map(drop)
}

/// An object as it is now, provided that it says what it said when it was compared.
async fn as_compared(
    cluster: &Cluster,
    at: (&ServedKind, &str, &str),
    there: Option<&There>,
) -> Result<Observed, ClusterError> {
    let moved = || ClusterError::Conflict {
        message: "it changed since it was compared; it is compared again first".to_owned(),
        fields: Vec::new(),
    };
    let (kind, namespace, name) = at;
    let object = cluster.object(kind, namespace, name).await?.ok_or(ClusterError::NotFound)?;
    let seen = Observed::take(object, kind).ok_or_else(moved)?;
    match there.is_some_and(|there| there.digest == kept(&seen).1) {
        true => Ok(seen),
        false => Err(moved()),
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
    }
}
