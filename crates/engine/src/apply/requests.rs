//! Acts in a cluster that need a second person, where the fabric asks for four eyes: what takes fields from others,
//! deletes many resources, or writes over what was changed there. Somebody asks, somebody else approves exactly that.

use hedgerow_model::{
    ActRequest, Actor, ActorKind, AskedAct, AskedActs, AuditAction, Fabric, Identity, Millis,
    RequestedAct,
};
use hedgerow_plan::{SeenAct, acts_revision, is_second};
use serde_json::json;

use super::Apply;
use crate::core::now;
use crate::drafts::person;
use crate::engine::Engine;
use crate::error::{EngineError, Thing};
use crate::observe::ClusterTrouble;
use crate::record::entry;
use crate::views::{ActRequestView, ApproveActs, ApprovedActsView, Event, named};

/// How long an approval is waited for: a day.
const WAITS: Millis = 24 * 3_600_000;

/// The most requests of a fabric that wait.
const MOST: usize = 100;

/// What would be done to a resource, as both sides are.
pub(crate) struct Seen {
    pub(crate) act: AskedAct,
    pub(crate) identity: Identity,
    /// The digest of what Git wants.
    pub(crate) desired: Option<String>,
    /// The digest of what the cluster has.
    pub(crate) actual: Option<String>,
}

/// Whether what somebody asks for needs a second person. What Hedgerow does of its own accord nobody asked for.
pub(crate) fn needs_a_second(fabric: &Fabric, actor: &Actor) -> bool {
    fabric.four_eyes && actor.kind != ActorKind::System
}

fn revision(what: RequestedAct, asked: &AskedActs, seen: &[Seen]) -> String {
    let all: Vec<SeenAct<'_>> = seen
        .iter()
        .map(|one| SeenAct {
            act: &one.act,
            identity: &one.identity,
            desired: one.desired.as_deref(),
            actual: one.actual.as_deref(),
        })
        .collect();
    acts_revision(what, asked, &all)
}

impl Engine {
    /// What of a fabric waits for a second person, the oldest first.
    ///
    /// # Errors
    /// When there is no such fabric.
    pub async fn act_requests(&self, fabric: &str) -> Result<Vec<ActRequestView>, EngineError> {
        let fabric = self.core.fabric_named(fabric).await?;
        let waiting = self.core.store.act_requests(fabric.id, now() - WAITS).await?;
        Ok(waiting.into_iter().map(|one| view(&fabric, one, &self.actor)).collect())
    }

    /// Approves what somebody else asked for, and does it, where both sides are as they were then.
    ///
    /// # Errors
    /// When there is no such request, who approves is who asked or no person, something moved since, or the cluster is
    /// not reached.
    pub async fn approve_acts(
        &self,
        fabric: &str,
        id: i64,
        request: &ApproveActs,
    ) -> Result<ApprovedActsView, EngineError> {
        self.core.apply().approve(fabric, id, request, &self.actor).await
    }

    /// Takes back what one asked for, or declines what somebody else did.
    ///
    /// # Errors
    /// When there is no such request.
    pub async fn decline_acts(&self, fabric: &str, id: i64) -> Result<(), EngineError> {
        let apply = self.core.apply();
        let fabric = self.core.fabric_named(fabric).await?;
        let request = apply.waiting(&fabric, id).await?;
        let why = match is_second(&request, self.actor.user, &self.actor.login, &self.actor.email) {
            true => "declined",
            false => "taken back",
        };
        apply.end_request(&fabric, &request, why, &self.actor).await
    }
}

