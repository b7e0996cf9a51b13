//! Where new resources go, and which lists name them.

use hedgerow_model::{Draft, Identity, Layout, Reason};
use hedgerow_plan::{Fate, kinds_to_place};
use rstest::rstest;

use crate::support::{GROUP, OTHER_GROUP, World, draft, fate_text, id, live, thing};

fn new(name: &str) -> Draft {
    draft(1, id(name), None, live(thing(name, 1, "l")))
}

fn named(group: &str, name: &str) -> Draft {
    let text = thing(name, 1, "l").replace(GROUP, group);
    draft(2, Identity::new(group, "Thing", name), None, live(text))
}

fn managed<const N: usize>(files: [(&str, String); N]) -> World {
    World::new(Layout::Managed, files)
}

fn in_place<const N: usize>(files: [(&str, String); N]) -> World {
    World::new(Layout::InPlace, files)
}

#[test]
fn a_managed_directory_has_a_folder_per_plural_and_the_later_group_says_its_name() {
    let empty = managed([]);
    assert_eq!(fate_text(&empty.merge(&[new("a")])), "ready: dc/managed/things/a.yaml");
    let world = empty.published(&[new("a")]);
    let theirs = named(OTHER_GROUP, "a");
    assert_eq!(
        fate_text(&world.merge(std::slice::from_ref(&theirs))),
        "ready: dc/managed/things.example.net/a.yaml"
    );
    // and stays apart from then on
    let world = world.published(&[theirs]);
    assert_eq!(fate_text(&world.merge(&[new("b")])), "ready: dc/managed/things/b.yaml");
}

#[test]
fn two_groups_that_come_together_are_kept_apart_too() {
    let (mine, theirs) = (new("a"), named(OTHER_GROUP, "a"));
    let empty = managed([]);
    let (first, second) =
        ("ready: dc/managed/things/a.yaml", "ready: dc/managed/things.example.net/a.yaml");
    // in a stack
    let mut stack = empty.stack();
    assert_eq!(fate_text(&stack.add(&empty.input(std::slice::from_ref(&mine)))), first);
    assert_eq!(fate_text(&stack.add(&empty.input(std::slice::from_ref(&theirs)))), second);
    assert_eq!(fate_text(&stack.add(&empty.input(&[new("b")]))), "ready: dc/managed/things/b.yaml");
    // and in one change
    let one = fate_text(&empty.merge(&[mine, theirs]));
    assert_eq!(one, "ready: dc/managed/things.example.net/a.yaml, dc/managed/things/a.yaml");
}

#[test]
fn what_another_fabric_placed_is_no_neighbour() {
    let empty = managed([]);
    let mut stack = empty.stack();
    let mut elsewhere = empty.input(&[named(OTHER_GROUP, "a")]);
    elsewhere.fabric.id = hedgerow_model::FabricId(2);
    stack.add(&elsewhere);
    assert_eq!(fate_text(&stack.add(&empty.input(&[new("b")]))), "ready: dc/managed/things/b.yaml");
}

#[test]
fn a_namespace_is_a_folder() {
    let mut draft = new("a");
    draft.identity.namespace = "lab".into();
    draft.text = Some(thing("a", 1, "l").replace("name: a", "name: a\n  namespace: lab"));
    assert_eq!(fate_text(&managed([]).merge(&[draft])), "ready: dc/managed/things/lab/a.yaml");
}

#[test]
fn a_new_file_ends_with_a_line_end() {
    let mut draft = new("a");
    draft.text = Some(thing("a", 1, "l").trim_end().to_owned());
    let after = managed([]).published(&[draft]);
    assert_eq!(after.text("dc/managed/things/a.yaml").unwrap(), thing("a", 1, "l"));
}

#[test]
fn a_new_resource_may_be_born_in_comments() {
    let mut draft = new("a");
    draft.standing = hedgerow_model::Standing::CommentedOut;
    let after = managed([]).published(&[draft]);
    let off = hedgerow_yaml::comment_out(&thing("a", 1, "l"));
    assert_eq!(after.text("dc/managed/things/a.yaml").unwrap(), off);
}

