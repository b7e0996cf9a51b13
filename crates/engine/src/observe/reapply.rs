//! The cluster takes what Git wants: resources that drifted are brought back, one by one.

use std::collections::BTreeSet;

use hedgerow_cluster::{Act, Cluster, ClusterError, Observed, ServedKind, Write};
use hedgerow_drift::{Drift, compare, differing, restored, to_apply};
use hedgerow_model::{
    ActRequest, Actor, ApplyAct, AskedAct, AuditAction, Document, DriftStanding, Fabric,
    FabricCluster, FieldDrift, Identity, RequestedAct, Standing, Value,
};
use hedgerow_plan::{digest, value_of};
use serde_json::{Value as Json, json};

use super::Observe;
use super::writer::kept;
use crate::apply::{Seen, needs_a_second};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::record::entry;
use crate::views::{Reapplied, ReapplyOutcome, ReapplyRequest, ReapplyView};

/// The most resources of one request.
const MOST: usize = 200;

impl Engine {
    /// Brings resources that drifted back to what Git wants, in the cluster; or asks it whether it would take them.
    ///
    /// Only what differs is written, onto the object as it is at that moment. What an applier owns is taken over only
    /// where that is asked for.
    ///
    /// # Errors
    /// When there is no such fabric or resource, it lives in no cluster, or that is not reached.
    pub async fn reapply(
        &self,
        fabric: &str,
        request: ReapplyRequest,
    ) -> Result<ReapplyView, EngineError> {
        self.core.observe().reapply(fabric, request, &self.actor).await
    }
}

/// A resource, as it is on both sides at this moment.
struct Now {
    kind: ServedKind,
    desired: Value,
    actual: Option<Json>,
}

/// Where resources are brought back, and for whom.
struct To<'a> {
    fabric: &'a Fabric,
    name: &'a str,
    cluster: &'a Cluster,
    actor: &'a Actor,
}

/// How resources are brought back.
#[derive(Clone, Copy)]
struct Way {
    dry_run: bool,
    take_over: bool,
}

impl From<&ReapplyRequest> for Way {
    fn from(request: &ReapplyRequest) -> Self {
        Self { dry_run: request.dry_run, take_over: request.take_over }
    }
}

