//! A subnet overlaps no subnet of another VPC of the same IPv4Namespace. So VPCs cannot exchange prefixes in one
//! step.

use super::super::prelude::*;
use crate::exchange;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-overlap-other",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a subnet that overlaps a subnet of another VPC in the same IPv4Namespace",
    action: "give one of them another prefix",
    index: Some(index),
    judge: Judge::StateAndUpdate(judge, update),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.0.0/16, vlan: 1001}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: b}
spec: {subnets: {web: {subnet: 10.0.7.0/24, vlan: 1002}}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.0.0/16, vlan: 1001}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: b}
spec: {ipv4Namespace: other, subnets: {web: {subnet: 10.0.7.0/24, vlan: 1002}}}
",
};

/// Subnets of one VPC that are compared for an exchange; the cluster accepts 20.
const MOST: usize = 100;

fn index(vpc: &Object, index: &mut Index) {
    for prefix in subnets(vpc).filter_map(|subnet| subnet.net()) {
        index.network(Sort::Networks, vpc.spec.get("ipv4Namespace").text(), prefix);
    }
}

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    let namespace = vpc.spec().get("ipv4Namespace").text();
    for (subnet, prefix) in subnets(vpc).filter_map(|subnet| Some((subnet, subnet.net()?))) {
        for other in vpc.overlapping(Sort::Networks, namespace, prefix) {
            if report.is_full() {
                return;
            }
            let theirs = subnets(other).filter_map(|taken| Some((taken, taken.net()?)));
            for (taken, net) in theirs.filter(|(_, net)| net::overlap(prefix, *net)) {
                let message = format!(
                    "{prefix} overlaps {net} of {}, subnet {}: choose another prefix",
                    other.identity, taken.name
                );
                let at = taken.at(["subnet"]);
                report.error_with(subnet.at(["subnet"]), (other, at), message);
            }
        }
    }
}

fn update(before: &Object, vpc: &Subject<'_>, report: &mut Report) {
    let takers = |given_up: &Object| {
        let namespace = given_up.spec.get("ipv4Namespace").text();
        let nets = subnets(given_up).filter_map(|subnet| subnet.net());
        nets.flat_map(|net| vpc.holders_within(Sort::Networks, namespace, net)).collect()
    };
    let clash = |a: &Object, b: &Object| shared(a, b).is_some();
    let Some(partner) = exchange::partner(before, vpc, takers, clash) else { return };
    let Some(was) = vpc.was(partner) else { return };
    if let Some((subnet, taken)) = shared(vpc, was) {
        let text = |subnet: Subnet<'_>| subnet.fields.get("subnet").text().to_owned();
        let message = format!(
            "{} overlaps {} of {}, subnet {}, until that changes too, and the cluster refuses \
             whichever comes first: change one of them to a free prefix in a step of its own",
            text(subnet),
            text(taken),
            partner.identity,
            taken.name
        );
        report.error_with(subnet.at(["subnet"]), (partner, taken.at(["subnet"])), message);
    }
}

/// A subnet of each that overlap, where both VPCs are of one namespace.
fn shared<'a>(a: &'a Object, b: &'a Object) -> Option<(Subnet<'a>, Subnet<'a>)> {
    let namespace = |vpc: &'a Object| vpc.spec.get("ipv4Namespace").text();
    if namespace(a) != namespace(b) {
        return None;
    }
    let of = |vpc: &'a Object| subnets(vpc).filter_map(|subnet| Some((subnet, subnet.net()?)));
    // More subnets than the cluster accepts are not compared all with all.
    let theirs: Vec<_> = of(b).take(MOST).collect();
    of(a).take(MOST).find_map(|(subnet, net)| {
        let taken = theirs.iter().find(|(_, taken)| net::overlap(net, *taken));
        taken.map(|(taken, _)| (subnet, *taken))
    })
}
