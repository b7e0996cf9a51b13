//! VPCs: every condition of each clause, from both sides.

use rstest::rstest;

use super::judged::{all, by_schema, changed, judged, of_vpc, of_wiring, vpc, with_web};

const SUBNETS: &str = "subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}, \
                       db: {subnet: 10.0.2.0/24, vlan: 1002}}";

/// `count` subnets, each with its own prefix and VLAN.
fn subnets(count: usize) -> String {
    let subnet = |at: usize| format!("s{at}: {{subnet: 10.1.{at}.0/24, vlan: {}}}", 1000 + at);
    format!("subnets: {{{}}}", (0..count).map(subnet).collect::<Vec<_>>().join(", "))
}

#[rstest]
// The mode.
#[case("mode: ''", &[])]
#[case("mode: null", &[])]
#[case("mode: l3vni", &[])]
#[case("mode: l2vni", &["error vpc-mode spec.mode"])]
#[case("mode: L3VNI", &["error vpc-mode spec.mode"])]
#[case("mode: l3flat", &["error vpc-mode spec.mode"])]
#[case("mode: 5", &[])]
// Who reaches whom.
#[case("permit: []", &[])]
#[case("permit: [[web, db]]", &[])]
#[case("permit: [[web, db], [db, web]]", &[])]
#[case("permit: [[]]", &["error vpc-permit spec.permit[0]"])]
#[case("permit: [[web, db], [web]]", &["error vpc-permit spec.permit[1]"])]
#[case("permit: [[web, dbs]]", &["error vpc-permit spec.permit[0][1]"])]
#[case("permit: [[web, '']]", &["error vpc-permit spec.permit[0][1]"])]
#[case("permit: [[web, db, web]]", &["error vpc-permit spec.permit[0][2]"])]
#[case("permit: [[web, web]]", &["error vpc-permit spec.permit[0][1]"])]
#[case("permit: [[x]]", &["error vpc-permit spec.permit[0]", "error vpc-permit spec.permit[0][0]"])]
#[case("permit: [web, null, [web, 5]]", &[])]
// Routes.
#[case("staticRoutes: [{prefix: 10.9.0.0/24, nextHops: [10.0.1.9, 10.0.1.10]}]", &[])]
#[case("staticRoutes: [{prefix: 'fd00::/64', nextHops: ['fd00:1::1']}]", &[])]
#[case("staticRoutes: [{prefix: 0.0.0.0/0, nextHops: [10.0.1.9]}]", &[])]
#[case("staticRoutes: [{prefix: 10.9.0.1/32, nextHops: [10.0.1.9]}]", &[])]
#[case("staticRoutes: [{nextHops: [10.0.1.9]}]", &["error vpc-route spec.staticRoutes[0].prefix"])]
#[case("staticRoutes: [{prefix: '', nextHops: [10.0.1.9]}]",
    &["error vpc-route spec.staticRoutes[0].prefix"])]
#[case("staticRoutes: [{prefix: 10.9.0.1, nextHops: [10.0.1.9]}]",
    &["error vpc-route spec.staticRoutes[0].prefix"])]
#[case("staticRoutes: [{prefix: 10.9.0.1/24, nextHops: [10.0.1.9]}]",
    &["error vpc-route spec.staticRoutes[0].prefix"])]
#[case("staticRoutes: [{prefix: 10.9.0.0/24}]", &["error vpc-route spec.staticRoutes[0].nextHops"])]
#[case("staticRoutes: [{prefix: 10.9.0.0/24, nextHops: null}]",
    &["error vpc-route spec.staticRoutes[0].nextHops"])]
#[case("staticRoutes: [{}]",
    &["error vpc-route spec.staticRoutes[0].nextHops", "error vpc-route spec.staticRoutes[0].prefix"])]
#[case("staticRoutes: [{prefix: 10.9.0.0/24, nextHops: [router]}]",
    &["warning vpc-route spec.staticRoutes[0].nextHops[0]"])]
#[case("staticRoutes: [{prefix: 10.9.0.0/24, nextHops: [10.0.1.9]}, {prefix: 10.9.0.0/24, nextHops: [10.0.1.8]}]",
    &["warning vpc-route spec.staticRoutes[1].prefix"])]
#[case("staticRoutes: [{prefix: 10.9.0.0/24, nextHops: [10.0.1.9]}, {prefix: 10.9.0.0/25, nextHops: [10.0.1.8]}]",
    &[])]
