//! What stops a change: rules that it breaks, deletions that are many, and what it cannot touch
//! without loss.

use std::collections::HashMap;

use hedgerow_model::{Document, EntryKind, Layout, Reason, Standing, Unread};
use hedgerow_plan::{Fate, LargeDeletion, Stack};
use proptest::prelude::*;
use rstest::rstest;

use crate::strategies::{Op, cases, drafts, edited, name, with_field};
use crate::support::{World, commented, draft, fate_text, id, live, thing};

/// A fabric of so many resources, one file each.
fn fabric(n: u8) -> World {
    let files =
        (0..n).map(|n| (format!("dc/managed/things/{}.yaml", name(n)), thing(&name(n), 1, "l")));
    World::new(Layout::Managed, files.collect::<Vec<_>>())
}

fn one(text: &str) -> World {
    World::new(Layout::Managed, [("dc/managed/things/a.yaml", text)])
}

#[rstest]
#[case::below_the_count(9, 10, false)]
#[case::at_both(10, 20, true)]
#[case::below_the_part(10, 21, false)]
#[case::above_both(11, 20, true)]
#[case::all_of_few(9, 9, false)]
fn a_deletion_is_large_from_both_bounds_on(
    #[case] deleted: usize,
    #[case] of: usize,
    #[case] large: bool,
) {
    let bounds = LargeDeletion { count: 10, percent: 50 };
    assert_eq!(bounds.is_large(deleted, of), large);
}

#[rstest]
#[case(Op::Delete)]
#[case(Op::Off)]
fn a_large_deletion_waits_until_it_is_confirmed(#[case] op: Op) {
    let world = fabric(8);
    let stack =
        || Stack::new(world.files.clone(), LargeDeletion { count: 2, percent: 50 }, HashMap::new());
    let gone = |n: u8| {
        let ops: Vec<(u8, Op)> = (0..n).map(|n| (n, op)).collect();
        world.input(&drafts(&world, &ops))
    };
    assert!(matches!(stack().add(&gone(3)), Fate::Ready(_)));
    let Fate::Waiting(reason) = stack().add(&gone(4)) else { panic!("four of eight") };
    assert_eq!(reason, Reason::LargeDeletion { deleted: 4, of: 8 });
    let mut confirmed = gone(4);
    confirmed.change.confirmed = true;
    assert!(matches!(stack().add(&confirmed), Fate::Ready(_)));
}

#[test]
fn what_is_new_off_already_or_only_edited_is_no_deletion() {
    let world = World::new(
        Layout::Managed,
        [
            ("dc/managed/things/t0.yaml", thing("t0", 1, "l")),
            ("dc/managed/things/t1.yaml", hedgerow_yaml::comment_out(&thing("t1", 1, "l"))),
        ],
    );
    let ops = [(0, Op::Size(5)), (1, Op::Delete), (2, Op::Size(1))];
    let mut stack =
        Stack::new(world.files.clone(), LargeDeletion { count: 1, percent: 0 }, HashMap::new());
    let fate = stack.add(&world.input(&drafts(&world, &ops)));
    assert!(matches!(fate, Fate::Ready(_)), "{}", fate_text(&fate));
}

#[test]
fn a_rule_that_the_change_breaks_stops_it_and_is_named_with_its_place() {
    let world = one(&thing("a", 1, "l"));
    let wanted = live(thing("a", 1, "l").replace("size: 1", "size: -1"));
    let fate = world.merge(&[draft(1, id("a"), world.picture(&id("a")), wanted)]);
    let Fate::Invalid(findings) = fate else { panic!("{}", fate_text(&fate)) };
    let finding = &findings[0];
    assert_eq!(findings.len(), 1);
    let place = (finding.path.as_str(), finding.line, finding.column);
    assert_eq!(place, ("dc/managed/things/a.yaml", 7, 9));
    assert_eq!(finding.subject, Some(id("a")));
    assert_eq!(finding.field.as_ref().unwrap().to_string(), "spec.size");
}

