//! Whether both sides of a resource say the same, at a glance: what most resources of a fabric come to.

use hedgerow_model::{Identity, Value};
use hedgerow_schema::Catalogue;

use crate::compare::is_deleting;
use crate::normal::{is_written_alike, normal};

/// Whether a resource that both sides have is level and agreed on, whatever both last agreed on, what is ignored and what
/// belongs to the cluster. Where it is not, only [`judge`](crate::judge) says what it is: lists of which the order says
/// nothing, and marks of appliers, are not looked into here.
#[must_use]
pub fn is_level(desired: Value, actual: Value, catalogue: &Catalogue) -> bool {
    if is_deleting(&actual) || Identity::of(&desired).is_none() {
        return false;
    }
    is_written_alike(&desired, &actual) || normal(desired, catalogue) == normal(actual, catalogue)
}
