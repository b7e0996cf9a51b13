//! References of the kinds of group `gateway.githedgehog.com`.

use hedgerow_model::{FieldPath, Map, Value};

use super::{Collector, map_at, maps, spec_path};

/// A side of a peering whose name starts so is an External's, not a VPC's.
const EXTERNAL_PREFIX: &str = "ext.";

pub(super) fn gateway(spec: &Map, found: &mut Collector) {
    for (at, group) in maps(spec.get("groups"), &spec_path().key("groups")) {
        found.named(group, &at, "name", "GatewayGroup", None);
    }
}

pub(super) fn peering(spec: &Map, found: &mut Collector) {
    let base = spec_path();
    found.named(spec, &base, "gatewayGroup", "GatewayGroup", None);
    let sides_path = base.key("peering");
    let sides = map_at(spec, "peering");
    for (name, side) in sides.into_iter().flatten() {
        let path = sides_path.key(name);
        party(found, path.clone(), name, None);
        let expose = side.get("expose");
        for (at, entry) in maps(expose, &path.key("expose")) {
            for (ip_at, ip) in maps(entry.get("ips"), &at.key("ips")) {
                subnet_of(found, ip, &ip_at, Some(name));
            }
        }
    }
    let names: Vec<&str> =
        sides.into_iter().flat_map(|map| map.keys().map(String::as_str)).collect();
    let rules = map_at(spec, "acl").and_then(|acl| acl.get("rules"));
    for (at, rule) in maps(rules, &base.key("acl").key("rules")) {
        acl_rule(found, rule, &at, &names);
    }
}

fn acl_rule(found: &mut Collector, rule: &Map, at: &FieldPath, sides: &[&str]) {
    let text = |key: &str| rule.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let (from, to) = (text("from"), text("to"));
    for (key, name) in [("from", from), ("to", to)] {
        if let Some(name) = name {
            party(found, at.key(key), name, None);
        }
    }
    // With two sides, one end of a rule says the other.
    let other = |known: Option<&str>| match (known, sides) {
        (Some(known), [a, b]) if *a == known => Some(*b),
        (Some(known), [a, b]) if *b == known => Some(*a),
        _ => None,
    };
    let ends = [("src", from.or_else(|| other(to))), ("dst", to.or_else(|| other(from)))];
    let Some(matching) = map_at(rule, "match") else { return };
    for (key, side) in ends {
        for (end_at, end) in maps(matching.get(key), &at.key("match").key(key)) {
            subnet_of(found, end, &end_at, side);
        }
    }
}

/// The VPC, or External, of one side.
fn party(found: &mut Collector, path: FieldPath, name: &str, part: Option<&str>) {
    match name.strip_prefix(EXTERNAL_PREFIX) {
        Some(external) => found.add(path, "External", external, part),
        None => found.add(path, "VPC", name, part),
    }
}

/// The subnet that `vpcSubnet` names, where it is known of which side.
fn subnet_of(found: &mut Collector, map: &Map, at: &FieldPath, side: Option<&str>) {
    if let (Some(subnet), Some(side)) = (map.get("vpcSubnet").and_then(Value::as_str), side) {
        party(found, at.key("vpcSubnet"), side, Some(subnet));
    }
}
