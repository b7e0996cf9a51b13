//! Why a cluster was not added, changed, asked or acted on.

use hedgerow_cluster::{ClusterError, KubeconfigError};
use hedgerow_model::Identity;

use crate::error::{About, Class, EngineError, Thing};

/// Why a cluster was not added, changed, asked or acted on.
#[derive(Debug, thiserror::Error)]
pub enum ClusterTrouble {
    /// It did not do what it was asked.
    #[error("cluster `{name}`: {error}")]
    Asked {
        /// The cluster.
        name: String,
        /// Why.
        error: ClusterError,
    },
    /// The kubeconfig is not used.
    #[error("{0}")]
    Kubeconfig(#[from] KubeconfigError),
    /// This server does not run in a cluster.
    #[error("{0}; give it a kubeconfig instead")]
    NotInCluster(String),
    /// Neither a kubeconfig was given, nor that it is the cluster in which the server runs.
    #[error(
        "give a kubeconfig, or say that it is the cluster in which this server runs: one of both"
    )]
    NoAccess,
    /// The cluster is known under another name.
    #[error("this cluster is known already, as `{known}`; one cluster has one record")]
    Known {
        /// That name.
        known: String,
    },
    /// Another cluster answers there.
    #[error(
        "another cluster answers there than the one that is known as `{name}`: what fabrics agreed on with that one \
         says nothing of this one; add it under a name of its own"
    )]
    Another {
        /// The cluster that was meant.
        name: String,
    },
    /// Fabrics live in it.
    #[error("fabric `{}` lives in cluster `{name}`; take it out of there first", .fabrics.join("`, `"))]
    InUse {
        /// The cluster.
        name: String,
        /// The fabrics.
        fabrics: Vec<String>,
    },
    /// Another fabric has the namespace.
    #[error(
        "namespace `{namespace}` of cluster `{cluster}` belongs to fabric `{owner}`; a namespace of a cluster belongs to \
         one fabric"
    )]
    NamespaceTaken {
        /// The cluster.
        cluster: String,
        /// The namespace.
        namespace: String,
        /// Whose it is.
        owner: String,
    },
    /// A name that no namespace has.
    #[error(
        "`{0}` cannot be the name of a namespace: use lower-case letters, digits and `-`, at most 63"
    )]
    Namespace(String),
    /// Too many namespaces.
    #[error("a fabric has at most {0} namespaces")]
    ManyNamespaces(usize),
    /// The fabric lives in no cluster.
    #[error("fabric `{fabric}` lives in no cluster")]
    NoCluster {
        /// The fabric.
        fabric: String,
    },
    /// The fabric's cluster is only looked at.
    #[error(
        "fabric `{fabric}` only observes its cluster: another tool or person applies what Git has; switch direct apply on, or \
         re-apply single resources"
    )]
    OnlyObserves {
        /// The fabric.
        fabric: String,
    },
    /// Nothing of the resource drifted.
    #[error("{resource} has not drifted: the cluster has what Git wants")]
    NoDrift {
        /// The resource.
        resource: Identity,
    },
    /// What is known of the resource is not what the cluster has now.
    #[error("{resource}: what the cluster has of it is not known{}: {why}", away(*.since))]
    NotKnown {
        /// The resource.
        resource: Identity,
        /// Since when.
        since: Option<hedgerow_model::Millis>,
        /// Why.
        why: String,
    },
    /// What was asked for cannot be done to the resource.
    #[error("{resource}: {why}")]
    NotSo {
        /// The resource.
        resource: Identity,
        /// Why, and what to do.
        why: String,
    },
    /// Who asks for acts does not approve them.
    #[error("you asked for that yourself; another person has to approve it")]
    OwnRequest,
    /// Acts are approved by people.
    #[error("only a person with an account can approve that: log in, or use a personal token")]
    NotAPerson,
    /// Too much waits for a second person.
    #[error(
        "{most} requests of fabric `{fabric}` wait for a second person already; have them approved or declined first"
    )]
    ManyRequests {
        /// The fabric.
        fabric: String,
        /// How many may wait.
        most: usize,
    },
    /// A time that is over.
    #[error("that time is over already; nothing was ignored")]
    Over,
}

fn away(at: Option<hedgerow_model::Millis>) -> String {
    at.map(|at| format!(" since {}", hedgerow_model::clock(at))).unwrap_or_default()
}

impl EngineError {
    pub(crate) fn cluster(name: &str, error: ClusterError) -> Self {
        Self::Cluster(Box::new(ClusterTrouble::Asked { name: name.to_owned(), error }))
    }
}

impl From<ClusterTrouble> for EngineError {
    fn from(trouble: ClusterTrouble) -> Self {
        Self::Cluster(Box::new(trouble))
    }
}

impl ClusterTrouble {
    pub(crate) fn class(&self) -> Class {
        match self {
            Self::Asked { error, .. } => match error {
                ClusterError::Conflict { .. } => Class::Refused,
                ClusterError::Invalid(_) => Class::Refused,
                _ => Class::Remote,
            },
            Self::Kubeconfig(_)
            | Self::NotInCluster(_)
            | Self::NoAccess
            | Self::Namespace(_)
            | Self::ManyNamespaces(_)
            | Self::Over => Class::Invalid,
            Self::Known { .. }
            | Self::Another { .. }
            | Self::InUse { .. }
            | Self::NamespaceTaken { .. }
            | Self::NoCluster { .. }
            | Self::OnlyObserves { .. }
            | Self::NoDrift { .. }
            | Self::NotKnown { .. }
            | Self::ManyRequests { .. }
            | Self::NotSo { .. } => Class::Refused,
            Self::OwnRequest | Self::NotAPerson => Class::Forbidden,
        }
    }

    pub(crate) fn code(&self) -> Option<&'static str> {
        Some(match self {
            Self::Asked { error, .. } => match error {
                ClusterError::Unauthorised => "login-refused",
                ClusterError::Exec { .. } => "login-program",
                ClusterError::Forbidden(_) => "not-allowed-there",
                ClusterError::Conflict { fields, .. } if !fields.is_empty() => "fields-of-others",
                ClusterError::Invalid(_) => "refused-there",
                _ => return None,
            },
            Self::Kubeconfig(_) => "kubeconfig",
            Self::Known { .. } => "exists-already",
            Self::Another { .. } => "other-cluster",
            Self::InUse { .. } => "in-use",
            Self::NoCluster { .. } => "no-cluster",
            Self::OnlyObserves { .. } => "only-observes",
            Self::NoDrift { .. } => "no-drift",
            Self::NotKnown { .. } => "not-known",
            Self::OwnRequest => "own-request",
            Self::NotAPerson => "needs-a-person",
            Self::ManyRequests { .. } => "many-requests",
            _ => return None,
        })
    }

    pub(crate) fn about(&self) -> About<'_> {
        match self {
            Self::Asked { name, .. } | Self::InUse { name, .. } | Self::Another { name } => {
                About::one(Thing::Cluster, name)
            }
            Self::Known { known } => About::one(Thing::Cluster, known),
            Self::NoCluster { fabric }
            | Self::OnlyObserves { fabric }
            | Self::ManyRequests { fabric, .. } => About::one(Thing::Fabric, fabric),
            _ => About::default(),
        }
    }
}
