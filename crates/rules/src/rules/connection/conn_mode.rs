//! `eslag` and `gateway` Connections are only in fabrics of the mode spine-leaf.

use super::super::prelude::*;
use crate::connection::{Connection, ConnectionType};

pub(crate) static RULE: Rule = Rule {
    id: "conn-mode",
    kinds: &[Kind::Connection],
    severity: Severity::Error,
    meaning: "is of a type that the fabric's mode does not have",
    action: "choose another type: `eslag` and `gateway` need the mode spine-leaf",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: leaf-1--gateway-1}
spec: {gateway: {links: [{switch: {port: leaf-1/E1/1}, gateway: {port: gateway-1/enp2s1}}]}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: leaf-1--server-1}
spec:
  unbundled:
    link: {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
",
};

fn judge(connection: &Subject<'_>, report: &mut Report) {
    let Some(read) = Connection::of(connection.spec()) else { return };
    if !matches!(read.of_type, ConnectionType::Eslag | ConnectionType::Gateway) {
        return;
    }
    let Some(settings) = connection.settings(report) else { return };
    let (name, mode) = (read.of_type.name(), &settings.mode);
    if mode != "spine-leaf" {
        let message =
            format!("needs the mode spine-leaf, and the fabric is {mode}: choose another type");
        report.error(spec([name]), message);
    }
}
