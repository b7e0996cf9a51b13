use hedgerow_model::{FieldPath, Number, Value};
use hedgerow_yaml::{Limits, Position, ReadError, read};
use rstest::rstest;

use crate::support::{path, value};

fn error(text: &str) -> ReadError {
    read(text, &Limits::default()).unwrap_err()
}

/// Measured with `sigs.k8s.io/yaml`, which is what kubectl reads with.
#[rstest]
#[case("yes", "true")]
#[case("No", "false")]
#[case("on", "true")]
#[case("OFF", "false")]
#[case("y", "true")]
#[case("N", "false")]
#[case("tRue", "\"tRue\"")]
#[case("0644", "420")]
#[case("0o644", "420")]
#[case("0x1F", "31")]
#[case("-0x1F", "-31")]
#[case("0b11", "3")]
#[case("1_000", "1000")]
#[case("1__0", "10")]
#[case("_1", "\"_1\"")]
#[case("08", "8")]
#[case("1e3", "1000")]
#[case("1.0", "1")]
#[case("1.5", "1.5")]
#[case(".5_0", "0.5")]
#[case("+.5", "0.5")]
#[case("1e400", "\"1e400\"")]
#[case("0x", "\"0x\"")]
#[case("0b2", "\"0b2\"")]
#[case("12:30:45", "\"12:30:45\"")]
#[case("2024-01-01", "\"2024-01-01\"")]
#[case("=", "\"=\"")]
#[case("~", "null")]
#[case("", "null")]
#[case("Null", "null")]
#[case("nUll", "\"nUll\"")]
#[case("10.0.0.0/8", "\"10.0.0.0/8\"")]
#[case("'10'", "\"10\"")]
#[case("!!str 12", "\"12\"")]
#[case("!!int \"12\"", "12")]
#[case("!!float 1", "1")]
#[case("!!bool 'yes'", "true")]
#[case("!!binary aGk=", "\"hi\"")]
#[case("! 12", "\"12\"")]
fn scalars_mean_what_kubectl_reads(#[case] text: &str, #[case] json: &str) {
    let document = format!("k: {text}\n");
    assert_eq!(value(&document).get("k").unwrap().to_string(), json);
}

#[rstest]
#[case("1", "1")]
#[case("0x10", "16")]
#[case("yes", "true")]
#[case("1.5", "1.5")]
#[case("1e3", "1000")]
#[case("1e6", "1e+06")]
#[case("1000000", "1000000")]
#[case("0.00001", "1e-05")]
#[case("'1'", "1")]
#[case("12:30", "12:30")]
fn keys_become_the_strings_that_kubectl_makes_of_them(#[case] key: &str, #[case] name: &str) {
    let read = value(&format!("{key}: x\n"));
    assert_eq!(read.as_map().unwrap().keys().collect::<Vec<_>>(), [name]);
}

#[test]
fn integers_outside_64_bits_keep_their_digits_and_are_warned_about() {
    let document = read("a: 1\nb: 12345678901234567890\n", &Limits::default()).unwrap();
    assert_eq!(
        document.value().get("b"),
        Some(&Value::Number(Number::Big("12345678901234567890".to_owned())))
    );
    let warnings: Vec<_> = document.warnings().collect();
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].at, Position { line: 2, column: 4 });
    assert!(warnings[0].message.contains("12345678901234567890"));
}

#[test]
fn a_block_scalar_without_final_line_break_ends_without_one() {
    assert_eq!(value("a: |\n  x").get("a"), Some(&Value::from("x")));
    assert_eq!(value("a: |\n  x\n").get("a"), Some(&Value::from("x\n")));
    assert_eq!(value("a: |\n  x\n ").get("a"), Some(&Value::from("x\n")));
    assert_eq!(value("a: |\n  x\n   ").get("a"), Some(&Value::from("x\n ")));
}

#[test]
fn merge_keys_and_aliases_are_expanded_in_order() {
    let read = value("base: &b {p: 1, q: 2}\nm:\n  <<: *b\n  p: 3\nq:\n  p: 3\n  <<: *b\no: *b\n");
    assert_eq!(read.at(&["m", "p"]), Some(&Value::from(3)));
    assert_eq!(read.at(&["m", "q"]), Some(&Value::from(2)));
    // As go-yaml does: what comes later wins.
    assert_eq!(read.at(&["q", "p"]), Some(&Value::from(1)));
    assert_eq!(read.at(&["o", "q"]), Some(&Value::from(2)));
    let list = value("a: &a {x: 1}\nb: &b {x: 2, z: 2}\nc:\n  <<: [*a, *b]\n");
    assert_eq!(list.at(&["c", "x"]), Some(&Value::from(1)));
    assert_eq!(list.at(&["c", "z"]), Some(&Value::from(2)));
}

