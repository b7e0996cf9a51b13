//! Comments at merge keys (`<<`): no value is at them, and they are merged like any other.

use hedgerow_merge::{Manual, Merged, merge_documents};
use rstest::rstest;

use crate::support::Types;

const BASE: &str = "\
a: &a
  x: 1
  y: 1
b:
  # why
  <<: *a # as a
  # own
  z: 1
  w: 1
c: 1
";

fn merge(base: &str, draft: &str, git: &str) -> Merged {
    merge_documents(Some(base), Some(draft), Some(git), &Types, &mut Manual).unwrap()
}

/// What two sides do to the base, each as what is replaced and by what, and what comes out.
#[rstest]
#[case::both_edit_elsewhere(&[("z: 1", "z: 2")], &[("w: 1", "w: 2")])]
#[case::one_writes_it_anew(&[("# why", "# because")], &[("w: 1", "w: 2")])]
#[case::the_one_beside(&[("# as a", "# like a")], &[("z: 1", "z: 2")])]
#[case::one_takes_it_out(&[("  # why\n", "")], &[("z: 1", "z: 2")])]
#[case::one_beside_goes(&[(" # as a", "")], &[("z: 1", "z: 2")])]
#[case::each_another(&[("# why", "# because")], &[("# as a", "# like a")])]
#[case::one_more_line(&[("  # why\n", "  # why\n  # more\n")], &[("z: 1", "z: 2")])]
#[case::the_anchor(&[("x: 1", "x: 2")], &[("# why", "# because")])]
#[case::quotes_beside_it(&[("z: 1", "z: '1'")], &[("# why", "# because")])]
#[case::a_blank_line(&[("  # why\n", "\n  # why\n")], &[("w: 1", "w: 2")])]
#[case::an_entry_behind_it_goes(&[("  w: 1\n", "")], &[("# why", "# because")])]
fn both_are_taken(#[case] draft: &[(&str, &str)], #[case] git: &[(&str, &str)]) {
    let with = |text: &str, edits: &[(&str, &str)]| {
        edits.iter().fold(text.to_owned(), |text, (from, to)| text.replacen(from, to, 1))
    };
    let (one, other) = (with(BASE, draft), with(BASE, git));
    let expected = with(&one, git);
    for (draft, git) in [(&one, &other), (&other, &one)] {
        let merged = merge(BASE, draft, git);
        assert_eq!(merged.conflicts, []);
        assert_eq!(merged.text.as_ref(), Some(&expected));
    }
}

#[test]
fn both_write_it_anew() {
    let (one, other) = (BASE.replace("# why", "# because"), BASE.replace("# why", "# so that"));
    let merged = merge(BASE, &one, &other);
    assert_eq!(merged.text.unwrap(), BASE.replace("# why", "# so that\n  # because"));
    assert_eq!(merged.clashing_comments, 1);
}

#[test]
fn a_merge_key_that_one_side_takes_out_moves_news_up() {
    let written_out =
        BASE.replace("  # why\n  <<: *a # as a\n", "  x: 1\n  y: 1\n").replace("w: 1", "w: 2");
    let other = BASE.replace("# why", "# because");
    for (draft, git) in [(&written_out, &other), (&other, &written_out)] {
        let merged = merge(BASE, draft, git);
        let text = merged.text.unwrap();
        assert_eq!(text.matches("# because").count(), 1, "{text}");
        assert_eq!(text.matches("# why").count(), 0, "{text}");
    }
}

#[test]
fn a_comment_at_a_merge_key_that_is_new_stays_at_it() {
    let base = "a: &a\n  x: 1\nb:\n  z: 1\nc: 1\n";
    let one = base.replace("b:\n", "b:\n  # why\n  <<: *a\n");
    let other = base.replace("z: 1", "z: 2");
    let expected = one.replace("z: 1", "z: 2");
    for (draft, git) in [(&one, &other), (&other, &one)] {
        assert_eq!(merge(base, draft, git).text.as_ref(), Some(&expected));
    }
}
