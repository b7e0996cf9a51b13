//! What a fabric's cluster has that the fabric writes there itself, read for the rules that are judged by it.
//!
//! It is listed whenever the cluster is asked what it serves, and not followed: it changes with a release of the fabric.
//! What was read stays until something else is read; why it could not be read is said with what was not checked.

use std::collections::BTreeMap;

use hedgerow_cluster::{Cluster, ClusterError, Need, Observed, ServedKind};
use hedgerow_model::{Fabric, FabricId, GroupKind, Identity, VerifyHow, VerifyPart, VerifyReport};
use hedgerow_plan::digest;
use hedgerow_rules::GIVEN;
use hedgerow_store::Given;
use serde_json::{Value as Json, json};

use super::Observe;
use super::kinds::{can_list, places};
use super::verify::{OfCluster, difference};
use crate::error::EngineError;

/// The most objects of a fabric that are read.
const MOST: usize = 1_000;

/// The most bytes of them.
const MOST_BYTES: usize = 16 << 20;

/// The longest reason that is kept, in characters.
const LONGEST: usize = 300;

/// What a cluster has.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Listed {
    /// All of it.
    All(Vec<Given>),
    /// It does not give it, and why.
    Refused(String),
    /// It did not answer; what it has is as unknown as everything else of it.
    Unanswered(String),
}

/// The kinds that are read.
pub(super) fn kinds() -> impl Iterator<Item = GroupKind> {
    GIVEN.iter().map(|kind| kind.identity("", "").group_kind())
}

/// Lists what a cluster has, in the namespaces of a fabric.
pub(super) async fn listed(
    cluster: &Cluster,
    served: &[ServedKind],
    namespaces: &[String],
) -> Listed {
    let mut all = BTreeMap::new();
    for kind in kinds() {
        let Some(served) = served.iter().find(|it| it.kind == kind) else { continue };
        if !can_list(served) {
            return Listed::Refused(format!("{}: they cannot be listed", kind.kind));
        }
        for namespace in places(served, namespaces) {
            if let Err(error) = add(cluster, served, namespace, &mut all).await {
                let why = format!("{}: {error}", kind.kind).chars().take(LONGEST).collect();
                // One that fails at this kind alone is followed all the same.
                let is_away = error.is_away() && !matches!(error, ClusterError::Failing { .. });
                return if is_away { Listed::Unanswered(why) } else { Listed::Refused(why) };
            }
        }
    }
    Listed::All(all.into_values().collect())
}

/// Adds what one list has.
async fn add(
    cluster: &Cluster,
    kind: &ServedKind,
    namespace: &str,
    all: &mut BTreeMap<Identity, Given>,
) -> Result<(), ClusterError> {
    let mut bytes: usize = all.values().map(|given| given.object.len()).sum();
    let mut next = None;
    loop {
        let page = cluster.list(kind, namespace, next.as_deref()).await?;
        if page.odd > 0 {
            let why = format!("{} things in the list are not objects of the kind", page.odd);
            return Err(ClusterError::NotUnderstood(why));
        }
        for object in page.objects {
            let given = given(object);
            bytes += given.object.len();
            if bytes > MOST_BYTES {
                return Err(ClusterError::TooLarge(MOST_BYTES));
            }
            all.insert(given.identity.clone(), given);
        }
        if all.len() > MOST {
            return Err(ClusterError::NotUnderstood(format!("there are more than {MOST} objects")));
        }
        next = page.next;
        if next.is_none() {
            return Ok(());
        }
    }
}

/// What is kept of an object: what it is known by, and its spec.
fn given(seen: Observed) -> Given {
    let Observed { identity, object, .. } = seen;
    let of = |key: &str| object.get(key).cloned().unwrap_or(Json::Null);
    let object = json!({
        "apiVersion": of("apiVersion"),
        "kind": identity.kind,
        "metadata": { "name": identity.name, "namespace": identity.namespace },
        "spec": of("spec"),
    });
    Given { identity, object: object.to_string() }
}

/// What tells whether all of it says something else than it did.
fn digest_of(all: &[Given]) -> String {
    let texts: Vec<&str> = all.iter().map(|given| given.object.as_str()).collect();
    digest(&texts.join("\n"))
}

