//! Journaled executions, their steps, and the commits they built.

use serde::Serialize;

use crate::{ChangeId, FabricId, Millis, QueueId, Reason, RunId, RunKind, RunState};

/// One journaled execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub id: RunId,
    /// What it does.
    pub kind: RunKind,
    /// The queue.
    pub queue_id: QueueId,
    /// The fabric, when it is about one.
    pub fabric_id: Option<FabricId>,
    /// Where it is.
    pub state: RunState,
    /// Why it ended as it did.
    pub reason: Option<Reason>,
    /// When it started.
    pub started_at: Millis,
    /// When it ended.
    pub ended_at: Option<Millis>,
    /// What it did.
    pub summary: Option<serde_json::Value>,
}

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunStep {
    /// What was done.
    pub name: String,
    /// With what result.
    pub detail: Option<String>,
    /// When it began.
    pub at: Millis,
    /// How long it took, in microseconds.
    pub duration_us: i64,
}

/// A commit that was built to be pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The run.
    pub run_id: RunId,
    /// Which attempt of the run, from 1.
    pub number: i64,
    /// Place in the stack, from 0.
    pub position: i64,
    /// The change it publishes.
    pub change_id: Option<ChangeId>,
    /// The head the stack was built on.
    pub parent: Option<String>,
    /// The commit.
    pub oid: String,
}
