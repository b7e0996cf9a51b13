//! What publishing concludes around the merge: one case of each, and at every bound.

use std::collections::HashMap;

use hedgerow_model::{
    ChangeAuthor, ChangeId, ChangeState, ConflictId, DraftId, Layout, Party, Person, Reason,
};
use hedgerow_plan::{
    Fate, Input, LargeDeletion, MemoryFiles, Onto, Stacked, TRAILER, because, coauthors, has_moved,
    is_asked, outcome, published,
};
use rstest::rstest;

use crate::strategies::{Op, edited};
use crate::support::{
    NEVER_LARGE, World, change, conflict, draft, fate_text, id, live, person, thing,
};

/// The commit that is merged onto.
pub(crate) const HEAD: &str = "c1";

pub(crate) fn onto(world: &World, large: LargeDeletion) -> Onto<MemoryFiles> {
    Onto { files: world.files.clone(), commit: Some(HEAD.into()), large, held: HashMap::new() }
}

fn publish(world: &World, inputs: Vec<Input>) -> Stacked {
    onto(world, NEVER_LARGE).publish(inputs, None)
}

pub(crate) fn change_id(n: usize) -> ChangeId {
    ChangeId(format!("00000000-0000-7000-8000-00000000000{n}").parse().unwrap())
}

pub(crate) fn unapproved() -> Option<Reason> {
    Some(Reason::NeedsApproval { fabric: "lab".into(), authors: vec!["Ada".into()] })
}

/// `a` with size 1 at the head.
fn fabric() -> World {
    World::new(Layout::Managed, [("dc/managed/things/a.yaml", thing("a", 1, "l"))])
}

/// A change that gives `a` this size; its draft was started from `base`.
fn sized(world: &World, n: usize, base: u32, size: u32) -> Input {
    let mut draft = draft(
        i64::try_from(n).unwrap(),
        id("a"),
        live(thing("a", base, "l")),
        live(thing("a", size, "l")),
    );
    draft.change_id = change_id(n);
    let mut input = world.input(&[draft]);
    input.change.id = change_id(n);
    input
}

pub(crate) fn ready(stacked: &Stacked) -> Vec<ChangeId> {
    stacked.ready.iter().map(|ready| ready.change.id).collect()
}

fn settled(stacked: &Stacked) -> Vec<(ChangeId, ChangeState, Option<Reason>)> {
    stacked
        .settled
        .iter()
        .map(|one| {
            assert_eq!(one.commit, None, "nothing of it was committed");
            (one.id, one.state, one.reason.clone())
        })
        .collect()
}

#[test]
fn what_is_ready_is_to_be_committed_with_its_message() {
    let world = fabric();
    let mut input = sized(&world, 1, 1, 2);
    input.coauthors = vec![Person { name: "Bob".into(), email: "bob@example.org".into() }];
    let stacked = publish(&world, vec![input]);
    let ready = &stacked.ready[0];
    let after = world.after(&ready.edits);
    assert_eq!(after.picture(&id("a")), live(thing("a", 2, "l")));
    let trailers = format!("{TRAILER}: {}\nCo-authored-by: Bob <bob@example.org>\n", change_id(1));
    assert_eq!(ready.message, format!("change\n\n{trailers}"));
    assert!(stacked.later.is_empty() && stacked.settled.is_empty() && stacked.records.is_empty());
}

#[test]
fn a_given_message_stands_before_the_trailer_without_the_space_around_it() {
    let world = fabric();
    let mut input = sized(&world, 1, 1, 2);
    input.change.message = Some("\n More room\n\nfor a  \n".into());
    let stacked = publish(&world, vec![input]);
    let expected = format!("More room\n\nfor a\n\nHedgerow-Change: {}\n", change_id(1));
    assert_eq!(stacked.ready[0].message, expected);
}

#[test]
fn what_git_has_already_is_published_without_a_commit() {
    let world = fabric();
    let stacked = publish(&world, vec![sized(&world, 1, 1, 1)]);
    let already = (change_id(1), ChangeState::Published, Some(Reason::InGitAlready));
    assert_eq!(settled(&stacked), [already]);
    assert_eq!((stacked.present(), stacked.stopped()), (vec![change_id(1)], vec![]));
}

#[test]
fn what_breaks_rules_is_invalid_with_the_rules() {
    let world = fabric();
    let wanted = edited("a", world.picture(&id("a")).as_ref(), Op::Break);
    let input = world.input(&[draft(1, id("a"), world.picture(&id("a")), wanted)]);
    let stacked = publish(&world, vec![input]);
    let [(_, ChangeState::Invalid, Some(Reason::Violations { violations, more: 0 }))] =
        &settled(&stacked)[..]
    else {
        panic!("{stacked:?}")
    };
    assert_eq!(violations.len(), 1);
    assert_eq!((stacked.present(), stacked.stopped()), (vec![], vec![change().id]));
}

