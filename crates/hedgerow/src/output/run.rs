//! What a run did, in one line: what happened, to what, and why. The words are those of the model, as
//! the steps have them.

use hedgerow_engine::views::RunView;
use hedgerow_model::{RunKind, RunOutcome, SettledChange};
use serde_json::Value;

/// What a run did, or why it did not.
pub(crate) fn what(run: &RunView) -> String {
    match run.outcome {
        RunOutcome::UnderWay => format!("{} continues", run.state),
        RunOutcome::Failed => match &run.reason {
            Some(reason) => reason.to_string(),
            None => "the reason is not recorded".to_owned(),
        },
        RunOutcome::Done | RunOutcome::Nothing | RunOutcome::Partly | RunOutcome::Stopped => {
            match run.kind {
                RunKind::Publish => published(run),
                RunKind::Ingest => read(run),
                RunKind::Normalise | RunKind::Repair => did(run),
            }
        }
    }
}

fn published(run: &RunView) -> String {
    let changes = run.summary.as_ref().and_then(|summary| summary.get("changes"));
    let mut parts = vec![match changes.and_then(Value::as_u64).unwrap_or(0) {
        0 => "published nothing".to_owned(),
        1 => "published 1 change".to_owned(),
        many => format!("published {many} changes"),
    }];
    let is_stopped = |one: &&SettledChange| one.is_stopped();
    let (stopped, present): (Vec<_>, Vec<_>) = run.settled.iter().partition(is_stopped);
    parts.extend(stopped.iter().map(ToString::to_string));
    parts.extend(present.iter().map(|one| format!("Git already had all of {}", one.change)));
    if run.more_settled > 0 {
        parts.push(format!("and {} more", run.more_settled));
    }
    parts.join("; ")
}

/// What Git brought, fabric by fabric.
fn read(run: &RunView) -> String {
    let fabrics = run.summary.as_ref().and_then(|summary| summary.get("fabrics")?.as_object());
    let news = |(fabric, counts): (&String, &Value)| {
        let counts = counts.as_object().into_iter().flatten();
        let counts: Vec<String> = counts
            .filter_map(|(what, count)| Some((what, count.as_u64().filter(|count| *count > 0)?)))
            .map(|(what, count)| format!("{count} {}", what.replace('_', " ")))
            .collect();
        let counts = if counts.is_empty() { "nothing changed".into() } else { counts.join(", ") };
        format!("{fabric}: {counts}")
    };
    let told: Vec<String> = fabrics.into_iter().flatten().map(news).collect();
    if told.is_empty() { "nothing for a fabric".to_owned() } else { told.join("; ") }
}

fn did(run: &RunView) -> String {
    let actions = run.summary.as_ref().and_then(|summary| summary.get("actions")?.as_array());
    let actions: Vec<&str> =
        actions.into_iter().flatten().filter_map(|action| action.as_str()).collect();
    match actions.as_slice() {
        [] => "nothing to do".to_owned(),
        [one] => (*one).to_owned(),
        [first, more @ ..] => format!("{first}; and {} more", more.len()),
    }
}

#[cfg(test)]
mod tests {
    use hedgerow_model::{ChangeState, Reason, RunState};
    use serde_json::json;

    use super::*;

    fn run(kind: RunKind, outcome: RunOutcome, summary: Value) -> RunView {
        RunView {
            id: 1,
            kind,
            fabrics: Vec::new(),
            state: RunState::Finalised,
            outcome,
            settled: Vec::new(),
            more_settled: 0,
            reason: None,
            started_at: 0,
            ended_at: None,
            summary: Some(summary),
            steps: Vec::new(),
        }
    }

    fn settled(change: &str, state: ChangeState, reason: Reason) -> SettledChange {
        SettledChange { id: "1".into(), change: change.into(), state, reason: Some(reason) }
    }

    #[test]
    fn a_publish_that_brought_nothing_says_what_stopped_what() {
        let nothing = json!({"changes": 0});
        let large = Reason::LargeDeletion { deleted: 12, of: 12 };
        let mut held = run(RunKind::Publish, RunOutcome::Stopped, nothing);
        held.settled = vec![settled("drop", ChangeState::Waiting, large)];
        let said = what(&held);
        assert!(
            said.starts_with("published nothing; drop is waiting: it deletes 12 of 12"),
            "{said}"
        );
        held.settled = vec![settled("same", ChangeState::Published, Reason::InGitAlready)];
        held.more_settled = 2;
        assert_eq!(what(&held), "published nothing; Git already had all of same; and 2 more");
    }

    #[test]
    fn every_outcome_of_every_kind_has_a_sentence() {
        for kind in RunKind::ALL {
            for outcome in RunOutcome::ALL {
                for summary in [json!({}), json!(null), json!({"fabrics": 1, "actions": {}})] {
                    assert!(!what(&run(*kind, *outcome, summary)).is_empty(), "{kind} {outcome}");
                }
            }
        }
        let read = json!({"fabrics": {"a": {"added": 10_002, "moved": 0, "alerts": []}, "b": {}}});
        let read = run(RunKind::Ingest, RunOutcome::Done, read);
        assert_eq!(what(&read), "a: 10002 added; b: nothing changed");
    }
}
