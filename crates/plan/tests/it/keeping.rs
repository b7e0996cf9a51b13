//! One of several documents is kept: the others are taken out of their files, and nothing else is.

use hedgerow_model::{Draft, Layout, Reason, SeenCopy, Standing};
use hedgerow_plan::{DocumentState, Fate, digest};
use proptest::prelude::*;

use crate::support::{World, draft, fate_text, id, live, thing};

/// A draft that keeps the document of the first file, with the others as they are in the files.
fn keeping(world: &World, path: &str, wanted: Option<DocumentState>) -> Draft {
    let mut documents = world.documents();
    documents.retain(|it| it.identity == id("a") && it.standing == Standing::Live);
    let kept = documents.iter().position(|it| it.path == path).unwrap();
    let copies = documents.iter().enumerate().map(|(at, it)| SeenCopy {
        path: it.path.clone(),
        digest: digest(&it.text),
        goes: at != kept,
    });
    let base = live(documents[kept].text.clone());
    Draft { copies: copies.collect(), ..draft(1, id("a"), base.clone(), wanted.or(base)) }
}

const ONE: &str = "dc/managed/one.yaml";
const TWO: &str = "dc/managed/two.yaml";

fn off(name: &str) -> String {
    hedgerow_yaml::comment_out(&thing(name, 7, "off"))
}