#[case("staticRoutes: [null, text, {prefix: 5, nextHops: 5}]", &[])]
fn beside_subnets(#[case] fields: &str, #[case] expected: &[&str]) {
    assert_eq!(judged(&vpc("a", &format!("{SUBNETS}, {fields}"))), expected);
}

#[rstest]
// How many.
#[case("subnets: {}", &["error vpc-subnets spec.subnets"])]
#[case("subnets: null", &["error vpc-subnets spec.subnets"])]
#[case("", &["error vpc-subnets spec.subnets"])]
#[case("subnets: 5", &[])]
#[case(&subnets(1), &[])]
#[case(&subnets(20), &[])]
#[case(&subnets(21), &["error vpc-subnets spec.subnets"])]
#[case("subnets: {web: null}", &["error vpc-subnets spec.subnets.web"])]
#[case("subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}, db: ~}",
    &["error vpc-subnets spec.subnets.db"])]
// The prefix.
#[case("subnets: {web: {vlan: 1001}}", &["error vpc-subnet-parse spec.subnets.web.subnet"])]
#[case("subnets: {web: {subnet: '', vlan: 1001}}", &["error vpc-subnet-parse spec.subnets.web.subnet"])]
#[case("subnets: {web: {subnet: null, vlan: 1001}}",
    &["error vpc-subnet-parse spec.subnets.web.subnet"])]
#[case("subnets: {web: {subnet: 10.0.1.0, vlan: 1001}}",
    &["error vpc-subnet-parse spec.subnets.web.subnet"])]
#[case("subnets: {web: {subnet: 10.0.1.0/33, vlan: 1001}}",
    &["error vpc-subnet-parse spec.subnets.web.subnet"])]
#[case("subnets: {web: {subnet: 10.0.1.0/31, vlan: 1001}}",
    &["error vpc-subnet-parse spec.subnets.web.subnet"])]
#[case("subnets: {web: {subnet: 10.0.1.0/30, vlan: 1001}}", &[])]
#[case("subnets: {web: {subnet: 'fd00::/64', vlan: 1001}}",
    &["error vpc-subnet-parse spec.subnets.web.subnet"])]
#[case("subnets: {web: {subnet: 'fd00::/30', vlan: 1001}}", &[])]
#[case("subnets: {web: {subnet: 10.0.1.9/24, vlan: 1001}}",
    &["warning vpc-subnet-parse spec.subnets.web.subnet"])]
#[case("subnets: {web: {subnet: 5, vlan: 1001}}", &[])]
#[case("subnets: {web: {subnet: 10.0.1.0/31, hostBGP: true}}",
    &["error vpc-subnet-parse spec.subnets.web.subnet"])]
// What is reserved.
#[case("subnets: {web: {subnet: 172.30.0.0/24, vlan: 1001}}",
    &["error vpc-subnet-reserved spec.subnets.web.subnet"])]
#[case("subnets: {web: {subnet: 172.16.0.0/12, vlan: 1001}}",
    &["error vpc-subnet-reserved spec.subnets.web.subnet"])]
#[case("subnets: {web: {subnet: 172.30.20.0/24, vlan: 1001}}", &[])]
#[case("subnets: {web: {subnet: 172.30.19.0/24, vlan: 1001}}",
    &["error vpc-subnet-reserved spec.subnets.web.subnet"])]
#[case("subnets: {web: {subnet: 172.30.255.0/24, hostBGP: true}}",
    &["error vpc-subnet-reserved spec.subnets.web.subnet"])]
// Among each other.
#[case("subnets: {a: {subnet: 10.0.1.0/24, vlan: 1}, b: {subnet: 10.0.1.0/24, vlan: 2}}",
    &["error vpc-subnet-overlap spec.subnets.b.subnet"])]
#[case("subnets: {a: {subnet: 10.0.1.128/25, vlan: 1}, b: {subnet: 10.0.0.0/16, vlan: 2}}",
    &["error vpc-subnet-overlap spec.subnets.b.subnet"])]
#[case("subnets: {a: {subnet: 10.0.1.7/24, vlan: 1}, b: {subnet: 10.0.1.9/24, hostBGP: true}}",
    &["error vpc-subnet-overlap spec.subnets.b.subnet", "warning vpc-subnet-parse spec.subnets.a.subnet",
      "warning vpc-subnet-parse spec.subnets.b.subnet"])]
