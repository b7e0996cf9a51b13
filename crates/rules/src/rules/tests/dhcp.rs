//! DHCP of VPC subnets: every condition of each clause, from both sides.

use rstest::rstest;

use super::judged::{all, changed, judged, vpc, with_web};

/// `dhcp.range` → `spec.subnets.web.dhcp.range`.
fn expand(expected: &[&str]) -> Vec<String> {
    expected
        .iter()
        .map(|line| {
            line.replace(" dhcp", " spec.subnets.web.dhcp").replacen(
                " spec.subnets.web.dhcp-",
                " dhcp-",
                1,
            )
        })
        .collect()
}

#[rstest]
// A server or a relay.
#[case("{}", &[])]
#[case("{enable: true}", &[])]
#[case("{relay: 10.9.0.1/32}", &[])]
#[case("{enable: false, relay: 10.9.0.1/32}", &[])]
#[case("{enable: true, relay: ''}", &[])]
#[case("{enable: true, relay: 10.9.0.1/32}", &["error dhcp-relay-or-server dhcp.relay"])]
#[case("{relay: 10.9.0.1}", &["error dhcp-relay-form dhcp.relay"])]
#[case("{relay: 'fd00::1'}", &["error dhcp-relay-form dhcp.relay"])]
#[case("{relay: 'fd00::1/128'}", &[])]
#[case("{relay: 10.9.0.1/24}", &[])]
#[case("{relay: server}", &["error dhcp-relay-form dhcp.relay"])]
#[case("{relay: 5}", &[])]
#[case("{relayVPC: b}", &["error dhcp-relayvpc dhcp.relayVPC", "error dhcp-relayvpc dhcp.relayVPC"])]
#[case("{relay: 10.9.0.1/32, relayVPC: b}", &["error dhcp-relayvpc dhcp.relayVPC"])]
#[case("{relay: 10.9.0.1/32, relayVPC: a}", &["error dhcp-relayvpc dhcp.relayVPC"])]
#[case("{relay: 10.9.0.1/32, relayVPC: ''}", &[])]
// The range.
#[case("{enable: true, range: {}}", &[])]
#[case("{enable: true, range: {start: 10.0.1.10, end: 10.0.1.99}}", &[])]
#[case("{enable: true, range: {start: 10.0.1.2, end: 10.0.1.255}}", &[])]
#[case("{enable: true, range: {end: 10.0.1.254}}", &[])]
#[case("{enable: true, range: {start: 10.0.1.10}}", &["warning dhcp-range dhcp.range.end"])]
#[case("{enable: true, range: {start: 10.0.1.10, end: 10.0.1.255}}", &["warning dhcp-range dhcp.range.end"])]
#[case("{enable: true, range: {start: 10.0.1.10, end: 10.0.1.10}}", &["error dhcp-range dhcp.range.end"])]
#[case("{enable: true, range: {start: 10.0.1.10, end: 10.0.1.9}}", &["error dhcp-range dhcp.range.end"])]
#[case("{enable: true, range: {start: 10.0.1.9, end: 10.0.1.10}}", &[])]
#[case("{enable: true, range: {start: 10.0.1.0, end: 10.0.1.10}}", &["error dhcp-range dhcp.range.start"])]
#[case("{enable: true, range: {start: 10.0.1.1, end: 10.0.1.10}}", &["error dhcp-range dhcp.range.start"])]
#[case("{enable: true, range: {start: 10.0.0.9, end: 10.0.1.10}}", &["error dhcp-range dhcp.range.start"])]
#[case("{enable: true, range: {start: 10.0.1.9, end: 10.0.2.10}}", &["error dhcp-range dhcp.range.end"])]
#[case("{enable: true, range: {start: 10.0.1.9, end: 10.0.1.1}}", &["error dhcp-range dhcp.range.end"])]
#[case("{enable: true, range: {start: 10.0.1.9, end: 10.0.1.0}}", &["error dhcp-range dhcp.range.end"])]
#[case("{enable: true, range: {start: here, end: 'fd00::1'}}",
    &["error dhcp-range dhcp.range.end", "error dhcp-range dhcp.range.start"])]
#[case("{enable: true, range: {start: 5, end: [x]}}", &[])]
// The options.
#[case("{enable: true, options: {}}", &[])]
#[case("{enable: true, options: {dnsServers: [10.0.1.53, 'fd00::53', 'fe80::1%eth0'], timeServers: [10.0.1.123]}}", &[])]
#[case("{enable: true, options: {dnsServers: [10.0.1.53, dns.example.org]}}",
    &["error dhcp-options dhcp.options.dnsServers[1]"])]
#[case("{enable: true, options: {timeServers: ['', ntp]}}",
    &["error dhcp-options dhcp.options.timeServers[0]", "error dhcp-options dhcp.options.timeServers[1]"])]
#[case("{enable: true, options: {dnsServers: [10.0.1.53/32, 5]}}",
    &["error dhcp-options dhcp.options.dnsServers[0]"])]
