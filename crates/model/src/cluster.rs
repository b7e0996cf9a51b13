//! Clusters, what was seen in them, and how that differs from what Git wants.

use serde::{Deserialize, Serialize};

use crate::{
    Applying, ClusterId, CredentialState, FabricId, FieldPath, GroupKind, Identity, Millis,
    Severity, Value,
};

words! {
    /// How a resource in the cluster stands to Git.
    DriftStanding("standing of a resource in the cluster") {
        /// It says what Git wants.
        InSync = "in-sync",
        /// It says something else.
        Differs = "differs",
        /// Git wants it, and the cluster does not have it.
        Missing = "missing",
        /// The cluster has it, and Git does not.
        Extra = "extra",
        /// The cluster deletes it, and something still holds it.
        Deleting = "deleting",
    }
}

words! {
    /// Which side moved since Git and the cluster last agreed.
    Moved("side that moved") {
        /// Git: the cluster has yet to follow.
        Git = "git",
        /// The cluster.
        Cluster = "cluster",
        /// Both, each its own way.
        Both = "both",
    }
}

/// The manager that wrote a field in the cluster.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldManager {
    /// The name of the field manager: `kubectl-edit`, `argocd-controller`.
    pub name: String,
    /// `Apply` or `Update`.
    pub operation: String,
    /// When it wrote last, in RFC 3339, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
}

/// A field that says something else in the cluster than Git wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldDrift {
    /// Where.
    pub path: FieldPath,
    /// What Git wants, with what the cluster fills in; `None`: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desired: Option<Value>,
    /// What the cluster has; `None`: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<Value>,
    /// Which side moved since both last agreed; `None`: they never did, as far as is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
    /// Who wrote it in the cluster, where that is known; of a field that is not there nobody is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manager: Option<FieldManager>,
}

/// A resource of which the cluster has something else than Git wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drifted {
    /// The resource.
    pub identity: Identity,
    /// How it stands.
    pub standing: DriftStanding,
    /// Which side moved, taken together; `None`: it is not known.
    pub moved: Option<Moved>,
    /// The fields that differ; only of a resource that both have.
    pub fields: Vec<FieldDrift>,
    /// Whether all of it is ignored.
    pub ignored: bool,
    /// How much it matters, as the policy says.
    pub severity: Severity,
    /// The cluster's version of the object that it was concluded from; `None`: there was none.
    pub resource_version: Option<String>,
    /// The blob of the file that it was concluded from; `None`: there was none.
    pub blob: Option<String>,
    /// When it was first seen so.
    pub since: Millis,
}

/// A cluster that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// Its row.
    pub id: ClusterId,
    /// What people call it.
    pub name: String,
    /// The address of its API.
    pub server: String,
    /// What tells it from every other one, where it told.
    pub identity: Option<String>,
    /// The version of its program, as it told last.
    pub version: Option<String>,
    /// What it is asked with: `token`, `certificate`, `service-account`.
    pub login: String,
    /// When it was added.
    pub created_at: Millis,
    /// The login of who added it.
    pub created_by: String,
    /// When what it is asked with was last exchanged.
    pub rotated_at: Option<Millis>,
    /// When the certificate it is asked with ends.
    pub expires_at: Option<Millis>,
    /// What its last answers said of what it is asked with.
    pub state: CredentialState,
    /// Why it does not work.
    pub problem: Option<String>,
    /// When it was last tested.
    pub checked_at: Option<Millis>,
    /// Counts people's edits.
    pub revision: i64,
}

/// The cluster of a fabric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FabricCluster {
    /// The fabric.
    pub fabric: FabricId,
    /// The cluster.
    pub cluster: ClusterId,
    /// The namespaces in which its resources live.
    pub namespaces: Vec<String>,
    /// How the cluster is brought to what Git wants.
    pub applying: Applying,
    /// Since when what the cluster refuses is taken back in Git; `None`: it is not.
    pub undo_since: Option<Millis>,
    /// The revision of the fabric's settings.
    pub revision: i64,
}

/// A kind that is looked at in a namespace of a fabric's cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// The kind.
    pub kind: GroupKind,
    /// The namespace; empty for a kind without namespaces.
    pub namespace: String,
    /// The version in which it is asked for.
    pub version: String,
    /// Up to which of the cluster's versions it was seen; `None`: it has to be listed.
    pub resource_version: Option<String>,
    /// When it was last listed whole; `None`: never, so nothing of it can be missing.
    pub listed_at: Option<Millis>,
    /// When the cluster last told of it.
    pub seen_at: Option<Millis>,
    /// Since when nothing is known of it; `None`: it is followed.
    pub away_since: Option<Millis>,
    /// Why nothing is known of it.
    pub problem: Option<String>,
}

impl Watched {
    /// The namespace of its objects' identities.
    #[must_use]
    pub fn namespace_of_objects(&self) -> &str {
        match self.namespace.as_str() {
            "" => Identity::DEFAULT_NAMESPACE,
            namespace => namespace,
        }
    }

    /// Whether a resource is one of those that are looked at.
    #[must_use]
    pub fn has(&self, id: &Identity) -> bool {
        self.kind.group == id.group
            && self.kind.kind == id.kind
            && self.namespace_of_objects() == id.namespace
    }
}

/// How a fabric's cluster has one of its kinds, as it was told last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterKind {
    /// The kind.
    pub kind: GroupKind,
    /// The word of its paths; empty where it is not known.
    pub plural: String,
    /// The versions in which it is served, the preferred one first; none: the cluster does not define it.
    pub versions: Vec<String>,
    /// Its definition, as JSON; `None` where no definition makes it, where that is not told, or where it is not used.
    pub definition: Option<String>,
    /// Why the definition that is there is not used.
    pub problem: Option<String>,
    /// Since when it is so.
    pub since: Millis,
    /// When the cluster last said so.
    pub told_at: Millis,
}

/// An object of a cluster, as it was seen last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actual {
    /// What it is.
    pub identity: Identity,
    /// The version in which it was given.
    pub version: String,
    /// What tells it from an earlier object of its name.
    pub uid: String,
    /// The cluster's version of it when what is kept of it last changed.
    pub resource_version: String,
    /// How often what is wanted of it changed, where the cluster counts that.
    pub generation: Option<i64>,
    /// The digest of the object.
    pub digest: String,
    /// The object as JSON, without its status.
    pub object: String,
    /// When it was seen to have changed.
    pub changed_at: Millis,
}

/// Drift that a person does not want to hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredDrift {
    /// The resource.
    pub identity: Identity,
    /// The field and what is below it; the root for all of the resource.
    pub path: FieldPath,
    /// Until when; `None`: until it is taken back.
    pub until: Option<Millis>,
    /// Why.
    pub reason: Option<String>,
    /// When it was said.
    pub created_at: Millis,
    /// By whom: a login.
    pub created_by: String,
}

impl IgnoredDrift {
    /// Whether it holds at a time.
    #[must_use]
    pub fn holds(&self, now: Millis) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}
