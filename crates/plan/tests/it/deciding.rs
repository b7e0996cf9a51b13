//! What a decision about a conflict may say, and what becomes of it.

use hedgerow_model::{
    Conflict, ConflictState, Decision, Draft, FieldPath, Layout, NewConflict, Side, Value,
};
use hedgerow_plan::{Fate, broken_by};
use rstest::rstest;

use crate::support::{World, catalogue, conflict, draft, fate_text, id, live, thing, value};

fn mine() -> Draft {
    draft(1, id("a"), live(thing("a", 1, "l")), live(thing("a", 2, "l")))
}

/// A conflict about the size with these values of base, draft and Git.
fn about_size(values: [i64; 3]) -> Conflict {
    conflict(1, &mine(), "spec.size", values)
}

fn broken(conflict: &Conflict, decision: &Decision) -> Vec<String> {
    let git = thing("a", 3, "l");
    broken_by(conflict, decision, Some(value(&git)), &catalogue())
        .iter()
        .map(|violation| violation.path.to_string())
        .collect()
}

fn typed(value: i64) -> Decision {
    Decision::Value(Value::from(value))
}

#[test]
fn a_typed_value_that_breaks_its_schema_is_refused_though_a_side_is_invalid_too() {
    assert_eq!(broken(&about_size([1, 2, 3]), &typed(-7)), ["spec.size"]);
    for values in [[-1, 2, 3], [1, -1, 3], [1, 2, -1]] {
        assert_eq!(broken(&about_size(values), &typed(-7)), ["spec.size"], "{values:?}");
    }
    assert!(broken(&about_size([1, 2, 3]), &typed(7)).is_empty());
}

#[test]
fn the_value_of_a_side_is_the_business_of_that_side() {
    let conflict = about_size([-1, -2, -3]);
    for side in [Side::Base, Side::Draft, Side::Git] {
        assert!(broken(&conflict, &Decision::Take(side)).is_empty(), "{side}");
    }
    // typed, it is still what a side has already
    assert!(broken(&conflict, &typed(-2)).is_empty());
    assert!(broken(&conflict, &Decision::Delete).is_empty());
}

#[test]
fn only_the_field_of_the_conflict_is_judged() {
    let invalid = thing("a", 3, "l").replace("size: 3", "size: -3");
    let git = Some(value(&invalid));
    let about = conflict(1, &mine(), "spec.label", [1, 2, 3]);
    let typed = Decision::Value(Value::from("good"));
    assert!(broken_by(&about, &typed, git.clone(), &catalogue()).is_empty());
    let typed = Decision::Value(Value::from(5));
    let found = broken_by(&about, &typed, git, &catalogue());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].path.to_string(), "spec.label");
}

#[test]
fn a_typed_map_is_judged_below_and_a_missing_part_above() {
    let about = Conflict {
        what: NewConflict { path: "spec".parse().unwrap(), ..about_size([1, 2, 3]).what },
        ..about_size([1, 2, 3])
    };
    let typed = Decision::Value(value("{size: -1, label: x}"));
    assert_eq!(broken(&about, &typed), ["spec.size"]);
}

#[test]
fn without_a_document_only_a_whole_one_is_judged() {
    let typed = Decision::Value(Value::from(-7));
    assert!(broken_by(&about_size([1, 2, 3]), &typed, None, &catalogue()).is_empty());
    let whole = Conflict {
        what: NewConflict { path: FieldPath::root(), ..about_size([1, 2, 3]).what },
        ..about_size([1, 2, 3])
    };
    let text = thing("a", 3, "l").replace("size: 3", "size: -3");
    let typed = Decision::Value(value(&text));
    assert_eq!(broken_by(&whole, &typed, None, &catalogue()).len(), 1);
    let typed = Decision::Value(value(&thing("a", 3, "l")));
    assert!(broken_by(&whole, &typed, None, &catalogue()).is_empty());
}

#[rstest]
#[case(Decision::Take(Side::Draft), Some(2))]
#[case(Decision::Take(Side::Git), Some(3))]
#[case(Decision::Take(Side::Base), Some(1))]
#[case(Decision::Value(Value::from(8)), Some(8))]
#[case(Decision::Delete, None)]
fn a_decision_is_what_gets_written(#[case] decision: Decision, #[case] size: Option<i64>) {
    let world = World::new(Layout::Managed, [("dc/managed/a.yaml", thing("a", 3, "l"))]);
    let drafts = [mine()];
    let decided = Conflict {
        state: ConflictState::Resolved,
        decision: Some(decision),
        ..about_size([1, 2, 3])
    };
    let mut input = world.input(&drafts);
    input.stored = vec![decided];
    let after = match world.stack().add(&input) {
        Fate::Ready(edits) => world.after(&edits),
        Fate::Nothing => world.clone(),
        other => panic!("{}", fate_text(&other)),
    };
    let text = after.picture(&id("a")).unwrap().text;
    assert_eq!(value(&text).at(&["spec", "size"]), size.map(Value::from).as_ref());
}

#[rstest]
#[case::another_path("spec.label", [1, 2, 3])]
#[case::another_base("spec.size", [9, 2, 3])]
#[case::another_draft("spec.size", [1, 9, 3])]
#[case::another_git("spec.size", [1, 2, 9])]
fn a_decision_about_another_disagreement_settles_nothing(
    #[case] path: &str,
    #[case] values: [i64; 3],
) {
    let world = World::new(Layout::Managed, [("dc/managed/a.yaml", thing("a", 3, "l"))]);
    let decided = |state| Conflict {
        state,
        decision: Some(Decision::Take(Side::Draft)),
        ..conflict(1, &mine(), path, values)
    };
    let mut input = world.input(&[mine()]);
    input.stored = vec![decided(ConflictState::Resolved)];
    assert_eq!(fate_text(&world.stack().add(&input)), "conflicted: a spec.size");
    input.stored =
        vec![Conflict { decision: Some(Decision::Take(Side::Draft)), ..about_size([1, 2, 3]) }];
    assert_eq!(fate_text(&world.stack().add(&input)), "conflicted: a spec.size", "it is open");
}

#[test]
fn the_newest_decision_about_a_disagreement_counts() {
    let world = World::new(Layout::Managed, [("dc/managed/a.yaml", thing("a", 3, "l"))]);
    let decided = |number: i64, size: i64| Conflict {
        id: hedgerow_model::ConflictId(number),
        state: ConflictState::Resolved,
        decision: Some(typed(size)),
        ..about_size([1, 2, 3])
    };
    let mut input = world.input(&[mine()]);
    input.stored = vec![decided(1, 7), decided(2, 8)];
    let Fate::Ready(edits) = world.stack().add(&input) else { panic!("it is decided") };
    assert!(world.after(&edits).text("dc/managed/a.yaml").unwrap().contains("size: 8 "));
}
