//! A VPC is deleted only when nothing needs it. The cluster does not look at GatewayPeerings and at the
//! relays of other VPCs.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-delete",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "is deleted although others refer to it",
    action: "delete or change those first",
    index: None,
    judge: Judge::Delete(judge),
    before: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: b}
spec: {subnets: {web: {subnet: 10.0.2.0/24, vlan: 1002}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCPeering
metadata: {name: a--b}
spec: {permit: [{a: {}, b: {}}]}
",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: b}
spec: {subnets: {web: {subnet: 10.0.2.0/24, vlan: 1002}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCPeering
metadata: {name: a--b}
spec: {permit: [{a: {}, b: {}}]}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: b}
spec: {subnets: {web: {subnet: 10.0.2.0/24, vlan: 1002}}}
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    let guards = [Kind::VpcAttachment, Kind::VpcPeering, Kind::ExternalPeering, Kind::Connection];
    for other in guards.into_iter().flat_map(|kind| vpc.referrers(kind)) {
        let message = format!("is needed by {}: delete or change that first", other.identity);
        report.error_with(whole(), (other, whole()), message);
    }
    for other in [Kind::GatewayPeering, Kind::Vpc].into_iter().flat_map(|kind| vpc.referrers(kind))
    {
        let message = format!(
            "is needed by {}, which the cluster does not look at: delete or change that first",
            other.identity
        );
        report.warning_with(whole(), (other, whole()), message);
    }
}
