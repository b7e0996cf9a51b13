//! Merging files of several documents.

use std::sync::Arc;

use hedgerow_merge::{ByLines, FileMerge, Input, MARKER_SIZE, Policy, merge_files};
use hedgerow_model::GroupKind;

use crate::support::Types;

fn merge_by(policy: Policy, base: &str, ours: &str, theirs: &str) -> FileMerge {
    let types = |_: Option<&GroupKind>| -> hedgerow_merge::SharedTypes { Arc::new(Types) };
    merge_files(base, ours, theirs, &types, policy, MARKER_SIZE)
}

fn merge(base: &str, ours: &str, theirs: &str) -> FileMerge {
    merge_by(Policy::Manual, base, ours, theirs)
}

#[track_caller]
fn clean(base: &str, ours: &str, theirs: &str, expected: &str) {
    for (ours, theirs) in [(ours, theirs), (theirs, ours)] {
        let merged = merge(base, ours, theirs);
        assert_eq!(merged.text, expected);
        assert_eq!(merged.conflicts, vec![]);
    }
}

fn vpc(name: &str, vlan: u32) -> String {
    format!("apiVersion: vpc/v1\nkind: VPC\nmetadata:\n  name: {name}\nspec:\n  vlan: {vlan}\n")
}

fn file(documents: &[String]) -> String {
    documents.join("---\n")
}

#[test]
fn each_side_changes_another_document() {
    let [a, b, c] = [vpc("a", 1), vpc("b", 1), vpc("c", 1)];
    clean(
        &file(&[a.clone(), b.clone(), c.clone()]),
        &file(&[vpc("a", 2), b.clone(), c.clone()]),
        &file(&[a, b.clone(), vpc("c", 3)]),
        &file(&[vpc("a", 2), b, vpc("c", 3)]),
    );
}

#[test]
fn documents_nobody_touched_keep_every_byte() {
    let odd = "# The first.\napiVersion:   vpc/v1   # odd\nkind: 'VPC'\nmetadata: {name: odd,  x: [1,2]}\n\n\n";
    let base = format!("{odd}---\n{}# Banner of b.\n---\n{}", vpc("a", 1), vpc("b", 1));
    let ours = base.replace("name: a\nspec:\n  vlan: 1", "name: a\nspec:\n  vlan: 2");
    let theirs = base.replace("name: b\nspec:\n  vlan: 1", "name: b\nspec:\n  vlan: 3");
    let expected = ours.replace("name: b\nspec:\n  vlan: 1", "name: b\nspec:\n  vlan: 3");
    clean(&base, &ours, &theirs, &expected);
}

#[test]
fn documents_are_added_after_their_neighbours_and_deleted() {
    let [a, b, c] = [vpc("a", 1), vpc("b", 1), vpc("c", 1)];
    clean(
        &file(&[a.clone(), b.clone(), c.clone()]),
        &file(&[a.clone(), vpc("x", 1), b, c.clone()]),
        &file(&[a.clone(), c.clone(), vpc("y", 1)]),
        &file(&[a, vpc("x", 1), c, vpc("y", 1)]),
    );
}

#[test]
fn the_first_document_may_go_and_another_come_before_it() {
    let [a, b] = [vpc("a", 1), vpc("b", 1)];
    let base = file(&[a, b.clone()]);
    let merged = merge(&base, &file(&[vpc("a", 1), vpc("b", 2)]), &b);
    assert_eq!(merged.text, vpc("b", 2));
    let merged = merge(&b, &vpc("b", 2), &file(&[vpc("z", 1), b.clone()]));
    assert_eq!(merged.text, file(&[vpc("z", 1), vpc("b", 2)]));
}

#[test]
fn a_marker_at_the_start_stays_or_comes_or_goes_with_the_side_that_changed_it() {
    let [a, b] = [vpc("a", 1), vpc("b", 1)];
    let bare = file(&[a.clone(), b.clone()]);
    let marked = format!("---\n{bare}");
    clean(
        &bare,
        &file(&[vpc("a", 2), b.clone()]),
        &marked,
        &format!("---\n{}", file(&[vpc("a", 2), b.clone()])),
    );
    clean(
        &marked,
        &marked.replace("vlan: 1", "vlan: 2"),
        &bare,
        &bare.replace("vlan: 1", "vlan: 2"),
    );
    let only_b = format!("---\n{b}");
    clean(
        &marked,
        &only_b,
        &format!("---\n{}", file(&[a, vpc("b", 2)])),
        &format!("---\n{}", vpc("b", 2)),
    );
}

