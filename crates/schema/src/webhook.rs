//! What the cluster's webhooks fill in before they judge an object.
//!
//! The order in the cluster is: defaults of the schema, defaulting webhook, check of the schema, validating
//! webhook. So an object is judged as it is after this. Lists are not sorted here, nor MAC addresses written
//! in one way, although the webhooks do both: a finding names the item where it was written. What is not to be understood stays as it is, for the
//! rules to refuse.

mod gateway;
mod vpc;
mod wiring;

use hedgerow_model::{Identity, Map, Value};

use crate::hedgehog::{GATEWAY_GROUP, VPC_GROUP, WIRING_GROUP};

/// Fills in what the webhook of the object's kind fills in; nothing for kinds without one.
pub(crate) fn fill(object: &mut Value) {
    let Some(identity) = Identity::of(object) else { return };
    let fill = match (identity.group.as_str(), identity.kind.as_str()) {
        (VPC_GROUP, "VPC") => vpc::vpc,
        (VPC_GROUP, "VPCAttachment") => vpc::attachment,
        (VPC_GROUP, "External") => vpc::external,
        (VPC_GROUP, "ExternalAttachment") => vpc::external_attachment,
        (WIRING_GROUP, "VLANNamespace") => wiring::vlan_namespace,
        (WIRING_GROUP, "Switch") => wiring::switch,
        (WIRING_GROUP, "Connection") => wiring::connection,
        (GATEWAY_GROUP, "Gateway") => gateway::gateway,
        (GATEWAY_GROUP, "GatewayPeering") => gateway::peering,
        _ => return,
    };
    let Some(map) = object.as_map_mut() else { return };
    if let Some(spec) = entry(map, "spec", || Value::Map(Map::new())).as_map_mut() {
        fill(spec);
    }
}

/// The entry under `key`; made where it is absent or null.
fn entry<'m>(map: &'m mut Map, key: &str, new: impl FnOnce() -> Value) -> &'m mut Value {
    let value = map.entry(key.to_owned()).or_insert(Value::Null);
    if *value == Value::Null {
        *value = new();
    }
    value
}

/// Whether the cluster counts an entry as not given: absent, null, `""`, 0, `[]`.
fn is_empty(map: &Map, key: &str) -> bool {
    match map.get(key) {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(value @ Value::Number(_)) => value.as_i64() == Some(0),
        Some(Value::List(items)) => items.is_empty(),
        Some(Value::Bool(_) | Value::Map(_)) => false,
    }
}

/// Fills in what is not given.
fn default(map: &mut Map, key: &str, value: impl Into<Value>) {
    if is_empty(map, key) {
        map.insert(key.to_owned(), value.into());
    }
}

/// The map under `key`, where there is one.
fn map_in<'m>(map: &'m mut Map, key: &str) -> Option<&'m mut Map> {
    map.get_mut(key).and_then(Value::as_map_mut)
}

/// The maps of the list or map under `key`.
fn maps_in<'m>(map: &'m mut Map, key: &str) -> Box<dyn Iterator<Item = &'m mut Map> + 'm> {
    match map.get_mut(key) {
        Some(Value::List(items)) => Box::new(items.iter_mut().filter_map(Value::as_map_mut)),
        Some(Value::Map(entries)) => Box::new(entries.values_mut().filter_map(Value::as_map_mut)),
        _ => Box::new(std::iter::empty()),
    }
}

