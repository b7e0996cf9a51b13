use hedgerow_yaml::{CommentEdit, comments};

use crate::support::{Types, path, value, with_comments};

const TEXT: &str = "\
# banner

# about apiVersion
apiVersion: v1 # beside version
metadata: # beside metadata
  # about name
  name: n
  # trails name
spec:
  routes:
    # about a
    - name: a # beside a
      via: [x, y] # beside via
      # trails via
    - # beside b
      name: b
  set: [
    one, # first
    # above two
    two
  ] # beside set
  text: | # beside text
    # not a comment
    x
  # trails text
# end
";

fn show(text: &str) -> Vec<String> {
    let map = comments(text, &Types).unwrap();
    map.iter()
        .flat_map(|(path, found)| {
            let path = path.to_string();
            let mut out: Vec<String> = Vec::new();
            out.extend(found.before.iter().map(|line| format!("{path} < {line}")));
            out.extend(found.beside.iter().map(|line| format!("{path} = {line}")));
            out.extend(found.after.iter().map(|line| format!("{path} > {line}")));
            out
        })
        .collect()
}

#[test]
fn a_byte_order_mark_is_no_line_above_the_first() {
    assert_eq!(show("\u{feff}- a # beside\n- b\n"), ["[=a] = # beside"]);
    assert_eq!(show("\u{feff}--a: 1\n# about b\nb: 2\n"), ["b < # about b"]);
}

#[test]
fn a_carriage_return_alone_ends_a_comment() {
    assert_eq!(show("-\r #\r-\r-\r"), ["[0] > #"]);
    assert_eq!(show("a: 1 # one\r# about b\rb: 2\r"), ["a = # one", "b < # about b"]);
}

#[test]
fn every_comment_belongs_to_one_place() {
    let mut wanted = vec![
        " > # end",
        "apiVersion < # banner",
        "apiVersion < # about apiVersion",
        "apiVersion = # beside version",
        "metadata = # beside metadata",
        "metadata.name < # about name",
        "metadata.name > # trails name",
        "spec.routes[name=a] < # about a",
        "spec.routes[name=a].name = # beside a",
        "spec.routes[name=a].via = # beside via",
        "spec.routes[name=a].via > # trails via",
        "spec.routes[name=b] = # beside b",
        "spec.set = # beside set",
        "spec.set[=one] = # first",
        "spec.set[=two] < # above two",
        "spec.text = # beside text",
        "spec.text > # trails text",
    ];
    let mut found = show(TEXT);
    found.sort();
    wanted.sort_unstable();
    assert_eq!(found, wanted);
}

#[test]
fn the_same_document_with_other_line_endings_has_the_same_comments() {
    assert_eq!(show(&TEXT.replace('\n', "\r\n")), show(TEXT));
    assert_eq!(show(TEXT.trim_end()), show(TEXT));
}

fn before(at: &str, lines: &[&str]) -> CommentEdit {
    CommentEdit::Before {
        path: path(at),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
    }
}

fn beside(at: &str, line: Option<&str>) -> CommentEdit {
    CommentEdit::Beside { path: path(at), line: line.map(str::to_owned) }
}

#[test]
fn comments_can_be_set_changed_and_removed() {
    let text = "a: 1 # x\nb:\n  # old\n  - name: c\n    d: 2\n";
    let edits = [
        before("a", &["# one", "# two"]),
        beside("a", None),
        before("b[0]", &["# new"]),
        beside("b[name=c].d", Some("# side")),
        CommentEdit::After { path: path("b[0].d"), lines: vec!["# below".to_owned()] },
        beside("b", Some("# list")),
    ];
    assert_eq!(
        with_comments(text, &edits).unwrap(),
        "# one\n# two\na: 1\nb: # list\n  # new\n  - name: c\n    d: 2 # side\n    # below\n"
    );
}

#[test]
fn what_is_set_is_found_again() {
    let text = "a: 1\nb:\n  c: [x, y]\n  d: |\n    t\ne: 5";
    for at in ["a", "b", "b.c", "b.d", "e"] {
        let edits = [before(at, &["# above", "# above 2"]), beside(at, Some("# beside"))];
        let edited = with_comments(text, &edits).unwrap();
        let map = comments(&edited, &Types).unwrap();
        let found = &map[&path(at)];
        assert_eq!(found.before, ["# above", "# above 2"], "{edited}");
        assert_eq!(found.beside.as_deref(), Some("# beside"), "{edited}");
        assert_eq!(value(&edited), value(text));
        assert_eq!(with_comments(&edited, &[before(at, &[]), beside(at, None)]).unwrap(), text);
    }
}

#[test]
fn a_comment_that_would_swallow_text_is_refused() {
    assert!(with_comments("a: [x, y]\n", &[beside("a[=x]", Some("# no"))]).is_err());
    assert!(with_comments("a: 1\n", &[before("nothing", &["# no"])]).is_err());
    assert!(with_comments("a: 1\n", &[before("a", &["b: 2"])]).is_err());
}

#[test]
fn the_end_of_the_document_has_comments_too() {
    let edit = CommentEdit::After {
        path: hedgerow_model::FieldPath::root(),
        lines: vec!["# end".to_owned()],
    };
    assert_eq!(with_comments("a: 1\n", std::slice::from_ref(&edit)).unwrap(), "a: 1\n# end\n");
    assert_eq!(with_comments("a: 1\r\n", &[edit]).unwrap(), "a: 1\r\n# end\r\n");
}
