//! A Connection is deleted only when no attachment is on it.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "conn-delete",
    kinds: &[Kind::Connection],
    severity: Severity::Error,
    meaning: "is deleted although attachments are on it",
    action: "delete the attachments first",
    index: None,
    judge: Judge::Delete(judge),
    before: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--leaf-1}
spec:
  unbundled:
    link: {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: server-1}
spec: {connection: server-1--leaf-1, subnet: a/web}
",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: server-1}
spec: {connection: server-1--leaf-1, subnet: a/web}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--leaf-1}
spec:
  unbundled:
    link: {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
",
};

fn judge(connection: &Subject<'_>, report: &mut Report) {
    for kind in [Kind::VpcAttachment, Kind::ExternalAttachment] {
        for other in connection.referrers(kind) {
            let message = format!("is needed by {}: delete that first", other.identity);
            report.error_with(whole(), (other, spec(["connection"])), message);
        }
    }
}
