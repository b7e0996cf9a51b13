//! What kubectl reads of small files, recorded with the decoder that it reads files with
//! (`k8s.io/apimachinery/pkg/util/yaml`, v0.37), and what is read here: the same, or nothing.

use hedgerow_yaml::{
    Content, Limits, append_document, read, read_again, read_all, remove_document, replace_document,
};

enum Here {
    /// Reads the same.
    Same,
    /// Refuses what kubectl reads, drops or takes for something else, and says so.
    Refuses(&'static str),
}

struct Row {
    file: &'static str,
    /// The documents that kubectl reads; `None` where it refuses the file.
    kubectl: Option<&'static [&'static str]>,
    here: Here,
}

const fn reads(file: &'static str, documents: &'static [&'static str]) -> Row {
    Row { file, kubectl: Some(documents), here: Here::Same }
}

const fn refuses(file: &'static str) -> Row {
    Row { file, kubectl: None, here: Here::Refuses("") }
}

const fn stricter(
    file: &'static str,
    documents: &'static [&'static str],
    says: &'static str,
) -> Row {
    Row { file, kubectl: Some(documents), here: Here::Refuses(says) }
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    // Tabs between tokens.
    refuses("a: 1\n\t\nb: 2\n"),
    refuses("\t\n"),
    refuses("a: 1\n\t# note\nb: 2\n"),
    reads("a: 1\n  \t\nb: 2\n", &[r#"{"a":1,"b":2}"#]),
    refuses("a: \"x\"\n  \t\nb: 2\n"),
    reads("a:\n  b: 1\n    \t# deep\nc: 1\n", &[r#"{"a":{"b":1},"c":1}"#]),
    reads("a: 1\t# note\nb: 2\n", &[r#"{"a":1,"b":2}"#]),
    reads("a:\t1\n", &[r#"{"a":1}"#]),
    reads("a: \t1\n", &[r#"{"a":1}"#]),
    reads("a: 1\t\nb: 2\n", &[r#"{"a":1,"b":2}"#]),
    refuses("-\tk: 1\n"),
    refuses("-\ta\n"),
    refuses("- \tk: 1\n"),
    refuses("-\n\tk: 1\n"),
    refuses("l:\n- a\n\t\n- b\n"),
    refuses("?\ta\n: b\n"),
    refuses("? a\n:\tb\n"),
    refuses("? a\n:\tb: c\n"),
    reads("a: &x\t1\nb: *x\n", &[r#"{"a":1,"b":1}"#]),
    reads("a: !!str\t1\n", &[r#"{"a":"1"}"#]),
    refuses("\ta: 1\n"),
    refuses("a:\n\tb: 1\n"),
    reads("a: 'x'\t\n\nb: 1\n", &[r#"{"a":"x","b":1}"#]),
    refuses("# note\n\t# note\na: 1\n"),
    refuses("a: 1\n\t"),
    reads("---\t\na: 1\n", &[r#"{"a":1}"#]),
    refuses("a: 1\n---\n\t# note\n---\nb: 1\n"),
    // Tabs in texts.
    refuses("a: b\n\tc\n"),
    reads("a: b\n  \tc\n", &[r#"{"a":"b c"}"#]),
    reads("a: \"b\n\tc\"\n", &[r#"{"a":"b c"}"#]),
    reads("a: 'b\n  \tc'\n", &[r#"{"a":"b c"}"#]),
    reads("a: |\n  b\tc\n", &[r#"{"a":"b\tc\n"}"#]),
    refuses("a: |\n  \tb\n"),
    reads("a: |2\n  \tb\n", &[r#"{"a":"\tb\n"}"#]),
    refuses("a: |\n\tb\n"),
    refuses("a: |\n  b\n\t\nc: 1\n"),
    refuses("a: |\n  b\n\t# note\n"),
    reads("a: |\t\n  b\n", &[r#"{"a":"b\n"}"#]),
    reads("a: b\tc\n", &[r#"{"a":"b\tc"}"#]),
    reads("a\tb: 1\n", &[r#"{"a\tb":1}"#]),
    // Tabs between brackets, and JSON.
    reads("{\n\t\"a\": 1\n}\n", &[r#"{"a":1}"#]),
    reads("{\n\t\"a\": {\n\t\t\"b\": [\n\t\t\t1\n\t\t]\n\t}\n}\n", &[r#"{"a":{"b":[1]}}"#]),
    reads("{\n\t\"a\": \"b\tc\"\n}\n", &[r#"{"a":"b\tc"}"#]),
    reads("a: {\n\tb: 1}\n", &[r#"{"a":{"b":1}}"#]),
    reads("a: [\n\tb,\n\tc ]\n", &[r#"{"a":["b","c"]}"#]),
    refuses("a: [b\n\t]\n"),
    reads("a: {b: 1\n  \t}\n", &[r#"{"a":{"b":1}}"#]),
    reads("a: {\t\"b\":\t1\t}\n", &[r#"{"a":{"b":1}}"#]),
    reads("{\"a\": \"\\/\"}\n", &[r#"{"a":"/"}"#]),
    refuses("a: \"\\/\"\n"),
    reads("{\"a\": \"\\ud83d\\ude00\"}\n", &[r#"{"a":"😀"}"#]),
    refuses("a: \"\\ud83d\\ude00\"\n"),
    reads("{\"a\"\n: 1}\n", &[r#"{"a":1}"#]),
    refuses("a: {\"b\"\n: 1}\n"),
    reads("{\"a\": 1}\n\t\n", &[r#"{"a":1}"#]),
    reads("{\"a\": 1}\n---\nb: 2\n", &[r#"{"a":1}"#, r#"{"b":2}"#]),
    refuses("a: 1\n---\n{\"b\": \"\\/\"}\n"),
    stricter("{\"a\": 1}\n{\"b\": 2}\n", &[r#"{"a":1}"#, r#"{"b":2}"#], "text after the end of the document"),
    reads("\t{\"a\": 1}\n", &[r#"{"a":1}"#]),
    // Directives.
    refuses("%YAML 1.2\n---\na: 1\n"),
    refuses("%YAML 1.1\n---\na: 1\n"),
    refuses("%TAG ! tag:x.org,2026:\n---\na: 1\n"),
    refuses("%FOO bar\n---\na: 1\n"),
    refuses("# note\n%YAML 1.2\n---\na: 1\n"),
    refuses("a: 1\n---\n%YAML 1.2\n---\nb: 2\n"),
    stricter("a: 1\n...\n%YAML 1.2\n---\nb: 2\n", &[r#"{"a":1}"#, r#"{"b":2}"#], "a directive (`%…`), which kubectl does n"),
    refuses("a: %b\n"),
    refuses("a: 1\n%b: 2\n"),
    // Markers.
    reads("a: 1\n...\n", &[r#"{"a":1}"#]),
    reads("a: 1\n...\n---\nb: 2\n", &[r#"{"a":1}"#, r#"{"b":2}"#]),
    stricter("a: 1\n...\nb: 2\n", &[r#"{"a":1}"#], "this is after `...`, where kubectl stops"),
    stricter("a: 1\n...\nb: [\n", &[r#"{"a":1}"#], "this is after `...`, where kubectl stops"),
    reads("a: 1\n...\n# note\n", &[r#"{"a":1}"#]),
    reads("a: 1\n...\n# note\n---\nb: 2\n", &[r#"{"a":1}"#, r#"{"b":2}"#]),
    stricter("a: 1\n... # note\nb: 2\n", &[r#"{"a":1}"#], "this is after `...`, where kubectl stops"),
    refuses("...\na: 1\n"),
    refuses("...\n"),
    refuses("# note\n...\n---\na: 1\n"),
    reads("---\n# note\n---\na: 1\n", &[r#"{"a":1}"#]),
    refuses("--- {a: 1}\n"),
    reads("--- # note\na: 1\n", &[r#"{"a":1}"#]),
    refuses("---a: 1\n"),
    stricter("a: 1\n---#note\nb: 2\n", &[r#"{"a":1}"#, r#"{"b":2}"#], "a line that starts with `---`, at which "),
    refuses("a: 1\n--- b\n"),
    refuses("a: 1\n----\nb: 2\n"),
    reads("a: |\n  ---\n  b\n", &[r#"{"a":"---\nb\n"}"#]),
    reads("a: 1\n ---\n", &[r#"{"a":"1 ---"}"#]),
    reads("---\n---\na: 1\n", &[r#"{"a":1}"#]),
    refuses("a: \"b\n--- c\"\n"),
    refuses("a: \"b\n...\n  c\"\n"),
    reads("...a: 1\n", &[r#"{"...a":1}"#]),
    // What starts with `?` or `:`, and keys.
    stricter("{ ?a: b }\n", &[r#"{"a":"b"}"#], "a `?` in an unquoted text between `[ ]` "),
    stricter("a: { ?b: c }\n", &[r#"{"a":{"b":"c"}}"#], "a `?` in an unquoted text between `[ ]` "),
    stricter("a: [?b]\n", &[r#"{"a":[{"b":null}]}"#], "a `?` in an unquoted text between `[ ]` "),
    refuses("a: [b?c]\n"),
    refuses("a: [b?]\n"),
    refuses("a: {b: ?c}\n"),
    reads("a: { ? b : c }\n", &[r#"{"a":{"b":"c"}}"#]),
    reads("a: ?b\n", &[r#"{"a":"?b"}"#]),
    reads("?a: b\n", &[r#"{"?a":"b"}"#]),
    reads("? a\n: b\n", &[r#"{"a":"b"}"#]),
    refuses("a: [:b]\n"),
    refuses("a: {:b: 1}\n"),
    stricter("a: {b:, c: 1}\n", &[r#"{"a":{"b:":null,"c":1}}"#], "kubectl reads this text in another way, "),
    reads("a: [b:c]\n", &[r#"{"a":["b:c"]}"#]),
    reads("a: {b:c}\n", &[r#"{"a":{"b:c":null}}"#]),
    refuses("a: {b: :c}\n"),
    reads(":a: 1\n", &[r#"{":a":1}"#]),
    reads("a: :b\n", &[r#"{"a":":b"}"#]),
    refuses("a: {b\n  : 1}\n"),
    refuses("a: {b\n  c: 1}\n"),
    stricter("a: [-, b]\n", &[r#"{"a":["-","b"]}"#], "plain scalar cannot start with '-' follo"),
    refuses("a: [- b]\n"),
    reads("a: {\"b\":1}\n", &[r#"{"a":{"b":1}}"#]),
    refuses("a: - b\n"),
    // Anchors, aliases and tags.
    refuses("a: &x.y 1\nb: *x.y\n"),
    reads("a: &x-y_1 1\nb: *x-y_1\n", &[r#"{"a":1,"b":1}"#]),
    refuses("a: &é 1\n"),
    refuses("a: &x: 1\n"),
    reads("&x a: 1\nb: *x\n", &[r#"{"a":1,"b":"a"}"#]),
    reads("a: [&x 1, *x]\n", &[r#"{"a":[1,1]}"#]),
    reads("a: &x\nb: *x\n", &[r#"{"a":null,"b":null}"#]),
    reads("a: ! 1\n", &[r#"{"a":"1"}"#]),
    stricter("a: !x 1\n", &[r#"{"a":"1"}"#], "unknown tag `!x` (quote the value if it "),
    stricter("a: [!!str, b]\n", &[r#"{"a":["b"]}"#], "kubectl reads this character as part of "),
    reads("a: !!str\nb: 1\n", &[r#"{"a":"","b":1}"#]),
    reads("a: &x {b: 1}\nc:\n  <<: *x\n", &[r#"{"a":{"b":1},"c":{"b":1}}"#]),
    // Quotes and blocks over several lines.
    reads("a: \"b\n  c\"\n", &[r#"{"a":"b c"}"#]),
    stricter("a: \"b\nc\"\n", &[r#"{"a":"b c"}"#], "a quoted text is not closed, or continues"),
    stricter("a: 'b\nc'\n", &[r#"{"a":"b c"}"#], "a quoted text is not closed, or continues"),
    stricter("a: |#b\n  c\n", &[r#"{"a":"c\n"}"#], "comments must be separated from other to"),
    refuses("a: |\n   b\n  c\n"),
    refuses("a: |\n    \n  b\n"),
    reads("a: >-\n  b\n  c\n", &[r#"{"a":"b c"}"#]),
    stricter("a:\n|\n  b\n", &[r#"{"a":"b\n"}"#], "a key without `:` (write `key: value`, o"),
    reads("a: \"\\x41\\u0042\"\n", &[r#"{"a":"AB"}"#]),
    refuses("a: \"\\q\"\n"),
];

/// The documents of a file, and why others cannot be read.
fn read_here(file: &str) -> (Vec<String>, Vec<String>) {
    let (mut documents, mut errors) = (Vec::new(), Vec::new());
    for document in read_all(file, &Limits::default()) {
        match document.content {
            Content::Empty => {}
            Content::Broken(error) => errors.push(error.to_string()),
            Content::Object(read) => documents.push(read.value().to_string()),
        }
    }
    (documents, errors)
}

#[test]
fn a_file_reads_as_kubectl_reads_it_or_not_at_all() {
    for row in ROWS {
        let (documents, errors) = read_here(row.file);
        match (&row.here, row.kubectl) {
            (Here::Same, Some(wanted)) => {
                assert!(errors.is_empty(), "{:?}: {errors:?}", row.file);
                assert_eq!(documents, wanted, "{:?}", row.file);
            }
            (Here::Refuses(says), _) => {
                let said = errors.iter().any(|error| error.contains(says));
                assert!(said, "{:?}: {documents:?} {errors:?}", row.file);
            }
            (Here::Same, None) => panic!("{:?}: kubectl refuses it", row.file),
        }
    }
}

#[test]
fn what_was_read_is_read_again() {
    let limits = Limits::default();
    let read: Vec<_> =
        ROWS.iter().filter_map(|row| Some((row.file, read(row.file, &limits).ok()?))).collect();
    assert!(read.iter().any(|(file, _)| file.contains('\t')) && read.len() > ROWS.len() / 4);
    for (file, document) in read {
        assert_eq!(read_again(file, &limits), Ok(document.into_value()), "{file:?}");
    }
}

#[test]
fn what_stands_behind_dots_says_so_where_it_stands() {
    let file = "a: 1\n...\n# note\n\nb: 2\n";
    let documents = read_all(file, &Limits::default());
    assert!(matches!(documents[0].content, Content::Object(_)));
    let Content::Broken(error) = &documents[1].content else { panic!("{documents:?}") };
    assert_eq!((error.line, error.column), (5, 1), "{error}");
    assert!(error.to_string().contains("only the object above"), "{error}");
}

#[test]
fn a_document_that_kubectl_does_not_read_does_not_come_to_life_by_an_edit() {
    assert!(remove_document("a: 1\n...\nb: 2\n", 0).is_err());
    assert_eq!(remove_document("a: 1\n...\nb: 2\n", 1).unwrap(), "a: 1\n...\n");
}

#[test]
fn no_file_is_written_that_kubectl_refuses_for_its_markers() {
    let appended = append_document("# kind: ConfigMap\n", "a: 1\n").unwrap();
    assert_eq!(appended, "---\n# kind: ConfigMap\n---\na: 1\n");
    assert_eq!(read_here(&appended), (vec![r#"{"a":1}"#.to_owned()], Vec::new()));
    let commented =
        replace_document("# one\n---\na: 1\n# two\n---\nb: 2\n", 0, "# one\n# a: 1\n").unwrap();
    assert_eq!(commented, "# one\n---\n# a: 1\n---\n# two\nb: 2\n");
    assert_eq!(read_here(&commented), (vec![r#"{"b":2}"#.to_owned()], Vec::new()));
}
