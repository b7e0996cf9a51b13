//! Externals with their attachments and peerings: each sub-condition of their clauses, with the near misses.

use rstest::rstest;

use super::{documents, run, said, unchecked};
use crate::Settings;

const FAMILY: &[&str] = &["ext-", "ea-", "acl-", "ep-"];

fn after(lines: &[&str]) -> Vec<String> {
    said(FAMILY, &run(Some(Settings::default()), "", &documents(&lines.join("\n"))))
}

fn errors(subject: &str, found: &[&str]) -> Vec<String> {
    let line = |found: &&str| {
        let (rule, field) = found.split_once(' ').unwrap();
        format!("error {rule} {subject} {field}")
    };
    found.iter().map(line).collect()
}

#[rstest]
#[case::default("{}", &["default"], &[])]
#[case::another("{ipv4Namespace: x}", &["x"], &[])]
#[case::missing("{ipv4Namespace: x}", &["default"], &["ext-ns spec.ipv4Namespace"])]
#[case::default_missing("{ipv4Namespace: ''}", &["x"], &["ext-ns spec.ipv4Namespace"])]
fn namespace_of_an_external(
    #[case] external: &str,
    #[case] namespaces: &[&str],
    #[case] expected: &[&str],
) {
    let mut text: Vec<String> = namespaces
        .iter()
        .map(|name| format!("IPv4Namespace {name} {{subnets: [10.0.0.0/8]}}"))
        .collect();
    text.push(format!("External e {external}"));
    let text: Vec<&str> = text.iter().map(String::as_str).collect();
    assert_eq!(after(&text), errors("External/e", expected));
}

#[test]
fn without_any_namespace_the_one_of_an_external_is_not_checked() {
    let judged = run(None, "", &documents("External e {}"));
    assert_eq!(unchecked(FAMILY, &judged), ["ext-ns: no source has any IPv4Namespace"]);
}

#[rstest]
#[case("65102:5000", true)]
#[case("0:0", true)]
#[case("65535:65535", true)]
#[case("65536:0", false)]
#[case("0:65536", false)]
#[case("00:1", false)]
#[case("1:01", false)]
#[case("1", false)]
#[case("1:", false)]
#[case(":1", false)]
#[case("1:2:3", false)]
#[case("+1:2", false)]
#[case("-1:2", false)]
#[case(" 1:2", false)]
#[case("no-export", false)]
#[case("", true)]
fn communities(#[case] community: &str, #[case] accepted: bool) {
    for field in ["inboundCommunity", "outboundCommunity"] {
        let expected = format!("ext-community spec.{field}");
        let expected = if accepted { vec![] } else { vec![expected.as_str()] };
        let external = format!("External e {{{field}: '{community}'}}");
        assert_eq!(after(&[&external]), errors("External/e", &expected), "{external}");
    }
}

