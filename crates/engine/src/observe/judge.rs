//! Resources are held against what the cluster has of them, and what follows is written down.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hedgerow_drift::{Case, Desired, Verdict, judge};
use hedgerow_model::{
    Actual, Document, Drifted, FabricId, FieldPath, GroupKind, Identity, IgnoredDrift, Owner,
    Standing, Value, Watched,
};
use hedgerow_plan::{Policies, value_of};
use hedgerow_schema::Catalogue;
use hedgerow_store::Transaction;

use super::Observe;
use crate::core::now;
use crate::error::EngineError;

/// What came of comparing resources.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// Of which something else is concluded now.
    pub(super) changed: BTreeSet<Identity>,
}

/// What is concluded of resources, where that is something else than is written.
#[derive(Debug, Default)]
pub(super) struct Concluded {
    pub(super) changed: BTreeSet<Identity>,
    /// Of which nothing differs any more.
    pub(super) level: Vec<Identity>,
    pub(super) drifts: Vec<Drifted>,
    /// The texts that both sides agree on; nothing where neither has the resource any more.
    pub(super) agreed: Vec<(Identity, Option<String>)>,
}

/// How many resources are compared in one group of writes.
const AT_ONCE: i64 = 500;

impl Observe<'_> {
    /// Compares all resources of a fabric: after a start, and where what they are compared by moved.
    pub(super) async fn judge_all(
        &self,
        fabric: &hedgerow_model::Fabric,
        catalogue: &Catalogue,
        states: &[Watched],
    ) -> Result<(), EngineError> {
        let mut after: Option<Identity> = None;
        loop {
            let ids = self.store.compared_after(fabric.id, after.as_ref(), AT_ONCE).await?;
            let Some(last) = ids.last() else { return Ok(()) };
            after = Some(last.clone());
            self.judge_these(fabric, catalogue, states, &ids).await?;
        }
    }

    /// Compares some resources in a transaction of their own.
    pub(super) async fn judge_these(
        &self,
        fabric: &hedgerow_model::Fabric,
        catalogue: &Catalogue,
        states: &[Watched],
        ids: &[Identity],
    ) -> Result<(), EngineError> {
        for some in ids.chunks(usize::try_from(AT_ONCE).unwrap_or(1)) {
            let mut tx = self.store.write().await?;
            let judged = self.judge(&mut tx, fabric.id, catalogue, states, some).await?;
            if judged.changed.is_empty() {
                // Nothing else is concluded; what was agreed may be kept all the same.
                tx.commit().await?;
                continue;
            }
            self.tell(&mut tx, fabric, judged)?;
            tx.commit().await?;
            self.observed.applying(fabric.id).compared();
        }
        Ok(())
    }

    /// Compares these resources as the transaction sees both sides, and writes what is concluded.
    pub(super) async fn judge(
        &self,
        tx: &mut Transaction,
        fabric: FabricId,
        catalogue: &Catalogue,
        states: &[Watched],
        ids: &[Identity],
    ) -> Result<Judged, EngineError> {
        let Concluded { changed, level, drifts, agreed } =
            self.conclude(tx, fabric, catalogue, states, ids).await?;
        tx.set_agreed(fabric, &agreed, now()).await?;
        tx.set_drifts(fabric, &level, &drifts).await?;
        Ok(Judged { changed })
    }

    /// Compares these resources as the transaction sees both sides, and writes nothing.
    pub(super) async fn conclude(
        &self,
        tx: &mut Transaction,
        fabric: FabricId,
        catalogue: &Catalogue,
        states: &[Watched],
        ids: &[Identity],
    ) -> Result<Concluded, EngineError> {
        let mut found = Concluded::default();
        if ids.is_empty() {
            return Ok(found);
        }
        let mut documents: HashMap<Identity, Vec<Document>> = HashMap::new();
        for document in tx.documents_of_all(fabric, ids).await? {
            documents.entry(document.identity.clone()).or_default().push(document);
        }
        let actual: HashMap<Identity, Actual> = tx
            .actual_of_all(fabric, ids)
            .await?
            .into_iter()
            .map(|it| (it.identity.clone(), it))
            .collect();
        let agreed = tx.agreed_of_all(fabric, ids).await?;
        let before: HashMap<Identity, Drifted> = tx
            .drifts_of_all(fabric, ids)
            .await?
            .into_iter()
            .map(|it| (it.identity.clone(), it))
            .collect();
        let at = now();
        let mut ignored: BTreeMap<Identity, Vec<IgnoredDrift>> = BTreeMap::new();
        for rule in tx.ignored_drift(fabric).await?.into_iter().filter(|rule| rule.holds(at)) {
            ignored.entry(rule.identity.clone()).or_default().push(rule);
        }
        let [own, everywhere] = tx.policies(fabric).await?;
        let policies = Policies { own: own.policy, everywhere: everywhere.policy };
        for id in ids {
            let kind = id.group_kind();
            let was = before.get(id);
            let Some(state) = states.iter().find(|it| it.has(id)) else {
                // It is not looked at, so nothing is said of it.
                found.level.extend(was.map(|_| id.clone()));
                found.changed.extend(was.map(|_| id.clone()));
                continue;
            };
            let here = documents.get(id).map(Vec::as_slice).unwrap_or_default();
            let (wants, document) = desired(here);
            let wanted = match &wants {
                Wants::This(value) => Desired::Wants(value),
                Wants::Nothing => Desired::Absent,
                Wants::Unclear => Desired::Unclear,
            };
            let has = actual.get(id);
            let value = has.and_then(|has| object(&has.object));
            let base = agreed.get(id).and_then(|text| value_of(text));
            let is_theirs = |path: &FieldPath| policies.belongs(&kind, path, Owner::Cluster);
            // Of a kind that nothing defines, the cluster may have whatever others keep there.
            let value = match wants {
                Wants::Nothing if base.is_none() && !is_known(catalogue, &kind) => None,
                _ => value,
            };
            let case = Case {
                desired: wanted,
                actual: value.as_ref(),
                agreed: base.as_ref(),
                is_listed: state.listed_at.is_some(),
                ignored: ignored.get(id).map(Vec::as_slice).unwrap_or_default(),
                is_clusters: &is_theirs,
            };
            match judge(&case, catalogue) {
                Verdict::Unclear => {}
                verdict @ (Verdict::Nothing | Verdict::Level { .. }) => {
                    if verdict == Verdict::Nothing && agreed.contains_key(id) && has.is_none() {
                        found.agreed.push((id.clone(), None));
                    }
                    if verdict == (Verdict::Level { agreed: true })
                        && let Some(document) = document
                        && agreed.get(id) != Some(&document.text)
                    {
                        found.agreed.push((id.clone(), Some(document.text.clone())));
                    }
                    if verdict == (Verdict::Level { agreed: false }) {
                        // They are level by what belongs to the cluster: nothing else says so.
                        let drift = level_row(id, has, document, at);
                        if was.is_none_or(|was| Drifted { since: at, ..was.clone() } != drift) {
                            found.changed.insert(id.clone());
                            found.drifts.push(drift);
                        }
                        continue;
                    }
                    found.level.extend(was.map(|_| id.clone()));
                    found.changed.extend(was.map(|_| id.clone()));
                }
                Verdict::Drifted { standing, moved, fields, ignored } => {
                    let same = was.filter(|was| was.standing == standing);
                    let drift = Drifted {
                        identity: id.clone(),
                        standing,
                        moved,
                        fields,
                        ignored,
                        resource_version: has.map(|has| has.resource_version.clone()),
                        blob: document.map(|document| document.blob.clone()),
                        since: same.map_or(at, |was| was.since),
                    };
                    if was != Some(&drift) {
                        found.changed.insert(id.clone());
                        found.drifts.push(drift);
                    }
                }
            }
        }
        Ok(found)
    }
}

