//! What Git and a fabric's cluster have of resources, read in one transaction, and what is concluded of each.

use std::collections::{BTreeMap, HashMap};

use hedgerow_drift::{Case, Desired, Verdict, asks_for_earlier, judge};
use hedgerow_model::{
    Actual, Cluster, Document, DriftStanding, FabricId, FieldDrift, FieldPath, GroupKind, Identity,
    IgnoredDrift, Millis, Owner, Severity, Standing, Value, Watched,
};
use hedgerow_plan::{InCluster, Policies, SeenThere, value_again, value_of};
use hedgerow_schema::Catalogue;
use hedgerow_store::Transaction;

use super::Observe;
use super::plain::plain_object;
use crate::core::now;
use crate::error::EngineError;

/// What both sides have of some resources.
pub(super) struct Sides {
    documents: HashMap<Identity, Vec<Document>>,
    actual: HashMap<Identity, Actual>,
    agreed: HashMap<Identity, String>,
    ignored: BTreeMap<Identity, Vec<IgnoredDrift>>,
    policies: Policies,
}

/// A resource of a kind that is looked at.
pub(super) struct Of<'a> {
    pub(super) fabric: FabricId,
    pub(super) id: &'a Identity,
    pub(super) state: &'a Watched,
    pub(super) catalogue: &'a Catalogue,
}

/// One resource on both sides.
pub(super) struct Both<'a> {
    /// The document that Git wants.
    pub(super) document: Option<&'a Document>,
    /// What it says.
    pub(super) desired: Option<Value>,
    /// The cluster's object, as it is kept.
    pub(super) has: Option<&'a Actual>,
    /// The same, understood.
    pub(super) actual: Option<Value>,
    /// The text on which both last agreed; an empty one says that both had it and never agreed.
    pub(super) agreed_text: Option<&'a str>,
    /// What it says.
    pub(super) agreed: Option<Value>,
    is_unclear: bool,
}

impl Sides {
    /// Reads them.
    pub(super) async fn of(
        tx: &mut Transaction,
        fabric: FabricId,
        ids: &[Identity],
        at: Millis,
    ) -> Result<Self, EngineError> {
        let mut documents: HashMap<Identity, Vec<Document>> = HashMap::new();
        for document in tx.documents_of_all(fabric, ids).await? {
            documents.entry(document.identity.clone()).or_default().push(document);
        }
        let actual = tx.actual_of_all(fabric, ids).await?;
        let mut ignored: BTreeMap<Identity, Vec<IgnoredDrift>> = BTreeMap::new();
        let rules = tx.ignored_drift_of(fabric, ids).await?;
        for rule in rules.into_iter().filter(|rule| rule.holds(at)) {
            ignored.entry(rule.identity.clone()).or_default().push(rule);
        }
        let [own, everywhere] = tx.policies(fabric).await?;
        Ok(Self {
            documents,
            actual: actual.into_iter().map(|it| (it.identity.clone(), it)).collect(),
            agreed: tx.agreed_of_all(fabric, ids).await?,
            ignored,
            policies: Policies { own: own.policy, everywhere: everywhere.policy },
        })
    }

    /// How much drift of a resource matters, as the policy says.
    pub(super) fn severity(
        &self,
        id: &Identity,
        standing: DriftStanding,
        fields: &[FieldDrift],
    ) -> Severity {
        let paths = fields.iter().map(|field| &field.path);
        self.policies.drift_severity(&id.group_kind(), standing, paths)
    }

    /// Whether nothing can be concluded of a resource, because the cluster's objects of its kind were never listed to the
    /// end, and it is not among those that were seen.
    pub(super) fn is_unseen(&self, id: &Identity, state: &Watched) -> bool {
        state.listed_at.is_none() && !self.actual.contains_key(id)
    }

