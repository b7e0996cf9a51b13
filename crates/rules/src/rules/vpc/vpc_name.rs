//! A VPC has a short name that does not look like an External's.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-name",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a name that is too long, or starts with `ext.`",
    action: "choose another name of at most 11 characters",
    index: None,
    judge: Judge::Schema(&["name"]),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: ext.web}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: extweb}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
};
