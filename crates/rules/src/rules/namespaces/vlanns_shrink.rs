//! When a VLANNamespace changes, the VLANs of VPCs still fit. But the cluster looks for the VPCs by the
//! *IPv4Namespace* of that name. So it refuses a VLAN of those that does not fit, even where the VPC uses
//! another VLANNamespace, and even VLAN 0 of a hostBGP subnet, which blocks every change; and it does not
//! look at VPCs of this VLANNamespace whose IPv4Namespace has another name.

use super::super::prelude::*;
use crate::vlan_namespace::{Vlans, ranges};

pub(crate) static RULE: Rule = Rule {
    id: "vlanns-shrink",
    kinds: &[Kind::VlanNamespace],
    severity: Severity::Error,
    meaning: "changes so that VLANs of VPCs no longer fit",
    action: "keep the VLANs that are in use, or change the VPCs first",
    index: None,
    judge: Judge::Update(judge),
    before: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 1000, to: 1999}]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 1002, to: 1999}]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 1001, to: 1500}]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
};

fn judge(before: &Object, namespace: &Subject<'_>, report: &mut Report) {
    // Without a difference there is not an update.
    if *before == **namespace {
        return;
    }
    // A number of more than 16 bits is for the schema check: the cluster cannot read the namespace at all.
    let is_read =
        |item: &Tree| ["from", "to"].iter().all(|end| u16::try_from(item.get(end).int()).is_ok());
    if !namespace.spec().get("ranges").items().iter().all(is_read) {
        return;
    }
    // Where one range is invalid, the cluster empties the whole list, and then no VLAN fits.
    let vlans = Vlans::new(ranges(namespace).unwrap_or_default());
    for vpc in namespace.referrers_of(Kind::Ipv4Namespace, Kind::Vpc) {
        for subnet in subnets(vpc).filter(|subnet| !vlans.contains(subnet.vlan())) {
            if report.is_full() {
                return;
            }
            let message = refused(namespace, vpc, subnet);
            report.error_with(spec(["ranges"]), (vpc, subnet.at(["vlan"])), message);
        }
    }
    let misses = |vpc: &&Object| vpc.spec.get("ipv4Namespace").text() != namespace.name();
    for vpc in namespace.referrers(Kind::Vpc).into_iter().filter(misses) {
        let subnets = subnets(vpc).filter(|subnet| !subnet.is_host_bgp() && subnet.vlan() != 0);
        for subnet in subnets.filter(|subnet| !vlans.contains(subnet.vlan())) {
            if report.is_full() {
                return;
            }
            let message = format!(
                "does not have VLAN {} of {}, subnet {}: the cluster accepts that, and refuses \
                 the VPC's next update; keep the VLAN, or change the VPC",
                subnet.vlan(),
                vpc.identity(),
                subnet.name
            );
            report.warning_with(spec(["ranges"]), (vpc, subnet.at(["vlan"])), message);
        }
    }
}

/// Why the cluster refuses the change for a subnet.
fn refused(namespace: &Object, vpc: &Object, subnet: Subnet<'_>) -> String {
    let (identity, name, vlan) = (vpc.identity(), subnet.name, subnet.vlan());
    let theirs = vpc.spec.get("vlanNamespace").text();
    if vlan == 0 {
        format!(
            "cannot change while subnet {name} of {identity} has no VLAN: even for a hostBGP \
             subnet, which needs none, the cluster looks for VLAN 0 in the ranges and refuses \
             every change; give the subnet a VLAN first"
        )
    } else if theirs != namespace.name() {
        format!(
            "does not have VLAN {vlan} of {identity}, subnet {name}: the VPC uses VLANNamespace \
             {theirs}, but the cluster compares it with this one because its IPv4Namespace is \
             {}; include the VLAN",
            namespace.name()
        )
    } else {
        format!(
            "does not have VLAN {vlan} of {identity}, subnet {name}: keep it, or change the VPC \
             first"
        )
    }
}
