//! The fifteen Hedgehog kinds that people write, as the newest fabric (78827deb, July 2026) has them.
//!
//! One file per kind, in the words of `shape.rs`; each gives an OpenAPI v3 schema, which then goes the
//! way of any CRD's schema. The descriptions are ours and are shown in forms. Only what the newest
//! fabric accepts is accepted: a fabric that still has `permit` where this has `action` gives its CRDs.

mod connection;
mod external;
mod external_attachment;
mod external_peering;
mod gateway;
mod gateway_group;
mod gateway_peering;
mod ipv4_namespace;
mod server;
mod shape;
mod switch;
mod switch_group;
mod vlan_namespace;
mod vpc;
mod vpc_attachment;
mod vpc_peering;

use std::sync::Arc;

use hedgerow_model::GroupKind;

use crate::catalogue::{Category, Entry, KindInfo, Origin, VersionSchema};
use crate::compile::Compiler;
use crate::hedgehog::SYSTEM_KINDS;
use shape::Kind;

/// The kinds, in the order in which their objects depend on each other.
fn kinds() -> [Kind; 15] {
    [
        vlan_namespace::kind(),
        ipv4_namespace::kind(),
        switch_group::kind(),
        switch::kind(),
        server::kind(),
        connection::kind(),
        vpc::kind(),
        vpc_attachment::kind(),
        vpc_peering::kind(),
        external::kind(),
        external_attachment::kind(),
        external_peering::kind(),
        gateway_group::kind(),
        gateway::kind(),
        gateway_peering::kind(),
    ]
}

/// The built-in kinds: the fifteen with schemas, then the system kinds by name only.
pub(crate) fn entries() -> Vec<Entry> {
    let mut compiler = Compiler::default();
    let mut entries: Vec<Entry> =
        kinds().into_iter().map(|kind| entry(kind, &mut compiler)).collect();
    entries.extend(SYSTEM_KINDS.iter().map(|(group, version, kind, plural, short_names)| {
        let info = KindInfo {
            group_kind: GroupKind::new(*group, *kind),
            plural: (*plural).to_owned(),
            singular: kind.to_lowercase(),
            short_names: short_names.iter().map(|name| (*name).to_owned()).collect(),
            namespaced: true,
            versions: vec![(*version).to_owned()],
            origin: Origin::Builtin,
            category: Category::System,
            has_schema: false,
            about: "Written by the fabric itself.".to_owned(),
        };
        Entry { info, versions: Vec::new(), unchecked: Vec::new() }
    }));
    entries
}

fn entry(kind: Kind, compiler: &mut Compiler) -> Entry {
    let info = KindInfo {
        group_kind: GroupKind::new(kind.group, kind.kind),
        plural: kind.plural.to_owned(),
        singular: kind.kind.to_lowercase(),
        short_names: kind.short_names.iter().map(|name| (*name).to_owned()).collect(),
        namespaced: true,
        versions: vec![kind.version.to_owned()],
        origin: Origin::Builtin,
        category: Category::User,
        has_schema: true,
        about: kind.about.to_owned(),
    };
    let json = kind.into_schema();
    let root = Arc::new(compiler.compile(&json));
    let schema = VersionSchema {
        name: info.versions.first().cloned().unwrap_or_default(),
        json,
        root,
        status_subresource: true,
        deprecated: None,
        columns: Vec::new(),
    };
    Entry { info, versions: vec![schema], unchecked: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_schema_compiles_without_a_problem() {
        let mut compiler = Compiler::default();
        for kind in kinds() {
            compiler.compile(&kind.into_schema());
        }
        assert_eq!(compiler.problems, Vec::<String>::new());
    }

    #[test]
    fn every_field_has_a_description() {
        fn walk(path: &str, schema: &serde_json::Value) {
            let about = schema["description"].as_str().unwrap_or_default();
            assert!(!about.is_empty(), "{path} has no description");
            assert!(about.ends_with('.'), "{path}: {about}");
            for (name, child) in schema["properties"].as_object().into_iter().flatten() {
                walk(&format!("{path}.{name}"), child);
            }
            for key in ["items", "additionalProperties"] {
                if schema[key]["properties"].is_object() {
                    walk(&format!("{path}[]"), &schema[key]);
                }
            }
        }
        for kind in kinds() {
            let name = kind.kind;
            walk(name, &kind.into_schema()["properties"]["spec"]);
        }
    }
}