fn is_known(catalogue: &Catalogue, kind: &GroupKind) -> bool {
    catalogue.kind(kind).is_some()
}

/// Notes that a resource is level though both sides say something else.
fn level_row(
    id: &Identity,
    has: Option<&Actual>,
    document: Option<&Document>,
    at: hedgerow_model::Millis,
) -> Drifted {
    Drifted {
        identity: id.clone(),
        standing: hedgerow_model::DriftStanding::InSync,
        moved: None,
        fields: Vec::new(),
        ignored: false,
        resource_version: has.map(|has| has.resource_version.clone()),
        blob: document.map(|document| document.blob.clone()),
        since: at,
    }
}

/// What Git wants of a resource.
enum Wants {
    This(Value),
    Nothing,
    Unclear,
}

/// What its documents want of a resource, and the one that does.
fn desired(documents: &[Document]) -> (Wants, Option<&Document>) {
    let mut live = documents.iter().filter(|document| document.standing == Standing::Live);
    match (live.next(), live.next()) {
        (Some(_), Some(_)) => (Wants::Unclear, None),
        (Some(document), None) => match value_of(&document.text) {
            Some(value) => (Wants::This(value), Some(document)),
            None => (Wants::Unclear, None),
        },
        (None, _) if documents.iter().any(|it| it.standing == Standing::Unreadable) => {
            (Wants::Unclear, None)
        }
        (None, _) => (Wants::Nothing, None),
    }
}

/// The object of a row, as a value.
pub(crate) fn object(json: &str) -> Option<Value> {
    Some(Value::from(&serde_json::from_str::<serde_json::Value>(json).ok()?))
}
