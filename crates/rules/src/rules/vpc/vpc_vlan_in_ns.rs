//! Each VLAN is in a range of the VPC's VLANNamespace; that of a hostBGP subnet need not be.

use super::super::prelude::*;
use crate::vlan_namespace::{Vlans, ranges};

pub(crate) static RULE: Rule = Rule {
    id: "vpc-vlan-in-ns",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a subnet with a VLAN outside of its VLANNamespace",
    action: "choose a VLAN of the namespace, or add a range to the namespace",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 1000, to: 1999}]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 2001}}}
",
    conforming: r"
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
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    let name = vpc.spec().get("vlanNamespace").text();
    let Some(namespace) = vpc.look(report, Kind::VlanNamespace, name) else { return };
    let identity = namespace.identity();
    let ranges = ranges(namespace);
    let has = match &ranges {
        None => "whose ranges the cluster empties because one is invalid".to_owned(),
        Some(ranges) if ranges.is_empty() => "which has no ranges".to_owned(),
        Some(ranges) => format!("which has {}", Vlans::new(ranges.clone())),
    };
    let vlans = Vlans::new(ranges.unwrap_or_default());
    for subnet in subnets(vpc).filter(|subnet| !subnet.is_host_bgp()) {
        if report.is_full() {
            return;
        }
        let vlan = subnet.vlan();
        // Without a VLAN it is for `vpc-vlan-required`, with one that is not a number of 16 bits for the schema.
        if (1..=i64::from(u16::MAX)).contains(&vlan) && !vlans.contains(vlan) {
            report.error_with(
                subnet.at(["vlan"]),
                (namespace, spec(["ranges"])),
                format!(
                    "{vlan} is not a VLAN of {identity}, {has}: choose one of its \
                         VLANs, or add a range there"
                ),
            );
        }
    }
}
