//! What a fabric's cluster has that is none of its resources and tells how far they are: who applies them.
//!
//! Followed as resources are, and kept apart from them: it is never compared with Git, and never brought there.

mod agents;
mod appliers;
mod part;
mod shown;

use std::sync::Arc;
use std::time::Duration;

use hedgerow_cluster::{Cluster, Need, ServedKind};
use hedgerow_model::{Agent, Agents, Appliers, Beside, BesideKind, Fabric, FabricId, Identity};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::Observe;
use super::follower::{PAUSES, Place};
use super::kind::{Following, Seen};
use super::kinds::Unit;
use crate::core::{Core, now};
use crate::error::EngineError;
use crate::views::Event;
use appliers::{KnownCommits, Origin};
use part::{Denied, Part, What};

/// How often it is asked which of the kinds the cluster serves.
const ASK_AGAIN: Duration = Duration::from_mins(5);

/// The same after something of it could not be read: somebody may be about to allow it.
const ASK_SOON: Duration = Duration::from_mins(1);

/// How many news wait, and are taken at once at most.
const NEWS: usize = 64;

/// How long it may take until it is written that nothing changed, in milliseconds.
const IDLE: i64 = 60_000;

/// The same where nothing but that agents were heard of is new.
const HEARD: i64 = 30_000;

/// Follows what is beside the resources of a fabric, for as long as it lives there.
pub(crate) async fn follow_beside(core: Arc<Core>, place: Place) {
    let heads = core.observed.heads(place.fabric);
    let mut pause = PAUSES.0;
    loop {
        match core.observe().beside(&place, &heads).await {
            Ok(true) => pause = PAUSES.0,
            Ok(false) => return,
            Err(_) if !core.follows(place.fabric) => return,
            Err(error) => {
                tracing::debug!(fabric = place.fabric.0, %error, "what is beside resources is not followed");
                if let Err(error) = core.observe().beside_away(place.fabric, &error).await {
                    tracing::error!(%error, "that a cluster is away could not be noted");
                }
                tokio::time::sleep(pause.mul_f64(0.5 + rand::random::<f64>() / 2.0)).await;
                pause = (pause * 2).min(PAUSES.1);
            }
        }
    }
}

/// What is known so far, while it is followed.
struct Known {
    origin: Origin,
    parts: Vec<Part>,
    denied: Vec<Denied>,
    served: Vec<What>,
    commits: KnownCommits,
    /// The agents as they were known before.
    before: Vec<Agent>,
    written: Written,
}

/// What was written last, and when.
#[derive(Default)]
struct Written {
    appliers: Option<(Appliers, i64)>,
    agents: Option<(Agents, i64)>,
}

/// What is to be written, and whether it is news: nothing where it was written before, and lately.
fn news<T>(
    written: &Option<(T, i64)>,
    now: T,
    at: i64,
    idle: i64,
    same: impl Fn(&T, &T) -> bool,
) -> Option<(T, bool)> {
    match written {
        Some((before, when)) if same(before, &now) => (at - when >= idle).then_some((now, false)),
        _ => Some((now, true)),
    }
}

