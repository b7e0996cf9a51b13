//! Each row of the table of lists, and what a CRD declares.

use hedgerow_model::{FieldPath, GroupKind, ListType};
use hedgerow_schema::Catalogue;
use rstest::rstest;
use serde_json::json;

use crate::support::{catalogue_of, crd_of_spec};

fn list_type(catalogue: &Catalogue, group: &str, kind: &str, path: &str) -> ListType {
    let path: FieldPath = path.parse().unwrap();
    catalogue.list_types(&GroupKind::new(group, kind)).list_type(&path)
}

fn builtin(kind: &str, path: &str) -> ListType {
    let catalogue = Catalogue::builtin();
    let group = catalogue.find(kind)[0].group_kind.group.clone();
    list_type(&catalogue, &group, kind, path)
}

fn keyed(keys: &str) -> ListType {
    ListType::Keyed(keys.split(' ').map(str::to_owned).collect())
}

#[rstest]
#[case("Connection", "spec.bundled.links", "server.port switch.port")]
#[case("Connection", "spec.eslag.links", "server.port switch.port")]
#[case("Connection", "spec.mclag.links", "server.port switch.port")]
#[case("Connection", "spec.fabric.links", "spine.port leaf.port")]
#[case("Connection", "spec.gateway.links", "switch.port gateway.port")]
#[case("Connection", "spec.mesh.links", "leaf1.port leaf2.port")]
#[case("Connection", "spec.vpcLoopback.links", "switch1.port switch2.port")]
#[case("Connection", "spec.mclagDomain.peerLinks", "switch1.port switch2.port")]
#[case("Connection", "spec.mclagDomain.sessionLinks", "switch1.port switch2.port")]
#[case("ExternalAttachment", "spec.inboundACL.statements", "seq")]
#[case("VPC", "spec.staticRoutes", "prefix")]
#[case("VPC", "spec.subnets.default.dhcp.options.advertisedRoutes", "destination")]
#[case("ExternalPeering", "spec.permit.external.prefixes", "prefix")]
#[case("Gateway", "spec.groups", "name")]
#[case("Gateway", "spec.neighbors", "ip")]
#[case("Switch", "metadata.ownerReferences", "uid")]
fn keyed_lists(#[case] kind: &str, #[case] path: &str, #[case] keys: &str) {
    assert_eq!(builtin(kind, path), keyed(keys));
}

#[rstest]
#[case("VPC", "spec.staticRoutes[0].nextHops")]
#[case("VPC", "spec.staticRoutes[prefix=10.0.0.0/8].nextHops")]
#[case("VPC", "spec.subnets.a.dhcp.options.dnsServers")]
#[case("VPC", "spec.subnets.\"a.b\".dhcp.options.timeServers")]
#[case("VPC", "spec.permit")]
#[case("VPC", "spec.permit[1]")]
#[case("VLANNamespace", "spec.ranges")]
#[case("IPv4Namespace", "spec.subnets")]
#[case("Switch", "spec.groups")]
#[case("Switch", "spec.vlanNamespaces")]
#[case("External", "spec.static.prefixes")]
#[case("ExternalPeering", "spec.permit.vpc.subnets")]
#[case("VPCPeering", "spec.permit[0].vpc-1.subnets")]
#[case("GatewayPeering", "spec.acl.rules[name=a].match.src[0].ports")]
#[case("GatewayPeering", "spec.acl.rules[0].match.dst[0].ports")]
#[case("GatewayPeering", "spec.peering.vpc-1.expose[0].nat.portForward.ports")]
#[case("Gateway", "spec.interfaces.eth0.ips")]
#[case("Server", "metadata.finalizers")]
fn sets(#[case] kind: &str, #[case] path: &str) {
    assert_eq!(builtin(kind, path), ListType::Set);
}

#[test]
fn the_rules_of_a_gateway_peering_are_ordered() {
    assert_eq!(
        builtin("GatewayPeering", "spec.acl.rules"),
        ListType::OrderedKeyed(vec!["name".to_owned()])
    );
}

#[rstest]
#[case("VPCPeering", "spec.permit")]
#[case("GatewayPeering", "spec.peering.vpc-1.expose")]
#[case("GatewayPeering", "spec.peering.vpc-1.expose[0].ips")]
#[case("GatewayPeering", "spec.peering.vpc-1.expose[0].as")]
#[case("GatewayPeering", "spec.acl.rules[0].match.src")]
#[case("Connection", "spec.staticExternal.link.switch.subnets")]
#[case("VPC", "spec.subnets")]
#[case("VPC", "links")]
#[case("VPC", "spec.permit[0][0]")]
fn everything_else_is_atomic(#[case] kind: &str, #[case] path: &str) {
    assert_eq!(builtin(kind, path), ListType::Atomic);
}

#[test]
fn lists_of_unknown_kinds_are_atomic() {
    let found = list_type(&Catalogue::builtin(), "example.org", "VPC", "spec.permit");
    assert_eq!(found, ListType::Atomic);
}

#[test]
fn a_crd_declares_list_types() {
    let list = |kind: &str, keys: &[&str]| {
        json!({"type": "array", "x-kubernetes-list-type": kind, "x-kubernetes-list-map-keys": keys,
               "items": {"type": "object", "properties": {"a": {"type": "string"}}}})
    };
    let crd = crd_of_spec(&json!({"type": "object", "properties": {
        "keyed": list("map", &["a"]), "set": list("set", &[]), "atomic": list("atomic", &[]),
        "nested": {"type": "array", "items": {"type": "object", "properties": {
            "set": list("set", &[]) }}},
    }}));
    let catalogue = catalogue_of(&crd);
    let of = |path: &str| list_type(&catalogue, "example.org", "Thing", path);
    assert_eq!(of("spec.keyed"), keyed("a"));
    assert_eq!(of("spec.set"), ListType::Set);
    assert_eq!(of("spec.atomic"), ListType::Atomic);
    assert_eq!(of("spec.nested[3].set"), ListType::Set);
    assert_eq!(of("metadata.finalizers"), ListType::Set);
}

/// A CRD of Connection whose gateway links have these ends and this list type.
fn connection_crd(end: &str, list_type: Option<&str>) -> serde_json::Value {
    let port = json!({"type": "object", "properties": {"port": {"type": "string"}}});
    let mut links = json!({"type": "array", "items": {"type": "object",
        "properties": { end: port, "gateway": port }}});
    if let Some(list_type) = list_type {
        links["x-kubernetes-list-type"] = json!(list_type);
    }
    let mut crd = crd_of_spec(&json!({"type": "object", "properties": {
        "gateway": {"type": "object", "properties": {"links": links}}}}));
    crd["spec"]["group"] = json!("wiring.githedgehog.com");
    crd["spec"]["names"] = json!({"kind": "Connection", "plural": "connections"});
    crd
}

#[test]
fn the_key_of_gateway_links_follows_the_version_of_the_fabric() {
    let of = |end: &str, declared: Option<&str>| {
        let catalogue = catalogue_of(&connection_crd(end, declared));
        list_type(&catalogue, "wiring.githedgehog.com", "Connection", "spec.gateway.links")
    };
    assert_eq!(of("spine", None), keyed("spine.port gateway.port"));
    assert_eq!(of("switch", None), keyed("switch.port gateway.port"));
    assert_eq!(of("switch", Some("atomic")), ListType::Atomic);
}
