use hedgerow_yaml::{EmitOptions, Newline, emit, needs_quotes, read_value, scalar};
use rstest::rstest;

use crate::support::value;

#[test]
fn objects_are_written_in_kubernetes_order() {
    let object = value(
        "status: {a: 1}\nspec: {b: [1, {c: d, e: []}], t: \"x\\ny\\n\"}\nmetadata: {labels: {a: b}, \
         namespace: default, name: vpc, uid: u}\nrules: []\nkind: K\napiVersion: v1\n",
    );
    assert_eq!(
        emit(&object, &EmitOptions::default()),
        "apiVersion: v1\nkind: K\nmetadata:\n  name: vpc\n  namespace: default\n  labels:\n    a: b\n  \
         uid: u\nspec:\n  b:\n    - 1\n    - c: d\n      e: []\n  t: |\n    x\n    y\nrules: \
         []\nstatus:\n  a: 1\n"
    );
}

#[test]
fn indents_and_line_endings_follow_the_options() {
    let options = EmitOptions { indent: 4, sequence_indent: 0, newline: Newline::CrLf };
    assert_eq!(emit(&value("a: {b: [1]}"), &options), "a:\r\n    b:\r\n    - 1\r\n");
}

#[rstest]
#[case("10")]
#[case("0x1F")]
#[case("yes")]
#[case("")]
#[case("null")]
#[case("1_000")]
#[case("12:30")]
#[case("2024-01-01")]
#[case("=")]
#[case("<<")]
#[case("a: b")]
#[case("a #b")]
#[case(" a")]
#[case("a ")]
#[case("- a")]
#[case("-")]
#[case("*a")]
#[case("%a")]
#[case("@a")]
#[case("a:")]
#[case("---")]
#[case("a\nb")]
#[case("1.5e3")]
#[case(".inf")]
fn texts_that_some_reader_takes_for_something_else_need_quotes(#[case] text: &str) {
    assert!(needs_quotes(text), "{text}");
    assert_eq!(read_value(&scalar(&text.into())).unwrap(), text.into());
}

#[rstest]
#[case("abc")]
#[case("10.0.0.0/8")]
#[case("10.0.0.1")]
#[case("s5248-01/E1/1")]
#[case("00:11:22:33:44:55")]
#[case("aa:bb:cc:dd:ee:ff")]
#[case("a:b")]
#[case("a#b")]
#[case("v1beta1")]
#[case("1.2.3")]
#[case("-a")]
#[case("é")]
#[case("it's")]
fn ordinary_texts_stand_bare(#[case] text: &str) {
    assert!(!needs_quotes(text), "{text}");
}

#[test]
fn a_value_is_printed_on_one_line_and_read_back() {
    for text in ["[a, {b: 1}, 'c, d']", "{a: null, b: \"true\"}", "x y", "\"1\"", "1.5", "~"] {
        let read = read_value(text).unwrap();
        let printed = scalar(&read);
        assert!(!printed.contains('\n'));
        assert_eq!(read_value(&printed).unwrap(), read, "{printed}");
    }
    assert_eq!(scalar(&"a\nb".into()), "\"a\\nb\"");
}
