//! What a text was started from: what was at a commit, and what a text would put back.

use std::collections::HashSet;

use hedgerow_model::{AllAtomic, Document, Identity, Layout, Standing};
use hedgerow_plan::{DocumentState, OldFile, Stood, ended, put_back, stood};
use rstest::rstest;

use crate::support::{World, commented, id, live, thing};

fn text(fields: [Option<u8>; 3]) -> String {
    let names = ["size", "label", "note"];
    let lines = names.iter().zip(fields);
    let spec: String = lines
        .filter_map(|(name, value)| value.map(|value| format!("  {name}: \"{value}\"\n")))
        .collect();
    format!("apiVersion: g/v1\nkind: Thing\nmetadata:\n  name: a\nspec:\n  x: 1\n{spec}")
}

/// Every way in which three fields may be absent or have one of three values.
fn every() -> impl Iterator<Item = [Option<u8>; 3]> {
    (0..64).map(|n| [n % 4, n / 4 % 4, n / 16].map(|value: u8| value.checked_sub(1)))
}

#[test]
fn a_text_takes_back_exactly_what_git_changed_and_it_does_not_say() {
    // Two fields go through everything, the third through what differs from the first text.
    let all: Vec<_> = every().collect();
    for earlier in all.iter().step_by(5) {
        for now in &all {
            for wanted in all.iter().step_by(3) {
                let found = put_back(
                    &text(*earlier),
                    Some(&text(*now)),
                    Some(&text(*now)),
                    &text(*wanted),
                    &AllAtomic,
                );
                let found: HashSet<String> = found.iter().map(ToString::to_string).collect();
                let expected: HashSet<String> = ["size", "label", "note"]
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| earlier[*at] != now[*at] && wanted[*at] != now[*at])
                    .map(|(_, name)| format!("spec.{name}"))
                    .collect();
                assert_eq!(found, expected, "{earlier:?} {now:?} {wanted:?}");
            }
        }
    }
}

#[test]
fn a_resource_that_is_gone_is_put_back_whole_and_what_does_not_read_is_not() {
    let a = thing("a", 1, "x");
    assert_eq!(put_back(&a, None, None, &a, &AllAtomic).len(), 1);
    assert!(put_back(&a, None, None, &a, &AllAtomic)[0].segments().is_empty());
    let other = thing("a", 2, "x");
    for broken in ["a: [", "- b\na: 1\n"] {
        assert_eq!(put_back(broken, Some(&other), Some(&other), &a, &AllAtomic), []);
        assert_eq!(put_back(&a, Some(broken), Some(broken), &a, &AllAtomic), []);
        assert_eq!(put_back(&a, Some(&other), Some(&other), broken, &AllAtomic), []);
    }
    let spaced = a.replace("   # in units", "");
    assert_eq!(
        put_back(&a, Some(&spaced), Some(&spaced), &a, &AllAtomic),
        [],
        "comments are no values"
    );
}

#[test]
fn only_what_that_change_ended_counts_and_only_where_it_is_not_so_now() {
    let at = |size: u8, label: u8| text([Some(size), Some(label), None]);
    let stale = |next: String, now: String, wanted: String| -> Vec<String> {
        let found = put_back(&at(1, 1), Some(&next), Some(&now), &wanted, &AllAtomic);
        found.iter().map(ToString::to_string).collect()
    };
    // Another change, of the author's own, made the label 2: back to 1 is not a question.
    assert_eq!(stale(at(2, 1), at(2, 2), at(2, 1)), [""; 0]);
    assert_eq!(stale(at(2, 1), at(2, 2), at(1, 2)), ["spec.size"]);
    // It was put back already.
    assert_eq!(stale(at(2, 1), at(1, 1), at(1, 3)), [""; 0]);
    assert_eq!(stale(at(2, 1), at(3, 1), at(1, 1)), [""; 0], "that is another change's");
    assert_eq!(stale(at(2, 1), at(2, 1), at(7, 1)), ["spec.size"], "a third value");
}

fn ids(names: &[&str]) -> HashSet<Identity> {
    names.iter().map(|name| id(name)).collect()
}

fn file(path: &str, content: impl Into<Vec<u8>>) -> OldFile {
    OldFile { path: path.into(), content: content.into() }
}

