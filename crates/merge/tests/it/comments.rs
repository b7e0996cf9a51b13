//! Where comments are after a merge, by example.

use hedgerow_merge::{Manual, merge_documents};

use crate::support::Types;

/// Each side and the result as the lines below `kind: X`.
#[track_caller]
fn becomes(base: &str, draft: &str, git: &str, expected: &str, clashing: usize) {
    let text = |lines: &str| format!("kind: X\n{lines}");
    let (base, draft, git) = (text(base), text(draft), text(git));
    let merged =
        merge_documents(Some(&base), Some(&draft), Some(&git), &Types, &mut Manual).unwrap();
    assert_eq!(merged.text, Some(text(expected)));
    assert_eq!((merged.clashing_comments, merged.conflicts), (clashing, vec![]));
}

/// As [`becomes`], whichever side is the draft.
#[track_caller]
fn becomes_either_way(base: &str, one: &str, other: &str, expected: &str) {
    becomes(base, one, other, expected, 0);
    becomes(base, other, one, expected, 0);
}

#[test]
fn a_comment_in_a_list_that_is_one_value_stays_with_its_item_where_items_shift() {
    becomes_either_way(
        "plain:\n  - a: 1\n  - a: 2\n  - a: 3\n",
        "plain:\n  - a: 0\n  - a: 1\n  - a: 2\n  - a: 3\n",
        "plain:\n  - a: 1 # one\n  - a: 2\n  - a: 3 # three\n",
        "plain:\n  - a: 0\n  - a: 1 # one\n  - a: 2\n  - a: 3 # three\n",
    );
}

#[test]
fn a_comment_at_one_of_equal_items_stays_where_only_another_item_changes() {
    becomes_either_way(
        "plain:\n  - a: 1\n  - a: 1\n  - a: 2\n",
        "plain:\n  - a: 1\n  - a: 1\n  - a: 3\n",
        "plain:\n  - a: 1\n  - a: 1 # second\n  - a: 2\n",
        "plain:\n  - a: 1\n  - a: 1 # second\n  - a: 3\n",
    );
}

#[test]
fn a_comment_at_an_item_that_the_other_side_changes_stays() {
    becomes_either_way(
        "plain:\n  - a: 1\n  - a: 2\n  - a: 3\n",
        "plain:\n  - a: 1\n  - a: 9\n  - a: 3\n",
        "plain:\n  - a: 1\n  - a: 2 # two\n  - a: 3\n",
        "plain:\n  - a: 1\n  - a: 9 # two\n  - a: 3\n",
    );
}

#[test]
fn a_comment_that_both_changed_at_an_item_that_one_changes_stays_there_twice() {
    becomes(
        "plain:\n  - a: 1\n  - a: 2 # two\n",
        "plain:\n  - a: 1\n  - a: 9 # nine\n",
        "plain:\n  - a: 1\n  - a: 2 # zwei\n",
        "plain:\n  - a: 1\n  - a: 9 # zwei # nine\n",
        1,
    );
}

#[test]
fn a_comment_at_an_item_that_changes_stays_in_a_list_of_an_item_that_gets_another_key() {
    let routes = |prefix: &str, item: &str| {
        format!("routes:\n  - prefix: {prefix}\n    plain:\n      - a: 1\n      - {item}\n")
    };
    becomes_either_way(
        &routes("p", "a: 2"),
        &routes("q", "a: 9"),
        &routes("p", "a: 2 # two"),
        &routes("q", "a: 9 # two"),
    );
}

#[test]
fn a_comment_at_an_item_moves_up_to_the_list_where_nobody_can_say_what_took_its_place() {
    becomes_either_way(
        "plain:\n  - a: 1\n  - a: 2\n",
        "plain:\n  - a: 1\n  - a: 8\n  - a: 9\n",
        "plain:\n  - a: 1\n  - a: 2 # two\n",
        "# two\nplain:\n  - a: 1\n  - a: 8\n  - a: 9\n",
    );
    // The set's own merge says that `a` is gone and `x` is new.
    becomes_either_way(
        "groups:\n  - a\n  - b\n  - c\n",
        "groups:\n  - b\n  - c\n  - x\n",
        "groups:\n  - b\n  - c\n  - a # moved\n",
        "# moved\ngroups:\n  - b\n  - c\n  - x\n",
    );
}

