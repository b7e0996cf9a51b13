//! Namespaces of addresses and VLANs: every condition of each clause, from both sides.

use rstest::rstest;

use super::broken;
use super::judged::{all, by_schema, changed, judged, of_vpc, of_wiring, vpc};

fn ipv4(name: &str, spec: &str) -> String {
    of_vpc("IPv4Namespace", name, spec)
}

fn vlans(name: &str, spec: &str) -> String {
    of_wiring("VLANNamespace", name, spec)
}

fn prefixes(count: usize) -> String {
    let all: Vec<String> = (0..count).map(|at| format!("10.{at}.0.0/16")).collect();
    format!("{{subnets: [{}]}}", all.join(", "))
}

#[rstest]
#[case("{}", &["warning ipns-count spec.subnets"], &[])]
#[case("null", &["warning ipns-count spec.subnets"], &[])]
#[case("{subnets: null}", &["warning ipns-count spec.subnets"], &[])]
#[case("{subnets: []}", &[], &["min-items spec.subnets"])]
#[case(&prefixes(1), &[], &[])]
#[case(&prefixes(10), &[], &[])]
#[case(&prefixes(11), &["error ipns-count spec.subnets"], &[])]
#[case(&prefixes(20), &["error ipns-count spec.subnets"], &[])]
#[case(&prefixes(21), &[], &["max-items spec.subnets"])]
#[case("{subnets: [10.0.0.0/16, 10.1.0.0]}", &["error ipns-parse spec.subnets[1]"], &[])]
#[case("{subnets: ['', 10.0.0.0/33]}",
    &["error ipns-parse spec.subnets[0]", "error ipns-parse spec.subnets[1]"], &[])]
#[case("{subnets: [10.0.0.1/16]}", &["warning ipns-parse spec.subnets[0]"], &[])]
#[case("{subnets: ['fd00::/16']}", &["warning ipns-parse spec.subnets[0]"], &[])]
#[case("{subnets: [5]}", &[], &["type spec.subnets[0]"])]
#[case("{subnets: [10.0.0.0/16, 10.0.0.0/16]}", &["error ipns-overlap spec.subnets[1]"], &[])]
#[case("{subnets: [10.0.7.0/24, x, 10.0.0.0/16]}",
    &["error ipns-overlap spec.subnets[2]", "error ipns-parse spec.subnets[1]"], &[])]
#[case("{subnets: [10.0.0.1/24, 10.0.0.2/24]}",
    &["error ipns-overlap spec.subnets[1]", "warning ipns-parse spec.subnets[0]",
      "warning ipns-parse spec.subnets[1]"], &[])]
#[case("{subnets: [10.0.0.0/24, 10.0.1.0/24]}", &[], &[])]
#[case("{subnets: [172.30.0.0/16]}", &["error ipns-reserved spec.subnets[0]"], &[])]
#[case("{subnets: [10.0.0.0/8, 172.30.9.0/24]}", &["error ipns-reserved spec.subnets[1]"], &[])]
#[case("{subnets: [172.30.20.0/22]}", &[], &[])]
#[case("{subnets: [172.31.0.0/16]}", &[], &[])]
fn of_an_ipv4_namespace(#[case] spec: &str, #[case] expected: &[&str], #[case] schema: &[&str]) {
    let document = ipv4("a", spec);
    assert_eq!((judged(&document), by_schema(&document)), (texts(expected), texts(schema)));
}

fn texts(lines: &[&str]) -> Vec<String> {
    lines.iter().map(ToString::to_string).collect()
}

#[test]
fn the_name_of_an_ipv4_namespace_is_short() {
    let of = |name: &str| by_schema(&ipv4(name, "{subnets: [10.0.0.0/16]}"));
    assert_eq!(of("abcdefghijk"), [""; 0]);
    assert_eq!(of("abcdefghijkl"), ["name metadata.name"]);
    assert_eq!(by_schema(&vlans("abcdefghijkl", "{ranges: [{from: 1}]}")), [""; 0]);
}

