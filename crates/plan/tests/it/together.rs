//! Two resources that break a rule together: when that is a conflict, what settles it, and which open changes do.

use std::sync::LazyLock;

use hedgerow_model::{
    BrokenPair, Conflict, ConflictKind, ConflictState, Draft, FieldPath, Judged, Layout,
    NewConflict, Party, Side, Value,
};
use hedgerow_plan::{
    Choice, Meant, NoChoice, Standpoint, Step, Together, clashes, errors, reconcile_together,
    record, sort, step, still_broken, to_note, with_field,
};
use hedgerow_rules::{Edit, Inventory, Object, Violation};
use hedgerow_schema::Catalogue;
use proptest::prelude::*;
use rstest::rstest;

use crate::ruled::{vpc, vpc_id};
use crate::support::{World, conflict, draft, live, value};

fn set(text: &str) -> Edit {
    Edit::Set(Object::new(&Catalogue::builtin(), &value(text)).unwrap().into())
}

fn inventory(texts: &[String]) -> Inventory {
    let object = |text: &String| Object::new(&Catalogue::builtin(), &value(text)).unwrap();
    Inventory::new(None, texts.iter().map(object))
}

/// No resource with lists.
fn nothing() -> Meant<'static> {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::builtin);
    Meant { catalogue: &CATALOGUE, edits: &[] }
}

/// What VPC `mine` with VLAN 1001 breaks beside one of Git's that has it.
fn broken() -> Vec<Violation> {
    let found = errors(&mut inventory(&[vpc("theirs", 1, 1001)]), &[set(&vpc("mine", 2, 1001))]);
    assert_eq!(found.len(), 1, "{found:?}");
    found
}

fn mine() -> Draft {
    draft(7, vpc_id("mine"), None, live(vpc("mine", 2, 1001)))
}

const NOW: i64 = 5;

fn now() -> Standpoint {
    Standpoint { written: NOW, ruling: "r".to_owned() }
}

fn pair() -> BrokenPair {
    BrokenPair("vpc-vlan-other".to_owned(), vec![vpc_id("mine"), vpc_id("theirs")])
}

fn judged(written: i64, ruling: &str, breaks: &[BrokenPair], more: bool) -> Judged {
    Judged { written, ruling: ruling.to_owned(), held: Vec::new(), breaks: breaks.to_vec(), more }
}

fn found() -> Together {
    let judged = judged(NOW - 1, "r", &[], false);
    let (broken, drafts) = (broken(), [mine()]);
    sort(&broken, Some(&judged), &drafts, &[], &now(), nothing()).together.remove(0)
}

fn on_record() -> Conflict {
    let what = record(found(), &mine(), None, None, "c9");
    Conflict { what, ..conflict(3, &mine(), "spec", [1, 2, 3]) }
}

/// Whether it is a conflict.
#[rstest]
#[case::it_came_after_the_edit(Some(judged(NOW - 1, "r", &[], false)), true)]
#[case::it_was_there(Some(judged(NOW - 1, "r", &[pair()], false)), false)]
#[case::git_was_not_read_since(Some(judged(NOW, "r", &[], false)), false)]
#[case::a_rule_was_set_since(Some(judged(NOW - 1, "other", &[], false)), false)]
#[case::not_all_is_noted(Some(judged(NOW - 1, "r", &[], true)), false)]
#[case::nothing_is_noted(None, false)]
fn what_came_later_is_a_conflict_and_what_nobody_knows_is_none(
    #[case] judged: Option<Judged>,
    #[case] is_conflict: bool,
) {
    let (broken, drafts) = (broken(), [mine()]);
    let sorted = sort(&broken, judged.as_ref(), &drafts, &[], &now(), nothing());
    assert_eq!(
        (sorted.together.len(), sorted.invalid.len()),
        match is_conflict {
            true => (1, 0),
            false => (0, 1),
        }
    );
    // One that is open stays one, whatever is known.
    let sorted = sort(&broken, judged.as_ref(), &drafts, &[on_record()], &now(), nothing());
    assert_eq!((sorted.together.len(), sorted.invalid.len()), (1, 0));
    let resolved = Conflict { state: ConflictState::Resolved, ..on_record() };
    let sorted = sort(&broken, judged.as_ref(), &drafts, &[resolved], &now(), nothing());
    assert_eq!(sorted.together.len(), usize::from(is_conflict));
}

