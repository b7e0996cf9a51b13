//! Subnets of one VPC do not overlap.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-subnet-overlap",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has two subnets that overlap",
    action: "give one of them another prefix",
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
    db: {subnet: 10.0.1.128/25, vlan: 1002}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec:
  subnets:
    web: {subnet: 10.0.1.0/25, vlan: 1001}
    db: {subnet: 10.0.1.128/25, vlan: 1002}
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    let subnets: Vec<_> = vpc
        .spec()
        .get("subnets")
        .entries()
        .filter_map(|(name, subnet)| Some((name, net::prefix(subnet.get("subnet").text())?)))
        .collect();
    for (at, (name, prefix)) in subnets.iter().enumerate() {
        for (other, taken) in subnets.iter().take(at) {
            if net::overlap(*prefix, *taken) {
                let message = format!("{prefix} overlaps {taken} of subnet {other}: choose another prefix");
                report.error(spec(["subnets", name, "subnet"]), message);
            }
        }
    }
}
