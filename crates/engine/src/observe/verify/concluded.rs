//! What follows from what is written down of Git and of a cluster, concluded again.

use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

use hedgerow_model::{
    Drifted, Fabric, Identity, VerifyDifference, VerifyHow, VerifyPart, VerifyReport,
};
use hedgerow_plan::value_of;
use hedgerow_schema::Catalogue;

use super::{AT_ONCE, LOOKS, Observe, OfCluster, difference};
use crate::error::EngineError;
use crate::observe::glance::{Glance, Glances, Imprints};
use crate::observe::judge::{Concluded, Passed};

impl Observe<'_> {
    /// Concludes again how the cluster stands to Git, from the rows of both, and compares that with what is written.
    pub(super) async fn compare_concluded(
        &self,
        fabric: &Fabric,
        skip: &HashSet<Identity>,
        pause: Duration,
        report: &mut VerifyReport,
        found: &mut OfCluster,
    ) -> Result<(), EngineError> {
        let catalogue = self.catalogue(fabric.id).await?;
        let mut suspects: BTreeSet<Identity> = BTreeSet::new();
        let states = self.store.watched(fabric.id).await?;
        let mut glances = Glances::of(fabric.id, &catalogue, &states, Imprints::default());
        let mut after: Option<Identity> = None;
        loop {
            let ids = match glances.next(self).await? {
                Some(Glance { read, others }) => {
                    report.database.read += u64::try_from(read).unwrap_or_default();
                    others
                }
                // Then those of which nothing is left but that they agreed.
                None => {
                    let ids = self.store.agreed_alone(fabric.id, after.as_ref(), AT_ONCE).await?;
                    let Some(last) = ids.last() else { break };
                    after = Some(last.clone());
                    report.database.read += u64::try_from(ids.len()).unwrap_or_default();
                    ids
                }
            };
            let ids: Vec<Identity> = ids
                .into_iter()
                .filter(|id| !skip.contains(id) && !found.wrong.contains(id))
                .filter(|id| !found.not_followed.iter().any(|it| it.has(id)))
                .collect();
            let told = self.concluded(fabric, &catalogue, &ids).await?;
            suspects.extend(told.into_iter().map(|(id, _)| id));
        }
        // What Git or the cluster moved a moment ago is compared a moment later.
        let mut ids: Vec<Identity> = suspects.into_iter().collect();
        let mut told = Vec::new();
        for _ in 1..LOOKS {
            if ids.is_empty() {
                break;
            }
            tokio::time::sleep(pause).await;
            told.clear();
            for some in ids.chunks(usize::try_from(AT_ONCE).unwrap_or(1)) {
                told.extend(self.concluded(fabric, &catalogue, some).await?);
            }
            let still: BTreeSet<&Identity> = told.iter().map(|(id, _)| id).collect();
            ids = still.into_iter().cloned().collect();
        }
        let differ: BTreeSet<Identity> = ids.into_iter().collect();
        for (id, difference) in told {
            if differ.contains(&id) {
                if difference.can_repair {
                    found.judged.insert(id);
                }
                found.differences.push(difference);
            }
        }
        Ok(())
    }

    /// Of which of these something else follows than is written.
    async fn concluded(
        &self,
        fabric: &Fabric,
        catalogue: &Catalogue,
        ids: &[Identity],
    ) -> Result<Vec<(Identity, VerifyDifference)>, EngineError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.store.write().await?;
        let states = tx.watched(fabric.id).await?;
        let concluded =
            self.conclude(&mut tx, fabric, catalogue, &states, (ids, &Passed::new())).await?;
        let agreed = tx.agreed_of_all(fabric.id, ids).await?;
        let held = tx.drifts_of_all(fabric.id, ids).await?;
        // Nothing is written.
        drop(tx);
        let mut told = Vec::new();
        for (id, text) in &agreed {
            // An empty one says that both had it and never agreed.
            let is_its_own = text.is_empty()
                || value_of(text).is_some_and(|value| Identity::of(&value).as_ref() == Some(id));
            if !is_its_own && !concluded.agreed.iter().any(|(of, _)| of == id) {
                let advice = "it is not known which side has changed since both agreed: accept the cluster's values or re-apply \
                              what Git wants; once both say the same, the text is stored again";
                told.push((
                    id.clone(),
                    VerifyDifference {
                        can_repair: false,
                        advice: Some(advice.to_owned()),
                        ..difference(
                            VerifyPart::Agreed,
                            VerifyHow::Changed,
                            Some(id),
                            "the row itself".to_owned(),
                        )
                    },
                ));
            }
        }
        let Concluded { changed, drifts, agreed: now_agreed, .. } = concluded;
        for (id, text) in now_agreed {
            let how = match (agreed.contains_key(&id), text.is_some()) {
                (true, true) => VerifyHow::Changed,
                (true, false) => VerifyHow::Extra,
                (false, _) => VerifyHow::Missing,
            };
            let from = "Git and the cluster, as the database has them".to_owned();
            let of = difference(VerifyPart::Agreed, how, Some(&id), from);
            told.push((id, of));
        }
        for id in changed {
            let held = held.iter().find(|it| it.identity == id);
            let now = drifts.iter().find(|it| it.identity == id);
            let how = match (held, now) {
                (None, _) => VerifyHow::Missing,
                (_, None) => VerifyHow::Extra,
                _ => VerifyHow::Changed,
            };
            let from = "Git and the cluster, as the database has them".to_owned();
            let mut of = difference(VerifyPart::Drift, how, Some(&id), from);
            of.fields = held.zip(now).map(|(a, b)| fields(a, b)).unwrap_or_default();
            of.database = held.map(|it| it.standing.to_string());
            of.evidence = now.map(|it| it.standing.to_string());
            told.push((id, of));
        }
        Ok(told)
    }
}

fn fields(held: &Drifted, now: &Drifted) -> Vec<String> {
    let differ = [
        ("standing", held.standing != now.standing),
        ("moved", held.moved != now.moved),
        ("fields", held.fields != now.fields),
        ("ignored", held.ignored != now.ignored),
        ("resource version", held.resource_version != now.resource_version),
        ("blob", held.blob != now.blob),
    ];
    differ.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name.to_owned()).collect()
}
