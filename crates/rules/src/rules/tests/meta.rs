//! What holds for all kinds: every condition of each clause, from both sides.

use rstest::rstest;

use super::judged::{by_schema, changed, judged, of_vpc, of_wiring, vpc};

#[rstest]
#[case("leaf-1", true)]
#[case("leaf-1.rack-2", true)]
#[case("'1'", true)]
#[case("Leaf-1", false)]
#[case("leaf_1", false)]
#[case("leaf-1.", false)]
#[case("-leaf", false)]
fn a_name_is_a_subdomain(#[case] name: &str, #[case] fits: bool) {
    let expected: &[&str] = if fits { &[] } else { &["name metadata.name"] };
    assert_eq!(by_schema(&of_wiring("Server", name, "{}")), expected);
}

#[test]
fn only_two_kinds_may_be_in_another_namespace_and_are_then_found_by_nobody() {
    let document = |kind: &str, namespace: &str| {
        of_wiring(kind, "a", "{}").replace("name: a", &format!("name: a, namespace: {namespace}"))
    };
    let of = |kind: &str, namespace: &str| {
        let document = document(kind, namespace);
        (by_schema(&document), changed("", &document, &["meta-namespace"]))
    };
    let warning = vec!["warning meta-namespace metadata.namespace".to_owned()];
    let error = vec!["namespace metadata.namespace".to_owned()];
    assert_eq!(of("SwitchGroup", "prod"), (vec![], warning.clone()));
    assert_eq!(of("ServerProfile", "prod"), (vec![], warning));
    assert_eq!(of("Server", "prod"), (error.clone(), vec![]));
    assert_eq!(of("SwitchProfile", "prod"), (error, vec![]));
    for kind in ["SwitchGroup", "Server"] {
        assert_eq!(of(kind, "default"), (vec![], vec![]));
        assert_eq!(of(kind, "''"), (vec![], vec![]));
    }
    // Kubernetes itself has a say too.
    assert_eq!(of("SwitchGroup", "Prod").0, ["namespace metadata.namespace"]);
}

#[rstest]
#[case(&of_vpc("VPCAttachment", "a", "{connection: NAME, subnet: v/s}"), "spec.connection")]
#[case(&of_vpc("VPCAttachment", "a", "{connection: c, subnet: NAME/s}"), "spec.subnet")]
#[case(&of_vpc("VPCAttachment", "a", "{connection: c, subnet: v/NAME}"), "spec.subnet")]
#[case(&of_vpc("VPCAttachment", "a", "{connection: c, subnet: NAME}"), "spec.subnet")]
#[case(&of_vpc("ExternalAttachment", "a", "{connection: NAME, external: e}"), "spec.connection")]
#[case(&of_vpc("ExternalAttachment", "a", "{connection: c, external: NAME}"), "spec.external")]
#[case(&vpc("a", "ipv4Namespace: NAME"), "spec.ipv4Namespace")]
#[case(&vpc("a", "vlanNamespace: NAME"), "spec.vlanNamespace")]
#[case(&of_wiring("Switch", "a", "{role: spine, profile: NAME}"), "spec.profile")]
#[case(&of_wiring("Switch", "a", "{role: spine, groups: [g, NAME]}"), "spec.groups[1]")]
#[case(&of_wiring("Switch", "a", "{role: spine, redundancy: {group: NAME}}"), "spec.groups[0]")]
#[case(&of_wiring("Switch", "a", "{role: spine, vlanNamespaces: [NAME]}"), "spec.vlanNamespaces[0]")]
#[case(&of_wiring("Connection", "a", "{unbundled: {link: {server: {port: NAME/e1}, switch: {port: l/E1/1}}}}"),
    "spec.unbundled.link.server.port")]
#[case(&of_wiring("Connection", "a", "{unbundled: {link: {server: {port: s/e1}, switch: {port: NAME/E1/1}}}}"),
    "spec.unbundled.link.switch.port")]
#[case(&of_wiring("Connection", "a", "{fabric: {links: [{spine: {port: NAME/E1/1}, leaf: {port: NAME/E1/2}}]}}"),
    "spec.fabric.links[0].leaf.port")]
