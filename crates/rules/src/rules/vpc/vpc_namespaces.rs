//! Both namespaces of a VPC exist.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-namespaces",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "is in an IPv4Namespace or VLANNamespace that does not exist",
    action: "correct the name, or add the namespace",
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
spec: {ipv4Namespace: defualt, subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
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
    let namespaces =
        [("ipv4Namespace", Kind::Ipv4Namespace), ("vlanNamespace", Kind::VlanNamespace)];
    for (field, kind) in namespaces {
        // What is not a text is for the schema.
        let name = vpc.spec().get(field).text();
        if !name.is_empty() {
            vpc.require(report, spec([field]), kind, name);
        }
    }
}
