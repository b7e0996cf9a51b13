//! A subnet overlaps no subnet of another VPC of the same IPv4Namespace.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-overlap-other",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a subnet that overlaps a subnet of another VPC in the same IPv4Namespace",
    action: "give one of them another prefix",
    index: Some(index),
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.0.0/16, vlan: 1001}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: b}
spec: {subnets: {web: {subnet: 10.0.7.0/24, vlan: 1002}}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.0.0/16, vlan: 1001}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: b}
spec: {ipv4Namespace: other, subnets: {web: {subnet: 10.0.7.0/24, vlan: 1002}}}
",
};

fn index(vpc: &Object, index: &mut Index) {
    for prefix in subnets(vpc).filter_map(|subnet| subnet.net()) {
        index.network(Sort::Networks, vpc.spec.get("ipv4Namespace").text(), prefix);
    }
}

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    let namespace = vpc.spec().get("ipv4Namespace").text();
    for (subnet, prefix) in subnets(vpc).filter_map(|subnet| Some((subnet, subnet.net()?))) {
        for other in vpc.overlapping(Sort::Networks, namespace, prefix) {
            if report.is_full() {
                return;
            }
            let theirs = subnets(other).filter_map(|taken| Some((taken, taken.net()?)));
            for (taken, net) in theirs.filter(|(_, net)| net::overlap(prefix, *net)) {
                let message = format!(
                    "{prefix} overlaps {net} of {}, subnet {}: choose another prefix",
                    other.identity, taken.name
                );
                let at = taken.at(["subnet"]);
                report.error_with(subnet.at(["subnet"]), (other, at), message);
            }
        }
    }
}
