//! A small table of list types, by the name of the field.

use hedgerow_model::{FieldPath, KeyPath, ListType, ListTypes, Segment};

/// Lists of every kind.
pub(crate) struct Types;

impl ListTypes for Types {
    fn list_type(&self, path: &FieldPath) -> ListType {
        let Some(Segment::Key(name)) = path.segments().last() else { return ListType::Atomic };
        match name.as_str() {
            "groups" | "ranges" => ListType::Set,
            "routes" => ListType::Keyed(vec!["prefix".into()]),
            "links" => ListType::Keyed(vec!["server.port".into(), "switch.port".into()]),
            "ports" => {
                ListType::Keyed(vec!["port".into(), KeyPath::with_default("protocol", "TCP")])
            }
            "rules" => ListType::OrderedKeyed(vec!["name".into()]),
            _ => ListType::Atomic,
        }
    }
}
