//! How what a fabric has in its cluster differs from Git, and what people do about it.

use std::collections::BTreeMap;

use hedgerow_model::{DriftStanding, FieldDrift, FieldPath, Moved, Reason, Severity};
use serde::{Deserialize, Serialize};

use super::{ChangeView, FindingView, LeftView, Millis, Person};

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
