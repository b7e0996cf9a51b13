//! Files that are merged without a fabric: what a side brought to a newer form is looked through, as in the merge of a
//! draft.

use hedgerow_merge::{FileMerge, MARKER_SIZE, Policy, merge_files};
use hedgerow_plan::FileKinds;
use hedgerow_schema::Catalogue;

fn merged_as(base: &str, ours: &str, theirs: &str, policy: Policy) -> FileMerge {
    let kinds = FileKinds { catalogue: Catalogue::builtin(), unnamed: None };
    merge_files(base, ours, theirs, &kinds, policy, MARKER_SIZE)
}

pub(crate) fn merged(base: &str, ours: &str, theirs: &str) -> FileMerge {
    merged_as(base, ours, theirs, Policy::Manual)
}

fn file(version: &str, statement: &str, more: &str) -> String {
    format!(
        "# The border.\n---\napiVersion: vpc.githedgehog.com/{version}\nkind: ExternalAttachment\nmetadata:\n  \
         name: border\nspec:\n  inboundACL:\n    statements:\n    - seq: 10\n      {statement}   # ask Ann\n      \
         protocol: tcp\n{more}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: other}}\n"
    )
}

fn acl(statement: &str) -> String {
    file("v1beta1", statement, "")
}

#[test]
fn an_edit_in_the_older_form_lands_in_the_newer_one_whoever_migrated() {
    let (base, migrated, edited) =
        (acl("permit: true"), acl("action: permit"), acl("permit: false"));
    for (ours, theirs) in [(&migrated, &edited), (&edited, &migrated)] {
        let merged = merged(&base, ours, theirs);
        assert_eq!(merged.conflicts, [], "{}", merged.text);
        assert_eq!(merged.text, acl("action: deny"));
        assert_eq!(merged.by_lines, None);
    }
    let same = merged(&base, &migrated, &migrated);
    assert_eq!(same.text, migrated);
    assert_eq!(merged(&base, &base, &migrated).text, migrated);
}

#[test]
fn what_both_sides_say_otherwise_in_the_newer_form_is_a_conflict_there() {
    let (base, ours, theirs) = (acl("permit: true"), acl("permit: false"), acl("action: transit"));
    let open = merged(&base, &ours, &theirs);
    let [conflict] = &open.conflicts[..] else { unreachable!("one conflict: {open:?}") };
    let path = "spec.inboundACL.statements[seq=10].action";
    assert_eq!(conflict.conflict.path.to_string(), path);
    let said = [&conflict.conflict.base, &conflict.conflict.draft, &conflict.conflict.git];
    assert_eq!(said.map(|said| said.as_ref().unwrap().plain_text()), ["permit", "deny", "transit"]);
    for line in ["<<<<<<< ours\n", "action: deny   # ask Ann\n", "action: transit   # ask Ann\n"] {
        assert!(open.text.contains(line), "{}", open.text);
    }
    assert_eq!(merged_as(&base, &ours, &theirs, Policy::Ours).text, acl("action: deny"));
    assert_eq!(merged_as(&base, &ours, &theirs, Policy::Theirs).text, theirs);
}

#[test]
fn one_side_that_goes_back_to_an_older_version_beside_an_edit_is_a_conflict() {
    let more = "    - seq: 20\n      action: deny\n";
    let (base, back) = (acl("action: permit"), file("v1alpha2", "action: permit", ""));
    let edited = file("v1beta1", "action: permit", more);
    let open = merged(&base, &back, &edited);
    let [conflict] = &open.conflicts[..] else { unreachable!("one conflict: {open:?}") };
    assert_eq!(conflict.conflict.path.to_string(), "apiVersion");
    assert_eq!(conflict.why.to_string(), "the sides name different API versions");
    let theirs = merged_as(&base, &back, &edited, Policy::Theirs);
    assert_eq!((theirs.text, theirs.decided.len()), (edited.clone(), 1));
    let ours = merged_as(&base, &back, &edited, Policy::Ours);
    assert_eq!(ours.text, file("v1alpha2", "action: permit", more));
    // Forwards is no disagreement.
    let forwards = merged(&back, &base, &file("v1alpha2", "action: permit", more));
    assert_eq!((forwards.conflicts.len(), forwards.text), (0, edited));
}

#[test]
fn a_kind_of_which_nothing_was_renamed_merges_as_it_says() {
    let of = |text: String| text.replace("vpc.githedgehog.com/v1beta1", "example.org/v1");
    let (base, ours, theirs) =
        (of(acl("permit: true")), of(acl("action: permit")), of(acl("permit: false")));
    let merged = merged(&base, &ours, &theirs);
    assert!(!merged.conflicts.is_empty(), "{}", merged.text);
}
