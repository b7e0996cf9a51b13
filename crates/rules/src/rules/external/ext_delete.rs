//! An External is deleted only when nothing needs it. The cluster does not look at GatewayPeerings.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ext-delete",
    kinds: &[Kind::External],
    severity: Severity::Error,
    meaning: "is deleted although others refer to it",
    action: "delete or change those first",
    index: None,
    judge: Judge::Delete(judge),
    before: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: External
metadata: {name: isp}
spec: {}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: isp-leaf-1}
spec: {external: isp, connection: uplink, switch: {ip: 192.0.2.1/31}, neighbor: {asn: 64999, ip: 192.0.2.0}}
",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: isp-leaf-1}
spec: {external: isp, connection: uplink, switch: {ip: 192.0.2.1/31}, neighbor: {asn: 64999, ip: 192.0.2.0}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: External
metadata: {name: other}
spec: {}
",
};

fn judge(external: &Subject<'_>, report: &mut Report) {
    for kind in [Kind::ExternalAttachment, Kind::ExternalPeering, Kind::GatewayPeering] {
        for other in external.referrers(kind) {
            if report.is_full() {
                return;
            }
            let message = format!("is needed by {}: delete or change that first", other.identity);
            if kind == Kind::GatewayPeering {
                report.warning_with(whole(), (other, whole()), message);
            } else {
                report.error_with(whole(), (other, whole()), message);
            }
        }
    }
}
