//! The edges between resources. They hide in composite strings and map keys, so
//! each kind has its own extractor.
//!
//! What is malformed gives no reference: that is for the schema to say.

mod gateway;
mod vpc;
mod wiring;

use hedgerow_model::{FieldPath, GroupKind, Identity, Map, Segment, Value};
use serde::Serialize;

use crate::hedgehog::{GATEWAY_GROUP, VPC_GROUP, WIRING_GROUP};

/// One resource names another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// Where it is named. A default that is not written has the path that it would be written at.
    pub path: FieldPath,
    /// What is named; in the namespace of the object that names it.
    pub target: Identity,
    /// The part of the target that is meant: a VPC's subnet, the port of a switch, server or gateway.
    pub part: Option<String>,
    /// Whether it is a default: nothing is written there.
    pub implied: bool,
}

/// Everything that an object refers to, in the order in which it is written; nothing for kinds that
/// are not Hedgehog's.
#[must_use]
pub fn references(object: &Value) -> Vec<Reference> {
    let Some(identity) = Identity::of(object) else { return Vec::new() };
    let empty = Map::new();
    let spec = object.get("spec").and_then(Value::as_map).unwrap_or(&empty);
    let kind = GroupKind::new(identity.group, identity.kind);
    let mut found = Collector { namespace: identity.namespace, references: Vec::new() };
    match (kind.group.as_str(), kind.kind.as_str()) {
        (VPC_GROUP, "VPC") => vpc::vpc(spec, &mut found),
        (VPC_GROUP, "VPCAttachment") => vpc::attachment(spec, &mut found),
        (VPC_GROUP, "VPCPeering") => vpc::peering(spec, &mut found),
        (VPC_GROUP, "External") => vpc::external(spec, &mut found),
        (VPC_GROUP, "ExternalAttachment") => vpc::external_attachment(spec, &mut found),
        (VPC_GROUP, "ExternalPeering") => vpc::external_peering(spec, &mut found),
        (WIRING_GROUP, "Connection") => wiring::connection(spec, &mut found),
        (WIRING_GROUP, "Switch") => wiring::switch(spec, &mut found),
        (WIRING_GROUP, "Server") => wiring::server(spec, &mut found),
        (GATEWAY_GROUP, "Gateway") => gateway::gateway(spec, &mut found),
        (GATEWAY_GROUP, "GatewayPeering") => gateway::peering(spec, &mut found),
        _ => {}
    }
    found.references
}

/// Collects references and knows the groups of the kinds.
struct Collector {
    namespace: String,
    references: Vec<Reference>,
}

impl Collector {
    fn add(&mut self, path: FieldPath, kind: &str, name: &str, part: Option<&str>) {
        self.push(path, kind, name, part, false);
    }

    /// Adds a reference that a default makes.
    fn add_implied(&mut self, path: FieldPath, kind: &str, name: &str) {
        self.push(path, kind, name, None, true);
    }

    fn push(&mut self, path: FieldPath, kind: &str, name: &str, part: Option<&str>, implied: bool) {
        if name.is_empty() {
            return;
        }
        let group = match kind {
            "Gateway" | "GatewayGroup" | "GatewayPeering" => GATEWAY_GROUP,
            "VPC" | "External" | "IPv4Namespace" => VPC_GROUP,
            _ => WIRING_GROUP,
        };
        let target = Identity {
            group: group.to_owned(),
            kind: kind.to_owned(),
            namespace: self.namespace.clone(),
            name: name.to_owned(),
        };
        let part = part.filter(|part| !part.is_empty()).map(str::to_owned);
        self.references.push(Reference { path, target, part, implied });
    }

    /// Adds what the string under `key` names; `default` where it is missing or empty and there is one.
    fn named(&mut self, map: &Map, base: &FieldPath, key: &str, kind: &str, default: Option<&str>) {
        let path = base.key(key);
        match (map.get(key).and_then(Value::as_str).filter(|name| !name.is_empty()), default) {
            (Some(name), _) => self.add(path, kind, name, None),
            (None, Some(default)) => self.add_implied(path, kind, default),
            (None, None) => {}
        }
    }

    /// Adds what each string of the list under `key` names.
    fn each_named(&mut self, map: &Map, base: &FieldPath, key: &str, kind: &str) {
        let list = base.key(key);
        for (path, name) in texts(map.get(key), &list) {
            self.add(path, kind, name, None);
        }
    }

    /// Adds the named subnets of a VPC, or the VPC itself where no subnet is named.
    fn vpc_with_subnets(
        &mut self,
        at: FieldPath,
        name: &str,
        side: Option<&Map>,
        base: &FieldPath,
    ) {
        let list = base.key("subnets");
        let subnets = texts(side.and_then(|side| side.get("subnets")), &list);
        if subnets.is_empty() {
            self.add(at, "VPC", name, None);
        }
        for (path, subnet) in subnets {
            self.add(path, "VPC", name, Some(subnet));
        }
    }
}

fn spec_path() -> FieldPath {
    FieldPath::of_keys(["spec"])
}

/// The strings of a list with their paths.
fn texts<'v>(list: Option<&'v Value>, base: &FieldPath) -> Vec<(FieldPath, &'v str)> {
    let items = list.and_then(Value::as_list).unwrap_or_default();
    items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| Some((base.child(Segment::Index(at)), item.as_str()?)))
        .collect()
}

/// The maps of a list with their paths.
fn maps<'v>(list: Option<&'v Value>, base: &FieldPath) -> Vec<(FieldPath, &'v Map)> {
    let items = list.and_then(Value::as_list).unwrap_or_default();
    items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| Some((base.child(Segment::Index(at)), item.as_map()?)))
        .collect()
}

/// The map under `key`.
fn map_at<'v>(map: &'v Map, key: &str) -> Option<&'v Map> {
    map.get(key).and_then(Value::as_map)
}
