//! The MAC address of a Gateway's tunnels is its own.

use super::super::prelude::*;

use super::super::hydration::is_hydrated_gateway;
use crate::mac::mac;

pub(crate) static RULE: Rule = Rule {
    id: "gw-mac",
    kinds: &[Kind::Gateway],
    severity: Severity::Error,
    meaning: "has no unicast MAC address for its tunnels, or that of another Gateway",
    action: "give it a MAC address of its own",
    index: Some(index),
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
  neighbors: [{ip: 172.30.128.8, asn: 65101}]
---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: Gateway
metadata: {name: gw-2}
spec:
  protocolIP: 172.30.8.10/32
  vtepIP: 172.30.12.10/32
  vtepMAC: "02:00:00:00:00:09"
  asn: 65534
  interfaces: {enp2s1: {ips: [172.30.128.9/31]}}
  neighbors: [{ip: 172.30.128.8, asn: 65101}]
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
---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: Gateway
metadata: {name: gw-2}
spec:
  protocolIP: 172.30.8.10/32
  vtepIP: 172.30.12.10/32
  vtepMAC: "02:00:00:00:00:10"
  asn: 65534
  interfaces: {enp2s1: {ips: [172.30.128.9/31]}}
  neighbors: [{ip: 172.30.128.8, asn: 65101}]
"#,
};

/// One text for all spellings.
fn key(gateway: &Object) -> Option<String> {
    let octets = mac(gateway.spec.get("vtepMAC").text())?;
    let groups: Vec<String> = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    Some(groups.join(":"))
}

fn index(gateway: &Object, index: &mut Index) {
    if let Some(key) = key(gateway) {
        index.key(Sort::Mac, key);
    }
}

fn judge(gateway: &Subject<'_>, report: &mut Report) {
    if !is_hydrated_gateway(gateway.spec()) {
        report.unchecked(Why::NotHydrated);
        return;
    }
    let Some(text) = gateway.spec().get("vtepMAC").as_text() else { return };
    if let Some(fault) = fault(text) {
        report.error(
            spec(["vtepMAC"]),
            format!("{fault}: write a unicast one such as 02:00:00:00:00:01"),
        );
    }
    let Some(key) = key(gateway) else { return };
    for other in gateway.others(Sort::Mac, &key) {
        let message = format!("{text} is that of {} too: choose another one", other.identity);
        report.error_with(spec(["vtepMAC"]), (other, spec(["vtepMAC"])), message);
    }
}

fn fault(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("is missing".to_owned());
    }
    let Some(octets) = mac(text) else {
        return Some(format!("{text} is not a MAC address"));
    };
    let is_zero = octets.len() == 6 && octets.iter().all(|octet| *octet == 0);
    let is_multicast = octets.first().is_some_and(|octet| octet & 1 == 1);
    if is_zero {
        Some("is all zeros".to_owned())
    } else if is_multicast {
        Some(format!("{text} is a multicast address"))
    } else {
        None
    }
}