#[rstest]
#[case("a: 1\nb: 2\na: 3\n", 3, 1, "duplicate key `a` (first at line 1)")]
#[case("s:\n  yes: 1\n  \"true\": 2\n", 3, 3, "duplicate key `true` (first at line 2)")]
#[case("a: {b: 1, b: 2}\n", 1, 11, "duplicate key `b`")]
#[case("a: .inf\n", 1, 4, "JSON")]
#[case("a: !foo bar\n", 1, 9, "unknown tag `!foo`")]
#[case("a: !!int abc\n", 1, 10, "not what its tag")]
#[case("a:\n\t- b\n", 2, 2, "tab")]
#[case("a: b: c\n", 1, 5, "`:`")]
#[case("a: *x\n", 1, 4, "anchor")]
#[case("a: [1, 2\n", 1, 4, "`[`")]
#[case("a: {{ x }}\n", 1, 5, "cannot be a key")]
#[case("a: @x\n", 1, 4, "cannot start")]
#[case("~: 1\n", 1, 1, "cannot be a key")]
#[case("a: &a [*a]\n", 1, 8, "inside the value")]
#[case("a: 1\n b: 2\n", 2, 3, "`:`")]
#[case("a:\n  b: 1\n c: 2\n", 3, 2, "does not fit")]
#[case("a: 'x\n", 2, 1, "quoted")]
#[case("é: \u{1}\n", 1, 4, "U+0001")]
#[case("a: x\u{0}y\n", 1, 5, "NUL")]
#[case("a: 1\n# x\u{2028}b\n", 2, 4, "U+2028")]
#[case("a: \"\\/\"\n", 1, 5, "escape")]
#[case("a: [b?c]\n", 1, 5, "quotes")]
#[case("a: 1\n---\nb: 2\n", 2, 1, "second document")]
#[case("a: !!binary /w==\n", 1, 13, "not text")]
fn what_kubectl_refuses_or_drops_is_an_error_with_its_place(
    #[case] text: &str,
    #[case] line: u32,
    #[case] column: u32,
    #[case] says: &str,
) {
    let error = error(text);
    assert!(error.to_string().contains(says), "{error}");
    assert_eq!((error.line, error.column), (line, column), "{error}");
}

#[test]
fn the_message_of_a_duplicate_names_both_places() {
    assert_eq!(
        error("spec:\n  vlan: 1\n  vlan: 2\n").to_string(),
        "line 3, column 3: duplicate key `vlan` (first at line 2) (kubectl would silently use the \
         last one; remove one of them)"
    );
}

#[test]
fn alias_bombs_are_refused_by_the_budget() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    let error = error(&text);
    assert!(error.message.contains("500000 values"), "{error}");
}

#[test]
fn deep_nesting_is_refused_with_and_without_aliases() {
    let deep = format!("a: {}{}\n", "[".repeat(200), "]".repeat(200));
    assert!(error(&deep).message.contains("inside each other"));
    let half = format!("{}x{}", "[".repeat(80), "]".repeat(80));
    let text = format!("a: &a {half}\nb: {}*a{}\n", "[".repeat(80), "]".repeat(80));
    assert!(error(&text).message.contains("inside each other"));
}

#[test]
fn a_text_over_the_limit_is_refused() {
    let limits = Limits { max_bytes: 10, ..Limits::default() };
    assert!(read("a: 12345678\n", &limits).unwrap_err().message.contains("limit of 10"));
}

#[test]
fn positions_are_found_by_path() {
    let text = "metadata:\n  name: é # c\nspec:\n  \"a.b\": [x, {z: 1}]\n  items:\n  - name: one\n    v: 1\n  - name: two\n    v: 2\n";
    let document = read(text, &Limits::default()).unwrap();
    let at = |text: &str| {
        let found = document.position(&path(text)).unwrap();
        (found.line, found.column)
    };
    assert_eq!(at("metadata.name"), (2, 9));
    assert_eq!(at("spec.\"a.b\"[1].z"), (4, 18));
    assert_eq!(at("spec.items[name=two].v"), (9, 8));
    assert_eq!(at("spec.items[0].name"), (6, 11));
    let key = document.key_position(&path("spec.items[name=two].v")).unwrap();
    assert_eq!((key.line, key.column), (9, 5));
    // What is missing is where its parent does.
    assert_eq!(at("metadata.labels.x"), (2, 3));
}

#[test]
fn positions_count_characters_behind_a_byte_order_mark_and_carriage_returns() {
    let text = "\u{feff}a: 1\r\nb: 'é' \r\nc: [é, x]\r\n";
    let document = read(text, &Limits::default()).unwrap();
    let at = |text: &str| {
        let found = document.position(&path(text)).unwrap();
        (found.line, found.column)
    };
    assert_eq!(at("a"), (1, 4));
    assert_eq!(at("c[1]"), (3, 8));
}

#[test]
fn an_empty_text_reads_as_null() {
    assert_eq!(value(""), Value::Null);
    assert_eq!(value("# only a comment\n"), Value::Null);
}

#[test]
fn aliases_repeat_no_more_bytes_than_a_document_may_have() {
    let limits = Limits { max_bytes: 1000, ..Limits::default() };
    let text = |times: usize| {
        format!("a: &a {}\nb: &b [*a, x]\nc: [{}]\n", "x".repeat(99), "*b, ".repeat(times))
    };
    assert!(hedgerow_yaml::read(&text(9), &limits).is_ok());
    let error = hedgerow_yaml::read(&text(10), &limits).unwrap_err();
    assert_eq!(error.line, 3);
    assert!(error.to_string().contains("repeat more than 1000 bytes"), "{error}");
}

#[test]
fn a_key_of_its_own_is_found_behind_merged_ones() {
    let text = "a: &a {x: 1, w: 2}\nb:\n  <<: *a\n  z: 3\n  x: 4\n";
    let document = hedgerow_yaml::read(text, &Limits::default()).unwrap();
    let line = |key: &str| {
        document.key_position(&FieldPath::of_keys(["b", key])).map(|at| (at.line, at.column))
    };
    assert_eq!(line("z"), Some((4, 3)));
    assert_eq!(line("x"), Some((5, 3)));
    assert_eq!(line("w"), Some((3, 3)), "a merged one stands where its `<<` does");
}
