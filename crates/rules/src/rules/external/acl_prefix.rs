//! Where an ACL's statement matches is a prefix, or `any`.

use super::super::prelude::*;
use crate::acl::{field, statements};

pub(crate) static RULE: Rule = Rule {
    id: "acl-prefix",
    kinds: &[Kind::ExternalAttachment],
    severity: Severity::Error,
    meaning: "has an ACL statement with a source or destination that is not a prefix",
    action: "write a prefix such as 203.0.113.0/24, or any",
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
    - {seq: 10, action: permit, protocol: ip, srcPrefix: 203.0.113.7, dstPrefix: any}
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
    - {seq: 10, action: permit, protocol: ip, srcPrefix: 203.0.113.7/32, dstPrefix: any}
",
};

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    for (at, statement) in statements(attachment) {
        for name in ["srcPrefix", "dstPrefix"] {
            // Where it is absent, that is a finding of the schema check.
            let Tree::Text(text) = statement.get(name) else { continue };
            if !report.is_full() && **text != *"any" && net::cidr(text).is_none() {
                let message = format!("is {text:?}: write a prefix such as 203.0.113.0/24, or any");
                report.error(field(at, name), message);
            }
        }
    }
}
