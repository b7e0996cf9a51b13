//! The switches with their profiles, and the servers of a Connection exist.

use super::super::prelude::*;
use crate::connection::Connection;

pub(crate) static RULE: Rule = Rule {
    id: "conn-refs",
    kinds: &[Kind::Connection],
    severity: Severity::Error,
    meaning: "is on a switch or server that does not exist, or on a switch without its profile",
    action: "correct the name, or add the switch or server",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Server
metadata: {name: server-1}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--leaf-1}
spec:
  unbundled:
    link: {server: {port: sever-1/enp2s1}, switch: {port: leaf-1/E1/1}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Server
metadata: {name: server-1}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--leaf-1}
spec:
  unbundled:
    link: {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
",
};

fn judge(connection: &Subject<'_>, report: &mut Report) {
    let Some(read) = Connection::of(connection.spec()) else { return };
    for (device, end) in read.devices(Kind::Switch) {
        let switch = connection.require(report, end.field("port"), Kind::Switch, device);
        let profile = switch.map_or("", |switch| switch.spec.get("profile").text());
        if profile.is_empty() {
            continue;
        }
        if connection.is_missing(Kind::SwitchProfile, profile) {
            let message = format!(
                "is on {device}, whose SwitchProfile {profile} does not exist: correct it in the Switch"
            );
            report.error(end.field("port"), message);
        } else {
            connection.look(report, Kind::SwitchProfile, profile);
        }
    }
    for (device, end) in read.devices(Kind::Server) {
        connection.require(report, end.field("port"), Kind::Server, device);
    }
}
