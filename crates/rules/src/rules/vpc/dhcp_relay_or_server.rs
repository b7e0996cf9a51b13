//! A subnet has a DHCP server or a relay, not both.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "dhcp-relay-or-server",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a subnet with a DHCP server and a relay",
    action: "remove one of them",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001, dhcp: {enable: true, relay: 10.9.0.1/32}}}}
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
        if subnet.has_dhcp() && !relay.is_empty() {
            report.error(
                subnet.at(["dhcp", "relay"]),
                format!(
                    "is {relay} although the subnet has a DHCP server: remove the \
                         relay, or `enable`"
                ),
            );
        }
    }
}
