//! A VLAN is not shared with another VPC of the same VLANNamespace. Of hostBGP subnets only those with a
//! VLAN are compared.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-vlan-other",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a subnet with the VLAN of another VPC in the same VLANNamespace",
    action: "give one of them a free VLAN",
    index: Some(index),
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