#[rstest]
#[case::one("{static: {prefixes: [0.0.0.0/0]}}", &[])]
#[case::host_bits("{static: {prefixes: [10.0.0.1/8]}}", &[])]
#[case::both_families("{static: {prefixes: [0.0.0.0/0, '::/0']}}", &[])]
#[case::adjacent("{static: {prefixes: [10.0.0.0/25, 10.0.0.128/25]}}", &[])]
#[case::null_is_absent("{static: null, inboundCommunity: '1:2'}", &[])]
#[case::empty("{static: {}}", &["ext-static spec.static.prefixes"])]
#[case::empty_list("{static: {prefixes: []}}", &["ext-static spec.static.prefixes"])]
#[case::no_prefix("{static: {prefixes: [10.0.0.0]}}", &["ext-static spec.static.prefixes[0]"])]
#[case::leading_zero("{static: {prefixes: [10.0.0.0/08]}}", &["ext-static spec.static.prefixes[0]"])]
#[case::empty_text("{static: {prefixes: ['']}}", &["ext-static spec.static.prefixes[0]"])]
#[case::a_number_is_for_the_schema("{static: {prefixes: [7]}}", &[])]
#[case::overlap("{static: {prefixes: [10.0.0.0/8, 192.0.2.0/24, 10.9.0.0/16]}}", &["ext-static spec.static.prefixes[2]"])]
#[case::overlap_of_host_bits("{static: {prefixes: [10.0.0.1/24, 10.0.0.2/24]}}", &["ext-static spec.static.prefixes[1]"])]
#[case::overlap_behind_a_broken_one("{static: {prefixes: [x, 10.9.0.0/16, 10.0.0.0/8]}}", &["ext-static spec.static.prefixes[0]", "ext-static spec.static.prefixes[2]"])]
#[case::inbound("{static: {prefixes: [0.0.0.0/0]}, inboundCommunity: '1:2'}", &["ext-static spec.inboundCommunity"])]
#[case::outbound("{static: {prefixes: [0.0.0.0/0]}, outboundCommunity: nonsense}", &["ext-static spec.outboundCommunity"])]
#[case::empty_communities("{static: {prefixes: [0.0.0.0/0]}, inboundCommunity: '', outboundCommunity: null}", &[])]
fn static_externals(#[case] external: &str, #[case] expected: &[&str]) {
    assert_eq!(after(&[&format!("External e {external}")]), errors("External/e", expected));
}

#[rstest]
#[case::an_attachment("ExternalAttachment r {external: e}", Some("error"))]
#[case::of_another("ExternalAttachment r {external: f}", None)]
#[case::a_peering("ExternalPeering r {permit: {external: {name: e}}}", Some("error"))]
#[case::a_peering_by_gateway("GatewayPeering r {peering: {ext.e: {}, shop: {}}}", Some("warning"))]
#[case::a_vpc_of_the_same_name("GatewayPeering r {peering: {e: {}, shop: {}}}", None)]
fn deletion_of_an_external(#[case] referrer: &str, #[case] severity: Option<&str>) {
    let judged =
        run(None, &documents(&format!("External e {{}}\n{referrer}")), &documents(referrer));
    let mut found = said(FAMILY, &judged);
    found.retain(|line| line.contains("ext-delete"));
    let expected = severity.map(|severity| format!("{severity} ext-delete External/e"));
    assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
}

const BGP_EXTERNAL: &str = "External e {}";
const STATIC_EXTERNAL: &str = "External e {static: {prefixes: [0.0.0.0/0]}}";
const UPLINK: &str = "Connection c {external: {link: {switch: {port: leaf-1/E1/1}}}}";
/// The fields of BGP, as they should be.
pub(super) const BGP: &str = "switch: {ip: 192.0.2.1/31}, neighbor: {asn: 64999, ip: 192.0.2.0}";

/// What is said of one attachment, whose External and Connection are as they should be.
pub(super) fn attached(attachment: &str) -> Vec<String> {
    let external = if attachment.contains("static: {") { STATIC_EXTERNAL } else { BGP_EXTERNAL };
    after(&[external, UPLINK, &format!("ExternalAttachment a {attachment}")])
}

#[rstest]
#[case::both_exist("external: e, connection: c", UPLINK, &[])]
#[case::no_external_of_this_name("external: f, connection: c", UPLINK, &["ea-refs spec.external"])]
#[case::no_connection_of_this_name("external: e, connection: d", UPLINK, &["ea-refs spec.connection"])]
#[case::empty("external: '', connection: null", UPLINK, &["ea-refs spec.connection", "ea-refs spec.external"])]
#[case::other_types_are_for_the_schema("external: 7, connection: 7", UPLINK, &[])]
#[case::of_another_type("external: e, connection: c", "Connection c {unbundled: {link: {switch: {port: a/1}}}}", &["ea-refs spec.connection"])]
#[case::static_external_is_another_type("external: e, connection: c", "Connection c {staticExternal: {link: {switch: {port: a/1}}}}", &["ea-refs spec.connection"])]
#[case::behind_another_type("external: e, connection: c", "Connection c {unbundled: {}, external: {}}", &[])]
#[case::without_a_type("external: e, connection: c", "Connection c {external: null}", &["ea-refs spec.connection"])]
fn references_of_an_attachment(
    #[case] names: &str,
    #[case] connection: &str,
    #[case] expected: &[&str],
) {
    let found =
        after(&[BGP_EXTERNAL, connection, &format!("ExternalAttachment a {{{names}, {BGP}}}")]);
    assert_eq!(found, errors("ExternalAttachment/a", expected));
}

