//! The role of a Switch. What is none of the roles is found by the schema check; `virtual-edge` passes in the
//! cluster, but `hhfab` refuses it.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "sw-role",
    kinds: &[Kind::Switch],
    severity: Severity::Warning,
    meaning: "has a role that `hhfab` does not know",
    action: "choose spine, server-leaf, border-leaf or mixed-leaf",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: edge-1}
spec: {role: virtual-edge, profile: vs}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: border-leaf, profile: vs}
",
};

fn judge(switch: &Subject<'_>, report: &mut Report) {
    if switch.spec().get("role").text() == "virtual-edge" {
        report.warning(
            spec(["role"]),
            "virtual-edge is accepted by the cluster, but not by `hhfab`: choose spine, server-leaf, border-leaf \
             or mixed-leaf",
        );
    }
}
