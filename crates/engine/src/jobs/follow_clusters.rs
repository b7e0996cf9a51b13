//! Job: has the cluster of each fabric followed, by one task each, unless another server on the database does; begins
//! again where a setting moved, and ends where a fabric lives in no cluster any more. Ends what is ignored until a date.
//! Period: ten seconds, two where another server follows one; at once when a setting moved.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use hedgerow_model::FabricId;

use super::each::Each;
use super::{Again, Job};
use crate::core::{Core, FabricLease};
use crate::error::EngineError;
use crate::observe::{Place, follow, follow_beside};

const PERIOD: Duration = Duration::from_secs(10);

/// The same where another server follows one of the clusters: how long after it lets go that is seen.
const LOOK: Duration = Duration::from_secs(2);

#[derive(Default)]
pub(super) struct FollowClusters {
    followed: Each<Place>,
    beside: Each<Place>,
    places: HashSet<Place>,
    /// The right to follow them; dropped after the tasks.
    leases: HashMap<FabricId, FabricLease>,
}

impl Job for FollowClusters {
    const NAME: &'static str = "follow clusters";
    const HOLDS: &'static str = "what is known of a cluster is what it has, or says since when it is not known; one server \
        follows it";

    async fn run(&mut self, core: &Arc<Core>) -> Again {
        if let Err(error) = self.level(core).await {
            tracing::error!(%error, "the fabrics in clusters cannot be listed");
        }
        if let Err(error) = core.observe().end_ignored().await {
            tracing::error!(%error, "what was ignored until now could not be taken up again");
        }
        let is_elsewhere = self.places.iter().any(|it| !self.leases.contains_key(&it.fabric));
        tokio::select! {
            () = tokio::time::sleep(if is_elsewhere { LOOK } else { PERIOD }) => {}
            () = core.observed.until_settings() => {}
            () = core.fabric_leases.lost() => {}
        }
        Again::After(Duration::ZERO)
    }
}

impl FollowClusters {
    /// Brings the tasks to what is to be followed here.
    async fn level(&mut self, core: &Arc<Core>) -> Result<(), EngineError> {
        let places = places(core).await?;
        for place in places.difference(&self.places) {
            core.look_at_leases(place.fabric).await?;
        }
        let fabrics: HashSet<FabricId> = places.iter().map(|place| place.fabric).collect();
        for place in &self.places {
            if !fabrics.contains(&place.fabric) {
                core.observed.forget(place.fabric);
            }
        }
        self.keep(places, |of| fabrics.contains(&of));
        for fabric in fabrics {
            // From now on what Git touches is collected, for whoever follows it.
            core.observed.follow(fabric);
            if self.leases.contains_key(&fabric) {
                continue;
            }
            match take(core, fabric).await {
                Ok(None) => {}
                Ok(Some(lease)) => {
                    self.leases.insert(fabric, lease);
                }
                Err(error) => {
                    tracing::warn!(fabric = fabric.0, %error, "a fabric's cluster cannot be followed");
                }
            }
        }
        // Read under the leases: where a fabric lives is not changed without taking them away.
        self.keep(self::places(core).await?, |_| true);
        for place in self.places.iter().filter(|it| self.leases.contains_key(&it.fabric)) {
            let (shared, of) = (core.clone(), place.clone());
            self.followed.ensure(place.clone(), |_| follow(shared, of));
            let (shared, of) = (core.clone(), place.clone());
            self.beside.ensure(place.clone(), |_| follow_beside(shared, of));
        }
        Ok(())
    }

    /// Ends what is not to be followed here, and gives back what it was followed by.
    fn keep(&mut self, places: HashSet<Place>, is_wanted: impl Fn(FabricId) -> bool) {
        let stays = |of: &FabricId, lease: &FabricLease| is_wanted(*of) && !lease.is_lost();
        let here: HashSet<Place> = places
            .iter()
            .filter(|it| self.leases.get(&it.fabric).is_some_and(|lease| stays(&it.fabric, lease)))
            .cloned()
            .collect();
        self.followed.keep_only(&here);
        self.beside.keep_only(&here);
        self.leases.retain(|of, lease| stays(of, lease));
        self.places = places;
    }
}

/// The right to follow the cluster of a fabric, unless another server does.
async fn take(core: &Core, fabric: FabricId) -> Result<Option<FabricLease>, EngineError> {
    let Some(lease) = core.try_follow(fabric).await? else { return Ok(None) };
    core.observe().begin_with(fabric).await?;
    Ok(Some(lease))
}

async fn places(core: &Core) -> Result<HashSet<Place>, EngineError> {
    let mut places = HashSet::new();
    for of in core.store.fabric_clusters().await? {
        let Some(cluster) = core.store.cluster(of.cluster).await? else { continue };
        places.insert(Place {
            fabric: of.fabric,
            cluster: of.cluster,
            namespaces: of.namespaces,
            revisions: (cluster.revision, core.observed.times_placed(of.fabric)),
        });
    }
    Ok(places)
}
