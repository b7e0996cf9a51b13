//! When an IPv4Namespace changes, every subnet of its VPCs still fits inside one entry.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ipns-shrink",
    kinds: &[Kind::Ipv4Namespace],
    severity: Severity::Error,
    meaning: "changes so that subnets of its VPCs no longer fit",
    action: "keep the prefixes that are in use",
    index: None,
    judge: Judge::Update(judge),
    before: r"
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
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec: {subnets: [10.0.0.0/24]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec: {subnets: [10.0.0.0/23]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
};

fn judge(before: &Object, namespace: &Subject<'_>, report: &mut Report) {
    // Without a difference there is not an update.
    if *before == **namespace {
        return;
    }
    let entries: Vec<_> = namespace
        .spec()
        .get("subnets")
        .items()
        .iter()
        .filter_map(|entry| net::prefix(entry.text()))
        .collect();
    for vpc in namespace.referrers(Kind::Vpc) {
        for (subnet, prefix) in subnets(vpc).filter_map(|subnet| Some((subnet, subnet.net()?))) {
            if report.is_full() {
                return;
            }
            if !entries.iter().any(|entry| net::within(prefix, *entry)) {
                let message = format!(
                    "has no room for {prefix} of {}, subnet {}: keep a prefix that contains it",
                    vpc.identity(),
                    subnet.name
                );
                report.error_with(spec(["subnets"]), (vpc, subnet.at(["subnet"])), message);
            }
        }
    }
}
