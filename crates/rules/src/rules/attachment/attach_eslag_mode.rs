//! A VPC of a mode other than L2VNI, which is the one without a name, cannot be attached to an eslag
//! Connection.

use super::super::prelude::*;
use crate::attachment::{connection, vpc};
use crate::connection::ConnectionType;

pub(crate) static RULE: Rule = Rule {
    id: "attach-eslag-mode",
    kinds: &[Kind::VpcAttachment],
    severity: Severity::Error,
    meaning: "attaches a VPC that is not of mode L2VNI to an eslag Connection",
    action: "attach it by an unbundled or bundled Connection, or remove the mode of the VPC",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: shop}
spec: {mode: l3vni, subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: rack-1}
spec:
  eslag:
    links:
    - {server: {port: server-1/eth0}, switch: {port: leaf-1/E1/1}}
    - {server: {port: server-1/eth1}, switch: {port: leaf-2/E1/1}}
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
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: rack-1}
spec:
  eslag:
    links:
    - {server: {port: server-1/eth0}, switch: {port: leaf-1/E1/1}}
    - {server: {port: server-1/eth1}, switch: {port: leaf-2/E1/1}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: shop-rack-1}
spec: {subnet: shop/web, connection: rack-1}
",
};

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    let Some(connection) = connection(attachment, report) else { return };
    // Also where another type goes before it.
    if !ConnectionType::Eslag.is_in(&connection.spec) {
        return;
    }
    let Some(vpc) = vpc(attachment, report) else { return };
    let mode = vpc.spec.get("mode").text();
    if !mode.is_empty() {
        let message = format!(
            "is {}, which is eslag, but {} has mode {mode}: only a VPC without a mode (L2VNI) can be \
             attached to eslag; use another Connection, or remove the mode",
            connection.identity, vpc.identity
        );
        report.error_with(spec(["connection"]), (vpc, spec(["mode"])), message);
    }
}
