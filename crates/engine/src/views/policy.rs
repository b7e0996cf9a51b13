//! Policies: which conflicts are settled without a person.

use hedgerow_model::{
    Brought, Decision, DismissedPolicy, Policy, PolicyFileState, RuleUsed, Severity,
};
use hedgerow_plan::{PolicyDifference, PolicyProblem};
use serde::{Deserialize, Serialize};

use super::{ConflictView, SeverityCounts};

/// A policy: of one fabric, or the one for all.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PolicyView {
    /// The fabric; left out for the policy for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fabric: Option<String>,
    /// Counts its edits; 0: never written.
    pub revision: i64,
    /// What it says.
    pub policy: Policy,
    /// What the policy for all fabrics says, which is asked after that of a fabric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub everywhere: Option<Policy>,
    /// How often each rule decided in the last thirty days. Decisions that were taken back do not count.
    pub used: Vec<UsedView>,
    /// The policy that the fabric's repository has for it, if there is one or it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<PolicyFileView>,
    /// What it settled at once, when it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<SettledNow>,
}

/// The policy that a fabric has in its repository. It decides nothing until it is accepted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PolicyFileView {
    /// Where it is in the repository.
    pub path: String,
    /// Where it stands to the policy in force.
    pub state: PolicyFileState,
    /// What names what it says: to accept or dismiss that and nothing that came later.
    pub id: String,
    /// Whether it was there and is gone: accepted, the fabric has no rules any more.
    #[serde(default)]
    pub gone: bool,
    /// Who brought it.
    pub brought: Brought,
    /// What it says; left out where it is not understood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
    /// How that differs from the policy in force.
    #[serde(default)]
    pub difference: PolicyDifference,
    /// What is wrong with it, where it is not understood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<PolicyProblem>,
    /// Who dismissed it, if somebody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dismissed: Option<DismissedPolicy>,
}

/// How often a rule decided.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsedView {
    /// The rule, or the field that belongs to somebody.
    #[serde(flatten)]
    pub rule: RuleUsed,
    /// How often.
    pub times: i64,
}

/// What a policy settled when it was written.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettledNow {
    /// How many open conflicts it decided.
    pub decided: usize,
    /// How many it left to people.
    pub left: usize,
}

/// What is tried, in the place of what is in force; what is left out stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TryPolicy {
    /// The fabric's own policy.
    #[serde(default)]
    pub policy: Option<Policy>,
    /// The policy for all fabrics, which is asked after it.
    #[serde(default)]
    pub everywhere: Option<Policy>,
}

/// A policy tried on the conflicts that are on record.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PolicyTry {
    /// How many it would decide.
    pub decided: usize,
    /// How many it would leave to people.
    pub left: usize,
    /// Of those that people decided: how many it would decide the same way.
    pub agree: usize,
    /// And how many otherwise.
    pub differ: usize,
    /// Whether there are more conflicts on record, older ones, than were tried.
    pub more: bool,
    /// Each of them, newest first.
    pub conflicts: Vec<TriedView>,
    /// How much the fabric's drift matters; left out where it lives in no cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift: Option<TriedDrift>,
}

/// How much a fabric's drift would matter by a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TriedDrift {
    /// As it is now: what drifted and is not ignored.
    pub now: SeverityCounts,
    /// As it would be.
    pub then: SeverityCounts,
    /// The first hundred of those that would matter more, or less.
    pub changed: Vec<TriedSeverity>,
}

/// A resource whose drift would matter more, or less.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TriedSeverity {
    /// The resource.
    pub resource: String,
    /// How much it matters now.
    pub now: Severity,
    /// How much it would.
    pub then: Severity,
}

/// What a policy says to a conflict.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TriedView {
    /// The conflict, with what was decided.
    pub conflict: ConflictView,
    /// The rule that is about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleUsed>,
    /// What it decides; left out where a person decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// Why a person decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Whether the field would have the value that a person gave it; left out where no person decided, or the policy
    /// does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agrees: Option<bool>,
}

/// Decisions of a policy that were taken back.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PolicyUndone {
    /// The conflicts that are open again.
    pub reopened: Vec<i64>,
    /// Those that could not be opened again, and why.
    pub refused: Vec<String>,
    /// Whether there are more: ask again.
    pub more: bool,
}
