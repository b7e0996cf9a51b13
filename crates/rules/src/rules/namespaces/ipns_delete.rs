//! An IPv4Namespace is deleted only when no VPC and no External is in it.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ipns-delete",
    kinds: &[Kind::Ipv4Namespace],
    severity: Severity::Error,
    meaning: "is deleted although VPCs or Externals are in it",
    action: "delete those first, or move them to another namespace",
    index: None,
    judge: Judge::Delete(judge),
    before: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: b}
spec: {subnets: [10.0.0.0/16]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: c}
spec: {subnets: [10.0.0.0/16]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {ipv4Namespace: b, subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {ipv4Namespace: b, subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: c}
spec: {subnets: [10.0.0.0/16]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {ipv4Namespace: c, subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
};

fn judge(namespace: &Subject<'_>, report: &mut Report) {
    for kind in [Kind::Vpc, Kind::External] {
        for other in namespace.referrers(kind) {
            report.error_with(
                whole(),
                (other, spec(["ipv4Namespace"])),
                format!("is needed by {}: delete or move that first", other.identity()),
            );
        }
    }
}