impl Observe<'_> {
    /// Asks what the cluster serves and follows that for a while; tells whether there still is such a fabric.
    async fn beside(
        &self,
        place: &Place,
        heads: &tokio::sync::Notify,
    ) -> Result<bool, EngineError> {
        let Some(fabric) = self.store.fabric(place.fabric).await? else { return Ok(false) };
        let Some(origin) = self.origin(&fabric, place.cluster).await? else { return Ok(false) };
        let (name, cluster) = self.open(place.cluster).await?;
        let of = |error| EngineError::cluster(&name, error);
        let served = cluster.served(&What::groups()).await.map_err(of)?;
        let (mut parts, mut denied, mut whats) = (Vec::new(), Vec::new(), Vec::new());
        for what in What::ALL {
            let Some(kind) = served.iter().find(|it| what.is(&it.kind)) else { continue };
            whats.push(*what);
            let places = places(&cluster, *what, kind, &place.namespaces).await.map_err(of)?;
            match places {
                Ok(found) => parts.extend(
                    found
                        .into_iter()
                        .map(|(kind, namespace)| Part::new(*what, Unit { kind, namespace })),
                ),
                Err(not) => denied.push(not),
            }
        }
        let again = if denied.is_empty() { ASK_AGAIN } else { ASK_SOON };
        let (out, mut news) = mpsc::channel(NEWS);
        let (lists, pages) = (Arc::new(Semaphore::new(1)), Arc::new(Semaphore::new(2)));
        let mut following = JoinSet::new();
        for (at, part) in parts.iter().enumerate() {
            let one = Following {
                cluster: cluster.clone(),
                unit: part.unit.clone(),
                place: at,
                at: None,
                lists: lists.clone(),
                pages: pages.clone(),
                out: out.clone(),
            };
            following.spawn(one.go());
        }
        let mut known = Known {
            origin,
            parts,
            denied,
            served: whats,
            commits: KnownCommits::default(),
            before: self.known_agents(fabric.id).await?.map(|it| it.said.all).unwrap_or_default(),
            written: Written::default(),
        };
        let until = Instant::now() + again;
        let mut some: Vec<Seen> = Vec::with_capacity(NEWS);
        loop {
            if known.parts.iter().all(Part::is_settled) {
                self.note(&fabric, &mut known).await?;
            }
            tokio::select! {
                many = news.recv_many(&mut some, NEWS) => {
                    debug_assert!(many > 0, "a sender is held here");
                    let origin = known.origin.as_drift();
                    for seen in some.drain(..) {
                        part::take(&mut known.parts, seen, &origin);
                    }
                }
                () = heads.notified() => {
                    // It may have moved to another directory or branch.
                    let now = self.origin(&fabric, place.cluster).await?;
                    if now.as_ref() != Some(&known.origin) {
                        return Ok(true);
                    }
                }
                () = tokio::time::sleep_until(until) => return Ok(true),
            }
        }
    }

    /// Writes what follows from what is known, where that is another than before.
    async fn note(&self, fabric: &Fabric, known: &mut Known) -> Result<(), EngineError> {
        // Where all that there is to follow does not answer, what it said last stays, and says since when.
        let away: Vec<&String> = known.parts.iter().filter_map(|it| it.away.as_ref()).collect();
        if !away.is_empty() && away.len() == known.parts.len() {
            let problem = away.first().map(|it| it.to_string()).unwrap_or_default();
            known.written = Written::default();
            return self.note_away(fabric, &problem).await;
        }
        let at = now();
        let appliers = self.appliers_of(fabric.id, known).await?;
        let agents = agents::of(known, at);
        let appliers = news(&known.written.appliers, appliers, at, IDLE, |a, b| a == b);
        let agents = news(&known.written.agents, agents, at, HEARD, agents::same);
        if appliers.is_none() && agents.is_none() {
            return Ok(());
        }
        let mut tx = self.write_following(fabric.id).await?;
        let mut is_news = false;
        if let Some((appliers, new)) = appliers {
            tx.set_beside(fabric.id, BesideKind::Appliers, &appliers, at).await?;
            is_news |= new;
            known.written.appliers = Some((appliers, at));
        }
        if let Some((agents, new)) = agents {
            tx.set_beside(fabric.id, BesideKind::Agents, &agents, at).await?;
            is_news |= new;
            known.before.clone_from(&agents.all);
            known.written.agents = Some((agents, at));
        }
        if is_news {
            self.tell_beside(&mut tx, fabric)?;
        }
        tx.commit().await?;
        Ok(())
    }

    fn tell_beside(
        &self,
        tx: &mut hedgerow_store::Transaction,
        fabric: &Fabric,
    ) -> Result<(), EngineError> {
        let fabric = fabric.name.clone();
        let event = Event::Cluster { fabric, resources: Vec::new(), more: false };
        self.record().emit(tx, &event)
    }

    /// Notes that nothing of it is known from now on.
    async fn beside_away(&self, fabric: FabricId, error: &EngineError) -> Result<(), EngineError> {
        match self.store.fabric(fabric).await? {
            Some(fabric) => self.note_away(&fabric, &error.to_string()).await,
            None => Ok(()),
        }
    }

    async fn note_away(&self, fabric: &Fabric, problem: &str) -> Result<(), EngineError> {
        let mut tx = self.write_following(fabric.id).await?;
        if tx.beside_away(fabric.id, problem).await? {
            self.tell_beside(&mut tx, fabric)?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// What following what is beside a fabric's resources needs, in each namespace; of appliers, those that are known to be
    /// there, or all where nothing is known.
    pub(crate) async fn beside_needs(
        &self,
        fabric: FabricId,
        namespaces: &[String],
    ) -> Result<Vec<(String, Vec<Need>)>, EngineError> {
        let known = self.known_appliers(fabric).await?;
        let is_there = |what: &What| match (&known, what.applier()) {
            (Some(known), Some(applier)) => known.said.served.contains(&applier),
            _ => true,
        };
        let mut needs: Vec<(String, Vec<Need>)> = Vec::new();
        for what in What::ALL.iter().filter(|what| is_there(what)) {
            let (group, resource) = what.resource();
            let some = ["list", "watch"].map(|verb| Need {
                group: group.to_owned(),
                resource: resource.to_owned(),
                verb,
            });
            let usual = what.usual_namespace().map(|it| vec![it.to_owned()]);
            for namespace in usual.as_deref().unwrap_or(namespaces) {
                match needs.iter_mut().find(|(known, _)| known == namespace) {
                    Some((_, known)) => known.extend(some.iter().cloned()),
                    None => needs.push((namespace.clone(), some.to_vec())),
                }
            }
        }
        Ok(needs)
    }

    /// What is known of who applies a fabric.
    pub(crate) async fn known_appliers(
        &self,
        fabric: FabricId,
    ) -> Result<Option<Beside<Appliers>>, EngineError> {
        Ok(self.store.beside(&[fabric], BesideKind::Appliers).await?.remove(&fabric))
    }

    /// What is known of the agents of a fabric's switches.
    pub(crate) async fn known_agents(
        &self,
        fabric: FabricId,
    ) -> Result<Option<Beside<Agents>>, EngineError> {
        Ok(self.store.beside(&[fabric], BesideKind::Agents).await?.remove(&fabric))
    }

    /// What each of these resources waits for, where that is known now.
    pub(super) async fn waiting(
        &self,
        fabric: FabricId,
    ) -> Result<impl Fn(&Identity) -> Option<String> + use<>, EngineError> {
        let known = self.known_appliers(fabric).await?.filter(|it| it.away_since.is_none());
        Ok(move |id: &Identity| {
            known.as_ref().and_then(|it| hedgerow_drift::applier::waiting_for(&it.said, id))
        })
    }
}

/// Where objects of a kind are followed: everywhere, where that is allowed, else in the namespaces where they usually are.
async fn places(
    cluster: &Cluster,
    what: What,
    kind: &ServedKind,
    namespaces: &[String],
) -> Result<Result<Vec<(ServedKind, String)>, Denied>, hedgerow_cluster::ClusterError> {
    if !kind.namespaced {
        return Ok(Ok(vec![(kind.clone(), String::new())]));
    }
    let everywhere = kind.everywhere();
    if what.is_anywhere() && cluster.may_list(&everywhere, "").await? {
        return Ok(Ok(vec![(everywhere, String::new())]));
    }
    let mut found = Vec::new();
    let usual = what.usual_namespace().map(str::to_owned);
    let mut all: Vec<String> = usual.iter().chain(namespaces).cloned().collect();
    all.dedup();
    for namespace in all {
        if cluster.may_list(kind, &namespace).await? {
            found.push((kind.clone(), namespace));
        }
    }
    Ok(if found.is_empty() { Err(Denied::of(what, kind, namespaces)) } else { Ok(found) })
}