#[case("subnets: {a: {subnet: 10.0.0.0/24, vlan: 1}, b: {subnet: 10.0.1.0/24, vlan: 2}}", &[])]
// VLANs.
#[case("subnets: {web: {subnet: 10.0.1.0/24}}", &["error vpc-vlan-required spec.subnets.web.vlan"])]
#[case("subnets: {web: {subnet: 10.0.1.0/24, vlan: 0}}",
    &["error vpc-vlan-required spec.subnets.web.vlan"])]
#[case("subnets: {web: {subnet: 10.0.1.0/24, vlan: null}}",
    &["error vpc-vlan-required spec.subnets.web.vlan"])]
#[case("subnets: {web: {subnet: 10.0.1.0/24, vlan: '1001'}}", &[])]
#[case("subnets: {web: {subnet: 10.0.1.0/24, vlan: 0, hostBGP: true}}", &[])]
#[case("subnets: {web: {subnet: 10.0.1.0/24, hostBGP: false}}",
    &["error vpc-vlan-required spec.subnets.web.vlan"])]
#[case("subnets: {a: {subnet: 10.0.1.0/24, vlan: 7}, b: {subnet: 10.0.2.0/24, vlan: 7}, c: {subnet: 10.0.3.0/24, vlan: 7}}",
    &["error vpc-vlan-unique spec.subnets.b.vlan", "error vpc-vlan-unique spec.subnets.c.vlan"])]
#[case("subnets: {a: {subnet: 10.0.1.0/24, vlan: 7}, b: {subnet: 10.0.2.0/24, vlan: 7, hostBGP: true}}", &[])]
#[case("subnets: {a: {subnet: 10.0.1.0/24, hostBGP: true}, b: {subnet: 10.0.2.0/24, hostBGP: true}}", &[])]
// The gateway.
#[case("subnets: {web: {subnet: 10.0.1.0/24, vlan: 1, gateway: 10.0.1.254}}", &[])]
#[case("subnets: {web: {subnet: 10.0.1.0/24, vlan: 1, gateway: 10.0.1.255}}", &[])]
#[case("subnets: {web: {subnet: 10.0.1.0/24, vlan: 1, gateway: ''}}", &[])]
#[case("subnets: {web: {subnet: 10.0.1.0/24, vlan: 1, gateway: 10.0.1.0}}",
    &["warning vpc-gateway spec.subnets.web.gateway"])]
#[case("subnets: {web: {subnet: 10.0.1.0/24, vlan: 1, gateway: 10.0.2.1}}",
    &["error vpc-gateway spec.subnets.web.gateway"])]
#[case("subnets: {web: {subnet: 10.0.1.0/24, vlan: 1, gateway: 'fd00::1'}}",
    &["error vpc-gateway spec.subnets.web.gateway"])]
#[case("subnets: {web: {subnet: 10.0.1.0/24, vlan: 1, gateway: 10.0.1.1/24}}",
    &["error vpc-gateway spec.subnets.web.gateway"])]
#[case("subnets: {web: {subnet: 10.0.1.0/24, vlan: 1, gateway: router}}",
    &["error vpc-gateway spec.subnets.web.gateway"])]
#[case("subnets: {web: {subnet: 10.0.1.0/24, hostBGP: true, gateway: router}}", &[])]
#[case("subnets: {web: {subnet: nonsense, vlan: 1, gateway: 10.0.2.1}}",
    &["error vpc-subnet-parse spec.subnets.web.subnet"])]
fn of_subnets(#[case] fields: &str, #[case] expected: &[&str]) {
    assert_eq!(judged(&vpc("a", fields)), expected);
}

#[rstest]
#[case("hostBGP: true, dhcp: {enable: true}", &["error vpc-hostbgp spec.subnets.web.dhcp.enable"])]
#[case("hostBGP: true, dhcp: {enable: false}", &[])]
#[case("hostBGP: true, dhcp: {relay: 10.9.0.1/32}", &[])]
#[case("hostBGP: false, dhcp: {enable: true}", &[])]
fn of_host_bgp(#[case] fields: &str, #[case] expected: &[&str]) {
    assert_eq!(judged(&with_web(fields)), expected);
}

