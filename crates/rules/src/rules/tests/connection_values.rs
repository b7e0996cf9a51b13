//! Connections: MTU, addresses, routes, the mode of the fabric; each condition with near misses.

use hedgerow_model::Severity::{self, Error, Warning};
use rstest::rstest;

use super::wiring::{Said, base, connection, expect, one, server_links, unchecked};
use crate::{Settings, Why};

#[rstest]
#[case::fits_no_mtu("unbundled", 65536, None)]
#[case("unbundled", 9036, None)]
#[case("unbundled", 9037, Some(Error))]
#[case("bundled", 9036, None)]
#[case("bundled", 9037, Some(Error))]
#[case("eslag", 9036, None)]
#[case("eslag", 9037, Some(Warning))]
fn mtus(#[case] of: &str, #[case] mtu: u32, #[case] expected: Option<Severity>) {
    let links = "{server: {port: server-1/a}, switch: {port: leaf-1/E1/1}}";
    let links = match of {
        "unbundled" => format!("link: {links}"),
        "bundled" => format!("links: [{links}]"),
        _ => format!(
            "links: [{links}, {{server: {{port: server-1/b}}, switch: {{port: leaf-2/E1/1}}}}]"
        ),
    };
    let field = format!("spec.{of}.mtu");
    let expected: Vec<_> =
        expected.into_iter().map(|severity| ("conn-mtu", field.as_str(), severity)).collect();
    one(&format!("{{{of}: {{{links}, mtu: {mtu}}}}}"), &expected);
}

#[rstest]
#[case::not_given("{unbundled: {mtu: 9500}}", &["conn-mtu"])]
#[case::no_mtu("{unbundled: {mtu: 0}}", &[])]
#[case::eslag("{eslag: {mtu: 1}}", &["conn-mode", "conn-mtu"])]
#[case::gateway("{gateway: {links: [{switch: {ip: 172.30.128.0/31}, gateway: {ip: 172.30.128.1/31}}]}}", &["conn-link-ip", "conn-mode"])]
#[case::fabric("{fabric: {links: [{spine: {ip: 172.30.128.0/31}, leaf: {ip: 172.30.128.1/31}}]}}", &["conn-link-ip"])]
#[case::one_end("{fabric: {links: [{spine: {ip: 172.30.128.0/31}}]}}", &[])]
#[case::static_external("{staticExternal: {link: {switch: {subnets: [10.0.0.0/8]}}}}", &["conn-static"])]
#[case::default_route("{staticExternal: {link: {switch: {subnets: [0.0.0.0/0]}}}}", &[])]
fn without_the_configuration(#[case] spec: &str, #[case] expected: &[&str]) {
    let found = unchecked(None, &connection("c", spec));
    let mut found: Vec<&str> = found
        .into_iter()
        .filter(|(_, why)| *why == Why::NoSettings)
        .map(|(rule, _)| rule)
        .collect();
    found.sort_unstable();
    assert_eq!(found, expected);
}

fn fabric(links: &[(&str, &str)]) -> String {
    let ip = |ip: &str| if ip.is_empty() { String::new() } else { format!(", ip: {ip}") };
    let links: Vec<String> = links
        .iter()
        .enumerate()
        .map(|(at, (spine, leaf))| {
            let (spine, leaf, at) = (ip(spine), ip(leaf), at + 1);
            format!(
                "{{spine: {{port: spine-1/E1/{at}{spine}}}, leaf: {{port: leaf-3/E1/{at}{leaf}}}}}"
            )
        })
        .collect();
    format!("{{fabric: {{links: [{}]}}}}", links.join(", "))
}

const SPINE: &str = "spec.fabric.links[0].spine.ip";

const LEAF: &str = "spec.fabric.links[0].leaf.ip";

