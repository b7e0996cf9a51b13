//! The leaves that a place people name stands for.

use hedgerow_model::{FieldPath, ListTypes, Segment, Value};

use crate::named::{Unkeyed, name};

/// Which leaves (paths as [`hedgerow_merge::leaves`] knows them) are at a place of a value, below it, or hold it:
/// a list that is one value is told as a whole. `None` where the value has nothing there.
pub fn at_place<'t>(
    place: &FieldPath,
    value: &Value,
    types: &'t dyn ListTypes,
) -> Option<impl Fn(&FieldPath) -> bool + use<'t>> {
    value.lookup(place)?;
    // Items by their positions, however they were named; then as leaves name them.
    let mut by_position = FieldPath::root();
    let mut at = Some(value);
    for segment in place.segments() {
        let segment = match (segment, at) {
            (Segment::Item(wanted), Some(Value::List(items))) => {
                Segment::Index(items.iter().position(|item| item.matches(wanted))?)
            }
            (segment, _) => segment.clone(),
        };
        at = at.and_then(|at| at.lookup(&FieldPath::root().child(segment.clone())));
        by_position.push(segment);
    }
    let named = name(&by_position, value, types, Unkeyed::ByValue);
    Some(move |leaf: &FieldPath| named.contains(leaf) || leaf.contains(&named))
}
