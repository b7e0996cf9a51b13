//! The styles of scalars survive being set and set back.

use rstest::rstest;

use crate::support::{edit, set, value};

fn there_and_back(text: &str, new: &str) -> String {
    let there = set(text, "k", new);
    assert_eq!(edit(&there, &value(text)).unwrap(), text, "by way of {there}");
    there
}

#[rstest]
#[case("k: x # c\n", "z", "k: z # c\n")]
#[case("k: \"10\" # c\n", "x", "k: \"x\" # c\n")]
#[case("k: '10'\n", "it's", "k: 'it''s'\n")]
#[case("k: 0644\n", "420", "k: 0644\n")]
#[case("k: 0644\n", "421", "k: 0645\n")]
#[case("k: yes\n", "false", "k: no\n")]
#[case("k: 1.50\n", "2", "k: 2.00\n")]
#[case("k: x\n", "7", "k: 7\n")]
#[case("k: null\n", "7", "k: 7\n")]
#[case("k: ~\nl: ~\n", "7", "k: 7\nl: ~\n")]
#[case("k: # c\n", "7", "k: 7 # c\n")]
#[case("k:    x\n", "z", "k:    z\n")]
#[case("k: |\n  a\n  b\n", "x", "k: |-\n  x\n")]
#[case("k: | # c\n    a\n\n    b\nl: 1\n", "\"x\\n\"", "k: | # c\n    x\nl: 1\n")]
#[case("k: >-\n  a b\n", "x", "k: >-\n  x\n")]
#[case("k: x\n", "\"a\\nb\"", "k: |-\n  a\n  b\n")]
#[case("k: |+\n  a\n\n\nl: 1\n", "\"x\\n\\n\"", "k: |+\n  x\n\nl: 1\n")]
fn a_scalar_keeps_its_style(#[case] text: &str, #[case] new: &str, #[case] wanted: &str) {
    assert_eq!(set(text, "k", new), wanted);
    if !text.contains("|\n") && !wanted.contains("k: |-") {
        there_and_back(text, new);
    }
}

#[test]
fn block_scalars_come_back_as_they_were() {
    there_and_back("k: |\n  a\n  b\n# c\nl: 1\n", "x");
    there_and_back("l:\nk: |-\n    a\n\n      b\n\n\nm: 1\n", "\"y\\nz\\n\"");
    there_and_back("k: >\n  a b\n\n  c\nl: 1\n", "x");
}

#[test]
fn long_texts_come_back_folded_where_the_document_folds() {
    let long = "word ".repeat(30);
    let long = long.trim_end();
    let (first, rest) = long.split_at(79);
    let text =
        format!("k: {first}\n  {}\nl: {first}\n  {}\n", rest.trim_start(), rest.trim_start());
    assert_eq!(value(&text).get("k").unwrap().as_str(), Some(long));
    there_and_back(&text, "x");
    // In a document that does not fold, nothing is folded.
    let text = format!("k: {long}\nl: {long}\n");
    there_and_back(&text, "x");
}

#[test]
fn a_value_that_does_not_fit_the_style_takes_another() {
    assert_eq!(set("k: 'a'\n", "k", "\"x\\ty\\u0001\""), "k: \"x\\ty\\x01\"\n");
    assert_eq!(set("k: |\n  a\n", "k", "\" a\\n\""), "k: \" a\\n\"\n");
    assert_eq!(set("k: abc\n", "k", "\"true\""), "k: \"true\"\n");
    assert_eq!(set("k: abc\nl: 'x'\n", "k", "\"true\""), "k: 'true'\nl: 'x'\n");
    assert_eq!(set("k: |\n  a\nl: 1\n", "k", "[1, 2]"), "k:\n  - 1\n  - 2\nl: 1\n");
}

#[test]
fn texts_over_several_lines_are_replaced_whole() {
    assert_eq!(set("k: a\n  b\n  c\nl: 1\n", "k", "x"), "k: x\nl: 1\n");
    assert_eq!(set("k: \"a\n  b\" # c\nl: 1\n", "k", "x"), "k: \"x\" # c\nl: 1\n");
}

#[test]
fn a_comment_between_a_tag_and_its_value_stays() {
    let text = "b: !!str # why\n  x\nc: 1\n";
    for new in ["[x]", "7", "{k: 1}", "[]", "null"] {
        let edited = set(text, "b", new);
        assert_eq!(edited.matches("# why").count(), 1, "{edited}");
        assert!(!edited.contains("!!str"), "{edited}");
    }
    let anchored = set("b: &b !!str # why\n  x\nc: 1\n", "b", "7");
    assert!(anchored.contains("&b # why"), "{anchored}");
}