impl Apply<'_> {
    /// Notes what somebody asks for; nothing where nothing would be done.
    pub(crate) async fn ask_for(
        &self,
        fabric: &Fabric,
        what: RequestedAct,
        (take_over, confirm_deletions): (bool, bool),
        seen: Vec<Seen>,
        actor: &Actor,
    ) -> Result<Option<ActRequestView>, EngineError> {
        if seen.is_empty() {
            return Ok(None);
        }
        let resources = seen.iter().map(|one| one.identity.clone()).collect();
        let asked = AskedActs { resources, take_over, confirm_deletions };
        let at = now();
        let waiting = self.store.act_requests(fabric.id, at - WAITS).await?;
        let digest = revision(what, &asked, &seen);
        if let Some(same) = waiting.iter().find(|one| one.digest == digest) {
            return Ok(Some(view(fabric, same.clone(), actor)));
        }
        if waiting.len() >= MOST {
            return Err(
                ClusterTrouble::ManyRequests { fabric: fabric.name.clone(), most: MOST }.into()
            );
        }
        let mut request = ActRequest {
            id: 0,
            fabric_id: fabric.id,
            what,
            asked,
            acts: seen.into_iter().map(|one| one.act).collect(),
            digest,
            user: actor.user,
            login: actor.login.clone(),
            by: person(actor),
            at,
        };
        let mut tx = self.store.write().await?;
        request.id = tx.ask_for_acts(&request, at - WAITS).await?;
        let entry = entry(actor, AuditAction::ActRequest)
            .fabric(fabric.name.clone())
            .subject(request.id.to_string())
            .after(&shown(&request));
        tx.audit(&[entry]).await?;
        self.record().emit(&mut tx, &event(fabric, &request))?;
        tx.commit().await?;
        metrics::counter!("hedgerow_act_requests_total").increment(1);
        Ok(Some(view(fabric, request, actor)))
    }

    /// An error where what would be done is not what was asked for any more.
    pub(crate) fn check_unmoved(
        &self,
        request: &ActRequest,
        seen: &[Seen],
    ) -> Result<(), EngineError> {
        match revision(request.what, &request.asked, seen) == request.digest {
            true => Ok(()),
            false => Err(EngineError::Moved(
                "Git or the cluster moved since that was asked for: decline it, reload and ask again"
                    .to_owned(),
            )),
        }
    }

    async fn waiting(&self, fabric: &Fabric, id: i64) -> Result<ActRequest, EngineError> {
        let waiting = self.store.act_requests(fabric.id, now() - WAITS).await?;
        let found = waiting.into_iter().find(|one| one.id == id);
        found.ok_or_else(|| {
            EngineError::not_found_in(Thing::ActRequest, id.to_string(), &fabric.name)
        })
    }

    async fn approve(
        &self,
        fabric: &str,
        id: i64,
        approve: &ApproveActs,
        actor: &Actor,
    ) -> Result<ApprovedActsView, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        let request = self.waiting(&fabric, id).await?;
        if !matches!(actor.kind, ActorKind::User | ActorKind::Token) {
            return Err(ClusterTrouble::NotAPerson.into());
        }
        if request.digest != approve.revision {
            return Err(EngineError::Moved(
                "that is another request than the one that was looked at: reload".to_owned(),
            ));
        }
        if !is_second(&request, actor.user, &actor.login, &actor.email) {
            return Err(ClusterTrouble::OwnRequest.into());
        }
        let done = match request.what {
            RequestedAct::Reapply => {
                let reapply = self.observe().reapply_approved(&fabric, &request, actor).await?;
                ApprovedActsView { apply: None, reapply: Some(reapply) }
            }
            RequestedAct::Apply => {
                let apply = self.apply_approved(&fabric, &request, actor).await?;
                ApprovedActsView { apply: Some(apply), reapply: None }
            }
        };
        // What was done stands; one that ends before this is over may be approved once more, and finds it done.
        let mut tx = self.store.write().await?;
        tx.end_act_request(fabric.id, request.id).await?;
        let entry = entry(actor, AuditAction::ActApprove)
            .fabric(fabric.name.clone())
            .subject(request.id.to_string())
            .detail(format!("{} asked for it", request.by.name))
            .after(&shown(&request));
        tx.audit(&[entry]).await?;
        self.record().emit(&mut tx, &event(&fabric, &request))?;
        tx.commit().await?;
        Ok(done)
    }

    async fn end_request(
        &self,
        fabric: &Fabric,
        request: &ActRequest,
        why: &str,
        actor: &Actor,
    ) -> Result<(), EngineError> {
        let mut tx = self.store.write().await?;
        if tx.end_act_request(fabric.id, request.id).await? {
            let entry = entry(actor, AuditAction::ActDecline)
                .fabric(fabric.name.clone())
                .subject(request.id.to_string())
                .detail(why)
                .before(&shown(request));
            tx.audit(&[entry]).await?;
            self.record().emit(&mut tx, &event(fabric, request))?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// What the audit says of a request.
fn shown(request: &ActRequest) -> serde_json::Value {
    let (acts, more) = (request.acts.iter().take(100), request.acts.len().saturating_sub(100));
    json!({
        "what": request.what, "take_over": request.asked.take_over,
        "confirm_deletions": request.asked.confirm_deletions,
        "acts": acts.collect::<Vec<_>>(), "more": more, "revision": request.digest, "by": request.login,
    })
}

fn event(fabric: &Fabric, request: &ActRequest) -> Event {
    let (resources, more) = named(request.acts.iter().map(|act| act.resource.clone()));
    Event::Cluster { fabric: fabric.name.clone(), resources, more }
}

fn view(fabric: &Fabric, request: ActRequest, actor: &Actor) -> ActRequestView {
    let may_approve = matches!(actor.kind, ActorKind::User | ActorKind::Token)
        && is_second(&request, actor.user, &actor.login, &actor.email);
    ActRequestView {
        id: request.id,
        fabric: fabric.name.clone(),
        what: request.what,
        take_over: request.asked.take_over,
        confirm_deletions: request.asked.confirm_deletions,
        acts: request.acts,
        revision: request.digest,
        login: request.login,
        by: request.by,
        at: request.at,
        until: request.at + WAITS,
        may_approve,
    }
}
