//! A relay is written as a prefix.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "dhcp-relay-form",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a DHCP relay that is not a prefix",
    action: "write the address with its length, such as 10.9.0.1/32",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001, dhcp: {relay: 10.9.0.1}}}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001, dhcp: {relay: 10.9.0.1/32}}}}
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    for subnet in subnets(vpc) {
        if report.is_full() {
            return;
        }
        let relay = subnet.dhcp().get("relay").text();
        if relay.is_empty() || net::prefix(relay).is_some() {
            continue;
        }
        let hint = match net::address(relay) {
            Some(address) => {
                let length = if address.is_ipv4() { 32 } else { 128 };
                format!("{relay} has no length: write {relay}/{length}")
            }
            None => format!("{relay} is not an address with length: write one such as 10.9.0.1/32"),
        };
        report.error(subnet.at(["dhcp", "relay"]), hint);
    }
}
