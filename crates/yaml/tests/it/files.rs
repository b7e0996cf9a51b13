use hedgerow_yaml::{
    append_document, comment_out, insert_document, remove_document, replace_document, split,
    uncomment,
};

fn own(file: &str, index: usize) -> String {
    split(file)[index].own_text(file).into_owned()
}

const FILE: &str = "# file\n---\na: 1\n\n# about b\n---\nb: 2\n---\nc: 3\n# end\n";

#[test]
fn replacing_a_document_leaves_its_neighbours_alone() {
    assert_eq!(
        replace_document(FILE, 1, "# about b\nb: 5\nx: 1\n").unwrap(),
        "# file\n---\na: 1\n\n# about b\n---\nb: 5\nx: 1\n---\nc: 3\n# end\n"
    );
    assert_eq!(
        replace_document(FILE, 0, "a: 7\n").unwrap(),
        "---\na: 7\n# about b\n---\nb: 2\n---\nc: 3\n# end\n"
    );
}

#[test]
fn replacing_a_document_by_itself_changes_nothing() {
    for index in 0..3 {
        assert_eq!(replace_document(FILE, index, &own(FILE, index)).unwrap(), FILE);
    }
}

#[test]
fn removing_a_document_takes_its_banner_and_marker() {
    assert_eq!(remove_document(FILE, 1).unwrap(), "# file\n---\na: 1\n\n---\nc: 3\n# end\n");
    assert_eq!(remove_document(FILE, 2).unwrap(), "# file\n---\na: 1\n\n# about b\n---\nb: 2\n");
    assert_eq!(remove_document(FILE, 0).unwrap(), "# about b\n---\nb: 2\n---\nc: 3\n# end\n");
    assert_eq!(remove_document("a: 1\n", 0).unwrap(), "");
    assert_eq!(remove_document("\u{feff}a: 1\n", 0).unwrap(), "\u{feff}");
    assert!(remove_document("a: 1\n", 1).is_err());
}

#[test]
fn appending_puts_a_marker_between_and_keeps_trailing_comments_where_they_belong() {
    assert_eq!(append_document("a: 1", "b: 2\n").unwrap(), "a: 1\n---\nb: 2\n");
    assert_eq!(append_document("", "b: 2\n").unwrap(), "b: 2\n");
    let trailing = append_document("a: 1\n# old\n", "b: 2\n").unwrap();
    assert_eq!(trailing, "a: 1\n# old\n...\n---\nb: 2\n");
    assert_eq!(own(&trailing, 1), "b: 2\n");
    assert_eq!(append_document("a: 1\r\n", "b: 2\r\n").unwrap(), "a: 1\r\n---\r\nb: 2\r\n");
    assert!(append_document("a: 1\n", "b: 2\n---\nc: 3\n").is_err());
}

#[test]
fn a_document_is_put_between_others_which_keep_every_byte() {
    let put = |file: &str, index| insert_document(file, index, "b: 2\n").unwrap();
    assert_eq!(put("a: 1\n---\nc: 3\n", 1), "a: 1\n---\nb: 2\n---\nc: 3\n");
    assert_eq!(put("a: 1\n---\nc: 3\n", 2), "a: 1\n---\nc: 3\n---\nb: 2\n");
    assert_eq!(put("a: 1\n---\nc: 3\n", 0), "b: 2\n---\na: 1\n---\nc: 3\n");
    assert_eq!(put("---\na: 1\n---\nc: 3\n", 0), "---\nb: 2\n---\na: 1\n---\nc: 3\n");
    assert_eq!(put("\u{feff}a: 1\n", 0), "\u{feff}b: 2\n---\na: 1\n");
    assert_eq!(put("# of c\n---\nc: 3\n", 0), "---\nb: 2\n# of c\n---\nc: 3\n");
    assert_eq!(put("a: 1\n# of c\n---\nc: 3\n", 1), "a: 1\n---\nb: 2\n# of c\n---\nc: 3\n");
    assert_eq!(put("a: 1\r\n---\r\nc: 3\r\n", 1), "a: 1\r\n---\r\nb: 2\n---\r\nc: 3\r\n");
    assert!(insert_document("a: 1\n", 0, "b: 2\n---\nc: 3\n").is_err());
    let (file, own) = ("# c\nc: 3 # c\n---\n\nd: 4\n", "# of b\nb: 2\n");
    for index in 0..3 {
        let put = insert_document(file, index, own).unwrap();
        assert_eq!(remove_document(&put, index).unwrap().trim_start_matches("---\n"), file);
    }
}

#[test]
fn a_document_can_be_commented_out_and_back_anywhere_in_a_file() {
    for file in
        [FILE, "a: 1\nb:\n\n  - x\n---\nc: 2\n", "a: 1\n", "\u{feff}a: 1\r\n---\r\nb: 1\r\n"]
    {
        for index in 0..split(file).len() {
            let text = own(file, index);
            let out = replace_document(file, index, &comment_out(&text)).unwrap();
            assert!(split(&out)[index].is_comment_only(&out), "{out}");
            let closed = own(&out, index);
            let commented = closed.trim_end_matches("...\n").trim_end_matches("...\r\n");
            assert_eq!(commented, comment_out(&text));
            for other in (0..split(file).len()).filter(|other| *other != index) {
                assert_eq!(own(&out, other), own(file, other), "{out}");
            }
            let back = replace_document(&out, index, &uncomment(commented)).unwrap();
            assert_eq!(own(&back, index), text, "{back}");
        }
    }
}

#[test]
fn several_documents_cannot_take_the_place_of_one() {
    assert!(replace_document(FILE, 1, "b: 1\n---\nc: 1\n").is_err());
}

#[test]
fn content_on_the_line_of_a_marker_can_be_edited() {
    let file = "a: 1\n--- # note\nb: 2\n";
    assert_eq!(replace_document(file, 1, "# note\nb: 3\n").unwrap(), "a: 1\n--- # note\nb: 3\n");
}