#[rstest]
#[case::resources(thing("b", 1, "l"), true)]
#[case::comments("# nothing yet\n".into(), true)]
#[case::something_else("a: 1\n".into(), false)]
#[case::what_does_not_parse("a: [\n".into(), false)]
#[case::a_list("- 1\n".into(), false)]
fn a_place_is_shared_with_resources_and_never_with_something_else(
    #[case] file: String,
    #[case] may: bool,
) {
    let path = "dc/managed/things/a.yaml";
    let world = managed([(path, file.clone())]);
    let mut stack = world.stack();
    match stack.add(&world.input(&[new("a")])) {
        Fate::Ready(edits) => {
            assert!(may);
            let text = world.after(&edits).text(path).unwrap();
            assert!(text.contains(&file) && text.ends_with(&thing("a", 1, "l")), "{text}");
        }
        Fate::Waiting(Reason::Occupied { path: at, resource, left_alone }) => {
            assert!(!may);
            assert_eq!((&*at, resource, left_alone), (path, id("a"), false));
            assert_eq!(stack.diff().unwrap(), "");
        }
        other => panic!("{}", fate_text(&other)),
    }
}

#[test]
fn a_place_that_holds_the_very_resource_in_a_form_that_is_left_alone_is_never_written() {
    let path = "dc/managed/things/a.yaml";
    let world = managed([(path, thing("a", 5, "sealed"))]);
    let mut input = world.input(&[new("a")]);
    input.places.clear();
    let Fate::Waiting(Reason::Occupied { left_alone, .. }) = world.stack().add(&input) else {
        panic!("it is occupied")
    };
    assert!(left_alone);
}

#[rstest]
#[case::like_its_sibling(&[("dc/net/thing-b.yml", "b")], "dc/net/thing-a.yml")]
#[case::the_fuller_folder(
    &[("dc/xx/b.yaml", "b"), ("dc/y/c.yaml", "c"), ("dc/y/d.yaml", "d")],
    "dc/y/a.yaml"
)]
#[case::the_commoner_name(
    &[("dc/n/b.yml", "b"), ("dc/n/c_thing.yml", "c"), ("dc/n/d_thing.yml", "d")],
    "dc/n/a_thing.yml"
)]
#[case::the_commoner_name_whatever_the_order(
    &[("dc/n/b_thing.yml", "b"), ("dc/n/c.yml", "c"), ("dc/n/d.yml", "d")],
    "dc/n/a.yml"
)]
#[case::a_name_inside_a_word_is_none(&[("dc/n/xb.yml", "b")], "dc/n/a.yaml")]
#[case::a_name_before_a_word_is_none(&[("dc/n/bx.yml", "b")], "dc/n/a.yaml")]
#[case::a_shared_file_names_nobody(&[("dc/n/b-all.yml", "b c")], "dc/n/a.yaml")]
#[case::at_the_top(&[("dc/b.yaml", "b")], "dc/a.yaml")]
fn in_place_a_new_file_follows_its_siblings(
    #[case] files: &[(&str, &str)],
    #[case] expected: &str,
) {
    let text = |names: &str| {
        let texts: Vec<String> = names.split(' ').map(|name| thing(name, 1, "l")).collect();
        texts.join("---\n")
    };
    let world = World::new(Layout::InPlace, files.iter().map(|(path, names)| (*path, text(names))));
    assert_eq!(fate_text(&world.merge(&[new("a")])), format!("ready: {expected}"));
}

#[test]
fn only_siblings_of_the_same_kind_are_followed() {
    let theirs = thing("b", 1, "l").replace(GROUP, OTHER_GROUP);
    let world = in_place([("dc/net/b.yaml", theirs)]);
    assert_eq!(fate_text(&world.merge(&[new("a")])), "ready: dc/things/a.yaml");
}

#[rstest]
#[case("kustomization.yaml")]
#[case("kustomization.yml")]
#[case("Kustomization")]
fn a_kustomization_that_lists_the_siblings_lists_a_new_one_too(#[case] name: &str) {
    let list = "resources: # in order\n- net/b.yaml\n";
    let path = format!("dc/{name}");
    let world = in_place([(&*path, list.to_owned()), ("dc/net/b.yaml", thing("b", 1, "l"))]);
    let after = world.published(&[new("a")]);
    assert_eq!(after.text(&path).unwrap(), format!("{list}- net/a.yaml\n"));
    // and lets it go with its file
    let gone = draft(1, id("a"), live(thing("a", 1, "l")), None);
    let back = after.published(&[gone]);
    assert_eq!(back.text(&path).unwrap(), list);
    assert_eq!(back.text("dc/net/a.yaml"), None);
}

