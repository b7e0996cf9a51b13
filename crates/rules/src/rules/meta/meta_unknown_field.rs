//! Fields that the schema does not have take no effect.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "meta-unknown-field",
    kinds: Kind::ALL,
    severity: Severity::Error,
    meaning: "has a field that does not exist and takes no effect",
    action: "correct its name, or remove it",
    index: None,
    judge: Judge::Schema(&["unknown-field"]),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001, gatway: 10.0.1.9}}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001, gateway: 10.0.1.9}}}
",
};
