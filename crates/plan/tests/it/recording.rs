//! A draft's records: what is opened, kept and superseded, and what a draft has to hear of Git.

use hedgerow_merge::FieldConflict;
use hedgerow_model::{
    ChangeState, Conflict, ConflictId, ConflictState, Decision, Draft, Layout, Party, Side,
    Standing, Value,
};
use hedgerow_plan::{
    DocumentState, Fate, InCluster, is_outdated, merge_for_trial, of_draft, reconcile, reopens,
};
use proptest::prelude::*;
use rstest::rstest;

use crate::strategies::cases;
use crate::support::{World, catalogue, commented, conflict, draft, fate_text, id, live, thing};

fn mine() -> Draft {
    draft(1, id("a"), live(thing("a", 1, "l")), live(thing("a", 2, "l")))
}

fn found(of: &Conflict) -> FieldConflict {
    let what = of.what.clone();
    FieldConflict {
        path: what.path,
        kind: what.kind,
        base: what.base,
        draft: what.draft,
        git: what.git,
    }
}

/// What tells two disagreements apart.
type Key = (usize, [i64; 3]);

fn stored(n: usize, key: Key) -> Conflict {
    let paths = ["spec.size", "spec.label"];
    conflict(i64::try_from(n).unwrap(), &mine(), paths[key.0], key.1)
}