#[case("{enable: true, options: {interfaceMTU: 95}}", &["error dhcp-options dhcp.options.interfaceMTU"])]
#[case("{enable: true, options: {interfaceMTU: 96}}", &[])]
#[case("{enable: true, options: {interfaceMTU: 9036}}", &[])]
#[case("{enable: true, options: {interfaceMTU: 9037}}", &["error dhcp-options dhcp.options.interfaceMTU"])]
#[case("{enable: true, options: {interfaceMTU: 0, leaseTimeSeconds: 0}}", &[])]
#[case("{enable: true, options: {interfaceMTU: 70000}}", &[])]
#[case("{enable: true, options: {leaseTimeSeconds: 1, pxeURL: nonsense}}", &[])]
// Routes for hosts.
#[case("{enable: true, options: {advertisedRoutes: [{destination: 10.9.0.1/24, gateway: 10.0.1.0}]}}", &[])]
#[case("{enable: true, options: {advertisedRoutes: [{destination: 10.9.0.0, gateway: 10.0.1.9}]}}",
    &["error dhcp-routes dhcp.options.advertisedRoutes[0].destination"])]
#[case("{enable: true, options: {advertisedRoutes: [{gateway: 10.0.1.9}]}}",
    &["error dhcp-routes dhcp.options.advertisedRoutes[0].destination"])]
#[case("{enable: true, options: {advertisedRoutes: [{destination: '', gateway: ''}]}}",
    &["error dhcp-routes dhcp.options.advertisedRoutes[0].destination",
      "error dhcp-routes dhcp.options.advertisedRoutes[0].gateway"])]
#[case("{enable: true, options: {advertisedRoutes: [{destination: 10.9.0.0/24}]}}",
    &["error dhcp-routes dhcp.options.advertisedRoutes[0].gateway"])]
#[case("{enable: true, options: {advertisedRoutes: [{destination: 10.9.0.0/24, gateway: 10.0.2.9}]}}",
    &["error dhcp-routes dhcp.options.advertisedRoutes[0].gateway"])]
#[case("{enable: true, options: {advertisedRoutes: [{destination: 10.9.0.0/24, gateway: 10.0.1.9/32}]}}",
    &["error dhcp-routes dhcp.options.advertisedRoutes[0].gateway"])]
#[case("{enable: true, options: {advertisedRoutes: [null, {destination: 5, gateway: 5}]}}", &[])]
// Fixed addresses.
#[case("{enable: true, static: {'0c:20:12:ff:00:01': {ip: 10.0.1.9}, '0C-20-12-FF-00-02': {ip: 10.0.1.10}}}", &[])]
#[case("{enable: true, static: {'0c20.12ff.0001': {ip: 10.0.1.9}, '02:00:5e:10:00:00:00:01': {ip: 10.0.1.8}}}", &[])]
#[case("{enable: true, range: {start: 10.0.1.5, end: 10.0.1.20}, static: {'0c:20:12:ff:00:01': {ip: 10.0.1.9}}}", &[])]
#[case("{enable: true, static: {server-1: {ip: 10.0.1.9}}}", &["error dhcp-static dhcp.static.server-1"])]
#[case("{enable: true, static: {'': {ip: 10.0.1.9}}}", &["error dhcp-static dhcp.static.\"\""])]
#[case("{enable: true, static: {'0c:20:12:ff:00:01': {ip: ''}}}",
    &["error dhcp-static dhcp.static.0c:20:12:ff:00:01.ip"])]
#[case("{enable: true, static: {'0c:20:12:ff:00:01': {ip: host}}}",
    &["error dhcp-static dhcp.static.0c:20:12:ff:00:01.ip"])]
#[case("{enable: true, static: {'0c:20:12:ff:00:01': {ip: 10.0.2.9}}}",
    &["error dhcp-static dhcp.static.0c:20:12:ff:00:01.ip"])]
#[case("{enable: true, static: {'0c:20:12:ff:00:01': {ip: 10.0.1.0}}}",
    &["error dhcp-static dhcp.static.0c:20:12:ff:00:01.ip"])]
#[case("{enable: true, static: {'0c:20:12:ff:00:01': {ip: 10.0.1.1}}}",
    &["error dhcp-static dhcp.static.0c:20:12:ff:00:01.ip"])]
#[case("{enable: true, static: {'0c:20:12:ff:00:01': {ip: 10.0.1.255}}}",
    &["error dhcp-static dhcp.static.0c:20:12:ff:00:01.ip"])]
#[case("{enable: true, static: {'0c:20:12:ff:00:01': {ip: 10.0.1.254}}}", &[])]
#[case("{enable: true, static: {'0c:20:12:ff:00:01': {ip: 10.0.1.9}, '0c:20:12:ff:00:02': {ip: 10.0.1.9}}}",
    &["error dhcp-static dhcp.static.0c:20:12:ff:00:02.ip"])]
