//! What is inside of a value: a field of a map, an item of a list, what an optional value has.

use std::sync::Arc;

use kube_cel::cel::objects::{Key, Map, OptionalValue};

use super::Cel;
use super::run::{Failure, no_such_key, wrong_type};

/// An optional value.
pub(super) fn optional(value: Option<Cel>) -> Cel {
    Cel::Opaque(Arc::new(value.map_or_else(OptionalValue::none, OptionalValue::of)))
}

/// What is in an optional value; `None` where it is not one.
pub(super) fn inside(value: &Cel) -> Option<Option<&Cel>> {
    <&OptionalValue>::try_from(value).ok().map(OptionalValue::value)
}

pub(super) fn get<'m>(map: &'m Map, name: &str) -> Option<&'m Cel> {
    map.map.get(&Key::String(Arc::new(name.to_owned())))
}

pub(super) fn field(value: &Cel, name: &str) -> Option<Cel> {
    match value {
        Cel::Map(map) => get(map, name).cloned(),
        _ => None,
    }
}

pub(super) fn key_of(value: &Cel) -> Option<Key> {
    Some(match value {
        Cel::String(text) => Key::String(Arc::clone(text)),
        Cel::Int(number) => Key::Int(*number),
        Cel::UInt(number) => Key::Uint(*number),
        Cel::Bool(value) => Key::Bool(*value),
        _ => return None,
    })
}

pub(super) fn index(of: &Cel, at: &Cel) -> Result<Cel, Failure> {
    match of {
        Cel::List(items) => {
            let at = match at {
                Cel::Int(at) => usize::try_from(*at).ok(),
                Cel::UInt(at) => usize::try_from(*at).ok(),
                _ => return Err(wrong_type("a whole number")),
            };
            let item = at.and_then(|at| items.get(at)).cloned();
            item.ok_or_else(|| Failure::Refused("index out of bounds".to_owned()))
        }
        Cel::Map(map) => {
            let key = key_of(at).ok_or_else(|| wrong_type("a key"))?;
            let missing = || match at {
                Cel::String(key) => no_such_key(key),
                _ => no_such_key("of a map"),
            };
            map.map.get(&key).cloned().ok_or_else(missing)
        }
        _ => Err(wrong_type("a list or a map")),
    }
}
