//! The VPC of a relay exists, and is named beside a relay only.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "dhcp-relayvpc",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "names the VPC of a DHCP relay without a relay, or one that does not exist",
    action: "give the relay, and correct the name of the VPC",
    index: None,
    judge: Judge::StateAndCreation(judge, created),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001, dhcp: {relayVPC: infra}}}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001, dhcp: {relay: 10.9.0.1/32, relayVPC: infra}}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: infra}
spec: {subnets: {dhcp: {subnet: 10.9.0.0/24, vlan: 1009}}}
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    for subnet in subnets(vpc) {
        if report.is_full() {
            return;
        }
        let name = subnet.dhcp().get("relayVPC").text();
        if name.is_empty() {
            continue;
        }
        let field = || subnet.at(["dhcp", "relayVPC"]);
        if subnet.dhcp().get("relay").is_empty() {
            report.error(
                field(),
                format!(
                    "is {name}, but there is not a `relay`: write the \
                                           address of the DHCP server there"
                ),
            );
        }
        if name == vpc.name() {
            report.warning(
                field(),
                format!(
                    "{name} is this VPC itself: the cluster accepts that in an update, \
                         not in a new VPC"
                ),
            );
        } else {
            vpc.require(report, field(), Kind::Vpc, name);
        }
    }
}

/// A VPC that is new is not there yet when the cluster looks for it.
fn created(vpc: &Subject<'_>, report: &mut Report) {
    let itself = |subnet: &Subnet<'_>| subnet.dhcp().get("relayVPC").text() == vpc.name();
    for subnet in subnets(vpc).filter(itself) {
        if report.is_full() {
            return;
        }
        report.error(
            subnet.at(["dhcp", "relayVPC"]),
            format!(
                "{} is this VPC itself, which is new: the cluster accepts that only in an update; \
                 create the VPC without it first",
                vpc.name()
            ),
        );
    }
}
