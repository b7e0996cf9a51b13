//! Words for messages: what a value is, and which known name a mistyped one is near to.

use hedgerow_model::{Number, Value};

use crate::node::Type;

/// Longest piece of a manifest that a message repeats, in characters.
const QUOTED_MAX: usize = 60;

/// `the string "abc"`, `the integer 5`, `a list`.
pub(crate) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("the boolean {value}"),
        Value::Number(Number::Float(float)) => format!("the number {float}"),
        Value::Number(number) => format!("the integer {number}"),
        Value::String(text) => format!("the string {}", quote(text)),
        Value::List(items) if items.is_empty() => "an empty list".to_owned(),
        Value::List(_) => "a list".to_owned(),
        Value::Map(map) if map.is_empty() => "an empty map".to_owned(),
        Value::Map(_) => "a map".to_owned(),
    }
}

/// A text in quotes, shortened.
pub(crate) fn quote(text: &str) -> String {
    let mut shown: String = text.chars().take(QUOTED_MAX).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("{shown:?}")
}

/// A scalar as it is quoted in a list of choices.
pub(crate) fn choice(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        _ => format!("`{}`", value.plain_text()),
    }
}

/// `a`, `a or b`, `a, b or c`.
pub(crate) fn either(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

/// `an integer`.
pub(crate) fn with_article(kind: Type) -> &'static str {
    match kind {
        Type::Any => "anything",
        Type::Boolean => "true or false",
        Type::Integer => "an integer",
        Type::Number => "a number",
        Type::String => "a string",
        Type::List => "a list",
        Type::Map => "a map",
        Type::IntOrString => "an integer or a string",
    }
}

/// What to do about a value of the wrong type, where that is plain.
pub(crate) fn type_hint(kind: Type, value: &Value) -> &'static str {
    match (kind, value) {
        (Type::String, Value::Bool(_)) => ": put quotes around it if the word is meant",
        (Type::String, Value::Number(_)) => ": put quotes around it",
        (Type::Integer | Type::Number, Value::String(text)) if text.parse::<f64>().is_ok() => {
            ": take the quotes away"
        }
        (Type::Boolean, Value::String(text)) if matches!(text.as_str(), "true" | "false") => {
            ": take the quotes away"
        }
        (Type::List, Value::String(_) | Value::Number(_)) => ": put `- ` before it",
        _ => "",
    }
}

/// The known name nearest to a mistyped one, if any is near.
#[must_use]
pub fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = typed.to_lowercase();
    known
        .map(|name| (distance(&lower, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= (name.chars().count().max(3) / 3).min(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Levenshtein's distance, of names of up to 64 characters; longer ones are far from everything.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() > 64 || b.len() > 64 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (to, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let next = (diagonal + usize::from(from != to)).min(left + 1).min(*cell + 1);
            diagonal = *cell;
            *cell = next;
            left = next;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested_and_a_far_one_is_not() {
        let known = ["vlan", "subnet", "gateway", "dhcp"];
        assert_eq!(nearest("vlans", known.into_iter()), Some("vlan"));
        assert_eq!(nearest("Gateway", known.into_iter()), Some("gateway"));
        assert_eq!(nearest("gatway", known.into_iter()), Some("gateway"));
        assert_eq!(nearest("mtu", known.into_iter()), None);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "ab"), 2);
    }

    #[test]
    fn long_texts_are_shortened_in_messages() {
        assert!(quote(&"x".repeat(500)).chars().count() < 70);
        assert_eq!(quote("a\nb"), "\"a\\nb\"");
    }
}
