//! Git and the cluster each changed a field their own way, or a draft and the cluster did: records of conflicts.

use std::collections::{BTreeSet, HashMap};

use hedgerow_drift::{Verdict, advanced};
use hedgerow_model::{
    Conflict, DriftStanding, Fabric, FabricId, Identity, Moved, NewConflict, Value,
};
use hedgerow_plan::{Records, SeenThere, against_git, reconcile_with_cluster, was_overruled};
use hedgerow_schema::Catalogue;
use hedgerow_store::Transaction;

use super::Observe;
use super::reapply::manager;
use super::sides::{Both, cluster_of};
use crate::core::now;
use crate::drafts::pictures_in;
use crate::error::EngineError;
use crate::views::{Event, SyncReport, named};

/// What Git and a fabric's cluster each changed their own way.
#[derive(Debug, Default)]
pub(super) struct Contest {
    /// What is on record, by resource.
    stored: HashMap<Identity, Vec<Conflict>>,
    now: Vec<Contested>,
    /// Of which it is known what there is now.
    looked: BTreeSet<Identity>,
}

/// A resource that both changed.
#[derive(Debug)]
struct Contested {
    identity: Identity,
    desired: Option<Value>,
    agreed: Option<Value>,
    actual: Option<Value>,
    verdict: Verdict,
}

/// The parties of conflicts between Git and the cluster.
struct Parties {
    /// The cluster, by name.
    cluster: String,
    /// In whose name Hedgerow writes there.
    own: String,
    /// The commit that Git's side was read at.
    commit: String,
}

impl Parties {
    async fn of(tx: &mut Transaction, fabric: &Fabric) -> Result<Self, EngineError> {
        let cluster = cluster_of(tx, fabric.id).await?;
        Ok(Self {
            cluster: cluster.map(|it| it.name).unwrap_or_default(),
            own: manager(&fabric.name),
            commit: tx.ingested_commit(fabric.id).await?.unwrap_or_default(),
        })
    }
}

impl Contested {
    fn conflicts(self, parties: &Parties, catalogue: &Catalogue) -> Vec<NewConflict> {
        let Self { identity, desired, agreed, actual, verdict } = self;
        let seen = SeenThere { cluster: parties.cluster.clone(), verdict, agreed, actual };
        let at = (parties.commit.as_str(), parties.own.as_str());
        against_git(&identity, desired.as_ref(), at, &seen, catalogue)
    }
}

impl Contest {
    pub(super) async fn of(
        tx: &mut Transaction,
        fabric: FabricId,
        ids: &[Identity],
    ) -> Result<Self, EngineError> {
        let mut stored: HashMap<Identity, Vec<Conflict>> = HashMap::new();
        for conflict in tx.conflicts_with_cluster(fabric, ids).await? {
            stored.entry(conflict.what.identity.clone()).or_default().push(conflict);
        }
        Ok(Self { stored, ..Self::default() })
    }

    /// What both agree on once it counts what people decided of drafts that Git has now; `None`: nothing else than before.
    pub(super) fn overruled(
        &self,
        id: &Identity,
        both: &Both<'_>,
        verdict: &Verdict,
    ) -> Option<Value> {
        let stored = self.stored.get(id)?;
        let Verdict::Drifted { standing: DriftStanding::Differs, fields, .. } = verdict else {
            return None;
        };
        let mut agreed: Option<Value> = None;
        for field in fields.iter().filter(|field| field.moved == Some(Moved::Both)) {
            let at =
                |side: &Option<Value>| side.as_ref().and_then(|it| it.lookup(&field.path)).cloned();
            let (git, there) = (at(&both.desired), at(&both.actual));
            if !was_overruled(stored, &field.path, (git.as_ref(), there.as_ref())) {
                continue;
            }
            let base = agreed.as_ref().or(both.agreed.as_ref());
            if let Ok(Some(more)) = advanced(base, &field.path, there.as_ref()) {
                agreed = Some(more);
            }
        }
        agreed
    }

