//! Resources are held against what the cluster has of them, and what follows is written down.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hedgerow_drift::{
    Case, Course, Desired, Verdict, asks_for_earlier, judge, keep_editors, undone,
};
use hedgerow_model::{
    Actual, Document, Drifted, FabricId, FieldPath, GroupKind, Healed, Identity, IgnoredDrift,
    Owner, Standing, Value, Watched,
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
    /// What appliers undid.
    pub(super) undone: Vec<Healed>,
}

/// What was seen of objects between two times that they were compared.
pub(super) type Passed = BTreeMap<Identity, Vec<Value>>;

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
            let passed = Passed::new();
            let judged = self.judge(&mut tx, fabric.id, catalogue, states, (some, &passed)).await?;
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

    /// Compares these resources as the transaction sees both sides, and writes what is concluded. `passed` is what was seen
    /// of objects since they were last compared, before what they are now.
    pub(super) async fn judge(
        &self,
        tx: &mut Transaction,
        fabric: FabricId,
        catalogue: &Catalogue,
        states: &[Watched],
        (ids, passed): (&[Identity], &Passed),
    ) -> Result<Judged, EngineError> {
        let mut judged = Judged::default();
        if ids.is_empty() {
            return Ok(judged);
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
        let (mut level, mut drifts, mut now_agreed) = (Vec::new(), Vec::new(), Vec::new());
        for id in ids {
            let kind = id.group_kind();
            let was = before.get(id);
            let Some(state) = states.iter().find(|it| it.has(id)) else {
                // It is not looked at, so nothing is said of it.
                level.extend(was.map(|_| id.clone()));
                judged.changed.extend(was.map(|_| id.clone()));
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
            let conclude = |earlier: &[Value]| {
                let case = Case {
                    desired: wanted,
                    actual: value.as_ref(),
                    agreed: base.as_ref(),
                    earlier,
                    is_listed: state.listed_at.is_some(),
                    ignored: ignored.get(id).map(Vec::as_slice).unwrap_or_default(),
                    is_clusters: &is_theirs,
                };
                judge(&case, catalogue)
            };
            let mut verdict = conclude(&[]);
            let differed = was.map(|was| was.fields.as_slice()).unwrap_or_default();
            let mut seen = passed.get(id).cloned().unwrap_or_default();
            // What Git wanted before is asked for only where an applier may have to do with it.
            let may_be_behind =
                matches!(&verdict, Verdict::Drifted { fields, .. } if asks_for_earlier(fields));
            let may_be_undone = value.is_some() && !(differed.is_empty() && seen.is_empty());
            let earlier: Vec<Value> = match may_be_behind || may_be_undone {
                true => {
                    let texts = tx.earlier_texts(fabric, id).await?;
                    texts.iter().filter_map(|text| value_of(text)).collect()
                }
                false => Vec::new(),
            };
            if may_be_behind {
                verdict = conclude(&earlier);
            }
            if let Verdict::Drifted { fields, .. } = &mut verdict {
                keep_editors(differed, fields);
            }
            if may_be_undone && let (Desired::Wants(desired), Some(now)) = (wanted, &value) {
                seen.push(now.clone());
                let course = Course {
                    before: differed,
                    seen: &seen.iter().collect::<Vec<_>>(),
                    desired,
                    agreed: base.as_ref(),
                    earlier: &earlier,
                };
                let healed = |undone| Healed { identity: id.clone(), undone, at };
                judged.undone.extend(undone(&course, catalogue).into_iter().map(healed));
            }
            match verdict {
                Verdict::Unclear => {}
                verdict @ (Verdict::Nothing | Verdict::Level { .. }) => {
                    if verdict == Verdict::Nothing && agreed.contains_key(id) && has.is_none() {
                        now_agreed.push((id.clone(), None));
                    }
                    if verdict == (Verdict::Level { agreed: true })
                        && let Some(document) = document
                        && agreed.get(id) != Some(&document.text)
                    {
                        now_agreed.push((id.clone(), Some(document.text.clone())));
                    }
                    if verdict == (Verdict::Level { agreed: false }) {
                        // They are level by what belongs to the cluster: nothing else says so.
                        let drift = level_row(id, has, document, at);
                        if was.is_none_or(|was| Drifted { since: at, ..was.clone() } != drift) {
                            judged.changed.insert(id.clone());
                            drifts.push(drift);
                        }
                        continue;
                    }
                    level.extend(was.map(|_| id.clone()));
                    judged.changed.extend(was.map(|_| id.clone()));
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
                        judged.changed.insert(id.clone());
                        drifts.push(drift);
                    }
                }
            }
        }
        tx.set_agreed(fabric, &now_agreed, at).await?;
        tx.set_drifts(fabric, &level, &drifts).await?;
        tx.add_healed(fabric, &judged.undone).await?;
        Ok(judged)
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