impl Observe<'_> {
    async fn reapply(
        &self,
        fabric: &str,
        request: ReapplyRequest,
        actor: &Actor,
    ) -> Result<ReapplyView, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        let place = self.place_of(&fabric).await?;
        if request.resources.is_empty() || request.resources.len() > MOST {
            return Err(EngineError::Invalid(format!("name 1 to {MOST} resources")));
        }
        let ids = self.all_named(&fabric, &request.resources).await?;
        let _alone = match request.dry_run {
            true => None,
            false => Some(self.lock_applying(fabric.id).await?),
        };
        let (name, cluster) = self.open(place.cluster).await?;
        let looked = self.look_at(&fabric, &place, (&name, &cluster), &ids).await?;
        let to = To { fabric: &fabric, name: &name, cluster: &cluster, actor };
        if request.dry_run || !needs_a_second(&fabric, actor) {
            let results = self.bring_all_back(&to, looked, Way::from(&request)).await?;
            let (fabric, cluster, dry_run) = (fabric.name, name, request.dry_run);
            return Ok(ReapplyView { fabric, cluster, dry_run, results, awaits: None });
        }
        // Tried, and asked for: somebody else has to approve it.
        let seen = self.seen(&fabric, &looked).await?;
        let tried = Way { dry_run: true, ..Way::from(&request) };
        let results = self.bring_all_back(&to, looked, tried).await?;
        let seen = would_be_done(seen, &results);
        let beyond = (request.take_over, false);
        let awaits =
            self.apply().ask_for(&fabric, RequestedAct::Reapply, beyond, seen, actor).await?;
        let (fabric, cluster) = (fabric.name, name);
        Ok(ReapplyView { fabric, cluster, dry_run: true, results, awaits })
    }

    /// Does what somebody asked for and somebody else approved, where both sides are as they were then.
    pub(crate) async fn reapply_approved(
        &self,
        fabric: &Fabric,
        request: &ActRequest,
        actor: &Actor,
    ) -> Result<ReapplyView, EngineError> {
        let place = self.place_of(fabric).await?;
        let _alone = self.lock_applying(fabric.id).await?;
        let (name, cluster) = self.open(place.cluster).await?;
        let ids = &request.asked.resources;
        let looked = self.look_at(fabric, &place, (&name, &cluster), ids).await?;
        let seen = self.seen(fabric, &looked).await?;
        self.apply().check_unmoved(request, &seen)?;
        let to = To { fabric, name: &name, cluster: &cluster, actor };
        let way = Way { dry_run: false, take_over: request.asked.take_over };
        let results = self.bring_all_back(&to, looked, way).await?;
        let fabric = fabric.name.clone();
        Ok(ReapplyView { fabric, cluster: name, dry_run: false, results, awaits: None })
    }

    /// Resources as they are on both sides at this moment, or why nothing can be done with one.
    async fn look_at(
        &self,
        fabric: &Fabric,
        place: &FabricCluster,
        (name, cluster): (&str, &Cluster),
        ids: &[Identity],
    ) -> Result<Vec<(Identity, Result<Now, String>)>, EngineError> {
        let of = |error| EngineError::cluster(name, error);
        let served = served(cluster, ids.iter()).await.map_err(of)?;
        let mut looked = Vec::new();
        for id in ids {
            let kind = served.iter().find(|kind| kind.kind == id.group_kind());
            let now = match kind {
                None => Err("the cluster does not serve its kind".to_owned()),
                Some(kind) => match self.wanted_there(fabric, &place.namespaces, kind, id).await? {
                    Err(why) => Err(why),
                    Ok(desired) => {
                        let actual =
                            cluster.object(kind, &id.namespace, &id.name).await.map_err(of)?;
                        Ok(Now { kind: kind.clone(), desired, actual })
                    }
                },
            };
            looked.push((id.clone(), now));
        }
        Ok(looked)
    }

    /// What re-applying would do to each resource, as both sides are.
    async fn seen(
        &self,
        fabric: &Fabric,
        looked: &[(Identity, Result<Now, String>)],
    ) -> Result<Vec<Seen>, EngineError> {
        let catalogue = self.catalogue(fabric.id).await?;
        let seen = looked.iter().filter_map(|(identity, now)| {
            let now = now.as_ref().ok()?;
            let value = now.actual.as_ref().map(Value::from);
            let fields = match &value {
                None => Vec::new(),
                Some(value) => compare(Some(&now.desired), Some(value), None, &catalogue)?
                    .fields
                    .into_iter()
                    .map(|field| field.path)
                    .collect(),
            };
            let act = if value.is_some() { ApplyAct::Update } else { ApplyAct::Create };
            let actual = match &now.actual {
                None => None,
                Some(object) => Some(kept(&Observed::take(object.clone(), &now.kind)?).1),
            };
            Some(Seen {
                act: AskedAct { resource: identity.to_string(), act, fields },
                identity: identity.clone(),
                desired: Some(digest(&json!(now.desired).to_string())),
                actual,
            })
        });
        Ok(seen.collect())
    }

    async fn bring_all_back(
        &self,
        to: &To<'_>,
        looked: Vec<(Identity, Result<Now, String>)>,
        way: Way,
    ) -> Result<Vec<Reapplied>, EngineError> {
        let mut results = Vec::new();
        for (id, now) in looked {
            let outcome = match now {
                Err(why) => ReapplyOutcome::Refused { why },
                Ok(now) => self.bring_back(to.fabric, to.cluster, (&id, now), way).await?,
            };
            if !way.dry_run && is_done(&outcome) {
                // It is done: whoever else may write to the cluster by now, that is told.
                let mut tx = self.store.write().await?;
                let entry = entry(to.actor, AuditAction::DriftReapply)
                    .fabric(to.fabric.name.clone())
                    .subject(id.to_string())
                    .after(&json!({ "cluster": to.name, "outcome": outcome, "taken_over": way.take_over }));
                tx.audit(&[entry]).await?;
                tx.commit().await?;
            }
            results.push(Reapplied { resource: id.to_string(), outcome });
        }
        Ok(results)
    }

    /// What Git wants of a resource, where that is the fabric's in its cluster; the inner error says why there is nothing.
    async fn wanted_there(
        &self,
        fabric: &Fabric,
        namespaces: &[String],
        kind: &ServedKind,
        id: &Identity,
    ) -> Result<Result<Value, String>, EngineError> {
        if let Some(why) = outside(kind, namespaces, id) {
            return Ok(Err(why));
        }
        let documents = self.store.documents_of(fabric.id, id).await?;
        let live: Vec<&Document> =
            documents.iter().filter(|document| document.standing == Standing::Live).collect();
        let [document] = live.as_slice() else {
            return Ok(Err(match live.len() {
                0 => "Git does not want it: import it, or delete it in the cluster yourself"
                    .to_owned(),
                _ => "several documents of Git claim it: keep one first".to_owned(),
            }));
        };
        Ok(value_of(&document.text).ok_or_else(|| "its text is not understood".to_owned()))
    }

    async fn bring_back(
        &self,
        fabric: &Fabric,
        cluster: &Cluster,
        (identity, now): (&Identity, Now),
        way: Way,
    ) -> Result<ReapplyOutcome, EngineError> {
        let catalogue = self.catalogue(fabric.id).await?;
        let Now { kind, desired, actual } = now;
        let kind = &kind;
        let place = (kind, identity.namespace.as_str(), identity.name.as_str());
        let manager = manager(&fabric.name);
        let write = Write { manager: &manager, dry_run: way.dry_run };
        if !way.dry_run {
            self.sure_to_apply(fabric.id).await?;
        }
        let Some(live) = actual else {
            let object = match to_apply(&desired, &[]) {
                Ok(object) => in_its_namespace(json!(object), kind, identity),
                Err(why) => return Ok(ReapplyOutcome::Refused { why }),
            };
            let done =
                cluster.act(place, &Act::Apply { object: &object, take_over: false }, write).await;
            return Ok(match done {
                Ok(_) => ReapplyOutcome::Created,
                Err(error) => refused(error),
            });
        };
        let value = Value::from(&live);
        let drift = compare(Some(&desired), Some(&value), None, &catalogue);
        let Some(Drift { standing, fields, .. }) = drift else {
            return Ok(ReapplyOutcome::Refused { why: "its object is not understood".to_owned() });
        };
        if standing == DriftStanding::InSync {
            return Ok(ReapplyOutcome::Nothing);
        }
        if standing == DriftStanding::Deleting {
            let why = "the cluster is deleting it; wait until it is gone".to_owned();
            return Ok(ReapplyOutcome::Refused { why });
        }
        let others: Vec<FieldDrift> =
            fields.iter().filter(|field| is_applied_by_another(field, &manager)).cloned().collect();
        if !others.is_empty() && !way.take_over {
            return Ok(ReapplyOutcome::OfOthers { fields: others });
        }
        let object = match restored(&value, &desired, &fields) {
            Ok(object) => json!(object),
            Err(error) => return Ok(ReapplyOutcome::Refused { why: error.to_string() }),
        };
        let answer = match cluster.act(place, &Act::Replace { object: &object }, write).await {
            Ok(answer) => answer,
            Err(error) => return Ok(refused(error)),
        };
        let left = differing(&desired, &Value::from(&answer), &catalogue);
        Ok(ReapplyOutcome::Applied { fields, left })
    }
}