#[test]
fn what_a_change_breaks_by_itself_is_no_conflict_with_anybody() {
    let judged = judged(NOW - 1, "r", &[], false);
    let both = [mine(), draft(8, vpc_id("theirs"), None, live(vpc("theirs", 1, 1001)))];
    let broken = broken();
    assert_eq!(sort(&broken, Some(&judged), &both, &[], &now(), nothing()).invalid.len(), 1);
    // Nor where no draft takes part in it.
    assert_eq!(sort(&broken, Some(&judged), &[], &[], &now(), nothing()).invalid.len(), 1);
}

#[test]
fn a_conflict_is_of_the_draft_whichever_resource_the_rule_speaks_of() {
    let mine_said = found();
    assert_eq!(mine_said.path.to_string(), "spec.subnets.web.vlan");
    assert_eq!(mine_said.broken.other, vpc_id("theirs"));
    assert_eq!(mine_said.broken.other_path.to_string(), "spec.subnets.web.vlan");
    // A peering in Git refers to the VPC that the draft deletes: the rule speaks of the peering, or of the VPC.
    let peering = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCPeering\nmetadata: {name: p}\n\
                   spec: {permit: [{a: {}, mine: {}}]}\n";
    let git = [vpc("a", 1, 1001), vpc("mine", 2, 1002), peering.to_owned()];
    let broken = errors(&mut inventory(&git), &[Edit::Remove(vpc_id("mine"))]);
    let drafts = [draft(7, vpc_id("mine"), live(vpc("mine", 2, 1002)), None)];
    let judged = judged(NOW - 1, "r", &[], false);
    let sorted = sort(&broken, Some(&judged), &drafts, &[], &now(), nothing());
    assert_eq!(sorted.invalid.len(), 0, "{broken:?}");
    let others: Vec<(String, String)> = sorted
        .together
        .iter()
        .map(|one| (one.broken.rule.clone(), one.broken.other.to_string()))
        .collect();
    assert!(
        !others.is_empty() && others.iter().all(|(_, other)| other == "VPCPeering/p"),
        "{others:?}"
    );
    assert!(sorted.together.iter().all(|one| one.path == FieldPath::root()));
}

#[test]
fn the_values_of_both_sides_are_on_record() {
    let theirs = vpc("theirs", 1, 1001);
    let what = record(found(), &mine(), None, None, "head");
    assert_eq!(what.kind, ConflictKind::CrossResource);
    assert_eq!((what.base, what.git), (None, None));
    assert_eq!(what.draft, Some(Value::from(1001)));
    assert_eq!(what.together.unwrap().other_value, None, "Git has it no more");
    let world = World::new(Layout::InPlace, [("dc/theirs.yaml".to_owned(), theirs)]);
    let other = world.documents().remove(0);
    let git = live(vpc("mine", 2, 1004)).unwrap();
    let base = draft(7, vpc_id("mine"), live(vpc("mine", 2, 1003)), live(vpc("mine", 2, 1001)));
    let what = record(found(), &base, Some(&git), Some(&other), "c9");
    assert_eq!((what.base, what.git), (Some(Value::from(1003)), Some(Value::from(1004))));
    assert_eq!(what.together.unwrap().other_value, Some(Value::from(1001)));
    let path = Some("dc/theirs.yaml".to_owned());
    assert_eq!(what.parties[1], Party::Git { commit: "c9".into(), path });
}

#[rstest]
#[case::edited(None, Some(&[pair()][..]))]
#[case::by_other_rules(Some("old"), Some(&[pair()][..]))]
#[case::by_the_same(Some("r"), None)]
fn what_is_broken_is_noted_once_after_an_edit(
    #[case] ruling: Option<&str>,
    #[case] noted: Option<&[BrokenPair]>,
) {
    let known = ruling.map(|ruling| judged(1, ruling, &[], false));
    let broken = broken();
    let invalid: Vec<&Violation> = broken.iter().collect();
    let note = to_note(known.as_ref(), &invalid, Vec::new(), &now());
    assert_eq!(note, noted.map(|breaks| judged(NOW, "r", breaks, false)));
}

#[test]
fn a_list_of_what_is_broken_that_is_too_long_says_so() {
    let broken: Vec<Violation> = (0..201)
        .map(|n| {
            let mut one = broken().remove(0);
            one.other.as_mut().unwrap().identity = vpc_id(&format!("g{n}")).into();
            one
        })
        .collect();
    let all: Vec<&Violation> = broken.iter().collect();
    let note = to_note(None, &all, Vec::new(), &now()).unwrap();
    assert_eq!((note.breaks.len(), note.more), (200, true));
    let note = to_note(None, &all[..200], Vec::new(), &now()).unwrap();
    assert_eq!((note.breaks.len(), note.more), (200, false));
}

