//! An object of the cluster as a text that a person would write.

use hedgerow_drift::without_noise;
use hedgerow_schema::Catalogue;
use hedgerow_yaml::{EmitOptions, emit};

/// The text of an object as it is kept; `None` where it is not understood.
pub(super) fn for_people(object: &str, catalogue: &Catalogue) -> Option<String> {
    let value = super::sides::object(object)?;
    Some(emit(&without_noise(&value, catalogue), &EmitOptions::default()))
}
