//! What the tests share.

use hedgerow_model::{FieldPath, ListType, ListTypes, Segment, Value};
use hedgerow_yaml::{CommentEdit, EditError, Limits, Rewrite, read, rewrite, set_path};
use proptest::prelude::ProptestConfig;

/// So many cases, or what `PROPTEST_CASES` says.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    let given = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { given.cases } else { cases };
    ProptestConfig { cases, failure_persistence: None, ..given }
}

/// The list types of the tests, by the names of the keys on the path.
pub(crate) struct Types;

impl ListTypes for Types {
    fn list_type(&self, path: &FieldPath) -> ListType {
        let last = path.segments().iter().rev().find_map(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            _ => None,
        });
        match last {
            Some("set" | "permit") => ListType::Set,
            Some("keyed" | "routes") => ListType::Keyed(vec!["name".into()]),
            Some("rules") => ListType::OrderedKeyed(vec!["name".into()]),
            Some("links") => ListType::Keyed(vec!["server.port".into(), "switch.port".into()]),
            _ => ListType::Atomic,
        }
    }
}

pub(crate) fn value(text: &str) -> Value {
    read(text, &Limits::default()).unwrap().into_value()
}

pub(crate) fn path(text: &str) -> FieldPath {
    text.parse().unwrap()
}

pub(crate) fn edit(text: &str, target: &Value) -> Result<String, EditError> {
    rewrite(text, target, &Rewrite { types: &Types, comments: &[] })
}

pub(crate) fn with_comments(text: &str, comments: &[CommentEdit]) -> Result<String, EditError> {
    rewrite(text, &value(text), &Rewrite { types: &Types, comments })
}

/// The text after `PATH=VALUE`.
pub(crate) fn set(text: &str, at: &str, new: &str) -> String {
    let mut target = value(text);
    set_path(&mut target, &path(at), hedgerow_yaml::read_value(new).unwrap()).unwrap();
    edit(text, &target).unwrap()
}

/// The text after `PATH-`.
pub(crate) fn delete(text: &str, at: &str) -> String {
    let mut target = value(text);
    hedgerow_yaml::delete_path(&mut target, &path(at)).unwrap();
    edit(text, &target).unwrap()
}

/// Every place of a value below `path`, in written order.
pub(crate) fn places(value: &Value, path: &FieldPath, out: &mut Vec<FieldPath>) {
    let below: Vec<(FieldPath, &Value)> = match value {
        Value::Map(map) => map.iter().map(|(key, value)| (path.key(key), value)).collect(),
        Value::List(items) => {
            items.iter().enumerate().map(|(at, value)| (path.index(at), value)).collect()
        }
        _ => Vec::new(),
    };
    for (path, value) in below {
        out.push(path.clone());
        places(value, &path, out);
    }
}
