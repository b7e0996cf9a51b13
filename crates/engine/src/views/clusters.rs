//! Clusters, what fabrics have in them, and how that differs from Git. No view holds a secret.

use hedgerow_model::{
    ApplyAct, ApplyMode, ApplyOutcome, AskedAct, CredentialState, DriftStanding, FieldDrift,
    FieldPath, GroupKind, Moved, OnRefusal, RequestedAct, Severity, Watched,
};
use serde::{Deserialize, Serialize};

use std::collections::BTreeMap;

use super::{
    ApplierLine, ChangeView, FindingView, LeftView, Millis, NewSecret, Person, SwitchesLine,
};
use hedgerow_model::Reason;

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

/// A fabric's cluster is to be brought to what Git wants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ClusterApplyRequest {
    /// Only these resources, each as `KIND/NAME` or `KIND/NAMESPACE/NAME`; all that is due when left out.
    pub resources: Vec<String>,
    /// The cluster is asked whether it would take that, and nothing is written.
    pub dry_run: bool,
    /// Takes over fields that other managers have.
    pub take_over: bool,
    /// Also deletes what are many resources at once.
    pub confirm_deletions: bool,
}

/// What became of bringing a fabric's cluster to what Git wants.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplyView {
    /// The fabric.
    pub fabric: String,
    /// Its cluster.
    pub cluster: String,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// What became of each resource that the cluster has otherwise than Git; the first 1,000 of them.
    pub results: Vec<AppliedView>,
    /// How many more there are.
    pub more: usize,
    /// What of it waits for a second person: the fabric asks for four eyes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awaits: Option<ActRequestView>,
}

/// Acts in a cluster that wait for a second person.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActRequestView {
    /// Its number.
    pub id: i64,
    /// The fabric.
    pub fabric: String,
    /// What kind of acts.
    pub what: RequestedAct,
    /// Whether fields of other managers are taken over.
    pub take_over: bool,
    /// Whether many deletions at once are confirmed.
    pub confirm_deletions: bool,
    /// What would be done, as it was when it was asked for.
    pub acts: Vec<AskedAct>,
    /// The digest of what would be done, as both sides were: what an approval is of.
    pub revision: String,
    /// The login of who asked.
    pub login: String,
    /// Who asked.
    pub by: Person,
    /// When.
    pub at: Millis,
    /// Until when it can be approved.
    pub until: Millis,
    /// Whether who reads this may approve it: they are another person than who asked.
    pub may_approve: bool,
}

/// The approval of acts that wait for a second person.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ApproveActs {
    /// The `revision` of what was looked at.
    pub revision: String,
}

/// What became of acts that were approved.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApprovedActsView {
    /// What became of applying, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apply: Option<ApplyView>,
    /// What became of re-applying, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reapply: Option<ReapplyView>,
}

/// What was done to a resource in the cluster, or why nothing was.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppliedView {
    /// The resource, as `KIND/NAME` or `KIND/NAMESPACE/NAME`.
    pub resource: String,
    /// What is done; left out: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<ApplyAct>,
    /// How it ended.
    pub outcome: ApplyOutcome,
    /// Why, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The fields in which the cluster follows, where they are known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldPath>,
    /// When it was done or tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Millis>,
    /// Before this time it is not tried again without being asked to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<Millis>,
    /// What was done in Git because the cluster refuses it, or why nothing was, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
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

/// What the fabric's cluster has of a resource, beside Git.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InCluster {
    /// How it stands; left out: nothing was concluded of it yet, or nothing can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<DriftStanding>,
    /// Which side moved since both last agreed; left out: none, or it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
    /// Whether what differs is ignored.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ignored: bool,
    /// Since when its kind is not known, so that this is what was known last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_since: Option<Millis>,
    /// When the cluster last told of its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Millis>,
    /// Why nothing is known of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// Which drift is asked for; what is `None` cuts nothing down.
#[derive(Clone, Debug, Default)]
pub struct DriftQuery {
    /// The kind of the resource.
    pub kind: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// How much it matters; of drift only.
    pub severity: Option<Severity>,
}

/// How many drifted resources matter how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeverityCounts {
    /// Errors.
    pub error: i64,
    /// Warnings: all of which no policy says anything else.
    pub warning: i64,
    /// What is good to know.
    pub info: i64,
}