#[rstest]
#[case::good(&[("172.30.128.0/31", "172.30.128.1/31"), ("172.30.128.2/31", "172.30.128.3/31")], &[])]
#[case::last_of_the_subnet(&[("172.30.255.255/31", "172.30.255.254/31")], &[])]
#[case::length(
    &[("172.30.128.0/30", "172.30.128.1/31")],
    &[("conn-link-ip", SPINE, Error)]
)]
#[case::lengths(
    &[("172.30.128.0/32", "172.30.128.1/24")],
    &[("conn-link-ip", SPINE, Error), ("conn-link-ip", LEAF, Error)]
)]
#[case::outside(
    &[("172.30.127.254/31", "172.30.127.255/31")],
    &[("conn-link-ip", SPINE, Error), ("conn-link-ip", LEAF, Error)]
)]
#[case::not_one_pair(&[("172.30.128.1/31", "172.30.128.2/31")], &[("conn-link-ip", LEAF, Error)])]
#[case::same_address(&[("172.30.128.0/31", "172.30.128.0/31")], &[("conn-link-ip", LEAF, Error)])]
#[case::twice_within(
    &[("172.30.128.0/31", "172.30.128.1/31"), ("172.30.128.0/31", "172.30.128.1/31")],
    &[
        ("conn-link-ip", "spec.fabric.links[1].spine.ip", Error),
        ("conn-link-ip", "spec.fabric.links[1].leaf.ip", Error),
    ]
)]
#[case::one_end(&[("10.0.0.1/8", "")], &[("conn-link-ip", LEAF, Warning)])]
#[case::other_end(&[("", "10.0.0.1/8")], &[("conn-link-ip", SPINE, Warning)])]
#[case::no_end(&[("", "")], &[])]
fn link_addresses(#[case] links: &[(&str, &str)], #[case] expected: &[(&str, &str, Severity)]) {
    one(&fabric(links), expected);
}

#[test]
fn a_link_without_addresses_is_not_hydrated() {
    let found =
        unchecked(Some(Settings::default()), &(base() + &connection("c", &fabric(&[("", "")]))));
    assert_eq!(found, [("conn-link-ip", Why::NotHydrated)]);
    let found = unchecked(
        Some(Settings::default()),
        &(base() + &connection("c", &fabric(&[("172.30.128.0/31", "172.30.128.1/31")]))),
    );
    assert_eq!(found, []);
}

#[rstest]
#[case::mesh(
    "{mesh: {links: [{leaf1: {port: leaf-1/E1/1, ip: 172.30.128.0/31}, leaf2: {port: leaf-2/E1/1, ip: 172.30.128.1/31}}]}}",
    "mesh.links[0].leaf1",
    "mesh.links[0].leaf2"
)]
#[case::gateway(
    "{gateway: {links: [{switch: {port: leaf-1/E1/1, ip: 172.30.128.0/31}, gateway: {port: g/a, ip: 172.30.128.1/31}}]}}",
    "gateway.links[0].switch",
    "gateway.links[0].gateway"
)]
fn link_addresses_of_other_connections(#[case] spec: &str, #[case] a: &str, #[case] b: &str) {
    let [a, b] = [a, b].map(|end| format!("spec.{end}.ip"));
    expect(
        Some(Settings::default()),
        &(connection("c", &fabric(&[("172.30.128.0/31", "172.30.128.1/31")]))
            + &connection("d", spec)),
        &[
            ("conn-link-ip", "c", SPINE, Error),
            ("conn-link-ip", "c", LEAF, Error),
            ("conn-link-ip", "d", &a, Error),
            ("conn-link-ip", "d", &b, Error),
        ],
    );
}

/// The cluster compares with addresses of links that have only one, but checks none of those.
#[test]
fn an_address_of_a_link_with_only_one_is_in_use() {
    let half = "{mesh: {links: [{leaf1: {port: leaf-1/E1/1, ip: 172.30.128.0/31}, leaf2: {port: leaf-2/E1/1}}]}}";
    expect(
        Some(Settings::default()),
        &(connection("c", &fabric(&[("172.30.128.0/31", "172.30.128.1/31")]))
            + &connection("d", half)),
        &[
            ("conn-link-ip", "c", SPINE, Error),
            ("conn-link-ip", "d", "spec.mesh.links[0].leaf2.ip", Warning),
        ],
    );
}

#[test]
fn what_needs_no_configuration_is_found_without_it() {
    let spec = fabric(&[("172.30.128.0/30", "172.30.128.4/31")]);
    expect(None, &connection("c", &spec), &[("conn-link-ip", "c", SPINE, Error)]);
    let spec = fabric(&[("172.30.128.0/31", "172.30.128.4/31")]);
    expect(None, &connection("c", &spec), &[("conn-link-ip", "c", LEAF, Error)]);
}

const HOP: &str = "spec.staticExternal.link.switch.nextHop";

const IP: &str = "spec.staticExternal.link.switch.ip";

const FIRST: &str = "spec.staticExternal.link.switch.subnets[0]";

const SECOND: &str = "spec.staticExternal.link.switch.subnets[1]";

