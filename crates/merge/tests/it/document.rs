//! Random documents with comments and styles, and random edits of them: what two people do to one
//! file. A document is a small tree that prints itself, so a test knows which comment belongs to
//! which entry without reading YAML.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use hedgerow_model::Value;
use proptest::prelude::*;

#[derive(Clone, Debug)]
pub(crate) enum Node {
    /// As it is printed, quotes included.
    Scalar(String),
    Map(Vec<Entry>),
    /// Items have empty keys.
    List {
        items: Vec<Entry>,
        flow: bool,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) before: Vec<String>,
    pub(crate) beside: Option<String>,
    /// Below the last entry or item in it, in their column.
    pub(crate) closing: Vec<String>,
    pub(crate) blank: bool,
    /// What the list is keyed by, and the document's head.
    pub(crate) fixed: bool,
    pub(crate) node: Node,
}

impl Entry {
    pub(crate) fn new(key: &str, node: Node) -> Self {
        Self {
            key: key.to_owned(),
            before: vec![],
            beside: None,
            closing: vec![],
            blank: false,
            fixed: false,
            node,
        }
    }

    fn fixed(key: &str, node: Node) -> Self {
        Self { fixed: true, ..Self::new(key, node) }
    }
}

fn scalar(text: impl ToString) -> Node {
    Node::Scalar(text.to_string())
}

fn scalars() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..50_u32).prop_map(|n| n.to_string()),
        "[a-z]{1,6}".prop_map(|text| format!("v{text}")),
        "[a-z ]{1,6}".prop_map(|text| format!("\"{text}\"")),
        "[a-z:# ]{1,6}".prop_map(|text| format!("'{text}'")),
        Just("true".to_owned()),
        Just("\"10\"".to_owned()),
    ]
}

fn named_items(names: BTreeSet<u8>) -> Vec<Entry> {
    names.into_iter().map(|n| Entry::new("", scalar(format!("i{n}")))).collect()
}

fn fields() -> impl Strategy<Value = Vec<Entry>> {
    proptest::collection::btree_map("[f-h][a-c]", scalars(), 0..4).prop_map(|map| {
        map.into_iter().map(|(key, value)| Entry::new(&key, Node::Scalar(value))).collect()
    })
}

fn keyed(key: &'static str) -> impl Strategy<Value = Node> {
    proptest::collection::btree_map(0..9_u8, fields(), 0..4).prop_map(move |items| Node::List {
        items: items
            .into_iter()
            .map(|(n, fields)| {
                let mut entries = vec![Entry::fixed(key, scalar(format!("k{n}")))];
                entries.extend(fields);
                Entry::new("", Node::Map(entries))
            })
            .collect(),
        flow: false,
    })
}

fn spec() -> impl Strategy<Value = Vec<Entry>> {
    let set = (proptest::collection::btree_set(0..9_u8, 0..5), any::<bool>())
        .prop_map(|(names, flow)| Node::List { items: named_items(names), flow });
    let inner = proptest::collection::btree_map("[s-u]", fields().prop_map(Node::Map), 0..3)
        .prop_map(|map| {
            Node::Map(map.into_iter().map(|(key, node)| Entry::new(&key, node)).collect())
        });
    (fields(), set.clone(), keyed("prefix"), keyed("name"), set, inner, any::<u64>()).prop_map(
        |(mut entries, groups, routes, rules, plain, subnets, order)| {
            entries.push(Entry::new("groups", groups));
            entries.push(Entry::new("routes", routes));
            entries.push(Entry::new("rules", rules));
            entries.push(Entry::new("plain", plain));
            entries.push(Entry::new("subnets", subnets));
            let by = usize::try_from(order).unwrap_or_default() % entries.len();
            entries.rotate_left(by);
            entries
        },
    )
}

/// A document with some comments in it.
pub(crate) fn documents() -> impl Strategy<Value = Document> {
    (spec(), edits("b", 0..8)).prop_map(|(spec, edits)| {
        let metadata = Node::Map(vec![Entry::fixed("name", scalar("vpc-1"))]);
        let entries = vec![
            Entry::fixed("apiVersion", scalar("vpc.githedgehog.com/v1beta1")),
            Entry::fixed("kind", scalar("VPC")),
            Entry::fixed("metadata", metadata),
            Entry::fixed("spec", Node::Map(spec)),
        ];
        let comments = edits
            .into_iter()
            .filter(|edit| matches!(edit.what, What::Comment(..) | What::Close(_)));
        Document { entries }.edited(&comments.collect::<Vec<_>>())
    })
}

/// One thing that a person does.
#[derive(Clone, Debug)]
pub(crate) struct Edit {
    at: usize,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Set(String),
    Delete,
    Add(String, String),
    /// Text; whether it is beside.
    Comment(String, bool),
    /// Below all that is in a map or list.
    Close(String),
    Uncomment,
    Blank,
    Requote,
}

