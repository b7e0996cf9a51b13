//! What tags, keys and merge keys make of scalars.

use std::collections::HashSet;

use hedgerow_model::{Map, Number, Value};

use crate::error::ReadError;
use crate::position::Position;
use crate::resolve::{self, Meaning};
use granit_parser::Tag;

/// The namespace of YAML's own tags, `!!str` and others.
const NAMESPACE: &str = "tag:yaml.org,2002:";

/// `<<: *base` and `<<: [*a, *b]`: as go-yaml does, in order; of a list, the first wins.
pub(crate) fn merge_into(
    map: &mut Map,
    merged: &mut HashSet<String>,
    value: Value,
    at: Position,
) -> Result<(), ReadError> {
    match value {
        Value::Map(entries) => {
            for (name, value) in entries {
                merged.insert(name.clone());
                map.insert(name, value);
            }
            Ok(())
        }
        Value::List(items) => {
            for item in items.into_iter().rev() {
                if !matches!(item, Value::Map(_)) {
                    return Err(not_mergeable(at));
                }
                merge_into(map, merged, item, at)?;
            }
            Ok(())
        }
        _ => Err(not_mergeable(at)),
    }
}

fn not_mergeable(at: Position) -> ReadError {
    ReadError::new(at, "`<<` requires a map or a list of maps")
        .hint("quote the key if it is a name")
}

pub(crate) fn not_finite(name: &str, at: Position) -> ReadError {
    ReadError::new(at, format!("`{name}` is a number that JSON, and so Kubernetes, does not have"))
        .hint("quote it if it is a text")
}

pub(crate) fn key_name(content: &str, at: Position) -> Result<String, ReadError> {
    resolve::plain_key(content).ok_or_else(|| {
        let shown = if content.is_empty() { "nothing" } else { content };
        ReadError::new(at, format!("{shown} cannot be a key")).hint("put the key in quotes")
    })
}

pub(crate) fn tagged_key(
    content: String,
    tag: Option<&Tag>,
    at: Position,
) -> Result<String, ReadError> {
    let Some(tag) = tag else { return Ok(content) };
    if tag.suffix_in_namespace(NAMESPACE).as_deref() == Some("merge") {
        return Err(ReadError::new(at, "the tag `!!merge` is not supported").hint("write `<<:`"));
    }
    match tagged(content, tag, at)? {
        Value::String(name) => Ok(name),
        value @ (Value::Bool(_) | Value::Number(Number::Int(_))) => Ok(value.plain_text()),
        other => Err(ReadError::new(at, format!("a {} cannot be a key", other.type_name()))
            .hint("put the key in quotes")),
    }
}

/// The value of a scalar with a tag.
pub(crate) fn tagged(content: String, tag: &Tag, at: Position) -> Result<Value, ReadError> {
    if tag.handle().is_empty() && tag.suffix() == "!" {
        return Ok(Value::String(content));
    }
    let kind = tag.suffix_in_namespace(NAMESPACE);
    let Some(kind) = kind.as_deref() else { return Err(unknown_tag(tag, at)) };
    let wrong = || {
        ReadError::new(at, format!("`{content}` is not what its tag `{}` says", tag.original()))
            .hint("remove the tag, or correct the value")
    };
    let meaning = resolve::plain(&content);
    Ok(match (kind, meaning) {
        ("str", _) => Value::String(content),
        ("binary", _) => {
            let bytes = resolve::base64(&content)
                .ok_or_else(|| ReadError::new(at, "the text after `!!binary` is not base64"))?;
            let text = String::from_utf8(bytes).map_err(|_| {
                ReadError::new(at, "`!!binary` data is not text, which is all that JSON can hold")
                    .hint("remove the tag to keep the base64 text itself")
            })?;
            Value::String(text)
        }
        ("null", Meaning::Null) => Value::Null,
        ("bool", Meaning::Bool(value)) => Value::Bool(value),
        ("int", Meaning::Number(number)) if !matches!(number, Number::Float(_)) => {
            Value::Number(number)
        }
        ("float", Meaning::Number(number)) => Value::Number(number),
        ("float", Meaning::NotFinite(name)) => return Err(not_finite(name, at)),
        ("timestamp", Meaning::Text) if is_date(&content) => Value::String(content),
        ("null" | "bool" | "int" | "float" | "timestamp", _) => return Err(wrong()),
        _ => return Err(unknown_tag(tag, at)),
    })
}

/// `2024-01-01`, with anything behind it.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 8 && bytes[..4].iter().all(u8::is_ascii_digit) && bytes[4] == b'-'
}

fn unknown_tag(tag: &Tag, at: Position) -> ReadError {
    ReadError::new(at, format!("unknown tag `{}`", tag.original()))
        .hint("quote the value if it is meant to start with `!`")
}

pub(crate) fn check_collection_tag(tag: &Tag, is_map: bool, at: Position) -> Result<(), ReadError> {
    let wanted = if is_map { "map" } else { "seq" };
    if tag.suffix_in_namespace(NAMESPACE).as_deref() == Some(wanted)
        || (tag.handle().is_empty() && tag.suffix() == "!")
    {
        Ok(())
    } else {
        Err(unknown_tag(tag, at))
    }
}
