//! ICMP type and code of an ACL's statement are for ICMP. Each has 8 bits.

use super::super::prelude::*;
use crate::acl::{field, other_protocol, statements};

pub(crate) static RULE: Rule = Rule {
    id: "acl-icmp",
    kinds: &[Kind::ExternalAttachment],
    severity: Severity::Error,
    meaning: "has an ACL statement with an ICMP type or code that is above 255, or with another protocol",
    action: "use icmpType and icmpCode with protocol icmp only, from 0 to 255",
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
    - {seq: 10, action: permit, protocol: udp, srcPrefix: any, dstPrefix: any, icmpType: 8}
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
    - {seq: 10, action: permit, protocol: icmp, srcPrefix: any, dstPrefix: any, icmpType: 8}
",
};

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    for (at, statement) in statements(attachment) {
        for name in ["icmpType", "icmpCode"] {
            // 0 is a type and a code: what counts is that it is there.
            let Tree::Int(number) = *statement.get(name) else { continue };
            if report.is_full() {
                return;
            }
            if let Some(protocol) = other_protocol(statement, &["icmp"]) {
                let message = format!("is for protocol icmp, but the protocol is {protocol}");
                report.error(field(at, name), message);
            }
            if !(0..=255).contains(&number) {
                report.error(field(at, name), format!("is {number}: write 0 to 255"));
            }
        }
    }
}
