//! Both VPCs exist and are in the same IPv4Namespace and VLANNamespace.

use std::collections::BTreeMap;

use super::super::prelude::*;
use crate::peering::{pair, sides};

pub(crate) static RULE: Rule = Rule {
    id: "peer-namespaces",
    kinds: &[Kind::VpcPeering],
    severity: Severity::Error,
    meaning: "peers VPCs that do not exist or are not in the same namespaces",
    action: "correct the names; only VPCs of one IPv4Namespace and one VLANNamespace can peer",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: shop}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: lab}
spec: {ipv4Namespace: lab, subnets: {web: {subnet: 10.9.1.0/24, vlan: 1002}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCPeering
metadata: {name: shop-lab}
spec: {permit: [{shop: {}, lab: {}}]}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: shop}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: lab}
spec: {ipv4Namespace: default, subnets: {web: {subnet: 10.9.1.0/24, vlan: 1002}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCPeering
metadata: {name: shop-lab}
spec: {permit: [{shop: {}, lab: {}}]}
",
};

fn judge(peering: &Subject<'_>, report: &mut Report) {
    // Each VPC once, at its first entry.
    let mut vpcs: BTreeMap<&str, (FieldPath, Option<&Object>)> = BTreeMap::new();
    for (at, entry) in peering.spec().get("permit").items().iter().enumerate() {
        for (name, _) in sides(entry) {
            if report.is_full() || vpcs.contains_key(name) {
                continue;
            }
            let field = spec(["permit"]).index(at).key(name);
            let vpc = peering.require(report, field.clone(), Kind::Vpc, name);
            vpcs.insert(name, (field, vpc));
        }
    }
    // Where there are not two, that is for the rule of `permit`.
    let Some([one, two]) = pair(peering) else { return };
    let (Some((_, Some(first))), Some((at, Some(second)))) = (vpcs.get(one), vpcs.get(two)) else {
        return;
    };
    for (field, kind) in [("ipv4Namespace", "IPv4Namespace"), ("vlanNamespace", "VLANNamespace")] {
        let (a, b) = (first.spec.get(field).text(), second.spec.get(field).text());
        if a != b {
            let message = format!(
                "is in {kind} {b}, but {} is in {a}: only VPCs of one {kind} can peer; use a \
                 GatewayPeering, or move one of them",
                first.identity
            );
            report.error_with(at.clone(), (first, spec([field])), message);
        }
    }
}
