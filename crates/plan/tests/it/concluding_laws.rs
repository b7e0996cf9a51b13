//! The preview says what a publish now concludes; every change is concluded once.

use hedgerow_model::{Change, ChangeId, ChangeState, Reason};
use hedgerow_plan::{Fate, FileEdit, Input, LargeDeletion, Preview, Stacked, unified_diff};
use proptest::prelude::*;

use crate::concluding::{HEAD, change_id, onto, ready, unapproved};
use crate::strategies::{Op, any_ops, cases, drafts, ops, worlds};
use crate::support::{NEVER_LARGE, World, change};

/// Which list a change of this fate is in, and its state and reason when it is settled.
fn where_is(stacked: &Stacked) -> (&'static str, Option<(ChangeState, Option<Reason>)>) {
    match (&stacked.ready[..], &stacked.later[..], &stacked.settled[..]) {
        ([_], [], []) => ("ready", None),
        ([], [_], []) => ("later", None),
        ([], [], [one]) => ("settled", Some((one.state, one.reason.clone()))),
        _ => panic!("one change is in one list: {stacked:?}"),
    }
}

fn expected(fate: &Fate) -> (&'static str, Option<(ChangeState, Option<Reason>)>) {
    let settled = |state, reason| ("settled", Some((state, Some(reason))));
    match fate {
        Fate::Ready(_) => ("ready", None),
        Fate::Deferred => ("later", None),
        Fate::Nothing => settled(ChangeState::Published, Reason::InGitAlready),
        Fate::Waiting(reason) => settled(ChangeState::Waiting, reason.clone()),
        Fate::Invalid(found) => settled(ChangeState::Invalid, Reason::of_findings(found)),
        Fate::Together(found) => {
            settled(ChangeState::Conflicted, Reason::Conflicts { count: found.len() })
        }
        Fate::Conflicted(found) => {
            let count = found.iter().map(|it| it.with_git.len()).sum();
            settled(ChangeState::Conflicted, Reason::Conflicts { count })
        }
    }
}

fn diff_of(world: &World, edits: &[FileEdit]) -> String {
    let after = world.after(edits);
    let shown = edits.iter().map(|(path, _)| {
        unified_diff(path, world.text(path).as_deref(), after.text(path).as_deref())
    });
    shown.collect()
}

/// What the change is once somebody who looked at the preview asks for it, as the database writes it
/// down: they confirm nothing. To approve keeps what was confirmed.
fn asked(before: &Change) -> Change {
    let mut change = before.clone();
    match before.state {
        ChangeState::Queued | ChangeState::Publishing => {}
        ChangeState::AwaitingApproval => change.previewed = Some(HEAD.into()),
        _ => (change.previewed, change.confirmed) = (Some(HEAD.into()), false),
    }
    change
}

fn previewed() -> impl Strategy<Value = Option<String>> {
    prop::sample::select(vec![None, Some(HEAD.to_owned()), Some("c0".to_owned())])
}

/// The fabric after Git moved under drafts, so that some of them conflict.
fn moved(world: World, ops: &[(u8, Op)]) -> World {
    match world.merge(&drafts(&world, ops)) {
        Fate::Ready(edits) => world.after(&edits),
        _ => world,
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn the_preview_says_what_a_publish_now_concludes(
        world in worlds(), ops in any_ops(), git in ops(), previewed in previewed(),
        confirmed in any::<bool>(), approved in any::<bool>(),
        state in prop::sample::select(ChangeState::ALL.to_vec()),
        count in prop::sample::select(vec![1, usize::MAX]),
    ) {
        let drafts = drafts(&world, &ops);
        let world = moved(world, &git);
        let large = LargeDeletion { count, percent: 0 };
        let before = Change { state, previewed, confirmed, ..change() };
        let input = |change: Change, unapproved| Input { change, unapproved, ..world.input(&drafts) };
        let missing = if approved { None } else { unapproved() };
        let preview = onto(&world, large).preview(input(before.clone(), missing.clone())).unwrap();
        let Preview { diff, fate, unapproved, .. } = preview;
        prop_assert_eq!(&unapproved, &missing);
        // Once somebody approved it, whether or not that is missing.
        let now = onto(&world, large).publish(vec![input(asked(&before), None)], None);
        prop_assert_eq!(where_is(&now), expected(&fate));
        // What has to be confirmed is shown as it would be.
        let would = match fate {
            Fate::Waiting(Reason::LargeDeletion { .. }) => {
                let change = Change { confirmed: true, ..asked(&before) };
                onto(&world, large).publish(vec![input(change, None)], None)
            }
            _ => now,
        };
        let edits = would.ready.first().map_or(&[][..], |ready| &ready.edits);
        match fate {
            // What a rule stops is shown, and nothing of it is pushed.
            Fate::Invalid(_) | Fate::Together(_) => prop_assert!(edits.is_empty()),
            _ => prop_assert_eq!(diff, diff_of(&world, edits)),
        }
        if !approved {
            let now = onto(&world, large).publish(vec![input(asked(&before), missing)], None);
            let waits = ("settled", Some((ChangeState::AwaitingApproval, unapproved)));
            prop_assert_eq!(where_is(&now), waits);
        }
    }

    #[test]
    fn every_change_is_in_one_list_and_only_what_is_ready_counts_for_the_others(
        world in worlds(), git in ops(), limit in prop::option::of(0..4usize),
        changes in prop::collection::vec((any_ops(), previewed(), any::<bool>()), 1..5),
    ) {
        let changes: Vec<_> = changes
            .into_iter()
            .map(|(ops, previewed, approved)| (drafts(&world, &ops), previewed, approved))
            .collect();
        let world = moved(world, &git);
        let input = |n: usize| {
            let (drafts, previewed, approved) = &changes[n];
            let mut input = world.input(drafts);
            (input.change.id, input.change.previewed) = (change_id(n), previewed.clone());
            input.unapproved = if *approved { None } else { unapproved() };
            input
        };
        let stacked =
            onto(&world, NEVER_LARGE).publish((0..changes.len()).map(input).collect(), limit);
        let ready = ready(&stacked);
        let mut all: Vec<String> = [&ready, &stacked.later, &stacked.present(), &stacked.stopped()]
            .into_iter()
            .flatten()
            .map(ToString::to_string)
            .collect();
        all.sort();
        let ids: Vec<String> = (0..changes.len()).map(|n| change_id(n).to_string()).collect();
        prop_assert_eq!(all, ids, "each is in one list");
        prop_assert!(limit.is_none_or(|limit| ready.len() <= limit));
        // Those that are ready, alone, give the same commits.
        let alone = (0..changes.len()).filter(|n| ready.contains(&change_id(*n))).map(input);
        let alone = onto(&world, NEVER_LARGE).publish(alone.collect(), None);
        let commits = |stacked: &Stacked| -> Vec<(ChangeId, Vec<FileEdit>, String)> {
            let all = stacked.ready.iter();
            all.map(|it| (it.change.id, it.edits.clone(), it.message.clone())).collect()
        };
        prop_assert_eq!(commits(&alone), commits(&stacked));
        // What conflicts is on record, as often as it is told.
        let told = stacked.settled.iter().filter_map(|one| match one.reason {
            Some(Reason::Conflicts { count }) => Some(count),
            _ => None,
        });
        let opened = stacked.records.iter().map(|(_, records)| records.open.len());
        prop_assert_eq!(told.sum::<usize>(), opened.sum::<usize>());
    }
}
