//! One change on a commit that did not move: what comes out is what was wanted, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use hedgerow_model::{Draft, Identity, Standing};
use hedgerow_plan::{DocumentState, Fate, unified_diff};
use proptest::prelude::*;

use crate::strategies::{Op, cases, drafts, name, ops, worlds};
use crate::support::{StandingAndValue, World, fate_text, id, value};

/// What the fabric is to say after these drafts.
fn expected(world: &World, drafts: &[Draft]) -> BTreeMap<Identity, StandingAndValue> {
    let mut said = world.said();
    for draft in drafts {
        match &draft.text {
            Some(text) => said.insert(draft.identity.clone(), (draft.standing, value(text))),
            None => said.remove(&draft.identity),
        };
    }
    said
}

/// A resource's own text on both sides, which a missing or other line end at its end may tell apart.
fn own(world: &World, identity: &Identity) -> Option<String> {
    world.picture(identity).map(|picture: DocumentState| picture.text.trim_end().to_owned())
}

/// The file with the body of one document replaced, whose banner stays.
fn with_own_text(file: &str, before: &str, after: &str) -> String {
    let slices = hedgerow_yaml::split(file);
    let slice = slices.iter().find(|slice| slice.own_text(file) == before).unwrap();
    let body = after.strip_prefix(&file[slice.banner.clone()]).unwrap();
    [&file[..slice.body.start], body, &file[slice.body.end..]].concat()
}

proptest! {
    #![proptest_config(cases(250))]

    #[test]
    fn the_files_say_what_the_drafts_wanted_and_everything_else_stays(
        world in worlds(), ops in ops(),
    ) {
        let drafts = drafts(&world, &ops);
        let expected = expected(&world, &drafts);
        match world.merge(&drafts) {
            Fate::Nothing => prop_assert_eq!(world.said(), expected),
            Fate::Ready(edits) => {
                let after = world.after(&edits);
                prop_assert_eq!(after.said(), expected);
                let touched: BTreeSet<&Identity> = drafts.iter().map(|it| &it.identity).collect();
                // What is in comments may be read as a banner of one neighbour or another.
                let has_comments = |path: &str| {
                    [&world, &after].iter().flat_map(|world| world.documents()).any(|it| {
                        it.path == path && it.standing == Standing::CommentedOut
                    })
                };
                for (identity, documents) in world.places() {
                    let document = &documents[0];
                    if !touched.contains(&identity) && !has_comments(&document.path) {
                        let picture = after.picture(&identity).unwrap();
                        prop_assert_eq!(&picture.text, &document.text);
                    }
                }
                for (path, content) in &edits {
                    let before = world.text(path).map(String::into_bytes);
                    prop_assert_ne!(&before, content, "an edit changes something");
                }
            }
            other => prop_assert!(false, "{}", fate_text(&other)),
        }
    }

    #[test]
    fn an_edit_in_place_changes_the_bytes_of_its_document_and_no_others(
        world in worlds(), ops in ops(),
    ) {
        let mut files: BTreeMap<String, String> = world
            .files
            .iter()
            .map(|(path, content)| (path.to_owned(), String::from_utf8(content.to_vec()).unwrap()))
            .collect();
        let documents = world.documents();
        let edits = |(n, op): &(u8, Op)| {
            matches!(op, Op::Size(_) | Op::Label(_) | Op::Same)
                && documents.iter().any(|it| {
                    it.identity == id(&name(*n)) && it.standing == Standing::Live
                })
        };
        let drafts = drafts(&world, &ops.into_iter().filter(edits).collect::<Vec<_>>());
        for draft in &drafts {
            let document = documents.iter().find(|it| it.identity == draft.identity).unwrap();
            let file = files.get_mut(&document.path).unwrap();
            *file = with_own_text(file, &document.text, draft.text.as_ref().unwrap());
        }
        let after = match world.merge(&drafts) {
            Fate::Nothing => world.clone(),
            Fate::Ready(edits) => world.after(&edits),
            other => panic!("{}", fate_text(&other)),
        };
        for (path, text) in files {
            prop_assert_eq!(after.text(&path).unwrap(), text);
        }
    }

    #[test]
    fn what_was_published_is_nothing_to_publish_again(world in worlds(), ops in ops()) {
        let drafts = drafts(&world, &ops);
        let mut stack = world.stack();
        if let Fate::Ready(edits) = stack.add(&world.input(&drafts)) {
            let after = world.after(&edits);
            let again = after.merge(&drafts);
            prop_assert!(matches!(again, Fate::Nothing), "{}", fate_text(&again));
            // the preview shows the very commit
            let shown = edits.iter().map(|(path, _)| {
                unified_diff(path, world.text(path).as_deref(), after.text(path).as_deref())
            });
            prop_assert_eq!(stack.diff().unwrap(), shown.collect::<String>());
        } else {
            prop_assert_eq!(stack.diff().unwrap(), "");
        }
    }

    #[test]
    fn switching_off_and_on_again_restores_every_byte(world in worlds(), n in 0..9u8) {
        let identity = id(&name(n));
        let Some(before) = world.picture(&identity) else { return Ok(()) };
        if before.standing != Standing::Live {
            return Ok(());
        }
        let off = world.published(&drafts(&world, &[(n, Op::Off)]));
        let on = off.published(&drafts(&off, &[(n, Op::On)]));
        prop_assert_eq!(own(&on, &identity), own(&world, &identity));
        for (path, content) in world.files.iter() {
            prop_assert_eq!(on.text(path).unwrap().into_bytes(), content.to_vec());
        }
    }
}
