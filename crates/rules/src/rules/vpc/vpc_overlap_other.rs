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
    for (_, subnet) in vpc.spec.get("subnets").entries() {
        if let Some(prefix) = net::prefix(subnet.get("subnet").text()) {
            index.network(Sort::Networks, vpc.spec.get("ipv4Namespace").text(), prefix);
        }
    }
}

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    let namespace = vpc.spec().get("ipv4Namespace").text();
    for (name, subnet) in vpc.spec().get("subnets").entries() {
        let Some(prefix) = net::prefix(subnet.get("subnet").text()) else { continue };
        for other in vpc.overlapping(Sort::Networks, namespace, prefix) {
            for (taken, theirs) in other.spec.get("subnets").entries() {
                let Some(theirs) = net::prefix(theirs.get("subnet").text()) else { continue };
                if net::overlap(prefix, theirs) {
                    let message = format!(
                        "{prefix} overlaps {theirs} of {}, subnet {taken}: choose another prefix",
                        other.identity
                    );
                    let at = spec(["subnets", taken, "subnet"]);
                    report.error_with(spec(["subnets", name, "subnet"]), (other, at), message);
                }
            }
        }
    }
}
