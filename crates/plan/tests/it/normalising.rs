//! raw/ to managed/: what moves, what stays and why, and that nothing is lost on the way.

use std::collections::{BTreeSet, HashMap};

use hedgerow_model::{
    Conflict, ConflictState, Decision, EntryKind, Identity, Layout, NewConflict, Party, Side,
    Standing, Value,
};
use hedgerow_plan::{FILE_LIMIT, Known, OwnCommit, normalise, read_raw};
use hedgerow_schema::{resource_identity, strip_server_fields};
use hedgerow_yaml::{Content, Limits, comment_out, read_all};
use proptest::prelude::*;

use crate::strategies::{Style, cases, file, name, style};
use crate::support::{GROUP, OTHER_GROUP, World, catalogue, conflict, draft, id, thing};

/// What normalising the fabric would do.
fn run(world: &World, with: impl FnOnce(&mut Known)) -> OwnCommit {
    let raw = read_raw(&world.files, &world.source, &world.catalogue).unwrap();
    let drafts: Vec<_> =
        raw.identities().into_iter().map(|identity| draft(1, identity, None, None)).collect();
    let wanted: BTreeSet<Identity> = raw.identities().into_iter().collect();
    let mut known = Known {
        source: world.source.clone(),
        catalogue: world.catalogue.clone(),
        existing: world.places().into_iter().filter(|(id, _)| wanted.contains(id)).collect(),
        bases: HashMap::new(),
        around: world.around(&drafts),
        stored: Vec::new(),
        head: "c1".into(),
    };
    with(&mut known);
    normalise(world.files.clone(), raw, known, "lab").unwrap()
}

fn plain(world: &World) -> OwnCommit {
    run(world, |_| {})
}

fn world<const N: usize>(files: [(&str, String); N]) -> World {
    World::new(Layout::Managed, files)
}

/// Findings as `path:line rule`.
fn found(plan: &OwnCommit) -> Vec<String> {
    plan.findings.iter().map(|it| format!("{}:{} {}", it.path, it.line, it.rule)).collect()
}

/// A document of raw/.
#[derive(Clone, Debug)]
enum Doc {
    /// A resource: its name, its size, whether in the other group, whether as the cluster shows it.
    Thing(u8, u32, bool, bool),
    Invalid(u8),
    UnknownKind(u8),
    Broken,
    Comment,
}

fn text(doc: &Doc) -> String {
    match doc {
        Doc::Thing(n, size, other, shown) => {
            let mut text = thing(&name(*n), *size, "l");
            if *other {
                text = text.replace(GROUP, OTHER_GROUP);
            }
            if *shown {
                text = text.replace("spec:\n", "  uid: 1-2\n  generation: 3\nspec:\n")
                    + "status:\n  ready: true\n";
            }
            text
        }
        Doc::Invalid(n) => thing(&name(*n), 1, "l").replace("size: 1", "size: -1"),
        Doc::UnknownKind(n) => thing(&name(*n), 1, "l").replace(GROUP, "example.com"),
        Doc::Broken => "kind: [\n".into(),
        Doc::Comment => "# only words\n".into(),
    }
}

fn docs() -> impl Strategy<Value = Vec<Doc>> {
    let doc = prop_oneof![
        6 => (0..5u8, 0..2u32, prop::bool::weighted(0.2), prop::bool::weighted(0.3))
            .prop_map(|(n, size, other, shown)| Doc::Thing(n, size, other, shown)),
        1 => (0..5u8).prop_map(Doc::Invalid),
        1 => (0..5u8).prop_map(Doc::UnknownKind),
        1 => Just(Doc::Broken),
        1 => Just(Doc::Comment),
    ];
    prop::collection::vec(doc, 1..5)
}

