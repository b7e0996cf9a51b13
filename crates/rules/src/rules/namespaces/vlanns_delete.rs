//! A VLANNamespace is deleted only when no Switch and no VPC uses it.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vlanns-delete",
    kinds: &[Kind::VlanNamespace],
    severity: Severity::Error,
    meaning: "is deleted although Switches or VPCs use it",
    action: "delete those first, or give them another namespace",
    index: None,
    judge: Judge::Delete(judge),
    before: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: b}
spec: {ranges: [{from: 1000, to: 1999}]}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: c}
spec: {ranges: [{from: 1000, to: 1999}]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {vlanNamespace: b, subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {vlanNamespace: b, subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: c}
spec: {ranges: [{from: 1000, to: 1999}]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {vlanNamespace: c, subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
};

fn judge(namespace: &Subject<'_>, report: &mut Report) {
    for (kind, field) in [(Kind::Switch, "vlanNamespaces"), (Kind::Vpc, "vlanNamespace")] {
        for other in namespace.referrers(kind) {
            report.error_with(
                whole(),
                (other, spec([field])),
                format!("is needed by {}: delete or change that first", other.identity()),
            );
        }
    }
}
