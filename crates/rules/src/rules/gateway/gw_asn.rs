//! A Gateway has an AS number.

use super::super::prelude::*;

use super::super::hydration::is_hydrated_gateway;

pub(crate) static RULE: Rule = Rule {
    id: "gw-asn",
    kinds: &[Kind::Gateway],
    severity: Severity::Error,
    meaning: "has no AS number",
    action: "give it one, 65534 unless the fabric was set up otherwise",
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
  asn: 0
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
"#,
};

fn judge(gateway: &Subject<'_>, report: &mut Report) {
    if !is_hydrated_gateway(gateway.spec()) {
        report.unchecked(Why::NotHydrated);
        return;
    }
    if gateway.spec().get("asn").as_int().is_some_and(|asn| asn < 1) {
        report.error(
            spec(["asn"]),
            "must be 1 or more: give the Gateway an AS number, 65534 unless the fabric was set up otherwise",
        );
    }
}