/// Each row: the files before, which document is kept, and the files afterwards.
#[test]
fn the_others_are_taken_out_and_their_neighbours_stay() {
    let (x, y, b) = (thing("a", 1, "x"), thing("a", 2, "y"), thing("b", 3, "l"));
    let list = |items: &[&str]| {
        let mut text = "apiVersion: v1\nkind: List\nitems:\n".to_owned();
        for item in items {
            for (n, line) in
                item.lines().filter(|line| !line.trim_start().starts_with('#')).enumerate()
            {
                text += &format!("{}{line}\n", if n == 0 { "- " } else { "  " });
            }
        }
        text
    };
    type Files = Vec<(&'static str, String)>;
    let rows: Vec<(&str, Files, &str, Files)> = vec![
        (
            "each in a file of its own",
            vec![(ONE, x.clone()), (TWO, y.clone())],
            ONE,
            vec![(ONE, x.clone())],
        ),
        ("the other one", vec![(ONE, x.clone()), (TWO, y.clone())], TWO, vec![(TWO, y.clone())]),
        (
            "beside another resource",
            vec![(ONE, x.clone()), (TWO, format!("{b}---\n{y}"))],
            ONE,
            vec![(ONE, x.clone()), (TWO, b.clone())],
        ),
        (
            "both in one file, the second goes",
            vec![(ONE, format!("{x}---\n{y}---\n{b}"))],
            ONE,
            vec![(ONE, format!("{x}---\n{b}"))],
        ),
        ("equal ones", vec![(ONE, x.clone()), (TWO, x.clone())], TWO, vec![(TWO, x.clone())]),
        (
            "one that is in comments stays, with a neighbour's",
            vec![(ONE, x.clone()), (TWO, format!("{}{y}{}", off("c"), off("a")))],
            ONE,
            vec![(ONE, x.clone()), (TWO, format!("{}{}", off("c"), off("a")))],
        ),
        (
            "three",
            vec![(ONE, x.clone()), (TWO, format!("{y}---\n{x}---\n{b}"))],
            ONE,
            vec![(ONE, x.clone()), (TWO, format!("---\n{b}"))],
        ),
        (
            "an object of a list",
            vec![(ONE, x.clone()), (TWO, list(&[&b, &y]))],
            ONE,
            vec![(ONE, x.clone()), (TWO, list(&[&b]))],
        ),
        (
            "a list of nothing else",
            vec![(ONE, x.clone()), (TWO, list(&[&y]))],
            ONE,
            vec![(ONE, x.clone())],
        ),
    ];
    for (why, before, kept, after) in rows {
        let world = World::new(Layout::Managed, before);
        let fate = world.merge(&[keeping(&world, kept, None)]);
        let Fate::Ready(edits) = fate else { panic!("{why}: {}", fate_text(&fate)) };
        let published = world.after(&edits);
        let found: Vec<(&str, &str)> = published
            .files
            .iter()
            .map(|(path, content)| (path, std::str::from_utf8(content).unwrap()))
            .collect();
        let expected: Vec<(&str, &str)> =
            after.iter().map(|(path, text)| (*path, text.as_str())).collect();
        assert_eq!(found, expected, "{why}");
    }
}

#[test]
fn it_can_be_edited_with_that_or_deleted() {
    let (x, y) = (thing("a", 1, "x"), thing("a", 2, "y"));
    let world = World::new(Layout::Managed, [(ONE, x.clone()), (TWO, y)]);
    let edited = live(thing("a", 9, "x"));
    let after = world.published(&[keeping(&world, ONE, edited.clone())]);
    assert_eq!(after.picture(&id("a")), edited);
    assert_eq!(after.text(TWO), None);
    let mut gone = keeping(&world, ONE, None);
    gone.text = None;
    let after = world.published(&[gone]);
    assert!(after.documents().is_empty());
}

#[test]
fn what_nobody_chose_against_is_never_removed() {
    let (x, y) = (thing("a", 1, "x"), thing("a", 2, "y"));
    let world = World::new(Layout::Managed, [(ONE, x.clone()), (TWO, y.clone())]);
    let keep = keeping(&world, ONE, None);
    let files = |files: &[(&str, &str)]| {
        World::new(Layout::Managed, files.iter().map(|(path, text)| (*path, (*text).to_owned())))
    };
    let edited = thing("a", 3, "y");
    for (why, now) in [
        ("edited since", files(&[(ONE, &x), (TWO, &edited)])),
        ("a third", files(&[(ONE, &x), (TWO, &y), ("dc/managed/z.yaml", &edited)])),
        ("the one to be kept is gone", files(&[(TWO, &y)])),
    ] {
        let fate = now.merge(std::slice::from_ref(&keep));
        let Fate::Waiting(Reason::ChoiceOutdated { .. }) = fate else {
            panic!("{why}: {}", fate_text(&fate))
        };
    }
    // Git did it already, or moved and edited what stays.
    assert_eq!(fate_text(&files(&[(ONE, &x)]).merge(std::slice::from_ref(&keep))), "nothing");
    let now = files(&[(ONE, &edited), (TWO, &y)]);
    let after = now.published(std::slice::from_ref(&keep));
    assert_eq!(after.text(ONE), Some(edited));
    assert_eq!(after.text(TWO), None);
}

#[test]
fn what_an_edit_and_git_disagree_about_is_a_conflict_with_the_one_that_stays() {
    let (x, y) = (thing("a", 1, "x"), thing("a", 2, "y"));
    let world = World::new(Layout::Managed, [(ONE, x), (TWO, y.clone())]);
    let keep = keeping(&world, ONE, live(thing("a", 9, "x")));
    let now = World::new(Layout::Managed, [(ONE, thing("a", 5, "x")), (TWO, y)]);
    assert_eq!(fate_text(&now.merge(&[keep])), "conflicted: a spec.size");
}

#[test]
fn two_changes_that_keep_different_ones_do_not_remove_both() {
    let (x, y) = (thing("a", 1, "x"), thing("a", 2, "y"));
    let world = World::new(Layout::Managed, [(ONE, x), (TWO, y)]);
    let (one, two) = (keeping(&world, ONE, None), keeping(&world, TWO, None));
    let mut stack = world.stack();
    let first = stack.add(&world.input(std::slice::from_ref(&one)));
    let Fate::Ready(edits) = first else { panic!("{}", fate_text(&first)) };
    assert_eq!(fate_text(&stack.add(&world.input(std::slice::from_ref(&two)))), "deferred");
    assert_eq!(fate_text(&stack.add(&world.input(std::slice::from_ref(&one)))), "nothing");
    let fate = world.after(&edits).merge(&[two]);
    assert!(matches!(fate, Fate::Waiting(Reason::ChoiceOutdated { .. })), "{}", fate_text(&fate));
}

proptest! {
    /// Documents of one resource and of others, spread over files: afterwards there is the one that was kept, and
    /// every other resource as before.
    #[test]
    fn one_is_left_and_no_other_resource_changes(
        spread in proptest::collection::vec((0_usize..3, 0_usize..4, 0_u32..3), 2..9),
        kept in any::<prop::sample::Index>(),
    ) {
        let mut files = vec![String::new(); 3];
        let mut own = Vec::new();
        for (n, (file, name, size)) in spread.iter().enumerate() {
            // Only `a` is there several times.
            let name = if *name == 0 { "a".to_owned() } else { format!("n{n}") };
            if name == "a" {
                own.push(*file);
            }
            if !files[*file].is_empty() {
                files[*file] += "---\n";
            }
            files[*file] += &thing(&name, *size, "l");
        }
        prop_assume!(own.len() > 1);
        let path = |at: usize| format!("dc/managed/f{at}.yaml");
        let there = files.iter().enumerate().filter(|(_, text)| !text.is_empty());
        let world = World::new(Layout::Managed, there.map(|(at, text)| (path(at), text.clone())));
        let keep = keeping(&world, &path(own[kept.index(own.len())]), None);
        let after = world.published(std::slice::from_ref(&keep));
        let others = |world: &World| {
            let mut all = world.documents();
            all.retain(|it| it.identity != id("a"));
            all.into_iter().map(|it| (it.path, it.identity, it.text)).collect::<Vec<_>>()
        };
        prop_assert_eq!(others(&world), others(&after));
        let left: Vec<_> =
            after.documents().into_iter().filter(|it| it.identity == id("a")).collect();
        prop_assert_eq!(left.len(), 1);
        prop_assert_eq!(Some(&left[0].text), keep.text.as_ref());
        prop_assert_eq!(&left[0].path, &keep.copies.iter().find(|it| !it.goes).unwrap().path);
    }
}
