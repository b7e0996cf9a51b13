//! TCP flags of an ACL's statement are for TCP, and do not contradict each other.

use super::super::prelude::*;
use crate::acl::{field, other_protocol, statements};

pub(crate) static RULE: Rule = Rule {
    id: "acl-tcp",
    kinds: &[Kind::ExternalAttachment],
    severity: Severity::Error,
    meaning: "has an ACL statement with TCP flags that contradict each other, or with another protocol",
    action: "use tcpFilters with protocol tcp only: established alone, or each flag or its negation",
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
    - {seq: 10, action: permit, protocol: tcp, srcPrefix: any, dstPrefix: any, tcpFilters: {syn: true, notSyn: true}}
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
    - {seq: 10, action: permit, protocol: tcp, srcPrefix: any, dstPrefix: any, tcpFilters: {syn: true, notAck: true}}
",
};

const FLAGS: [[&str; 2]; 6] = [
    ["fin", "notFin"],
    ["syn", "notSyn"],
    ["rst", "notRst"],
    ["psh", "notPsh"],
    ["ack", "notAck"],
    ["urg", "notUrg"],
];

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    for (at, statement) in statements(attachment) {
        let filters = statement.get("tcpFilters");
        // Also an empty one: what counts is that it is there.
        if report.is_full() || !filters.is_there() {
            continue;
        }
        let path = field(at, "tcpFilters");
        if let Some(protocol) = other_protocol(statement, &["tcp"]) {
            let message = format!("is for protocol tcp, but the protocol is {protocol}");
            report.error(path.clone(), message);
        }
        let single = FLAGS.iter().flatten().find(|flag| filters.get(flag).flag());
        if let Some(flag) = single.filter(|_| filters.get("established").flag()) {
            let message =
                format!("is true, but {flag} is too: write established alone, or single flags");
            report.error(path.key("established"), message);
        }
        for [flag, negation] in FLAGS {
            if filters.get(flag).flag() && filters.get(negation).flag() {
                let message = format!("is true, but {flag} is too: remove one of the two");
                report.error(path.key(negation), message);
            }
        }
    }
}
