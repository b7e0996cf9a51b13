//! A GatewayPeering has two sides, each an existing VPC or External.

use super::super::prelude::*;

use super::super::gateway_peering::{self, Party};

pub(crate) static RULE: Rule = Rule {
    id: "gwp-sides",
    kinds: &[Kind::GatewayPeering],
    severity: Severity::Error,
    meaning: "does not have two sides that are existing VPCs or Externals",
    action: "name two of them, an External as `ext.` and its name",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: b}
spec: {subnets: {web: {subnet: 10.0.2.0/24, vlan: 1002}}}
---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayPeering
metadata: {name: a}
spec:
  peering:
    a: {expose: [{ips: [{cidr: 10.0.1.0/24}]}]}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: b}
spec: {subnets: {web: {subnet: 10.0.2.0/24, vlan: 1002}}}
---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayPeering
metadata: {name: a--b}
spec:
  peering:
    a: {expose: [{ips: [{cidr: 10.0.1.0/24}]}]}
    b: {expose: [{ips: [{cidr: 10.0.2.0/24}]}]}
",
};

fn judge(peering: &Subject<'_>, report: &mut Report) {
    let count = gateway_peering::sides(peering.spec()).len();
    if count != 2 {
        report.error(
            spec(["peering"]),
            format!("has {count} sides: name exactly two, each a VPC, or `ext.` and the name of an External"),
        );
    }
    for (name, side) in gateway_peering::sides(peering.spec()) {
        let path = gateway_peering::side_path(name);
        if !side.is_there() {
            report.error(path.clone(), "has no value: write what it exposes, or `{}` for nothing");
        }
        match gateway_peering::party(name) {
            Party::External("") => {
                report.error(path, "names no External behind `ext.`: add its name")
            }
            Party::External(external) => {
                peering.require(report, path, Kind::External, external);
            }
            Party::Vpc(vpc) => {
                peering.require(report, path, Kind::Vpc, vpc);
            }
        }
        if report.is_full() {
            return;
        }
    }
}
