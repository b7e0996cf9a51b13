//! What is written is what can be read (law 11): whatever a change or raw/ writes, the reader finds there
//! under the same configuration; where it would not, nothing is written and the reason is told.

use hedgerow_model::{Draft, EntryKind, Layout, Reason};
use hedgerow_plan::{FILE_LIMIT, Fate};
use proptest::prelude::*;
use rstest::rstest;

use crate::strategies::cases;
use crate::support::{World, commented, draft, id, live, thing};

fn adding(name: &str) -> Draft {
    draft(1, id(name), None, live(thing(name, 1, "l")))
}

/// Why a change is not written.
fn refused(world: &World, drafts: &[Draft]) -> String {
    match world.merge(drafts) {
        Fate::Waiting(reason @ Reason::NotReadBack { .. }) => reason.to_string(),
        other => panic!("{}", crate::support::fate_text(&other)),
    }
}

#[rstest]
#[case::excluded(&["things/**"], &[], "exclude")]
#[case::excluded_by_name(&["**/new.yaml"], &[], "exclude")]
#[case::in_a_chart(&[], &[("dc/Chart.yaml", "name: x\n")], "Helm chart")]
#[case::in_a_chart_of_its_folder(&[], &[("dc/things/Chart.yaml", "name: x\n")], "Helm chart")]
#[case::a_patch(&[], &[("dc/Kustomization", "patches: [{path: things/new.yaml}]\n")], "as input")]
fn a_new_resource_where_nothing_is_read_is_not_written(
    #[case] exclude: &[&str],
    #[case] beside: &[(&str, &str)],
    #[case] why: &str,
) {
    let mut world = World::new(Layout::InPlace, beside.iter().copied());
    world.source.exclude = exclude.iter().map(|&glob| glob.to_owned()).collect();
    let said = refused(&world, &[adding("new")]);
    assert!(said.contains(why) && said.contains("dc/things/new.yaml"), "{said}");
}

#[test]
fn an_edit_that_takes_its_file_past_what_is_read_is_not_written() {
    let many = usize::try_from(FILE_LIMIT).unwrap() - thing("a", 1, "l").len() - 8;
    let file = format!("{}# {}\n", thing("a", 1, "l"), "x".repeat(many));
    assert!(file.len() as u64 <= FILE_LIMIT);
    let world = World::new(Layout::InPlace, [("dc/a.yaml", file)]);
    let base = world.picture(&id("a")).unwrap();
    let wanted = base.text.replace("label: l", &format!("label: {}", "l".repeat(40)));
    let said = refused(&world, &[draft(1, id("a"), Some(base), live(wanted))]);
    assert!(said.contains("files above 4194304 are not read"), "{said}");
}

#[test]
fn a_new_file_beside_a_kustomization_that_does_not_parse_waits_for_it() {
    let files = [("dc/kustomization.yaml", "resources: []\nresources: []\n".to_owned())];
    let world = World::new(Layout::InPlace, files);
    let Fate::Waiting(reason) = world.merge(&[adding("new")]) else { panic!("it is not held") };
    assert!(reason.to_string().contains("dc/kustomization.yaml"), "{reason}");
}

#[test]
fn where_a_folder_would_be_and_is_none_the_preview_says_so() {
    let mut world = World::new(Layout::InPlace, [("dc/things", "not a folder\n")]);
    for kind in [EntryKind::File, EntryKind::Symlink, EntryKind::Submodule] {
        world.files.put("dc/things", kind, "x");
        let Fate::Waiting(reason) = world.merge(&[adding("new")]) else { panic!("it is not held") };
        let said = reason.to_string();
        assert!(said.contains("`dc/things` is a") && said.contains("below it"), "{said}");
    }
}

#[test]
fn a_new_file_is_never_one_with_another_on_some_machines() {
    let world = World::new(Layout::InPlace, [("dc/Things/New.yaml", thing("other", 1, "l"))]);
    let after = world.published(&[draft(1, id("new"), None, live(thing("new", 1, "l")))]);
    assert_eq!(after.text("dc/Things/new-2.yaml").unwrap(), thing("new", 1, "l"));
}