#[case("{enable: true, static: {'0C:20:12:FF:00:01': {ip: 10.0.1.9}, '0c:20:12:ff:00:01': {ip: 10.0.1.10}}}",
    &["warning dhcp-static dhcp.static.0c:20:12:ff:00:01"])]
#[case("{enable: true, static: {'0C:20:12:FF:00:01': {ip: 10.0.1.9}, '0c:20:12:ff:00:01': {ip: 10.0.1.9}}}",
    &["warning dhcp-static dhcp.static.0c:20:12:ff:00:01"])]
#[case("{enable: true, static: {'0c:20:12:ff:00:01': null, '0c:20:12:ff:00:02': {}}}", &[])]
// Without a server.
#[case("{static: {}}", &[])]
#[case("{static: {'0c:20:12:ff:00:01': {ip: 10.0.1.9}}}", &["error dhcp-off dhcp.static"])]
#[case("{relay: 10.9.0.1/32, static: {nonsense: {ip: 10.0.9.9}}}", &["error dhcp-off dhcp.static"])]
#[case("{range: {start: 10.0.1.9}}", &["warning dhcp-off dhcp.range"])]
#[case("{enable: false, range: {start: nonsense}, options: {dnsServers: [dns]}}",
    &["warning dhcp-off dhcp.options", "warning dhcp-off dhcp.range"])]
#[case("{range: {}, options: {dnsServers: []}}", &[])]
#[case("{options: {interfaceMTU: 5, advertisedRoutes: [{}]}}", &["warning dhcp-off dhcp.options"])]
fn of_dhcp(#[case] dhcp: &str, #[case] expected: &[&str]) {
    assert_eq!(judged(&with_web(&format!("dhcp: {dhcp}"))), expand(expected));
}

#[rstest]
#[case("10.0.1.254", "{}", &["warning dhcp-range dhcp.range"])]
#[case("10.0.1.254", "{end: 10.0.1.253}", &[])]
#[case("10.0.1.254", "{end: 10.0.1.254}", &["error dhcp-range dhcp.range.end"])]
#[case("10.0.1.50", "{start: 10.0.1.51, end: 10.0.1.99}", &[])]
#[case("10.0.1.50", "{start: 10.0.1.49, end: 10.0.1.99}", &["warning dhcp-range dhcp.range"])]
#[case("10.0.1.50", "{start: 10.0.1.1, end: 10.0.1.49}", &[])]
fn the_gateway_is_not_at_an_end_of_the_range(
    #[case] gateway: &str,
    #[case] range: &str,
    #[case] expected: &[&str],
) {
    let fields = format!("gateway: {gateway}, dhcp: {{enable: true, range: {range}}}");
    assert_eq!(judged(&with_web(&fields)), expand(expected));
}

#[test]
fn the_gateway_is_no_hosts_address() {
    let lease = "dhcp: {enable: true, range: {end: 10.0.1.9}, static: {'0c:20:12:ff:00:01': {ip: 10.0.1.77}}}";
    let of = |gateway: &str| judged(&with_web(&format!("gateway: {gateway}, {lease}")));
    assert_eq!(of("10.0.1.78"), [""; 0]);
    assert_eq!(
        of("10.0.1.77"),
        ["error dhcp-static spec.subnets.web.dhcp.static.0c:20:12:ff:00:01.ip"]
    );
}

#[test]
fn where_the_prefix_is_malformed_only_that_is_said() {
    let dhcp =
        "{enable: true, range: {start: 10.0.1.10}, static: {'0c:20:12:ff:00:01': {ip: 10.0.9.9}}}";
    let spec = format!("subnets: {{web: {{subnet: 10.0.1, vlan: 7, dhcp: {dhcp}}}}}");
    assert_eq!(judged(&vpc("a", &spec)), ["error vpc-subnet-parse spec.subnets.web.subnet"]);
}

/// The cluster looks for a VPC among those that it has.
#[test]
fn a_relay_in_the_same_vpc_needs_an_update() {
    let plain = with_web("");
    let relayed = with_web("dhcp: {relay: 10.9.0.1/32, relayVPC: a}");
    let field = "dhcp-relayvpc spec.subnets.web.dhcp.relayVPC";
    assert_eq!(changed("", &relayed, &[]), [format!("error {field}")]);
    assert_eq!(changed(&plain, &relayed, &[]), [format!("warning {field}")]);
    let without_relay = with_web("dhcp: {relayVPC: a}");
    let both = [format!("error {field}"), format!("error {field}")];
    assert_eq!(changed("", &without_relay, &[]), both, "each is told");
}

#[test]
fn a_relay_may_be_in_another_vpc_that_exists() {
    let relayed = with_web("dhcp: {relay: 10.9.0.1/32, relayVPC: b}");
    let other = vpc("b", "subnets: {dhcp: {subnet: 10.9.0.0/24, vlan: 9}}");
    assert_eq!(judged(&all(&[&relayed, &other])), [""; 0]);
}
