//! Laws on generated documents: every style, comments, line endings; random edits.

use hedgerow_model::{AllAtomic, Map, Value};
use hedgerow_yaml::{
    EmitOptions, Limits, Newline, Rewrite, append_document, comment_out, commented_out, comments,
    emit, read, read_again, read_all, read_value, remove_document, replace_document, rewrite,
    scalar, split, uncomment,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::{Types, cases};

const WORDS: &[&str] = &[
    "a",
    "vpc-1",
    "10.0.0.0/8",
    "yes",
    "10",
    "0x1F",
    "1e3",
    "",
    "null",
    "~",
    "x: y",
    "x #y",
    "it's",
    "\"q\"",
    "é",
    " lead",
    "trail ",
    "a,b",
    "[x]",
    "{x}",
    "*a",
    "&a",
    "- a",
    "12:30",
    "=",
    "a\tb",
    "line\nline",
    "line\n\n  deep\nend\n",
    "\n",
    "---",
    "#c",
    "?",
    "a?b",
    "%x",
    "long long long \
     long long long long long long long long long long long long long long long long long words",
];

const KEYS: &[&str] = &[
    "a", "b", "c", "name", "set", "keyed", "rules", "permit", "x y", "1", "yes", "k.d/e", "-",
    "<<x",
];

fn scalar_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => select(WORDS).prop_map(Value::from),
        2 => (-20_i64..2000).prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => "[ -~é\n\t\u{1}\u{85}]{0,12}".prop_map(Value::from),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    scalar_value().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::List),
            map_of(inner.clone()),
            keyed_list(inner).prop_map(Value::List),
        ]
    })
}

fn map_of(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    vec((select(KEYS), inner), 0..4).prop_map(|entries| {
        Value::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    })
}

fn keyed_list(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Vec<Value>> {
    vec((select(&["n1", "n2", "n3", "n4"][..]), inner), 0..4).prop_map(|items| {
        items
            .into_iter()
            .map(|(name, value)| {
                let mut map = Map::new();
                map.insert("name".to_owned(), name.into());
                map.insert("v".to_owned(), value);
                Value::Map(map)
            })
            .collect()
    })
}

fn document_value() -> impl Strategy<Value = Value> {
    map_of(any_value())
}

/// Choices for a writer, one after the other; zero when they run out.
struct Dice<'d>(std::slice::Iter<'d, u8>);

impl Dice<'_> {
    fn roll(&mut self, sides: u8) -> u8 {
        self.0.next().map_or(0, |byte| byte % sides)
    }
}

/// Writes a value in random styles, with random comments; block text starts on a line of its own.
fn write_block(value: &Value, column: usize, dice: &mut Dice<'_>, out: &mut String) {
    let pad = " ".repeat(column);
    let rows: Vec<(String, &Value)> = match value {
        Value::Map(map) => map.iter().map(|(key, value)| (key_text(key, dice), value)).collect(),
        Value::List(items) => items.iter().map(|item| ("-".to_owned(), item)).collect(),
        _ => return,
    };
    let is_list = matches!(value, Value::List(_));
    for (head, value) in rows {
        match dice.roll(8) {
            0 => out.push_str(&format!("{pad}# about {}\n", out.len())),
            1 => out.push('\n'),
            2 => out.push_str(&format!("\n{pad}# apart {}\n\n", out.len())),
            _ => {}
        }
        out.push_str(&pad);
        out.push_str(&head);
        let has_rows = match value {
            Value::Map(map) => !map.is_empty(),
            Value::List(items) => !items.is_empty(),
            _ => false,
        };
        if has_rows && dice.roll(4) != 0 {
            let step = if is_list || matches!(value, Value::Map(_)) {
                usize::from(dice.roll(3)) + 1
            } else {
                usize::from(dice.roll(3))
            };
            let inner = column + step;
            if is_list && dice.roll(2) == 0 {
                // The first row on the line of the dash.
                let mut text = String::new();
                let mut plain = Dice([].iter());
                let compact = if dice.roll(2) == 0 { &mut plain } else { &mut *dice };
                write_block(value, column + 2, compact, &mut text);
                let start = text.trim_start();
                if start.starts_with('#') || text.starts_with('\n') {
                    out.push('\n');
                    out.push_str(&text);
                } else {
                    out.push(' ');
                    out.push_str(start);
                }
                continue;
            }
            beside(dice, out);
            out.push('\n');
            write_block(value, inner, dice, out);
            if dice.roll(6) == 0 {
                out.push_str(&format!("{}# trails {}\n", " ".repeat(inner), out.len()));
            }
            continue;
        }
        let inline = write_inline(value, column, dice);
        if !inline.is_empty() {
            out.push(' ');
        }
        out.push_str(&inline);
        if !inline.starts_with(['|', '>']) {
            beside(dice, out);
        }
        out.push('\n');
    }
}

