//! A Connection has one type. Without any the cluster refuses it; of several the first counts and the rest is
//! ignored, so several are an error here.

use super::super::prelude::*;
use crate::connection::{ConnectionType, MCLAG};

pub(crate) static RULE: Rule = Rule {
    id: "conn-type",
    kinds: &[Kind::Connection],
    severity: Severity::Error,
    meaning: "does not have exactly one type",
    action: "keep one type; give each of the others a Connection of its own",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--leaf-1}
spec:
  unbundled:
    link: {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
  external:
    link: {switch: {port: leaf-1/E1/9}}
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
    let names = ConnectionType::ALL.map(ConnectionType::name);
    let there = |name: &&str| connection.spec().get(name).is_there();
    let mclag = MCLAG.into_iter().filter(there);
    let types: Vec<&str> = mclag.clone().chain(names.into_iter().filter(there)).collect();
    let Some((first, rest)) = types.split_first() else {
        let message = format!("has no type: add one of {}", names.join(", "));
        report.error(FieldPath::of_keys(["spec"]), message);
        return;
    };
    let reason = if mclag.count() > 0 {
        format!("with `{first}` the cluster checks nothing in the Connection")
    } else {
        format!("only `{first}` counts, the cluster ignores the rest")
    };
    for one in rest {
        let message = format!(
            "is one type too many: {reason}; keep one type and give the other a Connection of its own"
        );
        report.error(spec([one]), message);
    }
}
