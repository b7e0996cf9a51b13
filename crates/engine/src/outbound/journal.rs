//! The steps of a run as they are taken, with their times; how each ended, and in which words. The
//! page and the command line show those.

use std::time::Instant;

use hedgerow_model::{Reason, RunStep, SettledChange, StepOutcome};
use hedgerow_outbound::Pushed;

use crate::core::now;

/// How many changes a step names; the rest is counted.
const NAMED: usize = 3;

/// Collects the steps of a run.
#[derive(Debug)]
pub(crate) struct Journal {
    steps: Vec<RunStep>,
    began: Instant,
}

impl Journal {
    pub(crate) fn new() -> Self {
        Self { steps: Vec::new(), began: Instant::now() }
    }

    /// Ends the step that began with the last call, and did what it is for.
    pub(crate) fn done(&mut self, name: &str, detail: Option<String>) {
        self.step(name, StepOutcome::Done, detail);
    }

    /// Ends the step that began with the last call.
    pub(crate) fn step(&mut self, name: &str, outcome: StepOutcome, detail: Option<String>) {
        let took = self.began.elapsed();
        let duration_us = i64::try_from(took.as_micros()).unwrap_or(i64::MAX);
        self.steps.push(RunStep {
            name: name.to_owned(),
            outcome: Some(outcome),
            detail,
            at: now() - duration_us / 1000,
            duration_us,
        });
        self.began = Instant::now();
    }

    pub(crate) fn steps(&self) -> &[RunStep] {
        &self.steps
    }
}

/// How merging ended: what is to be committed, and what became of the other changes.
pub(crate) fn merged(ready: usize, settled: &[SettledChange]) -> (StepOutcome, String) {
    let stopped: Vec<&SettledChange> = settled.iter().filter(|one| one.is_stopped()).collect();
    let present = settled.len() - stopped.len();
    let mut parts = vec![format!("{ready} to commit")];
    if present > 0 {
        parts.push(format!("{present} in Git already"));
    }
    parts.extend(stopped.iter().take(NAMED).map(ToString::to_string));
    if stopped.len() > NAMED {
        parts.push(format!("{} more stopped", stopped.len() - NAMED));
    }
    let outcome = if stopped.is_empty() { StepOutcome::Done } else { StepOutcome::Stopped };
    (outcome, parts.join("; "))
}

/// How a push ended, and why.
pub(crate) fn pushed(pushed: &Pushed<Reason>) -> (StepOutcome, Option<String>) {
    match pushed {
        Pushed::Accepted => (StepOutcome::Done, None),
        Pushed::Moved => (
            StepOutcome::Moved,
            Some("not accepted: the branch changed in the meantime".to_owned()),
        ),
        Pushed::Declined(reason) | Pushed::Refused(reason) | Pushed::ReadOnly(reason) => {
            (StepOutcome::Refused, Some(reason.to_string()))
        }
        Pushed::Unknown(reason) | Pushed::Retry(reason) => {
            (StepOutcome::Unreached, Some(reason.to_string()))
        }
    }
}

#[cfg(test)]
mod tests {
    use hedgerow_model::ChangeState;

    use super::*;

    fn settled(name: &str, state: ChangeState, reason: Reason) -> SettledChange {
        SettledChange { id: name.into(), change: name.into(), state, reason: Some(reason) }
    }

    #[test]
    fn a_push_is_done_only_where_the_remote_took_it() {
        use StepOutcome::{Done, Moved, Refused, Unreached};
        let text = "the window is closed".to_owned();
        let hook = || Reason::HookDeclined { text: text.clone() };
        let away = || Reason::RemoteUnreachable { text: text.clone() };
        for (how, expected) in [
            (Pushed::Accepted, Done),
            (Pushed::Moved, Moved),
            (Pushed::Declined(hook()), Refused),
            (Pushed::Refused(hook()), Refused),
            (Pushed::ReadOnly(hook()), Refused),
            (Pushed::Unknown(away()), Unreached),
            (Pushed::Retry(away()), Unreached),
        ] {
            let (outcome, detail) = pushed(&how);
            assert_eq!(outcome, expected, "{how:?}");
            assert_eq!(detail.is_none(), outcome == Done, "{how:?}");
            let given = matches!(outcome, Refused | Unreached);
            assert_eq!(detail.is_some_and(|detail| detail.contains(&text)), given, "{how:?}");
        }
    }

    #[test]
    fn merging_says_of_each_change_that_it_stopped_what_and_why() {
        let large = Reason::LargeDeletion { deleted: 12, of: 12 };
        let held = settled("drop", ChangeState::Waiting, large);
        let (outcome, said) = merged(0, std::slice::from_ref(&held));
        assert_eq!(outcome, StepOutcome::Stopped);
        assert_eq!(
            said,
            "0 to commit; drop is waiting: it deletes 12 of 12 resources, which a person must confirm"
        );
        let there = settled("same", ChangeState::Published, Reason::InGitAlready);
        let (outcome, said) = merged(2, &[there]);
        assert_eq!((outcome, &*said), (StepOutcome::Done, "2 to commit; 1 in Git already"));
        let (_, said) = merged(0, &vec![held; NAMED + 4]);
        assert!(said.ends_with("; 4 more stopped"), "{said}");
    }
}
