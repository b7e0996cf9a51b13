//! Resources that come back after they were deleted.

use hedgerow_model::{Document, Draft, Identity, Layout, Standing};
use hedgerow_plan::{DocumentState, Fate, Input};
use proptest::prelude::*;

use crate::strategies::{Op, cases, drafts, name, ops, worlds};
use crate::support::{World, draft, fate_text, id, live, thing};

/// What `before` says of what `after` has no more, as drafts that bring it back.
fn back(before: &World, after: &World) -> Vec<Draft> {
    let there = after.places();
    let gone = before.documents().into_iter().filter(|one| !there.contains_key(&one.identity));
    let state = |one: &Document| DocumentState { standing: one.standing, text: one.text.clone() };
    gone.enumerate()
        .map(|(n, one)| Draft {
            identity: one.identity.clone(),
            ..draft(100 + i64::try_from(n).unwrap(), id("x"), None, Some(state(&one)))
        })
        .collect()
}

fn returned(before: &World, after: &World, drafts: &[Draft]) -> Fate {
    let last = before.places_that(after);
    after.stack().add(&Input { last, ..after.input(drafts) })
}

fn texts(world: &World) -> Vec<(String, String)> {
    let text = |(path, content): (&str, &[u8])| {
        (path.to_owned(), String::from_utf8(content.to_vec()).unwrap())
    };
    world.files.iter().map(text).collect()
}

/// The deletions among some drafts.
fn deletions(drafts: Vec<Draft>) -> Vec<Draft> {
    drafts.into_iter().filter(|draft| draft.text.is_none()).collect()
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn what_was_deleted_comes_back_byte_for_byte(
        world in worlds(), gone in prop::collection::btree_set(0..9u8, 1..5), turn in 0..5usize,
    ) {
        let gone: Vec<_> = gone.into_iter().map(|n| (n, Op::Delete)).collect();
        let Fate::Ready(edits) = world.merge(&deletions(drafts(&world, &gone))) else {
            return Ok(());
        };
        let after = world.after(&edits);
        let mut drafts = back(&world, &after);
        // What stands in comments above a document is in its text as well, and would come back twice.
        let holds_another = |it: &Draft| it.text.as_ref().is_some_and(|it| it.contains("# kind: "));
        prop_assume!(!drafts.iter().any(holds_another));
        let by = turn % drafts.len().max(1);
        drafts.rotate_left(by);
        let fate = returned(&world, &after, &drafts);
        let Fate::Ready(edits) = fate else { panic!("not ready: {}", fate_text(&fate)) };
        prop_assert_eq!(texts(&after.after(&edits)), texts(&world));
    }

    #[test]
    fn what_comes_back_beside_other_edits_stands_where_it_stood(
        world in worlds(), one in 0..9u8, meanwhile in ops(),
    ) {
        let delete = [(one, Op::Delete)];
        let Fate::Ready(edits) = world.merge(&deletions(drafts(&world, &delete))) else {
            return Ok(());
        };
        let after = world.after(&edits);
        let drafts = drafts(&after, &meanwhile);
        let drafts: Vec<Draft> =
            drafts.into_iter().filter(|it| it.standing == Standing::Live).collect();
        let Fate::Ready(edits) = after.merge(&drafts) else { return Ok(()) };
        let later = after.after(&edits);
        let back = back(&world, &later);
        let Some(one) = back.iter().find(|it| it.identity == id(&name(one))) else { return Ok(()) };
        let Fate::Ready(edits) = returned(&world, &later, std::slice::from_ref(one)) else {
            return Ok(());
        };
        let back = later.after(&edits);
        // Among those that are in one file on both, the order is what it was.
        let places = [&world, &back].map(World::places);
        let path = |side: usize, id: &Identity| places[side].get(id).map(|found| &found[0].path);
        let order = |of: &World| -> Vec<(String, Identity)> {
            let all = of.documents().into_iter();
            let mut all: Vec<Document> =
                all.filter(|it| path(0, &it.identity) == path(1, &it.identity)).collect();
            all.sort_by_key(|it| (it.path.clone(), it.line));
            all.into_iter().map(|it| (it.path, it.identity)).collect()
        };
        prop_assert_eq!(order(&back), order(&world));
    }
}

#[test]
fn a_resource_comes_back_between_documents_that_changed() {
    let path = "dc/net/all.yaml";
    let all = |names: &[(&str, u32)]| {
        let texts: Vec<String> = names.iter().map(|(name, size)| thing(name, *size, "l")).collect();
        texts.join("---\n")
    };
    let before = World::new(Layout::InPlace, [(path, all(&[("a", 1), ("b", 1), ("c", 1)]))]);
    let drafts = [draft(1, id("b"), None, live(thing("b", 1, "l")))];
    for (now, expected) in [
        (all(&[("a", 1), ("c", 1)]), all(&[("a", 1), ("b", 1), ("c", 1)])),
        (all(&[("a", 2), ("c", 3)]), all(&[("a", 2), ("b", 1), ("c", 3)])),
        (all(&[("c", 1), ("a", 1)]), all(&[("c", 1), ("a", 1), ("b", 1)])),
        (all(&[("a", 1), ("d", 1), ("c", 1)]), all(&[("a", 1), ("b", 1), ("d", 1), ("c", 1)])),
        (all(&[("c", 1)]), all(&[("b", 1), ("c", 1)])),
        (all(&[("d", 1)]), all(&[("d", 1), ("b", 1)])),
    ] {
        let after = World::new(Layout::InPlace, [(path, now)]);
        let Fate::Ready(edits) = returned(&before, &after, &drafts) else { panic!() };
        assert_eq!(texts(&after.after(&edits)), [(path.to_owned(), expected)]);
    }
    // Its file is gone, and the others are elsewhere: it goes where new ones go.
    let moved = World::new(Layout::InPlace, [("dc/net/a.yaml", thing("a", 1, "l"))]);
    assert_eq!(fate_text(&returned(&before, &moved, &drafts)), "ready: dc/net/b.yaml");
}