fn is_done(outcome: &ReapplyOutcome) -> bool {
    matches!(outcome, ReapplyOutcome::Applied { .. } | ReapplyOutcome::Created)
}

/// Those that a try says would be done.
fn would_be_done(seen: Vec<Seen>, tried: &[Reapplied]) -> Vec<Seen> {
    let well =
        |one: &Seen| tried.iter().any(|it| it.resource == one.act.resource && is_done(&it.outcome));
    seen.into_iter().filter(well).collect()
}

/// The kinds that a cluster serves, of the groups of these resources.
pub(crate) async fn served(
    cluster: &Cluster,
    ids: impl Iterator<Item = &Identity>,
) -> Result<Vec<ServedKind>, ClusterError> {
    let groups: BTreeSet<&str> = ids.map(|id| id.group.as_str()).collect();
    cluster.served(&groups.into_iter().collect::<Vec<_>>()).await
}

/// In whose name a fabric's resources are written.
pub(crate) fn manager(fabric: &str) -> String {
    format!("hedgerow-{fabric}").chars().take(128).collect()
}

/// Why a resource is not the fabric's in its cluster, by its namespace. Where objects of a kind live in none, that of the
/// manifest means nothing.
pub(crate) fn outside(kind: &ServedKind, namespaces: &[String], id: &Identity) -> Option<String> {
    let is_outside = kind.namespaced && !namespaces.contains(&id.namespace);
    is_outside.then(|| format!("namespace `{}` is not the fabric's in this cluster", id.namespace))
}