#[test]
fn both_add_a_document_at_the_end() {
    let a = vpc("a", 1);
    let merged = merge(&a, &file(&[a.clone(), vpc("x", 1)]), &file(&[a.clone(), vpc("y", 1)]));
    assert_eq!(merged.text, file(&[a, vpc("y", 1), vpc("x", 1)]));
    assert_eq!(merged.conflicts, vec![]);
}

#[test]
fn a_moved_document_is_merged_where_it_went() {
    let [a, b, c] = [vpc("a", 1), vpc("b", 1), vpc("c", 1)];
    clean(
        &file(&[a.clone(), b.clone(), c.clone()]),
        &file(&[c.clone(), a.clone(), b.clone()]),
        &file(&[a, vpc("b", 2), c.clone()]),
        &file(&[c, vpc("a", 1), vpc("b", 2)]),
    );
}

#[test]
fn a_document_deleted_and_edited_is_a_conflict_and_ours_stands() {
    let [a, b] = [vpc("a", 1), vpc("b", 1)];
    let base = file(&[a.clone(), b]);
    let edited = file(&[a.clone(), vpc("b", 2)]);
    let merged = merge(&base, &edited, &a);
    assert_eq!(merged.with_ours, edited);
    let marked = format!("{a}<<<<<<< ours\n---\n{}=======\n>>>>>>> theirs\n", vpc("b", 2));
    assert_eq!(merged.text, marked);
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!(merged.conflicts[0].document, "VPC/b");
    assert_eq!(merged.conflicts[0].conflict.kind.as_str(), "edit/delete");
    let merged = merge(&base, &a, &edited);
    assert_eq!(merged.with_ours, a);
    assert_eq!(merged.conflicts[0].conflict.kind.as_str(), "delete/edit");
    assert_eq!(merge_by(Policy::Theirs, &base, &a, &edited).text, edited);
    assert_eq!(merge_by(Policy::Ours, &base, &edited, &a).text, edited);
    assert_eq!(merge_by(Policy::Theirs, &base, &edited, &a).text, a);
}

#[test]
fn a_field_that_both_changed_is_a_conflict_that_a_policy_decides() {
    let (base, ours, theirs) = (vpc("a", 1), vpc("a", 2), vpc("a", 3));
    let merged = merge(&base, &ours, &theirs);
    assert_eq!(merged.with_ours, ours);
    let disputed = "<<<<<<< ours\n  vlan: 2\n=======\n  vlan: 3\n>>>>>>> theirs\n";
    assert_eq!(merged.text, base.replace("  vlan: 1\n", disputed));
    assert_eq!(
        serde_json::to_value(&merged.conflicts).unwrap(),
        serde_json::json!([{
            "document": "VPC/a", "group": "vpc", "kind": "VPC", "namespace": "default", "name": "a",
            "path": "spec.vlan", "conflict": "edit/edit", "base": 1, "ours": 2, "theirs": 3,
            "reason": "both sides changed it, differently",
        }])
    );
    assert_eq!(merge_by(Policy::Ours, &base, &ours, &theirs).text, ours);
    let merged = merge_by(Policy::Theirs, &base, &ours, &theirs);
    assert_eq!(merged.text, theirs);
    assert_eq!((merged.conflicts.len(), merged.decided.len()), (0, 1));
}

#[test]
fn a_resource_commented_out_by_one_side_goes_unless_the_other_edited_it() {
    let [a, b] = [vpc("a", 1), vpc("b", 1)];
    let base = file(&[a.clone(), b.clone()]);
    let off: String = b.lines().map(|line| format!("# {line}\n")).collect();
    let ours = file(&[a.clone(), off.clone()]);
    clean(&base, &ours, &file(&[vpc("a", 2), b]), &file(&[vpc("a", 2), off.clone()]));
    let edited = file(&[a, vpc("b", 2)]);
    // Their comments are news as any other; what they switched off is meanwhile.
    let both = file(&[edited.clone(), off]);
    for (ours, theirs, expected) in [(&ours, &edited, &ours), (&edited, &ours, &both)] {
        let merged = merge(&base, ours, theirs);
        assert_eq!(merged.with_ours, *expected);
        assert_eq!(merged.conflicts[0].conflict.kind.as_str(), "commented out/edit");
    }
}

#[test]
fn a_deleted_document_that_a_policy_brings_back_stands_as_they_have_it() {
    let [a, b] = [vpc("a", 1), vpc("b", 1)];
    let base = file(&[a.clone(), b]);
    let theirs = format!("{a}# Edited.\n--- # b\n{}", vpc("b", 2));
    assert_eq!(merge_by(Policy::Theirs, &base, &a, &theirs).text, theirs);
}