#[cfg(test)]
mod tests {
    use hedgerow_yaml::{Limits, read};
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::namespaces_and_gateway(
        "kind: VPC\nspec: {subnets: {a: {subnet: 10.0.1.0/24, vlan: 7}}}",
        "{subnets: {a: {subnet: 10.0.1.0/24, vlan: 7, gateway: 10.0.1.1}}, ipv4Namespace: default, vlanNamespace: default}"
    )]
    #[case::host_bits(
        "kind: VPC\nspec: {ipv4Namespace: x, vlanNamespace: y, subnets: {a: {subnet: 10.0.1.9/24}}}",
        "{ipv4Namespace: x, vlanNamespace: y, subnets: {a: {subnet: 10.0.1.9/24, gateway: 10.0.1.1}}}"
    )]
    #[case::host_bgp_has_no_gateway(
        "kind: VPC\nspec: {ipv4Namespace: x, vlanNamespace: y, subnets: {a: {subnet: 10.0.1.0/24, hostBGP: true}}}",
        "{ipv4Namespace: x, vlanNamespace: y, subnets: {a: {subnet: 10.0.1.0/24, hostBGP: true}}}"
    )]
    #[case::range_to_the_last_address_and_options_only_if_there(
        "kind: VPC\nspec: {ipv4Namespace: x, vlanNamespace: y, subnets: {a: {subnet: 10.0.1.0/24, gateway: 10.0.1.5, dhcp: {enable: true, range: {start: 10.0.1.9}, options: {pxeURL: x}}}}}",
        "{ipv4Namespace: x, vlanNamespace: y, subnets: {a: {subnet: 10.0.1.0/24, gateway: 10.0.1.5, dhcp: {enable: true, range: {start: 10.0.1.9, end: 10.0.1.255}, options: {pxeURL: x, interfaceMTU: 9036, leaseTimeSeconds: 3600}}}}}"
    )]
    #[case::without_dhcp_range_and_options_go(
        "kind: VPC\nspec: {ipv4Namespace: x, vlanNamespace: y, subnets: {a: {subnet: nonsense, dhcp: {range: {start: 10.0.1.9}, options: {pxeURL: x}, static: {}}}}}",
        "{ipv4Namespace: x, vlanNamespace: y, subnets: {a: {subnet: nonsense, dhcp: {static: {}}}}}"
    )]
    #[case::bare_vpc("kind: VPCAttachment\nspec: {subnet: v}", "{subnet: v/default}")]
    #[case::vpc_and_subnet("kind: VPCAttachment\nspec: {subnet: v/}", "{subnet: v/}")]
    #[case::external("kind: External", "{ipv4Namespace: default}")]
    #[case::external_attachment("kind: ExternalAttachment", "{switch: {}, neighbor: {}}")]
    fn of_the_vpc_group(#[case] object: &str, #[case] expected: &str) {
        check("vpc.githedgehog.com/v1beta1", object, expected);
    }

    #[rstest]
    #[case::single_vlan(
        "kind: VLANNamespace\nspec: {ranges: [{from: 5}, {from: 7, to: 9}]}",
        "{ranges: [{from: 5, to: 5}, {from: 7, to: 9}]}"
    )]
    #[case::switch(
        "kind: Switch\nspec: {portSpeeds: {E1/1: SPEED_25G}, portGroupSpeeds: {'1': 10G}, redundancy: {group: g}}",
        "{portSpeeds: {E1/1: 25G}, portGroupSpeeds: {'1': 10G}, redundancy: {group: g}, vlanNamespaces: [default], groups: [g]}"
    )]
    #[case::group_is_there(
        "kind: Switch\nspec: {vlanNamespaces: [x], groups: [g], redundancy: {group: g}}",
        "{vlanNamespaces: [x], groups: [g], redundancy: {group: g}}"
    )]
    #[case::empty_texts(
        "kind: Switch\nspec: {vlanNamespaces: [x], redundancy: {group: '', type: ''}}",
        "{vlanNamespaces: [x], redundancy: {group: ''}}"
    )]
    #[case::empty_addresses_of_links(
        "kind: Connection\nspec: {mesh: {links: [{leaf1: {port: '', ip: ''}, leaf2: {ip: 10.0.0.1/31}}]}, fabric: 5}",
        "{mesh: {links: [{leaf1: {port: ''}, leaf2: {ip: 10.0.0.1/31}}]}, fabric: 5}"
    )]
    #[case::empty_addresses_of_an_external(
        "kind: Connection\nspec: {staticExternal: {link: {switch: {ip: '', nextHop: '', port: a/b}}}}",
        "{staticExternal: {link: {switch: {port: a/b}}}}"
    )]
    fn of_the_wiring_group(#[case] object: &str, #[case] expected: &str) {
        check("wiring.githedgehog.com/v1beta1", object, expected);
    }

    #[rstest]
    #[case::gateway(
        "kind: Gateway",
        "{logs: {default: info, tags: {all: info}}, workers: 4, groups: [{name: default}]}"
    )]
    #[case::logs_that_are_limited(
        "kind: Gateway\nspec: {workers: 1, groups: [{name: g}], logs: {tags: {}, rateLimit: {burst: 7}}}",
        "{workers: 1, groups: [{name: g}], logs: {tags: {all: info}, rateLimit: {burst: 7, replenishPerSecond: 5}, default: info}}"
    )]
    #[case::idle_timeouts(
        "kind: GatewayPeering\nspec: {gatewayGroup: g, peering: {a: {expose: [{nat: {masquerade: {}}}, {nat: {portForward: {idleTimeout: 9m}}}, {nat: {static: {}}}]}, b: null}}",
        "{gatewayGroup: g, peering: {a: {expose: [{nat: {masquerade: {idleTimeout: 2m}}}, {nat: {portForward: {idleTimeout: 9m}}}, {nat: {static: {}}}]}, b: null}}"
    )]
    #[case::peering(
        "kind: GatewayPeering\nspec: {peering: {a: {}, b: {}}, acl: {rules: [{action: deny}]}}",
        "{peering: {a: {}, b: {}}, acl: {rules: [{action: deny, scope: flow}], default: deny-unless-exposed}, gatewayGroup: default}"
    )]
    #[case::one_side("kind: GatewayPeering\nspec: {peering: {a: {}}}", "{peering: {a: {}}}")]
    fn of_the_gateway_group(#[case] object: &str, #[case] expected: &str) {
        check("gateway.githedgehog.com/v1alpha1", object, expected);
    }

    fn check(api_version: &str, object: &str, expected: &str) {
        let text = format!("apiVersion: {api_version}\nmetadata: {{name: a}}\n{object}\n");
        let mut object = read(&text, &Limits::default()).unwrap().value().clone();
        fill(&mut object);
        let expected = read(expected, &Limits::default()).unwrap();
        assert_eq!(object.get("spec"), Some(expected.value()));
    }
}