#[test]
fn without_externals_and_connections_references_are_not_checked() {
    let attachment = format!("ExternalAttachment a {{external: e, connection: c, {BGP}}}");
    let judged = run(None, "", &documents(&attachment));
    assert_eq!(said(FAMILY, &judged), [""; 0]);
    assert_eq!(
        unchecked(FAMILY, &judged),
        [
            "ea-refs: no source has any Connection",
            "ea-refs: no source has any External",
            "ea-variant: no source has any External"
        ]
    );
}

const STATIC: &str = "static: {remoteIP: 192.0.2.0, ip: 192.0.2.1/31}";

#[rstest]
#[case::bgp(BGP_EXTERNAL, BGP, &[])]
#[case::of_static(STATIC_EXTERNAL, STATIC, &[])]
#[case::only_the_attachment(BGP_EXTERNAL, STATIC, &["ea-variant spec.static"])]
#[case::only_the_external(STATIC_EXTERNAL, BGP, &["ea-variant spec.static"])]
#[case::null_is_absent("External e {static: null}", BGP, &[])]
fn variants(#[case] external: &str, #[case] fields: &str, #[case] expected: &[&str]) {
    let attachment = format!("ExternalAttachment a {{external: e, connection: c, {fields}}}");
    assert_eq!(after(&[external, UPLINK, &attachment]), errors("ExternalAttachment/a", expected));
}

#[test]
fn fields_of_bgp_in_a_static_attachment_are_only_refused() {
    let found = attached(
        "{external: e, connection: c, static: {remoteIP: 192.0.2.0, proxy: true}, \
         switch: {ip: 192.0.2.1/31, vlan: 4095}, neighbor: {ip: 198.51.100.1}}",
    );
    let expected = ["neighbor.ip", "switch.ip", "switch.vlan"]
        .map(|field| format!("error ea-static ExternalAttachment/a spec.{field}"));
    assert_eq!(found, expected);
}

/// The cluster does not look at attachments when an External changes; the attachment is judged again here.
#[test]
fn an_external_that_becomes_static_leaves_its_attachments_broken() {
    let attachment = format!("ExternalAttachment a {{external: e, connection: c, {BGP}}}");
    let world = |external: &str| documents(&[external, UPLINK, &attachment].join("\n"));
    let judged = run(None, &world(BGP_EXTERNAL), &world(STATIC_EXTERNAL));
    assert_eq!(said(FAMILY, &judged), errors("ExternalAttachment/a", &["ea-variant spec.static"]));
}

