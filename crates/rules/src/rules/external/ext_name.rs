//! The name of an External has at most 11 characters.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ext-name",
    kinds: &[Kind::External],
    severity: Severity::Error,
    meaning: "has a name of more than 11 characters",
    action: "give it a shorter name",
    index: None,
    judge: Judge::Schema(&["name"]),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: External
metadata: {name: internet-transit}
spec: {}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: External
metadata: {name: transit}
spec: {}
",
};
