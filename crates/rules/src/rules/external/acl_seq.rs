//! The numbers of an ACL's statements are 10 or more and differ.

use super::super::prelude::*;
use std::collections::HashMap;

use crate::acl::{field, statements};

pub(crate) static RULE: Rule = Rule {
    id: "acl-seq",
    kinds: &[Kind::ExternalAttachment],
    severity: Severity::Error,
    meaning: "has an ACL statement with a number below 10, or one that comes twice",
    action: "number the statements from 10 on, each number once",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: isp-leaf-1}
spec:
  external: isp
  connection: uplink
  switch: {ip: 192.0.2.1/31}
  neighbor: {asn: 64999, ip: 192.0.2.0}
  inboundACL:
    statements:
    - {seq: 9, action: permit, protocol: ip, srcPrefix: any, dstPrefix: any}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: isp-leaf-1}
spec:
  external: isp
  connection: uplink
  switch: {ip: 192.0.2.1/31}
  neighbor: {asn: 64999, ip: 192.0.2.0}
  inboundACL:
    statements:
    - {seq: 10, action: permit, protocol: ip, srcPrefix: any, dstPrefix: any}
",
};

/// The first number that people may use: those before are the fabric's own.
const FIRST: i64 = 10;

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    let mut seen = HashMap::new();
    for (at, statement) in statements(attachment) {
        if report.is_full() {
            return;
        }
        let Tree::Int(number) = *statement.get("seq") else { continue };
        // What is negative does not fit in 16 bits, which the cluster refuses.
        if (0..FIRST).contains(&number) {
            let message =
                format!("is {number}: numbers below {FIRST} are reserved; use {FIRST} or more");
            report.error(field(at, "seq"), message);
        }
        if let Some(first) = seen.insert(number, at) {
            let message = format!("is {number}, as in statement {first}: each number comes once");
            report.error(field(at, "seq"), message);
        }
    }
}