#[test]
fn what_a_person_must_do_first_is_waited_for() {
    let text = thing("a", 1, "l");
    let files = [("dc/managed/things/a.yaml", text.clone()), ("dc/managed/b.yaml", text)];
    let world = World::new(Layout::Managed, files);
    let stacked = publish(&world, vec![sized(&world, 1, 1, 2)]);
    let told = settled(&stacked);
    assert!(
        matches!(told[..], [(_, ChangeState::Waiting, Some(Reason::SeveralDocuments { .. }))]),
        "{told:?}"
    );
}

#[test]
fn conflicts_are_counted_and_go_on_record_beside_the_head() {
    let world = World::new(Layout::Managed, [("dc/managed/things/a.yaml", thing("a", 3, "m"))]);
    let (base, wanted) = (live(thing("a", 1, "l")), live(thing("a", 2, "n")));
    let mine = draft(1, id("a"), base, wanted);
    let mut input = world.input(std::slice::from_ref(&mine));
    let mut other = mine.clone();
    other.id = DraftId(9);
    // One that says what was so before, one that is still so, one of another draft.
    input.stored = vec![
        conflict(1, &mine, "spec.size", [1, 2, 8]),
        conflict(2, &mine, "spec.size", [1, 2, 3]),
        conflict(3, &other, "spec.size", [1, 2, 8]),
    ];
    let stacked = publish(&world, vec![input]);
    let conflicts = Some(Reason::Conflicts { count: 2 });
    assert_eq!(settled(&stacked), [(change().id, ChangeState::Conflicted, conflicts)]);
    let [(fabric, records)] = &stacked.records[..] else { panic!("{stacked:?}") };
    assert_eq!(*fabric, mine.fabric_id);
    assert_eq!(records.supersede, [ConflictId(1)]);
    let [new] = &records.open[..] else { panic!("{records:?}") };
    assert_eq!(new.path.to_string(), "spec.label");
    assert!(new.parties.contains(&Party::Git { commit: HEAD.into(), path: None }), "{new:?}");
}

#[test]
fn what_only_disagrees_with_a_change_before_it_waits_for_its_outcome() {
    let world = fabric();
    let stacked = publish(&world, vec![sized(&world, 1, 1, 2), sized(&world, 2, 1, 3)]);
    assert_eq!(ready(&stacked), [change_id(1)]);
    assert_eq!(stacked.later, [change_id(2)]);
    assert!(stacked.settled.is_empty() && stacked.records.is_empty());
}

#[test]
fn what_nobody_approved_is_in_nobodys_way() {
    let world = fabric();
    let mut first = sized(&world, 1, 1, 2);
    first.unapproved = unapproved();
    let onto = onto(&world, NEVER_LARGE);
    let stacked = onto.publish(vec![first, sized(&world, 2, 1, 3)], Some(1));
    assert_eq!(settled(&stacked), [(change_id(1), ChangeState::AwaitingApproval, unapproved())]);
    assert_eq!(ready(&stacked), [change_id(2)]);
    assert_eq!((stacked.present(), stacked.stopped()), (vec![], vec![change_id(1)]));
}

#[test]
fn an_approval_is_waited_for_before_another_look() {
    let world = fabric();
    let mut input = sized(&world, 1, 1, 2);
    input.unapproved = unapproved();
    input.change.previewed = Some("c0".into());
    let told = settled(&publish(&world, vec![input]));
    assert_eq!(told, [(change_id(1), ChangeState::AwaitingApproval, unapproved())]);
}

#[rstest]
#[case::nothing_was_looked_at(None, Some("c1"), false)]
#[case::nothing_was_looked_at_of_nothing(None, None, false)]
#[case::it_is_still_there(Some("c1"), Some("c1"), false)]
#[case::it_moved(Some("c0"), Some("c1"), true)]
#[case::it_is_gone(Some("c0"), None, true)]
fn a_branch_moved_when_it_is_not_where_somebody_looked(
    #[case] previewed: Option<&str>,
    #[case] head: Option<&str>,
    #[case] moved: bool,
) {
    assert_eq!(has_moved(previewed, head), moved);
    let world = fabric();
    let mut input = sized(&world, 1, 1, 2);
    input.change.previewed = previewed.map(str::to_owned);
    let onto = Onto { commit: head.map(str::to_owned), ..onto(&world, NEVER_LARGE) };
    let stacked = onto.publish(vec![input], None);
    let waits = (change_id(1), ChangeState::Waiting, Some(Reason::MovedSincePreview));
    assert_eq!(settled(&stacked), if moved { vec![waits] } else { vec![] });
    assert_eq!(stacked.ready.is_empty(), moved);
}

