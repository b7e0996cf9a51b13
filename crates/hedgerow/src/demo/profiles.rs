//! The switch profiles of the demo's cluster: a fabric writes its own there, and they are never in Git.

use serde_json::{Map, Value as Json, json};

/// The group, version and kind of a profile, and the plural.
pub(super) const GROUP: &str = "wiring.githedgehog.com";
pub(super) const VERSION: &str = "v1beta1";
pub(super) const KIND: &str = "SwitchProfile";
pub(super) const PLURAL: &str = "switchprofiles";

/// The definition of the kind, as far as the demo needs one: whatever a profile says is kept.
pub(super) fn definition() -> Json {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": { "name": format!("{PLURAL}.{GROUP}") },
        "spec": {
            "group": GROUP,
            "scope": "Namespaced",
            "names": { "kind": KIND, "listKind": "SwitchProfileList", "plural": PLURAL, "singular": "switchprofile" },
            "versions": [{
                "name": VERSION, "served": true, "storage": true,
                "schema": { "openAPIV3Schema": {
                    "type": "object",
                    "properties": {
                        "spec": { "type": "object", "x-kubernetes-preserve-unknown-fields": true },
                    },
                } },
            }],
        },
    })
}

/// The profiles of the switches of the sample fabric.
pub(super) fn all() -> [Json; 2] {
    let spine = ports(1..=32, |_| json!({ "profile": "QSFP28-100G" }))
        .chain(ports(33..=34, |_| json!({ "profile": "SFP+-10G" })));
    // Each four of the ports for servers have one speed.
    let leaf = ports(1..=48, |port| json!({ "group": group(port) }))
        .chain(ports(49..=56, |_| json!({ "profile": "QSFP28-100G" })));
    let groups = (1..=48).map(|port| (group(port), json!({ "profile": "SFP28-25G" })));
    [
        profile("dell-s5232f-on", "Dell S5232F-ON", spine.collect(), Map::new()),
        profile("dell-s5248f-on", "Dell S5248F-ON", leaf.collect(), groups.collect()),
    ]
}

/// The group of a port: the number of the four ports that it is one of.
fn group(port: usize) -> String {
    port.div_ceil(4).to_string()
}

fn ports(
    numbers: std::ops::RangeInclusive<usize>,
    port: impl Fn(usize) -> Json,
) -> impl Iterator<Item = (String, Json)> {
    numbers.map(move |number| (format!("E1/{number}"), port(number)))
}

fn profile(
    name: &str,
    title: &str,
    mut ports: Map<String, Json>,
    groups: Map<String, Json>,
) -> Json {
    ports.insert("M1".to_owned(), json!({ "management": true, "oniePortName": "eth0" }));
    json!({
        "apiVersion": format!("{GROUP}/{VERSION}"),
        "kind": KIND,
        "metadata": { "name": name, "namespace": "default" },
        "spec": {
            "displayName": title,
            "features": {
                "acl": true, "eslag": true, "l2vni": true, "l3vni": true, "mclag": true, "roce": true,
                "subinterfaces": true,
            },
            "ports": ports,
            "portGroups": groups,
            "portProfiles": {
                "QSFP28-100G": { "breakout": { "default": "1x100G", "supported": {
                    "1x40G": { "offsets": ["0"] },
                    "1x100G": { "offsets": ["0"] },
                    "2x50G": { "offsets": ["0", "2"] },
                    "4x10G": { "offsets": ["0", "1", "2", "3"] },
                    "4x25G": { "offsets": ["0", "1", "2", "3"] },
                } } },
                "SFP+-10G": { "speed": { "default": "10G", "supported": ["1G", "10G"] } },
                "SFP28-25G": { "speed": { "default": "25G", "supported": ["10G", "25G"] } },
            },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_port_is_of_a_profile_or_of_a_group_that_there_is() {
        for profile in all() {
            let spec = &profile["spec"];
            let known = |of: &str, name: &Json| spec[of].get(name.as_str().unwrap()).is_some();
            let ports = spec["ports"].as_object().unwrap();
            assert!(ports.len() > 30);
            for (name, port) in ports {
                let is_known = match (port.get("profile"), port.get("group")) {
                    (Some(profile), None) => known("portProfiles", profile),
                    (None, Some(group)) => known("portGroups", group),
                    _ => port["management"] == true,
                };
                assert!(is_known, "{name}: {port}");
            }
            for group in spec["portGroups"].as_object().unwrap().values() {
                assert!(known("portProfiles", &group["profile"]));
            }
        }
    }
}
