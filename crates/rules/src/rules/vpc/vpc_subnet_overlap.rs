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
    let (names, nets): (Vec<Subnet<'_>>, Vec<_>) =
        subnets(vpc).filter_map(|subnet| Some((subnet, subnet.net()?))).unzip();
    for (first, second) in net::overlaps(&nets) {
        let of = |at: usize| Some((names.get(at)?, nets.get(at)?));
        if let (Some((other, taken)), Some((subnet, prefix))) = (of(first), of(second)) {
            report.error(
                subnet.at(["subnet"]),
                format!(
                    "{prefix} overlaps {taken} of subnet {}: choose another \
                         prefix",
                    other.name
                ),
            );
        }
    }
}
