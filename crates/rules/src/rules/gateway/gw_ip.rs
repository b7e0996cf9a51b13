//! The protocol and the VTEP address of a Gateway are IPv4 addresses with /32, used by no other Gateway and
//! by no Switch.

use super::super::prelude::*;

use ipnet::IpNet;

use super::super::hydration::is_hydrated_gateway;

pub(crate) static RULE: Rule = Rule {
    id: "gw-ip",
    kinds: &[Kind::Gateway],
    severity: Severity::Error,
    meaning: "has a protocol or VTEP address that is not a single IPv4 address, or that another Gateway or a Switch has",
    action: "give it an address of its own, with /32",
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
  neighbors: [{ip: 172.30.128.8, asn: 65101}]
---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: Gateway
metadata: {name: gw-2}
spec:
  protocolIP: 172.30.8.9/32
  vtepIP: 172.30.12.10/32
  vtepMAC: "02:00:00:00:00:10"
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

/// Fields and what finds them.
const ADDRESSES: [(&str, Sort); 2] =
    [("protocolIP", Sort::ProtocolAddress), ("vtepIP", Sort::VtepAddress)];

fn judge(gateway: &Subject<'_>, report: &mut Report) {
    if !is_hydrated_gateway(gateway.spec()) {
        report.unchecked(Why::NotHydrated);
        return;
    }
    for (field, sort) in ADDRESSES {
        let Some(text) = gateway.spec().get(field).as_text() else { continue };
        if let Some(fault) = fault(text, sort) {
            report.error(spec([field]), fault);
        }
        if text.is_empty() {
            continue;
        }
        let others = gateway.others(sort, text);
        for other in others.into_iter().filter(|other| other.spec.get(field).text() == text) {
            let message =
                format!("{text} is that of {} too: choose a free address", other.identity);
            report.error_with(spec([field]), (other, spec([field])), message);
        }
    }
}

fn fault(text: &str, sort: Sort) -> Option<String> {
    const FORM: &str = "write one IPv4 address with /32, such as 172.30.8.9/32";
    if text.is_empty() {
        return Some(format!("is missing: {FORM}"));
    }
    let Some(IpNet::V4(net)) = net::prefix(text).filter(|net| net.prefix_len() == 32) else {
        return Some(format!("{text} is not an IPv4 address with /32: {FORM}"));
    };
    let address = net.addr();
    let odd = address.is_multicast() || address.is_loopback() || address.is_unspecified();
    (sort == Sort::VtepAddress && odd).then(|| {
        format!("{address} is not an address that packets can be sent to: choose a unicast address")
    })
}
