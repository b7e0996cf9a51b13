//! What most resources of a fabric come to: level, as they were, with nothing to write. That is seen without a
//! transaction, several at a time; all others are compared as [`judge`](super::judge) does it.

use std::collections::HashSet;
use std::sync::Arc;

use hedgerow_drift::is_level;
use hedgerow_model::{FabricId, Identity, Watched};
use hedgerow_plan::value_again;
use hedgerow_schema::Catalogue;
use hedgerow_store::AgreedPair;
use tokio::task::JoinSet;

use super::Observe;
use super::plain::plain_object;
use crate::error::EngineError;

/// How many resources are looked at in one piece of work.
const AT_ONCE: i64 = 500;

/// Looks at all resources of a fabric.
pub(super) struct Glances {
    fabric: FabricId,
    catalogue: Catalogue,
    states: Arc<[Watched]>,
    after: Option<Identity>,
    is_read: bool,
    threads: usize,
    looking: JoinSet<Glance>,
}

/// Some resources that were looked at.
pub(super) struct Glance {
    /// How many they are.
    pub(super) read: usize,
    /// Those of them that are to be compared.
    pub(super) others: Vec<Identity>,
}

impl Glances {
    /// Of a fabric of which these kinds are followed.
    pub(super) fn of(fabric: FabricId, catalogue: &Catalogue, states: &[Watched]) -> Self {
        Self {
            fabric,
            catalogue: catalogue.clone(),
            states: states.into(),
            after: None,
            is_read: false,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            looking: JoinSet::new(),
        }
    }

    /// The next of them, in no particular order; `None` once there are no more.
    pub(super) async fn next(&mut self, of: &Observe<'_>) -> Result<Option<Glance>, EngineError> {
        while !self.is_read && self.looking.len() < self.threads {
            let ids = of.store.compared_after(self.fabric, self.after.as_ref(), AT_ONCE).await?;
            let Some(last) = ids.last().cloned() else {
                self.is_read = true;
                break;
            };
            let after = self.after.as_ref();
            let pairs = of.store.agreed_pairs(self.fabric, after, &last, 2 * AT_ONCE).await?;
            self.after = Some(last);
            let (catalogue, states) = (self.catalogue.clone(), self.states.clone());
            self.looking.spawn_blocking(move || glance(ids, pairs, &states, &catalogue));
        }
        let ended = |error| EngineError::Internal(format!("a worker ended early: {error}"));
        self.looking.join_next().await.transpose().map_err(ended)
    }
}

/// Sorts out those that are to be compared.
fn glance(
    ids: Vec<Identity>,
    pairs: Vec<AgreedPair>,
    states: &[Watched],
    catalogue: &Catalogue,
) -> Glance {
    let read = ids.len();
    let level: HashSet<Identity> = pairs
        .into_iter()
        .filter(|pair| is_level_still(pair, states, catalogue))
        .map(|pair| pair.identity)
        .collect();
    Glance { read, others: ids.into_iter().filter(|id| !level.contains(id)).collect() }
}

/// Whether comparing a resource would come to nothing but what is on record.
fn is_level_still(pair: &AgreedPair, states: &[Watched], catalogue: &Catalogue) -> bool {
    let AgreedPair { identity, text, object } = pair;
    if !states.iter().any(|state| state.has(identity)) {
        return false;
    }
    let (Some(desired), Some(actual)) = (value_again(text), plain_object(object)) else {
        return false;
    };
    Identity::of(&desired).as_ref() == Some(identity) && is_level(desired, actual, catalogue)
}
