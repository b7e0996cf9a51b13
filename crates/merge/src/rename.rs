//! What an item of a list is known by on each side, where that is not the same: for the comments,
//! which go with it.

use std::collections::HashMap;

use hedgerow_model::{FieldPath, Segment};

use crate::list::Label;
use crate::value_path::ValuePath;

/// An item that a side gave another key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Renamed {
    /// The list, its own items by what the base knows them by.
    list: FieldPath,
    /// On base, draft and Git.
    labels: [Option<Label>; 3],
    /// In the result.
    result: Label,
}

impl Renamed {
    /// The item of a list with these labels; `None` where it has the same everywhere.
    pub(crate) fn of(
        list: &ValuePath<'_>,
        labels: [Option<&Label>; 3],
        result: Label,
    ) -> Option<Self> {
        if labels.iter().flatten().all(|label| **label == result) {
            return None;
        }
        Some(Self { list: list.path(), labels: labels.map(|label| label.cloned()), result })
    }

    /// Whether a path of the result may lead through the item.
    pub(crate) fn is_on(&self, path: &FieldPath) -> bool {
        path.segments()
            .iter()
            .any(|step| matches!(step, Segment::Item(label) if *label == self.result))
    }
}

/// From the paths of one side to those of the result.
pub(crate) struct Names<'a>(HashMap<(&'a FieldPath, &'a Label), (&'a Label, &'a Label)>);

impl<'a> Names<'a> {
    /// Those of base (0), draft (1) or Git (2).
    pub(crate) fn of(renamed: &'a [Renamed], side: usize) -> Self {
        let known = |item: &'a Renamed| {
            let own = item.labels[side].as_ref()?;
            let base = item.labels.iter().flatten().next()?;
            Some(((&item.list, own), (base, &item.result)))
        };
        Self(renamed.iter().filter_map(known).collect())
    }

    /// The path that the same entry has in the result.
    pub(crate) fn in_result(&self, path: &FieldPath) -> FieldPath {
        if self.0.is_empty() {
            return path.clone();
        }
        let (mut known, mut result) = (FieldPath::root(), FieldPath::root());
        for segment in path.segments() {
            let item = match segment {
                Segment::Item(label) => self.0.get(&(&known, label)),
                _ => None,
            };
            let [of_base, of_result] = match item {
                Some((base, result)) => [base, result].map(|label| Segment::Item((*label).clone())),
                None => [segment.clone(), segment.clone()],
            };
            known.push(of_base);
            result.push(of_result);
        }
        result
    }
}