#[test]
fn a_record_stays_until_one_of_its_values_is_another() {
    let open = on_record();
    let same = open.what.clone();
    let records = reconcile_together(std::slice::from_ref(&open), std::slice::from_ref(&same));
    assert!(records.open.is_empty() && records.supersede.is_empty());
    let with = |change: fn(&mut NewConflict)| {
        let mut new = same.clone();
        change(&mut new);
        let records = reconcile_together(std::slice::from_ref(&open), &[new]);
        (records.open.len(), records.supersede.len())
    };
    assert_eq!(with(|new| new.draft = Some(Value::from(1))), (1, 1));
    assert_eq!(with(|new| new.git = Some(Value::from(1))), (1, 1));
    assert_eq!(with(|new| new.base = Some(Value::from(1))), (1, 1));
    assert_eq!(with(|new| new.path = FieldPath::root()), (1, 1));
    let other = |new: &mut NewConflict| {
        new.together.as_mut().unwrap().other_value = Some(Value::from(1));
    };
    assert_eq!(with(other), (1, 1));
    // Who brought it last is no other disagreement.
    assert_eq!(with(|new| new.detail = Some("x".into())), (0, 0));
    let gone = reconcile_together(&[open], &[]);
    assert_eq!((gone.open.len(), gone.supersede.len()), (0, 1));
    // Conflicts with what Git has of the same resource are none of its business.
    let of_fields = conflict(4, &mine(), "spec", [1, 2, 3]);
    assert!(reconcile_together(&[of_fields], &[]).supersede.is_empty());
}

fn settled(path: &str, other: &str, choice: Choice) -> Result<Step, NoChoice> {
    let path_of = |text: &str| match text {
        "" => FieldPath::root(),
        text => text.parse().unwrap(),
    };
    let mut what = on_record().what;
    (what.base, what.git) = (Some(Value::from(3)), Some(Value::from(4)));
    what.path = path_of(path);
    let mut together = what.together.clone().unwrap();
    together.other_path = path_of(other);
    step(&what, &together, choice)
}

#[rstest]
#[case("a", "b", Choice::Take(Side::Draft), Err(NoChoice::BothStay))]
#[case("a", "b", Choice::Take(Side::Git), Ok(Step::Own("a".parse().unwrap(), Some(Value::from(4)))))]
#[case("a", "b", Choice::Take(Side::Base), Ok(Step::Own("a".parse().unwrap(), Some(Value::from(3)))))]
#[case("", "b", Choice::Take(Side::Git), Ok(Step::DropDraft))]
#[case("", "b", Choice::Take(Side::Base), Ok(Step::DropDraft))]
#[case("", "b", Choice::Take(Side::Draft), Err(NoChoice::BothStay))]
#[case("a", "", Choice::Value(Value::from(1)), Ok(Step::Own("a".parse().unwrap(), Some(Value::from(1)))))]
#[case("", "b", Choice::Value(Value::from(1)), Err(NoChoice::WholeOwn))]
#[case("", "b", Choice::Other(Value::from(1)), Ok(Step::Other("b".parse().unwrap(), Value::from(1))))]
#[case("a", "", Choice::Other(Value::from(1)), Err(NoChoice::WholeOther))]
fn what_a_choice_does(
    #[case] path: &str,
    #[case] other: &str,
    #[case] choice: Choice,
    #[case] expected: Result<Step, NoChoice>,
) {
    assert_eq!(settled(path, other, choice), expected);
}

#[test]
fn a_decision_that_leaves_the_rule_broken_or_breaks_another_is_refused() {
    let git = [vpc("theirs", 1, 1001), vpc("third", 3, 1003)];
    let what = on_record().what;
    let said = |net, vlan| {
        let mut inventory = inventory(&git);
        let before = errors(&mut inventory, &[set(&vpc("mine", 2, 1001))]);
        let after = errors(&mut inventory, &[set(&vpc("mine", net, vlan))]);
        still_broken(&before, &after, nothing(), &what)
    };
    assert!(said(2, 1004).is_empty());
    assert!(said(2, 1001)[0].contains("VPC/theirs"), "the same");
    assert!(said(2, 1003)[0].contains("VPC/third"), "another");
    assert!(said(3, 1004)[0].contains("VPC/third"), "another rule");
    // Another conflict that was there stays for its own decision.
    let mut elsewhere = what.clone();
    elsewhere.path = "spec.subnets.other.vlan".parse().unwrap();
    elsewhere.together.as_mut().unwrap().other_path = elsewhere.path.clone();
    let before = broken();
    assert!(still_broken(&before, &before, nothing(), &elsewhere).is_empty());
}

