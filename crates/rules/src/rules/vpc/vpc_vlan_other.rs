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
    for (_, subnet) in vpc.spec.get("subnets").entries() {
        let vlan = subnet.get("vlan").int();
        if vlan != 0 {
            index.key(Sort::Vlan, key(vpc, vlan));
        }
    }
}

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    for (name, subnet) in vpc.spec().get("subnets").entries() {
        let vlan = subnet.get("vlan").int();
        if vlan == 0 {
            continue;
        }
        for other in vpc.others(Sort::Vlan, key(vpc, vlan)) {
            let taken = other.spec.get("subnets").entries().find(|(_, theirs)| theirs.get("vlan").int() == vlan);
            if let Some((taken, _)) = taken {
                let message =
                    format!("{vlan} is the VLAN of {}, subnet {taken}: choose a free VLAN", other.identity);
                let at = spec(["subnets", taken, "vlan"]);
                report.error_with(spec(["subnets", name, "vlan"]), (other, at), message);
            }
        }
    }
}
