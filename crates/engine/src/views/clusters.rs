//! Clusters, and how fabrics live in them. No view holds a secret.

use hedgerow_model::{ApplyMode, CredentialState, GroupKind, OnRefusal, Watched};
use serde::{Deserialize, Serialize};

use super::{ApplierLine, Millis, NewSecret, SeverityCounts, SwitchesLine};

/// A cluster to be added.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewCluster {
    /// What people call it: letters, digits, `-`, `_` and `.`.
    pub name: String,
    /// How it is reached.
    #[serde(flatten)]
    pub access: ClusterAccess,
}

/// How a cluster is reached and who asks: a kubeconfig, or the pod's own service account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClusterAccess {
    /// The text of a kubeconfig. It names no files: what they would say is in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kubeconfig: Option<NewSecret>,
    /// The context of the kubeconfig; its current one when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// The cluster in which this server runs, asked with the service account of its pod.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_cluster: bool,
}

/// What is known of a cluster.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClusterView {
    /// What people call it.
    pub name: String,
    /// The address of its API.
    pub server: String,
    /// The version of its program, as it told last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What it is asked with: `token`, `certificate`, `service-account`.
    pub login: String,
    /// What its last answers said of that.
    pub state: CredentialState,
    /// Why it does not work, or will not soon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// When it last answered, or failed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_at: Option<Millis>,
    /// When the certificate it is asked with ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Millis>,
    /// The fabrics that live in it.
    pub fabrics: Vec<String>,
    /// When it was added.
    pub created_at: Millis,
    /// The login of who added it.
    pub created_by: String,
    /// When what it is asked with was last exchanged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotated_at: Option<Millis>,
    /// Counts people's edits.
    pub revision: i64,
}

/// What a live test of a cluster said.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClusterTest {
    /// The cluster.
    #[serde(flatten)]
    pub cluster: ClusterView,
    /// What the login may do, for each namespace of the fabrics that live in it.
    pub permissions: Vec<HeldView>,
}

/// What a login may do in a namespace of a fabric.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldView {
    /// The fabric.
    pub fabric: String,
    /// The namespace.
    pub namespace: String,
    /// What was looked at, such as `list vpcs.vpc.githedgehog.com`, and is allowed: how many.
    pub held: usize,
    /// What following the fabric needs and is not allowed.
    pub missing: Vec<String>,
    /// What re-applying needs besides and is not allowed.
    pub missing_to_apply: Vec<String>,
    /// Whether the cluster said that there may be more than it told.
    pub incomplete: bool,
}

/// Where a fabric lives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ClusterPlace {
    /// The cluster's name.
    pub cluster: String,
    /// The namespaces in which its resources live. Left out: as they are; `default` alone in another cluster than before.
    #[serde(default)]
    pub namespaces: Vec<String>,
    /// Who brings Git's resources there. Left out: as it is; `observe` in another cluster than before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apply: Option<ApplyMode>,
    /// Whether what Git no longer has is deleted there, where Hedgerow applies. Left out: as it is; not in another cluster
    /// than before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prune: Option<bool>,
    /// What becomes of what the cluster refuses, where Hedgerow applies: `hold`, or `undo`, which publishes the inverse.
    /// Left out: as it is; `hold` in another cluster than before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<OnRefusal>,
}

/// A fabric in its cluster, in figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FabricClusterView {
    /// The cluster's name.
    pub cluster: String,
    /// The namespaces in which the fabric's resources live.
    pub namespaces: Vec<String>,
    /// Whether everything that is looked at is followed now.
    pub known: bool,
    /// When the cluster last told of the kind of which it is longest ago.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Millis>,
    /// Since when something of it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_since: Option<Millis>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// How many kinds are looked at, each namespace counted.
    pub kinds: usize,
    /// How many of them are not known now.
    pub unknown_kinds: usize,
    /// How many resources the cluster has otherwise than Git, and that not because Git is ahead.
    pub drifted: i64,
    /// The same by how much they matter.
    #[serde(default)]
    pub severities: SeverityCounts,
    /// How many resources the cluster has yet to follow Git in.
    pub ahead: i64,
    /// How many drifted resources are ignored.
    pub ignored: i64,
    /// Who brings Git's resources there.
    pub apply: ApplyMode,
    /// Whether what Git no longer has is deleted there, where Hedgerow applies.
    pub prune: bool,
    /// What becomes of what the cluster refuses.
    #[serde(default)]
    pub refused: OnRefusal,
    /// What Argo CD or Flux applied; left out: the cluster serves neither's kinds, or it was not looked at yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applier: Option<ApplierLine>,
    /// What the agents of its switches applied; left out: it has none there, or they were not looked at yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switches: Option<SwitchesLine>,
}

/// A kind that is looked at in a fabric's cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WatchedView {
    /// The API group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The namespace; empty for a kind without namespaces.
    pub namespace: String,
    /// The version in which it is asked for.
    pub version: String,
    /// Up to which of the cluster's versions it was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_version: Option<String>,
    /// When it was last listed whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed_at: Option<Millis>,
    /// When the cluster last told of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Millis>,
    /// Since when nothing is known of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_since: Option<Millis>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

impl From<Watched> for WatchedView {
    fn from(watched: Watched) -> Self {
        let GroupKind { group, kind } = watched.kind;
        Self {
            group,
            kind,
            namespace: watched.namespace,
            version: watched.version,
            resource_version: watched.resource_version,
            listed_at: watched.listed_at,
            seen_at: watched.seen_at,
            unknown_since: watched.away_since,
            problem: watched.problem,
        }
    }
}
