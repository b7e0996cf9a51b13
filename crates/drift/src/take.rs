//! One side takes what the other one has: a document its values from the cluster, an object its values from Git.

use hedgerow_merge::changes;
use hedgerow_model::{FieldDrift, FieldPath, Identity, Value};
use hedgerow_schema::Catalogue;
use hedgerow_yaml::{Rewrite, delete_path, rewrite, set_path};

use crate::compare::compare;
use crate::normal::normalise;

/// Why a value was not taken over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TakeError {
    /// The text cannot be read.
    #[error("its text is not understood: {0}")]
    Unreadable(String),
    /// The text has no room for the value that could be written without loss.
    #[error("`{path}` cannot be written into its text without loss: {why}; edit it by hand")]
    Lossy {
        /// The field.
        path: FieldPath,
        /// Why.
        why: String,
    },
    /// Written, it would not mean what the cluster has.
    #[error("`{path}` would not mean the same in Git as in the cluster; edit it by hand")]
    Otherwise {
        /// The field.
        path: FieldPath,
    },
}

/// The text of a document with the values that the cluster has at the paths of these drifts; everything else of it
/// stays as it is written.
///
/// # Errors
/// When a value cannot be written without loss, or would not mean the same.
pub fn accepted(
    text: &str,
    actual: &Value,
    fields: &[FieldDrift],
    catalogue: &Catalogue,
) -> Result<String, TakeError> {
    let read = hedgerow_yaml::read(text, &hedgerow_yaml::Limits::default())
        .map_err(|error| TakeError::Unreadable(error.to_string()))?;
    let mut value = read.into_value();
    let lossy = |path: &FieldPath, why: String| TakeError::Lossy { path: path.clone(), why };
    for FieldDrift { path, .. } in fields {
        put(&mut value, path, actual.lookup(path)).map_err(|why| lossy(path, why))?;
    }
    let kind = Identity::of(actual).map(|identity| identity.group_kind());
    let types = kind.map(|kind| catalogue.list_types(&kind));
    let root = FieldPath::root();
    let types = types.ok_or_else(|| lossy(&root, "the object is not understood".to_owned()))?;
    let taken = rewrite(text, &value, &Rewrite { types: types.as_ref(), comments: &[] }).map_err(
        |error| {
            let first = fields.first().map_or(root.clone(), |field| field.path.clone());
            lossy(&first, error.to_string())
        },
    )?;
    // What was taken is what the cluster has: read as any document is.
    let read = hedgerow_yaml::read(&taken, &hedgerow_yaml::Limits::default())
        .map_err(|error| TakeError::Unreadable(error.to_string()))?;
    let left = compare(Some(read.value()), Some(actual), None, catalogue);
    let left = left.map(|drift| drift.fields).unwrap_or_default();
    let still = |field: &&FieldDrift| {
        left.iter().any(|it| it.path.contains(&field.path) || field.path.contains(&it.path))
    };
    match fields.iter().find(still) {
        Some(field) => Err(TakeError::Otherwise { path: field.path.clone() }),
        None => Ok(taken),
    }
}

/// The object of the cluster with the values that Git wants at the paths of these drifts; everything else of it stays.
///
/// # Errors
/// When a value has no place in the object.
pub fn restored(
    actual: &Value,
    desired: &Value,
    fields: &[FieldDrift],
) -> Result<Value, TakeError> {
    let mut object = actual.clone();
    for FieldDrift { path, .. } in fields {
        put(&mut object, path, desired.lookup(path))
            .map_err(|why| TakeError::Lossy { path: path.clone(), why })?;
    }
    Ok(object)
}

/// What both sides agreed on, had they agreed at this path on `to`; of the root on all of it.
///
/// # Errors
/// When there is no place for it.
pub fn advanced(
    agreed: Option<&Value>,
    path: &FieldPath,
    to: Option<&Value>,
) -> Result<Option<Value>, String> {
    if path.segments().is_empty() {
        return Ok(to.cloned());
    }
    let mut agreed = agreed.ok_or("nothing was agreed on")?.clone();
    put(&mut agreed, path, to)?;
    Ok(Some(agreed))
}

/// The fields in which two objects differ as the cluster would store them; what of one was not taken by the other.
#[must_use]
pub fn differing(a: &Value, b: &Value, catalogue: &Catalogue) -> Vec<FieldPath> {
    let Some(identity) = Identity::of(a) else { return vec![FieldPath::root()] };
    let types = catalogue.list_types(&identity.group_kind());
    let (a, b) = (normalise(a, catalogue), normalise(b, catalogue));
    changes(&a, &b, types.as_ref()).into_iter().map(|change| change.path).collect()
}

/// Puts a value at a path; nothing there where there is none.
///
/// # Errors
/// When there is no place for it.
pub fn put(value: &mut Value, path: &FieldPath, new: Option<&Value>) -> Result<(), String> {
    match new {
        Some(new) => set_path(value, path, new.clone()).map_err(|error| error.reason),
        None if value.lookup(path).is_none() => Ok(()),
        None => delete_path(value, path).map_err(|error| error.reason),
    }
}