#[test]
fn every_kustomization_on_the_way_up_that_lists_the_siblings_is_kept() {
    let world = in_place([
        ("kustomization.yaml", "resources: [dc/net/b.yaml]\n".to_owned()),
        ("dc/kustomization.yaml", "resources:\n- other.yaml\n".to_owned()),
        ("dc/net/kustomization.yaml", "resources:\n- ./b.yaml\n".to_owned()),
        ("dc/net/b.yaml", thing("b", 1, "l")),
    ]);
    let after = world.published(&[new("a")]);
    assert_eq!(
        after.text("kustomization.yaml").unwrap(),
        "resources: [dc/net/b.yaml, dc/net/a.yaml]\n"
    );
    assert_eq!(after.text("dc/kustomization.yaml"), world.text("dc/kustomization.yaml"));
    assert_eq!(
        after.text("dc/net/kustomization.yaml").unwrap(),
        "resources:\n- ./b.yaml\n- ./a.yaml\n"
    );
}

#[test]
fn an_edit_of_a_file_that_stays_touches_no_list() {
    let world = in_place([
        ("dc/net/kustomization.yaml", "resources: []\n".to_owned()),
        ("dc/net/b.yaml", thing("b", 1, "l")),
    ]);
    let base = live(thing("b", 1, "l"));
    let fate = world.merge(&[draft(1, id("b"), base, live(thing("b", 2, "l")))]);
    assert_eq!(fate_text(&fate), "ready: dc/net/b.yaml");
}

#[test]
fn a_list_that_cannot_be_edited_without_loss_stops_the_change() {
    let world = in_place([
        ("dc/net/kustomization.yaml", "resources: [&x b.yaml]\nmore: *x\n".to_owned()),
        ("dc/net/b.yaml", thing("b", 1, "l")),
    ]);
    match world.merge(&[draft(1, id("b"), live(thing("b", 1, "l")), None)]) {
        Fate::Waiting(Reason::NotLossless { path, .. }) => {
            assert_eq!(path.as_deref(), Some("dc/net/kustomization.yaml"));
        }
        other => panic!("{}", fate_text(&other)),
    }
}

#[test]
fn only_kinds_of_drafts_without_a_document_need_a_place() {
    let world = managed([("dc/managed/things/a.yaml", thing("a", 1, "l"))]);
    let kinds = |drafts: &[Draft]| kinds_to_place(drafts, &world.places()).len();
    let edited = draft(1, id("a"), world.picture(&id("a")), live(thing("a", 2, "l")));
    assert_eq!(kinds(&[edited]), 0);
    // an earlier change of the stack may delete what this one adds
    assert_eq!(kinds(&[new("a")]), 1);
    assert_eq!(kinds(&[new("b")]), 1);
    assert_eq!(kinds(&[draft(1, id("b"), None, None)]), 0);
    assert_eq!(kinds(&[new("b"), new("c"), named(OTHER_GROUP, "b")]), 2);
}

/// Whatever is known of where a resource was, it never goes to a path that Git cannot hold.
#[rstest]
#[case::managed(Layout::Managed, "dc/managed/things/a.yaml")]
#[case::in_place(Layout::InPlace, "dc/net/thing-a.yaml")]
fn what_stood_in_a_directory_that_is_gone_goes_back_to_where_it_stood(
    #[case] layout: Layout,
    #[case] path: &str,
) {
    let before = World::new(layout, [(path, thing("a", 1, "l"))]);
    let gone = World { remembered: before.documents(), ..World::new(layout, [("x", "y")]) };
    let draft = draft(1, id("a"), None, live(thing("a", 2, "l")));
    // only kinds of drafts without a document are asked for what is around them
    for around in [true, false] {
        let mut input = gone.input(std::slice::from_ref(&draft));
        if !around {
            input.around.clear();
        }
        assert_eq!(fate_text(&gone.stack().add(&input)), format!("ready: {path}"));
    }
}

#[rstest]
fn no_path_has_an_empty_part(
    #[values(Layout::Managed, Layout::InPlace)] layout: Layout,
    #[values("", "dc")] directory: &str,
    #[values("Thing", "Unknown")] kind: &str,
    #[values("default", "lab")] namespace: &str,
) {
    let mut world = World::new(layout, [("x", "y")]);
    world.source.directory = directory.to_owned();
    let identity = Identity { namespace: namespace.into(), ..Identity::new(GROUP, kind, "a") };
    let text = format!(
        "apiVersion: {GROUP}/v1\nkind: {kind}\nmetadata:\n  name: a\n  namespace: {namespace}\n"
    );
    let mut input = world.input(&[draft(1, identity, None, live(text))]);
    input.around.clear();
    let Fate::Ready(edits) = world.stack().add(&input) else { panic!("not ready") };
    for (path, _) in edits {
        assert!(path.split('/').all(|part| !part.is_empty()), "{path}");
    }
}