#[test]
fn a_comment_at_an_item_that_both_give_another_key_goes_where_one_removes_it() {
    becomes_either_way(
        "routes:\n  - prefix: p\n    via: 1 # note\n",
        "routes:\n  - prefix: q\n    via: 2\n",
        "routes:\n  - prefix: q\n    via: 2 # note\n",
        "routes:\n  - prefix: q\n    via: 2\n",
    );
}

#[test]
fn a_comment_at_an_item_stays_where_the_other_side_alone_gives_it_another_key() {
    becomes_either_way(
        "routes:\n  - prefix: p\n    via: 1\n",
        "routes:\n  - prefix: q\n    via: 2\n",
        "routes:\n  - prefix: p\n    via: 1 # note\n",
        "routes:\n  - prefix: q\n    via: 2 # note\n",
    );
    // Both got another key and changed places: what they say tells them apart.
    becomes_either_way(
        "routes:\n  - prefix: p\n    via: 1\n  - prefix: q\n    via: 2\n",
        "routes:\n  - prefix: r\n    via: 2\n  - prefix: s\n    via: 1\n",
        "routes:\n  - prefix: p\n    via: 1 # note\n  - prefix: q\n    via: 2\n",
        "routes:\n  - prefix: r\n    via: 2\n  - prefix: s\n    via: 1 # note\n",
    );
    becomes_either_way(
        "groups:\n  - a\n  - b\n",
        "groups:\n  - a\n  - c\n",
        "groups:\n  - a\n  - b # note\n",
        "groups:\n  - a\n  - c # note\n",
    );
}

#[test]
fn a_comment_at_an_item_that_the_other_side_removes_moves_up_to_the_list() {
    becomes_either_way(
        "plain:\n  - a: 1\n  - a: 2\n",
        "plain:\n  - a: 1\n",
        "plain:\n  - a: 1\n  - a: 2 # two\n",
        "# two\nplain:\n  - a: 1\n",
    );
}

#[test]
fn a_comment_behind_everything_is_merged_like_any_other() {
    becomes("a: 1\n", "a: 2\n# The end.\n", "a:   1 # one\n", "a:   2 # one\n# The end.\n", 0);
}

#[test]
fn a_comment_at_an_entry_that_the_other_side_removes_goes_behind_everything_where_nothing_is_around()
 {
    becomes_either_way(
        "data: 1\nother: 1\n",
        "data: 1 # why\nother: 2\n",
        "other: 1\n",
        "other: 2\n# why\n",
    );
    becomes_either_way("l:\n  - 1\n", "l:\n  - 1 # why\n", "m: 1\n", "m: 1\n# why\n");
}

#[test]
fn a_comment_at_shared_values_that_a_side_brings_in_is_not_lost() {
    let base = "a: &a\n  x: 1\nb:\n  <<: *a\n";
    let (one, other) = (base.replace("  <<", "  # why\n  <<"), "a: &a\n  x: 1\nb: null\n");
    for (draft, git) in [(one.as_str(), other), (other, one.as_str())] {
        let merged =
            merge_documents(Some(base), Some(draft), Some(git), &Types, &mut Manual).unwrap();
        assert_eq!(merged.text.unwrap().matches("# why").count(), 1);
    }
}

#[test]
fn a_result_that_is_merged_once_more_has_each_comment_once() {
    let base = "a: 1\nb: 1\n";
    let draft = "# of the draft\na: 2\nb: 1\n";
    let git = "# of git\na: 1\nb: 2\n";
    let merged = "# of git\n# of the draft\na: 2\nb: 2\n";
    becomes(base, draft, git, merged, 0);
    becomes(base, draft, merged, merged, 0);
}

#[test]
fn a_new_comment_that_closes_a_list_closes_it_behind_what_the_other_side_adds() {
    becomes_either_way(
        "routes:\n  - prefix: p\n    via: 1\nb: 1\n",
        "routes:\n  - prefix: p\n    via: 1\n  - prefix: q\n    via: 2\nb: 1\n",
        "routes:\n  - prefix: p\n    via: 1\n  # end\nb: 1\n",
        "routes:\n  - prefix: p\n    via: 1\n  - prefix: q\n    via: 2\n  # end\nb: 1\n",
    );
    // One that stands deeper is about the item.
    becomes_either_way(
        "routes:\n  - prefix: p\n    via: 1\nb: 1\n",
        "routes:\n  - prefix: p\n    via: 1\n  - prefix: q\n    via: 2\nb: 1\n",
        "routes:\n  - prefix: p\n    via: 1\n   # of p\nb: 1\n",
        "routes:\n  - prefix: p\n    via: 1\n   # of p\n  - prefix: q\n    via: 2\nb: 1\n",
    );
}
