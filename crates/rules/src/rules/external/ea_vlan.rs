//! A VLAN of a Connection is used by one attachment, static or not; no VLAN (0) as well.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ea-vlan",
    kinds: &[Kind::ExternalAttachment],
    severity: Severity::Error,
    meaning: "has the VLAN of another ExternalAttachment on the same Connection",
    action: "give one of them another VLAN",
    index: Some(index),
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: isp-leaf-1}
spec: {external: isp, connection: uplink, switch: {ip: 192.0.2.1/31, vlan: 100}, neighbor: {asn: 64999, ip: 192.0.2.0}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: dc-leaf-1}
spec: {external: dc, connection: uplink, static: {remoteIP: 192.0.2.2, ip: 192.0.2.3/31, vlan: 100}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: isp-leaf-1}
spec: {external: isp, connection: uplink, switch: {ip: 192.0.2.1/31, vlan: 100}, neighbor: {asn: 64999, ip: 192.0.2.0}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: dc-leaf-1}
spec: {external: dc, connection: uplink, static: {remoteIP: 192.0.2.2, ip: 192.0.2.3/31, vlan: 200}}
",
};

/// Where the VLAN is written.
fn path(attachment: &Object) -> [&'static str; 2] {
    let of_static = attachment.spec.get("static").is_there();
    [if of_static { "static" } else { "switch" }, "vlan"]
}

/// The Connection and the VLAN.
fn place(attachment: &Object) -> Option<(&str, i64)> {
    let connection = attachment.spec.get("connection").text();
    let vlan = attachment.spec.at(&path(attachment)).as_int()?;
    (!connection.is_empty()).then_some((connection, vlan))
}

fn key((connection, vlan): (&str, i64)) -> String {
    format!("{connection}/{vlan}")
}

fn index(attachment: &Object, index: &mut Index) {
    if let Some(place) = place(attachment) {
        index.key(Sort::ExternalVlan, key(place));
    }
}

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    let Some((connection, vlan)) = place(attachment) else { return };
    for other in attachment.others(Sort::ExternalVlan, key((connection, vlan))) {
        if report.is_full() {
            return;
        }
        let other_one = &other.identity;
        let message = if vlan == 0 {
            format!(
                "is 0 (no VLAN) for {other_one} on Connection {connection} too: only one attachment of \
                 a Connection can be without VLAN"
            )
        } else {
            format!(
                "{vlan} is used by {other_one} on Connection {connection} too: choose another VLAN"
            )
        };
        report.error_with(spec(path(attachment)), (other, spec(path(other))), message);
    }
}
