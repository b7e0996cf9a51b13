//! The type of a Connection cannot change.

use super::super::prelude::*;
use crate::connection::{ConnectionType, MCLAG};

pub(crate) static RULE: Rule = Rule {
    id: "conn-type-immutable",
    kinds: &[Kind::Connection],
    severity: Severity::Error,
    meaning: "changes its type",
    action: "delete the Connection, and create one with another name",
    index: None,
    judge: Judge::Update(judge),
    before: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--leaf-1}
spec:
  unbundled:
    link: {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--leaf-1}
spec:
  bundled:
    links:
      - {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
      - {server: {port: server-1/enp2s2}, switch: {port: leaf-1/E1/2}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--leaf-1}
spec:
  unbundled:
    link: {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/2}}
",
};

/// The name of a type, for a message.
fn name(spec: &Tree) -> Option<&'static str> {
    let mclag = || MCLAG.into_iter().find(|field| spec.get(field).is_there());
    ConnectionType::of(spec).map(ConnectionType::name).or_else(mclag)
}

fn judge(before: &Object, connection: &Subject<'_>, report: &mut Report) {
    // To the cluster, both of the types that were removed are none.
    if ConnectionType::of(&before.spec) == ConnectionType::of(connection.spec()) {
        return;
    }
    // Without a type, other rules refuse it.
    if let (Some(old), Some(new)) = (name(&before.spec), name(connection.spec())) {
        let message = format!(
            "takes the place of `{old}`: the type cannot change; delete this Connection and create one with \
             another name"
        );
        report.error(spec([new]), message);
    }
}
