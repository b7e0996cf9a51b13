//! What a list item is known by.

use std::collections::HashMap;

use hedgerow_model::{KeyPath, Value};

/// The values of an item's keys, as [`hedgerow_model::Segment::Item`] writes them.
pub(crate) type Label = Vec<(String, String)>;

/// The items of one list by their labels, in written order.
pub(crate) struct Labelled<'a> {
    /// What each is known by: a key that is left out is there with its default.
    pub(crate) labels: Vec<Label>,
    /// The same as it is written, for paths.
    pub(crate) written: Vec<Label>,
    items: HashMap<Label, (usize, &'a Value)>,
}

impl<'a> Labelled<'a> {
    /// Labels every item; `None` when a key is missing or not a scalar, or two items share one:
    /// such a list can only be taken as a whole.
    pub(crate) fn new(list: &'a [Value], keys: &[KeyPath]) -> Option<Self> {
        let mut labels = Vec::with_capacity(list.len());
        let mut written = Vec::with_capacity(list.len());
        let mut items = HashMap::with_capacity(list.len());
        for (at, item) in list.iter().enumerate() {
            let own = label(item, keys)?;
            let meant =
                own.iter().zip(keys).map(|((path, text), key)| (path.clone(), key.meant(text)));
            let label: Label = meant.collect();
            if items.insert(label.clone(), (at, item)).is_some() {
                return None;
            }
            labels.push(label);
            written.push(own);
        }
        Some(Self { labels, written, items })
    }

    pub(crate) fn get(&self, label: &Label) -> Option<&'a Value> {
        self.items.get(label).map(|(_, item)| *item)
    }

    /// The label of an item as it is written here.
    pub(crate) fn as_written(&self, label: &Label) -> Option<&Label> {
        self.items.get(label).and_then(|(at, _)| self.written.get(*at))
    }

    pub(crate) fn has(&self, label: &Label) -> bool {
        self.items.contains_key(label)
    }
}

/// What an item is known by, as it is written.
pub(crate) fn label(item: &Value, keys: &[KeyPath]) -> Option<Label> {
    if keys.is_empty() {
        return None;
    }
    let part = |key: &KeyPath| {
        // Null is not a key, except where it means the default.
        let written = key.written(item)?;
        let is_key =
            written != KeyPath::ABSENT || key.meant(&written) != written || is_text(key, item);
        is_key.then(|| (key.path().to_owned(), written))
    };
    keys.iter().map(part).collect()
}

/// Whether the key is a text that only reads as null does.
fn is_text(key: &KeyPath, item: &Value) -> bool {
    let found = key.path().split('.').try_fold(item, |value, part| value.get(part));
    matches!(found, Some(Value::String(_)))
}

/// The label of a set's item: the item itself.
pub(crate) fn set_label(item: &Value) -> Label {
    vec![(String::new(), item.plain_text())]
}
