use hedgerow_model::{FabricId, FieldPath, Severity, SourceId, Validity};

use super::*;

fn document(name: &str, ordinal: i64, standing: Standing) -> Document {
    Document {
        source_id: SourceId(1),
        fabric_id: FabricId(1),
        path: "a.yaml".into(),
        ordinal,
        identity: Identity::new("g", "K", name),
        version: "v1".into(),
        standing,
        validity: Validity::Valid,
        line: 1,
        blob: "b".into(),
        facts: None,
        text: format!("name: {name}\nvlan: 1\n"),
    }
}

fn edge(field: &str, name: &str) -> Edge {
    Edge {
        field: FieldPath::of_keys([field]),
        target: Identity::new("g", "K", name),
        part: None,
        implied: false,
    }
}

fn finding(line: i64, rule: &str, message: &str) -> Finding {
    Finding { line, ..Finding::of_file("a.yaml", Severity::Warning, rule, message) }
}

fn rows() -> FileRows {
    FileRows {
        documents: vec![
            document("a", 0, Standing::Live),
            document("b", 1, Standing::Live),
            document("c", 0, Standing::CommentedOut),
        ],
        edges: [(0, vec![edge("x", "one"), edge("y", "two")])].into(),
        findings: vec![finding(1, "yaml", "one"), finding(2, "yaml", "two")],
    }
}

/// What is told of rows that were changed, each as `part how resource fields`.
fn told(change: impl Fn(&mut FileRows)) -> Vec<String> {
    let mut held = rows();
    change(&mut held);
    let found = paired(differing_rows(&held, &rows()));
    let line = |difference: &RowDifference| {
        let told = difference.told("commit c");
        assert!(told.can_repair && told.read_from == "commit c");
        let resource = told.resource.unwrap_or_default();
        format!("{} {} {resource} {}", told.part, told.how, told.fields.join(","))
    };
    found.iter().map(line).collect()
}

#[test]
fn rows_that_are_alike_differ_in_nothing_whatever_their_order() {
    assert!(told(|_| ()).is_empty());
    assert!(told(|rows| rows.documents.reverse()).is_empty());
    assert!(told(|rows| rows.findings.reverse()).is_empty());
    assert!(told(|rows| rows.edges.get_mut(&0).unwrap().reverse()).is_empty());
}

#[test]
fn each_row_that_differs_is_told_as_exactly_that() {
    type Spoil<'a> = &'a dyn Fn(&mut FileRows);
    let cases: [(&str, Spoil<'_>); 16] = [
        ("document changed K/a text", &|rows| rows.documents[0].text.push_str("more: 1\n")),
        ("document changed K/a version", &|rows| rows.documents[0].version = "v2".into()),
        ("document changed K/a validity", &|rows| {
            rows.documents[0].validity = Validity::Invalid;
        }),
        ("document changed K/a line", &|rows| rows.documents[0].line = 7),
        ("document changed K/a blob", &|rows| rows.documents[0].blob = "z".into()),
        ("document changed K/a facts", &|rows| rows.documents[0].facts = Some("{}".into())),
        ("document changed K/a fabric", &|rows| rows.documents[0].fabric_id = FabricId(2)),
        ("document changed K/a resource", &|rows| {
            rows.documents[0].identity.name = "z".into();
        }),
        ("document changed K/c standing", &|rows| {
            rows.documents[2].standing = Standing::Unreadable;
        }),
        ("document changed K/b place", &|rows| rows.documents[1].ordinal = 9),
        ("document missing K/b ", &|rows| drop(rows.documents.remove(1))),
        ("document extra K/z ", &|rows| {
            rows.documents.push(document("z", 5, Standing::Live));
        }),
        ("reference changed K/a x", &|rows| {
            rows.edges.get_mut(&0).unwrap()[0].target.name = "z".into();
        }),
        ("reference missing K/a y", &|rows| drop(rows.edges.get_mut(&0).unwrap().pop())),
        ("reference extra K/b z", &|rows| {
            rows.edges.insert(1, vec![edge("z", "z")]);
        }),
        ("finding changed  yaml", &|rows| rows.findings[0].message = "three".into()),
    ];
    for (expected, change) in cases {
        assert_eq!(told(change), [expected]);
    }
    assert_eq!(told(|rows| drop(rows.findings.pop())), ["finding missing  yaml"]);
    let more = told(|rows| rows.findings.push(finding(9, "schema", "x")));
    assert_eq!(more, ["finding extra  schema"]);
}

#[test]
fn a_document_in_another_file_is_one_in_the_wrong_place() {
    let mut held = document("a", 0, Standing::Live);
    held.path = "z.yaml".into();
    let found = paired(vec![
        RowDifference::Document { held: Some(Box::new(held)), read: None },
        RowDifference::Document {
            held: None,
            read: Some(Box::new(document("a", 0, Standing::Live))),
        },
    ]);
    let [one] = &found[..] else { panic!("{found:?}") };
    let told = one.told("commit c");
    assert_eq!((told.fields, told.database.as_deref()), (vec!["path".into()], Some("z.yaml")));
    assert_eq!(one.paths(), ["z.yaml", "a.yaml"]);
}

#[test]
fn the_first_line_that_differs_is_told_and_no_more_than_is_read() {
    let mut held = document("a", 0, Standing::Live);
    held.text = format!("name: a\nvlan: {}\n", "9".repeat(1000));
    let read = Some(Box::new(document("a", 0, Standing::Live)));
    let told = RowDifference::Document { held: Some(Box::new(held)), read }.told("commit c");
    assert_eq!(told.evidence.as_deref(), Some("vlan: 1"));
    assert_eq!(told.database.map(|text| text.chars().count()), Some(SHORT + 1));
}

#[test]
fn findings_are_compared_only_where_all_are_listed() {
    assert!(told(|rows| rows.findings = vec![finding(0, rule::TOO_MANY, "5 more")]).is_empty());
}

#[test]
fn what_is_kept_is_held_against_the_version_it_was_read_from() {
    let kept = Document { standing: Standing::Unreadable, ..document("a", 0, Standing::Live) };
    assert_eq!(was_in(&kept, &rows()), Some(true));
    let other = Document { text: "x".into(), ..kept.clone() };
    assert_eq!(was_in(&other, &rows()), Some(false));
    assert_eq!(was_in(&kept, &FileRows::default()), None, "it says nothing of it");
}