#[rstest]
#[case::all("switch: {ip: 192.0.2.1/31}, neighbor: {asn: 1, ip: 192.0.2.0}", &[])]
#[case::leading_zero_of_a_length("switch: {ip: 192.0.2.1/031}, neighbor: {asn: 1, ip: 192.0.2.0}", &[])]
#[case::nothing("", &["ea-bgp spec.neighbor.asn", "ea-bgp spec.neighbor.ip", "ea-bgp spec.switch.ip"])]
#[case::null("switch: null, neighbor: {asn: null, ip: null}", &["ea-bgp spec.neighbor.asn", "ea-bgp spec.neighbor.ip", "ea-bgp spec.switch.ip"])]
#[case::zero("switch: {ip: ''}, neighbor: {asn: 0, ip: ''}", &["ea-bgp spec.neighbor.asn", "ea-bgp spec.neighbor.ip", "ea-bgp spec.switch.ip"])]
#[case::no_length("switch: {ip: 192.0.2.1}, neighbor: {asn: 1, ip: 192.0.2.0}", &["ea-bgp spec.switch.ip"])]
#[case::with_length("switch: {ip: 192.0.2.1/31}, neighbor: {asn: 1, ip: 192.0.2.0/31}", &["ea-bgp spec.neighbor.ip"])]
#[case::a_name("switch: {ip: 192.0.2.1/31}, neighbor: {asn: 1, ip: router.example}", &["ea-bgp spec.neighbor.ip"])]
#[case::a_zone("switch: {ip: 192.0.2.1/31}, neighbor: {asn: 1, ip: 'fe80::1%eth0'}", &["ea-bgp spec.neighbor.ip"])]
#[case::other_types_are_for_the_schema("switch: {ip: 7}, neighbor: {asn: 'x', ip: 7}", &[])]
#[case::null_static_is_absent("static: null", &["ea-bgp spec.neighbor.asn", "ea-bgp spec.neighbor.ip", "ea-bgp spec.switch.ip"])]
fn bgp(#[case] fields: &str, #[case] expected: &[&str]) {
    let mut found = attached(&format!("{{external: e, connection: c, {fields}}}"));
    found.retain(|line| line.starts_with("error"));
    assert_eq!(found, errors("ExternalAttachment/a", expected));
}

#[rstest]
#[case::address("static: {remoteIP: 192.0.2.0, ip: 192.0.2.1/31}", &[])]
#[case::proxy("static: {remoteIP: 192.0.2.0, proxy: true}", &[])]
#[case::empty_fields_of_bgp("static: {remoteIP: 192.0.2.0, proxy: true, ip: ''}, switch: {ip: '', vlan: 0}, neighbor: {asn: 0, ip: null}", &[])]
#[case::neither("static: {remoteIP: 192.0.2.0}", &["ea-static spec.static.ip"])]
#[case::neither_written("static: {remoteIP: 192.0.2.0, ip: null, proxy: false}", &["ea-static spec.static.ip"])]
#[case::both("static: {remoteIP: 192.0.2.0, ip: 192.0.2.1/31, proxy: true}", &["ea-static spec.static.ip"])]
#[case::no_length("static: {remoteIP: 192.0.2.0, ip: 192.0.2.1}", &["ea-static spec.static.ip"])]
#[case::leading_zero_of_a_length("static: {remoteIP: 192.0.2.0, ip: 192.0.2.1/031}", &[])]
#[case::next_hop_with_length("static: {remoteIP: 192.0.2.0/31, proxy: true}", &["ea-static spec.static.remoteIP"])]
#[case::next_hop_empty("static: {remoteIP: '', proxy: true}", &["ea-static spec.static.remoteIP"])]
#[case::next_hop_absent_is_for_the_schema("static: {proxy: true}", &[])]
#[case::next_hop_with_zone("static: {remoteIP: 'fe80::1%eth0', proxy: true}", &[])]
#[case::switch_ip("static: {remoteIP: 192.0.2.0, proxy: true}, switch: {ip: 192.0.2.1/31}", &["ea-static spec.switch.ip"])]
#[case::switch_vlan("static: {remoteIP: 192.0.2.0, proxy: true}, switch: {vlan: 7}", &["ea-static spec.switch.vlan"])]
#[case::neighbor("static: {remoteIP: 192.0.2.0, proxy: true}, neighbor: {asn: 7, ip: nonsense}", &["ea-static spec.neighbor.asn", "ea-static spec.neighbor.ip"])]
#[case::empty("static: {}", &["ea-static spec.static.ip"])]
fn static_attachments(#[case] fields: &str, #[case] expected: &[&str]) {
    let mut found = attached(&format!("{{external: e, connection: c, {fields}}}"));
    found.retain(|line| line.starts_with("error"));
    assert_eq!(found, errors("ExternalAttachment/a", expected));
}

