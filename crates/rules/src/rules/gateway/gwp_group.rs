//! The GatewayGroup of a GatewayPeering exists and has a Gateway. The cluster makes
//! the group `default` by itself.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "gwp-group",
    kinds: &[Kind::GatewayPeering],
    severity: Severity::Error,
    meaning: "is to be done by a GatewayGroup that does not exist or has no Gateway",
    action: "correct the group, or put a Gateway into it",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r#"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayGroup
metadata: {name: default}
---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayGroup
metadata: {name: edge}
---
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
kind: GatewayPeering
metadata: {name: a--b}
spec:
  peering:
    a: {expose: [{ips: [{cidr: 10.0.1.0/24}]}]}
    b: {expose: [{ips: [{cidr: 10.0.2.0/24}]}]}
  gatewayGroup: edge
"#,
    conforming: r#"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayGroup
metadata: {name: default}
---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayGroup
metadata: {name: edge}
---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: Gateway
metadata: {name: gw-1}
spec:
  protocolIP: 172.30.8.9/32
  vtepIP: 172.30.12.9/32
  vtepMAC: "02:00:00:00:00:09"
  asn: 65534
  groups: [{name: edge}]
  interfaces: {enp2s1: {ips: [172.30.128.9/31]}}
  neighbors: [{ip: 172.30.128.8, asn: 65101}]
---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayPeering
metadata: {name: a--b}
spec:
  peering:
    a: {expose: [{ips: [{cidr: 10.0.1.0/24}]}]}
    b: {expose: [{ips: [{cidr: 10.0.2.0/24}]}]}
  gatewayGroup: edge
"#,
};

/// The cluster makes this group as soon as there is any Gateway.
const MADE: &str = "default";

fn judge(peering: &Subject<'_>, report: &mut Report) {
    let path = spec(["gatewayGroup"]);
    let name = peering.spec().get("gatewayGroup").text();
    // Without two sides no group is filled in; that is for the clause on sides.
    if name.is_empty() {
        return;
    }
    if name != MADE
        && peering.require(report, path.clone(), Kind::GatewayGroup, name).is_none()
        && peering.holds(Kind::GatewayGroup)
    {
        return;
    }
    let has_gateway = peering.has_holder(report, Kind::Gateway, Sort::GatewayGroup, name);
    if has_gateway == Some(false) {
        report.error(
            path,
            format!("GatewayGroup/{name} has no Gateway: put one into it, or name another group"),
        );
    }
}
