//! Lists whose comments are indented deeper than their dashes, each above its item.

use hedgerow_yaml::comments;
use rstest::rstest;

use crate::support::{Types, delete, set};

const TEXT: &str = "\
rules:
    # first rule
  - id: 1
    # second rule
  - id: 2
    # third rule,
    # in two lines
  - id: 3
next: 1
";

#[rstest]
#[case("rules[0]", "    # first rule\n  - id: 1\n")]
#[case("rules[1]", "    # second rule\n  - id: 2\n")]
#[case("rules[2]", "    # third rule,\n    # in two lines\n  - id: 3\n")]
fn an_item_goes_with_its_own_comment_and_the_others_keep_theirs(
    #[case] path: &str,
    #[case] gone: &str,
) {
    assert_eq!(delete(TEXT, path), TEXT.replace(gone, ""));
}

#[test]
fn a_new_item_comes_behind_the_last_and_takes_nobodys_comment() {
    assert_eq!(
        set(TEXT, "rules[3]", "{id: 4}"),
        TEXT.replace("  - id: 3\n", "  - id: 3\n  - id: 4\n")
    );
}

#[test]
fn each_comment_is_known_as_that_of_the_item_below_it() {
    let found = comments(TEXT, &Types).unwrap();
    for (path, lines) in [
        ("rules[0]", vec!["# first rule"]),
        ("rules[1]", vec!["# second rule"]),
        ("rules[2]", vec!["# third rule,", "# in two lines"]),
    ] {
        assert_eq!(found[&path.parse().unwrap()].before, lines, "{path}");
    }
}

#[test]
fn without_one_above_the_first_item_they_trail_the_one_above() {
    let text = "rules:\n  - id: 1\n    # of the first\n  - id: 2\n";
    assert_eq!(delete(text, "rules[0]"), "rules:\n  - id: 2\n");
    assert_eq!(delete(text, "rules[1]"), "rules:\n  - id: 1\n    # of the first\n");
    let apart =
        "rules:\n    # first\n  - id: 1\n    # more of the first\n\n    # second\n  - id: 2\n";
    assert_eq!(
        delete(apart, "rules[1]"),
        "rules:\n    # first\n  - id: 1\n    # more of the first\n\n"
    );
}
