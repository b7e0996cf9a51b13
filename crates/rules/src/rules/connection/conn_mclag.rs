//! MCLAG was removed in release 26.03. The cluster still accepts such Connections and checks nothing in them.

use super::super::prelude::*;
use crate::connection::MCLAG;

pub(crate) static RULE: Rule = Rule {
    id: "conn-mclag",
    kinds: &[Kind::Connection],
    severity: Severity::Warning,
    meaning: "is of a type that was removed in release 26.03",
    action: "delete it and create an `eslag` Connection with another name",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--mclag}
spec:
  mclag:
    links:
      - {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
      - {server: {port: server-1/enp2s2}, switch: {port: leaf-2/E1/1}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--eslag}
spec:
  eslag:
    links:
      - {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
      - {server: {port: server-1/enp2s2}, switch: {port: leaf-2/E1/1}}
",
};

fn judge(connection: &Subject<'_>, report: &mut Report) {
    for field in MCLAG {
        if connection.spec().get(field).is_there() {
            let message = "was removed in release 26.03: the cluster checks nothing in it, and its ports \
                           do not count as used; delete the Connection and create an `eslag` one with \
                           another name";
            report.warning(spec([field]), message);
        }
    }
}
