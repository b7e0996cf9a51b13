//! A value in little memory: what the inventory keeps of each resource.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock, Mutex};

use hedgerow_model::{Number, Value};

/// A value without the order of its keys and without what rules do not ask for: a third of the memory of
/// a [`Value`]. Entries that are null count as absent, as in the cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tree {
    /// Null, or nothing.
    #[default]
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer of 64 bits.
    Int(i64),
    /// A number that is no such integer; rules compare none of them.
    OtherNumber,
    /// A string.
    Text(Box<str>),
    /// A list.
    List(Box<[Tree]>),
    /// A map, ordered by its keys.
    Map(Box<[(Arc<str>, Tree)]>),
}

/// Names of fields, each kept once. Names that people chose are not shared, or they would stay for ever.
fn name(key: &str) -> Arc<str> {
    static NAMES: LazyLock<Mutex<HashSet<Arc<str>>>> = LazyLock::new(Mutex::default);
    const MOST: usize = 4096;
    let mut names = NAMES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(known) = names.get(key) {
        return Arc::clone(known);
    }
    let new: Arc<str> = Arc::from(key);
    if names.len() < MOST && key.len() <= 32 {
        names.insert(Arc::clone(&new));
    }
    new
}

impl From<&Value> for Tree {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(Number::Int(value)) => Self::Int(*value),
            Value::Number(_) => Self::OtherNumber,
            Value::String(text) => Self::Text(text.as_str().into()),
            Value::List(items) => Self::List(items.iter().map(Self::from).collect()),
            Value::Map(map) => {
                let mut entries: Vec<(Arc<str>, Self)> =
                    map.iter().map(|(key, value)| (name(key), Self::from(value))).collect();
                entries.sort_by(|(a, _), (b, _)| a.cmp(b));
                Self::Map(entries.into())
            }
        }
    }
}

impl From<&Tree> for Value {
    fn from(tree: &Tree) -> Self {
        match tree {
            Tree::Null | Tree::OtherNumber => Self::Null,
            Tree::Bool(value) => Self::Bool(*value),
            Tree::Int(value) => Self::from(*value),
            Tree::Text(text) => Self::String(text.to_string()),
            Tree::List(items) => Self::List(items.iter().map(Self::from).collect()),
            Tree::Map(entries) => {
                let entry = |(key, value): &(Arc<str>, Tree)| (key.to_string(), Self::from(value));
                Self::Map(entries.iter().map(entry).collect())
            }
        }
    }
}

/// What every path that leads nowhere gives.
static NULL: Tree = Tree::Null;

impl Tree {
    fn entry(&self, key: &str) -> Option<&Self> {
        let Self::Map(entries) = self else { return None };
        let at = entries.binary_search_by(|(name, _)| name.as_ref().cmp(key)).ok()?;
        entries.get(at).map(|(_, value)| value)
    }

    /// The entry under `key`; [`Tree::Null`] where there is none, or this is not a map.
    pub(crate) fn get(&self, key: &str) -> &Self {
        self.entry(key).unwrap_or(&NULL)
    }

    /// The value at a chain of keys.
    pub(crate) fn at(&self, keys: &[&str]) -> &Self {
        keys.iter().fold(self, |value, key| value.get(key))
    }

    /// Whether there is something: not null.
    pub(crate) fn is_there(&self) -> bool {
        *self != Self::Null
    }

    /// Whether the map has this key, null or not.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// The string; empty for everything else, as a missing string is to the cluster.
    pub(crate) fn text(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }

    /// The integer; 0 for everything else, as a missing integer is to the cluster.
    pub(crate) fn int(&self) -> i64 {
        if let Self::Int(value) = self { *value } else { 0 }
    }

    /// The string, empty where there is nothing; `None` for a value of another type, which is a finding of
    /// the schema check.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Null => Some(""),
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The integer, 0 where there is nothing; `None` for a value of another type, which is a finding of the
    /// schema check.
    pub(crate) fn as_int(&self) -> Option<i64> {
        match self {
            Self::Null => Some(0),
            Self::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// The boolean; false for everything else.
    pub(crate) fn flag(&self) -> bool {
        *self == Self::Bool(true)
    }

    /// The items of a list; none for everything else.
    pub(crate) fn items(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// The entries of a map, by key; none for everything else.
    pub(crate) fn entries(&self) -> impl ExactSizeIterator<Item = (&str, &Self)> + Clone {
        let entries: &[(Arc<str>, Self)] =
            if let Self::Map(entries) = self { entries } else { &[] };
        entries.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// Whether it is empty as the cluster sees it: absent, "", 0, false, `[]` or `{}`.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Bool(value) => !value,
            Self::Int(value) => *value == 0,
            Self::OtherNumber => false,
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Map(entries) => entries.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Tree {
        let json: serde_json::Value = serde_json::from_str(text).unwrap();
        Tree::from(&Value::from(&json))
    }

    #[test]
    fn what_leads_nowhere_is_empty_and_never_an_error() {
        let value = tree(r#"{"b": {"x": 1}, "a": [true, "t"], "n": null}"#);
        assert_eq!(value.at(&["b", "x"]).int(), 1);
        assert_eq!(value.at(&["b", "y", "z"]).text(), "");
        assert_eq!(value.get("a").items().len(), 2);
        assert!(value.get("a").items()[0].flag());
        assert_eq!(value.get("a").get("b").entries().len(), 0);
        assert!(value.has("n") && !value.get("n").is_there());
        let keys: Vec<&str> = value.entries().map(|(key, _)| key).collect();
        assert_eq!(keys, ["a", "b", "n"], "by key");
    }

    #[test]
    fn a_value_of_another_type_is_neither_there_nor_missing() {
        let value = tree(r#"{"t": "a", "i": 7, "n": null}"#);
        let texts = ["t", "i", "n", "x"].map(|key| value.get(key).as_text());
        assert_eq!(texts, [Some("a"), None, Some(""), Some("")]);
        let integers = ["t", "i", "n", "x"].map(|key| value.get(key).as_int());
        assert_eq!(integers, [None, Some(7), Some(0), Some(0)]);
    }

    #[test]
    fn empty_is_what_the_cluster_leaves_out() {
        for text in ["null", "false", "0", "\"\"", "[]", "{}"] {
            assert!(tree(text).is_empty(), "{text}");
        }
        for text in ["true", "1", "\"a\"", "[0]", "{\"a\": 0}", "0.5"] {
            assert!(!tree(text).is_empty(), "{text}");
        }
    }
}
