//! Block scalars of which a part changes: only the lines that change do.

use hedgerow_model::Value;
use hedgerow_yaml::{read_value, set_path};
use proptest::prelude::*;
use rstest::rstest;

use crate::support::{cases, delete, edit, value};

/// The text after the scalar `x` was given another value.
fn changed(text: &str, change: impl Fn(&str) -> String) -> String {
    let mut target = value(text);
    let new = change(target.get("x").unwrap().as_str().unwrap());
    set_path(&mut target, &"x".parse().unwrap(), Value::from(new.as_str())).unwrap();
    edit(text, &target).unwrap()
}

const FOLDED: &str = "\
x: >-
  The first line of some text that
  somebody broke where it
  pleased them.

  Another paragraph, with a
  word in it.
    - more indented
    - kept as it is
  The end.
y: 1
";

const LITERAL: &str = "x: |\n  #!/bin/sh\n    \n  set -eu\n   \n  if true; then\n    echo yes\n  fi\n  \n  exit\ny: 1\n";

#[rstest]
#[case::a_word("somebody", "Ada")]
#[case::a_word_at_a_break("that", "which")]
#[case::the_first("The first", "A first")]
#[case::the_last("The end.", "That was all.")]
#[case::beside_an_indented_line("word in it.", "phrase in it.")]
fn of_a_folded_text_one_line_changes(#[case] was: &str, #[case] is: &str) {
    assert_eq!(FOLDED.matches(was).count(), 1);
    let text = changed(FOLDED, |old| old.replace(was, is));
    assert_eq!(text, FOLDED.replace(was, is));
}

#[rstest]
#[case::a_word("yes", "no")]
#[case::the_first("#!/bin/sh", "#!/bin/bash")]
#[case::the_last("exit", "exit 1")]
#[case::a_new_line("  fi\n", "  fi\n  echo done\n")]
#[case::a_line_less("    echo yes\n", "")]
#[case::an_indentation("    echo yes", "      echo yes")]
#[case::a_line_behind_the_last("  exit\n", "  exit\n  exit\n")]
fn of_a_literal_text_one_line_changes_and_blank_ones_keep_their_spaces(
    #[case] was: &str,
    #[case] is: &str,
) {
    assert_eq!(LITERAL.matches(was).count(), 1);
    let expected = LITERAL.replace(was, is);
    let new = value(&expected).get("x").unwrap().as_str().unwrap().to_owned();
    assert_eq!(changed(LITERAL, |_| new.clone()), expected);
}

#[test]
fn the_end_of_a_text_may_change_too() {
    assert_eq!(
        changed("x: >\n  a\n  b\ny: 1\n", |old| format!("{old}c\n")),
        "x: >\n  a\n  b\n\n  c\ny: 1\n"
    );
    assert_eq!(changed("x: |\n  a\ny: 1\n", |old| old.trim_end().to_owned()), "x: |-\n  a\ny: 1\n");
}

/// Lines of a text, some of them empty, indented, or with words.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let line = prop_oneof![
        3 => "[a-c]{1,3}( [a-c]{1,3}){0,3}",
        1 => Just(String::new()),
        1 => "  [a-c]{1,3}",
    ];
    proptest::collection::vec(line, 1..8)
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn an_edited_text_reads_as_wanted_and_lines_apart_stay(
        lines in texts(),
        at in 0..8_usize,
        line in "[d-f]{1,3}",
        folded in any::<bool>(),
    ) {
        let mark = if folded { '>' } else { '|' };
        let body: String = lines.iter().map(|line| match line.is_empty() {
            true => "\n".to_owned(),
            false => format!("  {line}\n"),
        }).collect();
        let text = format!("x: {mark}\n{body}y: 1\n");
        let Ok(before) = read_value(&text) else { return Ok(()) };
        let Some(old) = before.get("x").and_then(Value::as_str) else { return Ok(()) };
        let mut words: Vec<&str> = old.split_inclusive([' ', '\n']).collect();
        let at = at % (words.len() + 1);
        let new_word = format!("{line} ");
        words.insert(at, &new_word);
        let new = words.concat();
        let mut target = before.clone();
        set_path(&mut target, &"x".parse().unwrap(), Value::from(new.as_str())).unwrap();
        let edited = edit(&text, &target).unwrap();
        let after = value(&edited);
        prop_assert_eq!(after.get("x").and_then(Value::as_str), Some(new.as_str()), "{}", edited);
    }
}

#[rstest]
#[case("a:\n  x: |+\n    one\n\n # about b\nb: 1\n", "a: {}\n # about b\nb: 1\n")]
#[case("a:\n    x: |+\n      one\n\n  # about b\nb: 1\n", "a: {}\n  # about b\nb: 1\n")]
#[case("  a: |+\n    one\n\n # end\n", "  {}\n # end\n")]
fn a_comment_behind_a_text_with_its_blank_lines_is_not_a_part_of_it(
    #[case] text: &str,
    #[case] expected: &str,
) {
    let place = if text.starts_with(' ') { "a" } else { "a.x" };
    assert_eq!(delete(text, place), expected);
}

#[rstest]
#[case("x: |\n  a \n", "a \n")]
#[case("x: |+\n  a \n\n", "a \n\n")]
#[case("x: |\n  a \n  ", "a \n")]
#[case("x: |\n  a\n    \n ", "a\n  \n")]
#[case("x: |\n  a ", "a ")]
#[case("x: |\n  a\n    ", "a\n  ")]
fn a_last_line_with_blanks_at_its_end_is_ended_where_the_text_says_so(
    #[case] text: &str,
    #[case] expected: &str,
) {
    assert_eq!(value(text).get("x").unwrap().as_str(), Some(expected));
}
