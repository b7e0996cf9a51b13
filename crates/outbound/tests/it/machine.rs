//! Attempts: looks, races, pauses, bounds.

use std::time::Duration;

use hedgerow_outbound::{Bounds, End, Machine, Merged, Moment, Next, Outcome, Pushed, Why};

use crate::support::{PATIENCE, Run, StepOutcome, retried};

const LONG: Duration = Duration::from_secs(61);

fn merge(changes: &[u8]) -> Next<u8, &'static str> {
    Next::Merge { changes: changes.to_vec(), limit: None }
}

fn merged(ready: &[u8], stopped: &[u8], present: &[u8]) -> StepOutcome {
    Outcome::Merged(Merged {
        ready: ready.to_vec(),
        later: Vec::new(),
        stopped: stopped.to_vec(),
        present: present.to_vec(),
    })
}

#[test]
fn the_first_attempt_is_made_on_the_known_head_without_a_look() {
    let mut run = Run::over(&[1, 2]);
    assert_eq!(run.next, merge(&[1, 2]));
    let end = run.push(Pushed::Accepted);
    assert_eq!(end, Next::End(End::Published { landed: vec![1, 2], later: Vec::new() }));
    assert_eq!(run.attempt(), 1);
}

#[test]
fn after_a_lost_race_comes_the_pause_then_a_look_and_then_nothing_delays_the_push() {
    let mut run = Run::over(&[1, 2]);
    for attempt in 1..5 {
        assert_eq!(run.attempt(), attempt);
        assert!(matches!(run.push(Pushed::Moved), Next::Pause(_)));
        assert_eq!(run.tell(Outcome::Paused), Next::Look);
        assert_eq!(run.tell(Outcome::Looked { moved: true, landed: vec![] }), merge(&[1, 2]));
    }
    assert!(matches!(run.push(Pushed::Accepted), Next::End(End::Published { .. })));
}

#[test]
fn what_did_not_arrive_for_sure_goes_the_same_way_as_a_lost_race() {
    let mut run = Run::over(&[1]);
    assert!(matches!(run.push(Pushed::Retry("reset")), Next::Pause(_)));
    assert_eq!(run.pause_and_look(&[]), merge(&[1]));
}

#[test]
fn pauses_double_up_to_the_longest_and_jitter_takes_up_to_half_of_them() {
    for (outcome, longest) in [
        (Pushed::Moved, Duration::from_millis(40)),
        (Pushed::Retry("reset"), Duration::from_secs(2)),
    ] {
        for (jitter, share) in [(0.0, 0.5), (0.5, 0.75)] {
            let mut run = Run::over(&[1]);
            run.jitter = jitter;
            let mut whole = Duration::from_millis(10);
            for _ in 0..12 {
                assert_eq!(run.push(outcome.clone()), Next::Pause(whole.mul_f64(share)));
                run.pause_and_look(&[]);
                whole = (whole * 2).min(longest);
            }
            assert_eq!(whole, longest);
        }
    }
}

#[test]
fn a_branch_that_keeps_moving_is_given_up_when_patience_and_the_least_attempts_are_over() {
    let mut run = Run::over(&[1, 2]);
    run.elapsed = LONG;
    for _ in 0..9 {
        assert!(matches!(run.push(Pushed::Moved), Next::Pause(_)), "too few attempts to give up");
        run.pause_and_look(&[]);
    }
    run.elapsed = PATIENCE;
    assert!(matches!(run.push(Pushed::Moved), Next::Pause(_)), "patience is not over yet");
    run.pause_and_look(&[]);
    run.elapsed = LONG;
    let why = Why::KeptMoving { attempts: 11 };
    assert_eq!(run.push(Pushed::Moved), retried(&[1, 2], why.clone()));
    assert_eq!(run.tell(Outcome::Done), Next::End(End::Failed(why)));
}

#[test]
fn a_commit_of_hedgerows_own_is_given_up_when_patience_is_over() {
    let mut run = Run::within(&[0], Bounds::of_own_commit(PATIENCE));
    run.elapsed = LONG;
    let why = Why::KeptMoving { attempts: 1 };
    assert_eq!(run.push(Pushed::Moved), retried(&[0], why));
}

#[test]
fn a_remote_that_fails_for_too_long_is_noted_and_its_changes_are_tried_again_by_themselves() {
    let mut run = Run::over(&[1, 2]);
    assert!(matches!(run.push(Pushed::Retry("reset")), Next::Pause(_)));
    run.pause_and_look(&[]);
    run.elapsed = LONG;
    assert_eq!(run.push(Pushed::Retry("reset")), Next::NoteUnreached("reset"));
    let why = Why::Unreached("reset");
    assert_eq!(run.tell(Outcome::Done), retried(&[1, 2], why.clone()));
    assert_eq!(run.tell(Outcome::Done), Next::End(End::Failed(why)));
}

