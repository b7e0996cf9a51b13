//! No VLAN twice within a VPC; those of hostBGP subnets are not counted.

use std::collections::HashMap;

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-vlan-unique",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has two subnets with one VLAN",
    action: "give one of them a free VLAN",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec:
  subnets:
    web: {subnet: 10.0.1.0/24, vlan: 1001}
    db: {subnet: 10.0.2.0/24, vlan: 1001}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec:
  subnets:
    web: {subnet: 10.0.1.0/24, vlan: 1001}
    db: {subnet: 10.0.2.0/24, vlan: 1002}
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    let mut first: HashMap<i64, &str> = HashMap::new();
    for subnet in subnets(vpc).filter(|subnet| !subnet.is_host_bgp() && subnet.vlan() != 0) {
        if report.is_full() {
            return;
        }
        let vlan = subnet.vlan();
        if let Some(other) = first.get(&vlan) {
            report.error(
                subnet.at(["vlan"]),
                format!("{vlan} is the VLAN of subnet {other} too: choose a free VLAN"),
            );
        } else {
            first.insert(vlan, subnet.name);
        }
    }
}