fn many_ranges(count: usize) -> String {
    let all: Vec<String> = (0..count).map(|at| format!("{{from: {}}}", 100 + 2 * at)).collect();
    format!("{{ranges: [{}]}}", all.join(", "))
}

#[rstest]
#[case("{}", &["warning vlanns-range spec.ranges"], &[])]
#[case("{ranges: null}", &["warning vlanns-range spec.ranges"], &[])]
#[case("{ranges: []}", &[], &["min-items spec.ranges"])]
#[case(&many_ranges(20), &[], &[])]
#[case(&many_ranges(21), &[], &["max-items spec.ranges"])]
#[case("{ranges: [{from: 1, to: 2999}]}", &[], &[])]
#[case("{ranges: [{from: 4000, to: 4094}]}", &[], &[])]
#[case("{ranges: [{from: 4000, to: 4095}]}", &["error vlanns-range spec.ranges[0].to"], &[])]
#[case("{ranges: [{from: 4095}]}", &["error vlanns-range spec.ranges[0].from"], &[])]
#[case("{ranges: [{from: 4095, to: 4096}]}", &["error vlanns-range spec.ranges[0].from"], &[])]
#[case("{ranges: [{from: 0, to: 9}]}", &["error vlanns-range spec.ranges[0].from"], &[])]
#[case("{ranges: [{to: 9}]}", &["error vlanns-range spec.ranges[0].from"], &[])]
#[case("{ranges: [{}]}", &["error vlanns-range spec.ranges[0].from"], &[])]
#[case("{ranges: [{from: 9, to: 8}]}", &["error vlanns-range spec.ranges[0].to"], &[])]
#[case("{ranges: [{from: 4094, to: 9}]}", &["error vlanns-range spec.ranges[0].to"], &[])]
#[case("{ranges: [{from: 9, to: 9}]}", &[], &[])]
#[case("{ranges: [{from: 9, to: 0}]}", &[], &[])]
#[case("{ranges: [{from: 9, to: null}]}", &[], &[])]
#[case("{ranges: [{from: 9, to: 65535}]}", &["error vlanns-range spec.ranges[0].to"], &[])]
#[case("{ranges: [{from: 9, to: 65536}]}", &[], &["maximum spec.ranges[0].to"])]
#[case("{ranges: [{from: -1, to: 9}]}", &[], &["minimum spec.ranges[0].from"])]
#[case("{ranges: [{from: x, to: 9}]}", &[], &["type spec.ranges[0].from"])]
#[case("{ranges: [{from: 1, to: 9}, {from: 10, to: 19}]}", &[], &[])]
#[case("{ranges: [{from: 1, to: 10}, {from: 10, to: 19}]}", &["error vlanns-overlap spec.ranges[1]"], &[])]
#[case("{ranges: [{from: 5}, {from: 1, to: 9}]}", &["error vlanns-overlap spec.ranges[1]"], &[])]
#[case("{ranges: [{from: 1, to: 99}, {from: 5, to: 6}, {from: 50, to: 60}]}",
    &["error vlanns-overlap spec.ranges[1]", "error vlanns-overlap spec.ranges[2]"], &[])]
#[case("{ranges: [{from: 1, to: 10}, {from: 5, to: 20}, {from: 15, to: 30}]}",
    &["error vlanns-overlap spec.ranges[1]", "error vlanns-overlap spec.ranges[2]"], &[])]
#[case("{ranges: [{from: 1, to: 10}, {from: 10, to: 19}, {from: 7, to: 6}]}",
    &["error vlanns-range spec.ranges[2].to"], &[])]
#[case("{ranges: [{from: 2000, to: 3000}]}", &["error vlanns-reserved spec.ranges[0]"], &[])]
#[case("{ranges: [{from: 1}, {from: 3899}]}", &["error vlanns-reserved spec.ranges[1]"], &[])]
#[case("{ranges: [{from: 3999, to: 4010}]}", &["error vlanns-reserved spec.ranges[0]"], &[])]
#[case("{ranges: [{from: 2000, to: 4094}]}", &["error vlanns-reserved spec.ranges[0]"], &[])]
#[case("{ranges: [{from: 2000, to: 2999}, {from: 4000, to: 4010}]}", &[], &[])]
fn of_a_vlan_namespace(#[case] spec: &str, #[case] expected: &[&str], #[case] schema: &[&str]) {
    let document = vlans("a", spec);
    assert_eq!((judged(&document), by_schema(&document)), (texts(expected), texts(schema)));
}