#[rstest]
#[case::bgp("switch: {vlan: 7}", "switch: {vlan: 7}", &["switch", "switch"])]
#[case::others("switch: {vlan: 7}", "switch: {vlan: 8}", &[])]
#[case::bgp_and_static("switch: {vlan: 7}", "static: {vlan: 7}", &["switch", "static"])]
#[case::both_static("static: {vlan: 7}", "static: {vlan: 7}", &["static", "static"])]
#[case::none("switch: {}", "static: {}", &["switch", "static"])]
#[case::zero_and_absent("switch: {vlan: 0}", "switch: {vlan: null}", &["switch", "switch"])]
#[case::none_and_some("switch: {}", "switch: {vlan: 7}", &[])]
#[case::the_vlan_that_does_not_count("switch: {vlan: 7}, static: {vlan: 8}", "switch: {vlan: 7}", &[])]
#[case::another_connection("switch: {vlan: 7}", "connection: d, switch: {vlan: 7}", &[])]
#[case::no_connection("connection: '', switch: {vlan: 7}", "connection: null, switch: {vlan: 7}", &[])]
fn one_attachment_for_each_vlan(
    #[case] first: &str,
    #[case] second: &str,
    #[case] expected: &[&str],
) {
    let line = |name: &str, fields: &str| {
        let connection = if fields.contains("connection") { "" } else { "connection: c, " };
        format!("ExternalAttachment {name} {{external: e, {connection}{fields}}}")
    };
    let mut found = after(&[&line("a", first), &line("b", second)]);
    found.retain(|line| line.contains("ea-vlan"));
    let expected: Vec<String> = expected
        .iter()
        .zip(["a", "b"])
        .map(|(field, name)| format!("error ea-vlan ExternalAttachment/{name} spec.{field}.vlan"))
        .collect();
    assert_eq!(found, expected);
}

#[rstest]
#[case::ipv4(BGP, &[])]
#[case::in_a_wider_subnet("switch: {ip: 192.0.2.1/24, vlan: 4094}, neighbor: {asn: 1, ip: 192.0.2.200}", &[])]
#[case::ipv6("switch: {ip: 'fd00::1/64'}, neighbor: {asn: 1, ip: 'fd00::2'}", &["neighbor.ip", "switch.ip"])]
#[case::both_families("switch: {ip: 192.0.2.1/31}, neighbor: {asn: 1, ip: 'fd00::2'}", &["neighbor.ip"])]
#[case::outside("switch: {ip: 192.0.2.1/31}, neighbor: {asn: 1, ip: 192.0.2.2}", &["neighbor.ip"])]
#[case::above_the_last_vlan("switch: {ip: 192.0.2.1/31, vlan: 4095}, neighbor: {asn: 1, ip: 192.0.2.0}", &["switch.vlan"])]
#[case::the_highest_of_16_bits("switch: {ip: 192.0.2.1/31, vlan: 65535}, neighbor: {asn: 1, ip: 192.0.2.0}", &["switch.vlan"])]
#[case::more_is_for_the_schema("switch: {ip: 192.0.2.1/31, vlan: 65536}, neighbor: {asn: 1, ip: 192.0.2.0}", &[])]
#[case::static_ipv6("static: {remoteIP: 'fe80::1%eth0', ip: 'fd00::1/64', vlan: 4095}", &["static.ip", "static.remoteIP", "static.vlan"])]
#[case::static_ipv4("static: {remoteIP: 192.0.2.9, ip: 192.0.2.1/31, vlan: 4094}", &[])]
fn what_only_the_agent_refuses(#[case] fields: &str, #[case] expected: &[&str]) {
    let found = attached(&format!("{{external: e, connection: c, {fields}}}"));
    let line = |field: &&str| format!("warning ea-ipv4 ExternalAttachment/a spec.{field}");
    assert_eq!(found, expected.iter().map(line).collect::<Vec<_>>());
}

