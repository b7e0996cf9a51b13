//! Each subnet lies inside one entry of the VPC's IPv4Namespace.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-subnet-in-ns",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a subnet outside of its IPv4Namespace",
    action: "choose a prefix inside one of the namespace's, or add one to the namespace",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec: {subnets: [10.0.0.0/16]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.1.1.0/24, vlan: 1001}}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec: {subnets: [10.0.0.0/16]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    let name = vpc.spec().get("ipv4Namespace").text();
    let Some(namespace) = vpc.look(report, Kind::Ipv4Namespace, name) else { return };
    let entries: Vec<_> = namespace
        .spec
        .get("subnets")
        .items()
        .iter()
        .filter_map(|entry| net::prefix(entry.text()))
        .collect();
    for (subnet, prefix) in subnets(vpc).filter_map(|subnet| Some((subnet, subnet.net()?))) {
        if report.is_full() {
            return;
        }
        if !entries.iter().any(|entry| net::within(prefix, *entry)) {
            let identity = namespace.identity();
            report.error_with(
                subnet.at(["subnet"]),
                (namespace, spec(["subnets"])),
                format!(
                    "{prefix} is not inside any one prefix of {identity}: choose one \
                         that is, or add one there"
                ),
            );
        }
    }
}
