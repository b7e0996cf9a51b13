//! A hostBGP subnet is attached by unbundled Connections only, and not at a switch of an MCLAG pair.

use super::super::prelude::*;
use crate::attachment::{connection, subnet, switches};
use crate::connection::ConnectionType;

pub(crate) static RULE: Rule = Rule {
    id: "attach-hostbgp",
    kinds: &[Kind::VpcAttachment],
    severity: Severity::Error,
    meaning: "attaches a hostBGP subnet where it cannot be",
    action: "attach it by an unbundled Connection, to a switch that is not in an MCLAG pair",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: shop}
spec: {subnets: {web: {subnet: 10.0.1.0/24, hostBGP: true}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: rack-1}
spec:
  bundled:
    links: [{server: {port: server-1/eth0}, switch: {port: leaf-1/E1/1}}]
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: shop-rack-1}
spec: {subnet: shop/web, connection: rack-1}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: shop}
spec: {subnets: {web: {subnet: 10.0.1.0/24, hostBGP: true}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: rack-1}
spec: {unbundled: {link: {server: {port: server-1/eth0}, switch: {port: leaf-1/E1/1}}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: shop-rack-1}
spec: {subnet: shop/web, connection: rack-1}
",
};

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    let Some((vpc, name, subnet)) = subnet(attachment, report) else { return };
    if !subnet.get("hostBGP").flag() {
        return;
    }
    let Some(connection) = connection(attachment, report) else { return };
    let field = spec(["connection"]);
    let host_bgp = format!("subnet {name} of {} is hostBGP", vpc.identity);
    if !ConnectionType::Unbundled.is_in(&connection.spec) {
        let message = format!(
            "is {}, which is not unbundled, but {host_bgp}: name an unbundled Connection",
            connection.identity
        );
        let at = spec(["subnets", name, "hostBGP"]);
        report.error_with(field.clone(), (vpc, at), message);
    }
    for switch in switches(connection) {
        let Some(switch) = attachment.look(report, Kind::Switch, switch) else { continue };
        let redundancy = switch.spec.get("redundancy");
        if redundancy.get("type").text() == "mclag" && !redundancy.get("group").is_empty() {
            let message = format!(
                "ends at {}, which is in an MCLAG pair, but {host_bgp}: name a Connection of another \
                 switch",
                switch.identity
            );
            report.error_with(field.clone(), (switch, spec(["redundancy", "type"])), message);
        }
    }
}