#[test]
fn changes_that_a_look_finds_on_the_branch_are_not_pushed_again() {
    let mut run = Run::over(&[1, 2, 3]);
    run.push(Pushed::Moved);
    assert_eq!(run.pause_and_look(&[2]), merge(&[1, 3]));
    run.push(Pushed::Moved);
    let end = Next::End(End::Nothing { later: Vec::new(), doubt: None });
    assert_eq!(run.pause_and_look(&[1, 3]), end);
}

#[test]
fn a_change_that_merging_leaves_out_is_not_part_of_the_run_any_more() {
    let mut run = Run::over(&[1, 2]);
    run.tell(merged(&[2], &[], &[]));
    run.tell(Outcome::Committed);
    run.tell(Outcome::Pushed(Pushed::Moved));
    assert_eq!(run.pause_and_look(&[]), merge(&[2]));
}

#[test]
fn nothing_is_held_back_before_the_remote_confirmed_the_head() {
    let mut run = Run::over(&[1, 2]);
    assert_eq!(run.tell(merged(&[2], &[1], &[])), Next::Look);
    let again = run.tell(Outcome::Looked { moved: true, landed: vec![] });
    assert_eq!(again, merge(&[1, 2]), "what was merged onto another head counts for nothing");
    assert_eq!(run.tell(merged(&[2], &[1], &[])), Next::Commit { doubt: None });
}

#[test]
fn a_look_that_confirms_a_head_may_find_changes_there_too() {
    let mut run = Run::over(&[1, 2]);
    run.tell(merged(&[2], &[1], &[]));
    assert_eq!(run.tell(Outcome::Looked { moved: true, landed: vec![2] }), merge(&[1]));
}

#[test]
fn a_confirmed_head_is_not_merged_onto_twice() {
    let mut run = Run::over(&[1, 2]);
    assert_eq!(run.tell(merged(&[2], &[1], &[])), Next::Look);
    let next = run.tell(Outcome::Looked { moved: false, landed: vec![] });
    assert_eq!(next, Next::Commit { doubt: None });
    assert_eq!(run.attempt(), 1);
}

#[test]
fn what_git_is_said_to_have_already_is_proven_by_a_push_or_else_by_a_look() {
    let mut pushed = Run::over(&[1, 2]);
    assert_eq!(pushed.tell(merged(&[2], &[], &[1])), Next::Commit { doubt: None });
    let mut alone = Run::over(&[1]);
    assert_eq!(alone.tell(merged(&[], &[], &[1])), Next::Look);
    let end = alone.tell(Outcome::Looked { moved: false, landed: vec![] });
    assert_eq!(end, Next::End(End::Nothing { later: Vec::new(), doubt: None }));
}

#[test]
fn a_head_that_the_remote_did_not_confirm_is_doubted() {
    let mut run = Run::over(&[1]);
    run.tell(merged(&[], &[], &[1]));
    let end = run.tell(Outcome::Unreached("away"));
    assert_eq!(end, Next::End(End::Nothing { later: Vec::new(), doubt: Some("away") }));
    let mut run = Run::over(&[1, 2, 3]);
    run.tell(merged(&[2], &[1], &[3]));
    assert_eq!(run.tell(Outcome::Unreached("away")), Next::Commit { doubt: Some("away") });
    run.tell(Outcome::Committed);
    run.tell(Outcome::Pushed(Pushed::Moved));
    assert_eq!(run.pause_and_look(&[]), merge(&[2]), "the others were settled with the journal");
    assert_eq!(run.tell(merged(&[2], &[], &[])), Next::Commit { doubt: None });
}

#[test]
fn a_silent_remote_leaves_the_run_to_be_settled() {
    let mut run = Run::over(&[1, 2]);
    let end = run.push(Pushed::Unknown("no answer"));
    assert_eq!(end, Next::End(End::Unsettled("no answer")));
    let mut run = Run::over(&[1, 2]);
    run.push(Pushed::Moved);
    run.tell(Outcome::Paused);
    let end = run.tell(Outcome::Unreached("away"));
    assert_eq!(end, Next::End(End::Unsettled("away")));
}

#[test]
fn an_outcome_that_was_not_asked_for_is_an_error() {
    let (machine, _) = Machine::<u8, &str>::start(vec![1], Bounds::of_changes(PATIENCE));
    let at = Moment { elapsed: Duration::ZERO, jitter: 0.0 };
    let error = machine.step(Outcome::Pushed(Pushed::Accepted), at).unwrap_err();
    assert_eq!(error.to_string(), "told that a push ended while a merge was asked for");
}