const VPC: &str = "VPC shop {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1}, none: null}}";

#[rstest]
#[case::all_subnets("{vpc: {name: shop}, external: {name: e}}", &[])]
#[case::empty_list("{vpc: {name: shop, subnets: []}, external: {name: e, prefixes: []}}", &[])]
#[case::a_subnet("{vpc: {name: shop, subnets: [web, web]}, external: {name: e}}", &[])]
#[case::no_such_subnet("{vpc: {name: shop, subnets: [web, db, none, '']}, external: {name: e}}", &["ep-refs spec.permit.vpc.subnets[1]", "ep-refs spec.permit.vpc.subnets[2]", "ep-refs spec.permit.vpc.subnets[3]"])]
#[case::no_such_vpc("{vpc: {name: x, subnets: [web]}, external: {name: e}}", &["ep-refs spec.permit.vpc.name"])]
#[case::no_such_external("{vpc: {name: shop}, external: {name: x}}", &["ep-refs spec.permit.external.name"])]
#[case::empty_names("{vpc: {name: ''}, external: {}}", &["ep-refs spec.permit.external.name", "ep-refs spec.permit.vpc.name"])]
#[case::absent("null", &["ep-refs spec.permit.external.name", "ep-refs spec.permit.vpc.name"])]
#[case::for_the_schema("{vpc: {name: 7, subnets: [7]}, external: {name: [e]}}", &[])]
fn references_of_a_peering(#[case] permit: &str, #[case] expected: &[&str]) {
    let peering = format!("ExternalPeering p {{permit: {permit}}}");
    assert_eq!(after(&[VPC, BGP_EXTERNAL, &peering]), errors("ExternalPeering/p", expected));
}

#[rstest]
#[case("", "", &[])]
#[case("ipv4Namespace: default,", "", &[])]
#[case("ipv4Namespace: x,", "ipv4Namespace: x", &[])]
#[case("ipv4Namespace: x,", "", &["ep-refs spec.permit.external.name"])]
#[case("vlanNamespace: x,", "ipv4Namespace: default", &[])]
fn namespaces_of_a_peering(#[case] vpc: &str, #[case] external: &str, #[case] expected: &[&str]) {
    let vpc = format!("VPC shop {{{vpc} subnets: {{web: {{subnet: 10.0.1.0/24, vlan: 1}}}}}}");
    let external = format!("External e {{{external}}}");
    let peering = "ExternalPeering p {permit: {vpc: {name: shop}, external: {name: e}}}";
    assert_eq!(after(&[&vpc, &external, peering]), errors("ExternalPeering/p", expected));
}

#[rstest]
#[case("{prefix: 0.0.0.0/0}", "")]
#[case("{prefix: 10.0.0.1/8}", "")]
#[case("{prefix: ''}", "error")]
#[case("{prefix: null}", "error")]
#[case("{}", "error")]
#[case("{prefix: any}", "warning")]
#[case("{prefix: 10.0.0.0}", "warning")]
#[case::for_the_schema("null", "")]
#[case::for_the_schema_too("{prefix: 7}", "")]
fn prefixes_of_a_peering(#[case] entry: &str, #[case] severity: &str) {
    let permit = format!(
        "{{vpc: {{name: shop}}, external: {{name: e, prefixes: [{{prefix: 10.0.0.0/8}}, {entry}]}}}}"
    );
    let peering = format!("ExternalPeering p {{permit: {permit}}}");
    let place = "ep-prefix ExternalPeering/p spec.permit.external.prefixes[1].prefix";
    let expected = if severity.is_empty() { vec![] } else { vec![format!("{severity} {place}")] };
    assert_eq!(after(&[VPC, BGP_EXTERNAL, &peering]), expected);
}
