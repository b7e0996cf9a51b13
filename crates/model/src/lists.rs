use crate::{FieldPath, Value};

/// A key of list items: a dotted path inside an item, such as `server.port`, and what an item
/// has there that leaves it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPath {
    path: String,
    default: Option<String>,
}

impl KeyPath {
    /// A key that an item must have.
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), default: None }
    }

    /// A key that an item may leave out: it has this value then.
    pub fn with_default(path: impl Into<String>, default: impl Into<String>) -> Self {
        Self { path: path.into(), default: Some(default.into()) }
    }

    /// The same key at another path.
    #[must_use]
    pub fn renamed(self, path: impl Into<String>) -> Self {
        Self { path: path.into(), ..self }
    }

    /// The dotted path; empty for the item itself.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The key as it is in an item: [`KeyPath::ABSENT`] where it is left out and may be. `None`:
    /// it is missing, or not a scalar.
    #[must_use]
    pub fn written(&self, item: &Value) -> Option<String> {
        let found = if self.path.is_empty() {
            Some(item)
        } else {
            self.path.split('.').try_fold(item, |value, part| value.get(part))
        };
        match (found, &self.default) {
            (None | Some(Value::Null), Some(_)) => Some(Self::ABSENT.to_owned()),
            (Some(value), _) if value.is_scalar() => Some(value.plain_text()),
            _ => None,
        }
    }

    /// The key that an item has, however it is written.
    #[must_use]
    pub fn meant(&self, written: &str) -> String {
        match &self.default {
            Some(default) if written == Self::ABSENT => default.clone(),
            _ => written.to_owned(),
        }
    }

    /// What an item of a list with these keys is known by, in the order of the keys; `None` where it lacks one, or
    /// the list has none.
    #[must_use]
    pub fn all_meant(keys: &[Self], item: &Value) -> Option<Vec<String>> {
        if keys.is_empty() {
            return None;
        }
        keys.iter().map(|key| key.written(item).map(|written| key.meant(&written))).collect()
    }

    /// How a key reads that is left out: as null does.
    pub const ABSENT: &str = "null";
}

impl From<&str> for KeyPath {
    fn from(path: &str) -> Self {
        Self::new(path)
    }
}

impl From<String> for KeyPath {
    fn from(path: String) -> Self {
        Self::new(path)
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_left_out_has_its_default() {
        let key = KeyPath::with_default("protocol", "TCP");
        let [tcp, udp, none, null, list] = [
            r#"{"protocol":"TCP"}"#,
            r#"{"protocol":"UDP"}"#,
            "{}",
            r#"{"protocol":null}"#,
            r#"{"protocol":[]}"#,
        ]
        .map(|json| serde_json::from_str::<Value>(json).unwrap());
        let meant = |item| key.written(item).map(|written| key.meant(&written));
        assert_eq!(meant(&tcp).as_deref(), Some("TCP"));
        assert_eq!(meant(&udp).as_deref(), Some("UDP"));
        assert_eq!(meant(&none).as_deref(), Some("TCP"));
        assert_eq!(meant(&null).as_deref(), Some("TCP"));
        assert_eq!(meant(&list), None);
        assert_eq!(KeyPath::new("protocol").written(&none), None);
        // The name that is written finds the item again.
        for item in [&tcp, &udp, &none, &null] {
            let name = vec![("protocol".to_owned(), key.written(item).unwrap())];
            let found = [&tcp, &udp, &none].map(|other| other.matches(&name));
            assert_eq!(found.iter().filter(|found| **found).count(), 1, "{name:?}");
        }
    }
}
