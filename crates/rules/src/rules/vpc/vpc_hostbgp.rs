//! A hostBGP subnet has no DHCP server; a relay is accepted.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-hostbgp",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a hostBGP subnet with a DHCP server",
    action: "switch off DHCP, or hostBGP",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, hostBGP: true, dhcp: {enable: true}}}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, hostBGP: true, dhcp: {relay: 10.9.0.1/32}}}}
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    for subnet in subnets(vpc).filter(|subnet| subnet.is_host_bgp() && subnet.has_dhcp()) {
        if report.is_full() {
            return;
        }
        report.error(
            subnet.at(["dhcp", "enable"]),
            "is true in a hostBGP subnet, which cannot have a DHCP server: switch one of them off",
        );
    }
}