/// Whether somebody else has a field who applies it, and so would put it back.
fn is_applied_by_another(field: &FieldDrift, own: &str) -> bool {
    field.manager.as_ref().is_some_and(|it| it.operation == "Apply" && it.name != own)
}

/// An object that is sent, in the namespace in which it is asked for.
pub(crate) fn in_its_namespace(mut object: Json, kind: &ServedKind, identity: &Identity) -> Json {
    if let Some(metadata) = object.get_mut("metadata").and_then(Json::as_object_mut)
        && kind.namespaced
    {
        metadata.insert("namespace".to_owned(), json!(identity.namespace));
    }
    object
}

fn refused(error: ClusterError) -> ReapplyOutcome {
    ReapplyOutcome::Refused { why: error.to_string() }
}

#[cfg(test)]
mod tests {
    use hedgerow_model::{FieldManager, GroupKind};

    use super::*;

    #[test]
    fn only_what_another_applies_is_another_s() {
        let field = |name: &str, operation: &str| FieldDrift {
            path: "spec.a".parse().unwrap(),
            desired: None,
            actual: None,
            moved: None,
            manager: Some(FieldManager {
                name: name.into(),
                operation: operation.into(),
                time: None,
            }),
        };
        assert!(is_applied_by_another(&field("argocd-controller", "Apply"), "hedgerow-lab"));
        assert!(!is_applied_by_another(&field("hedgerow-lab", "Apply"), "hedgerow-lab"));
        assert!(!is_applied_by_another(&field("kubectl-edit", "Update"), "hedgerow-lab"));
        let nobody = FieldDrift { manager: None, ..field("a", "Apply") };
        assert!(!is_applied_by_another(&nobody, "hedgerow-lab"));
    }

    #[test]
    fn a_kind_without_namespaces_is_the_fabric_s_whatever_its_namespaces_are() {
        let kind = |namespaced| ServedKind {
            kind: GroupKind::new("g", "K"),
            version: "v1".into(),
            versions: Vec::new(),
            plural: "ks".into(),
            namespaced,
            verbs: Vec::new(),
        };
        let id = Identity::new("g", "K", "a");
        let namespaces = ["east".to_owned()];
        assert_eq!(outside(&kind(false), &namespaces, &id), None);
        let why = outside(&kind(true), &namespaces, &id).unwrap();
        assert!(why.contains("`default`"), "{why}");
        assert_eq!(outside(&kind(true), &["default".to_owned()], &id), None);
    }

    #[test]
    fn a_manager_s_name_has_at_most_128_characters() {
        assert_eq!(manager("lab"), "hedgerow-lab");
        assert_eq!(manager(&"a".repeat(200)).len(), 128);
    }
}