/// Edits of one person, whose comments carry `mark`.
pub(crate) fn edits(
    mark: &'static str,
    count: std::ops::Range<usize>,
) -> impl Strategy<Value = Vec<Edit>> {
    let what = prop_oneof![
        3 => scalars().prop_map(What::Set),
        2 => Just(What::Delete),
        2 => ("a[f-z]", scalars()).prop_map(|(key, value)| What::Add(key, value)),
        3 => ("[a-z]{3}", any::<bool>()).prop_map(|(text, beside)| What::Comment(text, beside)),
        1 => "[a-z]{3}".prop_map(What::Close),
        1 => Just(What::Uncomment),
        1 => Just(What::Blank),
        1 => Just(What::Requote),
    ];
    proptest::collection::vec((any::<u16>(), what), count).prop_map(move |edits| {
        edits
            .into_iter()
            .enumerate()
            .map(|(n, (at, what))| {
                let what = match what {
                    What::Comment(text, beside) => {
                        What::Comment(format!("# {mark}{n} {text}"), beside)
                    }
                    What::Close(text) => What::Close(format!("# {mark}{n} {text}")),
                    other => other,
                };
                Edit { at: usize::from(at), what }
            })
            .collect()
    })
}

/// One resource's text, as a tree.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) entries: Vec<Entry>,
}

impl Document {
    pub(crate) fn edited(&self, edits: &[Edit]) -> Self {
        let mut edited = self.clone();
        for edit in edits {
            let mut left = edit.at % count(&edited.entries).max(1);
            apply(&mut edited.entries, &mut left, &edit.what);
        }
        edited
    }

    /// The whole text, in block style.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        print(&self.entries, 0, false, &mut out);
        out
    }

    /// What the text says, without reading it.
    pub(crate) fn value(&self) -> Value {
        map_value(&self.entries)
    }

    /// Every comment, with the keys of the entries that it depends on: as long as they are, the
    /// comment must. List items count by their printed first line.
    pub(crate) fn comments(&self) -> Vec<(String, Vec<String>)> {
        let mut out = Vec::new();
        comments(&self.entries, &mut Vec::new(), &mut out);
        out
    }
}

fn map_value(entries: &[Entry]) -> Value {
    Value::Map(entries.iter().map(|entry| (entry.key.clone(), node_value(&entry.node))).collect())
}

fn node_value(node: &Node) -> Value {
    match node {
        Node::Map(entries) => map_value(entries),
        Node::List { items, .. } => {
            Value::List(items.iter().map(|item| node_value(&item.node)).collect())
        }
        Node::Scalar(text) if text.starts_with(['"', '\'']) => {
            Value::from(&text[1..text.len() - 1])
        }
        Node::Scalar(text) if text == "true" => Value::from(true),
        Node::Scalar(text) => {
            text.parse::<i64>().map_or_else(|_| Value::from(text.as_str()), Value::from)
        }
    }
}

fn name_of(entry: &Entry) -> String {
    match &entry.node {
        _ if !entry.key.is_empty() => entry.key.clone(),
        Node::Scalar(text) => text.clone(),
        Node::Map(entries) => entries
            .first()
            .map_or_else(String::new, |first| format!("{}={:?}", first.key, first.node)),
        Node::List { .. } => String::new(),
    }
}

fn comments(entries: &[Entry], path: &mut Vec<String>, out: &mut Vec<(String, Vec<String>)>) {
    for entry in entries {
        path.push(name_of(entry));
        for comment in entry.before.iter().chain(&entry.beside) {
            out.push((comment.clone(), path.clone()));
        }
        match &entry.node {
            Node::Map(entries) => comments(entries, path, out),
            Node::List { items, flow: false } => comments(items, path, out),
            _ => {}
        }
        if !is_inline(&entry.node) {
            out.extend(entry.closing.iter().map(|comment| (comment.clone(), path.clone())));
        }
        path.pop();
    }
}

/// Whether the entry at `path` is in `document`.
pub(crate) fn stands(document: &Document, path: &[String]) -> bool {
    let mut entries = document.entries.as_slice();
    for name in path {
        let Some(entry) = entries.iter().find(|entry| name_of(entry) == *name) else {
            return false;
        };
        entries = match &entry.node {
            Node::Map(entries) => entries,
            Node::List { items, .. } => items,
            Node::Scalar(_) => &[],
        };
    }
    true
}

fn count(entries: &[Entry]) -> usize {
    entries
        .iter()
        .map(|entry| match &entry.node {
            Node::Scalar(_) => 1,
            Node::Map(entries) => 1 + count(entries),
            Node::List { items, flow } => 1 + if *flow { 0 } else { count(items) },
        })
        .sum()
}

