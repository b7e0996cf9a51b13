//! A Server is deleted only when no Connection is on it.

use super::super::prelude::*;
use crate::switch::check_connections;

pub(crate) static RULE: Rule = Rule {
    id: "srv-delete",
    kinds: &[Kind::Server],
    severity: Severity::Error,
    meaning: "is deleted although Connections are on it",
    action: "delete those first",
    index: None,
    judge: Judge::Delete(check_connections),
    before: r"
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
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--leaf-1}
spec:
  unbundled:
    link: {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Server
metadata: {name: server-2}
",
};