fn beside(dice: &mut Dice<'_>, out: &mut String) {
    if dice.roll(5) == 0 {
        out.push_str(&format!(" # beside {}", out.len()));
    }
}

fn key_text(key: &str, dice: &mut Dice<'_>) -> String {
    let quoted = scalar(&key.into());
    match dice.roll(4) {
        0 => format!("'{}':", key.replace('\'', "''")),
        1 => format!("\"{key}\":"),
        _ => format!("{quoted}:"),
    }
}

fn write_inline(value: &Value, column: usize, dice: &mut Dice<'_>) -> String {
    match value {
        Value::String(text) => {
            let printable = text.chars().all(|c| (' '..='~').contains(&c) || c == 'é');
            match dice.roll(4) {
                0 if printable => format!("'{}'", text.replace('\'', "''")),
                1 | 2 if text.contains('\n') => emit_as_block(text, column),
                3 if printable && !text.contains(['"', '\\']) => format!("\"{text}\""),
                _ => scalar(value),
            }
        }
        Value::Null => ["null", "~", ""][usize::from(dice.roll(3))].to_owned(),
        Value::Bool(true) => ["true", "yes", "On"][usize::from(dice.roll(3))].to_owned(),
        Value::Number(number) => match (dice.roll(3), number.as_i64()) {
            (0, Some(int)) if int >= 0 => format!("0x{int:x}"),
            (1, Some(int)) if int >= 0 => format!("0{int:o}"),
            _ => number.to_string(),
        },
        _ => {
            let line = scalar(value);
            // A flow collection over several lines.
            if dice.roll(3) == 0 && !line.contains(['"', '\'']) {
                line.replace(", ", &format!(",\n{}", " ".repeat(column + 2)))
            } else {
                line
            }
        }
    }
}

fn emit_as_block(text: &str, column: usize) -> String {
    let mut map = Map::new();
    map.insert("k".to_owned(), text.into());
    let emitted = emit(&Value::Map(map), &EmitOptions::default());
    let inline = emitted.strip_prefix("k: ").unwrap_or(&emitted).trim_end_matches('\n').to_owned();
    inline.replace("\n  ", &format!("\n{}", " ".repeat(column + 2)))
}

/// A document in random style that reads as the value.
fn styled() -> impl Strategy<Value = (String, Value)> {
    (document_value(), vec(any::<u8>(), 0..120), any::<bool>(), any::<bool>())
        .prop_map(|(value, dice, crlf, cut)| {
            let mut text = String::new();
            write_block(&value, 0, &mut Dice(dice.iter()), &mut text);
            if text.is_empty() {
                text.push_str("{}\n");
            }
            if cut && text.ends_with('\n') {
                text.pop();
            }
            if crlf {
                text = text.replace('\n', "\r\n");
            }
            (text, value)
        })
        .prop_filter("the writer wrote what it meant", |(text, value)| {
            read(text, &Limits::default()).is_ok_and(|document| document.value() == value)
        })
}

/// The value with some of its parts changed.
fn changed(value: Value, dice: &mut Dice<'_>, fresh: &Value) -> Value {
    match (dice.roll(12), value) {
        (0, _) => fresh.clone(),
        (1, Value::String(_) | Value::Number(_) | Value::Null) => "changed".into(),
        (_, Value::Map(map)) => {
            let mut out = Map::new();
            for (key, value) in map {
                if dice.roll(10) == 0 {
                    out.insert(format!("new-{key}"), fresh.clone());
                }
                if dice.roll(8) != 0 {
                    out.insert(key, changed(value, dice, fresh));
                }
            }
            if dice.roll(5) == 0 {
                out.insert("last".to_owned(), fresh.clone());
            }
            Value::Map(out)
        }
        (_, Value::List(items)) => {
            let mut out = Vec::new();
            for item in items {
                if dice.roll(10) == 0 {
                    out.push(fresh.clone());
                }
                if dice.roll(8) != 0 {
                    out.push(changed(item, dice, fresh));
                }
            }
            if dice.roll(6) == 0 && out.len() > 1 {
                out.rotate_left(1);
            }
            Value::List(out)
        }
        (_, value) => value,
    }
}

