//! Edits inside of braces and brackets: what was not meant stays as it is written, to the byte.

use hedgerow_model::{AllAtomic, FieldPath, Value};
use hedgerow_yaml::{Limits, Position, Rewrite, delete_path, read, read_value, rewrite, set_path};
use proptest::prelude::*;

use crate::support::places;

/// A list or a map in braces, as it is written.
#[derive(Clone, Debug)]
enum Flow {
    Scalar(&'static str),
    List(Vec<(Flow, &'static str)>),
    Map(Vec<(&'static str, Flow, &'static str)>),
}

/// Scalars that a program would write otherwise.
const SCALARS: [&str; 14] = [
    "y",
    "no",
    "0x1F",
    "0644",
    "1_000",
    "1.50",
    "~",
    "'q'",
    "\"q\"",
    "\"a\\x41\"",
    "1e3",
    "text",
    "On",
    "12:30",
];
const KEYS: [&str; 8] = ["y", "a", "'b'", "\"c\"", "1", "no", "0x10", "e e"];
/// What is behind the comma.
const GAPS: [&str; 6] = [" ", "", "  ", "\n  ", "\n\n  ", " # why\n  "];

fn flow() -> impl Strategy<Value = Flow> {
    let gap = || prop::sample::select(&GAPS[..]);
    let scalar = prop::sample::select(&SCALARS[..]).prop_map(Flow::Scalar);
    scalar.prop_recursive(3, 16, 4, move |inner| {
        let keys = prop::sample::subsequence(&KEYS[..], 0..4).prop_shuffle();
        let values = prop::collection::vec((inner.clone(), gap()), 4);
        prop_oneof![
            prop::collection::vec((inner, gap()), 0..4).prop_map(Flow::List),
            (keys, values).prop_map(|(keys, values)| {
                let entry = |(key, (value, gap))| (key, value, gap);
                Flow::Map(keys.into_iter().zip(values).map(entry).collect())
            }),
        ]
    })
}

impl Flow {
    fn text(&self) -> String {
        match self {
            Self::Scalar(text) => (*text).to_owned(),
            Self::List(items) => {
                let items = items.iter().map(|(item, gap)| (item.text(), *gap));
                format!("[{}]", joined(items))
            }
            Self::Map(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value, gap)| (format!("{key}: {}", value.text()), *gap));
                format!("{{{}}}", joined(entries))
            }
        }
    }
}

fn joined(rows: impl Iterator<Item = (String, &'static str)>) -> String {
    let mut out = String::new();
    let mut between = "";
    for (text, gap) in rows {
        if !out.is_empty() {
            out.push(',');
            out.push_str(between);
        }
        out.push_str(&text);
        between = gap;
    }
    out
}

const NEW: [&str; 8] = ["7", "seven", "\"8\"", "{k: 1}", "[1, 2]", "{}", "null", "\"a\\nb\""];

fn rewritten(text: &str, target: &Value) -> Result<String, TestCaseError> {
    let how = Rewrite { types: &AllAtomic, comments: &[] };
    rewrite(text, target, &how).map_err(|error| TestCaseError::fail(format!("{error}: {text}")))
}

fn offset(text: &str, at: Position) -> usize {
    let line = text.split_inclusive('\n').take(at.line as usize - 1).map(str::len).sum::<usize>();
    line + at.column as usize - 1
}

/// The words of a text, without what is between them.
fn words(text: &str) -> Vec<String> {
    let text = text.replace("# why", "");
    let words = text.split(|c: char| c.is_whitespace() || ",[]{}".contains(c));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn is_part(part: &[String], whole: &[String]) -> bool {
    let mut whole = whole.iter();
    part.iter().all(|word| whole.any(|other| other == word))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_scalar_that_is_set_changes_no_other_byte(
        flow in flow(), at in any::<prop::sample::Index>(), new in prop::sample::select(&NEW[..]),
    ) {
        let text = format!("above: 1\nflow: {}\nbelow: 1\n", flow.text());
        let document = read(&text, &Limits::default()).unwrap();
        let mut all = Vec::new();
        places(document.value(), &FieldPath::root(), &mut all);
        all.retain(|path| path.segments().len() > 1 && document.written(&text, path).is_some());
        if all.is_empty() {
            return Ok(());
        }
        let path = at.get(&all);
        let mut target = document.value().clone();
        set_path(&mut target, path, read_value(new).unwrap()).unwrap();
        let edited = rewritten(&text, &target)?;
        let start = offset(&text, document.position(path).unwrap());
        let end = start + document.written(&text, path).unwrap().len();
        prop_assert!(
            edited.starts_with(&text[..start]) && edited.ends_with(&text[end..]),
            "{path} = {new}\n{text}---\n{edited}"
        );
    }

    #[test]
    fn what_is_added_or_taken_out_changes_no_other_word(
        flow in flow(), at in any::<prop::sample::Index>(), add: bool,
        new in prop::sample::select(&NEW[..]),
    ) {
        let text = format!("above: 1\nflow: {}\nbelow: 1\n", flow.text());
        let document = read(&text, &Limits::default()).unwrap();
        let mut all = Vec::new();
        places(document.value(), &FieldPath::root(), &mut all);
        all.retain(|path| path.segments().len() > 1);
        if all.is_empty() {
            return Ok(());
        }
        let path = at.get(&all);
        let mut target = document.value().clone();
        if add {
            let list = path.parent().unwrap();
            let count = target.lookup(&list).and_then(Value::as_list).map(<[Value]>::len);
            let path = count.map_or_else(|| list.key("new"), |count| list.index(count));
            set_path(&mut target, &path, read_value(new).unwrap()).unwrap();
            let edited = rewritten(&text, &target)?;
            prop_assert!(is_part(&words(&text), &words(&edited)), "{text}---\n{edited}");
        } else {
            delete_path(&mut target, path).unwrap();
            let edited = rewritten(&text, &target)?;
            prop_assert!(is_part(&words(&edited), &words(&text)), "{path}\n{text}---\n{edited}");
        }
    }

    #[test]
    fn of_items_that_changed_and_moved_the_others_stay_as_they_are(
        items in prop::collection::vec(flow(), 2..5), from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(), changed in any::<prop::sample::Index>(),
    ) {
        let list = Flow::List(items.into_iter().map(|item| (item, "\n  ")).collect());
        let text = format!("flow: {}\n", list.text());
        let mut target = read(&text, &Limits::default()).unwrap().into_value();
        let path: FieldPath = "flow".parse().unwrap();
        let mut list = target.lookup(&path).and_then(Value::as_list).unwrap().to_vec();
        let item = list.remove(from.index(list.len()));
        list.insert(to.index(list.len() + 1), item);
        let at = changed.index(list.len());
        list[at] = Value::from("seven");
        set_path(&mut target, &path, Value::List(list)).unwrap();
        let edited = rewritten(&text, &target)?;
        let (mut before, mut after) = (words(&text), words(&edited));
        before.sort();
        after.sort();
        after.retain(|word| !word.contains("seven"));
        prop_assert!(is_part(&after, &before), "{text}---\n{edited}");
    }
}

fn with(text: &str, edits: &[(&str, &str)]) -> String {
    let mut target = read(text, &Limits::default()).unwrap().into_value();
    for (path, value) in edits {
        set_path(&mut target, &path.parse().unwrap(), read_value(value).unwrap()).unwrap();
    }
    rewrite(text, &target, &Rewrite { types: &AllAtomic, comments: &[] }).unwrap()
}

#[test]
fn what_is_careful_elsewhere_leaves_braces_as_they_are() {
    // A block scalar would swallow the comment.
    let text = "a: x\n  # c\nf: {y: 1, 'b': 0x1F,\n  c: [no, \"q\"]}\n";
    assert_eq!(
        with(text, &[("a", "\"one\\ntwo\\n\""), ("f.c[1]", "r")]),
        "a: \"one\\ntwo\\n\"\n  # c\nf: {y: 1, 'b': 0x1F,\n  c: [no, \"r\"]}\n"
    );
}

#[test]
fn an_item_of_another_shape_takes_the_place_of_the_one_that_goes() {
    let text = "f: [0x1, # one\n  y,\n  {y: 1}]\n";
    assert_eq!(with(text, &[("f[0]", "{k: 1}")]), "f: [{k: 1}, # one\n  y,\n  {y: 1}]\n");
    assert_eq!(with(text, &[("f[1]", "[a]")]), "f: [0x1, # one\n  [a],\n  {y: 1}]\n");
    assert_eq!(with(text, &[("f[2]", "a")]), "f: [0x1, # one\n  y,\n  a]\n");
    let map = "f: {y: 1,\n  no: 2, # two\n  c: 3}\n";
    let mut target = read(map, &Limits::default()).unwrap().into_value();
    for (gone, new) in [("c", "d"), ("no", "e")] {
        let _ = delete_path(&mut target, &format!("f.{gone}").parse().unwrap());
        set_path(&mut target, &format!("f.{new}").parse().unwrap(), Value::from(4)).unwrap();
    }
    let how = Rewrite { types: &AllAtomic, comments: &[] };
    assert_eq!(rewrite(map, &target, &how).unwrap(), "f: {y: 1,\n  no: 2, # two\n  d: 4, e: 4}\n");
}

#[test]
fn a_key_that_is_written_out_is_spelled_as_it_was() {
    let text = "a: &a\n  y: 1\n  0x10: 2\nb:\n  <<: *a\nc: {<<: *a}\n";
    assert_eq!(
        with(text, &[("b.true", "3"), ("c.16", "4")]),
        "a: &a\n  y: 1\n  0x10: 2\nb:\n  <<: *a\n  y: 3\nc: {<<: *a, 0x10: 4}\n"
    );
}
