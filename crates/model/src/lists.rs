use crate::FieldPath;

/// A dotted path inside a list item, such as `server.port`.
pub type KeyPath = String;

/// How a list is compared and merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListType {
    /// As one value.
    Atomic,
    /// As a set: the order says nothing and equal items are one.
    Set,
    /// By key, where the order says nothing. An item is known by the values at these paths.
    Keyed(Vec<KeyPath>),
    /// By key, where the order matters.
    OrderedKeyed(Vec<KeyPath>),
}

impl ListType {
    /// The paths that make an item's key; none for atomic lists and sets.
    #[must_use]
    pub fn key_paths(&self) -> &[KeyPath] {
        match self {
            Self::Keyed(keys) | Self::OrderedKeyed(keys) => keys,
            Self::Atomic | Self::Set => &[],
        }
    }
}

/// Tells the type of the list at a path of one kind of resource.
///
/// Never guessed from a field's name: it comes from the schema or from a table.
pub trait ListTypes {
    /// The type of the list at `path`. Steps through lists inside `path` may be any segment.
    fn list_type(&self, path: &FieldPath) -> ListType;

    /// Whether somebody says that the list at `path` is one value: its schema, or a table. Where
    /// nobody says anything of it, it is [`ListType::Atomic`] too, for want of something better.
    fn is_one_value(&self, path: &FieldPath) -> bool {
        let _ = path;
        false
    }
}

/// Every list is atomic: what is known of a kind without a schema.
#[derive(Clone, Copy, Debug, Default)]
pub struct AllAtomic;

impl ListTypes for AllAtomic {
    fn list_type(&self, _path: &FieldPath) -> ListType {
        ListType::Atomic
    }
}

impl<T: ListTypes + ?Sized> ListTypes for &T {
    fn list_type(&self, path: &FieldPath) -> ListType {
        (**self).list_type(path)
    }

    fn is_one_value(&self, path: &FieldPath) -> bool {
        (**self).is_one_value(path)
    }
}