/// raw/ with some files, and managed/ with some resources already.
fn worlds() -> impl Strategy<Value = World> {
    let raw = prop::collection::vec((docs(), style()), 0..4);
    let managed = prop::collection::btree_map(0..5u8, (0..2u32, prop::bool::weighted(0.2)), 0..4);
    (raw, managed).prop_map(|(raw, managed)| {
        let mut files = vec![("dc/unmanaged/x.yaml".to_owned(), "x: {{ y }}\n".to_owned())];
        for (at, (docs, style)) in raw.into_iter().enumerate() {
            let texts: Vec<String> = docs.iter().map(text).collect();
            let style = Style { banner: false, joined: false, ..style };
            files.push((format!("dc/raw/deep/{at}.yaml"), file(&texts, style)));
        }
        for (n, (size, off)) in managed {
            let text = thing(&name(n), size, "l");
            let text = if off { comment_out(&text) } else { text };
            files.push((format!("dc/managed/mine/{}.yaml", name(n)), text));
        }
        World::new(Layout::Managed, files)
    })
}

/// A document of raw/: its file, its own text, and what it says where it may move.
type RawDocument = (String, String, Option<(Identity, Value)>);

fn raw_documents(world: &World) -> Vec<RawDocument> {
    let mut found = Vec::new();
    for (path, content) in world.files.iter().filter(|(path, _)| path.starts_with("dc/raw/")) {
        let text = String::from_utf8(content.to_vec()).unwrap();
        for document in read_all(&text, &Limits::default()) {
            let own = document.slice.own_text(&text).trim_end().to_owned();
            let says = match &document.content {
                Content::Object(read) => {
                    let value = strip_server_fields(read.value());
                    resource_identity(&world.catalogue, read.value()).map(|id| (id, value))
                }
                Content::Empty | Content::Broken(_) => None,
            };
            found.push((path.to_owned(), own, says));
        }
    }
    found
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn every_document_moves_or_stays_with_its_reason_and_none_is_lost(world in worlds()) {
        let plan = plain(&world);
        let after = world.after(&plan.edits);
        let said = after.said();
        let left = raw_documents(&after);
        let reasons: BTreeSet<&str> = plan.findings.iter().map(|it| &*it.path).collect();
        for (path, own, says) in raw_documents(&world) {
            let stays = left.iter().any(|(at, text, _)| *at == path && *text == own);
            let moved = says.is_some_and(|(identity, value)| {
                said.get(&identity) == Some(&(Standing::Live, value))
            });
            let said_nothing = !own.lines().any(|line| !line.trim().is_empty());
            let only_words = own.lines().all(|line| line.starts_with('#'));
            prop_assert!(stays || moved || said_nothing, "{path}: {own} is lost");
            if !moved && !only_words {
                prop_assert!(reasons.contains(&*path), "{path} says nothing of {own}");
            }
        }
        // Nothing is invented, and what was there before stays as it was.
        prop_assert!(left.len() <= raw_documents(&world).len());
        for document in world.documents() {
            let picture = after.picture(&document.identity).unwrap();
            prop_assert_eq!((picture.standing, picture.text), (document.standing, document.text));
        }
        let moved: BTreeSet<Identity> = plan.normalised.iter().map(|(id, _)| id.clone()).collect();
        for identity in said.keys() {
            prop_assert!(moved.contains(identity) || world.said().contains_key(identity));
        }
        prop_assert_eq!(after.text("dc/unmanaged/x.yaml"), world.text("dc/unmanaged/x.yaml"));
    }

    #[test]
    fn on_its_own_result_it_does_nothing(world in worlds()) {
        let first = plain(&world);
        let after = world.after(&first.edits);
        let second = plain(&after);
        prop_assert!(second.edits.is_empty(), "{:?}", second.actions);
        prop_assert_eq!(&second.diff, "");
        // what stays has the same reasons still
        let rules = |plan: &OwnCommit| {
            plan.findings
                .iter()
                .filter(|it| it.rule != "duplicate")
                .map(|it| (it.path.clone(), it.rule.clone(), it.message.clone()))
                .collect::<Vec<_>>()
        };
        prop_assert!(rules(&first).iter().all(|it| rules(&second).contains(it)));
    }

    #[test]
    fn a_conflict_names_both_parties_and_moves_nothing(world in worlds()) {
        let plan = plain(&world);
        let said = world.said();
        for conflict in &plan.conflicts {
            let raw = conflict.raw_path().unwrap();
            let place = &world.places()[&conflict.identity][0].path;
            let git = Party::Git { commit: "c1".into(), path: Some(place.clone()) };
            prop_assert!(raw.starts_with("dc/raw/"));
            prop_assert_eq!(&conflict.parties[1], &git);
            prop_assert_eq!(conflict.parties.len(), 2);
            prop_assert_eq!(said[&conflict.identity].1.lookup(&conflict.path).cloned(), conflict.git.clone());
            prop_assert_ne!(&conflict.draft, &conflict.git);
            let names_it = |it: &hedgerow_model::Finding| {
                it.rule == "conflict" && it.path == raw && it.subject.as_ref() == Some(&conflict.identity)
            };
            prop_assert!(plan.findings.iter().any(names_it));
        }
    }
}

