//! The VPC that a `staticExternal` Connection is within exists.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "conn-withinvpc",
    kinds: &[Kind::Connection],
    severity: Severity::Error,
    meaning: "is within a VPC that does not exist",
    action: "correct the name, or add the VPC",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: leaf-1--static}
spec:
  staticExternal:
    withinVPC: b
    link: {switch: {port: leaf-1/E1/5, ip: 192.0.2.2/30, nextHop: 192.0.2.1}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: leaf-1--static}
spec:
  staticExternal:
    withinVPC: a
    link: {switch: {port: leaf-1/E1/5, ip: 192.0.2.2/30, nextHop: 192.0.2.1}}
",
};

fn judge(connection: &Subject<'_>, report: &mut Report) {
    let vpc = connection.spec().at(&["staticExternal", "withinVPC"]).text();
    if !vpc.is_empty() {
        connection.require(report, spec(["staticExternal", "withinVPC"]), Kind::Vpc, vpc);
    }
}