#[test]
fn a_name_is_short_and_not_an_externals() {
    let of = |name: &str| by_schema(&vpc(name, SUBNETS));
    assert_eq!(of("abcdefghijk"), [""; 0]);
    assert_eq!(of("abcdefghijkl"), ["name metadata.name"]);
    assert_eq!(of("ext.a"), ["name metadata.name"]);
    assert_eq!(of("ext-a"), [""; 0]);
    assert_eq!(by_schema(&of_vpc("VPCPeering", "ext.a", "{permit: [{a: {}, b: {}}]}")), [""; 0]);
}

/// A VPC beside namespaces, with a subnet of this prefix and VLAN.
fn in_namespaces(ipv4: &str, vlans: &str, subnet: &str) -> Vec<String> {
    judged(&all(&[
        &of_vpc("IPv4Namespace", "default", ipv4),
        &of_wiring("VLANNamespace", "default", vlans),
        &vpc("a", &format!("subnets: {{web: {{{subnet}}}}}")),
    ]))
}

#[rstest]
#[case("{subnets: [10.0.0.0/16]}", "10.0.1.0/24", true)]
#[case("{subnets: [10.0.1.0/24]}", "10.0.1.0/24", true)]
#[case("{subnets: [10.0.1.9/24]}", "10.0.1.0/25", true)]
#[case("{subnets: [10.0.0.0/24, 10.0.1.0/24]}", "10.0.0.0/23", false)]
#[case("{subnets: [10.0.1.0/25]}", "10.0.1.0/24", false)]
#[case("{subnets: [10.1.0.0/16]}", "10.0.1.0/24", false)]
#[case("{}", "10.0.1.0/24", false)]
fn a_subnet_is_in_one_entry_of_its_namespace(
    #[case] namespace: &str,
    #[case] subnet: &str,
    #[case] fits: bool,
) {
    let said = in_namespaces(
        namespace,
        "{ranges: [{from: 1, to: 9}]}",
        &format!("subnet: {subnet}, vlan: 5"),
    );
    let own: Vec<_> = said.iter().filter(|line| line.contains(" vpc-")).collect();
    let expected =
        "error vpc-subnet-in-ns spec.subnets.web.subnet / IPv4Namespace/default spec.subnets";
    assert_eq!(own, [expected].iter().filter(|_| !fits).collect::<Vec<_>>());
}

#[rstest]
#[case("{ranges: [{from: 5, to: 9}]}", "vlan: 5", true)]
#[case("{ranges: [{from: 5, to: 9}]}", "vlan: 9", true)]
#[case("{ranges: [{from: 5, to: 9}]}", "vlan: 4", false)]
#[case("{ranges: [{from: 5, to: 9}]}", "vlan: 10", false)]
#[case("{ranges: [{from: 1, to: 2}, {from: 5}]}", "vlan: 5", true)]
#[case("{ranges: [{from: 5, to: 9}]}", "vlan: 4095", false)]
#[case("{ranges: [{from: 5, to: 9}]}", "vlan: 70000", true)]
#[case("{ranges: [{from: 5, to: 9}]}", "vlan: 10, hostBGP: true", true)]
#[case("{ranges: [{from: 5, to: 9}]}", "hostBGP: true", true)]
#[case("{}", "vlan: 5", false)]
#[case("{ranges: [{from: 5, to: 9}, {from: 5000}]}", "vlan: 5", false)]
fn a_vlan_is_in_a_range_of_its_namespace(
    #[case] namespace: &str,
    #[case] subnet: &str,
    #[case] fits: bool,
) {
    let said = in_namespaces(
        "{subnets: [10.0.0.0/16]}",
        namespace,
        &format!("subnet: 10.0.1.0/24, {subnet}"),
    );
    let own: Vec<_> = said.iter().filter(|line| line.contains(" vpc-")).collect();
    let expected = "error vpc-vlan-in-ns spec.subnets.web.vlan / VLANNamespace/default spec.ranges";
    assert_eq!(own, [expected].iter().filter(|_| !fits).collect::<Vec<_>>());
}