#[rstest]
#[case("{to: 9}", "is missing")]
#[case("{from: 4095, to: 9}", "4095 is above 4094")]
#[case("{from: 4000, to: 4095}", "4095 is above 4094")]
#[case("{from: 4000, to: 4100}", "4100 is above 4094")]
#[case("{from: 9, to: 8}", "8 is below 9, where the range starts")]
fn what_is_wrong_with_a_range_is_said(#[case] range: &str, #[case] words: &str) {
    let document = vlans("a", &format!("{{ranges: [{range}]}}"));
    let found = broken(crate::Settings::default(), "", &document);
    let said =
        format!("{words}: the cluster would empty the whole list, write VLANs from 1 to 4094");
    assert_eq!(found.iter().map(|one| &*one.message).collect::<Vec<_>>(), [said]);
}

const WEB: &str = "subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}";

#[test]
fn an_ipv4_namespace_keeps_what_is_in_use() {
    let of = |before: &str, after: &str, vpc: &str| {
        changed(&all(&[&ipv4("a", before), vpc]), &all(&[&ipv4("a", after), vpc]), &["ipns-shrink"])
    };
    let inside = vpc("v", &format!("ipv4Namespace: a, {WEB}"));
    let refused = ["error ipns-shrink spec.subnets / VPC/v spec.subnets.web.subnet"];
    let wide = "{subnets: [10.0.0.0/16]}";
    assert_eq!(of(wide, "{subnets: [10.0.1.0/24]}", &inside), [""; 0]);
    assert_eq!(of(wide, "{subnets: [10.0.1.0/25, 10.0.1.128/25]}", &inside), refused);
    assert_eq!(of(wide, "{}", &inside), refused);
    assert_eq!(of(wide, "{subnets: [10.5.0.0/16]}", &vpc("v", WEB)), [""; 0], "not in it");
    let narrow = "{subnets: [10.5.0.0/16]}";
    assert_eq!(of(narrow, narrow, &inside), [""; 0], "no update");
    assert_eq!(of(narrow, "{subnets: [10.5.0.0/17]}", &inside), refused, "any update");
}

#[test]
fn an_ipv4_namespace_that_is_needed_is_not_deleted() {
    let users = [
        ("VPC/u", vpc("u", &format!("ipv4Namespace: a, {WEB}"))),
        ("External/u", of_vpc("External", "u", "{ipv4Namespace: a}")),
    ];
    for (user, document) in users {
        let before = all(&[&ipv4("a", &prefixes(1)), &document]);
        let expected = format!("error ipns-delete  / {user} spec.ipv4Namespace");
        assert_eq!(changed(&before, &document, &["ipns-delete"]), [expected]);
        assert_eq!(changed(&before, "", &["ipns-delete"]), [""; 0]);
        let elsewhere = document.replace("ipv4Namespace: a", "ipv4Namespace: b");
        assert_eq!(changed(&before, &elsewhere, &["ipns-delete"]), [""; 0], "moved with it");
    }
    let external = of_vpc("External", "u", "{}");
    let before = all(&[&ipv4("default", &prefixes(1)), &external]);
    let expected = ["error ipns-delete  / External/u spec.ipv4Namespace"];
    assert_eq!(changed(&before, &external, &["ipns-delete"]), expected, "by default");
}

/// What the change of VLANNamespace `a` from 1000-1999 says beside a VPC.
fn shrunk(after: &str, vpc: &str) -> Vec<String> {
    let before = all(&[&vlans("a", "{ranges: [{from: 1000, to: 1999}]}"), vpc]);
    changed(&before, &all(&[&vlans("a", after), vpc]), &["vlanns-shrink"])
}

