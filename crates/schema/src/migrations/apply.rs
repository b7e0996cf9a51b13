//! Bringing a text to the newer form: keys get their names, values their words; every other byte stays.

use hedgerow_model::{FieldPath, ListTypes, Segment, Value};
use hedgerow_yaml::{Document, EditError, Limits, Rewrite};

use super::Place;

/// A document's own text with these places in the newer form; those that are blocked stay. The document was read
/// from this very text.
///
/// # Errors
/// When the text cannot be edited without a loss.
pub fn apply(
    text: &str,
    document: &Document,
    places: &[Place],
    types: &dyn ListTypes,
) -> Result<String, EditError> {
    let places: Vec<&Place> = places.iter().filter(|place| place.blocked.is_none()).collect();
    let keys: Vec<(FieldPath, String)> =
        places.iter().filter_map(|place| Some((place.path.clone(), place.key.clone()?))).collect();
    let renamed = hedgerow_yaml::rename_keys(text, document, &keys)?;
    if places.iter().all(|place| place.value.is_none()) {
        return Ok(renamed);
    }
    let read = hedgerow_yaml::read(&renamed, &Limits::default())?;
    let mut wanted = read.value().clone();
    for place in places {
        if let Some(value) = &place.value {
            set(&mut wanted, &place.new_path(), value.clone());
        }
    }
    let rewrite = Rewrite { types, comments: &[] };
    hedgerow_yaml::rewrite_document(&renamed, &read, &wanted, &rewrite)
}

/// A value with these places in the newer form.
#[must_use]
pub fn migrated(object: &Value, places: &[Place]) -> Value {
    let mut new = object.clone();
    for place in places.iter().filter(|place| place.blocked.is_none()) {
        if let Some(key) = &place.key {
            rename(&mut new, &place.path, key);
        }
        if let Some(value) = &place.value {
            set(&mut new, &place.new_path(), value.clone());
        }
    }
    new
}

impl Place {
    /// The field in the newer form.
    #[must_use]
    pub fn new_path(&self) -> FieldPath {
        match (&self.key, self.path.parent()) {
            (Some(key), Some(parent)) => parent.key(key),
            _ => self.path.clone(),
        }
    }
}

fn entered<'v>(value: &'v mut Value, path: &FieldPath) -> Option<&'v mut Value> {
    path.segments().iter().try_fold(value, |value, segment| match (value, segment) {
        (Value::Map(map), Segment::Key(key)) => map.get_mut(key),
        (Value::List(items), Segment::Index(at)) => items.get_mut(*at),
        _ => None,
    })
}

fn set(value: &mut Value, path: &FieldPath, new: Value) {
    if let Some(at) = entered(value, path) {
        *at = new;
    }
}

fn rename(value: &mut Value, path: &FieldPath, new: &str) {
    let (Some(parent), Some(Segment::Key(old))) = (path.parent(), path.segments().last()) else {
        return;
    };
    let Some(map) = entered(value, &parent).and_then(Value::as_map_mut) else { return };
    if let Some(place) = map.get_index_of(old)
        && let Some((_, moved)) = map.shift_remove_index(place)
    {
        map.shift_insert(place, new.to_owned(), moved);
    }
}