#[test]
fn a_document_moves_with_its_comments_and_without_what_the_cluster_added() {
    let shown = Doc::Thing(1, 4, false, true);
    let world = world([("dc/raw/a.yaml", text(&shown))]);
    let plan = plain(&world);
    let after = world.after(&plan.edits);
    assert_eq!(after.text("dc/managed/things/t1.yaml").unwrap(), thing("t1", 4, "l"));
    assert_eq!(after.text("dc/raw/a.yaml"), None);
    assert_eq!(plan.message, "Normalise 1 resource of lab from raw/\n");
    assert_eq!(plan.actions, ["moved all of dc/raw/a.yaml"]);
    assert_eq!(plan.normalised, [(id("t1"), thing("t1", 4, "l"))]);
    assert_eq!(plan.considered, ["dc/raw/a.yaml"]);
    assert!(plan.diff.contains("+++ b/dc/managed/things/t1.yaml"), "{}", plan.diff);
}

#[test]
fn what_moves_leaves_the_rest_of_its_file() {
    let broken = "kind: [\n";
    let texts = [thing("a", 1, "l"), broken.to_owned(), thing("b", 1, "l")];
    let world = world([("dc/raw/a.yaml", texts.join("---\n"))]);
    let plan = plain(&world);
    assert_eq!(plan.actions, ["took 2 documents out of dc/raw/a.yaml"]);
    assert_eq!(plan.message, "Normalise 2 resources of lab from raw/\n");
    assert_eq!(found(&plan), ["dc/raw/a.yaml:12 yaml"]);
    assert!(plan.findings[0].message.ends_with("; it stays in raw/"));
    let left = world.after(&plan.edits).text("dc/raw/a.yaml").unwrap();
    assert_eq!(left.trim_start_matches("---\n"), broken);
}

#[test]
fn a_document_without_a_line_end_gets_one() {
    let world = world([("dc/raw/a.yaml", thing("a", 1, "l").trim_end().to_owned())]);
    let after = world.after(&plain(&world).edits);
    assert_eq!(after.text("dc/managed/things/a.yaml").unwrap(), thing("a", 1, "l"));
}

#[test]
fn equal_duplicates_collapse_and_others_stay() {
    let world = world([
        ("dc/raw/a.yaml", thing("a", 1, "l")),
        ("dc/raw/b.yaml", thing("a", 1, "l")),
        ("dc/raw/c.yaml", thing("a", 2, "l")),
    ]);
    let plan = plain(&world);
    assert_eq!(found(&plan), ["dc/raw/c.yaml:1 duplicate"]);
    assert!(plan.findings[0].message.contains("dc/raw/a.yaml"));
    let after = world.after(&plan.edits);
    assert_eq!(after.text("dc/raw/b.yaml"), None);
    assert_eq!(after.text("dc/raw/c.yaml"), world.text("dc/raw/c.yaml"));
    assert_eq!(plan.normalised.len(), 1);
}

