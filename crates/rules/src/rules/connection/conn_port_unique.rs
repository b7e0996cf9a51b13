//! A port of a switch, server or gateway is in one Connection only. `leaf-1/E1/1` and `leaf-1/E1/1/1` are the
//! same port; within one Connection the cluster does not notice that.

use std::collections::BTreeMap;

use super::super::prelude::*;
use crate::connection::{Connection, End, shortest};

pub(crate) static RULE: Rule = Rule {
    id: "conn-port-unique",
    kinds: &[Kind::Connection],
    severity: Severity::Error,
    meaning: "uses a port of another Connection",
    action: "choose another port, or delete one of the Connections",
    index: Some(index),
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--leaf-1}
spec:
  unbundled:
    link: {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-2--leaf-1}
spec:
  unbundled:
    link: {server: {port: server-2/enp2s1}, switch: {port: leaf-1/E1/1}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--leaf-1}
spec:
  unbundled:
    link: {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-2--leaf-1}
spec:
  unbundled:
    link: {server: {port: server-2/enp2s1}, switch: {port: leaf-1/E1/2}}
",
};

fn index(connection: &Object, index: &mut Index) {
    let Some(read) = Connection::of(&connection.spec) else { return };
    for end in read.ends().filter(|end| end.is_well_formed()) {
        index.key(Sort::Port, shortest(end.port));
    }
}

fn judge(connection: &Subject<'_>, report: &mut Report) {
    let Some(read) = Connection::of(connection.spec()) else { return };
    let mut seen: BTreeMap<&str, &End<'_>> = BTreeMap::new();
    for end in read.ends().filter(|end| end.is_well_formed()) {
        let port = end.port;
        if let Some(first) = seen.get(shortest(port)) {
            if first.port != port {
                let message = format!(
                    "{port} is the same port as {} at {}: choose another port",
                    first.port,
                    first.field("port")
                );
                report.warning(end.field("port"), message);
            }
            continue;
        }
        seen.insert(shortest(port), end);
        for other in connection.others(Sort::Port, shortest(port)) {
            if report.is_full() {
                return;
            }
            let theirs = Connection::of(&other.spec);
            let Some(taken) = theirs.as_ref().and_then(|theirs| theirs.end_at(port)) else {
                continue;
            };
            let alias = if taken.port == port {
                String::new()
            } else {
                format!(" (the same port as {})", taken.port)
            };
            let message = format!(
                "{port} is used by {}{alias}: choose another port, or delete one of the Connections",
                other.identity
            );
            report.error_with(end.field("port"), (other, taken.field("port")), message);
        }
    }
}
