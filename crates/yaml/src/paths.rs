//! Setting and deleting values by path, as `PATH=VALUE` and `PATH-` of the command line do.

use hedgerow_model::{FieldPath, Map, Segment, Value};

/// Why a value cannot be set or deleted at a path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot {action} `{path}`: {reason}")]
pub struct PathSetError {
    /// `set` or `delete`.
    pub action: &'static str,
    /// The path as given.
    pub path: FieldPath,
    /// Which step leads nowhere, and what to do.
    pub reason: String,
}

/// Sets the value at `path`.
///
/// Missing maps on the way are created (a null counts as missing); `[n]` one behind the last item
/// appends; `[key=value]` that no item matches appends an item with these keys.
///
/// # Errors
/// When a step leads through a scalar, past the end of a list, or from a list by a key; `value` is
/// then unchanged.
pub fn set_path(value: &mut Value, path: &FieldPath, new: Value) -> Result<(), PathSetError> {
    let mut changed = value.clone();
    set_in(&mut changed, path, new)?;
    *value = changed;
    Ok(())
}

/// As [`set_path`], of a value that is thrown away when it fails.
pub(crate) fn set_in(value: &mut Value, path: &FieldPath, new: Value) -> Result<(), PathSetError> {
    let mut at = value;
    let mut walked = FieldPath::root();
    for segment in path.segments() {
        at = enter(at, segment).map_err(|reason| error("set", path, &walked, &reason))?;
        walked.push(segment.clone());
    }
    *at = new;
    Ok(())
}

/// Deletes the value at `path`; a list closes up.
///
/// # Errors
/// When there is nothing at `path`.
pub fn delete_path(value: &mut Value, path: &FieldPath) -> Result<(), PathSetError> {
    let Some((last, way)) = path.segments().split_last() else {
        return Err(PathSetError {
            action: "delete",
            path: path.clone(),
            reason: "it is the whole document".to_owned(),
        });
    };
    let mut at = value;
    let mut walked = FieldPath::root();
    for segment in way {
        let reason = format!("there is no {}", FieldPath::from(vec![segment.clone()]));
        at = step(at, segment).ok_or_else(|| error("delete", path, &walked, &reason))?;
        walked.push(segment.clone());
    }
    let missing = || {
        let reason = format!("there is no {}", FieldPath::from(vec![last.clone()]));
        error("delete", path, &walked, &reason)
    };
    match (at, last) {
        (Value::Map(map), Segment::Key(key)) => {
            map.shift_remove(key).map(|_| ()).ok_or_else(missing)
        }
        (Value::List(items), Segment::Index(index)) if *index < items.len() => {
            items.remove(*index);
            Ok(())
        }
        (Value::List(items), Segment::Item(wanted)) => {
            let found = items.iter().position(|item| item.matches(wanted)).ok_or_else(missing)?;
            items.remove(found);
            Ok(())
        }
        _ => Err(missing()),
    }
}

fn error(action: &'static str, path: &FieldPath, walked: &FieldPath, reason: &str) -> PathSetError {
    let place = if walked.segments().is_empty() {
        "the document".to_owned()
    } else {
        format!("`{walked}`")
    };
    PathSetError { action, path: path.clone(), reason: format!("in {place}: {reason}") }
}

/// The existing value one step down.
pub(crate) fn step<'v>(value: &'v mut Value, segment: &Segment) -> Option<&'v mut Value> {
    match (value, segment) {
        (Value::Map(map), Segment::Key(key)) => map.get_mut(key),
        (Value::List(items), Segment::Index(index)) => items.get_mut(*index),
        (Value::List(items), Segment::Item(wanted)) => {
            items.iter_mut().find(|item| item.matches(wanted))
        }
        _ => None,
    }
}

/// The value one step down, created where it is missing.
fn enter<'v>(value: &'v mut Value, segment: &Segment) -> Result<&'v mut Value, String> {
    if *value == Value::Null {
        *value = match segment {
            Segment::Key(_) => Value::Map(Map::new()),
            Segment::Index(_) | Segment::Item(_) => Value::List(Vec::new()),
        };
    }
    let kind = value.type_name();
    match (value, segment) {
        (Value::Map(map), Segment::Key(key)) => Ok(map.entry(key.clone()).or_default()),
        (Value::List(items), Segment::Index(index)) => {
            let count = items.len();
            if *index == count {
                items.push(Value::Null);
            }
            items.get_mut(*index).ok_or_else(|| {
                format!(
                    "the list has {count} items; [{count}] appends one, [{index}] is after its end"
                )
            })
        }
        (Value::List(items), Segment::Item(wanted)) => {
            if let Some(found) = items.iter().position(|item| item.matches(wanted)) {
                return Ok(&mut items[found]);
            }
            items.push(new_item(wanted));
            let last = items.len() - 1;
            Ok(&mut items[last])
        }
        (Value::List(_), Segment::Key(key)) => {
            Err(format!("it is a list; name an item by [n] or [key=value] before `{key}`"))
        }
        (Value::Map(_), _) => Err("it is a map; name an entry by its key".to_owned()),
        _ => Err(format!("it is a {kind}, which has no entries")),
    }
}

/// A list item that matches `[key=value,…]`. The values are read as YAML.
fn new_item(wanted: &[(String, String)]) -> Value {
    let mut item = Value::Null;
    for (key, text) in wanted {
        let value = crate::resolve::plain_value(text).unwrap_or_else(|| text.as_str().into());
        if key.is_empty() {
            return value;
        }
        let mut at = &mut item;
        for part in key.split('.') {
            if !matches!(at, Value::Map(_)) {
                *at = Value::Map(Map::new());
            }
            let Value::Map(map) = at else { return item };
            at = map.entry(part.to_owned()).or_default();
        }
        *at = value;
    }
    item
}