#[rstest]
#[case::good("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [10.1.0.0/24, 10.1.1.0/24, 'fd00::/64']", &[])]
#[case::no_subnets("ip: 10.0.0.2/30, nextHop: 10.0.0.1", &[])]
#[case::nothing("", &[(IP, Error), (HOP, Error)])]
#[case::no_hop("ip: 10.0.0.2/30", &[(HOP, Error)])]
#[case::no_ip("nextHop: 10.0.0.2", &[(IP, Error)])]
#[case::hop_outside("ip: 10.0.0.2/30, nextHop: 10.0.0.4", &[(HOP, Error)])]
#[case::hop_is_for_the_schema("ip: 10.0.0.2/30, nextHop: 'fd00::1'", &[])]
#[case::hop_is_network_address("ip: 10.0.0.2/30, nextHop: 10.0.0.0", &[])]
#[case::hop_is_itself("ip: 10.0.0.2/30, nextHop: 10.0.0.2", &[])]
#[case::not_a_subnet("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [10.1.0.0]", &[(FIRST, Error)])]
#[case::empty_subnet("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: ['']", &[(FIRST, Error)])]
#[case::host_bits("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [10.1.0.1/24]", &[(FIRST, Error)])]
#[case::overlap("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [10.1.0.0/24, 10.1.0.0/16]", &[(FIRST, Error)])]
#[case::twice("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [10.1.0.0/24, 10.1.0.0/24]", &[(SECOND, Error)])]
#[case::default_route("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [0.0.0.0/0]", &[])]
#[case::default_route_and_more("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [0.0.0.0/0, 10.1.0.0/24]", &[(FIRST, Error)])]
#[case::more_and_default_route("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [10.1.0.0/24, 0.0.0.0/0]", &[(SECOND, Error)])]
#[case::default_route_twice("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [0.0.0.0/0, 0.0.0.0/0]", &[(FIRST, Error)])]
#[case::reserved("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [172.30.7.0/24]", &[(FIRST, Error)])]
#[case::around_reserved("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [172.16.0.0/12]", &[(FIRST, Error)])]
#[case::beside_reserved("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [172.30.20.0/22]", &[])]
#[case::vlan("ip: 10.0.0.2/30, nextHop: 10.0.0.1, vlan: 4094", &[])]
#[case::not_a_vlan("ip: 10.0.0.2/30, nextHop: 10.0.0.1, vlan: 4095", &[("spec.staticExternal.link.switch.vlan", Warning)])]
fn static_externals(#[case] switch: &str, #[case] expected: &[(&str, Severity)]) {
    let comma = if switch.is_empty() { "" } else { ", " };
    let spec =
        format!("{{staticExternal: {{link: {{switch: {{port: leaf-3/E1/1{comma}{switch}}}}}}}}}");
    let expected: Vec<_> =
        expected.iter().map(|(field, severity)| ("conn-static", *field, *severity)).collect();
    one(&spec, &expected);
}

#[test]
fn many_subnets_are_compared_in_order() {
    let list: Vec<String> =
        (0..20_000).map(|at| format!("10.{}.{}.0/24", at / 256, at % 256)).collect();
    let spec = format!(
        "{{staticExternal: {{link: {{switch: {{port: leaf-3/E1/1, ip: 10.255.0.2/30, nextHop: 10.255.0.1, subnets: [{}]}}}}}}}}",
        list.join(", ")
    );
    one(&spec, &[]);
}

#[rstest]
#[case("a", &[])]
#[case("''", &[])]
#[case("b", &[("conn-withinvpc", "spec.staticExternal.withinVPC", Error)])]
fn within_a_vpc(#[case] vpc: &str, #[case] expected: &[(&str, &str, Severity)]) {
    let link = "link: {switch: {port: leaf-3/E1/1, ip: 10.0.0.2/30, nextHop: 10.0.0.1}}";
    one(&format!("{{staticExternal: {{withinVPC: {vpc}, {link}}}}}"), expected);
}

#[rstest]
#[case("spine-leaf", server_links("eslag", &["leaf-1/E1/1", "leaf-2/E1/1"]), &[])]
#[case("collapsed-core", server_links("eslag", &["leaf-1/E1/1", "leaf-2/E1/1"]), &[("conn-mode", "c", "spec.eslag", Error)])]
#[case("collapsed-core", "{gateway: {links: [{switch: {port: leaf-1/E1/1}, gateway: {port: g/a}}]}}", &[("conn-mode", "c", "spec.gateway", Error)])]
#[case("collapsed-core", server_links("bundled", &["leaf-1/E1/1"]), &[])]
fn modes(#[case] mode: &str, #[case] spec: impl AsRef<str>, #[case] expected: &[Said<'_>]) {
    let settings = Settings { mode: mode.to_owned(), ..Settings::default() };
    expect(Some(settings), &connection("c", spec.as_ref()), expected);
}