fn keys() -> impl Strategy<Value = Vec<Key>> {
    prop::collection::btree_set((0..2usize, [1..3i64, 1..3, 1..3]), 0..6)
        .prop_map(|keys| keys.into_iter().collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn what_is_new_is_opened_what_is_gone_is_superseded_and_the_rest_stays(
        before in keys(), now in keys(), closed in keys(),
    ) {
        let mut records: Vec<Conflict> =
            before.iter().enumerate().map(|(n, key)| stored(n, *key)).collect();
        // What was decided or superseded before is not an open record.
        records.extend(closed.iter().enumerate().map(|(n, key)| Conflict {
            state: if n % 2 == 0 { ConflictState::Resolved } else { ConflictState::Superseded },
            ..stored(100 + n, *key)
        }));
        let merged: Vec<FieldConflict> = now.iter().map(|key| found(&stored(0, *key))).collect();
        let result = reconcile(&mine(), "c2", &records, &merged);
        let opened: Vec<FieldConflict> = result
            .open
            .iter()
            .map(|what| found(&Conflict { what: what.clone(), ..stored(0, (0, [1, 1, 1])) }))
            .collect();
        let new: Vec<FieldConflict> = now
            .iter()
            .filter(|key| !before.contains(key))
            .map(|key| found(&stored(0, *key)))
            .collect();
        prop_assert_eq!(opened, new);
        let gone: Vec<ConflictId> = before
            .iter()
            .enumerate()
            .filter(|(_, key)| !now.contains(key))
            .map(|(n, _)| ConflictId(i64::try_from(n).unwrap()))
            .collect();
        prop_assert_eq!(result.supersede, gone);
        for what in result.open {
            let (change, draft) = (mine().change_id, mine().id);
            let git = Party::Git { commit: "c2".into(), path: None };
            prop_assert_eq!(what.parties, vec![Party::Draft { change, draft }, git]);
            prop_assert_eq!(what.identity, mine().identity);
        }
    }
}

#[test]
fn only_records_of_a_draft_are_its_own() {
    let other = Draft { id: hedgerow_model::DraftId(2), ..mine() };
    let records =
        [conflict(1, &mine(), "spec.size", [1, 2, 3]), conflict(2, &other, "spec.size", [1, 2, 3])];
    let ids: Vec<ConflictId> = of_draft(&records, &mine()).iter().map(|it| it.id).collect();
    assert_eq!(ids, [ConflictId(1)]);
}

#[test]
fn a_draft_is_outdated_when_git_has_another_text_or_standing() {
    let draft = mine();
    let base = draft.base_text.clone().unwrap();
    let is = |git: Option<DocumentState>| is_outdated(&draft, git.as_ref());
    assert!(!is(live(base.clone())));
    assert!(is(live(format!("{base}# more\n"))));
    assert!(is(commented(base)));
    assert!(is(None));
    let new = Draft { base_text: None, ..draft.clone() };
    assert!(!is_outdated(&new, None));
    assert!(is_outdated(&new, live("a: 1").as_ref()));
}

#[test]
fn a_change_reopens_only_from_conflicts_and_only_without_any() {
    for state in ChangeState::ALL {
        assert_eq!(reopens(*state, 0), *state == ChangeState::Conflicted, "{state}");
        assert!(!reopens(*state, 1), "{state}");
    }
}

#[test]
fn a_draft_that_git_moved_under_meets_its_conflicts_at_once() {
    let draft = mine();
    let git = live(thing("a", 3, "l"));
    let met = merge_for_trial(&draft, git.as_ref(), &InCluster::Nowhere, &catalogue(), &[], "c2");
    assert!(met.outdated);
    assert_eq!(met.records.open.len(), 1);
    let what = &met.records.open[0];
    assert_eq!(what.path.to_string(), "spec.size");
    let values = [&what.base, &what.draft, &what.git].map(|it| it.clone().unwrap());
    assert_eq!(values, [1, 2, 3].map(Value::from));
    // decided, it is none any more
    let decided = Conflict {
        state: ConflictState::Resolved,
        decision: Some(Decision::Take(Side::Draft)),
        ..conflict(1, &draft, "spec.size", [1, 2, 3])
    };
    assert!(
        merge_for_trial(&draft, git.as_ref(), &InCluster::Nowhere, &catalogue(), &[decided], "c2")
            .records
            .open
            .is_empty()
    );
}

#[test]
fn a_draft_that_git_did_not_move_under_has_no_open_conflict() {
    let draft = mine();
    let git = live(draft.base_text.clone().unwrap());
    let records = [conflict(4, &draft, "spec.size", [1, 2, 3])];
    let met =
        merge_for_trial(&draft, git.as_ref(), &InCluster::Nowhere, &catalogue(), &records, "c2");
    assert!(!met.outdated);
    assert_eq!((met.records.open.len(), met.records.supersede), (0, vec![ConflictId(4)]));
}

#[test]
fn where_nothing_can_be_said_what_was_said_stands() {
    let draft = mine();
    let broken = DocumentState { standing: Standing::Unreadable, text: "a: [".into() };
    let records = [conflict(4, &draft, "spec.size", [1, 2, 3])];
    let met =
        merge_for_trial(&draft, Some(&broken), &InCluster::Nowhere, &catalogue(), &records, "c2");
    assert!(met.outdated);
    assert!(met.records.open.is_empty() && met.records.supersede.is_empty());
}

/// A draft is called invalid exactly where the preview of it would be: the two ask the same.
#[rstest]
#[case::fits(Some(1), Some(2), Some(1), false)]
#[case::too_large(Some(1), Some(5000), Some(1), true)]
#[case::new_and_too_large(None, Some(5000), None, true)]
#[case::too_large_in_git_already(Some(5000), Some(5000), Some(5000), false)]
#[case::too_large_and_git_moved_beside_it(Some(1), Some(5000), Some(1), true)]
#[case::deleted(Some(5000), None, Some(5000), false)]
fn a_draft_is_invalid_where_its_preview_is(
    #[case] base: Option<u32>,
    #[case] mine: Option<u32>,
    #[case] git: Option<u32>,
    #[case] expected: bool,
) {
    for moved in [false, true] {
        let label = if moved { "moved" } else { "l" };
        let text = |size: Option<u32>, label: &str| {
            size.and_then(|size| live(thing("a", size, label).replace("label: l", "label: \"l\"")))
        };
        let draft = draft(1, id("a"), text(base, "l"), text(mine, "l"));
        let git = text(git, label);
        let files = git.as_ref().map(|git| ("dc/managed/things/a.yaml", git.text.clone()));
        let fate = World::new(Layout::Managed, files).merge(std::slice::from_ref(&draft));
        let met =
            merge_for_trial(&draft, git.as_ref(), &InCluster::Nowhere, &catalogue(), &[], "c2");
        assert_eq!(met.invalid, matches!(fate, Fate::Invalid(_)), "{}", fate_text(&fate));
        if !moved {
            assert_eq!(met.invalid, expected);
        }
    }
}
