//! The cluster as a side of a disagreement: of a draft with it, and of Git with it.
//!
//! What the cluster changed since it and Git last said the same is an edit like any other. Where a draft or Git edited
//! the same field otherwise, a record says so; what was decided of a draft's is done when the draft is merged, and what
//! is open holds the draft back. Values in records are as they are written on each side.

mod found;
mod merged;
mod settled;

use hedgerow_drift::Verdict;
use hedgerow_model::{Conflict, ConflictState, FieldPath, NewConflict, Value};

use crate::records::Records;

pub use found::{against_draft, against_git};
pub(crate) use merged::{Merged, merged};
pub use settled::{AgreedOn, Settles, settles};

/// What is known of a resource in the fabric's cluster.
#[derive(Clone, Debug)]
pub enum InCluster {
    /// The fabric lives in no cluster.
    Nowhere,
    /// Nothing is known, or nothing can be said: what is on record stays.
    Unknown,
    /// This was seen.
    Seen(Box<SeenThere>),
}

/// What was seen of a resource in a cluster, and what that is to Git.
#[derive(Clone, Debug)]
pub struct SeenThere {
    /// The cluster, by name.
    pub cluster: String,
    /// How it stands to Git; what is ignored or belongs to the cluster is level.
    pub verdict: Verdict,
    /// What both last agreed on.
    pub agreed: Option<Value>,
    /// The object.
    pub actual: Option<Value>,
}

/// Compares the records of disagreements with the cluster with what is found now. What was decided of the same values is
/// not asked again.
#[must_use]
pub fn reconcile_with_cluster(stored: &[Conflict], now: Vec<NewConflict>) -> Records {
    let stored: Vec<&Conflict> = stored.iter().filter(|it| it.what.is_with_cluster()).collect();
    let is_open = |it: &&&Conflict| it.state == ConflictState::Open;
    let supersede = stored
        .iter()
        .filter(is_open)
        .filter(|known| !now.iter().any(|it| same(&known.what, it)))
        .map(|known| known.id)
        .collect();
    let is_known = |it: &NewConflict| {
        let newest = stored.iter().rev().find(|known| same(&known.what, it));
        newest.is_some_and(|known| known.state != ConflictState::Superseded)
    };
    Records { open: now.into_iter().filter(|it| !is_known(it)).collect(), supersede }
}

/// Whether two records are about the same: the same path and the same values on all sides.
fn same(a: &NewConflict, b: &NewConflict) -> bool {
    a.path == b.path
        && a.base == b.base
        && a.draft == b.draft
        && a.git == b.git
        && a.cluster == b.cluster
}

/// Whether the cluster's value at a path was overruled already: what was decided last about it, of a draft, is what Git
/// has now, and the cluster still has what it had then.
#[must_use]
pub fn was_overruled(
    stored: &[Conflict],
    path: &FieldPath,
    (git, cluster): (Option<&Value>, Option<&Value>),
) -> bool {
    let is_about = |it: &&Conflict| it.what.is_with_cluster() && it.what.path == *path;
    let Some(newest) = stored.iter().rev().find(is_about) else { return false };
    let Some(decision) = newest.decision.as_ref() else { return false };
    newest.state == ConflictState::Resolved
        && newest.what.cluster.as_ref() == cluster
        && newest.value_decided(decision) == git
}
