//! What two GatewayPeerings expose to one VPC or External does not overlap. As soon as both expose anything to
//! it, the cluster refuses entries by `vpcSubnet` or `not`, because it cannot read a prefix there.

use super::super::prelude::*;

use ipnet::IpNet;

use super::super::gateway_peering::{self, Exposed, exposed};

pub(crate) static RULE: Rule = Rule {
    id: "gwp-overlap",
    kinds: &[Kind::GatewayPeering],
    severity: Severity::Error,
    meaning: "exposes to a VPC what another GatewayPeering exposes to it too, or what the cluster cannot compare with that",
    action: "expose different prefixes, written as `cidr`",
    index: Some(index),
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayPeering
metadata: {name: a--shop}
spec:
  peering:
    a: {expose: [{ips: [{cidr: 10.0.1.0/24}]}]}
    shop: {expose: []}
---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayPeering
metadata: {name: b--shop}
spec:
  peering:
    b: {expose: [{ips: [{cidr: 10.0.1.128/25}]}]}
    shop: {expose: []}
",
    conforming: r"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayPeering
metadata: {name: a--shop}
spec:
  peering:
    a: {expose: [{ips: [{cidr: 10.0.1.0/24}]}]}
    shop: {expose: []}
---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayPeering
metadata: {name: b--shop}
spec:
  peering:
    b: {expose: [{ips: [{cidr: 10.0.2.0/24}]}]}
    shop: {expose: []}
",
};

/// Each side with its name, and to whom it exposes.
fn directions(peering: &Tree) -> impl Iterator<Item = (&str, &Tree, &str)> {
    gateway_peering::pair(peering)
        .into_iter()
        .flat_map(|[(a, first), (b, second)]| [(a, first, b), (b, second, a)])
}

/// What exposes to `target` something that names no prefix is found under this.
fn incomparable(target: &str) -> String {
    format!("{target}/incomparable")
}

fn index(peering: &Object, index: &mut Index) {
    for (_, side, target) in directions(&peering.spec) {
        for (count, exposed) in exposed(side).enumerate() {
            if count == 0 {
                index.found(Sort::ExposedTo, target);
            }
            if exposed.is_incomparable() {
                index.found(Sort::ExposedTo, incomparable(target));
            }
            if let Some(net) = exposed.net() {
                index.network(Sort::ExposedTo, target, net);
            }
        }
    }
}

fn judge(peering: &Subject<'_>, report: &mut Report) {
    for (name, side, target) in directions(peering.spec()) {
        compare_kinds(peering, report, (name, side, target));
        for range in exposed(side) {
            let Some(net) = range.net() else { continue };
            for other in peering.overlapping(Sort::ExposedTo, target, net) {
                overlap(report, &range.path(name).key("cidr"), net, other, target);
            }
            if report.is_full() {
                return;
            }
        }
    }
}

fn overlap(report: &mut Report, path: &FieldPath, net: IpNet, other: &Object, target: &str) {
    let theirs = directions(&other.spec).filter(|(.., to)| *to == target);
    for (name, side, _) in theirs {
        for range in exposed(side) {
            let Some(taken) = range.net().filter(|taken| net::overlap(net, *taken)) else {
                continue;
            };
            let message = format!(
                "{net} overlaps {taken}, which {} exposes to {target} too: expose different prefixes",
                other.identity
            );
            report.error_with(path.clone(), (other, range.path(name).key("cidr")), message);
            if report.is_full() {
                return;
            }
        }
    }
}

/// Two peerings that expose anything to one target, and one of them a range without prefix.
fn compare_kinds(
    peering: &Subject<'_>,
    report: &mut Report,
    (name, side, target): (&str, &Tree, &str),
) {
    if let Some(range) = exposed(side).find(Exposed::is_incomparable) {
        for other in peering.holders(Sort::ExposedTo, target) {
            let message = format!(
                "names no prefix, and {} exposes addresses to {target} too: the cluster compares prefixes \
                 only, so write the range as `cidr`",
                other.identity
            );
            report.error_with(range.path(name), (other, spec(["peering"])), message);
        }
    } else if exposed(side).next().is_some() {
        for other in peering.holders(Sort::ExposedTo, incomparable(target)) {
            let message = format!(
                "exposes addresses to {target}, as {} does by `vpcSubnet` or `not`: the cluster compares \
                 prefixes only, so write those ranges as `cidr`",
                other.identity
            );
            report.error_with(
                gateway_peering::side_path(name),
                (other, spec(["peering"])),
                message,
            );
        }
    }
}