/// A file, a line and a column, wherever the document stands: as the file would be.
#[test]
fn a_broken_rule_is_placed_in_its_file_and_not_in_its_document() {
    for (before, line) in [(1, 18), (2, 29)] {
        let names = ["x", "y"];
        let first: String =
            names[..before].iter().map(|name| thing(name, 1, "l") + "---\n").collect();
        let world = one(&format!("{first}{}", thing("a", 1, "l")));
        let wanted = live(thing("a", 1, "l").replace("size: 1", "size: -1"));
        let fate = world.merge(&[draft(1, id("a"), world.picture(&id("a")), wanted)]);
        let Fate::Invalid(findings) = fate else { panic!("{}", fate_text(&fate)) };
        assert_eq!(findings[0].line, line);
    }
    let new = live(thing("new", 1, "l").replace("size: 1", "size: -1"));
    let Fate::Invalid(findings) = one("").merge(&[draft(1, id("new"), None, new)]) else {
        panic!()
    };
    assert_eq!((&*findings[0].path, findings[0].line), ("dc/managed/things/new.yaml", 7));
}

#[test]
fn a_rule_that_git_breaks_already_does_not_stop_a_change() {
    let broken = thing("a", 1, "l").replace("size: 1", "size: -1");
    let world = one(&broken);
    let change =
        |wanted: String| fate_text(&world.merge(&[draft(1, id("a"), live(&broken), live(wanted))]));
    let path = "dc/managed/things/a.yaml";
    assert_eq!(change(broken.replace("label: l", "label: m")), format!("ready: {path}"));
    // still broken, in another way
    assert_eq!(change(broken.replace("size: -1", "size: -2")), format!("ready: {path}"));
    // the same rule elsewhere is another matter
    let ports = format!("{broken}  ports:\n  - name: p\n    speed: -1\n");
    let told = change(ports);
    assert!(told.starts_with("invalid: ") && told.contains("speed"), "{told}");
    assert!(!told.contains("size"), "{told}");
    // and so is another rule at the same place
    let told = change(broken.replace("size: -1", "size: x"));
    assert!(told.starts_with("invalid: "), "{told}");
}

#[test]
fn a_second_one_of_a_rule_that_git_breaks_does_not_stop_a_change_either() {
    let ports = |speeds: [i32; 2], label: &str| {
        let mut text = thing("a", 1, label) + "  ports:\n";
        for (n, speed) in speeds.iter().enumerate() {
            text.push_str(&format!("  - name: p{n}\n    speed: {speed}\n"));
        }
        text
    };
    let world = one(&ports([-1, -1], "l"));
    let base = world.picture(&id("a"));
    let fate = world.merge(&[draft(1, id("a"), base, live(ports([-1, -1], "m")))]);
    assert!(matches!(fate, Fate::Ready(_)), "{}", fate_text(&fate));
    let world = one(&ports([-1, 1], "l"));
    let base = world.picture(&id("a"));
    let fate = world.merge(&[draft(1, id("a"), base, live(ports([-1, -1], "m")))]);
    assert!(matches!(fate, Fate::Invalid(ref found) if found.len() == 1), "{}", fate_text(&fate));
}

/// What becomes of a draft that makes these items of those, in a list with or without keys.
fn items(key: &str, git: &[(&str, i32)], wanted: &[(&str, i32)]) -> String {
    let text = |items: &[(&str, i32)]| {
        let mut text = thing("a", 1, "l") + &format!("  {key}:\n");
        for (name, speed) in items {
            text.push_str(&format!("  - name: {name}\n    speed: {speed}\n"));
        }
        text
    };
    let world = one(&text(git));
    let base = world.picture(&id("a"));
    fate_text(&world.merge(&[draft(1, id("a"), base, live(text(wanted)))]))
}

#[rstest]
#[case::keyed("ports")]
#[case::without_keys("steps")]
fn an_item_that_moves_makes_nothing_new_of_what_is_wrong_with_it(#[case] key: &str) {
    let ready = "ready: dc/managed/things/a.yaml";
    assert_eq!(items(key, &[("good", 1), ("bad", -1)], &[("bad", -1)]), ready);
    assert_eq!(items(key, &[("bad", -1)], &[("good", 1), ("bad", -1)]), ready);
    assert_eq!(items(key, &[("a", -1), ("b", -2)], &[("b", -2), ("a", -1)]), ready);
    // one that is wrong, too, does not hide in the place of the other
    for (at, wanted) in
        [[("new", -2), ("bad", -1)], [("bad", -1), ("new", -2)]].into_iter().enumerate()
    {
        let field = format!("spec.{key}[{at}].speed");
        let told = items(key, &[("bad", -1)], &wanted);
        assert_eq!(told, format!("invalid: Thing/a: {field} must be at least 0, is -2"));
    }
}

