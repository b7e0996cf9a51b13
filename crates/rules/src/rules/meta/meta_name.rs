//! Names are RFC 1123 subdomains.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "meta-name",
    kinds: Kind::ALL,
    severity: Severity::Error,
    meaning: "has a name that the cluster does not accept",
    action: "use lower-case letters, digits and hyphens",
    index: None,
    judge: Judge::Schema(&["name"]),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchGroup
metadata: {name: Eslag_1}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchGroup
metadata: {name: eslag-1}
",
};
