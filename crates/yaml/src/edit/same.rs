//! When two values are the same to the cluster: sets and keyed lists without regard to order.

use hedgerow_model::{FieldPath, ListType, ListTypes, Number, Segment, Value};

/// Whether two values at `path` are the same; `path` is restored.
pub(crate) fn same(a: &Value, b: &Value, path: &mut FieldPath, types: &dyn ListTypes) -> bool {
    a == b || first_difference(a, b, path, types).is_none()
}

/// The path of the first difference; `path` is restored.
pub(crate) fn first_difference(
    a: &Value,
    b: &Value,
    path: &mut FieldPath,
    types: &dyn ListTypes,
) -> Option<FieldPath> {
    match (a, b) {
        (Value::Map(a), Value::Map(b)) => {
            for (key, value) in a {
                path.push(Segment::Key(key.clone()));
                let found = match b.get(key) {
                    Some(other) if value == other => None,
                    Some(other) => first_difference(value, other, path, types),
                    None => Some(path.clone()),
                };
                path.pop();
                if found.is_some() {
                    return found;
                }
            }
            b.keys().find(|key| !a.contains_key(*key)).map(|key| path.key(key))
        }
        (Value::List(a), Value::List(b)) => list_difference(a, b, path, types),
        (Value::Number(a), Value::Number(b)) => (!same_number(a, b)).then(|| path.clone()),
        _ => (a != b).then(|| path.clone()),
    }
}

/// A float that is integral is the integer it reads back as.
fn same_number(a: &Number, b: &Number) -> bool {
    match (a, b) {
        (Number::Float(float), other) | (other, Number::Float(float)) => {
            a == b || (float.fract() == 0.0 && other.as_f64() == *float)
        }
        _ => a == b,
    }
}

fn list_difference(
    a: &[Value],
    b: &[Value],
    path: &mut FieldPath,
    types: &dyn ListTypes,
) -> Option<FieldPath> {
    if a.len() != b.len() {
        return Some(path.clone());
    }
    let unordered = match types.list_type(path) {
        ListType::Set => true,
        ListType::Keyed(keys) => {
            crate::edit::align::keys_of(a, &keys).is_some()
                && crate::edit::align::keys_of(b, &keys).is_some()
        }
        ListType::Atomic | ListType::OrderedKeyed(_) => false,
    };
    let mut taken = vec![false; b.len()];
    for (index, item) in a.iter().enumerate() {
        path.push(Segment::Index(index));
        let found = if unordered {
            let matched = (0..b.len())
                .find(|other| !taken[*other] && same(item, &b[*other], path, types))
                .map(|other| taken[other] = true);
            if matched.is_none() { Some(path.clone()) } else { None }
        } else {
            first_difference(item, &b[index], path, types)
        };
        path.pop();
        if found.is_some() {
            return found;
        }
    }
    None
}
