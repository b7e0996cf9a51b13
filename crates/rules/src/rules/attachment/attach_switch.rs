//! Each switch of the Connection exists and lists the VLANNamespace of the VPC.

use super::super::prelude::*;
use crate::attachment::{connection, switches, vpc};

pub(crate) static RULE: Rule = Rule {
    id: "attach-switch",
    kinds: &[Kind::VpcAttachment],
    severity: Severity::Error,
    meaning: "attaches a VPC at a switch that does not exist or is not in the VPC's VLANNamespace",
    action: "add the VLANNamespace to the switch, or name another Connection",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: shop}
spec: {vlanNamespace: storage, subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs, vlanNamespaces: [default]}
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
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: shop}
spec: {vlanNamespace: storage, subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs, vlanNamespaces: [default, storage]}
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
    let Some(connection) = connection(attachment, report) else { return };
    let vpc = vpc(attachment, report);
    let field = spec(["connection"]);
    for name in switches(connection) {
        let switch =
            attachment.require_for(report, field.clone(), Kind::Switch, name, |switch| {
                let connection = &connection.identity;
                format!("is {connection}, which ends at {switch}, which does not exist: correct the port, or add the switch")
            });
        let (Some(switch), Some(vpc)) = (switch, vpc) else { continue };
        let namespace = vpc.spec.get("vlanNamespace").text();
        let listed = switch.spec.get("vlanNamespaces").items();
        if !listed.iter().any(|one| one.text() == namespace) {
            let message = format!(
                "ends at {}, which is not in VLANNamespace {namespace} of {}: add it to the switch, or \
                 name another Connection",
                switch.identity, vpc.identity
            );
            report.error_with(field.clone(), (switch, spec(["vlanNamespaces"])), message);
        }
    }
}
