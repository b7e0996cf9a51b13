//! Merging one document's text, by example.

use hedgerow_merge::{FieldConflict, Manual, MergeError, Merged, Way, merge_documents};
use hedgerow_model::{Decision, Side};

use crate::support::Types;

fn merge(base: &str, draft: &str, git: &str) -> Merged {
    merge_documents(Some(base), Some(draft), Some(git), &Types, &mut Manual).unwrap()
}

#[track_caller]
fn becomes(base: &str, draft: &str, git: &str, expected: &str, way: Way) -> Merged {
    let merged = merge(base, draft, git);
    assert_eq!(merged.text.as_deref(), Some(expected));
    assert_eq!(merged.way, way);
    merged
}

const BASE: &str = "\
# The tenants of hall two.
kind: VPC
spec:
  vlan: 1001 # rack 1
  subnet: 10.0.1.0/24

  # Who may talk to whom.
  groups: [a, b]
  routes:
    - prefix: 10.1.0.0/16 # north
      via: x
    - prefix: 10.2.0.0/16
      via: 'y'
";

#[test]
fn edits_of_neighbouring_lines_are_both_taken() {
    let draft = BASE.replace("vlan: 1001", "vlan: 1009");
    let git = BASE.replace("10.0.1.0/24", "10.0.9.0/24 # moved");
    becomes(BASE, &draft, &git, &git.replace("vlan: 1001", "vlan: 1009"), Way::Lines);
}

#[test]
fn a_comment_and_a_value_of_one_line_are_both_taken() {
    let draft = BASE.replace("vlan: 1001", "vlan: 1009");
    let git = BASE.replace("# rack 1", "# rack 7");
    let expected = BASE.replace("vlan: 1001 # rack 1", "vlan: 1009 # rack 7");
    becomes(BASE, &draft, &git, &expected, Way::Edits);
}

#[test]
fn comments_that_clash_are_both_kept() {
    let draft = BASE.replace("# Who may", "# The groups that may");
    let git = BASE.replace("# Who may", "# Those who may");
    let merged = merge(BASE, &draft, &git);
    let expected = "  # Those who may talk to whom.\n  # The groups that may talk to whom.\n";
    assert_eq!(merged.text.unwrap(), BASE.replace("  # Who may talk to whom.\n", expected));
    assert_eq!(merged.clashing_comments, 1);
    assert_eq!(merged.conflicts, vec![]);
}

#[test]
fn what_does_not_conflict_proceeds() {
    let draft = BASE.replace("vlan: 1001", "vlan: 1002").replace("via: x", "via: z");
    let git = BASE.replace("vlan: 1001", "vlan: 1003");
    let merged = becomes(BASE, &draft, &git, &git.replace("via: x", "via: z"), Way::Lines);
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!(merged.conflicts[0].path.to_string(), "spec.vlan");
}

#[test]
fn a_decision_for_the_draft_takes_its_line() {
    let draft = BASE.replace("vlan: 1001 #", "vlan:  1002   #");
    let git = BASE.replace("vlan: 1001", "vlan: 1003");
    let mut decide = |_: &FieldConflict| Some(Decision::Take(Side::Draft));
    let merged =
        merge_documents(Some(BASE), Some(&draft), Some(&git), &Types, &mut decide).unwrap();
    assert_eq!(merged.text, Some(draft));
    assert_eq!(merged.decided.len(), 1);
}

#[test]
fn what_a_draft_added_keeps_its_layout_when_another_line_is_disputed() {
    let added = "    - prefix: \"10.3.0.0/16\"   # new\n      # Far away.\n      via:    z\n";
    let draft = format!("{}{added}", BASE.replace("[a, b]", "[a, b, c]"));
    let git = BASE.replace("[a, b]", "[b]");
    let expected = format!("{}{added}", BASE.replace("[a, b]", "[b, c]"));
    becomes(BASE, &draft, &git, &expected, Way::Edits);
}

#[test]
fn items_of_a_set_are_added_on_both_sides() {
    let base = "kind: X\ngroups:\n  - a\n  - b # two\n";
    becomes(
        base,
        "kind: X\ngroups:\n  - a\n  - b # two\n  - d\n",
        "kind: X\ngroups:\n  - a\n  - b # two\n  - g # three\n",
        "kind: X\ngroups:\n  - a\n  - b # two\n  - g # three\n  - d\n",
        Way::Lines,
    );
    // Both add the same one, in different places: it is once.
    let merged = merge(
        base,
        "kind: X\ngroups:\n  - z\n  - a\n  - b # two\n",
        "kind: X\ngroups:\n  - a\n  - b # two\n  - z\n",
    );
    assert_eq!(merged.text.unwrap(), "kind: X\ngroups:\n  - a\n  - b # two\n  - z\n");
}

#[test]
fn a_comment_moves_with_its_entry_not_with_its_line() {
    // By lines, the comment of `two` would end up above `three`.
    let base = "kind: X\nspec:\n  one: 1\n  # About two.\n  two: 2\n  four: 4\n";
    let draft =
        "kind: X\nspec:\n  one: 1\n  # About two.\n  # More about two.\n  two: 2\n  four: 4\n";
    let git = "kind: X\nspec:\n  one: 1\n  # About two.\n  three: 3\n  two: 2\n  four: 4\n";
    let merged = merge(base, draft, git);
    let text = merged.text.unwrap();
    for line in ["# About two.", "# More about two.", "three: 3"] {
        assert_eq!(text.matches(line).count(), 1, "{text}");
    }
}

#[test]
fn a_deleted_document_stays_deleted_unless_it_was_edited() {
    let merged = merge_documents(Some(BASE), None, Some(BASE), &Types, &mut Manual).unwrap();
    assert_eq!((merged.text, merged.way), (None, Way::TakeDraft));
    let git = BASE.replace("via: x", "via: z");
    let merged = merge_documents(Some(BASE), None, Some(&git), &Types, &mut Manual).unwrap();
    assert_eq!(merged.text, Some(git));
    assert_eq!(merged.conflicts[0].kind.as_str(), "delete/edit");
}

#[test]
fn two_new_documents_agree_where_they_say_the_same() {
    let draft = "kind: X # ours\na: 1\nb: 2\n";
    let git = "kind: X\na: 1\nc: 3\n";
    let merged = merge_documents(None, Some(draft), Some(git), &Types, &mut Manual).unwrap();
    assert_eq!(merged.conflicts, vec![]);
    assert_eq!(merged.text.unwrap(), "kind: X # ours\na: 1\nb: 2\nc: 3\n");
}

#[test]
fn a_side_that_cannot_be_read_is_named() {
    let error =
        merge_documents(Some(BASE), Some("a: [1\n"), Some(BASE), &Types, &mut Manual).unwrap_err();
    assert!(matches!(error, MergeError::Unusable { .. }));
    assert!(error.to_string().starts_with("draft cannot be read: line "), "{error}");
}

#[test]
fn gits_text_is_taken_where_both_say_all_of_it_already() {
    // The blank line of the draft is a part of the text, and would be there twice.
    let base = "kind: X\na: one\n\n  two\nb: 1\n";
    let draft = "kind: X\na: one\n\n\n  two\nb: 1\n";
    let git = format!("{draft}\n");
    let merged = merge_documents(Some(base), Some(draft), Some(&git), &Types, &mut Manual).unwrap();
    assert_eq!(merged.text, Some(git));
}