#[test]
fn the_blank_lines_behind_a_document_are_those_of_the_side_that_changed_them() {
    let [a, b] = [vpc("a", 1), vpc("b", 1)];
    let with = |a: &str, blank: &str| format!("{a}{blank}---\n{b}");
    for (base, changed) in [("\n", ""), ("\n", "\n\n"), ("", "\n")] {
        let edited = vpc("a", 2);
        clean(&with(&a, base), &with(&edited, base), &with(&a, changed), &with(&edited, changed));
    }
}

#[test]
fn documents_of_comments_only_stay() {
    let [a, b] = [vpc("a", 1), vpc("b", 1)];
    let notes = "# Notes about nothing\n# in particular.\n".to_owned();
    clean(
        &file(&[a.clone(), notes.clone(), b.clone()]),
        &file(&[vpc("a", 2), notes.clone(), b.clone()]),
        &file(&[a, notes.clone(), vpc("b", 3)]),
        &file(&[vpc("a", 2), notes, vpc("b", 3)]),
    );
}

#[test]
fn one_identity_in_two_documents_is_a_conflict_once_the_sides_disagree() {
    let a = vpc("a", 1);
    let merged = merge(&a, &file(&[a.clone(), vpc("a", 2)]), &vpc("a", 3));
    assert_eq!(merged.with_ours, file(&[a.clone(), vpc("a", 2)]));
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!(merged.conflicts[0].conflict.kind.as_str(), "duplicate identity");
    // Doubled by one side alone: somebody must know, and sees what is new.
    let merged = merge(&a, &a, &file(&[a.clone(), vpc("a", 2)]));
    assert_eq!(merged.with_ours, a);
    let marked = format!("{a}<<<<<<< ours\n=======\n---\n{}>>>>>>> theirs\n", vpc("a", 2));
    assert_eq!((merged.text, merged.conflicts.len()), (marked, 1));
    // It was so before.
    let twice = file(&[a, vpc("a", 2), vpc("b", 1)]);
    let merged = merge(&twice, &twice.replace("name: b", "name: c"), &twice);
    assert_eq!(merged.conflicts, vec![]);
}

#[test]
fn an_identity_that_stood_twice_may_be_settled_by_one_side_or_by_both_alike() {
    let once = vpc("a", 1);
    let twice = file(&[once.clone(), vpc("a", 2)]);
    clean(&twice, &once, &twice, &once);
    clean(&twice, &once, &once, &once);
    // Settled differently it is a question.
    assert_eq!(merge(&twice, &once, &vpc("a", 2)).conflicts.len(), 1);
}

#[test]
fn comments_that_clash_are_counted_over_all_documents() {
    let both = |x: &str| format!("# {x} of a.\n{}---\n# {x} of b.\n{}", vpc("a", 1), vpc("b", 1));
    let merged = merge(&both("Base"), &both("Ours"), &both("Theirs"));
    assert_eq!(merged.clashing_comments, 2);
}

#[test]
fn documents_without_identity_are_merged_field_by_field() {
    clean("a: 1\nb: 1\nc: 1\n", "a: 2\nb: 1\nc: 1\n", "a: 1\nb: 1\nc: 3\n", "a: 2\nb: 1\nc: 3\n");
}

#[test]
fn a_side_that_cannot_be_read_is_told_with_its_line() {
    let a = vpc("a", 1);
    let broken = format!("{a}---\na: [1\n");
    let types = |_: Option<&GroupKind>| -> hedgerow_merge::SharedTypes { Arc::new(Types) };
    let merged = merge_files(&a, &a, &broken, &types, Policy::Manual, MARKER_SIZE);
    assert_eq!(merged.text, broken);
    let Some(ByLines::Unread { side, error }) = merged.by_lines else { panic!("{merged:?}") };
    assert_eq!(side, Input::Theirs);
    assert!(error.line >= 8, "line {} is not the file's", error.line);
}

#[test]
fn line_endings_and_byte_order_marks_stay() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let [a, b] = [vpc("a", 1), vpc("b", 1)];
    clean(
        &crlf(&file(&[a.clone(), b.clone()])),
        &crlf(&file(&[vpc("a", 2), b.clone()])),
        &crlf(&file(&[a.clone(), vpc("b", 3)])),
        &crlf(&file(&[vpc("a", 2), vpc("b", 3)])),
    );
    let bom = |text: String| format!("\u{feff}{text}");
    clean(
        &bom(file(&[a.clone(), b.clone()])),
        &bom(file(&[vpc("a", 2), b.clone()])),
        &bom(file(&[a, vpc("b", 3)])),
        &bom(file(&[vpc("a", 2), vpc("b", 3)])),
    );
}