fn comment_texts(text: &str) -> Vec<String> {
    let map = comments(text, &AllAtomic).unwrap();
    let mut all: Vec<String> = map
        .into_values()
        .flat_map(|found| found.before.into_iter().chain(found.beside).chain(found.after))
        .collect();
    all.sort();
    all
}

fn how() -> Rewrite<'static> {
    Rewrite { types: &Types, comments: &[] }
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn what_is_emitted_is_read_back(
        value in any_value(),
        indent in 1_usize..5,
        sequence_indent in 0_usize..4,
        crlf in any::<bool>(),
    ) {
        let newline = if crlf { Newline::CrLf } else { Newline::Lf };
        let text = emit(&value, &EmitOptions { indent, sequence_indent, newline });
        let read = read(&text, &Limits::default());
        prop_assert_eq!(read.map(|document| document.into_value()), Ok(value), "{}", text);
    }

    #[test]
    fn the_one_line_form_is_read_back(value in any_value()) {
        let text = scalar(&value);
        prop_assert!(!text.contains('\n'));
        prop_assert_eq!(read_value(&text), Ok(value), "{}", text);
    }

    #[test]
    fn what_was_read_is_read_again((text, value) in styled()) {
        prop_assert_eq!(read_again(&text, &Limits::default()), Ok(value));
    }

    #[test]
    fn a_rewrite_reads_as_its_target_and_back((text, value) in styled(), dice in vec(any::<u8>(), 40), fresh in any_value()) {
        let target = changed(value.clone(), &mut Dice(dice.iter()), &fresh);
        let there = rewrite(&text, &target, &how());
        // Nothing in these documents is a reason to refuse.
        let there = there
            .map_err(|error| TestCaseError::fail(format!("{error}\n{text:?}\n{target}")))?;
        let again = rewrite(&there, &target, &how()).unwrap();
        prop_assert_eq!(&again, &there, "nothing is left to do");
        prop_assert_eq!(rewrite(&text, &value, &how()).unwrap(), text.clone(), "nothing to do");
    }

    #[test]
    fn setting_one_scalar_keeps_every_comment_and_every_other_line((text, value) in styled(), pick in any::<prop::sample::Index>(), new in 0_i64..1000) {
        let mut places = Vec::new();
        scalars(&value, &mut hedgerow_model::FieldPath::root(), &mut places);
        if places.is_empty() {
            return Ok(());
        }
        let place = pick.get(&places);
        let mut target = value.clone();
        hedgerow_yaml::set_path(&mut target, place, new.into()).unwrap();
        let there = rewrite(&text, &target, &Rewrite { types: &AllAtomic, comments: &[] }).unwrap();
        prop_assert_eq!(comment_texts(&there), comment_texts(&text), "{}\n{}", text, there);
        // What is left and right of the changed bytes is the whole rest.
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let (old, new) = (lines(&text), lines(&there));
        let prefix = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let suffix = old[prefix..].iter().rev().zip(new[prefix..].iter().rev()).take_while(|(a, b)| a == b).count();
        let was = value.lookup(place).unwrap().plain_text();
        prop_assert!(new.len() - prefix - suffix <= 1, "{}\n{}", text, there);
        prop_assert!(old.len() - prefix - suffix <= 1 + was.matches('\n').count() * 2 + 1, "{}\n{}", text, there);
    }

    #[test]
    fn adding_an_entry_keeps_every_line((text, value) in styled(), fresh in any_value()) {
        let mut target = value.clone();
        target.as_map_mut().unwrap().insert("zz".to_owned(), fresh);
        let there = rewrite(&text, &target, &how()).map_err(|error| TestCaseError::fail(format!("{error}\n{text:?}\n{target}")))?;
        prop_assert_eq!(comment_texts(&there).len() >= comment_texts(&text).len(), true);
        if !value.as_map().unwrap().is_empty() {
            let kept: Vec<&str> = there.lines().collect();
            let mut at = 0;
            for line in text.lines() {
                let found = kept[at..].iter().position(|kept| *kept == line);
                prop_assert!(found.is_some(), "{:?} is gone\n{}\n{}", line, text, there);
                at += found.unwrap_or(0) + 1;
            }
        }
    }

    #[test]
    fn nothing_panics_on_any_text(text in "([ -~é\n\t\r:#\\-\\[\\]{},&*!|>'\"%?]{0,60}|[a-c:\\-# \n?&*\\[\\]{},|>']{0,40})") {
        let _ = read(&text, &Limits::default());
        let _ = comments(&text, &Types);
        let _ = commented_out(&text, &|_| true);
        let slices = split(&text);
        let mut at = 0;
        for slice in &slices {
            prop_assert_eq!(slice.banner.start, at);
            let marker = slice.marker.clone().unwrap_or(slice.banner.end..slice.banner.end);
            prop_assert_eq!((slice.banner.end, marker.end), (marker.start, slice.body.start));
            at = slice.body.end;
        }
        prop_assert_eq!(at, text.len());
        for (index, document) in read_all(&text, &Limits::default()).iter().enumerate() {
            let own = document.slice.own_text(&text);
            prop_assert_eq!(replace_document(&text, index, &own).unwrap(), text.clone());
            let _ = remove_document(&text, index);
            let _ = replace_document(&text, index, &comment_out(&own));
        }
        let _ = append_document(&text, "a: 1\n");
        for target in ["{a: {b: 1}}", "[1]", "x", "{}"] {
            let target = read_value(target).unwrap();
            if let Ok(edited) = rewrite(&text, &target, &how()) {
                let read = read(&edited, &Limits::default()).unwrap();
                prop_assert_eq!(read.value(), &target);
            }
        }
    }

    #[test]
    fn nothing_panics_on_a_cut_document((text, value) in styled(), cut in any::<prop::sample::Index>()) {
        let mut end = cut.index(text.len() + 1);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = &text[..end];
        if let Ok(edited) = rewrite(text, &value, &how()) {
            prop_assert!(read(&edited, &Limits::default()).is_ok());
        }
        let _ = comments(text, &Types);
        prop_assert_eq!(uncomment(&comment_out(text)), text);
    }

    #[test]
    fn documents_of_a_file_come_and_go_without_touching_the_others(texts in vec(styled(), 1..4), index in any::<prop::sample::Index>(), (new, _) in styled()) {
        let file: Vec<&str> = texts.iter().map(|(text, _)| text.as_str()).collect();
        let file = file.join("\n---\n");
        let slices = split(&file);
        let at = index.index(slices.len());
        let own = |file: &str, at: usize| split(file)[at].own_text(file).into_owned();
        let trim = |text: String| text.trim_end().trim_end_matches("...").trim_end().to_owned();
        if let Ok(replaced) = replace_document(&file, at, &new) {
            prop_assert_eq!(trim(own(&replaced, at)), trim(new.clone()), "{}", replaced);
            for other in (0..slices.len()).filter(|other| *other != at) {
                prop_assert_eq!(trim(own(&replaced, other)), trim(own(&file, other)));
            }
        }
        let appended = append_document(&file, &new).unwrap();
        prop_assert_eq!(trim(own(&appended, slices.len())), trim(new));
        let removed = remove_document(&file, at).unwrap();
        let left = split(&removed).len();
        prop_assert!(left + 1 == slices.len() || (left <= 1 && slices.len() <= 2));
    }
}

fn scalars(
    value: &Value,
    path: &mut hedgerow_model::FieldPath,
    out: &mut Vec<hedgerow_model::FieldPath>,
) {
    use hedgerow_model::Segment;
    match value {
        Value::Map(map) => {
            for (key, value) in map {
                path.push(Segment::Key(key.clone()));
                scalars(value, path, out);
                path.pop();
            }
        }
        Value::List(items) => {
            for (index, value) in items.iter().enumerate() {
                path.push(Segment::Index(index));
                scalars(value, path, out);
                path.pop();
            }
        }
        _ => out.push(path.clone()),
    }
}
