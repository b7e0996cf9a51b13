//! What a decision between Git and the cluster does: to what both agreed on, and to Git.

use hedgerow_model::{Decision, NewConflict, Side, Value};

/// What a decision between Git and the cluster does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settles<'a> {
    /// What both count as agreed on at the path from now on: what this side has. So only the other one moved.
    pub agreed_on: AgreedOn,
    /// What a draft makes of the field in Git; nothing where Git stays as it is.
    pub draft: Option<Option<&'a Value>>,
}

/// A side between Git and the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgreedOn {
    /// What Git has.
    Git,
    /// What the cluster has.
    Cluster,
}

/// What a decision between Git and the cluster does.
///
/// Where Git's value holds, the cluster has yet to follow: it counts as agreed on what the cluster has. Where the
/// cluster's does, Git has yet to take it, by a draft, and until that is published it is drift. Another value overrules
/// both.
#[must_use]
pub fn settles<'a>(what: &'a NewConflict, decision: &'a Decision) -> Settles<'a> {
    let value = match decision {
        Decision::Take(Side::Cluster) => what.cluster.as_ref(),
        Decision::Take(Side::Base) => what.base.as_ref(),
        Decision::Value(value) => Some(value),
        Decision::Delete => None,
        Decision::Take(Side::Git | Side::Draft) => what.git.as_ref(),
    };
    if value == what.git.as_ref() {
        return Settles { agreed_on: AgreedOn::Cluster, draft: None };
    }
    let is_clusters = value == what.cluster.as_ref();
    let agreed_on = if is_clusters { AgreedOn::Git } else { AgreedOn::Cluster };
    Settles { agreed_on, draft: Some(value) }
}
