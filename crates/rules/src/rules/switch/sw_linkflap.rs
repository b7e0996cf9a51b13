//! The bounds of the protection against flapping links are in the schema.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "sw-linkflap",
    kinds: &[Kind::Switch],
    severity: Severity::Error,
    meaning: "has a threshold or an interval for flapping links that is out of bounds",
    action: "choose a threshold of 1 to 50, sampling of 1 to 65535 s, recovery of 0 to 65534 s",
    index: None,
    judge: Judge::Schema(&["minimum", "maximum"]),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs, linkFlapErrDisable: {flapThreshold: 51}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs, linkFlapErrDisable: {flapThreshold: 50}}
",
};
