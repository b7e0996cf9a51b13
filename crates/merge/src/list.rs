//! What a list item is known by.

use std::collections::HashMap;

use hedgerow_model::{KeyPath, Value};

/// The values of an item's keys, as [`hedgerow_model::Segment::Item`] writes them.
pub(crate) type Label = Vec<(String, String)>;

/// The items of one list by their labels, in written order.
pub(crate) struct Labelled<'a> {
    pub(crate) labels: Vec<Label>,
    items: HashMap<Label, &'a Value>,
}

impl<'a> Labelled<'a> {
    /// Labels every item; `None` when a key is missing or not a scalar, or two items share one:
    /// such a list can only be taken as a whole.
    pub(crate) fn new(list: &'a [Value], keys: &[KeyPath]) -> Option<Self> {
        let mut labels = Vec::with_capacity(list.len());
        let mut items = HashMap::with_capacity(list.len());
        for item in list {
            let label = label(item, keys)?;
            if items.insert(label.clone(), item).is_some() {
                return None;
            }
            labels.push(label);
        }
        Some(Self { labels, items })
    }

    pub(crate) fn get(&self, label: &Label) -> Option<&'a Value> {
        self.items.get(label).copied()
    }

    pub(crate) fn has(&self, label: &Label) -> bool {
        self.items.contains_key(label)
    }
}

pub(crate) fn label(item: &Value, keys: &[KeyPath]) -> Option<Label> {
    if keys.is_empty() {
        return None;
    }
    keys.iter()
        .map(|key| {
            let value = key.split('.').try_fold(item, |value, part| value.get(part))?;
            let is_key = value.is_scalar() && *value != Value::Null;
            is_key.then(|| (key.clone(), value.plain_text()))
        })
        .collect()
}

/// The label of a set's item: the item itself.
pub(crate) fn set_label(item: &Value) -> Label {
    vec![(String::new(), item.plain_text())]
}
