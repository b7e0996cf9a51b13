//! raw/ to managed/ on random directories: nothing is lost on the way.

use std::collections::BTreeSet;

use hedgerow_model::{Identity, Layout, Party, Standing, Value};
use hedgerow_plan::OwnCommit;
use hedgerow_schema::{resource_identity, strip_server_fields};
use hedgerow_yaml::{Content, Limits, comment_out, read_all};
use proptest::prelude::*;

use crate::normalising::{as_shown, plain};
use crate::strategies::{Style, cases, file, name, style};
use crate::support::{GROUP, OTHER_GROUP, World, thing};

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
            if *shown { as_shown(&text) } else { text }
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