fn what_becomes_a_label_is_short_and_plain(#[case] document: &str, #[case] field: &str) {
    let of = |name: &str| changed("", &document.replace("NAME", name), &["meta-label-length"]);
    let refused = [format!("error meta-label-length {field}")];
    for name in ["a", &"a".repeat(63), "a.b-c", "A_1"] {
        assert_eq!(of(name), [""; 0], "{name}");
    }
    for name in [&*"a".repeat(64), "a b", "a_", "-a"] {
        assert_eq!(of(name), refused, "{name}");
    }
}

#[test]
fn what_becomes_no_label_may_be_long() {
    let long = "a".repeat(64);
    for document in [
        of_wiring("Connection", &long, "{}"),
        of_wiring("Server", "a", &format!("{{profile: {long}}}")),
        vpc("a", &format!("subnets: {{{long}: {{subnet: 10.0.1.0/24, vlan: 7}}}}")),
    ] {
        assert_eq!(changed("", &document, &["meta-label"]), [""; 0], "{document}");
    }
    let malformed = "{unbundled: {link: {server: {port: 'a b'}, switch: {port: leaf-1/E1/1}}}}";
    let malformed = of_wiring("Connection", "a", malformed);
    assert_eq!(changed("", &malformed, &["meta-label"]), [""; 0], "that is conn-port-form");
    let nested = of_vpc("VPCAttachment", "a", "{connection: c, subnet: v/a/b}");
    assert_eq!(changed("", &nested, &["meta-label"]), [""; 0], "that is attach-form");
}

#[rstest]
#[case(&vpc("a", "subnets: {w: {vlan: N}}"), 16, "spec.subnets.w.vlan")]
#[case(&vpc("a", "subnets: {w: {dhcp: {enable: true, options: {interfaceMTU: N}}}}"), 16,
    "spec.subnets.w.dhcp.options.interfaceMTU")]
#[case(&vpc("a", "subnets: {w: {dhcp: {enable: true, options: {leaseTimeSeconds: N}}}}"), 32,
    "spec.subnets.w.dhcp.options.leaseTimeSeconds")]
#[case(&of_wiring("Connection", "a", "{unbundled: {mtu: N}}"), 16, "spec.unbundled.mtu")]
#[case(&of_wiring("Connection", "a", "{eslag: {links: [{}, {}], mtu: N}}"), 16, "spec.eslag.mtu")]
#[case(&of_wiring("Connection", "a", "{staticExternal: {link: {switch: {port: s/1, vlan: N}}}}"), 16,
    "spec.staticExternal.link.switch.vlan")]
#[case(&of_wiring("Switch", "a", "{role: spine, asn: N}"), 32, "spec.asn")]
#[case(&of_vpc("ExternalAttachment", "a", "{switch: {vlan: N}}"), 16, "spec.switch.vlan")]
#[case(&of_vpc("ExternalAttachment", "a", "{static: {remoteIP: 10.0.0.1, vlan: N}}"), 16, "spec.static.vlan")]
#[case(&of_vpc("ExternalAttachment", "a", "{neighbor: {asn: N}}"), 32, "spec.neighbor.asn")]
#[case(&of_wiring("VLANNamespace", "a", "{ranges: [{from: N}]}"), 16, "spec.ranges[0].from")]
#[case(&of_wiring("VLANNamespace", "a", "{ranges: [{from: 1, to: N}]}"), 16, "spec.ranges[0].to")]
fn a_number_fits_into_its_field(#[case] document: &str, #[case] bits: u32, #[case] field: &str) {
    let of = |number: i64| by_schema(&document.replace("N}", &format!("{number}}}")));
    let above = if bits == 16 { "maximum" } else { "format" };
    let most = (1_i64 << bits) - 1;
    assert_eq!(of(0), [""; 0]);
    assert_eq!(of(most), [""; 0]);
    // A range of one VLAN gets its end by default.
    let line = |rule: &str| format!("{rule} {field}");
    assert!(of(most + 1).contains(&line(above)), "{:?}", of(most + 1));
    assert!(of(-1).contains(&line("minimum")), "{:?}", of(-1));
}

#[test]
fn an_unknown_field_is_named() {
    let document = vpc("a", "subnet: {}");
    assert_eq!(by_schema(&document), ["unknown-field spec.subnet"]);
    assert_eq!(judged(&document), ["error vpc-subnets spec.subnets"]);
}
