//! What a VPC exposes is in its subnets: a `cidr` lies in one of them, a `vpcSubnet` is one of them. An External
//! has no subnets.

use super::super::prelude::*;

use super::super::gateway_peering::{self, Party};

pub(crate) static RULE: Rule = Rule {
    id: "gwp-subset",
    kinds: &[Kind::GatewayPeering],
    severity: Severity::Error,
    meaning: "exposes what is not in the VPC",
    action: "expose a part of a subnet of the VPC",
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
metadata: {name: a--b}
spec:
  peering:
    a: {expose: [{ips: [{cidr: 10.0.0.0/16}]}]}
    b: {expose: [{ips: [{cidr: 10.0.2.0/24}]}]}
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
    a: {expose: [{ips: [{cidr: 10.0.1.64/26}]}]}
    b: {expose: [{ips: [{cidr: 10.0.2.0/24}]}]}
",
};

fn judge(peering: &Subject<'_>, report: &mut Report) {
    for (name, side) in gateway_peering::sides(peering.spec()) {
        match gateway_peering::party(name) {
            Party::External(_) => external(name, side, report),
            Party::Vpc(vpc) => {
                if let Some(vpc) = peering.look(report, Kind::Vpc, vpc) {
                    within(name, side, vpc, report);
                }
            }
        }
    }
}

fn external(name: &str, side: &Tree, report: &mut Report) {
    for (path, range) in ranges(name, side) {
        if !range.get("vpcSubnet").is_empty() {
            report.error(
                path.key("vpcSubnet"),
                "is on the side of an External, which has no subnets: write the prefix as `cidr`",
            );
        }
        if report.is_full() {
            return;
        }
    }
}

fn within(name: &str, side: &Tree, vpc: &Object, report: &mut Report) {
    let subnets = vpc.spec.get("subnets");
    let prefixes =
        || subnets.entries().filter_map(|(_, subnet)| net::prefix(subnet.get("subnet").text()));
    for (path, range) in ranges(name, side) {
        let cidr = range.get("cidr").text();
        if net::prefix(cidr).is_some_and(|cidr| !prefixes().any(|subnet| net::within(cidr, subnet)))
        {
            report.error_with(
                path.key("cidr"),
                (vpc, spec(["subnets"])),
                format!(
                    "{cidr} lies in no subnet of {}: expose a part of one subnet",
                    vpc.identity
                ),
            );
        }
        let subnet = range.get("vpcSubnet").text();
        if !subnet.is_empty() && !subnets.has(subnet) {
            report.error_with(
                path.key("vpcSubnet"),
                (vpc, spec(["subnets"])),
                format!(
                    "{subnet} is not a subnet of {}: correct the name, or add the subnet",
                    vpc.identity
                ),
            );
        }
        if report.is_full() {
            return;
        }
    }
}

/// The ranges under `ips` of a side, with their fields.
fn ranges<'p>(name: &'p str, side: &'p Tree) -> impl Iterator<Item = (FieldPath, &'p Tree)> {
    let list = gateway_peering::side_path(name).key("expose");
    let entries = gateway_peering::exposes(side).filter(|(_, entry)| !entry.get("default").flag());
    entries.flat_map(move |(at, entry)| {
        let list = list.index(at).key("ips");
        gateway_peering::maps(entry.get("ips")).map(move |(at, range)| (list.index(at), range))
    })
}
