//! Resources are held against what the cluster has of them, and what follows is written down.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hedgerow_drift::{Course, Verdict, keep_editors, undone};
use hedgerow_model::{
    Actual, Document, DriftStanding, Drifted, Fabric, Healed, Identity, Millis, Severity, Value,
    Watched,
};
use hedgerow_schema::Catalogue;
use hedgerow_store::Transaction;
use hedgerow_yaml::{EmitOptions, emit};

use super::Observe;
use super::contest::Contest;
use super::glance::{Glance, Glances, Imprints};
use super::sides::{Both, Of, Sides};
use crate::core::{now, on_all_processors};
use crate::error::EngineError;

/// What came of comparing resources.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// Of which something else is concluded now.
    pub(super) changed: BTreeSet<Identity>,
    /// Whether there are conflicts with the cluster that were not there before, or ones that went.
    pub(super) contested: bool,
    /// What appliers undid.
    pub(super) undone: Vec<Healed>,
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
    /// What appliers undid.
    undone: Vec<Healed>,
    /// When.
    at: Millis,
    /// What both sides, or a draft and the cluster, changed their own way.
    contest: Option<Contest>,
}

/// What was seen of objects between two times that they were compared.
pub(super) type Passed = BTreeMap<Identity, Vec<Value>>;

/// How many resources are compared in one group of writes.
const AT_ONCE: usize = 500;

/// How many resources are in memory as both sides have them, or twice as the cluster has them.
pub(super) const IN_MEMORY: usize = 128;

impl Observe<'_> {
    /// Compares all resources of a fabric: after a start, and where what they are compared by moved. `imprints` are those
    /// of the look before, and of this one then.
    pub(super) async fn judge_all(
        &self,
        fabric: &Fabric,
        catalogue: &Catalogue,
        states: &[Watched],
        imprints: &mut Imprints,
    ) -> Result<(), EngineError> {
        let before = std::mem::take(imprints);
        let mut glances = Glances::of(fabric.id, catalogue, states, before);
        while let Some(Glance { others, .. }) = glances.next(self).await? {
            self.judge_these(fabric, catalogue, states, &others).await?;
        }
        *imprints = glances.imprints();
        Ok(())
    }

    /// Compares some resources in a transaction of their own.
    pub(super) async fn judge_these(
        &self,
        fabric: &Fabric,
        catalogue: &Catalogue,
        states: &[Watched],
        ids: &[Identity],
    ) -> Result<(), EngineError> {
        for some in ids.chunks(AT_ONCE) {
            let mut tx = self.write_following(fabric.id).await?;
            let passed = Passed::new();
            let judged = self.judge(&mut tx, fabric, catalogue, states, (some, &passed)).await?;
            if judged.changed.is_empty() && !judged.contested {
                // Nothing else is concluded; what was agreed may be kept all the same.
                tx.commit().await?;
                continue;
            }
            let contested = judged.contested;
            self.tell(&mut tx, fabric, judged)?;
            tx.commit().await?;
            self.after_judging(fabric, contested).await;
        }
        Ok(())
    }

    /// Compares these resources as the transaction sees both sides, and writes what is concluded. `passed` is what was seen
    /// of objects since they were last compared, before what they are now.
    pub(super) async fn judge(
        &self,
        tx: &mut Transaction,
        fabric: &Fabric,
        catalogue: &Catalogue,
        states: &[Watched],
        (ids, passed): (&[Identity], &Passed),
    ) -> Result<Judged, EngineError> {
        let found = self.conclude(tx, fabric, catalogue, states, (ids, passed)).await?;
        let Concluded { changed, level, drifts, agreed, undone, at, contest } = found;
        for drift in drifts.iter().filter(|drift| drift.since == at) {
            let of = [("standing", drift.standing.as_str()), ("severity", drift.severity.as_str())];
            metrics::counter!("hedgerow_drift_seen_total", &of).increment(1);
        }
        tx.set_agreed(fabric.id, &agreed, at).await?;
        tx.set_drifts(fabric.id, &level, &drifts).await?;
        tx.add_healed(fabric.id, &undone).await?;
        let contested = match contest {
            Some(contest) => self.contest(tx, fabric, catalogue, contest, &changed).await?,
            None => false,
        };
        Ok(Judged { changed, contested, undone })
    }

    /// Compares these resources as the transaction sees both sides, and writes nothing. `passed` as in [`Self::judge`].
    pub(super) async fn conclude(
        &self,
        tx: &mut Transaction,
        fabric: &Fabric,
        catalogue: &Catalogue,
        states: &[Watched],
        (ids, passed): (&[Identity], &Passed),
    ) -> Result<Concluded, EngineError> {
        let mut found = Concluded::default();
        if ids.is_empty() {
            return Ok(found);
        }
        let at = now();
        let sides = Sides::of(tx, fabric.id, ids, at).await?;
        let before = tx.drifts_of_all(fabric.id, ids).await?;
        let before: HashMap<Identity, Drifted> =
            before.into_iter().map(|it| (it.identity.clone(), it)).collect();
        let mut contest = Contest::of(tx, fabric.id, ids).await?;
        found.at = at;
        for some in ids.chunks(IN_MEMORY) {
            // All processors are busy for a moment: what others wait for comes in between.
            tokio::task::yield_now().await;
            // Reading both sides is most of the work.
            let looked = on_all_processors(some, |id| {
                let state = states.iter().find(|it| it.has(id))?;
                let of = Of { fabric: fabric.id, id, state, catalogue };
                let differed = before.get(id).is_some_and(|was| !was.fields.is_empty());
                let whole = differed || passed.contains_key(id);
                Some((state, (!sides.is_unseen(id, state)).then(|| sides.at_first(&of, whole))))
            });
            for (id, looked) in some.iter().zip(looked) {
                let was = before.get(id);
                let Some((state, looked)) = looked else {
                    // It is not looked at, so nothing is said of it.
                    found.is_level(id, was);
                    continue;
                };
                let Some((mut both, verdict)) = looked else {
                    // What was concluded before stays.
                    continue;
                };
                let differed = was.map(|was| was.fields.as_slice()).unwrap_or_default();
                let mut seen = passed.get(id).cloned().unwrap_or_default();
                let may_be_undone =
                    both.actual.is_some() && !(differed.is_empty() && seen.is_empty());
                let of = Of { fabric: fabric.id, id, state, catalogue };
                let (mut verdict, earlier) =
                    sides.concluded(tx, &of, (&both, verdict), may_be_undone).await?;
                if let Some(agreed) = contest.overruled(id, &both, &verdict) {
                    found.agreed.push((id.clone(), Some(emit(&agreed, &EmitOptions::default()))));
                    both.agreed = Some(agreed);
                    verdict = sides.verdict(&of, &both, &earlier);
                }
                if let Verdict::Drifted { fields, .. } = &mut verdict {
                    keep_editors(differed, fields);
                }
                if may_be_undone && let (Some(desired), Some(now)) = (&both.desired, &both.actual) {
                    seen.push(now.clone());
                    let course = Course {
                        before: differed,
                        seen: &seen.iter().collect::<Vec<_>>(),
                        desired,
                        agreed: both.agreed.as_ref(),
                        earlier: &earlier,
                    };
                    let healed = |undone| Healed { identity: id.clone(), undone, at };
                    found.undone.extend(undone(&course, catalogue).into_iter().map(healed));
                }
                contest.meets(id, &both, &verdict);
                found.follows(id, was, &both, verdict, &sides);
            }
        }
        found.contest = Some(contest);
        Ok(found)
    }
}