impl Observe<'_> {
    /// What reading it needs, where other kinds of its groups are looked at.
    pub(crate) async fn given_needs(
        &self,
        fabric: FabricId,
        needs: &[Need],
    ) -> Result<Vec<Need>, EngineError> {
        let catalogue = self.catalogue(fabric).await?;
        let need = |kind: GroupKind| {
            let resource = catalogue.kind(&kind)?.plural.clone();
            Some(Need { group: kind.group, resource, verb: "list" })
        };
        let is_near = |one: &Need| needs.iter().any(|need| need.group == one.group);
        Ok(kinds().filter_map(need).filter(is_near).collect())
    }

    /// Keeps what the cluster has. Where that is something else than before, the fabric is judged again.
    pub(super) async fn take_given(
        &self,
        fabric: &Fabric,
        listed: &Listed,
    ) -> Result<(), EngineError> {
        let ruling = self.store.ruling(fabric.id).await?;
        let news = match listed {
            Listed::Unanswered(_) => return Ok(()),
            Listed::Refused(why) if ruling.given_problem.as_deref() == Some(why) => return Ok(()),
            Listed::Refused(why) => Err(why),
            Listed::All(all) => {
                let digest = digest_of(all);
                let is_known = ruling.given.as_ref() == Some(&digest)
                    && self.store.given(fabric.id).await? == *all;
                let is_nothing = ruling.given.is_none() && all.is_empty();
                if (is_known || is_nothing) && ruling.given_problem.is_none() {
                    return Ok(());
                }
                Ok((all, digest))
            }
        };
        let mut tx = self.write_following(fabric.id).await?;
        // It may have left the cluster since.
        if tx.clusters_of_fabrics(&[fabric.id]).await?.is_empty() {
            return Ok(());
        }
        match news {
            Ok((all, digest)) => {
                tx.set_given(fabric.id, all, &digest).await?;
                // Rows that were wrong may have the digest of right ones.
                tx.set_judged(fabric.id, "").await?;
            }
            Err(why) => {
                tracing::warn!(fabric = fabric.name, why, "what rules go by is not read");
                tx.given_is_refused(fabric.id, why).await?;
            }
        }
        tx.commit().await?;
        self.forget_inventory(fabric.id);
        self.is_due(fabric.id);
        Ok(())
    }

    /// Holds what is written down of it against a fresh list.
    pub(super) async fn compare_given(
        &self,
        fabric: &Fabric,
        listed: &Listed,
        cluster: &str,
        report: &mut VerifyReport,
        found: &mut OfCluster,
    ) -> Result<(), EngineError> {
        let all = match listed {
            Listed::Refused(why) | Listed::Unanswered(why) => {
                report.cluster.lacks(why.clone());
                return Ok(());
            }
            Listed::All(all) => all,
        };
        report.cluster.read += u64::try_from(all.len()).unwrap_or_default();
        let known = self.store.given(fabric.id).await?;
        for (identity, how) in differing(&known, all) {
            (found.is_listed_wrong, found.is_given_wrong) = (true, true);
            let from = format!("cluster {cluster}");
            found.differences.push(difference(VerifyPart::Object, how, Some(&identity), from));
        }
        Ok(())
    }
}

/// What of `known` is not as `fresh` has it.
fn differing(known: &[Given], fresh: &[Given]) -> Vec<(Identity, VerifyHow)> {
    let of = |all: &[Given]| -> BTreeMap<Identity, String> {
        all.iter().map(|given| (given.identity.clone(), given.object.clone())).collect()
    };
    let (mut known, fresh) = (of(known), of(fresh));
    let mut all = Vec::new();
    for (identity, object) in fresh {
        match known.remove(&identity) {
            None => all.push((identity, VerifyHow::Missing)),
            Some(held) if held != object => all.push((identity, VerifyHow::Changed)),
            Some(_) => {}
        }
    }
    all.extend(known.into_keys().map(|identity| (identity, VerifyHow::Extra)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str, spec: &str) -> Given {
        let identity = Identity::new("wiring.githedgehog.com", "SwitchProfile", name);
        Given { identity, object: spec.to_owned() }
    }

    #[test]
    fn each_way_in_which_a_row_is_wrong_is_told_apart() {
        let known = [one("a", "1"), one("b", "1"), one("c", "1")];
        let fresh = [one("a", "1"), one("b", "2"), one("d", "1")];
        let found: Vec<_> = differing(&known, &fresh)
            .into_iter()
            .map(|(identity, how)| (identity.name, how))
            .collect();
        assert_eq!(
            found,
            [
                ("b".to_owned(), VerifyHow::Changed),
                ("d".to_owned(), VerifyHow::Missing),
                ("c".to_owned(), VerifyHow::Extra)
            ]
        );
        assert_ne!(digest_of(&known), digest_of(&fresh));
    }

    #[test]
    fn what_changes_by_itself_is_not_kept() {
        let served = ServedKind {
            kind: GroupKind::new("wiring.githedgehog.com", "SwitchProfile"),
            version: "v1beta1".into(),
            versions: Vec::new(),
            plural: "switchprofiles".into(),
            namespaced: true,
            verbs: Vec::new(),
        };
        let read = |version: &str, uid: &str| {
            let object = json!({
                "metadata": {
                    "name": "a", "namespace": "default", "resourceVersion": version, "uid": uid,
                    "annotations": {"note": version},
                },
                "spec": {"ports": {"E1/1": {"profile": "p"}}},
                "status": {"seen": version},
            });
            given(Observed::take(object, &served).unwrap())
        };
        assert_eq!(read("1", "x"), read("2", "y"));
        assert!(read("1", "x").object.contains("E1/1"));
        assert_eq!(kinds().collect::<Vec<_>>(), [served.kind]);
    }
}