#[rstest]
#[case(None, 3)]
#[case(Some(4), 3)]
#[case(Some(3), 3)]
#[case(Some(2), 2)]
#[case(Some(1), 1)]
#[case(Some(0), 0)]
fn no_more_than_the_limit_are_committed_and_the_rest_comes_later(
    #[case] limit: Option<usize>,
    #[case] count: usize,
) {
    let world = fabric();
    let inputs = (1..=3).map(|n| {
        let name = format!("new{n}");
        let mut input = world.input(&[draft(1, id(&name), None, live(thing(&name, 1, "l")))]);
        input.change.id = change_id(n);
        input
    });
    let stacked = onto(&world, NEVER_LARGE).publish(inputs.collect(), limit);
    let ids: Vec<ChangeId> = (1..=3).map(change_id).collect();
    assert_eq!((ready(&stacked), stacked.later), (ids[..count].to_vec(), ids[count..].to_vec()));
}

#[test]
fn what_is_thought_to_be_in_git_waits_when_the_head_is_in_doubt() {
    let settled = vec![
        published(change_id(1), None),
        because(change_id(2), ChangeState::Invalid, Reason::NothingToCommit),
        because(change_id(3), ChangeState::AwaitingApproval, unapproved().unwrap()),
    ];
    let mut stacked = Stacked { settled, ..Stacked::default() };
    let doubt = Reason::RemoteUnreachable { text: "away".into() };
    stacked.doubt(&doubt);
    let told: Vec<_> = stacked.settled.into_iter().map(|one| (one.state, one.reason)).collect();
    let expected = [
        (ChangeState::Waiting, Some(doubt)),
        (ChangeState::Invalid, Some(Reason::NothingToCommit)),
        (ChangeState::AwaitingApproval, unapproved()),
    ];
    assert_eq!(told, expected);
}

#[test]
fn an_outcome_has_a_reason_or_a_commit_where_there_is_one() {
    let parts = |it: hedgerow_model::ChangeOutcome| (it.state, it.reason, it.commit);
    let id = change_id(1);
    let queued = (ChangeState::Queued, None, None);
    assert_eq!(parts(outcome(id, ChangeState::Queued)), queued);
    let in_git = (ChangeState::Published, None, Some("c2".to_owned()));
    assert_eq!(parts(published(id, Some("c2".into()))), in_git);
    let already = (ChangeState::Published, Some(Reason::InGitAlready), None);
    assert_eq!(parts(published(id, None)), already);
}

#[test]
fn a_change_is_asked_for_from_the_queue_until_its_answer() {
    let asked: Vec<_> = ChangeState::ALL.iter().filter(|state| is_asked(**state)).collect();
    assert_eq!(asked, [&ChangeState::Queued, &ChangeState::Publishing]);
}

#[test]
fn a_preview_speaks_of_asking_now_unless_it_is_asked_or_only_to_be_approved() {
    let world = fabric();
    let large = LargeDeletion { count: 1, percent: 0 };
    for state in ChangeState::ALL {
        let preview = |confirmed, previewed: Option<&str>| {
            let mut input = world.input(&[draft(1, id("a"), world.picture(&id("a")), None)]);
            (input.change.state, input.change.confirmed) = (*state, confirmed);
            input.change.previewed = previewed.map(str::to_owned);
            match onto(&world, large).preview(input).unwrap().fate {
                Fate::Ready(_) => "ready",
                Fate::Waiting(Reason::LargeDeletion { .. }) => "to be confirmed",
                Fate::Waiting(Reason::MovedSincePreview) => "to be looked at",
                other => panic!("{}", fate_text(&other)),
            }
        };
        let (confirmed, looked_elsewhere) = match state {
            ChangeState::Queued | ChangeState::Publishing => ("ready", "to be looked at"),
            ChangeState::AwaitingApproval => ("ready", "ready"),
            _ => ("to be confirmed", "to be confirmed"),
        };
        assert_eq!(preview(false, None), "to be confirmed", "{state}");
        assert_eq!(preview(true, None), confirmed, "{state}");
        assert_eq!(preview(true, Some("c0")), looked_elsewhere, "{state}");
    }
}

#[test]
fn everybody_else_who_wrote_some_of_it_is_a_coauthor_once() {
    let other = |name: &str| Person { name: name.into(), email: format!("{name}@example.org") };
    let author = |login: &str, person: Person| ChangeAuthor {
        change_id: change().id,
        user: None,
        login: login.into(),
        person,
        at: 0,
    };
    let mut drafts = vec![draft(1, id("a"), None, live("a")), draft(2, id("b"), None, live("b"))];
    drafts[1].author = other("dee");
    let authors = vec![
        author("zoe", other("zoe")),
        author("ada", person()),
        author("dee", other("dee")),
        author(&hedgerow_model::Actor::administrator().login, other("nobody")),
    ];
    assert_eq!(coauthors(&change(), &drafts, authors), [other("dee"), other("zoe")]);
}