#[test]
fn what_managed_says_already_only_leaves_raw() {
    let path = "dc/managed/mine.yaml";
    let own = thing("a", 1, "l").replace("# About a.", "# Mine.");
    let world = world([("dc/raw/a.yaml", thing("a", 1, "l")), (path, own.clone())]);
    let plan = plain(&world);
    let paths: Vec<&str> = plan.edits.iter().map(|(path, _)| &**path).collect();
    assert_eq!(paths, ["dc/raw/a.yaml"]);
    assert_eq!(world.after(&plan.edits).text(path).unwrap(), own);
    assert_eq!(plan.normalised.len(), 1);
}

#[test]
fn a_raw_file_that_comes_back_edited_is_merged_onto_what_people_made_of_it() {
    let path = "dc/managed/things/a.yaml";
    let managed = thing("a", 1, "theirs").replace("# About a.", "# Theirs.");
    let world = world([("dc/raw/a.yaml", thing("a", 2, "l")), (path, managed.clone())]);
    let plan = run(&world, |known| {
        known.bases.insert(id("a"), thing("a", 1, "l"));
    });
    assert_eq!(found(&plan), [] as [&str; 0]);
    let after = world.after(&plan.edits);
    assert_eq!(after.text(path).unwrap(), managed.replace("size: 1", "size: 2"));
    assert_eq!(plan.normalised, [(id("a"), thing("a", 2, "l"))]);
}

#[test]
fn a_raw_document_without_comments_leaves_those_of_managed() {
    let path = "dc/managed/things/a.yaml";
    let bare = |size: u32| {
        let text = thing("a", size, "l");
        let lines = text.lines().map(|line| line.split('#').next().unwrap().trim_end());
        lines.filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect::<String>()
    };
    let world = world([("dc/raw/a.yaml", bare(2)), (path, thing("a", 1, "l"))]);
    let plan = run(&world, |known| {
        known.bases.insert(id("a"), bare(1));
    });
    assert_eq!(world.after(&plan.edits).text(path).unwrap(), thing("a", 2, "l"));
}

#[test]
fn a_conflict_between_raw_and_managed_is_decided_field_by_field() {
    let path = "dc/managed/things/a.yaml";
    let world = world([("dc/raw/a.yaml", thing("a", 2, "l")), (path, thing("a", 1, "l"))]);
    let plan = plain(&world);
    assert!(plan.edits.is_empty() && plan.normalised.is_empty());
    let what: NewConflict = plan.conflicts[0].clone();
    assert_eq!(plan.conflicts.len(), 1);
    assert_eq!(
        (what.raw_path(), what.path.to_string()),
        (Some("dc/raw/a.yaml"), "spec.size".into())
    );
    assert_eq!((what.draft.clone(), what.git.clone()), (Some(2.into()), Some(1.into())));
    assert!(plan.findings[0].message.contains("its conflict must"), "{}", plan.findings[0].message);
    let decided = |identity: Identity| Conflict {
        what: NewConflict { identity, ..what.clone() },
        state: ConflictState::Resolved,
        decision: Some(Decision::Take(Side::Draft)),
        ..conflict(1, &draft(1, id("a"), None, None), "spec", [1, 2, 3])
    };
    let plan = run(&world, |known| known.stored = vec![decided(id("a"))]);
    assert_eq!(world.after(&plan.edits).text(path).unwrap(), thing("a", 2, "l"));
    // one about another resource settles nothing here
    let plan = run(&world, |known| known.stored = vec![decided(id("b"))]);
    assert!(plan.edits.is_empty());
}

#[test]
fn several_conflicts_are_counted_in_words() {
    let world =
        world([("dc/raw/a.yaml", thing("a", 2, "m")), ("dc/managed/a.yaml", thing("a", 1, "l"))]);
    let plan = plain(&world);
    assert_eq!(plan.conflicts.len(), 2);
    assert!(
        plan.findings[0].message.contains("its conflicts must"),
        "{}",
        plan.findings[0].message
    );
}

