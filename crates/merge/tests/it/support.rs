//! A small table of list types for tests.

use hedgerow_model::{FieldPath, KeyPath, ListType, ListTypes, Segment};

/// Lists are known by the name of their field, wherever it is.
pub(crate) struct Types;

impl ListTypes for Types {
    fn list_type(&self, path: &FieldPath) -> ListType {
        let segments = path.segments();
        let inner = matches!(segments.last(), Some(Segment::Index(_) | Segment::Item(_)));
        let names = segments.iter().rev().skip(usize::from(inner));
        match names.clone().next() {
            Some(Segment::Key(name)) if name == "permit" => ListType::Set,
            _ if inner => ListType::Atomic,
            Some(Segment::Key(name)) => match name.as_str() {
                "groups" | "ranges" => ListType::Set,
                "routes" => ListType::Keyed(vec!["prefix".into()]),
                "links" => ListType::Keyed(vec!["server.port".into(), "switch.port".into()]),
                "ports" => {
                    ListType::Keyed(vec!["port".into(), KeyPath::with_default("protocol", "TCP")])
                }
                "rules" => ListType::OrderedKeyed(vec!["name".into()]),
                _ => ListType::Atomic,
            },
            _ => ListType::Atomic,
        }
    }
}
