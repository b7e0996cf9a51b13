//! How far published changes are in their fabric's cluster.

use std::collections::{HashMap, HashSet};

use hedgerow_drift::agents::since;
use hedgerow_drift::{Published, reached};
use hedgerow_model::{Drifted, FabricId, Identity};

use super::Observe;
use crate::core::now;
use crate::error::EngineError;
use crate::views::ChangeInCluster;

/// Of a change with more resources this is not told: it is one query for each thousand.
const MOST: usize = 5_000;

impl Observe<'_> {
    /// How far these resources of a published change are in the cluster of its fabric; nothing where it lives in none.
    pub(crate) async fn reached(
        &self,
        fabric: FabricId,
        ids: &[Identity],
    ) -> Result<Option<ChangeInCluster>, EngineError> {
        if ids.is_empty() || ids.len() > MOST {
            return Ok(None);
        }
        if self.store.clusters_of_fabrics(&[fabric]).await?.is_empty() {
            return Ok(None);
        }
        let states = self.store.watched(fabric).await?;
        let drifts: HashMap<Identity, Drifted> = self
            .store
            .drifts_of_all(fabric, ids)
            .await?
            .into_iter()
            .map(|drift| (drift.identity.clone(), drift))
            .collect();
        let level = self.store.level_of_all(fabric, ids).await?;
        let in_git: HashSet<Identity> =
            self.store.present(fabric, ids).await?.into_iter().collect();
        let there = self.store.actual_of_all(fabric, ids).await?;
        let in_cluster: HashSet<&Identity> = there.iter().map(|actual| &actual.identity).collect();
        let of = |id: &Identity| {
            let state = states.iter().find(|state| state.has(id));
            Published {
                is_known: state.is_some_and(|it| it.away_since.is_none() && it.listed_at.is_some()),
                drift: drifts.get(id),
                is_level: level.contains(id),
                is_gone: !in_git.contains(id) && !in_cluster.contains(id),
            }
        };
        let reached = reached(ids.iter().map(of));
        // Before all of it is in the cluster, nothing follows from what was made for switches.
        let switches = match reached.level == reached.all() {
            true => {
                let changed = there.iter().map(|actual| actual.changed_at).max();
                let known = self.known_agents(fabric).await?.filter(|it| it.away_since.is_none());
                changed.zip(known).and_then(|(changed, it)| since(&it.said, changed, now()))
            }
            false => None,
        };
        Ok(Some(ChangeInCluster {
            all: reached.all(),
            level: reached.level,
            unknown: reached.unknown,
            sentence: reached.told(),
            switches,
        }))
    }
}
