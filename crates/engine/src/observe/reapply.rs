//! The cluster takes what Git wants: resources that drifted are brought back, one by one.

use std::collections::BTreeSet;

use hedgerow_cluster::{Act, Cluster, ClusterError, ServedKind, Write};
use hedgerow_drift::{Drift, compare, differing, restored, to_apply};
use hedgerow_model::{
    Actor, AuditAction, Document, DriftStanding, Fabric, FieldDrift, Identity, Standing, Value,
};
use hedgerow_plan::value_of;
use serde_json::{Value as Json, json};

use super::Observe;
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
struct Now<'a> {
    identity: &'a Identity,
    kind: &'a ServedKind,
    desired: Value,
    actual: Option<Json>,
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
        let mut ids = Vec::new();
        for typed in &request.resources {
            let id = self.named(&fabric, typed).await?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        let (name, cluster) = self.open(place.cluster).await?;
        let of = |error| EngineError::cluster(&name, error);
        let served = served(&cluster, ids.iter()).await.map_err(of)?;
        let mut results = Vec::new();
        for id in &ids {
            let kind = served.iter().find(|kind| kind.kind == id.group_kind());
            let outcome = match kind {
                None => ReapplyOutcome::Refused {
                    why: "the cluster does not serve its kind".to_owned(),
                },
                Some(kind) => {
                    match self.wanted_there(&fabric, &place.namespaces, kind, id).await? {
                        Err(why) => ReapplyOutcome::Refused { why },
                        Ok(desired) => {
                            let actual =
                                cluster.object(kind, &id.namespace, &id.name).await.map_err(of)?;
                            let now = Now { identity: id, kind, desired, actual };
                            self.bring_back(&fabric, &cluster, now, &request).await?
                        }
                    }
                }
            };
            if !request.dry_run
                && matches!(outcome, ReapplyOutcome::Applied { .. } | ReapplyOutcome::Created)
            {
                let mut tx = self.store.write().await?;
                let entry = entry(actor, AuditAction::DriftReapply)
                    .fabric(fabric.name.clone())
                    .subject(id.to_string())
                    .after(&json!({ "cluster": name, "outcome": outcome, "taken_over": request.take_over }));
                tx.audit(&[entry]).await?;
                tx.commit().await?;
            }
            results.push(Reapplied { resource: id.to_string(), outcome });
        }
        Ok(ReapplyView { fabric: fabric.name, cluster: name, dry_run: request.dry_run, results })
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
        now: Now<'_>,
        request: &ReapplyRequest,
    ) -> Result<ReapplyOutcome, EngineError> {
        let catalogue = self.catalogue(fabric.id).await?;
        let Now { identity, kind, desired, actual } = now;
        let place = (kind, identity.namespace.as_str(), identity.name.as_str());
        let manager = manager(&fabric.name);
        let write = Write { manager: &manager, dry_run: request.dry_run };
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
        if !others.is_empty() && !request.take_over {
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
