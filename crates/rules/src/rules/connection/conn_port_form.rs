//! A port is `device/port`, and is in one link of a Connection only.

use std::collections::BTreeMap;

use super::super::prelude::*;
use crate::connection::{Connection, End};

pub(crate) static RULE: Rule = Rule {
    id: "conn-port-form",
    kinds: &[Kind::Connection],
    severity: Severity::Error,
    meaning: "has a port that is missing, not of the form `device/port`, or twice",
    action: "name each port once, as `device/port`",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--leaf-1}
spec:
  unbundled:
    link: {server: {port: enp2s1}, switch: {port: leaf-1/E1/1}}
",
    conforming: r"
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
    let mut seen: BTreeMap<&str, &End<'_>> = BTreeMap::new();
    for end in read.ends() {
        let port = end.port;
        if port.is_empty() {
            report.error(
                end.field("port"),
                "is missing: name the port as `device/port`, such as leaf-1/E1/1",
            );
        } else if !end.is_well_formed() {
            let message =
                format!("`{port}` is not a port: write `device/port`, such as leaf-1/E1/1");
            report.error(end.field("port"), message);
        } else if let Some(first) = seen.get(port) {
            let message = format!("{port} is also at {}: choose another port", first.field("port"));
            report.error(end.field("port"), message);
        } else {
            seen.insert(port, end);
        }
    }
}