/// Walks to the entry number `left` and applies the edit there; `true` when that is done.
fn apply(entries: &mut Vec<Entry>, left: &mut usize, what: &What) -> bool {
    for at in 0..entries.len() {
        if *left == 0 {
            change(entries, at, what);
            return true;
        }
        *left -= 1;
        let done = match &mut entries[at].node {
            Node::Map(entries) => apply(entries, left, what),
            Node::List { items, flow: false } => apply(items, left, what),
            _ => false,
        };
        if done {
            return true;
        }
    }
    false
}

fn change(entries: &mut Vec<Entry>, at: usize, what: &What) {
    let first_of_item = entries[at].fixed && at == 0 && !entries[at].key.starts_with("api");
    let is_item = entries[at].key.is_empty();
    let entry = &mut entries[at];
    match what {
        What::Set(text) => match &mut entry.node {
            Node::Scalar(old) if !entry.fixed && !is_item => *old = text.clone(),
            _ => {}
        },
        What::Delete => {
            if !entry.fixed {
                entries.remove(at);
            }
        }
        What::Add(key, value) => match &mut entry.node {
            Node::Map(inside)
                if (!entry.fixed || entry.key == "spec")
                    && inside.iter().all(|entry| entry.key != *key) =>
            {
                inside.push(Entry::new(key, Node::Scalar(value.clone())));
            }
            Node::List { items, .. } => {
                let all_scalars = items.iter().all(|item| matches!(item.node, Node::Scalar(_)));
                let new = Entry::new("", Node::Scalar(format!("w{key}")));
                let known = items.iter().any(|item| name_of(item) == name_of(&new));
                if all_scalars && !known && matches!(entry.key.as_str(), "groups" | "plain") {
                    items.push(new);
                } else if matches!(entry.key.as_str(), "routes" | "rules") {
                    let name = if entry.key == "routes" { "prefix" } else { "name" };
                    let item = Entry::new(
                        "",
                        Node::Map(vec![
                            Entry::fixed(name, scalar(format!("w{key}"))),
                            Entry::new("fa", Node::Scalar(value.clone())),
                        ]),
                    );
                    if items.iter().all(|other| name_of(other) != name_of(&item)) {
                        items.push(item);
                    }
                }
            }
            _ => {}
        },
        What::Comment(text, beside) => {
            // Above the first key of an item there is no room: the item's own comment is there.
            // Beside an item that is a map its first key's comment is.
            let is_map_item = is_item && matches!(entry.node, Node::Map(_));
            if *beside && !is_map_item {
                entry.beside = Some(text.clone());
            } else if !first_of_item {
                entry.before.push(text.clone());
            }
        }
        What::Close(text) => {
            if !is_inline(&entry.node) {
                entry.closing.push(text.clone());
            }
        }
        What::Uncomment => {
            entry.closing.clear();
            entry.before.clear();
            entry.beside = None;
        }
        What::Blank => entry.blank = !entry.blank && at > 0,
        What::Requote => {
            if let Node::Scalar(text) = &mut entry.node
                && text.starts_with('v')
                && !is_item
            {
                *text = format!("\"{text}\"");
            }
        }
    }
}

fn print(entries: &[Entry], indent: usize, mut inline: bool, out: &mut String) {
    for entry in entries {
        let pad = " ".repeat(indent);
        if inline {
            // Directly after the dash of a list item.
            inline = false;
        } else {
            if entry.blank {
                out.push('\n');
            }
            for comment in &entry.before {
                let _ = writeln!(out, "{pad}{comment}");
            }
            out.push_str(&pad);
        }
        if entry.key.is_empty() {
            out.push_str("- ");
            if let Node::Map(fields) = &entry.node {
                print(fields, indent + 2, true, out);
                close(entry, indent + 2, out);
                continue;
            }
        } else {
            let _ = write!(out, "{}:", entry.key);
            if is_inline(&entry.node) {
                out.push(' ');
            }
        }
        match &entry.node {
            Node::Scalar(text) => out.push_str(text),
            Node::Map(entries) if entries.is_empty() => out.push_str("{}"),
            Node::List { items, flow } if *flow || items.is_empty() => {
                let texts: Vec<String> = items.iter().map(name_of).collect();
                let _ = write!(out, "[{}]", texts.join(", "));
            }
            _ => {}
        }
        if let Some(comment) = &entry.beside {
            let _ = write!(out, " {comment}");
        }
        out.push('\n');
        if !is_inline(&entry.node) {
            match &entry.node {
                Node::Map(entries) => print(entries, indent + 2, false, out),
                Node::List { items, .. } => print(items, indent + 2, false, out),
                Node::Scalar(_) => {}
            }
            close(entry, indent + 2, out);
        }
    }
}

fn close(entry: &Entry, indent: usize, out: &mut String) {
    for comment in &entry.closing {
        let _ = writeln!(out, "{}{comment}", " ".repeat(indent));
    }
}

fn is_inline(node: &Node) -> bool {
    match node {
        Node::Scalar(_) => true,
        Node::Map(entries) => entries.is_empty(),
        Node::List { items, flow } => *flow || items.is_empty(),
    }
}
