//! How the switches carry a VPC.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-mode",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a mode that the cluster does not accept",
    action: "leave the mode out, or write l3vni",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {mode: l3flat, subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {mode: l3vni, subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    match vpc.spec().get("mode").text() {
        "" | "l3vni" => {}
        "l3flat" => report.error(
            spec(["mode"]),
            "l3flat is not supported yet: leave the mode out, or write l3vni",
        ),
        mode => report.error(
            spec(["mode"]),
            format!("{mode} is not a mode: leave the mode out, or write l3vni"),
        ),
    }
}