/// A resource that the cluster has otherwise than Git.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DriftView {
    /// The API group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// How it stands.
    pub standing: DriftStanding,
    /// Which side moved since both last agreed; `git`: the cluster has yet to follow. Left out: it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
    /// The fields that differ; only of a resource that both have.
    pub fields: Vec<FieldDrift>,
    /// Whether all of that is ignored.
    pub ignored: bool,
    /// How much it matters, as the fabric's policy says.
    pub severity: Severity,
    /// What of it is ignored, and until when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignores: Vec<IgnoredView>,
    /// When it was first seen so.
    pub since: Millis,
    /// Since when its kind is not known, so that this is what was known last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_since: Option<Millis>,
    /// The cluster's version of the object that it was concluded from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_version: Option<String>,
    /// The blob of the file that it was concluded from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blob: Option<String>,
    /// Where Git is ahead: what Argo CD or Flux has yet to do, or why it does not; left out: it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<String>,
}

/// Drift that is ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IgnoredView {
    /// The field and what is below it; empty for all of the resource.
    pub path: FieldPath,
    /// Until when; left out: until it is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Millis>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// By whom: a login.
    pub by: String,
    /// When it was said.
    pub at: Millis,
}

/// Drift to be ignored, or no longer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct IgnoreRequest {
    /// The resource, as `KIND/NAME` or `KIND/NAMESPACE/NAME`.
    pub resource: String,
    /// The field and what is below it; all of the resource when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<FieldPath>,
    /// Until when, in milliseconds since 1970; until it is taken back when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Millis>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// An object as the cluster has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActualView {
    /// The API group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// The version in which the cluster gives it.
    pub version: String,
    /// The cluster's version of it when what is kept of it last changed.
    pub resource_version: String,
    /// When it was seen to have changed.
    pub changed_at: Millis,
    /// Since when its kind is not known, so that this is what was known last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_since: Option<Millis>,
    /// How it stands to Git.
    pub standing: DriftStanding,
    /// The object as YAML, without its status and what the cluster keeps for itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What Git is to take from the cluster.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct TakeRequest {
    /// The resources, each as `KIND/NAME` or `KIND/NAMESPACE/NAME`.
    pub resources: Vec<String>,
    /// All that it can be about, but for what is ignored and where Git is ahead.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub all: bool,
    /// One field and what is below it, of one resource: taken even where Git changed it too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<FieldPath>,
    /// The change's name; it is opened when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// Who edits; the administrator when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Person>,
    /// The commit message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Shows what would be, and saves nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub preview: bool,
    /// The cluster's version of each object that was looked at, as a preview gave it: with another one nothing is saved.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub seen: BTreeMap<String, String>,
}

/// What Git took from the cluster, or would.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakeView {
    /// The fabric.
    pub fabric: String,
    /// How many resources take something.
    pub count: usize,
    /// The first of them, each `KIND/NAME`.
    pub resources: Vec<String>,
    /// Of a preview: the diff that publishing them would push.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub diff: String,
    /// Of how many resources the diff is; it is bounded.
    pub shown: usize,
    /// Of a preview: rules that the change would break.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<FindingView>,
    /// Of a preview: why publishing would wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<Reason>,
    /// The first that was not taken, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<LeftView>,
    /// How much was not taken.
    pub left_count: usize,
    /// The cluster's version of each object, for the request that saves what was previewed.
    pub seen: BTreeMap<String, String>,
    /// The change with its drafts, once they are saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved: Option<ChangeView>,
}

/// Resources to be brought back to what Git wants, in the cluster.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ReapplyRequest {
    /// The resources, each as `KIND/NAME` or `KIND/NAMESPACE/NAME`.
    pub resources: Vec<String>,
    /// The cluster is asked whether it would take them, and nothing is written.
    pub dry_run: bool,
    /// Takes over fields that another manager applies: an applier puts its own values back.
    pub take_over: bool,
}

/// What became of re-applying.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReapplyView {
    /// The fabric.
    pub fabric: String,
    /// Its cluster.
    pub cluster: String,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// What became of each resource, in the order in which they were named.
    pub results: Vec<Reapplied>,
    /// What waits for a second person: the fabric asks for four eyes, and nothing was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awaits: Option<ActRequestView>,
}

/// What became of a resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reapplied {
    /// The resource.
    pub resource: String,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: ReapplyOutcome,
}

/// What became of a resource that was to be brought back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum ReapplyOutcome {
    /// It was brought back.
    Applied {
        /// The fields that differed.
        fields: Vec<FieldDrift>,
        /// Fields that differ still: the cluster, or who works in it, makes them what they are.
        left: Vec<FieldPath>,
    },
    /// The cluster did not have it, and has it now.
    Created,
    /// The cluster has what Git wants.
    Nothing,
    /// Fields of it are applied by another manager, who would put them back; nothing was written.
    OfOthers {
        /// Those fields, with who has them.
        fields: Vec<FieldDrift>,
    },
    /// It was not brought back.
    Refused {
        /// Why.
        why: String,
    },
}
