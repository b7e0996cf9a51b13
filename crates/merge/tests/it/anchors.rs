//! Values that aliases share, after a merge.

use hedgerow_merge::{Manual, merge_documents};

use crate::support::Types;

fn merged(base: &str, draft: &str, git: &str) -> String {
    let merged = merge_documents(Some(base), Some(draft), Some(git), &Types, &mut Manual).unwrap();
    assert_eq!((merged.clashing_comments, &*merged.conflicts), (0, &[][..]));
    merged.text.unwrap()
}

const BASE: &str = "a:\n  t: &tag \"1.10\"\n  u: *tag\n  x: 1\n";
const RENAMED: &str = "a:\n  t: &version \"1.10\"\n  u: *version\n  x: 1\n";
const RAISED: &str = "a:\n  t: &tag \"1.11\"\n  u: *tag\n  x: 1\n";

#[test]
fn an_alias_stays_one_where_a_side_renames_the_anchor_and_the_other_changes_its_value() {
    assert_eq!(
        merged(BASE, RAISED, RENAMED),
        "a:\n  t: &version \"1.11\"\n  u: *version\n  x: 1\n"
    );
    assert_eq!(merged(BASE, RENAMED, RAISED), RAISED);
}

#[test]
fn an_alias_that_a_side_wrote_out_stays_written_out() {
    let written = "a:\n  t: &tag \"1.10\"\n  u: \"1.10\"\n  x: 2\n";
    let both = "a:\n  t: &tag \"1.11\"\n  u: \"1.11\"\n  x: 2\n";
    assert_eq!(merged(BASE, RAISED, written), both);
}

#[test]
fn an_alias_whose_value_a_side_changes_and_the_other_raises_is_a_conflict() {
    let other = "a:\n  t: &tag \"1.10\"\n  u: \"1.12\"\n  x: 1\n";
    let merged =
        merge_documents(Some(BASE), Some(RAISED), Some(other), &Types, &mut Manual).unwrap();
    let paths: Vec<String> = merged.conflicts.iter().map(|it| it.path.to_string()).collect();
    assert_eq!(paths, ["a.u"]);
}
