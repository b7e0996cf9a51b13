//! Who follows the cluster of a fabric.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use hedgerow_cluster::{Cluster, ClusterError, Connection};
use hedgerow_model::{ClusterId, CredentialState, Fabric, FabricId, GroupKind, Watched};
use hedgerow_schema::Asked;
use hedgerow_seal::ExposeSecret as _;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;

use super::Observe;
use super::definitions::asked;
use super::given::{self, Listed, listed};
use super::glance::Imprints;
use super::kind::Following;
use super::kinds::{Unit, units, wanted};
use crate::core::{Core, ObservedDue as Due, Touched, now};
use crate::error::{EngineError, Thing};
use crate::views::Event;

/// How often it is asked which kinds the cluster serves, and how it defines them.
const ASK_AGAIN: Duration = Duration::from_mins(5);

/// The same while it does not serve a kind that Git has: one that just started has not read its definitions yet.
const ASK_SOON: Duration = Duration::from_secs(20);

/// How many kinds of a fabric are listed at the same time.
const LISTS: usize = 2;

/// How many pages of lists of a fabric are in memory at the same time: the objects of a large one are not.
const PAGES: usize = 2;

/// How many news wait for the writer, and are written at once at most.
const NEWS: usize = 64;

/// The pauses after what went wrong: from, to.
pub(super) const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_mins(1));

/// Where a fabric lives, and by which settings: with another one, following begins again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub(crate) fabric: FabricId,
    pub(crate) cluster: ClusterId,
    pub(crate) namespaces: Vec<String>,
    /// That of the cluster's settings, and how often it was said where the fabric lives.
    pub(crate) revisions: (i64, i64),
}

/// How following a cluster ended for now.
enum Round {
    /// It is to be asked again what it serves.
    Again,
    /// The fabric is gone.
    Over,
}

