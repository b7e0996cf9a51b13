//! What is done in a fabric's cluster: asked for, waiting for people, done.

use hedgerow_model::{ApplyAct, ApplyOutcome, AskedAct, FieldDrift, FieldPath, RequestedAct};
use serde::{Deserialize, Serialize};

use super::{Millis, Person};

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
