//! Where a process may die: named points between the effects of a run.
//!
//! In production nothing listens. The kill harness names a point and how often it may pass; the
//! process then kills itself there, so that every order of effects is met in a real process.

use std::sync::Arc;

/// Told of each point as it is reached.
pub trait Steps: Send + Sync {
    /// The point `name` was reached.
    fn reached(&self, name: &'static str);
}

/// Nobody listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSteps;

impl Steps for NoSteps {
    fn reached(&self, _name: &'static str) {}
}

/// A shared listener.
pub(crate) type SharedSteps = Arc<dyn Steps>;

/// Every point, in the order a publish reaches them; then those of an ingest, of filling edges in, of a
/// normalisation, of the settling of what an earlier process left, of an act in a cluster, of a
/// repair, and of comparing all of a fabric with its cluster.
pub const POINTS: &[&str] = &[
    "publish.before-intent",
    "publish.intent-written",
    "publish.run-started",
    "publish.merged",
    "publish.commits-built",
    "publish.attempts-written",
    "publish.pushed",
    "publish.head-known",
    "publish.ingested",
    "publish.before-finalise",
    "publish.finalised",
    "publish.held",
    "ingest.fetched",
    "ingest.prepared",
    "ingest.batch-written",
    "ingest.documents-written",
    "ingest.committed",
    "ingest.head-moved",
    "fill.batch-written",
    "normalise.commit-built",
    "normalise.attempt-written",
    "normalise.pushed",
    "normalise.finalised",
    "settle.looked",
    "settle.others-ended",
    "apply.intent-written",
    "apply.sent",
    "apply.outcome-written",
    "verify.read-again",
    "observe.comparing",
    "observe.compared",
];
