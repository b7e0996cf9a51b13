//! Ports of an ACL's statement are a range of TCP or UDP, with both ends.

use super::super::prelude::*;
use crate::acl::{field, other_protocol, statements};

pub(crate) static RULE: Rule = Rule {
    id: "acl-ports",
    kinds: &[Kind::ExternalAttachment],
    severity: Severity::Error,
    meaning: "has an ACL statement with ports that are not a range of TCP or UDP",
    action: "write portRangeBegin and portRangeEnd, the same for one port, with protocol tcp or udp",
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
    - {seq: 10, action: permit, protocol: tcp, srcPrefix: any, dstPrefix: any, portRangeBegin: 443}
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
    - {seq: 10, action: permit, protocol: tcp, srcPrefix: any, dstPrefix: any, portRangeBegin: 443, portRangeEnd: 443}
",
};

const BEGIN: &str = "portRangeBegin";
const END: &str = "portRangeEnd";

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    for (at, statement) in statements(attachment) {
        if report.is_full() {
            return;
        }
        let (Some(begin), Some(end)) = (statement.get(BEGIN).as_int(), statement.get(END).as_int())
        else {
            continue;
        };
        if begin == 0 && end == 0 {
            continue;
        }
        if let Some(protocol) = other_protocol(statement, &["tcp", "udp"]) {
            let name = if begin == 0 { END } else { BEGIN };
            let message = format!("is for protocol tcp or udp, but the protocol is {protocol}");
            report.error(field(at, name), message);
        }
        if begin == 0 {
            let message = format!("is missing or 0, but {END} is {end}: write both, from 1 on");
            report.error(field(at, BEGIN), message);
        } else if end == 0 {
            let message = format!(
                "is missing or 0, but {BEGIN} is {begin}: write both, {begin} for one port"
            );
            report.error(field(at, END), message);
        } else if begin > end {
            report.error(field(at, END), format!("is {end}, which is less than {BEGIN}, {begin}"));
        }
    }
}