#[test]
fn an_item_with_a_key_is_another_one_where_the_key_is_another() {
    let ready = "ready: dc/managed/things/a.yaml";
    let told = items("ports", &[("old", -1)], &[("new", -1)]);
    assert_eq!(told, "invalid: Thing/a: spec.ports[0].speed must be at least 0, is -1");
    assert_eq!(items("ports", &[("a", 1), ("b", -1)], &[("b", -2)]), ready);
    // without a key it is the one that is there
    assert_eq!(items("steps", &[("old", -1)], &[("new", -1)]), ready);
}

#[test]
fn what_is_to_stand_in_comments_may_break_every_rule() {
    let broken = thing("a", 1, "l").replace("size: 1", "size: -1");
    let world = one(&broken);
    let off = world.merge(&[draft(1, id("a"), live(&broken), commented(&broken))]);
    assert!(matches!(off, Fate::Ready(_)), "{}", fate_text(&off));
    // switched on again it breaks them again
    let world = one(&hedgerow_yaml::comment_out(&broken));
    let on = world.merge(&[draft(1, id("a"), commented(&broken), live(&broken))]);
    assert!(matches!(on, Fate::Invalid(_)), "{}", fate_text(&on));
}

#[test]
fn a_resource_in_two_documents_waits_for_a_person() {
    let text = thing("a", 1, "l");
    let world = World::new(
        Layout::Managed,
        [("dc/managed/things/a.yaml", text.clone()), ("dc/managed/x.yaml", text.clone())],
    );
    let fate = world.merge(&[draft(1, id("a"), live(&text), live(thing("a", 2, "l")))]);
    let Fate::Waiting(Reason::SeveralDocuments { resource, paths }) = fate else {
        panic!("{}", fate_text(&fate))
    };
    assert_eq!(resource, id("a"));
    assert_eq!(paths, ["dc/managed/things/a.yaml", "dc/managed/x.yaml"]);
}

#[test]
fn a_live_document_wins_over_one_in_comments() {
    let world = World::new(
        Layout::Managed,
        [
            ("dc/managed/a.yaml", hedgerow_yaml::comment_out(&thing("a", 1, "l"))),
            ("dc/managed/b.yaml", thing("a", 2, "l")),
        ],
    );
    let fate =
        world.merge(&[draft(1, id("a"), live(thing("a", 2, "l")), live(thing("a", 3, "l")))]);
    assert_eq!(fate_text(&fate), "ready: dc/managed/b.yaml");
}

#[test]
fn of_several_in_comments_the_one_a_draft_was_started_from_is_meant() {
    let [one, two] = [1, 2].map(|size| thing("a", size, "l"));
    let world = World::new(
        Layout::Managed,
        [
            ("dc/managed/a.yaml", hedgerow_yaml::comment_out(&one)),
            ("dc/managed/b.yaml", hedgerow_yaml::comment_out(&two)),
        ],
    );
    let change = |base: &str| {
        fate_text(&world.merge(&[draft(1, id("a"), commented(base), live(thing("a", 5, "l")))]))
    };
    assert_eq!(change(&two), "ready: dc/managed/b.yaml");
    assert_eq!(change(&one), "ready: dc/managed/a.yaml");
}

/// A fabric whose file cannot be read around `a`, of which the database still knows.
fn unreadable(file: &str) -> World {
    let mut world = one(&thing("a", 1, "l"));
    let document = world.documents().remove(0);
    world.remembered = vec![Document { standing: Standing::Unreadable, ..document }];
    world.files.put("dc/managed/things/a.yaml", EntryKind::File, file);
    world
}

#[test]
fn a_resource_whose_file_does_not_parse_waits_and_its_file_stays() {
    for file in ["a: [\n", "{{ template }}\n---\nkind: [\n"] {
        let world = unreadable(file);
        for op in [Op::Size(9), Op::Delete, Op::Off] {
            let base = live(thing("a", 1, "l"));
            let wanted = edited("a", base.as_ref(), op);
            let fate = world.merge(&[draft(1, id("a"), base, wanted)]);
            let reason = Reason::Unreadable { resource: id("a"), unread: Unread::Broken };
            assert!(matches!(&fate, Fate::Waiting(why) if *why == reason), "{}", fate_text(&fate));
        }
    }
}