#[test]
fn a_missing_namespace_is_named_once() {
    let others = all(&[
        &of_vpc("IPv4Namespace", "b", "{subnets: [10.0.0.0/16]}"),
        &of_wiring("VLANNamespace", "b", "{ranges: [{from: 1, to: 9}]}"),
    ]);
    let of = |fields: &str| judged(&all(&[&others, &vpc("a", &format!("{SUBNETS}, {fields}"))]));
    let missing =
        ["error vpc-namespaces spec.ipv4Namespace", "error vpc-namespaces spec.vlanNamespace"];
    assert_eq!(of("isolated: true"), missing, "both are `default` by default");
    assert_eq!(of("ipv4Namespace: '', vlanNamespace: null"), missing);
    assert_eq!(of("ipv4Namespace: b, vlanNamespace: c"), missing[1..]);
    assert_eq!(of("ipv4Namespace: 5, vlanNamespace: 5"), [""; 0], "that is for the schema");
}

#[rstest]
#[case::overlap("subnet: 10.0.0.0/16, vlan: 7", "subnet: 10.0.3.0/24, vlan: 8", &["vpc-overlap-other subnet"])]
#[case::equal("subnet: 10.0.3.0/24, vlan: 7", "subnet: 10.0.3.9/24, vlan: 8", &["vpc-overlap-other subnet"])]
#[case::host_bgp_overlaps_too("subnet: 10.0.0.0/16, vlan: 7", "subnet: 10.0.3.0/24, hostBGP: true", &["vpc-overlap-other subnet"])]
#[case::apart("subnet: 10.0.0.0/24, vlan: 7", "subnet: 10.0.1.0/24, vlan: 8", &[])]
#[case::one_vlan("subnet: 10.0.0.0/24, vlan: 7", "subnet: 10.0.1.0/24, vlan: 7", &["vpc-vlan-other vlan"])]
#[case::host_bgp_with_a_vlan("subnet: 10.0.0.0/24, vlan: 7", "subnet: 10.0.1.0/24, vlan: 7, hostBGP: true", &["vpc-vlan-other vlan"])]
#[case::both_host_bgp("subnet: 10.0.0.0/24, vlan: 7, hostBGP: true", "subnet: 10.0.1.0/24, vlan: 7, hostBGP: true", &["vpc-vlan-other vlan"])]
#[case::host_bgp_without("subnet: 10.0.0.0/24, hostBGP: true", "subnet: 10.0.1.0/24, vlan: 0, hostBGP: true", &[])]
fn two_vpcs_share_nothing(#[case] a: &str, #[case] b: &str, #[case] rules: &[&str]) {
    let pair = |more: &str| {
        all(&[
            &vpc("a", &format!("subnets: {{web: {{{a}}}}}")),
            &vpc("b", &format!("{more}subnets: {{db: {{{b}}}}}")),
        ])
    };
    let mut expected = Vec::new();
    for (rule, field) in rules.iter().filter_map(|rule| rule.split_once(' ')) {
        expected
            .push(format!("error {rule} spec.subnets.db.{field} / VPC/a spec.subnets.web.{field}"));
        expected
            .push(format!("error {rule} spec.subnets.web.{field} / VPC/b spec.subnets.db.{field}"));
    }
    let rules = ["vpc-overlap-other", "vpc-vlan-other"];
    assert_eq!(changed("", &pair(""), &rules), expected);
    let elsewhere = pair("ipv4Namespace: b, vlanNamespace: b, ");
    assert_eq!(changed("", &elsewhere, &rules), [""; 0], "in other namespaces");
}

const BESIDE: &str = "
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: at-web}
spec: {connection: c, subnet: a/web}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCPeering
metadata: {name: a--b}
spec: {permit: [{a: {subnets: [db]}, b: {}}]}
";

#[rstest]
#[case::nothing("", &[])]
#[case::attached("subnets: {db: {subnet: 10.0.2.0/24, vlan: 1002}}",
    &["warning vpc-update spec.subnets.web / VPCAttachment/at-web"])]
#[case::renamed("subnets: {www: {subnet: 10.0.1.0/24, vlan: 1001}, db: {subnet: 10.0.2.0/24, vlan: 1002}}",
    &["warning vpc-update spec.subnets.web / VPCAttachment/at-web"])]
#[case::peered("subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}",
    &["warning vpc-update spec.subnets.db / VPCPeering/a--b"])]
#[case::another_prefix("subnets: {web: {subnet: 10.0.7.0/24, vlan: 7}, db: {subnet: 10.0.2.0/24, vlan: 1002}}", &[])]
#[case::mode("mode: l3vni", &["warning vpc-update spec.mode / VPCAttachment/at-web"])]
#[case::namespaces("ipv4Namespace: x, vlanNamespace: y",
    &["warning vpc-update spec.ipv4Namespace / VPCAttachment/at-web",
      "warning vpc-update spec.vlanNamespace / VPCAttachment/at-web"])]