#[rstest]
#[case::there(file("f.yaml", thing("a", 1, "x")), Stood::So(live(thing("a", 1, "x"))))]
#[case::among_others(
    file("f.yaml", format!("{}---\n{}", thing("b", 1, "x"), thing("a", 1, "x"))),
    Stood::So(live(thing("a", 1, "x")))
)]
#[case::in_comments(
    file("f.yaml", hedgerow_yaml::comment_out(&thing("a", 1, "x"))),
    Stood::So(commented(thing("a", 1, "x")))
)]
#[case::not_there(file("f.yaml", thing("b", 1, "x")), Stood::So(None))]
#[case::broken(file("f.yaml", "kind: [\n"), Stood::Hidden("f.yaml".into()))]
#[case::not_understood(file("f.yaml", "<html>\n"), Stood::Hidden("f.yaml".into()))]
#[case::no_text(file("f.yaml", [0xff, 0xfe]), Stood::Hidden("f.yaml".into()))]
#[case::beside_something_broken(
    file("f.yaml", format!("{}---\nkind: [\n", thing("a", 1, "x"))),
    Stood::So(live(thing("a", 1, "x")))
)]
fn a_resource_stood_as_the_file_says(#[case] old: OldFile, #[case] expected: Stood) {
    assert_eq!(stood(&ids(&["a"]), &[], &[old])[&id("a")], expected);
}

#[test]
fn files_that_did_not_change_say_what_they_say_now() {
    let folder = World::new(
        Layout::InPlace,
        [("dc/a.yaml", thing("a", 1, "x")), ("dc/b.yaml", thing("b", 2, "x"))],
    );
    let still: Vec<Document> =
        folder.documents().into_iter().filter(|one| one.path == "dc/a.yaml").collect();
    let found = stood(&ids(&["a", "b"]), &still, &[file("dc/b.yaml", thing("b", 9, "x"))]);
    assert_eq!(found[&id("a")], Stood::So(live(thing("a", 1, "x"))));
    assert_eq!(found[&id("b")], Stood::So(live(thing("b", 9, "x"))));
    let twice = stood(&ids(&["a"]), &still, &[file("dc/c.yaml", thing("a", 9, "x"))]);
    assert!(matches!(&twice[&id("a")], Stood::Twice(paths) if paths.len() == 2), "{twice:?}");
    let same = stood(&ids(&["a"]), &still, &[file("dc/c.yaml", thing("a", 1, "x"))]);
    assert_eq!(same[&id("a")], Stood::So(live(thing("a", 1, "x"))));
}

#[test]
fn what_is_said_no_more_is_kept_with_the_commits_between_which_it_ended() {
    let before = World::new(
        Layout::InPlace,
        [
            ("dc/a.yaml", thing("a", 1, "x")),
            ("dc/b.yaml", thing("b", 1, "x")),
            ("dc/c.yaml", thing("c", 1, "x")),
            ("dc/d.yaml", thing("d", 1, "x")),
            ("dc/e.yaml", hedgerow_yaml::comment_out(&thing("e", 1, "x"))),
        ],
    )
    .documents();
    let picture = |standing, text: String| DocumentState { standing, text };
    let after = [
        (id("a"), vec![("dc/a.yaml".to_owned(), picture(Standing::Live, thing("a", 2, "x")))]),
        (id("b"), vec![("dc/z.yaml".to_owned(), picture(Standing::Live, thing("b", 1, "x")))]),
        (
            id("d"),
            vec![("dc/d.yaml".to_owned(), picture(Standing::CommentedOut, thing("d", 1, "x")))],
        ),
        (
            id("e"),
            vec![("dc/e.yaml".to_owned(), picture(Standing::CommentedOut, thing("e", 2, "x")))],
        ),
    ];
    let found = ended(&before, &after.into(), &[].into(), ("one", "two"), 7);
    let told: Vec<_> = found
        .iter()
        .map(|one| (one.identity.name.as_str(), one.standing, one.text.contains("size: 1")))
        .collect();
    assert_eq!(
        told,
        [
            ("a", Standing::Live, true),
            ("c", Standing::Live, true),
            ("e", Standing::CommentedOut, true)
        ],
        "moved and switched off texts are said still"
    );
    assert!(
        found
            .iter()
            .all(|one| (one.held_at.as_str(), one.until.as_str(), one.at) == ("one", "two", 7))
    );
}
