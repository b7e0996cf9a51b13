//! The cluster does not check the roles of switches: a `fabric` Connection between two leaves passes, and then
//! does not work.

use super::super::prelude::*;
use crate::connection::{Connection, ConnectionType};
use crate::switch::{is_leaf, is_spine};

pub(crate) static RULE: Rule = Rule {
    id: "conn-role",
    kinds: &[Kind::Connection],
    severity: Severity::Warning,
    meaning: "is on a switch whose role does not fit its type",
    action: "correct the port, or the role of the Switch",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-2}
spec: {role: server-leaf, profile: vs}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: leaf-1--leaf-2}
spec: {fabric: {links: [{spine: {port: leaf-1/E1/1}, leaf: {port: leaf-2/E1/1}}]}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-2}
spec: {role: server-leaf, profile: vs}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: leaf-1--leaf-2}
spec: {mesh: {links: [{leaf1: {port: leaf-1/E1/1}, leaf2: {port: leaf-2/E1/1}}]}}
",
};

fn judge(connection: &Subject<'_>, report: &mut Report) {
    let Some(read) = Connection::of(connection.spec()) else { return };
    // A gateway may be connected to a switch of any role.
    if read.of_type == ConnectionType::Gateway {
        return;
    }
    let name = read.of_type.name();
    for (device, end) in read.devices(Kind::Switch) {
        let Some(switch) = connection.look(report, Kind::Switch, device) else { continue };
        let role = switch.spec.get("role").text();
        let wanted = match (read.of_type, end.name) {
            (ConnectionType::Fabric, "spine") if !is_spine(switch) => "a spine",
            (ConnectionType::Fabric, "leaf") | (ConnectionType::Mesh, _) if !is_leaf(switch) => {
                "a leaf"
            }
            (ConnectionType::Fabric | ConnectionType::Mesh, _) => continue,
            _ if is_spine(switch) => "a leaf",
            _ => continue,
        };
        if !role.is_empty() {
            let message = format!(
                "is on {device}, a {role}: the cluster accepts it, but a Connection of the type `{name}` needs {wanted} here"
            );
            report.warning(end.field("port"), message);
        }
    }
}
