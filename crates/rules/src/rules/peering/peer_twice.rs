//! One peering for each pair of VPCs. The cluster accepts a second VPCPeering, and a GatewayPeering beside
//! it; with the latter, the path of the traffic is not defined.

use super::super::prelude::*;
use crate::peering::pair;

pub(crate) static RULE: Rule = Rule {
    id: "peer-twice",
    kinds: &[Kind::VpcPeering, Kind::GatewayPeering],
    severity: Severity::Warning,
    meaning: "peers two VPCs that a VPCPeering peers already",
    action: "keep one peering of the two VPCs, and move into it what the other one permits",
    index: Some(index),
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCPeering
metadata: {name: shop-lab}
spec: {permit: [{shop: {subnets: [web]}, lab: {}}]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCPeering
metadata: {name: lab-shop}
spec: {permit: [{lab: {}, shop: {subnets: [db]}}]}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCPeering
metadata: {name: shop-lab}
spec: {permit: [{shop: {subnets: [web]}, lab: {}}, {lab: {}, shop: {subnets: [db]}}]}
",
};

/// The two VPCs that a peering of either kind is between.
fn vpcs(peering: &Object) -> Option<[&str; 2]> {
    if peering.kind == Kind::VpcPeering {
        return pair(peering);
    }
    let mut sides = peering.spec.get("peering").entries().filter(|(_, side)| side.is_there());
    // A side that is an External, `ext.…`, is never a VPC of a VPCPeering.
    let pair = [sides.next()?.0, sides.next()?.0];
    sides.next().is_none().then_some(pair)
}

fn key([one, two]: [&str; 2]) -> String {
    format!("{one} {two}")
}

fn index(peering: &Object, index: &mut Index) {
    if let Some(vpcs) = vpcs(peering) {
        index.key(Sort::Peers, key(vpcs));
    }
}

fn judge(peering: &Subject<'_>, report: &mut Report) {
    let Some(vpcs) = vpcs(peering) else { return };
    let field = |kind| spec([if kind == Kind::VpcPeering { "permit" } else { "peering" }]);
    for other in peering.others(Sort::Peers, key(vpcs)) {
        // Two GatewayPeerings of one pair are for the rules of what they expose.
        let both_by_gateway = [peering.kind, other.kind] == [Kind::GatewayPeering; 2];
        if report.is_full() || both_by_gateway {
            continue;
        }
        let [one, two] = vpcs;
        let message = if [peering.kind, other.kind].contains(&Kind::GatewayPeering) {
            format!(
                "peers {one} and {two}, as {} does: with a VPCPeering and a GatewayPeering the path of the \
                 traffic is not defined; keep one of the two",
                other.identity
            )
        } else {
            format!(
                "peers {one} and {two}, as {} does: keep one of the two, with all that both permit",
                other.identity
            )
        };
        report.warning_with(field(peering.kind), (other, field(other.kind)), message);
    }
}
