//! A VLAN is not shared with another VPC of the same VLANNamespace. Of hostBGP subnets only those with a
//! VLAN are compared. So VPCs cannot exchange VLANs in one step.

use std::collections::HashMap;

use super::super::prelude::*;
use crate::exchange;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-vlan-other",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a subnet with the VLAN of another VPC in the same VLANNamespace",
    action: "give one of them a free VLAN",
    index: Some(index),
    judge: Judge::StateAndUpdate(judge, update),
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
spec: {subnets: {web: {subnet: 10.0.2.0/24, vlan: 1001}}}
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
spec: {vlanNamespace: other, subnets: {web: {subnet: 10.0.2.0/24, vlan: 1001}}}
",
};

fn key(vpc: &Object, vlan: i64) -> String {
    format!("{}/{vlan}", vpc.spec.get("vlanNamespace").text())
}

fn index(vpc: &Object, index: &mut Index) {
    for subnet in subnets(vpc).filter(|subnet| subnet.vlan() != 0) {
        index.key(Sort::Vlan, key(vpc, subnet.vlan()));
    }
}

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    for subnet in subnets(vpc).filter(|subnet| subnet.vlan() != 0) {
        let vlan = subnet.vlan();
        for other in vpc.others(Sort::Vlan, key(vpc, vlan)) {
            if report.is_full() {
                return;
            }
            if let Some(taken) = subnets(other).find(|taken| taken.vlan() == vlan) {
                let message = format!(
                    "{vlan} is the VLAN of {}, subnet {}: choose a free VLAN",
                    other.identity, taken.name
                );
                report.error_with(subnet.at(["vlan"]), (other, taken.at(["vlan"])), message);
            }
        }
    }
}

fn update(before: &Object, vpc: &Subject<'_>, report: &mut Report) {
    let takers = |given_up: &Object| {
        let vlans = vlans(given_up);
        vlans.flat_map(|vlan| vpc.holders(Sort::Vlan, key(given_up, vlan))).collect()
    };
    let clash = |a: &Object, b: &Object| shared(a, b).is_some();
    let Some(partner) = exchange::partner(before, vpc, takers, clash) else { return };
    let Some(was) = vpc.was(partner) else { return };
    if let Some((subnet, taken)) = shared(vpc, was) {
        let message = format!(
            "{} is the VLAN of {}, subnet {}, until that changes too, and the cluster refuses \
             whichever comes first: change one of them to a free VLAN in a step of its own",
            subnet.vlan(),
            partner.identity,
            taken.name
        );
        report.error_with(subnet.at(["vlan"]), (partner, taken.at(["vlan"])), message);
    }
}

fn vlans(vpc: &Object) -> impl Iterator<Item = i64> {
    subnets(vpc).map(|subnet| subnet.vlan()).filter(|vlan| *vlan != 0)
}

/// A subnet of each with one VLAN, where both VPCs are of one namespace.
fn shared<'a>(a: &'a Object, b: &'a Object) -> Option<(Subnet<'a>, Subnet<'a>)> {
    let namespace = |vpc: &'a Object| vpc.spec.get("vlanNamespace").text();
    if namespace(a) != namespace(b) {
        return None;
    }
    let theirs: HashMap<i64, Subnet<'_>> = subnets(b).map(|taken| (taken.vlan(), taken)).collect();
    subnets(a)
        .filter(|subnet| subnet.vlan() != 0)
        .find_map(|subnet| Some((subnet, *theirs.get(&subnet.vlan())?)))
}
