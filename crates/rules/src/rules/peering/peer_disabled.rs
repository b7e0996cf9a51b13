//! A fabric may be installed without VPC peering.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "peer-disabled",
    kinds: &[Kind::VpcPeering],
    severity: Severity::Error,
    meaning: "is a VPCPeering in a fabric that is installed with VPC peering disabled",
    action: "delete it, use a GatewayPeering, or enable VPC peering in the fabric's configuration",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
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
",
};

fn judge(peering: &Subject<'_>, report: &mut Report) {
    if peering.settings(report).is_some_and(|settings| settings.peering_disabled) {
        let message = "is not possible in this fabric, which has VPC peering disabled: delete it, use a \
                       GatewayPeering, or enable VPC peering in the fabric's configuration";
        report.error(whole(), message);
    }
}
