//! Whether a decision about a conflict may be taken: what it would break.

use hedgerow_model::{Conflict, Decision, FieldPath, Value};
use hedgerow_schema::{Before, Catalogue, Violation};

/// The rules that a decision would break at the conflict's field. `document` is the resource as Git
/// has it; without one, nothing around the field is known and only a whole document is judged.
///
/// A value that one side has already is that side's business: only what nobody has yet is judged.
pub fn broken_by(
    conflict: &Conflict,
    decision: &Decision,
    document: Option<Value>,
    catalogue: &Catalogue,
) -> Vec<Violation> {
    let path = &conflict.what.path;
    let Some(value) = conflict.value_decided(decision).cloned() else { return Vec::new() };
    let object = if *path == FieldPath::root() {
        value
    } else {
        let Some(mut object) = document.clone() else { return Vec::new() };
        if hedgerow_yaml::set_path(&mut object, path, value).is_err() {
            return Vec::new();
        }
        object
    };
    catalogue
        .validate_after(&object, document.as_ref().map_or(Before::Unknown, Before::Was))
        .violations
        .into_iter()
        .filter(|violation| path.contains(&violation.path) || violation.path.contains(path))
        .filter(|violation| !stands_on_a_side(conflict, &violation.path, &object))
        .collect()
}

/// Whether what breaks the rule is what one of the sides has at this field.
fn stands_on_a_side(conflict: &Conflict, path: &FieldPath, object: &Value) -> bool {
    let chosen = object.lookup(&conflict.what.path);
    let what = &conflict.what;
    let sides = [&what.draft, &what.git, &what.base, &what.cluster];
    path.contains(&conflict.what.path) && sides.iter().any(|side| side.as_ref() == chosen)
}
