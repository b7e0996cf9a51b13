//! Journaled executions, their steps, and the commits they built.

use serde::{Deserialize, Serialize};

use crate::{
    ChangeId, ChangeOutcome, ChangeState, FabricId, Millis, QueueId, Reason, RunId, RunKind,
    RunState,
};

/// How many changes a run names that it did not bring to Git; the rest is counted.
const LISTED: usize = 20;

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

words! {
    /// How a step of a run ended.
    StepOutcome("outcome of a step") {
        /// It did what it is for.
        Done = "done",
        /// Something was stopped at it: a change conflicts, breaks a rule, or waits for a person.
        Stopped = "stopped",
        /// The branch moved meanwhile: it is tried again.
        Moved = "moved",
        /// The remote, or the repository's content, does not allow it.
        Refused = "refused",
        /// The remote did not answer.
        Unreached = "unreached",
    }
}

words! {
    /// How a run ended, as one word.
    RunOutcome("outcome of a run") {
        /// It continues.
        UnderWay = "under way",
        /// It did what it is for.
        Done = "done",
        /// There was nothing to do.
        Nothing = "nothing",
        /// It brought some changes to Git; others were stopped.
        Partly = "partly",
        /// It brought nothing to Git: every change was stopped.
        Stopped = "stopped",
        /// It failed.
        Failed = "failed",
    }
}

/// What became of a change that a run was about and did not bring to Git.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettledChange {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub change: String,
    /// Where it went.
    pub state: ChangeState,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

impl SettledChange {
    /// Of an outcome of the change with this name.
    #[must_use]
    pub fn new(name: &str, outcome: &ChangeOutcome) -> Self {
        Self {
            id: outcome.id.to_string(),
            change: name.to_owned(),
            state: outcome.state,
            reason: outcome.reason.clone(),
        }
    }

    /// Whether something keeps it from Git; else Git has it.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.state != ChangeState::Published
    }
}

/// `*drop-all* is waiting: it deletes 12 of 12 resources, which a person must confirm`.
impl std::fmt::Display for SettledChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is {}", self.change, self.state)?;
        match &self.reason {
            Some(reason) => write!(f, ": {reason}"),
            None => Ok(()),
        }
    }
}

/// What a publish did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PublishSummary {
    /// How many changes it brought to Git.
    pub changes: usize,
    /// How many attempts it took.
    pub attempts: u32,
    /// The head that has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// What became of the others, the first of many.
    pub settled: Vec<SettledChange>,
    /// How many of them are not listed.
    pub more_settled: usize,
}

impl PublishSummary {
    /// With what became of the changes that were not brought to Git; those that are stopped first.
    #[must_use]
    pub fn with(mut self, mut settled: Vec<SettledChange>) -> Self {
        settled.sort_by_key(|one| !one.is_stopped());
        self.more_settled = settled.len().saturating_sub(LISTED);
        settled.truncate(LISTED);
        self.settled = settled;
        self
    }
}

impl Run {
    /// What a publish did, as far as it is recorded.
    #[must_use]
    pub fn published(&self) -> PublishSummary {
        self.summary
            .clone()
            .filter(|_| self.kind == RunKind::Publish)
            .and_then(|summary| serde_json::from_value(summary).ok())
            .unwrap_or_default()
    }

    /// How it ended, as one word.
    #[must_use]
    pub fn outcome(&self) -> RunOutcome {
        match (self.state, self.kind) {
            (RunState::Failed, _) => RunOutcome::Failed,
            (RunState::Finalised, RunKind::Publish) => {
                let did = self.published();
                let stopped = did.settled.iter().any(SettledChange::is_stopped);
                match (did.changes > 0, stopped) {
                    (true, false) => RunOutcome::Done,
                    (true, true) => RunOutcome::Partly,
                    (false, true) => RunOutcome::Stopped,
                    (false, false) => RunOutcome::Nothing,
                }
            }
            (RunState::Finalised, RunKind::Ingest | RunKind::Normalise | RunKind::Repair) => {
                RunOutcome::Done
            }
            (
                RunState::Requested
                | RunState::Merging
                | RunState::Committed
                | RunState::Pushing
                | RunState::Verified,
                _,
            ) => RunOutcome::UnderWay,
        }
    }
}

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunStep {
    /// What was done.
    pub name: String,
    /// How it ended; not known of steps of before that was recorded.
    pub outcome: Option<StepOutcome>,
    /// With what result, in words.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn run(state: RunState, summary: &PublishSummary) -> Run {
        Run {
            id: RunId(1),
            kind: RunKind::Publish,
            queue_id: crate::QueueId(1),
            fabric_id: None,
            state,
            reason: None,
            started_at: 0,
            ended_at: None,
            summary: serde_json::to_value(summary).ok(),
        }
    }

    fn settled(state: ChangeState) -> SettledChange {
        let reason = Some(Reason::LargeDeletion { deleted: 12, of: 12 });
        SettledChange { id: "1".into(), change: "drop".into(), state, reason }
    }

    #[test]
    fn only_what_git_has_is_done() {
        use RunState as S;
        let of = |changes, settled: &[SettledChange]| {
            PublishSummary { changes, ..PublishSummary::default() }.with(settled.to_vec())
        };
        let (waits, there) = (settled(ChangeState::Waiting), settled(ChangeState::Published));
        for (state, summary, expected) in [
            (S::Finalised, of(1, &[]), RunOutcome::Done),
            (S::Finalised, of(1, std::slice::from_ref(&there)), RunOutcome::Done),
            (S::Finalised, of(1, &[there.clone(), waits.clone()]), RunOutcome::Partly),
            (S::Finalised, of(0, std::slice::from_ref(&waits)), RunOutcome::Stopped),
            (S::Finalised, of(0, &[there]), RunOutcome::Nothing),
            (S::Failed, of(0, &[]), RunOutcome::Failed),
            (S::Pushing, of(0, &[]), RunOutcome::UnderWay),
        ] {
            assert_eq!(run(state, &summary).outcome(), expected, "{summary:?}");
        }
        assert!(
            ChangeState::ALL.iter().all(|state| {
                settled(*state).is_stopped() == (*state != ChangeState::Published)
            })
        );
    }

    #[test]
    fn a_run_names_those_that_were_stopped_first_and_counts_the_rest() {
        let there = vec![settled(ChangeState::Published); LISTED + 3];
        let all = [there, vec![settled(ChangeState::Waiting)]].concat();
        let summary = PublishSummary::default().with(all);
        assert_eq!((summary.settled.len(), summary.more_settled), (LISTED, 4));
        let first = summary.settled[0].to_string();
        assert_eq!(
            first,
            "drop is waiting: it deletes 12 of 12 resources, which a person must confirm"
        );
    }
}
