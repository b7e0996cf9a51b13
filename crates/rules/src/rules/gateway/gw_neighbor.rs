//! A Gateway has BGP neighbours, each with a unicast IPv4 address and an AS number.

use super::super::prelude::*;

use std::net::IpAddr;

use super::super::hydration::is_hydrated_gateway;

pub(crate) static RULE: Rule = Rule {
    id: "gw-neighbor",
    kinds: &[Kind::Gateway],
    severity: Severity::Error,
    meaning: "has no BGP neighbour, or one without a unicast IPv4 address or an AS number",
    action: "correct what the message names",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r#"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: Gateway
metadata: {name: gw-1}
spec:
  protocolIP: 172.30.8.9/32
  vtepIP: 172.30.12.9/32
  vtepMAC: "02:00:00:00:00:09"
  asn: 65534
  interfaces: {enp2s1: {ips: [172.30.128.9/31]}}
  neighbors: [{ip: 172.30.128.8}]
"#,
    conforming: r#"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: Gateway
metadata: {name: gw-1}
spec:
  protocolIP: 172.30.8.9/32
  vtepIP: 172.30.12.9/32
  vtepMAC: "02:00:00:00:00:09"
  asn: 65534
  interfaces: {enp2s1: {ips: [172.30.128.9/31]}}
  neighbors: [{ip: 172.30.128.8, asn: 65101}]
"#,
};

fn judge(gateway: &Subject<'_>, report: &mut Report) {
    if !is_hydrated_gateway(gateway.spec()) {
        report.unchecked(Why::NotHydrated);
        return;
    }
    let list = spec(["neighbors"]);
    let neighbors = gateway.spec().get("neighbors");
    if neighbors.items().is_empty() {
        report.error(list.clone(), "has no neighbour: add one with its address and AS number");
    }
    for (at, neighbor) in neighbors.items().iter().enumerate() {
        let path = list.index(at);
        if let Some(fault) = neighbor.get("ip").as_text().and_then(fault) {
            report.error(path.key("ip"), format!("{fault}: write the neighbour's IPv4 address"));
        }
        if neighbor.get("asn").as_int().is_some_and(|asn| asn < 1) {
            report.error(path.key("asn"), "must be 1 or more: write the neighbour's AS number");
        }
        if report.is_full() {
            return;
        }
    }
}

fn fault(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("is missing".to_owned());
    }
    match net::address(text) {
        Some(IpAddr::V4(address)) if address.is_multicast() || address.is_unspecified() => {
            Some(format!("{text} is not an address of a neighbour"))
        }
        Some(IpAddr::V4(_)) => None,
        _ => Some(format!("{text} is not an IPv4 address")),
    }
}