#[case::default_written_out("ipv4Namespace: default, mode: ''", &[])]
fn an_update_tells_who_uses_what_is_gone(#[case] after: &str, #[case] expected: &[&str]) {
    let of = |fields: &str| {
        let fields = if fields.contains("subnets: {") {
            fields.to_owned()
        } else {
            format!("{SUBNETS}, {fields}")
        };
        vpc("a", &fields)
    };
    let before = all(&[&of(""), BESIDE]);
    assert_eq!(changed(&before, &all(&[&of(after), BESIDE]), &["vpc-update"]), expected);
    let moved = BESIDE.replace("a/web", "b/web").replace("{a: {subnets: [db]}", "{c: {}");
    assert_eq!(
        changed(&before, &all(&[&of(after), &moved]), &["vpc-update"]),
        [""; 0],
        "with its users"
    );
}

#[test]
fn a_vpc_that_is_needed_is_not_deleted() {
    let users = [
        (
            "VPCAttachment/u",
            "error",
            of_vpc("VPCAttachment", "u", "{connection: c, subnet: a/web}"),
        ),
        ("VPCPeering/u", "error", of_vpc("VPCPeering", "u", "{permit: [{a: {}, b: {}}]}")),
        (
            "ExternalPeering/u",
            "error",
            of_vpc("ExternalPeering", "u", "{permit: {vpc: {name: a}, external: {name: e}}}"),
        ),
        (
            "Connection/u",
            "error",
            of_wiring(
                "Connection",
                "u",
                "{staticExternal: {withinVPC: a, link: {switch: {port: s/1}}}}",
            ),
        ),
        (
            "GatewayPeering/u",
            "warning",
            of_vpc("GatewayPeering", "u", "{peering: {a: {}, b: {}}}")
                .replace("vpc.githedgehog.com/v1beta1", "gateway.githedgehog.com/v1alpha1"),
        ),
        (
            "VPC/u",
            "warning",
            vpc(
                "u",
                "subnets: {x: {subnet: 10.9.0.0/24, vlan: 9, dhcp: {relay: 10.0.1.9/32, relayVPC: a}}}",
            ),
        ),
    ];
    for (user, severity, document) in users {
        let before = all(&[&vpc("a", SUBNETS), &document]);
        let said = changed(&before, &document, &["vpc-delete"]);
        assert_eq!(said, [format!("{severity} vpc-delete  / {user}")]);
        assert_eq!(changed(&before, "", &["vpc-delete"]), [""; 0], "together with {user}");
    }
    let static_external = "{staticExternal: {link: {switch: {port: s/1}}}}";
    let other = of_wiring("Connection", "u", static_external);
    assert_eq!(changed(&all(&[&vpc("a", SUBNETS), &other]), &other, &["vpc-delete"]), [""; 0]);
}

/// What a hostile VPC costs: each rule stops after what is listed, and none compares all with all.
#[test]
fn a_vpc_of_five_thousand_subnets_is_judged() {
    let subnet =
        |at: usize| format!("s{at}: {{subnet: 10.0.0.0/24, vlan: 7, dhcp: {{enable: true}}}}");
    let all_subnets = (0..5_000).map(subnet).collect::<Vec<_>>().join("\n    ");
    let hostile = format!(
        "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {{name: a}}\nspec:\n  subnets:\n    {all_subnets}\n"
    );
    let other = vpc("b", "subnets: {web: {subnet: 10.0.0.0/25, vlan: 7}}");
    let said = judged(&all(&[&hostile, &other]));
    let of = |rule: &str| said.iter().filter(|line| line.contains(rule)).count();
    assert_eq!(of("vpc-subnet-overlap"), 20);
    assert_eq!(of("vpc-vlan-unique"), 20);
    assert!((20..=40).contains(&of("vpc-overlap-other")));
}

#[test]
fn a_message_is_short_even_where_a_value_is_not() {
    let long = vpc("a", &format!("{SUBNETS}, mode: {}", "é".repeat(100_000)));
    let found = super::broken(crate::Settings::default(), "", &long);
    let lengths: Vec<usize> = found.iter().map(|found| found.message.chars().count()).collect();
    assert_eq!(lengths, [1001]);
}
