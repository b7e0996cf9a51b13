//! Objects of a list (`kind: List`): each is a resource, edited where it is or not at all.

use hedgerow_model::{Layout, Reason};
use hedgerow_plan::{Fate, parse_file, repair};
use proptest::prelude::*;

use crate::support::{
    GROUP, World, catalogue, commented, draft, fate_text, id, live, source, thing,
};

const FILE: &str = "dc/all.yaml";

/// As `kubectl get -o yaml` prints several.
fn list(objects: &[String]) -> String {
    let items: String = objects
        .iter()
        .map(|text| {
            let mut lines = text.lines();
            let about = lines.next().unwrap();
            let first = lines.next().unwrap();
            let rest: String = lines.map(|line| format!("  {line}\n")).collect();
            format!("{about}\n- {first}\n{rest}")
        })
        .collect();
    format!("apiVersion: v1\nitems:\n{items}kind: List\nmetadata:\n  resourceVersion: \"\"\n")
}

fn world() -> World {
    let all = list(&[thing("a", 1, "l"), thing("b", 2, "l"), thing("c", 3, "l")]);
    World::new(Layout::InPlace, [(FILE, all)])
}

#[test]
fn each_object_is_a_resource_with_its_own_text_line_and_findings() {
    let text = list(&[thing("a", 1, "l"), thing("b", 2, "l").replace("size: 2", "size: x")]);
    let parsed = parse_file(FILE, text.clone().into_bytes(), &catalogue());
    assert_eq!((parsed.broken, parsed.odd), (false, 0));
    let texts: Vec<&str> = parsed.live.iter().map(|it| it.text.as_str()).collect();
    let second = thing("b", 2, "l").replace("size: 2", "size: x");
    assert_eq!(texts, [thing("a", 1, "l"), second]);
    let finding = &parsed.findings[0];
    let line = text.lines().nth(usize::try_from(finding.line).unwrap() - 1).unwrap();
    assert_eq!(&line[usize::try_from(finding.column).unwrap() - 1..][..1], "x", "{finding:?}");
    assert_eq!(parsed.live[1].identity, id("b"));
}

#[test]
fn an_edit_is_made_where_the_object_stands() {
    let world = world();
    let base = world.picture(&id("b"));
    let wanted = base.clone().unwrap().text.replace("label: l", "label: new");
    let after = world.published(&[draft(1, id("b"), base.clone(), live(wanted))]);
    let before = world.text(FILE).unwrap();
    let changed: Vec<_> = before
        .lines()
        .zip(after.text(FILE).unwrap().lines().map(str::to_owned).collect::<Vec<_>>())
        .filter(|(old, new)| old != new)
        .map(|(old, new)| (old.to_owned(), new))
        .collect();
    assert_eq!(changed, [("    label: l".to_owned(), "    label: new".to_owned())]);
    // One goes, the others stay; the last takes the list along.
    let without = world.published(&[draft(1, id("b"), base, None)]);
    let names: Vec<String> = without.documents().into_iter().map(|it| it.identity.name).collect();
    assert_eq!(names, ["a", "c"]);
    let gone: Vec<_> = ["a", "b", "c"]
        .iter()
        .zip(1..)
        .map(|(name, number)| draft(number, id(name), world.picture(&id(name)), None))
        .collect();
    assert_eq!(world.published(&gone).text(FILE), None);
}

#[test]
fn what_cannot_be_edited_there_is_refused_until_the_list_is_split() {
    let world = world();
    let base = world.picture(&id("b")).unwrap();
    let said = base.text.replace("# in units", "# in other units");
    for wanted in [commented(base.text.clone()), live(said)] {
        match world.merge(&[draft(1, id("b"), Some(base.clone()), wanted)]) {
            Fate::Waiting(Reason::NotLossless { path, detail }) => {
                assert_eq!(path.as_deref(), Some(FILE));
                assert!(detail.contains("split the list"), "{detail}");
            }
            other => panic!("{}", fate_text(&other)),
        }
    }
    let plan = repair(&world.files, &source(Layout::InPlace), "lab").unwrap();
    assert_eq!(plan.actions, ["make 3 documents of the lists in dc/all.yaml"]);
    let split = world.after(&plan.edits);
    assert_eq!(split.said(), world.said());
    let off = commented(split.picture(&id("b")).unwrap().text);
    split.published(&[draft(1, id("b"), split.picture(&id("b")), off)]);
    assert!(repair(&split.files, &source(Layout::InPlace), "lab").unwrap().edits.is_empty());
}

#[test]
fn an_object_that_is_none_leaves_the_others_and_counts_as_odd() {
    let text = list(&[thing("a", 1, "l"), format!("# x\napiVersion: {GROUP}/v1\nnmae: b\n")]);
    let parsed = parse_file(FILE, text.into_bytes(), &catalogue());
    assert_eq!((parsed.live.len(), parsed.odd), (1, 1));
}

proptest! {
    #[test]
    fn a_list_says_what_its_objects_say_as_documents(
        sizes in prop::collection::vec(0_u32..9, 1..5),
        which in any::<prop::sample::Index>(),
    ) {
        let names = ["a", "b", "c", "d", "e"];
        let texts: Vec<String> =
            sizes.iter().zip(names).map(|(size, name)| thing(name, *size, "l")).collect();
        let listed = World::new(Layout::InPlace, [(FILE, list(&texts))]);
        let apart = World::new(Layout::InPlace, [(FILE, texts.join("---\n"))]);
        prop_assert_eq!(listed.said(), apart.said());
        let name = names[which.index(sizes.len())];
        let edit = |world: &World| {
            let base = world.picture(&id(name));
            let wanted = base.clone().unwrap().text.replace("label: l", "label: m");
            world.published(&[draft(1, id(name), base, live(wanted))]).said()
        };
        prop_assert_eq!(edit(&listed), edit(&apart));
    }
}
