//! A VPC has 1 to 20 subnets.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-subnets",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has no subnet, too many, or an empty one",
    action: "give it 1 to 20 subnets, each with a prefix",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
};

/// Most subnets of one VPC.
const MOST: usize = 20;

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    let subnets = vpc.spec().get("subnets");
    if !matches!(subnets, Tree::Null | Tree::Map(_)) {
        return;
    }
    match subnets.entries().len() {
        0 => report.error(spec(["subnets"]), "has no entry: a VPC needs at least one subnet"),
        count if count > MOST => report.error(
            spec(["subnets"]),
            format!(
                "has {count} entries: a VPC has at most {MOST}, put the others into \
                     another VPC"
            ),
        ),
        _ => {}
    }
    for (name, _) in subnets.entries().filter(|(_, fields)| !fields.is_there()) {
        if report.is_full() {
            return;
        }
        let field = spec(["subnets"]).key(name);
        report.error(field, "is empty: write its prefix and VLAN, or remove it");
    }
}
