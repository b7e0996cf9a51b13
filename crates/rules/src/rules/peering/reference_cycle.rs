//! VPCs that relay DHCP to each other in a circle. The cluster accepts it, but creates a VPC only when the
//! VPC that it relays to exists: so none of them can be created first. A VPC that relays to itself is for the
//! rule of relays.

use super::super::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) static RULE: Rule = Rule {
    id: "reference-cycle",
    kinds: &[Kind::Vpc],
    severity: Severity::Warning,
    meaning: "relays DHCP to a VPC that relays back to it, directly or by others",
    action: "let one of them relay elsewhere; to create them, add one without its relay first",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: shop}
spec:
  subnets:
    web: {subnet: 10.0.1.0/24, vlan: 1001, dhcp: {relay: 10.0.2.9/32, relayVPC: lab}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: lab}
spec:
  subnets:
    web: {subnet: 10.0.2.0/24, vlan: 1002, dhcp: {relay: 10.0.1.9/32, relayVPC: shop}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: shop}
spec:
  subnets:
    web: {subnet: 10.0.1.0/24, vlan: 1001, dhcp: {relay: 10.0.2.9/32, relayVPC: lab}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: lab}
spec:
  subnets:
    web: {subnet: 10.0.2.0/24, vlan: 1002}
",
};

/// Most VPCs that are looked at for one: a longer circle is not found.
const MOST: usize = 64;

/// Most subnets that are looked at in one: a VPC with more is refused.
const SUBNETS: usize = 20;

/// The VPCs that a VPC relays to, itself left out, with the first subnet that does so.
fn relays(vpc: &Object) -> BTreeMap<&str, &str> {
    let mut relays = BTreeMap::new();
    for (subnet, value) in vpc.spec.get("subnets").entries().take(SUBNETS) {
        let target = value.at(&["dhcp", "relayVPC"]).text();
        if !target.is_empty() && target != vpc.name() {
            relays.entry(target).or_insert(subnet);
        }
    }
    relays
}

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    for (next, subnet) in relays(vpc) {
        if report.is_full() {
            return;
        }
        let Some((other, circle)) = circle(vpc, report, next) else { continue };
        let message = format!(
            "leads back to this VPC ({circle}): the cluster creates a VPC only when the one that it relays \
             to exists, so none of them can be created first; let one of them relay elsewhere"
        );
        let field = spec(["subnets", subnet, "dhcp", "relayVPC"]);
        report.warning_with(field, (other, whole()), message);
    }
}

/// The shortest way from a VPC by `first` back to it: the VPC behind `first`, and all names on the way.
fn circle<'i>(
    vpc: &Subject<'i>,
    report: &mut Report,
    first: &'i str,
) -> Option<(&'i Object, String)> {
    let start = vpc.look(report, Kind::Vpc, first)?;
    // Each VPC with the place of the one before it.
    let mut found: Vec<(&Object, usize)> = vec![(start, 0)];
    let mut seen = BTreeSet::from([first]);
    let mut at = 0;
    while let Some((here, before)) = found.get(at).copied() {
        let next = relays(here);
        if next.contains_key(vpc.name()) {
            let mut way = vec![vpc.name(), here.name()];
            let (mut place, mut before) = (at, before);
            while place != 0 {
                let (one, next) = found.get(before).copied()?;
                way.push(one.name());
                (place, before) = (before, next);
            }
            way.push(vpc.name());
            way.reverse();
            return Some((start, way.join(" to ")));
        }
        for name in next.into_keys() {
            if found.len() < MOST
                && seen.insert(name)
                && let Some(object) = vpc.look(report, Kind::Vpc, name)
            {
                found.push((object, at));
            }
        }
        at += 1;
    }
    None
}
