//! Structural defaults, as the API server fills them in (apiextensions `defaulting/algorithm.go`).

use hedgerow_model::Value;

use crate::node::{Additional, Node};

/// Fills in what the schema gives for missing fields, and for null where null is not allowed.
pub(crate) fn fill(value: &mut Value, node: &Node) {
    if !node.has_defaults {
        return;
    }
    match value {
        Value::Map(map) => {
            for (name, child) in &node.properties {
                let Some(default) = &child.default else { continue };
                match map.get_mut(name) {
                    None => {
                        map.insert(name.clone(), default.clone());
                    }
                    Some(present) => replace_null(present, child),
                }
            }
            for (name, entry) in map.iter_mut() {
                if let Some(child) = node.properties.get(name) {
                    fill(entry, child);
                } else if let Additional::Of(child) = &node.additional {
                    replace_null(entry, child);
                    fill(entry, child);
                }
            }
        }
        Value::List(items) => {
            let Some(child) = &node.items else { return };
            for item in items {
                replace_null(item, child);
                fill(item, child);
            }
        }
        _ => {}
    }
}

fn replace_null(value: &mut Value, node: &Node) {
    if *value == Value::Null
        && !node.nullable
        && let Some(default) = &node.default
    {
        *value = default.clone();
    }
}