#[test]
fn what_stands_in_comments_does_not_parse_or_stands_twice_is_settled_first() {
    let off = world([
        ("dc/raw/a.yaml", thing("a", 2, "l")),
        ("dc/managed/a.yaml", comment_out(&thing("a", 1, "l"))),
    ]);
    let mut broken =
        world([("dc/raw/a.yaml", thing("a", 2, "l")), ("dc/managed/a.yaml", "[".into())]);
    let document = world([("dc/managed/a.yaml", thing("a", 1, "l"))]).documents().remove(0);
    broken.remembered =
        vec![hedgerow_model::Document { standing: Standing::Unreadable, ..document }];
    let twice = world([
        ("dc/raw/a.yaml", thing("a", 1, "l")),
        ("dc/managed/a.yaml", thing("a", 1, "l")),
        ("dc/managed/b.yaml", thing("a", 1, "l")),
    ]);
    for (world, why) in
        [(off, "in comments"), (broken, "does not parse"), (twice, "and elsewhere too")]
    {
        let plan = plain(&world);
        assert_eq!(found(&plan), ["dc/raw/a.yaml:1 raw"]);
        assert!(plan.findings[0].message.contains(why), "{}", plan.findings[0].message);
        assert!(plan.edits.is_empty());
    }
}

#[test]
fn a_place_with_something_else_is_left_and_one_with_resources_is_shared() {
    let path = "dc/managed/things/a.yaml";
    let foreign = world([("dc/raw/a.yaml", thing("a", 1, "l")), (path, "x: 1\n".into())]);
    let plan = plain(&foreign);
    assert_eq!(found(&plan), ["dc/raw/a.yaml:1 raw"]);
    assert!(plan.edits.is_empty());
    let shared = world([("dc/raw/a.yaml", thing("a", 1, "l")), (path, thing("b", 1, "l"))]);
    let text = shared.after(&plain(&shared).edits).text(path).unwrap();
    assert_eq!(text, format!("{}---\n{}", thing("b", 1, "l"), thing("a", 1, "l")));
}

#[test]
fn what_is_no_text_or_too_much_of_it_stays_with_its_reason() {
    let mut world = world([
        ("dc/raw/notes.md", "words".into()),
        ("dc/raw/wide.yaml", "#".repeat(usize::try_from(FILE_LIMIT).unwrap())),
        ("dc/raw/wider.yaml", "#".repeat(usize::try_from(FILE_LIMIT).unwrap() + 1)),
        ("dc/raw/chart.yaml", "a: {{ b }}: [\n".into()),
    ]);
    world.files.put("dc/raw/bytes.yaml", EntryKind::File, vec![0xff]);
    world.files.put("dc/raw/link.yaml", EntryKind::Symlink, "a");
    let plan = plain(&world);
    assert_eq!(
        found(&plan),
        [
            "dc/raw/bytes.yaml:0 yaml",
            "dc/raw/chart.yaml:1 template",
            "dc/raw/link.yaml:0 symlink",
            "dc/raw/wider.yaml:0 too-large"
        ]
    );
    assert!(plan.edits.is_empty());
    assert_eq!(plan.considered.len(), 6);
    let raw = read_raw(&world.files, &world.source, &catalogue()).unwrap();
    assert_eq!(raw.considered(), plan.considered);
}

#[test]
fn two_new_groups_of_one_plural_are_kept_apart() {
    let theirs = thing("a", 2, "l").replace(GROUP, OTHER_GROUP);
    let world = world([("dc/raw/a.yaml", format!("{}---\n{theirs}", thing("a", 1, "l")))]);
    let after = world.after(&plain(&world).edits);
    let text = |path: &str| after.text(path).unwrap();
    assert_eq!(text("dc/managed/things/a.yaml"), thing("a", 1, "l"));
    assert_eq!(text("dc/managed/things.example.net/a.yaml"), theirs);
}