#[test]
fn a_field_gets_a_value_and_nothing_else_of_the_text_changes() {
    let text = "# head\nspec:\n  vlan: 1001 # taken\n  name: 'x'\n";
    let types = hedgerow_model::AllAtomic;
    let path: FieldPath = "spec.vlan".parse().unwrap();
    let set = with_field(text, &path, Some(Value::from(1004)), &types).unwrap();
    assert_eq!(set, text.replace("1001", "1004"));
    let gone = with_field(text, &path, None, &types).unwrap();
    assert!(!gone.contains("vlan") && gone.contains("name: 'x'"));
    assert!(with_field("a: [", &path, None, &types).is_err());
}

proptest! {
    /// Held against looking at each two of them alone.
    #[test]
    fn the_changes_that_break_a_rule_together_are_those_that_do_so_two_by_two(
        git in proptest::collection::vec((0_u8..6, 1000_u16..1006), 0..4),
        changes in proptest::collection::vec(
            proptest::collection::vec((0_u8..8, 1000_u16..1008), 1..3),
            0..6,
        ),
    ) {
        let texts: Vec<String> = git
            .iter()
            .enumerate()
            .map(|(at, (net, vlan))| vpc(&format!("g{at}"), *net, *vlan))
            .collect();
        let edits: Vec<Vec<Edit>> = changes
            .iter()
            .enumerate()
            .map(|(change, vpcs)| {
                vpcs.iter()
                    .enumerate()
                    .map(|(at, (net, vlan))| set(&vpc(&format!("c{change}-{at}"), *net, *vlan)))
                    .collect()
            })
            .collect();
        let mut all = inventory(&texts);
        let found = clashes(&mut all, &edits);
        let untouched = inventory(&texts);
        prop_assert!(all.violations().eq(untouched.violations()), "it is as it was");
        prop_assert_eq!(all.len(), untouched.len());
        for one in 0..edits.len() {
            for other in one + 1..edits.len() {
                let mut two = inventory(&texts);
                two.apply(edits[one].clone());
                let names = |violation: &Violation| {
                    let other = violation.counterpart().map(ToString::to_string);
                    (violation.rule.clone(), violation.subject.to_string(), other)
                };
                let first = format!("VPC/c{one}-");
                let expected = errors(&mut two, &edits[other])
                    .iter()
                    .map(names)
                    .filter(|(_, subject, other)| {
                        let is_first = |name: &str| name.starts_with(&first);
                        is_first(subject) || other.as_deref().is_some_and(is_first)
                    })
                    .count();
                let here = found.get(&(one, other)).map_or(0, Vec::len);
                prop_assert_eq!(here > 0, expected > 0, "{} and {}: {:?}", one, other, found);
            }
        }
    }
}

#[test]
fn a_change_that_a_later_one_covers_is_held_against_the_others_too() {
    let edits = [
        vec![set(&vpc("a", 1, 1001))],
        vec![set(&vpc("a", 1, 1005))],
        vec![set(&vpc("b", 2, 1001))],
        vec![set(&vpc("c", 3, 1005))],
    ];
    let mut git = inventory(&[]);
    let found = clashes(&mut git, &edits);
    assert_eq!(found.keys().copied().collect::<Vec<_>>(), [(0, 2), (1, 3)]);
    assert!(git.is_empty(), "it is as it was");
}

#[test]
fn what_each_change_breaks_with_git_alone_is_not_said_of_two() {
    let git = [vpc("a", 1, 1001)];
    let edits = [vec![set(&vpc("b", 2, 1001))], vec![set(&vpc("c", 3, 1002))]];
    assert!(clashes(&mut inventory(&git), &edits).is_empty());
    // One takes what the other needs.
    let peering = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCPeering\nmetadata: {name: p}\n\
                   spec: {permit: [{a: {}, b: {}}]}\n";
    let git = [vpc("a", 1, 1001), vpc("b", 2, 1002)];
    for edits in [
        [vec![Edit::Remove(vpc_id("b"))], vec![set(peering)]],
        [vec![set(peering)], vec![Edit::Remove(vpc_id("b"))]],
    ] {
        let found = clashes(&mut inventory(&git), &edits);
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), [(0, 1)]);
    }
}
