//! References of the kinds of group `wiring.githedgehog.com`.

use hedgerow_model::{FieldPath, Map, Value};

use super::{Collector, map_at, maps, spec_path};

/// The device at each end of a cable, by the sort of the connection and the name of the end. Several
/// sorts share names: a gateway connection's `gateway` is a Gateway, everything else but `server` is a
/// Switch (`spine` in gateway connections before fabric v0.88).
const ENDS: &[(&str, &str)] = &[
    ("server", "Server"),
    ("gateway", "Gateway"),
    ("switch", "Switch"),
    ("spine", "Switch"),
    ("leaf", "Switch"),
    ("leaf1", "Switch"),
    ("leaf2", "Switch"),
    ("switch1", "Switch"),
    ("switch2", "Switch"),
];

/// The sorts of connections.
const SORTS: &[&str] = &[
    "unbundled",
    "bundled",
    "eslag",
    "mclag",
    "mclagDomain",
    "fabric",
    "mesh",
    "gateway",
    "vpcLoopback",
    "external",
    "staticExternal",
];

pub(super) fn connection(spec: &Map, found: &mut Collector) {
    let base = spec_path();
    for (sort, details) in spec {
        let Some(details) = details.as_map().filter(|_| SORTS.contains(&sort.as_str())) else {
            continue;
        };
        let path = base.key(sort);
        if sort == "staticExternal" {
            found.named(details, &path, "withinVPC", "VPC", None);
        }
        if let Some(link) = map_at(details, "link") {
            ends(link, &path.key("link"), found);
        }
        for list in ["links", "peerLinks", "sessionLinks"] {
            for (at, link) in maps(details.get(list), &path.key(list)) {
                ends(link, &at, found);
            }
        }
    }
}

/// The devices at the ends of one cable: a port is `device/port`, as in `leaf-1/E1/1`.
fn ends(link: &Map, base: &FieldPath, found: &mut Collector) {
    for (name, end) in link {
        let Some((_, kind)) = ENDS.iter().find(|(known, _)| known == name) else { continue };
        let Some(full) = end.get("port").and_then(Value::as_str) else { continue };
        let path = base.key(name).key("port");
        match full.split_once('/') {
            Some((device, port)) => found.add(path, kind, device, Some(port)),
            None => found.add(path, kind, full, None),
        }
    }
}

pub(super) fn switch(spec: &Map, found: &mut Collector) {
    let base = spec_path();
    found.named(spec, &base, "profile", "SwitchProfile", None);
    found.each_named(spec, &base, "groups", "SwitchGroup");
    if let Some(redundancy) = map_at(spec, "redundancy") {
        found.named(redundancy, &base.key("redundancy"), "group", "SwitchGroup", None);
    }
    let written = spec.get("vlanNamespaces").and_then(Value::as_list);
    if written.is_none_or(<[Value]>::is_empty) {
        found.add_implied(base.key("vlanNamespaces"), "VLANNamespace", "default");
    } else {
        found.each_named(spec, &base, "vlanNamespaces", "VLANNamespace");
    }
}

pub(super) fn server(spec: &Map, found: &mut Collector) {
    found.named(spec, &spec_path(), "profile", "ServerProfile", None);
}
