//! Runs and their steps.

use hedgerow_model::{Reason, RunKind, RunOutcome, RunState, SettledChange, StepOutcome};
use serde::{Deserialize, Serialize};

use super::Millis;

/// A run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunView {
    /// Its number.
    pub id: i64,
    /// What it does.
    pub kind: RunKind,
    /// The fabrics it is about.
    #[serde(default)]
    pub fabrics: Vec<String>,
    /// Where it is.
    pub state: RunState,
    /// How it ended, as one word; `under way` while it has not.
    pub outcome: RunOutcome,
    /// Of a publish: what became of the changes that it did not bring to Git, the first 20. Those that
    /// something stopped come first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settled: Vec<SettledChange>,
    /// How many of them are not listed.
    #[serde(default)]
    pub more_settled: usize,
    /// Why it ended as it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// When it started.
    pub started_at: Millis,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Millis>,
    /// What it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<serde_json::Value>,
    /// Its steps, when one run was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<RunStepView>,
}

/// A step of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunStepView {
    /// What was done.
    pub name: String,
    /// How it ended; left out where that was not recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<StepOutcome>,
    /// With what result, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// When it began.
    pub at: Millis,
    /// How long it took, in microseconds.
    pub duration_us: i64,
}