/// A fabric's settings and files of all sorts; what is in them may or may not be read.
fn fabrics() -> impl Strategy<Value = World> {
    let name = prop::sample::select(vec!["a", "b", "c", "d"]);
    let folder = prop::sample::select(vec!["", "things/", "Things/", "sub/", "managed/things/"]);
    let file = (folder, name.clone(), 0_u32..9, any::<bool>(), any::<bool>()).prop_map(
        |(folder, name, size, upper, off)| {
            let file = if upper { name.to_uppercase() } else { name.to_owned() };
            let text = thing(name, size, "l");
            let text = if off { hedgerow_yaml::comment_out(&text) } else { text };
            (format!("dc/{folder}{file}.yaml"), text)
        },
    );
    let special = prop::sample::select(vec![
        ("dc/things/Chart.yaml", "name: x\n"),
        ("dc/sub/Chart.yaml", "name: x\n"),
        ("dc/kustomization.yaml", "resources: [a.yaml]\npatches: [{path: things/b.yaml}]\n"),
        ("dc/Kustomization", "patchesStrategicMerge: [c.yaml, things/d.yaml]\n"),
        ("dc/things/kustomization.yml", "resources: []\nresources: []\n"),
    ]);
    let globs = prop::sample::select(vec!["things/**", "**/a.yaml", "sub/*", "*.yaml", "[Tt]*/b*"]);
    let layout = prop::sample::select(vec![Layout::InPlace, Layout::Managed]);
    (
        prop::collection::btree_map(name, file, 0..4),
        prop::collection::vec(special, 0..3),
        prop::collection::vec(globs, 0..2),
        layout,
    )
        .prop_map(|(files, special, globs, layout)| {
            // One document of each resource, whatever its file is called.
            let mut all: Vec<(String, String)> = Vec::new();
            for (_, (path, text)) in files {
                if !all.iter().any(|(known, _)| *known == path) {
                    all.push((path, text));
                }
            }
            all.extend(special.into_iter().map(|(path, text)| (path.into(), text.into())));
            let mut world = World::new(layout, all);
            if layout == Layout::InPlace {
                world.source.exclude = globs.into_iter().map(str::to_owned).collect();
            }
            world
        })
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn whatever_is_written_is_read_as_it_was_meant(
        world in fabrics(),
        wishes in prop::collection::vec((prop::sample::select(vec!["a", "b", "c", "d", "e"]), 0_u32..5), 1..4),
    ) {
        let mut drafts: Vec<Draft> = Vec::new();
        for (name, size) in wishes {
            let places = world.places();
            let stands = places.get(&id(name)).map_or(0, Vec::len);
            if stands > 1 || drafts.iter().any(|draft| draft.identity == id(name)) {
                continue;
            }
            let base = world.picture(&id(name));
            let wanted = match (size, &base) {
                (0, Some(_)) => None,
                (1, Some(_)) => commented(thing(name, 7, "m")),
                _ => live(thing(name, size + 10, "m")),
            };
            drafts.push(draft(drafts.len() as i64 + 1, id(name), base, wanted));
        }
        match world.merge(&drafts) {
            Fate::Ready(edits) => {
                let after = world.after(&edits);
                for draft in &drafts {
                    let wanted = draft.text.as_ref().map(|_| draft.standing);
                    let found = after.picture(&draft.identity);
                    prop_assert_eq!(found.as_ref().map(|it| it.standing), wanted, "{:?}", &after);
                    if let (Some(found), Some(text)) = (found, &draft.text) {
                        let said = crate::support::value(&found.text);
                        prop_assert_eq!(said, crate::support::value(text), "{:?}", &after);
                    }
                }
                // Nothing else is read otherwise than before.
                for (identity, documents) in world.places() {
                    if !drafts.iter().any(|draft| draft.identity == identity) {
                        let now = after.places().remove(&identity).unwrap_or_default();
                        prop_assert_eq!(now.len(), documents.len(), "{}: {:?}", identity, &after);
                    }
                }
            }
            Fate::Nothing | Fate::Waiting(_) | Fate::Invalid(_) => {}
            other => prop_assert!(false, "{}", crate::support::fate_text(&other)),
        }
    }
}
