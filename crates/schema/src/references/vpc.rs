//! References of the kinds of group `vpc.githedgehog.com`.

use hedgerow_model::{Map, Value};

use super::{Collector, map_at, maps, spec_path};

const DEFAULT: Option<&str> = Some("default");

pub(super) fn vpc(spec: &Map, found: &mut Collector) {
    let base = spec_path();
    found.named(spec, &base, "ipv4Namespace", "IPv4Namespace", DEFAULT);
    found.named(spec, &base, "vlanNamespace", "VLANNamespace", DEFAULT);
    let subnets = base.key("subnets");
    for (name, subnet) in map_at(spec, "subnets").into_iter().flatten() {
        if let Some(dhcp) = subnet.as_map().and_then(|subnet| map_at(subnet, "dhcp")) {
            found.named(dhcp, &subnets.key(name).key("dhcp"), "relayVPC", "VPC", None);
        }
    }
}

/// `spec.subnet` is `vpc/subnet`; a bare `vpc` means its subnet `default`.
pub(super) fn attachment(spec: &Map, found: &mut Collector) {
    let base = spec_path();
    found.named(spec, &base, "connection", "Connection", None);
    if let Some(full) = spec.get("subnet").and_then(Value::as_str) {
        let (vpc, subnet) = full.split_once('/').unwrap_or((full, "default"));
        found.add(base.key("subnet"), "VPC", vpc, Some(subnet));
    }
}

pub(super) fn peering(spec: &Map, found: &mut Collector) {
    let base = spec_path();
    for (at, policy) in maps(spec.get("permit"), &base.key("permit")) {
        for (vpc, side) in policy {
            let side_path = at.key(vpc);
            found.vpc_with_subnets(side_path.clone(), vpc, side.as_map(), &side_path);
        }
    }
}

pub(super) fn external(spec: &Map, found: &mut Collector) {
    found.named(spec, &spec_path(), "ipv4Namespace", "IPv4Namespace", DEFAULT);
}

pub(super) fn external_attachment(spec: &Map, found: &mut Collector) {
    let base = spec_path();
    found.named(spec, &base, "external", "External", None);
    found.named(spec, &base, "connection", "Connection", None);
}

pub(super) fn external_peering(spec: &Map, found: &mut Collector) {
    let base = spec_path().key("permit");
    let Some(permit) = map_at(spec, "permit") else { return };
    if let Some(side) = map_at(permit, "vpc")
        && let Some(name) = side.get("name").and_then(Value::as_str)
    {
        let path = base.key("vpc");
        found.vpc_with_subnets(path.key("name"), name, Some(side), &path);
    }
    if let Some(side) = map_at(permit, "external") {
        found.named(side, &base.key("external"), "name", "External", None);
    }
}