    /// Notes what both sides changed of a resource.
    pub(super) fn meets(&mut self, id: &Identity, both: &Both<'_>, verdict: &Verdict) {
        if *verdict == Verdict::Unclear {
            return;
        }
        self.looked.insert(id.clone());
        let is_both = match verdict {
            Verdict::Drifted { moved, fields, .. } => {
                let both = Some(Moved::Both);
                *moved == both || fields.iter().any(|field| field.moved == both)
            }
            _ => false,
        };
        if is_both {
            self.now.push(Contested {
                identity: id.clone(),
                desired: both.desired.clone(),
                agreed: both.agreed.clone(),
                actual: both.actual.clone(),
                verdict: verdict.clone(),
            });
        }
    }

    /// What is to be written of Git and the cluster, with the resources that it is about.
    fn records(
        self,
        parties: Option<&Parties>,
        catalogue: &Catalogue,
    ) -> (Records, BTreeSet<String>) {
        let mut records = Records::default();
        let mut about = BTreeSet::new();
        let mut now: HashMap<Identity, Vec<NewConflict>> = HashMap::new();
        for contested in self.now {
            let id = contested.identity.clone();
            let conflicts = parties.map(|parties| contested.conflicts(parties, catalogue));
            now.entry(id).or_default().extend(conflicts.into_iter().flatten());
        }
        for id in self.looked {
            let stored = self.stored.get(&id).into_iter().flatten();
            let stored: Vec<Conflict> =
                stored.filter(|it| it.what.change_id().is_none()).cloned().collect();
            let now = now.remove(&id).unwrap_or_default();
            let Records { open, supersede } = reconcile_with_cluster(&stored, now);
            if !open.is_empty() || !supersede.is_empty() {
                about.insert(id.to_string());
            }
            records.open.extend(open);
            records.supersede.extend(supersede);
        }
        (records, about)
    }
}

impl Observe<'_> {
    /// Brings the records of conflicts with the cluster up to date: of Git, and of the drafts of the resources of which
    /// something else is concluded now. Tells whether there was anything to write.
    pub(super) async fn contest(
        &self,
        tx: &mut Transaction,
        fabric: &Fabric,
        catalogue: &Catalogue,
        contest: Contest,
        changed: &BTreeSet<Identity>,
    ) -> Result<bool, EngineError> {
        // Of most resources nothing is contested, and nobody asks who the parties would be.
        let parties = match contest.now.is_empty() {
            true => None,
            false => Some(Parties::of(tx, fabric).await?),
        };
        let (Records { open, supersede }, about) = contest.records(parties.as_ref(), catalogue);
        if !about.is_empty() {
            tx.open_conflicts(fabric.id, &open, now()).await?;
            tx.supersede_conflicts(&supersede, now()).await?;
            metrics::counter!("hedgerow_cluster_conflicts_opened_total")
                .increment(open.len() as u64);
            let (resources, more) = named(about);
            let event = Event::Conflicts { fabric: fabric.name.clone(), resources, more };
            self.record().emit(tx, &event)?;
        }
        let is_news = !open.is_empty() || !supersede.is_empty();
        let ids: Vec<Identity> = changed.iter().cloned().collect();
        let drafts = tx.active_drafts_of(fabric.id, &ids).await?;
        if drafts.is_empty() {
            return Ok(is_news);
        }
        let ids: BTreeSet<Identity> = drafts.into_iter().map(|draft| draft.identity).collect();
        let ids: Vec<Identity> = ids.into_iter().collect();
        let commit = match parties {
            Some(parties) => parties.commit,
            None => tx.ingested_commit(fabric.id).await?.unwrap_or_default(),
        };
        let documents = tx.documents_of_all(fabric.id, &ids).await?;
        let pictures = pictures_in(ids, documents);
        let mut report = SyncReport { fabric: fabric.name.clone(), ..SyncReport::default() };
        let meets = self.drafts();
        let moved = meets
            .drafts_meet_git(tx, fabric.id, catalogue, &pictures, &commit, &mut report)
            .await?;
        Ok(is_news || moved)
    }

    /// Wakes what waits for both sides to be compared, and has the policy look at what is contested.
    pub(super) async fn after_judging(&self, fabric: &Fabric, contested: bool) {
        self.observed.applying(fabric.id).compared();
        if contested {
            self.changes_moved(fabric.id);
            self.conflicts().settle_new(fabric.id).await;
        }
    }
}
