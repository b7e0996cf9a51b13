//! A GatewayGroup or Gateway that others need is deleted. The cluster does not guard either.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "gwgroup",
    kinds: &[Kind::GatewayGroup, Kind::Gateway],
    severity: Severity::Warning,
    meaning: "is deleted although others refer to it: the cluster does not keep anybody from it",
    action: "change or delete those first",
    index: None,
    judge: Judge::Delete(judge),
    before: r#"
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
"#,
    violating: r#"
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
"#,
    conforming: r"
# Nothing is left of either.
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayGroup
metadata: {name: other}
",
};

fn judge(resource: &Subject<'_>, report: &mut Report) {
    let needed_by: &[Kind] = match resource.kind {
        Kind::GatewayGroup => &[Kind::Gateway, Kind::GatewayPeering],
        _ => &[Kind::Connection],
    };
    for kind in needed_by {
        for other in resource.referrers(*kind) {
            let message = format!(
                "is needed by {}, and the cluster deletes it all the same: change or delete that first",
                other.identity
            );
            report.warning_with(whole(), (other, whole()), message);
        }
    }
}
