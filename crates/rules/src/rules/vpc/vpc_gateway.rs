//! The gateway is an address of its subnet. A hostBGP subnet has none.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-gateway",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a subnet whose gateway is not one of its addresses",
    action: "choose an address inside the subnet, or leave the gateway out",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001, gateway: 10.0.2.1}}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001, gateway: 10.0.1.254}}}
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    for subnet in subnets(vpc).filter(|subnet| !subnet.is_host_bgp()) {
        if report.is_full() {
            return;
        }
        let Tree::Text(text) = subnet.fields.get("gateway") else { continue };
        let field = || subnet.at(["gateway"]);
        let Some(address) = net::address(text) else {
            report.error(
                field(),
                format!(
                    "{text} is not an address: write one of the \
                                           subnet, or leave it out"
                ),
            );
            continue;
        };
        let Some(prefix) = subnet.room() else { continue };
        if !prefix.contains(&address) {
            report.error(
                field(),
                format!(
                    "{address} is outside of {}: choose an address inside, or leave it \
                         out",
                    prefix.trunc()
                ),
            );
        } else if address == prefix.network() {
            report.warning(
                field(),
                format!("{address} is the network address of {}: choose another", prefix.trunc()),
            );
        }
    }
}
