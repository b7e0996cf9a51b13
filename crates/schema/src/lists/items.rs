//! `kind: List`: resources in one document, each known by what it is.

use hedgerow_model::{
    FieldPath, GroupKind, GroupVersion, Identity, KeyPath, ListType, ListTypes, Segment,
};

use crate::catalogue::Catalogue;

/// What an item is known by. An item with another version is found again as one with another key.
fn keys() -> Vec<KeyPath> {
    vec![
        KeyPath::new("apiVersion"),
        KeyPath::new("kind"),
        KeyPath::with_default("metadata.namespace", Identity::DEFAULT_NAMESPACE),
        KeyPath::new("metadata.name"),
    ]
}

/// The list types of a `List`: its items by identity, and inside of an item those of its kind.
pub(crate) struct OfItems(Catalogue);

impl OfItems {
    pub(crate) fn new(catalogue: Catalogue) -> Self {
        Self(catalogue)
    }

    /// Whether a kind is this one.
    pub(crate) fn are(kind: &GroupKind) -> bool {
        kind.group.is_empty() && kind.kind == "List"
    }

    /// The kind of the item that a path leads into, and the way from there.
    fn inside(path: &FieldPath) -> Option<(GroupKind, FieldPath)> {
        let (items, rest) = path.segments().split_first()?;
        let (item, rest) = rest.split_first()?;
        let (Segment::Key(items), Segment::Item(label)) = (items, item) else { return None };
        let text = |wanted: &str| {
            label.iter().find(|(key, _)| key == wanted).map(|(_, text)| text.as_str())
        };
        let group = GroupVersion::parse(text("apiVersion")?).group;
        (items == "items").then_some((GroupKind::new(group, text("kind")?), rest.to_vec().into()))
    }
}

impl ListTypes for OfItems {
    fn list_type(&self, path: &FieldPath) -> ListType {
        if *path == FieldPath::of_keys(["items"]) {
            return ListType::Keyed(keys());
        }
        let inside = Self::inside(path);
        inside.map_or(ListType::Atomic, |(kind, path)| self.0.list_types(&kind).list_type(&path))
    }

    fn is_one_value(&self, path: &FieldPath) -> bool {
        let inside = Self::inside(path);
        inside.is_some_and(|(kind, path)| self.0.list_types(&kind).is_one_value(&path))
    }
}
