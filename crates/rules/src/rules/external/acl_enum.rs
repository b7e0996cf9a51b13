//! Actions and protocols of an ACL's statements are those that the fabric knows.

use super::super::prelude::*;
use crate::acl::{field, statements};

pub(crate) static RULE: Rule = Rule {
    id: "acl-enum",
    kinds: &[Kind::ExternalAttachment],
    severity: Severity::Error,
    meaning: "has an ACL statement with an action or a protocol that does not exist",
    action: "use action permit, deny, discard or transit, and protocol ip, tcp, udp or icmp",
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
    - {seq: 10, action: allow, protocol: ip, srcPrefix: any, dstPrefix: any}
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

const ACTIONS: &[&str] = &["permit", "deny", "discard", "transit"];
const PROTOCOLS: &[&str] = &["ip", "tcp", "udp", "icmp"];

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    for (at, statement) in statements(attachment) {
        for (name, known) in [("action", ACTIONS), ("protocol", PROTOCOLS)] {
            // Where it is absent, that is a finding of the schema check.
            let Tree::Text(text) = statement.get(name) else { continue };
            if !report.is_full() && !known.contains(&&**text) {
                let message = format!("is {text:?}: write one of {}", known.join(", "));
                report.error(field(at, name), message);
            }
        }
    }
}
