//! raw/ to managed/: what moves, what stays and why, and that nothing is lost on the way.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hedgerow_model::{
    Conflict, ConflictState, Decision, EntryKind, Identity, Layout, NewConflict, Side, Standing,
};
use hedgerow_plan::{FILE_LIMIT, Known, OwnCommit, Stood, is_in_raw, normalise, read_raw};
use hedgerow_yaml::comment_out;
use rstest::rstest;

use crate::support::{GROUP, OTHER_GROUP, World, catalogue, conflict, draft, id, source, thing};

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
        at: BTreeMap::new(),
        around: world.around(&drafts),
        special: world.special(),
        used: Vec::new(),
        stored: Vec::new(),
        head: "c1".into(),
    };
    with(&mut known);
    normalise(world.files.clone(), raw, known, "lab").unwrap()
}

pub(crate) fn plain(world: &World) -> OwnCommit {
    run(world, |_| {})
}

fn world<const N: usize>(files: [(&str, String); N]) -> World {
    World::new(Layout::Managed, files)
}

/// A resource as the cluster shows it.
pub(crate) fn as_shown(text: &str) -> String {
    text.replace("spec:\n", "  uid: 1-2\n  generation: 3\nspec:\n") + "status:\n  ready: true\n"
}

/// Findings as `path:line rule`; each names the resource where it is one.
fn found(plan: &OwnCommit) -> Vec<String> {
    for finding in &plan.findings {
        let of_resource = ["raw", "duplicate", "conflict", "lossless"].contains(&&*finding.rule);
        assert!(finding.subject.is_some() || !of_resource, "{finding:?}");
    }
    plan.findings.iter().map(|it| format!("{}:{} {}", it.path, it.line, it.rule)).collect()
}

#[test]
fn a_document_moves_with_its_comments_and_without_what_the_cluster_added() {
    let world = world([("dc/raw/a.yaml", as_shown(&thing("t1", 4, "l")))]);
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

#[rstest]
#[case::invalid("size: 1", "size: -1", "minimum")]
#[case::of_an_unknown_kind("kind: Thing", "kind: Other", "unknown-kind")]
#[case::of_an_unknown_version("/v1", "/v9", "unknown-version")]
fn what_is_not_fit_for_managed_stays(#[case] part: &str, #[case] by: &str, #[case] rule: &str) {
    let world = world([("dc/raw/a.yaml", thing("a", 1, "l").replace(part, by))]);
    let plan = plain(&world);
    assert!(plan.edits.is_empty());
    let rules: Vec<&str> = plan.findings.iter().map(|it| &*it.rule).collect();
    assert_eq!(rules, [rule]);
    assert!(plan.findings[0].message.ends_with("; it stays in raw/"));
}

#[test]
fn what_the_cluster_added_and_cannot_be_taken_out_keeps_a_document_in_raw() {
    let shared = thing("a", 1, "*u").replace("  name: a\n", "  name: a\n  uid: &u x\n");
    let world = world([("dc/raw/a.yaml", format!("---\n{shared}"))]);
    let plan = plain(&world);
    assert_eq!(found(&plan), ["dc/raw/a.yaml:2 lossless"]);
    assert!(plan.edits.is_empty());
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
    assert_eq!(found(&plan), ["dc/raw/a.yaml:1 conflict"]);
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
        [(off, "in comments"), (broken, "cannot be read"), (twice, "and elsewhere too")]
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

#[test]
fn a_text_that_says_what_it_was_read_at_is_merged_with_what_managed_gained_since() {
    let line = "# hedgerow: read at abcdef0123\n";
    let edited = format!("{line}{}", thing("t1", 5, "l"));
    let world =
        world([("dc/raw/a.yaml", edited), ("dc/managed/things/t1.yaml", thing("t1", 4, "newer"))]);
    let then = Stood::So(crate::support::live(thing("t1", 4, "l")));
    let stood = |stood: Stood| {
        move |known: &mut Known| {
            known.at.insert("abcdef0123".into(), [(id("t1"), stood)].into());
        }
    };
    let plan = run(&world, stood(then));
    let after = world.after(&plan.edits);
    assert_eq!(after.text("dc/managed/things/t1.yaml").unwrap(), thing("t1", 5, "newer"));
    assert_eq!(after.text("dc/raw/a.yaml"), None);
    // It was not there, or nobody knows what it was: then somebody has to say.
    assert_eq!(found(&run(&world, stood(Stood::So(None)))), ["dc/raw/a.yaml:1 conflict"]);
    for unknown in [Stood::Hidden("dc/x.yaml".into()), Stood::Twice(Vec::new())] {
        assert_eq!(found(&run(&world, stood(unknown))), ["dc/raw/a.yaml:1 raw"]);
    }
    assert_eq!(found(&plain(&world)), ["dc/raw/a.yaml:1 raw"]);
}

#[test]
fn the_line_that_says_where_a_text_was_read_never_reaches_managed() {
    let text = format!("# hedgerow: read at c1c1c1c1\n{}", thing("t1", 4, "l"));
    let world = world([("dc/raw/a.yaml", text)]);
    let after = world.after(&plain(&world).edits);
    assert_eq!(after.text("dc/managed/things/t1.yaml").unwrap(), thing("t1", 4, "l"));
    let garbled = format!("# hedgerow: read at noon\n{}", thing("t1", 4, "l"));
    let plan = plain(&self::world([("dc/raw/a.yaml", garbled)]));
    assert_eq!(found(&plan), ["dc/raw/a.yaml:1 read-at"]);
}

#[test]
fn what_is_in_raw_is_told_by_its_path_and_the_layout() {
    let managed = source(Layout::Managed);
    for (path, is_in) in [
        ("dc/raw", true),
        ("dc/raw/a.yaml", true),
        ("dc/raw.yaml", false),
        ("dc/managed/raw/a.yaml", false),
        ("raw/a.yaml", false),
        ("other/raw/a.yaml", false),
    ] {
        assert_eq!(is_in_raw(&managed, path), is_in, "{path}");
        assert!(!is_in_raw(&source(Layout::InPlace), path), "{path}");
    }
}
