//! Job: has the cluster of each fabric followed, by one task each; begins again where a setting moved, and ends where a
//! fabric lives in no cluster any more. Ends what is ignored until a date. Period: ten seconds; at once when a setting
//! moved.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::each::Each;
use super::{Again, Job};
use crate::core::Core;
use crate::error::EngineError;
use crate::observe::{Place, follow, follow_beside};

const PERIOD: Duration = Duration::from_secs(10);

#[derive(Default)]
pub(super) struct FollowClusters {
    followed: Each<Place>,
    beside: Each<Place>,
    places: HashSet<Place>,
}

impl Job for FollowClusters {
    const NAME: &'static str = "follow clusters";
    const HOLDS: &'static str =
        "what is known of a cluster is what it has, or says since when it is not known";

    async fn run(&mut self, core: &Arc<Core>) -> Again {
        match places(core).await {
            Ok(places) => {
                self.followed.keep_only(&places);
                self.beside.keep_only(&places);
                for place in self.places.difference(&places) {
                    if !places.iter().any(|it| it.fabric == place.fabric) {
                        core.observed.forget(place.fabric);
                    }
                }
                for place in &places {
                    let (shared, of) = (core.clone(), place.clone());
                    self.followed.ensure(place.clone(), |_| follow(shared, of));
                    let (shared, of) = (core.clone(), place.clone());
                    self.beside.ensure(place.clone(), |_| follow_beside(shared, of));
                }
                self.places = places;
            }
            Err(error) => tracing::error!(%error, "the fabrics in clusters cannot be listed"),
        }
        if let Err(error) = core.observe().end_ignored().await {
            tracing::error!(%error, "what was ignored until now could not be taken up again");
        }
        core.observed.until_settings(PERIOD).await;
        Again::After(Duration::ZERO)
    }
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