impl Concluded {
    /// Nothing differs of a resource.
    fn is_level(&mut self, id: &Identity, was: Option<&Drifted>) {
        if was.is_some() {
            self.level.push(id.clone());
            self.changed.insert(id.clone());
        }
    }

    /// Something else differs of a resource than did before.
    fn differs(&mut self, drift: Drifted) {
        self.changed.insert(drift.identity.clone());
        self.drifts.push(drift);
    }

    /// What follows from the verdict of a resource of which `was` is written.
    fn follows(
        &mut self,
        id: &Identity,
        was: Option<&Drifted>,
        both: &Both<'_>,
        verdict: Verdict,
        sides: &Sides,
    ) {
        let Both { document, has, agreed_text, .. } = *both;
        match verdict {
            Verdict::Unclear => {}
            Verdict::Nothing => {
                if agreed_text.is_some() && has.is_none() {
                    self.agreed.push((id.clone(), None));
                }
                self.is_level(id, was);
            }
            Verdict::Level { agreed: true } => {
                if let Some(document) = document
                    && agreed_text != Some(document.text.as_str())
                {
                    self.agreed.push((id.clone(), Some(document.text.clone())));
                }
                self.is_level(id, was);
            }
            // They are level by what belongs to the cluster: nothing else says so.
            Verdict::Level { agreed: false } => {
                let drift = level_row(id, has, document, self.at);
                if was.is_none_or(|was| Drifted { since: self.at, ..was.clone() } != drift) {
                    self.differs(drift);
                }
            }
            Verdict::Drifted { standing, moved, fields, ignored } => {
                if agreed_text.is_none() && standing == DriftStanding::Differs {
                    // Whoever takes it away from now on, both had it.
                    self.agreed.push((id.clone(), Some(String::new())));
                }
                let same = was.filter(|was| was.standing == standing);
                let drift = Drifted {
                    identity: id.clone(),
                    severity: sides.severity(id, standing, &fields),
                    standing,
                    moved,
                    fields,
                    ignored,
                    resource_version: has.map(|has| has.resource_version.clone()),
                    blob: document.map(|document| document.blob.clone()),
                    since: same.map_or(self.at, |was| was.since),
                };
                if was != Some(&drift) {
                    self.differs(drift);
                }
            }
        }
    }
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
        severity: Severity::Warning,
        resource_version: has.map(|has| has.resource_version.clone()),
        blob: document.map(|document| document.blob.clone()),
        since: at,
    }
}
