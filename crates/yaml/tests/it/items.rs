//! The objects of a list, each as a text of its own.

use hedgerow_model::FieldPath;
use hedgerow_yaml::{Content, Limits, ListItem, list_items, read, read_all};
use proptest::prelude::*;

fn items(text: &str) -> Vec<ListItem> {
    list_items(text, &read(text, &Limits::default()).unwrap())
}

fn texts(text: &str) -> Vec<String> {
    items(text).into_iter().map(|item| item.text).collect()
}

#[test]
fn what_kubectl_prints_becomes_a_text_for_each() {
    let text = "apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: A\n  spec:\n    script: |\n      if x:\n\n        y\n\
                # of the second\n- kind: B\n  list:\n  - 1\n  - 2\nkind: List\nmetadata:\n  resourceVersion: \"\"\n";
    assert_eq!(
        texts(text),
        [
            "apiVersion: v1\nkind: A\nspec:\n  script: |\n    if x:\n\n      y\n",
            "# of the second\nkind: B\nlist:\n- 1\n- 2\n",
        ]
    );
}

#[test]
fn json_and_flow_lists_keep_their_form() {
    let text = "{\n  \"items\": [\n    {\"kind\": \"A\"},\n    {\n      \"kind\": \"B\"\n    }\n  ],\n  \"kind\": \"List\"\n}\n";
    assert_eq!(texts(text), ["{\"kind\": \"A\"}\n", "{\n      \"kind\": \"B\"\n    }\n"]);
    assert_eq!(
        texts("kind: List\nitems: [{kind: A}, {kind: B}]\n"),
        ["{kind: A}\n", "{kind: B}\n"]
    );
}

#[test]
fn what_cannot_be_cut_out_is_written_anew() {
    assert_eq!(
        texts(
            "kind: List\nitems:\n- &a {kind: A}\n- *a\n- x: &b 1\n  z: *b\n-\n  kind: C # c\n- kind: D\n"
        ),
        ["&a {kind: A}\n", "kind: A\n", "x: 1\nz: 1\n", "kind: C\n", "kind: D\n"]
    );
}

#[test]
fn what_is_no_list_has_no_items() {
    for text in ["kind: List\n", "items: 5\n", "items: []\n", "- 1\n", ""] {
        assert!(items(text).is_empty(), "{text:?}");
    }
}

#[test]
fn positions_are_those_of_the_file() {
    let file = "# banner\n---\nkind: List\nitems:\n  # of b\n  - kind: B\n    spec:\n      size: x\n  - {kind: C, size: y}\n---\nkind: D\n";
    let documents = read_all(file, &Limits::default());
    let Content::Object(list) = &documents[0].content else { panic!("no document") };
    let own = documents[0].slice.own_text(file);
    let items = list_items(&own, list);
    let at = |item: usize, path: &str| {
        let at = items[item].document.position(&path.parse::<FieldPath>().unwrap()).unwrap();
        let line = file.lines().nth(at.line as usize - 1).unwrap();
        line[at.column as usize - 1..].chars().next().unwrap()
    };
    assert_eq!(
        (at(0, "kind"), at(0, "spec.size"), at(1, "kind"), at(1, "size")),
        ('B', 'x', 'C', 'y')
    );
    assert_eq!(items.iter().map(|item| item.line).collect::<Vec<_>>(), [5, 9]);
}

proptest! {
    #[test]
    fn each_text_says_what_its_object_says(
        objects in prop::collection::vec((0_u8..4, 0_u8..5, any::<bool>()), 1..5),
        dash in 0_usize..3,
        gap in 1_usize..3,
    ) {
        let pad = " ".repeat(dash);
        let mut text = "kind: List\nitems:\n".to_owned();
        for (n, (form, lines, comment)) in objects.iter().enumerate() {
            if *comment {
                text.push_str(&format!("{pad}# about {n}\n"));
            }
            let body = match form {
                0 => format!("name: n{n}\n"),
                1 => format!("name: n{n}\ntext: |{}\n{}", if *lines > 3 { "+" } else { "" }, "  line\n\n".repeat(usize::from(*lines))),
                2 => format!("name: n{n}\nlist:\n- a: 1\n  b: 2\n{}", "# inner\n".repeat(usize::from(*lines))),
                _ => format!("name: n{n} # beside\nmap:\n  k: \"a\n    b\"\n"),
            };
            for (at, line) in body.split_inclusive('\n').enumerate() {
                match at {
                    0 => text.push_str(&format!("{pad}-{}{line}", " ".repeat(gap))),
                    _ if line.trim().is_empty() => text.push_str(line),
                    _ => text.push_str(&format!("{pad} {}{line}", " ".repeat(gap))),
                }
            }
        }
        text.push_str("metadata: {}\n");
        if let Ok(document) = read(&text, &Limits::default()) {
            let found = list_items(&text, &document);
            let path: FieldPath = "items".parse().unwrap();
            let values = document.value().lookup(&path).unwrap().as_list().unwrap();
            prop_assert_eq!(found.len(), values.len(), "{}", text);
            for (item, value) in found.iter().zip(values) {
                let read = read(&item.text, &Limits::default()).unwrap();
                prop_assert_eq!(read.value(), value, "{}", text);
                let name = item.document.position(&"name".parse().unwrap()).unwrap();
                let line = text.lines().nth(name.line as usize - 1).unwrap();
                let shown = &line[name.column as usize - 1..];
                prop_assert!(shown.starts_with(value.get("name").unwrap().as_str().unwrap()), "{}", text);
            }
        }
    }
}

#[test]
fn items_on_one_line_keep_their_columns() {
    let text =
        "{\"kind\": \"List\", \"items\": [{\"a\": 1}, {\"b\": 2},\n {\"c\": 3}, {\"d\": 4}]}\n";
    let document = read(text, &Limits::default()).unwrap();
    let at: Vec<(u32, u32)> = list_items(text, &document)
        .iter()
        .map(|item| item.document.position(&FieldPath::root()).unwrap())
        .map(|at| (at.line, at.column))
        .collect();
    assert_eq!(at, [(1, 28), (1, 38), (2, 2), (2, 12)]);
}
