//! Remotes and builds that say no.

use hedgerow_outbound::{End, Merged, Next, Outcome, Pushed, Why};

use crate::support::{Asked, Run, held, retried};

#[test]
fn a_declined_stack_is_halved_until_only_the_refused_change_carries_the_reason() {
    let mut run = Run::over(&[1, 2, 3, 4, 5]);
    let refused = 3;
    let (mut landed, mut held) = (Vec::new(), Vec::new());
    let mut left = vec![1, 2, 3, 4, 5];
    for pushes in 1.. {
        assert!(pushes < 20, "five changes need fewer pushes than that");
        let Next::Merge { changes, limit } = run.next.clone() else {
            panic!("asked for {:?}", run.next)
        };
        let stack = &changes[..limit.unwrap_or(changes.len()).min(changes.len())];
        if !stack.contains(&refused) {
            let Next::End(End::Published { landed: there, later }) = run.push(Pushed::Accepted)
            else {
                panic!("asked for {:?}", run.next)
            };
            landed.extend(there);
            left = later;
            if left.is_empty() {
                break;
            }
            run = Run::over(&left);
            continue;
        }
        let single = stack.len() == 1;
        let next = run.push(Pushed::Declined("bad luck"));
        if single {
            let Next::Hold { changes, why, .. } = next else { panic!("asked for {next:?}") };
            assert_eq!(why, Why::Refused("bad luck"));
            held.extend(changes);
            run.tell(Outcome::Done);
        }
    }
    assert_eq!((landed, held), (vec![1, 2, 4, 5], vec![3]));
    assert!(left.is_empty());
}

#[test]
fn a_declined_stack_is_tried_again_at_once_with_half_of_it() {
    let mut run = Run::over(&[1, 2, 3, 4, 5]);
    let half = Next::Merge { changes: vec![1, 2, 3, 4, 5], limit: Some(2) };
    assert_eq!(run.push(Pushed::Declined("no")), half);
    let single = Next::Merge { changes: vec![1, 2, 3, 4, 5], limit: Some(1) };
    assert_eq!(run.push(Pushed::Declined("no")), single);
    assert_eq!(run.push(Pushed::Declined("no")), held(&[1], Why::Refused("no")));
    let others = Next::Merge { changes: vec![2, 3, 4, 5], limit: None };
    assert_eq!(run.tell(Outcome::Done), others);
}

#[test]
fn a_run_whose_last_change_is_refused_fails_with_its_reason() {
    let mut run = Run::over(&[1]);
    assert_eq!(run.push(Pushed::Declined("no")), held(&[1], Why::Refused("no")));
    assert_eq!(run.tell(Outcome::Done), Next::End(End::Failed(Why::Refused("no"))));
}

#[test]
fn halving_too_ends_when_patience_is_over() {
    let mut run = Run::over(&[1, 2, 3]);
    for _ in 0..9 {
        run.push(Pushed::Moved);
        run.pause_and_look(&[]);
    }
    run.elapsed = crate::support::PATIENCE * 2;
    let held = retried(&[1, 2, 3], Why::Refused("no"));
    assert_eq!(run.push(Pushed::Declined("no")), held);
}

#[test]
fn the_one_that_is_refused_is_not_tried_again_though_patience_is_over() {
    let mut run = Run::over(&[1]);
    for _ in 0..9 {
        run.push(Pushed::Moved);
        run.pause_and_look(&[]);
    }
    run.elapsed = crate::support::PATIENCE * 2;
    assert_eq!(run.push(Pushed::Declined("no")), held(&[1], Why::Refused("no")));
}

#[test]
fn a_branch_that_takes_nothing_holds_what_was_pushed_and_queues_the_others_again() {
    let mut run = Run::over(&[1, 2]);
    let merged = Merged { ready: vec![1], later: vec![2], ..Merged::default() };
    run.tell(Outcome::Merged(merged));
    run.tell(Outcome::Committed);
    let why = Why::Refused("protected");
    let hold = run.tell(Outcome::Pushed(Pushed::Refused("protected")));
    assert_eq!(hold, held(&[1], why.clone()));
    assert_eq!(run.tell(Outcome::Done), Next::QueueAgain(vec![2]));
    assert_eq!(run.tell(Outcome::Done), Next::End(End::Failed(why)));
}

#[test]
fn a_credential_that_may_not_push_is_noted_and_holds_everything() {
    let mut run = Run::over(&[1, 2]);
    let merged = Merged { ready: vec![2], later: vec![1], ..Merged::default() };
    run.tell(Outcome::Merged(merged));
    run.tell(Outcome::Committed);
    let why = Why::Refused("read only");
    let note = run.tell(Outcome::Pushed(Pushed::ReadOnly("read only")));
    assert_eq!(note, Next::NoteReadOnly("read only"));
    assert_eq!(run.tell(Outcome::Done), held(&[1, 2], why.clone()));
    assert_eq!(run.tell(Outcome::Done), Next::End(End::Failed(why)));
}

#[test]
fn a_commit_that_cannot_be_built_holds_its_change_and_the_others_are_merged_anew() {
    let mut run = Run::over(&[1, 2, 3]);
    let merged = Merged { ready: vec![2, 3], present: vec![1], ..Merged::default() };
    run.tell(Outcome::Merged(merged));
    let hold: Asked = run.tell(Outcome::Unbuildable(2, "a folder"));
    assert_eq!(hold, held(&[2], Why::Refused("a folder")));
    let again = Next::Merge { changes: vec![1, 3], limit: None };
    assert_eq!(run.tell(Outcome::Done), again, "nothing of the attempt was written");
}

#[test]
fn a_run_that_can_build_nothing_fails() {
    let mut run = Run::over(&[1]);
    run.tell(Outcome::Merged(Merged { ready: vec![1], ..Merged::default() }));
    run.tell(Outcome::Unbuildable(1, "a folder"));
    assert_eq!(run.tell(Outcome::Done), Next::End(End::Failed(Why::Refused("a folder"))));
}

#[test]
fn commits_that_change_nothing_end_the_run_without_a_push() {
    let mut run = Run::over(&[1, 2]);
    let merged = Merged { ready: vec![1], later: vec![2], ..Merged::default() };
    run.tell(Outcome::Merged(merged));
    let end = run.tell(Outcome::Pushed(Pushed::Accepted));
    assert_eq!(end, Next::End(End::Published { landed: vec![1], later: vec![2] }));
}
