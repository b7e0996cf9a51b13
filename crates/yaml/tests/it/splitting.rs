use hedgerow_yaml::{Content, Limits, read_all, split};

fn own_texts(file: &str) -> Vec<String> {
    split(file).iter().map(|slice| slice.own_text(file).into_owned()).collect()
}

#[test]
fn comments_above_a_marker_belong_to_the_document_below() {
    let file = "# first\na: 1\n\n# second\n\n---\nb: 2\n# trails\n";
    assert_eq!(own_texts(file), ["# first\na: 1\n\n", "# second\n\nb: 2\n# trails\n"]);
    assert_eq!(split(file).iter().map(|slice| slice.line).collect::<Vec<_>>(), [1, 4]);
}

#[test]
fn indented_comments_belong_to_the_document_that_they_trail() {
    let file = "a:\n  b: 1\n  # c: 2\n---\nd: 1\n";
    assert_eq!(own_texts(file), ["a:\n  b: 1\n  # c: 2\n", "d: 1\n"]);
}

#[test]
fn a_file_may_start_with_a_marker_and_a_banner() {
    assert_eq!(own_texts("---\na: 1\n---\nb: 2\n"), ["a: 1\n", "b: 2\n"]);
    assert_eq!(own_texts("# banner\n---\na: 1\n"), ["# banner\na: 1\n"]);
}

#[test]
fn a_document_without_content_keeps_its_comments() {
    let file = "a: 1\n---\n# kind: VPC\n---\nb: 2\n";
    assert_eq!(own_texts(file), ["a: 1\n", "# kind: VPC\n", "b: 2\n"]);
    let slices = split(file);
    assert!(slices[1].is_comment_only(file) && !slices[0].is_comment_only(file));
    assert!(split("---\n\n")[0].is_blank("---\n\n"));
}

#[test]
fn what_stands_on_the_line_of_a_marker_belongs_to_the_body() {
    assert_eq!(own_texts("--- # c\na: 1\n--- {b: 2}\n"), ["# c\na: 1\n", "{b: 2}\n"]);
}

#[test]
fn document_ends_and_directives_are_understood() {
    let file = "%YAML 1.1\n---\na: 1\n...\n# next\n---\nb: 2\n";
    assert_eq!(own_texts(file), ["%YAML 1.1\n---\na: 1\n...\n", "# next\nb: 2\n"]);
    assert_eq!(own_texts("a: 1\n...\nb: 2\n"), ["a: 1\n...\n", "b: 2\n"]);
}

#[test]
fn dashes_inside_scalars_are_no_markers() {
    let file = "a: |\n  ---\n  x\nb: --- y\nc: 1\n";
    assert_eq!(own_texts(file), [file]);
}

#[test]
fn a_byte_order_mark_is_in_no_document() {
    let file = "\u{feff}a: 1\n---\nb: 2\n";
    assert_eq!(own_texts(file), ["a: 1\n", "b: 2\n"]);
    assert_eq!(split(file)[0].line, 1);
}

#[test]
fn carriage_returns_do_not_hide_markers() {
    assert_eq!(own_texts("a: 1\r\n---\r\nb: 2\r\n"), ["a: 1\r\n", "b: 2\r\n"]);
}

#[test]
fn a_broken_document_does_not_spoil_its_neighbours_and_lines_are_those_of_the_file() {
    let file =
        "a: 1\n---\n# banner\nb: [\n---\n# only comments\n---\nc: 12345678901234567890\nd: x\n";
    let documents = read_all(file, &Limits::default());
    assert_eq!(documents.len(), 4);
    assert!(matches!(documents[0].content, Content::Object(_)));
    let Content::Broken(error) = &documents[1].content else { panic!("{documents:?}") };
    assert_eq!(error.line, 4);
    assert!(matches!(documents[2].content, Content::Empty));
    let Content::Object(last) = &documents[3].content else { panic!("{documents:?}") };
    assert_eq!(last.position(&"d".parse().unwrap()).unwrap().line, 9);
    assert_eq!(last.warnings().next().unwrap().at.line, 8);
}

#[test]
fn lines_of_a_banner_are_mapped_across_the_marker() {
    let file = "a: 1\n# one\n# two\n---\nb: x\nc: [\n";
    let documents = read_all(file, &Limits::default());
    let Content::Broken(error) = &documents[1].content else { panic!("{documents:?}") };
    assert_eq!(error.line, 6);
    let file = "a: 1\n# one\n# two\n---\nb: x\n";
    let documents = read_all(file, &Limits::default());
    let Content::Object(object) = &documents[1].content else { panic!("{documents:?}") };
    assert_eq!(object.position(&"b".parse().unwrap()).unwrap().line, 5);
}