/// What parses is not said not to.
#[test]
fn a_resource_in_whose_place_something_else_stands_waits_for_that_and_not_for_yaml() {
    for file in [
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n",
        "Not Found\n",
        "kind: Thing\n",
    ] {
        let world = unreadable(file);
        let base = live(thing("a", 1, "l"));
        let wanted = edited("a", base.as_ref(), Op::Size(9));
        let fate = world.merge(&[draft(1, id("a"), base, wanted)]);
        let reason = Reason::Unreadable { resource: id("a"), unread: Unread::NotUnderstood };
        assert!(matches!(&fate, Fate::Waiting(why) if *why == reason), "{}", fate_text(&fate));
    }
    let mut world = unreadable("");
    world.files = hedgerow_plan::MemoryFiles::new([("x", "y")]);
    let base = live(thing("a", 1, "l"));
    let fate =
        world.merge(&[draft(1, id("a"), base.clone(), edited("a", base.as_ref(), Op::Size(9)))]);
    let said = fate_text(&fate);
    assert!(said.contains("not a valid Kubernetes object") && !said.contains("parse"), "{said}");
}

#[test]
fn what_does_not_parse_counts_before_what_stands_in_comments_elsewhere() {
    let mut world = unreadable("a: [\n");
    let off = hedgerow_yaml::comment_out(&thing("a", 3, "l"));
    world.files.put("dc/managed/a.yaml", EntryKind::File, off);
    let base = live(thing("a", 7, "l"));
    let fate = world.merge(&[draft(1, id("a"), base, live(thing("a", 8, "l")))]);
    let reason = Reason::Unreadable { resource: id("a"), unread: Unread::Broken };
    assert!(matches!(&fate, Fate::Waiting(why) if *why == reason), "{}", fate_text(&fate));
}

#[test]
fn beside_a_broken_document_the_others_of_its_file_can_be_edited() {
    let broken = "kind: [\n";
    let world = one(&format!("{}---\n{broken}---\n{}", thing("a", 1, "l"), thing("b", 1, "l")));
    let base = live(thing("b", 1, "l"));
    let fate =
        world.merge(&[draft(1, id("b"), base.clone(), edited("b", base.as_ref(), Op::Size(4)))]);
    let Fate::Ready(edits) = fate else { panic!("{}", fate_text(&fate)) };
    let before = world.text("dc/managed/things/a.yaml").unwrap();
    let (head, tail) = before.rsplit_once("---\n").unwrap();
    let after = world.after(&edits).text("dc/managed/things/a.yaml").unwrap();
    assert_eq!(after, format!("{head}---\n{}", tail.replace("size: 1", "size: 4")));
}

#[rstest]
#[case(EntryKind::Symlink, b"elsewhere".to_vec(), "not a plain file")]
#[case(EntryKind::Submodule, Vec::new(), "not a plain file")]
#[case(EntryKind::File, vec![0xff, 0xfe], "not UTF-8")]
fn what_is_no_text_is_never_overwritten(
    #[case] kind: EntryKind,
    #[case] content: Vec<u8>,
    #[case] why: &str,
) {
    let mut world = one(&thing("b", 1, "l"));
    world.files.put("dc/managed/things/a.yaml", kind, content);
    let mut stack =
        Stack::new(world.files.clone(), LargeDeletion { count: 9, percent: 0 }, HashMap::new());
    let mut input =
        one(&thing("b", 1, "l")).input(&[draft(1, id("a"), None, live(thing("a", 1, "l")))]);
    input.around.values_mut().for_each(|around| around.siblings.clear());
    let fate = stack.add(&input);
    let Fate::Waiting(reason) = &fate else { panic!("{}", fate_text(&fate)) };
    assert!(reason.to_string().contains(why), "{reason}");
    assert_eq!(stack.diff().unwrap(), "");
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn only_what_a_change_makes_worse_is_found(
        git in [-2..2i64, -2..2], wanted in [-2..2i64, -2..2],
    ) {
        let text = |[size, speed]: [i64; 2]| {
            let ports = "  ports:\n  - name: p\n    speed: 1\n";
            let text = with_field(&(thing("a", 1, "l") + ports), "  size: ", &size.to_string());
            with_field(&text, "    speed: ", &speed.to_string())
        };
        let world = one(&text(git));
        let fate = world.merge(&[draft(1, id("a"), live(text(git)), live(text(wanted)))]);
        let worse = git.iter().zip(wanted).filter(|(git, now)| **git >= 0 && *now < 0).count();
        match fate {
            Fate::Invalid(found) => prop_assert_eq!(found.len(), worse),
            _ => prop_assert_eq!(worse, 0),
        }
    }
}
