//! What was merged on one head and carries over to a newer one is what merging there gives.

use hedgerow_model::{Draft, Identity, Layout};
use hedgerow_plan::{Fate, FileEdit, MOST_BYTES, MOST_TOUCHED, Ready, Touched, carries_over};
use proptest::prelude::*;
use rstest::rstest;

use crate::strategies::{NAMES, cases, drafts, name, ops, worlds};
use crate::support::{World, change, draft, id, live, thing};

fn ready(edits: Vec<FileEdit>, resources: Vec<Identity>) -> Vec<Ready> {
    vec![Ready { change: change(), edits, resources, message: String::new() }]
}

fn file(path: &str, text: impl Into<Vec<u8>>) -> Touched {
    Touched { path: path.to_owned(), content: Some(text.into()) }
}

fn edits_of_a() -> Vec<Ready> {
    let text = thing("a", 2, "l").into_bytes();
    ready(vec![("dc/things/a.yaml".into(), Some(text))], vec![id("a")])
}

fn carries(touched: &[Touched]) -> bool {
    carries_over(&edits_of_a(), touched)
}

#[rstest]
#[case::of_another_resource("dc/things/b.yaml", &thing("b", 1, "l"), true)]
#[case::which_names_ours("dc/things/b.yaml", &thing("b", 1, "a"), true)]
#[case::no_yaml_at_all("README.md", "Hello.\n", true)]
#[case::elsewhere("other/a.yaml", "x: 1\n", true)]
#[case::ours("dc/things/a.yaml", &thing("a", 3, "l"), false)]
#[case::a_look_alike("dc/things/A.yaml", "x: 1\n", false)]
#[case::a_look_alike_of_its_folder("dc/Things/c.yaml", "x: 1\n", false)]
#[case::in_place_of_its_folder("dc/things", "x", false)]
#[case::in_place_of_a_look_alike_of_its_folder("DC", "x", false)]
#[case::below_it("dc/things/a.yaml/b.yaml", "x: 1\n", false)]
#[case::a_second_document_of_ours("dc/things/b.yaml", &thing("a", 3, "l"), false)]
#[case::ours_in_comments("dc/things/b.yaml", &hedgerow_yaml::comment_out(&thing("a", 3, "l")), false)]
#[case::ours_in_a_list("dc/l.yaml", &format!("apiVersion: v1\nkind: List\nitems:\n- {}\n",
    thing("a", 3, "l").trim_start_matches("# About a.\n").replace('\n', "\n  ")), false)]
#[case::not_understood("dc/things/b.yaml", "a: {{ b }}\n", false)]
#[case::a_kustomization("dc/kustomization.yaml", "resources: []\n", false)]
#[case::a_chart("dc/Chart.yaml", "name: x\n", false)]
fn what_others_wrote_matters_where_it_may_be_about_the_same(
    #[case] path: &str,
    #[case] text: &str,
    #[case] expected: bool,
) {
    assert_eq!(carries(&[file(path, text)]), expected);
    let with_another = [file("notes.txt", "x"), file(path, text)];
    assert_eq!(carries(&with_another), expected);
}

#[test]
fn what_is_gone_or_much_or_was_looked_at_is_merged_anew() {
    assert!(carries(&[]));
    assert!(!carries(&[Touched { path: "dc/b.yaml".into(), content: None }]));
    assert!(!carries(&[file("notes.txt", [0xff])]), "it is no text");
    assert!(carries(&[file("notes.txt", vec![b'#'; MOST_BYTES])]));
    assert!(!carries(&[file("notes.txt", vec![b'#'; MOST_BYTES + 1])]));
    let many = |count: usize| (0..count).map(|n| file(&format!("n{n}"), "#")).collect::<Vec<_>>();
    assert!(carries(&many(MOST_TOUCHED)));
    assert!(!carries(&many(MOST_TOUCHED + 1)));
    let mut ready = edits_of_a();
    ready[0].change.previewed = Some("c1".into());
    assert!(!carries_over(&ready, &[]));
    let mut ready = edits_of_a();
    ready[0].resources = (0..101).map(|n| id(&n.to_string())).collect();
    assert!(!carries_over(&ready, &[]));
}

/// What others may have pushed: a file with one or two documents, somewhere.
fn pushes() -> impl Strategy<Value = Vec<FileEdit>> {
    let path = (
        prop::sample::select(vec!["dc/net", "dc/managed/things", "dc/Net", "dc", "other"]),
        prop::sample::select(vec!["t0", "t3", "T3", "x", "kustomization", "Chart"]),
    )
        .prop_map(|(folder, file)| format!("{folder}/{file}.yaml"));
    let document = (0..NAMES, 0..4_u32, prop::bool::weighted(0.2)).prop_map(|(n, size, off)| {
        let text = thing(&name(n), size, "theirs");
        if off { hedgerow_yaml::comment_out(&text) } else { text }
    });
    let text = prop_oneof![
        6 => prop::collection::vec(document, 1..3).prop_map(|all| all.join("---\n")),
        1 => Just("resources: [t0.yaml]\n".to_owned()),
        1 => Just("a: {{ b }}\n".to_owned()),
    ];
    prop::collection::vec((path, text.prop_map(|text| Some(text.into_bytes()))), 1..4)
}

/// Whether two commits make the same of a fabric: one resource after another, wherever it is.
fn alike(one: &World, other: &World) -> bool {
    let said = |world: &World| {
        let mut all: Vec<_> = world
            .documents()
            .into_iter()
            .map(|it| (it.identity, it.standing.to_string(), it.text.trim_end().to_owned()))
            .collect();
        all.sort();
        all
    };
    said(one) == said(other)
}

fn touched(pushed: &[FileEdit]) -> Vec<Touched> {
    let touched =
        |(path, content): &FileEdit| Touched { path: path.clone(), content: content.clone() };
    pushed.iter().map(touched).collect()
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn what_carries_over_is_what_merging_anew_gives(
        world in worlds(), ops in ops(), pushed in pushes(),
    ) {
        let mine: Vec<Draft> = drafts(&world, &ops);
        let Fate::Ready(edits) = world.merge(&mine) else { return Ok(()) };
        let newer = world.after(&pushed);
        let resources = mine.iter().map(|draft| draft.identity.clone()).collect();
        if !carries_over(&ready(edits.clone(), resources), &touched(&pushed)) {
            return Ok(());
        }
        let carried = newer.after(&edits);
        match newer.merge(&mine) {
            Fate::Ready(anew) => prop_assert!(
                alike(&carried, &newer.after(&anew)),
                "carried:{:?}\nanew:{:?}", &carried, &newer.after(&anew)
            ),
            other => prop_assert!(false, "{}", crate::support::fate_text(&other)),
        }
    }
}

#[test]
fn a_new_resource_beside_others_carries_over_too() {
    let world = World::new(Layout::InPlace, [("dc/things/b.yaml", thing("b", 1, "l"))]);
    let mine = [draft(1, id("a"), None, live(thing("a", 1, "l")))];
    let Fate::Ready(edits) = world.merge(&mine) else { panic!("it is not ready") };
    let pushed = vec![("dc/things/c.yaml".to_owned(), Some(thing("c", 1, "l").into_bytes()))];
    assert!(carries_over(&ready(edits, vec![id("a")]), &touched(&pushed)));
}
