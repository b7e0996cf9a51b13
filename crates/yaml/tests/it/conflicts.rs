//! Conflict markers that were committed.

use hedgerow_yaml::{Content, Limits, ReadError, ReadErrorKind, read, read_all};
use rstest::rstest;

fn broken(file: &str) -> Vec<Option<ReadError>> {
    let error = |content| match content {
        Content::Broken(error) => Some(error),
        Content::Empty | Content::Object(_) => None,
    };
    read_all(file, &Limits::default()).into_iter().map(|it| error(it.content)).collect()
}

#[rstest]
#[case::two_sides(
    "a: 1\n<<<<<<< HEAD\nb: 1\nc: 1\n=======\nb: 2\n>>>>>>> other branch\n",
    2,
    "our side (`HEAD`) is lines 3 to 4, their side (`other branch`) is line 6"
)]
#[case::without_labels(
    "<<<<<<<\na: 1\n=======\n>>>>>>>\n",
    1,
    "our side is line 2, their side is empty"
)]
#[case::with_a_base(
    "a: 1\r\n<<<<<<< HEAD\r\n||||||| 1234567\r\nb: 0\r\n=======\r\nb: 2\r\n>>>>>>> other\r\n",
    2,
    "our side (`HEAD`) is empty, their side (`other`) is line 6, and what both came from (`1234567`) is line 4"
)]
#[case::several(
    "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\nb: 1\n<<<<<<< HEAD\nc: 1\n=======\nc: 2\n>>>>>>> x\n",
    1,
    "; more start in line 7"
)]
#[case::in_a_block_scalar(
    "a: |\n  one\n<<<<<<< HEAD\n  two\n=======\n  three\n>>>>>>> x\n",
    3,
    "our side (`HEAD`) is line 4, their side (`x`) is line 6"
)]
#[case::left_behind("a: 1\n>>>>>>> other\n", 2, "was left behind")]
#[case::left_behind_at_the_start("<<<<<<< HEAD\na: 1\n", 1, "was left behind")]
fn markers_are_named_with_both_sides(#[case] file: &str, #[case] line: u32, #[case] says: &str) {
    let errors = broken(file);
    let error = errors[0].as_ref().unwrap();
    assert_eq!((error.kind, error.line), (ReadErrorKind::ConflictMarkers, line), "{error}");
    assert!(error.to_string().contains(says), "{error}");
    // The text of one resource says the same.
    assert_eq!(&read(file, &Limits::default()).unwrap_err(), error);
}

#[test]
fn what_a_conflict_touches_is_unreadable_and_its_neighbours_are_not() {
    let file =
        "a: 1\n---\nb: 1\n<<<<<<< HEAD\n---\nc: 1\n=======\n---\nc: 2\n>>>>>>> x\n---\nd: 1\n";
    let errors = broken(file);
    let lines: Vec<_> = errors.iter().map(|error| error.as_ref().map(|error| error.line)).collect();
    assert_eq!(lines, [None, Some(4), Some(4), Some(4), None], "{errors:?}");
    let whole = "<<<<<<< HEAD\n---\na: 1\n=======\n---\na: 2\n>>>>>>> x\n";
    assert!(broken(whole).iter().all(Option::is_some));
}

#[rstest]
#[case::in_a_block("a: |\n  <<<<<<< HEAD\n  one\n  =======\n  two\n  >>>>>>> x\n")]
#[case::a_heading("a: |\n  Title\n  =======\n")]
#[case::in_comments("# <<<<<<< HEAD\n# =======\n# >>>>>>> x\na: 1\n")]
#[case::a_text_of_several_lines("text\n<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> x\n")]
#[case::longer("\"<<<<<<<<< HEAD\": 1\n")]
fn markers_that_are_text_are_none(#[case] file: &str) {
    assert_eq!(broken(file), [None], "{file}");
}

#[test]
fn another_mistake_stays_what_it_is() {
    let errors = broken("a: |\n  <<<<<<< HEAD\n  =======\n  >>>>>>> x\nb: [\n");
    assert_eq!(errors[0].as_ref().unwrap().kind, ReadErrorKind::Yaml);
}
