//! What the cluster refuses is taken back in Git, where the fabric says so: the inverse of the change with which it came
//! is opened and published like any other, so that an approval, a confirmation or a conflict still holds it.

use std::collections::BTreeMap;

use hedgerow_drift::refusal::{Inverse, Known, Published, TRIES, inverse, is_due};
use hedgerow_model::{Applied, ChangeId, Fabric, FabricCluster, Identity};
use hedgerow_store::PublishedWith;

use super::Apply;
use crate::drafts::{Around, BackTo, Refused};
use crate::error::EngineError;

/// The most resources that are looked at in one go.
const AT_ONCE: i64 = 100;

impl Apply<'_> {
    /// Takes back in Git what the cluster refused often enough; what is not taken back is answered with the reason.
    pub(super) async fn take_back(
        &self,
        fabric: &Fabric,
        place: &FabricCluster,
    ) -> Result<(), EngineError> {
        let Some(undo_since) = place.undo_since else { return Ok(()) };
        let mut refused = self.store.refused_often(fabric.id, TRIES, AT_ONCE).await?;
        refused.retain(|one| is_due(place.applying.refused, one));
        if refused.is_empty() {
            return Ok(());
        }
        let cluster =
            self.store.cluster(place.cluster).await?.map(|it| it.name).unwrap_or_default();
        let mut by_change: BTreeMap<ChangeId, Refused> = BTreeMap::new();
        let mut alone = Refused::default();
        for one in refused {
            let id = one.identity.clone();
            let published = self.store.published_with(fabric.id, &id).await?;
            match self.inverse_of(fabric, &one, published.as_ref(), undo_since).await? {
                Back::Change(change) => by_change.entry(change).or_default().resources.push(one),
                Back::To(to) => {
                    alone.back_to.push(to);
                    alone.resources.push(one);
                }
                Back::Not(why) => {
                    self.answer(fabric, &id, &format!("not taken back: {why}")).await?
                }
            }
        }
        for (change, of) in by_change {
            self.open_inverse(fabric, &cluster, Some(change), of).await?;
        }
        if !alone.resources.is_empty() {
            self.open_inverse(fabric, &cluster, None, alone).await?;
        }
        Ok(())
    }

    /// What takes a refused resource back.
    async fn inverse_of(
        &self,
        fabric: &Fabric,
        refused: &Applied,
        published: Option<&PublishedWith>,
        undo_since: i64,
    ) -> Result<Back, EngineError> {
        let id = &refused.identity;
        let ids = std::slice::from_ref(id);
        let Some(drift) = self.store.drifts_of_all(fabric.id, ids).await?.pop() else {
            return Ok(Back::Not("it is compared again first".to_owned()));
        };
        let agreed = self.store.agreed_of_all(fabric.id, ids).await?.remove(id);
        let change = published.map(|with| &with.change);
        let (now, around) = self.drafts().now_and_around(fabric, change, id).await?;
        let known = Known {
            now: now.as_deref(),
            published: around.as_ref().zip(published).map(|(Around { before, after }, with)| {
                Published {
                    before: before.as_deref(),
                    after: after.as_deref(),
                    at: with.change.published_at.unwrap_or_default(),
                    takes_back: with.takes_back,
                }
            }),
            agreed: agreed.as_deref(),
            differs_since: drift.since,
            undo_since,
            was_taken_back: self.store.was_taken_back(fabric.id, refused).await?,
        };
        Ok(match (inverse(known), published) {
            (Inverse::OfTheChange, Some(with)) => Back::Change(with.change.id),
            (Inverse::OfTheChange, None) => Back::Not("no change has it".to_owned()),
            (Inverse::Agreed(text), _) => {
                let (identity, text) = (id.clone(), text.to_owned());
                Back::To(BackTo { identity, from: now, text })
            }
            (Inverse::Nothing(why), _) => Back::Not(why.to_owned()),
        })
    }

    /// Opens the change that takes resources back, and has it published; where that cannot be, they say why.
    async fn open_inverse(
        &self,
        fabric: &Fabric,
        cluster: &str,
        change: Option<ChangeId>,
        of: Refused,
    ) -> Result<(), EngineError> {
        let ids: Vec<Identity> = of.resources.iter().map(|one| one.identity.clone()).collect();
        match self.drafts().take_back_refused(fabric, cluster, change, of).await {
            Ok(name) => {
                tracing::info!(
                    fabric = fabric.name,
                    change = name,
                    "what the cluster refused is taken back"
                );
                metrics::counter!("hedgerow_refusals_taken_back_total").increment(1);
                Ok(())
            }
            Err(error) if error.class().passes() => Err(error),
            Err(error) => {
                for id in &ids {
                    self.answer(fabric, id, &format!("not taken back: {error}")).await?;
                }
                Ok(())
            }
        }
    }

    async fn answer(
        &self,
        fabric: &Fabric,
        id: &Identity,
        answer: &str,
    ) -> Result<(), EngineError> {
        let mut tx = self.store.write().await?;
        tx.answer_refusal(fabric.id, id, answer).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// What takes a refused resource back.
enum Back {
    /// The inverse of this change.
    Change(ChangeId),
    /// The resource alone.
    To(BackTo),
    /// Nothing.
    Not(String),
}
