//! Each entry of `permit` names two VPCs, all entries the same two, and of each subnets that it has.

use super::super::prelude::*;
use crate::peering::sides;

pub(crate) static RULE: Rule = Rule {
    id: "peer-permit",
    kinds: &[Kind::VpcPeering],
    severity: Severity::Error,
    meaning: "permits something other than subnets of two VPCs",
    action: "name the same two VPCs in each entry of permit, and subnets that they have",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCPeering
metadata: {name: shop-lab}
spec: {permit: [{shop: {}, lab: {}, office: {}}]}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCPeering
metadata: {name: shop-lab}
spec: {permit: [{shop: {}, lab: {}}]}
",
};

fn judge(peering: &Subject<'_>, report: &mut Report) {
    let permit = peering.spec().get("permit");
    if !permit.is_there() {
        let message = "is missing: name the two VPCs, as `- {a: {}, b: {}}`";
        report.error(spec(["permit"]), message);
        return;
    }
    let mut both: Option<(usize, [&str; 2])> = None;
    for (at, entry) in permit.items().iter().enumerate() {
        // An entry of another type is a finding of the schema check.
        if report.is_full() || !matches!(entry, Tree::Map(_)) {
            continue;
        }
        let path = spec(["permit"]).index(at);
        let vpcs: Vec<(&str, &Tree)> = sides(entry).collect();
        match (vpcs.as_slice(), both) {
            ([(a, _), (b, _)], None) => both = Some((at, [a, b])),
            ([(a, _), (b, _)], Some((first, [one, two]))) if [*a, *b] != [one, two] => {
                let message = format!(
                    "names {a} and {b}, but entry {first} names {one} and {two}: all entries of one \
                     VPCPeering name the same two VPCs; make another VPCPeering"
                );
                report.error(path.clone(), message);
            }
            ([_, _], _) => {}
            (vpcs, _) => {
                let count = vpcs.len();
                let vpcs = if count == 1 { "VPC" } else { "VPCs" };
                let message = format!("names {count} {vpcs}: each entry names exactly two");
                report.error(path.clone(), message);
            }
        }
        for (name, side) in vpcs {
            judge_subnets(peering, report, &path, name, side);
        }
    }
}

/// The subnets of one side exist in its VPC.
fn judge_subnets(
    peering: &Subject<'_>,
    report: &mut Report,
    entry: &FieldPath,
    name: &str,
    side: &Tree,
) {
    let subnets = side.get("subnets").items();
    if subnets.is_empty() {
        return;
    }
    let Some(vpc) = peering.look(report, Kind::Vpc, name) else { return };
    for (at, subnet) in subnets.iter().enumerate() {
        let Tree::Text(subnet) = subnet else { continue };
        if !report.is_full() && !vpc.spec.at(&["subnets", subnet]).is_there() {
            let message = format!(
                "names subnet {subnet:?}, which {} does not have: correct the name, or add the subnet",
                vpc.identity
            );
            let field = entry.key(name).key("subnets").index(at);
            report.error_with(field, (vpc, spec(["subnets"])), message);
        }
    }
}
