//! An IPv4Namespace has a short name.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ipns-name",
    kinds: &[Kind::Ipv4Namespace],
    severity: Severity::Error,
    meaning: "has a name that is too long",
    action: "choose a name of at most 11 characters",
    index: None,
    judge: Judge::Schema(&["name"]),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: datacenter-1}
spec: {subnets: [10.0.0.0/16]}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: dc-1}
spec: {subnets: [10.0.0.0/16]}
",
};