    /// What both have of a resource; `read` reads the cluster's object.
    fn both(
        &self,
        id: &Identity,
        catalogue: &Catalogue,
        read: fn(&str) -> Option<Value>,
    ) -> Both<'_> {
        let here = self.documents.get(id).map(Vec::as_slice).unwrap_or_default();
        let (wants, document) = desired(here);
        let has = self.actual.get(id);
        let agreed_text = self.agreed.get(id).map(String::as_str);
        let agreed = match (agreed_text, document, &wants) {
            (Some(text), Some(document), Wants::This(value)) if text == document.text => {
                Some(value.clone())
            }
            _ => agreed_text.filter(|text| !text.is_empty()).and_then(value_of),
        };
        let actual = has.and_then(|has| read(&has.object));
        let kind = id.group_kind();
        // Of a kind that nothing defines, the cluster may have whatever others keep there.
        let actual = match wants {
            Wants::Nothing if agreed_text.is_none() && catalogue.kind(&kind).is_none() => None,
            _ => actual,
        };
        let is_unclear = matches!(wants, Wants::Unclear);
        let desired = match wants {
            Wants::This(value) => Some(value),
            Wants::Nothing | Wants::Unclear => None,
        };
        Both { document, desired, has, actual, agreed_text, agreed, is_unclear }
    }

    /// What both have of a resource, and what is concluded of it by that alone.
    ///
    /// Who wrote which of the object's fields is most of its text, and read only where something differs or `whole` asks
    /// for it.
    pub(super) fn at_first(&self, of: &Of<'_>, whole: bool) -> (Both<'_>, Verdict) {
        let mut both = self.both(of.id, of.catalogue, if whole { object } else { plain_object });
        let mut verdict = self.verdict(of, &both, &[]);
        if !whole && matches!(verdict, Verdict::Drifted { .. }) {
            both = self.both(of.id, of.catalogue, object);
            verdict = self.verdict(of, &both, &[]);
        }
        (both, verdict)
    }

    /// What is concluded of a resource, with what Git wanted before: that is read only where an applier may have to do
    /// with what the cluster has, or where it is `asked` for. `verdict` is the one of [`Self::at_first`].
    pub(super) async fn concluded(
        &self,
        tx: &mut Transaction,
        of: &Of<'_>,
        (both, verdict): (&Both<'_>, Verdict),
        asked: bool,
    ) -> Result<(Verdict, Vec<Value>), EngineError> {
        let may_be_behind =
            matches!(&verdict, Verdict::Drifted { fields, .. } if asks_for_earlier(fields));
        if !may_be_behind && !asked {
            return Ok((verdict, Vec::new()));
        }
        let texts = tx.earlier_texts(of.fabric, of.id).await?;
        let earlier: Vec<Value> = texts.iter().filter_map(|text| value_of(text)).collect();
        let verdict = if may_be_behind { self.verdict(of, both, &earlier) } else { verdict };
        Ok((verdict, earlier))
    }

    /// What is concluded of a resource, had both agreed on what `both` says, and Git wanted `earlier` before.
    pub(super) fn verdict(&self, of: &Of<'_>, both: &Both<'_>, earlier: &[Value]) -> Verdict {
        let Of { id, state, catalogue, .. } = *of;
        let kind: GroupKind = id.group_kind();
        let is_theirs = |path: &FieldPath| self.policies.belongs(&kind, path, Owner::Cluster);
        let desired = match &both.desired {
            _ if both.is_unclear => Desired::Unclear,
            Some(value) => Desired::Wants(value),
            None => Desired::Absent,
        };
        let case = Case {
            desired,
            actual: both.actual.as_ref(),
            agreed: both.agreed.as_ref(),
            earlier,
            were_both: both.agreed_text.is_some(),
            is_listed: state.listed_at.is_some(),
            ignored: self.ignored.get(id).map(Vec::as_slice).unwrap_or_default(),
            is_clusters: &is_theirs,
        };
        judge(&case, catalogue)
    }
}

impl Observe<'_> {
    /// What is known of resources in the fabric's cluster, to hold drafts against it.
    pub(crate) async fn seen_there(
        &self,
        tx: &mut Transaction,
        fabric: FabricId,
        catalogue: &Catalogue,
        ids: &[Identity],
    ) -> Result<HashMap<Identity, InCluster>, EngineError> {
        let Some(cluster) = cluster_of(tx, fabric).await? else {
            return Ok(ids.iter().map(|id| (id.clone(), InCluster::Nowhere)).collect());
        };
        let states = tx.watched(fabric).await?;
        let sides = Sides::of(tx, fabric, ids, now()).await?;
        let mut there = HashMap::with_capacity(ids.len());
        for id in ids {
            let Some(state) = states.iter().find(|it| it.has(id)) else {
                there.insert(id.clone(), InCluster::Unknown);
                continue;
            };
            if sides.is_unseen(id, state) {
                there.insert(id.clone(), InCluster::Unknown);
                continue;
            }
            let of = Of { fabric, id, state, catalogue };
            let (both, verdict) = sides.at_first(&of, true);
            let (verdict, _) = sides.concluded(tx, &of, (&both, verdict), false).await?;
            let seen = match verdict {
                Verdict::Unclear => InCluster::Unknown,
                verdict => InCluster::Seen(Box::new(both.seen(&cluster.name, verdict))),
            };
            there.insert(id.clone(), seen);
        }
        Ok(there)
    }
}

/// The cluster in which a fabric lives.
pub(super) async fn cluster_of(
    tx: &mut Transaction,
    fabric: FabricId,
) -> Result<Option<Cluster>, EngineError> {
    match tx.clusters_of_fabrics(&[fabric]).await?.first() {
        Some(place) => Ok(tx.cluster(place.cluster).await?),
        None => Ok(None),
    }
}

impl Both<'_> {
    /// What was seen of it.
    pub(super) fn seen(&self, cluster: &str, verdict: Verdict) -> SeenThere {
        SeenThere {
            cluster: cluster.to_owned(),
            verdict,
            agreed: self.agreed.clone(),
            actual: self.actual.clone(),
        }
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
        // It is live because it was read.
        (Some(document), None) => match value_again(&document.text) {
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