/// What is known of a cluster once it was asked.
pub(super) struct Told {
    pub(super) name: String,
    pub(super) cluster: Cluster,
    pub(super) version: String,
    pub(super) units: Vec<Unit>,
    /// Kinds that are not followed, with the reason.
    pub(super) not: Vec<(GroupKind, &'static str)>,
    /// The kinds that Git has resources of.
    in_git: BTreeSet<GroupKind>,
    pub(super) definitions: Vec<Asked>,
    /// What it has that the fabric writes there itself.
    pub(super) given: Listed,
}

/// Follows the cluster of a fabric for as long as it lives there.
pub(crate) async fn follow(core: Arc<Core>, place: Place) {
    let due = core.observed.follow(place.fabric);
    let mut pause = PAUSES.0;
    let mut imprints = Imprints::default();
    loop {
        match core.observe().round(&place, &due, &mut imprints).await {
            Ok(Round::Again) => pause = PAUSES.0,
            Ok(Round::Over) => return,
            // Another server follows it, or where it lives was changed.
            Err(_) if !core.follows(place.fabric) => return,
            Err(error) => {
                tracing::warn!(fabric = place.fabric.0, %error, "a fabric's cluster is not followed");
                if let Err(error) = core.observe().away(&place, &error).await {
                    tracing::error!(%error, "that a cluster is away could not be noted");
                }
                tokio::time::sleep(pause.mul_f64(0.5 + rand::random::<f64>() / 2.0)).await;
                pause = (pause * 2).min(PAUSES.1);
            }
        }
    }
}

impl Observe<'_> {
    /// What no server follows is not followed yet: until it is, what is known is what was seen last.
    pub(crate) async fn begin(&self) -> Result<(), EngineError> {
        let mut tx = self.store.write().await?;
        tx.follow_nothing(now()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// This server follows the cluster of a fabric from now on: until it does, what is known is what was seen last.
    pub(crate) async fn begin_with(&self, fabric: FabricId) -> Result<(), EngineError> {
        let mut tx = self.write_following(fabric).await?;
        tx.follow_anew(fabric, now()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Makes ready to ask a cluster; with its name.
    pub(crate) async fn open(&self, id: ClusterId) -> Result<(String, Cluster), EngineError> {
        let known = self.store.cluster(id).await?;
        let name = known.map(|cluster| cluster.name).unwrap_or_default();
        let of = |error| EngineError::cluster(&name, error);
        let opened = self.store.open_cluster(id, &self.keyring).await?;
        let opened = opened.ok_or_else(|| EngineError::not_found(Thing::Cluster, &name))?;
        let unusable = |why: String| of(ClusterError::Unusable(why));
        let secret = opened.map_err(|why| unusable(format!("how it is reached {why}")))?;
        let connection: Connection = serde_json::from_str(secret.expose_secret())
            .map_err(|_| unusable("what is stored of it is not understood".to_owned()))?;
        let cluster = Cluster::open(&connection, &self.programs).await.map_err(of)?;
        Ok((name, cluster))
    }

    /// Asks the cluster what it serves, and follows that for a while.
    async fn round(
        &self,
        place: &Place,
        due: &Due,
        imprints: &mut Imprints,
    ) -> Result<Round, EngineError> {
        let fabric = self.store.fabric(place.fabric).await?;
        let Some(fabric) = fabric else { return Ok(Round::Over) };
        let mut asked = self.ask(place).await?;
        let mut tx = self.write_following(fabric.id).await?;
        let (works, version) = (CredentialState::Works, Some(asked.version.as_str()));
        tx.set_cluster_state(place.cluster, works, None, version, now()).await?;
        tx.commit().await?;
        self.define(&fabric, std::mem::take(&mut asked.definitions)).await?;
        self.take_given(&fabric, &asked.given).await?;
        let catalogue = self.catalogue(fabric.id).await?;
        let mut states = self.level(&fabric, &asked).await?;
        self.steps.reached("observe.comparing");
        self.judge_all(&fabric, &catalogue, &states, imprints).await?;
        self.steps.reached("observe.compared");
        let (out, mut news) = mpsc::channel(NEWS);
        let lists = Arc::new(Semaphore::new(LISTS));
        let pages = Arc::new(Semaphore::new(PAGES));
        let mut following = JoinSet::new();
        for (at, unit) in asked.units.into_iter().enumerate() {
            let one = Following {
                cluster: asked.cluster.clone(),
                unit,
                place: at,
                at: states.get(at).and_then(|state| state.resource_version.clone()),
                lists: lists.clone(),
                pages: pages.clone(),
                out: out.clone(),
            };
            following.spawn(one.go());
        }
        drop(out);
        let ask_again = tokio::time::sleep(if asked.not.is_empty() { ASK_AGAIN } else { ASK_SOON });
        tokio::pin!(ask_again);
        let mut some = Vec::with_capacity(NEWS);
        let mut written = 0;
        loop {
            tokio::select! {
                many = news.recv_many(&mut some, NEWS) => {
                    if many == 0 {
                        // There is nothing to follow; Git may bring something.
                        tokio::select! {
                            _ = due.touched() => {}
                            () = &mut ask_again => {}
                        }
                        return Ok(Round::Again);
                    }
                    let news = std::mem::take(&mut some);
                    self.write(&fabric, &catalogue, &mut states, news, &mut written).await?;
                }
                touched = due.touched() => match touched {
                    Touched::Wrong(ids) => {
                        let ids: Vec<_> = ids.into_iter().collect();
                        let mut tx = self.write_following(fabric.id).await?;
                        tx.list_again(fabric.id, &ids).await?;
                        tx.commit().await?;
                        // What was touched meanwhile is compared with the rest.
                        return Ok(Round::Again);
                    }
                    Touched::All => {
                        // Git may have kinds that it did not have before.
                        return Ok(Round::Again);
                    }
                    Touched::These(ids) => {
                        let ids: Vec<_> = ids.into_iter().collect();
                        self.judge_these(&fabric, &catalogue, &states, &ids).await?;
                        if ids.iter().any(|id| !asked.in_git.contains(&id.group_kind())) {
                            return Ok(Round::Again);
                        }
                    }
                },
                () = &mut ask_again => return Ok(Round::Again),
            }
        }
    }

    pub(super) async fn ask(&self, place: &Place) -> Result<Told, EngineError> {
        let (name, cluster) = self.open(place.cluster).await?;
        let of = |error| EngineError::cluster(&name, error);
        let version = cluster.version().await.map_err(of)?;
        let in_git: BTreeSet<GroupKind> = self
            .store
            .kind_figures(place.fabric)
            .await?
            .into_iter()
            .map(|(kind, _)| kind)
            .collect();
        let catalogue = self.catalogue(place.fabric).await?;
        let wanted = wanted(&catalogue, in_git.iter().cloned());
        let given: Vec<GroupKind> = given::kinds().collect();
        let groups: BTreeSet<&str> =
            wanted.iter().chain(&given).map(|kind| kind.group.as_str()).collect();
        let groups: Vec<&str> = groups.into_iter().collect();
        let served = cluster.served(&groups).await.map_err(of)?;
        let (units, not) = units(&wanted, &served, &place.namespaces, &in_git);
        let definitions =
            asked(&cluster, &catalogue, &wanted, &in_git, &served).await.map_err(of)?;
        let given = listed(&cluster, &served, &place.namespaces).await;
        Ok(Told { name, cluster, version, units, not, in_git, definitions, given })
    }

    /// Brings the kinds that are followed to those that the cluster serves; gives them, those that are followed first,
    /// each at its place.
    async fn level(&self, fabric: &Fabric, asked: &Told) -> Result<Vec<Watched>, EngineError> {
        let before = self.store.watched(fabric.id).await?;
        let of = |kind: &GroupKind, namespace: &str| {
            before.iter().find(|it| it.kind == *kind && it.namespace == namespace)
        };
        let at = now();
        let mut states: Vec<Watched> = Vec::new();
        for Unit { kind, namespace } in &asked.units {
            let known = of(&kind.kind, namespace);
            // In another version the objects read otherwise: they are listed again.
            let same = known.filter(|it| it.version == kind.version);
            states.push(Watched {
                kind: kind.kind.clone(),
                namespace: namespace.clone(),
                version: kind.version.clone(),
                resource_version: same.and_then(|it| it.resource_version.clone()),
                listed_at: known.and_then(|it| it.listed_at),
                seen_at: known.and_then(|it| it.seen_at),
                away_since: known.map_or(Some(at), |it| it.away_since.or(it.seen_at)),
                problem: known.and_then(|it| it.problem.clone()),
            });
        }
        for (kind, why) in &asked.not {
            // What is known of it from when it was served stays, and says since when.
            let known: Vec<&Watched> = before.iter().filter(|it| it.kind == *kind).collect();
            states.extend(known.iter().map(|&it| Watched {
                resource_version: None,
                away_since: it.away_since.or(it.seen_at).or(Some(at)),
                problem: Some((*why).to_owned()),
                ..it.clone()
            }));
            if known.is_empty() {
                states.push(Watched {
                    kind: kind.clone(),
                    namespace: String::new(),
                    version: String::new(),
                    resource_version: None,
                    listed_at: None,
                    seen_at: None,
                    away_since: Some(at),
                    problem: Some((*why).to_owned()),
                });
            }
        }
        let mut tx = self.write_following(fabric.id).await?;
        for old in &before {
            if !states.iter().any(|it| it.kind == old.kind && it.namespace == old.namespace) {
                tx.remove_watched(fabric.id, old).await?;
            }
        }
        for state in &states {
            tx.set_watched(fabric.id, state).await?;
        }
        tx.commit().await?;
        Ok(states)
    }

    /// Notes that nothing is known of a fabric's cluster from now on.
    async fn away(&self, place: &Place, error: &EngineError) -> Result<(), EngineError> {
        let Some(fabric) = self.store.fabric(place.fabric).await? else { return Ok(()) };
        let problem = error.to_string();
        let mut tx = self.write_following(fabric.id).await?;
        let state = CredentialState::Failed;
        tx.set_cluster_state(place.cluster, state, Some(&problem), None, now()).await?;
        let mut is_news = false;
        for mut watched in tx.watched(fabric.id).await? {
            is_news |= watched.away_since.is_none();
            watched.away_since = watched.away_since.or(watched.seen_at).or(Some(now()));
            watched.problem = Some(problem.clone());
            tx.set_watched(fabric.id, &watched).await?;
        }
        if is_news {
            let event = Event::Cluster { fabric: fabric.name, resources: Vec::new(), more: false };
            self.record().emit(&mut tx, &event)?;
        }
        tx.commit().await?;
        Ok(())
    }
}
