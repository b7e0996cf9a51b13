//! One attachment of a Connection is without VLAN tag.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "attach-native",
    kinds: &[Kind::VpcAttachment],
    severity: Severity::Error,
    meaning: "has nativeVLAN on a Connection where another VPCAttachment has it",
    action: "remove nativeVLAN from one of the two",
    index: Some(index),
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: shop-rack-1}
spec: {subnet: shop/web, connection: rack-1, nativeVLAN: true}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: lab-rack-1}
spec: {subnet: lab/web, connection: rack-1, nativeVLAN: true}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: shop-rack-1}
spec: {subnet: shop/web, connection: rack-1, nativeVLAN: true}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: lab-rack-1}
spec: {subnet: lab/web, connection: rack-1}
",
};

/// The Connection, where the attachment is without VLAN tag.
fn key(attachment: &Object) -> Option<&str> {
    let connection = attachment.spec.get("connection").text();
    (attachment.spec.get("nativeVLAN").flag() && !connection.is_empty()).then_some(connection)
}

fn index(attachment: &Object, index: &mut Index) {
    if let Some(key) = key(attachment) {
        index.key(Sort::Native, key);
    }
}

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    let Some(connection) = key(attachment) else { return };
    for other in attachment.others(Sort::Native, connection) {
        if report.is_full() {
            return;
        }
        let message = format!(
            "is true for {} on Connection {connection} too: only one attachment of a Connection can be \
             without VLAN tag",
            other.identity
        );
        report.error_with(spec(["nativeVLAN"]), (other, spec(["nativeVLAN"])), message);
    }
}
