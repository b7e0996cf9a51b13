//! Texts whose last line has no line break: what is there must not gain one.

use hedgerow_yaml::{append_document, replace_document};
use rstest::rstest;

use crate::support::{set, value};

#[rstest]
#[case::literal("a: 1\nx: |\n  hello", "a: 1\nx: |-\n  hello\nnew: 3")]
#[case::kept("a: 1\nx: |+\n  hello", "a: 1\nx: |-\n  hello\nnew: 3")]
#[case::folded("a: 1\nx: >\n  hello\n  you", "a: 1\nx: >-\n  hello\n  you\nnew: 3")]
#[case::nested("a: 1\nb:\n  x: |\n    hello", "a: 1\nb:\n  x: |-\n    hello\nnew: 3")]
#[case::stripped("a: 1\nx: |-\n  hello", "a: 1\nx: |-\n  hello\nnew: 3")]
#[case::empty("a: 1\nk: |+", "a: 1\nk: |+\nnew: 3")]
#[case::empty_and_blank("a: 1\nk: |+\n", "a: 1\nk: |+\nnew: 3\n")]
#[case::indented("a: 1\nx: |2+ # a | b\n    hello", "a: 1\nx: |2- # a | b\n    hello\nnew: 3")]
#[case::with_crlf("a: 1\r\nx: |\r\n  hello", "a: 1\r\nx: |-\r\n  hello\r\nnew: 3")]
#[case::plain("a: 1\nx: hello", "a: 1\nx: hello\nnew: 3")]
fn a_block_scalar_at_the_end_says_the_same_after_every_edit(
    #[case] text: &str,
    #[case] with_new: &str,
) {
    assert_eq!(set(text, "a", "2"), text.replace("a: 1", "a: 2"), "only what changes changes");
    assert_eq!(set(text, "new", "3"), with_new);
    let appended = append_document(text, "kind: A\n").unwrap();
    let (first, second) = appended.split_once("---").unwrap();
    assert_eq!((value(first), second.trim()), (value(text), "kind: A"), "{appended}");
    // In front of another document too.
    let replaced = replace_document("kind: B\n---\nkind: A\n", 0, text).unwrap();
    let (first, second) = replaced.split_once("---").unwrap();
    assert_eq!((value(first), second), (value(text), "\nkind: A\n"), "{replaced}");
}