#[rstest]
#[case::in_both("ipv4Namespace: a, vlanNamespace: a", "vlan: 1001", "error")]
#[case::found_by_the_other_namespace("ipv4Namespace: a, vlanNamespace: b", "vlan: 1001", "error")]
#[case::missed("ipv4Namespace: b, vlanNamespace: a", "vlan: 1001", "warning")]
#[case::unrelated("ipv4Namespace: b, vlanNamespace: b", "vlan: 1001", "")]
#[case::host_bgp("ipv4Namespace: a, vlanNamespace: a", "vlan: 1001, hostBGP: true", "error")]
#[case::missed_host_bgp("ipv4Namespace: b, vlanNamespace: a", "vlan: 1001, hostBGP: true", "")]
fn vlans_in_use_are_kept(#[case] namespaces: &str, #[case] subnet: &str, #[case] severity: &str) {
    let vpc =
        vpc("v", &format!("{namespaces}, subnets: {{web: {{subnet: 10.0.1.0/24, {subnet}}}}}"));
    let expected: Vec<String> = (!severity.is_empty())
        .then(|| format!("{severity} vlanns-shrink spec.ranges / VPC/v spec.subnets.web.vlan"))
        .into_iter()
        .collect();
    assert_eq!(shrunk("{ranges: [{from: 1002, to: 1999}]}", &vpc), expected);
    assert_eq!(shrunk("{ranges: [{from: 1001, to: 1500}]}", &vpc), [""; 0], "it still fits");
    assert_eq!(shrunk("{ranges: [{from: 1000, to: 1999}]}", &vpc), [""; 0], "no update");
    assert_eq!(
        shrunk("{ranges: [{from: 1999, to: 1000}]}", &vpc),
        expected,
        "defaulting empties it"
    );
    assert_eq!(shrunk("{ranges: [{from: 7, to: 65536}]}", &vpc), [""; 0], "that is for the schema");
    assert_eq!(shrunk("{}", &vpc), expected, "none is left");
}

#[test]
fn a_host_bgp_subnet_without_vlan_blocks_every_update() {
    let subnets = "subnets: {web: {subnet: 10.0.1.0/24, hostBGP: true}}";
    let wider = "{ranges: [{from: 1000, to: 2500}]}";
    let refused = ["error vlanns-shrink spec.ranges / VPC/v spec.subnets.web.vlan"];
    assert_eq!(shrunk(wider, &vpc("v", &format!("ipv4Namespace: a, {subnets}"))), refused);
    assert_eq!(shrunk(wider, &vpc("v", &format!("vlanNamespace: a, {subnets}"))), [""; 0]);
    let default = |ranges: &str| all(&[&vlans("default", ranges), &vpc("v", subnets)]);
    let before = default("{ranges: [{from: 1000, to: 1999}]}");
    assert_eq!(changed(&before, &default(wider), &["vlanns-shrink"]), refused, "by default");
    assert_eq!(changed(&before, &before, &["vlanns-shrink"]), [""; 0], "no update");
}

#[test]
fn a_vlan_namespace_that_is_needed_is_not_deleted() {
    let users = [
        ("VPC/u spec.vlanNamespace", vpc("u", &format!("vlanNamespace: a, {WEB}"))),
        (
            "Switch/u spec.vlanNamespaces",
            of_wiring("Switch", "u", "{role: server-leaf, vlanNamespaces: [b, a]}"),
        ),
    ];
    for (user, document) in users {
        let before = all(&[&vlans("a", "{ranges: [{from: 1}]}"), &document]);
        let expected = format!("error vlanns-delete  / {user}");
        assert_eq!(changed(&before, &document, &["vlanns-delete"]), [expected]);
        assert_eq!(changed(&before, "", &["vlanns-delete"]), [""; 0]);
    }
    let switch = of_wiring("Switch", "u", "{role: server-leaf}");
    let before = all(&[&vlans("default", "{ranges: [{from: 1}]}"), &switch]);
    let expected = ["error vlanns-delete  / Switch/u spec.vlanNamespaces"];
    assert_eq!(changed(&before, &switch, &["vlanns-delete"]), expected, "by default");
}
