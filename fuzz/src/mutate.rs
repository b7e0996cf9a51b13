//! What two people do to one text.

use hedgerow_model::{AllAtomic, FieldPath, Value};
use hedgerow_yaml::{Limits, Rewrite, delete_path, read, rewrite_document, set_path};

use crate::choices::{Choices, places};

/// The text after up to `most` changes; each leaves a text that reads, or is not made. Comments that are written
/// carry `mark`, so that each is known from every other.
pub(crate) fn mutated(text: &str, mark: char, most: usize, choices: &mut Choices<'_>) -> String {
    let mut text = text.to_owned();
    for number in 0..choices.pick(most + 1) {
        if choices.is_over() {
            break;
        }
        let changed = match choices.pick(10) {
            0 => comment_above(&text, &format!("# {mark}{number} above"), choices),
            1 => comment_beside(&text, &format!(" # {mark}{number} beside"), choices),
            2 => without_comment(&text, choices),
            3 => swapped(&text, choices),
            4 => requoted(&text, choices),
            5 => Some(blank(&text, choices)),
            _ => with_other_value(&text, choices),
        };
        if let Some(changed) = changed.filter(|changed| read(changed, &Limits::default()).is_ok()) {
            text = changed;
        }
    }
    text
}

fn with_other_value(text: &str, choices: &mut Choices<'_>) -> Option<String> {
    let document = read(text, &Limits::default()).ok()?;
    let mut target = document.value().clone();
    let places = places(&target, 200);
    let what = choices.pick(6);
    let path = choices.one(&places)?.clone();
    match what {
        0 => delete_path(&mut target, &path).ok()?,
        1 => {
            let map = std::iter::successors(Some(path), FieldPath::parent)
                .find(|path| target.lookup(path).is_some_and(|value| value.as_map().is_some()))?;
            let key = format!("n{}", choices.pick(4));
            set_path(&mut target, &map.key(&key), choices.value()).ok()?;
        }
        2 => {
            // One more item, like the one there is but for one word.
            let list = std::iter::successors(Some(path), FieldPath::parent)
                .find(|path| matches!(target.lookup(path), Some(Value::List(_))))?;
            let items = target.lookup(&list)?.as_list()?;
            let mut item = choices.one(items)?.clone();
            let count = items.len();
            match &mut item {
                Value::Map(map) => {
                    let at = choices.pick(map.len());
                    *map.get_index_mut(at)?.1 = choices.scalar();
                }
                other => *other = choices.scalar(),
            }
            set_path(&mut target, &list.index(count), item).ok()?;
        }
        3 => set_path(&mut target, &path, choices.value()).ok()?,
        _ => set_path(&mut target, &path, choices.scalar()).ok()?,
    }
    rewrite_document(text, &document, &target, &Rewrite { types: &AllAtomic, comments: &[] }).ok()
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn ending(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The same value, or none: what was meant as a comment must not become a text.
fn of_same_value(text: &str, changed: String) -> Option<String> {
    let value =
        |text: &str| read(text, &Limits::default()).ok().map(|document| document.into_value());
    (value(text) == value(&changed)).then_some(changed)
}

fn comment_above(text: &str, comment: &str, choices: &mut Choices<'_>) -> Option<String> {
    let lines = lines(text);
    let at = choices.pick(lines.len());
    let line = lines.get(at)?;
    let pad = &line[..line.len() - line.trim_start_matches(' ').len()];
    let new = format!("{pad}{comment}{}", ending(text));
    of_same_value(text, [&lines[..at], &[&new], &lines[at..]].concat().concat())
}

fn comment_beside(text: &str, comment: &str, choices: &mut Choices<'_>) -> Option<String> {
    let lines = lines(text);
    let at = choices.pick(lines.len());
    let line = lines.get(at)?;
    let content = line.trim_end_matches(['\r', '\n']);
    if content.trim().is_empty() || content.contains('#') {
        return None;
    }
    let new = format!("{content}{comment}{}", &line[content.len()..]);
    of_same_value(text, [&lines[..at], &[&new], &lines[at + 1..]].concat().concat())
}

fn without_comment(text: &str, choices: &mut Choices<'_>) -> Option<String> {
    let lines = lines(text);
    let commented: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].contains('#')).collect();
    let at = *choices.one(&commented)?;
    let content = lines[at].split('#').next()?.trim_end();
    let new = if content.is_empty() { String::new() } else { format!("{content}{}", ending(text)) };
    of_same_value(text, [&lines[..at], &[&new], &lines[at + 1..]].concat().concat())
}

fn swapped(text: &str, choices: &mut Choices<'_>) -> Option<String> {
    let mut lines = lines(text);
    let at = choices.pick(lines.len().checked_sub(1)?);
    let column = |line: &str| line.len() - line.trim_start_matches(' ').len();
    if column(lines.get(at)?) != column(lines.get(at + 1)?) || !lines[at + 1].ends_with('\n') {
        return None;
    }
    lines.swap(at, at + 1);
    Some(lines.concat())
}

fn requoted(text: &str, choices: &mut Choices<'_>) -> Option<String> {
    let document = read(text, &Limits::default()).ok()?;
    let places = places(document.value(), 200);
    let path = choices.one(&places)?;
    let written = document.written(text, path)?;
    let plain = document.value().lookup(path)?.as_str()?;
    if plain.contains(['\'', '"', '\\', '\n', '\r']) || plain.chars().any(char::is_control) {
        return None;
    }
    let quoted =
        if written.starts_with('"') { format!("'{plain}'") } else { format!("\"{plain}\"") };
    let at = written.as_ptr() as usize - text.as_ptr() as usize;
    let changed = [&text[..at], &quoted, &text[at + written.len()..]].concat();
    of_same_value(text, changed)
}

fn blank(text: &str, choices: &mut Choices<'_>) -> String {
    let lines = lines(text);
    let at = choices.pick(lines.len() + 1).min(lines.len());
    [&lines[..at], &[ending(text)], &lines[at..]].concat().concat()
}
