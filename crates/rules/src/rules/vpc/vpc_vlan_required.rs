//! Each subnet has a VLAN; only one of hostBGP may do without.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-vlan-required",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a subnet without a VLAN",
    action: "give the subnet a free VLAN of its VLANNamespace",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24}}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, hostBGP: true}}}
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    for subnet in subnets(vpc).filter(|subnet| !subnet.is_host_bgp()) {
        if report.is_full() {
            return;
        }
        if matches!(subnet.fields.get("vlan"), Tree::Null | Tree::Int(0)) {
            report.error(
                subnet.at(["vlan"]),
                "is missing: only hostBGP subnets need no \
                                               VLAN, choose a free one",
            );
        }
    }
}