#[test]
fn a_missing_last_line_end_stays_missing() {
    let [a, b] = [vpc("a", 1), vpc("b", 1)];
    let base = file(&[a.clone(), b.clone()]);
    let cut = |text: String| text.trim_end().to_owned();
    clean(
        &cut(base.clone()),
        &cut(file(&[vpc("a", 2), b.clone()])),
        &cut(file(&[a.clone(), vpc("b", 3)])),
        &cut(file(&[vpc("a", 2), vpc("b", 3)])),
    );
    let merged = merge(
        &cut(base),
        &cut(file(&[a.clone(), vpc("b", 2)])),
        &file(&[a.clone(), b, vpc("c", 1)]),
    );
    assert_eq!(merged.text, file(&[a, vpc("b", 2), vpc("c", 1)]));
}

#[test]
fn an_empty_base_brings_two_files_together() {
    let [a, b] = [vpc("a", 1), vpc("b", 1)];
    let merged = merge("", &a, &file(&[a.clone(), b.clone()]));
    assert_eq!(merged.text, file(&[a, b]));
    assert_eq!(merged.conflicts, vec![]);
}

#[test]
fn a_comment_at_the_end_survives_a_document_added_behind_it() {
    let a = vpc("a", 1);
    let ours = format!("{}# The end.\n", vpc("a", 2));
    let theirs = file(&[a.clone(), vpc("b", 1)]);
    for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
        let merged = merge(&a, ours, theirs);
        assert_eq!(merged.text, format!("{}# The end.\n---\n{}", vpc("a", 2), vpc("b", 1)));
        assert_eq!(merged.conflicts, vec![]);
    }
}

#[test]
fn comments_that_are_a_document_are_merged_by_their_lines() {
    let a = vpc("a", 1);
    let notes = "# One.\n# Two.\n# Three.\n# Four.\n".to_owned();
    let [one, four] = [("One", "ONE"), ("Four", "FOUR")].map(|(was, is)| notes.replace(was, is));
    let with = |notes: &str| file(&[a.clone(), notes.to_owned()]);
    let both = notes.replace("One", "ONE").replace("Four", "FOUR");
    clean(&with(&notes), &with(&one), &with(&four), &with(&both));
    // Both changed the same line.
    let merged = merge(&with(&notes), &with(&one), &with(&notes.replace("One", "Eins")));
    let marked = "<<<<<<< ours\n# ONE.\n=======\n# Eins.\n>>>>>>> theirs\n";
    assert_eq!(merged.text, with(&notes.replace("# One.\n", marked)));
    assert_eq!(merged.conflicts.len(), 1);
    // One side made a document of them.
    let off: String = vpc("b", 1).lines().map(|line| format!("# {line}\n")).collect();
    let (off, on) = (format!("{notes}{off}"), format!("{notes}{}", vpc("b", 1)));
    clean(
        &with(&off),
        &with(&on),
        &with(&off.replace("One", "ONE")),
        &with(&on.replace("One", "ONE")),
    );
}

#[test]
fn documents_without_a_name_do_not_become_two() {
    // Both sides add the file.
    let merged = merge("", "a: 1\nb: 1\n", "a: 2\nb: 1\n");
    assert_eq!(merged.text, "<<<<<<< ours\na: 1\n=======\na: 2\n>>>>>>> theirs\nb: 1\n");
    assert_eq!(merged.conflicts.len(), 1);
    clean("", "a: 1\nb: 1\n", "a: 1\nb: 1\nc: 1\n", "a: 1\nb: 1\nc: 1\n");
    // One side adds another document, both edit the first.
    let first = "a: 1\nb: 1\nc: 1\nd: 1\n";
    let ours = file(&[first.replace("a: 1", "a: 2"), "e: 1\n".to_owned()]);
    let theirs = first.replace("c: 1", "c: 2");
    clean(first, &ours, &theirs, &ours.replace("c: 1", "c: 2"));
    let merged = merge(first, &ours, &first.replace("a: 1", "a: 3"));
    assert_eq!(merged.text.matches("d: 1").count(), 1, "{}", merged.text);
    assert_eq!(merged.conflicts.len(), 1);
}
