//! A subnet is attached to a Connection once.

use super::super::prelude::*;
use crate::attachment::vpc_and_subnet;

pub(crate) static RULE: Rule = Rule {
    id: "attach-twice",
    kinds: &[Kind::VpcAttachment],
    severity: Severity::Error,
    meaning: "attaches a subnet to a Connection to which another VPCAttachment attaches it already",
    action: "delete one of the two",
    index: Some(index),
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: shop-rack-1}
spec: {subnet: shop, connection: rack-1}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: rack-1-shop}
spec: {subnet: shop/default, connection: rack-1}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: shop-rack-1}
spec: {subnet: shop, connection: rack-1}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: shop-rack-2}
spec: {subnet: shop, connection: rack-2}
",
};

/// `connection/vpc/subnet`; `None` where one of them is missing.
fn key(attachment: &Object) -> Option<String> {
    let connection = attachment.spec.get("connection").text();
    let (vpc, subnet) = vpc_and_subnet(&attachment.spec)?;
    (!connection.is_empty()).then(|| format!("{connection}/{vpc}/{subnet}"))
}

fn index(attachment: &Object, index: &mut Index) {
    if let Some(key) = key(attachment) {
        index.key(Sort::Attached, key);
    }
}

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    let Some(key) = key(attachment) else { return };
    for other in attachment.others(Sort::Attached, key) {
        if report.is_full() {
            return;
        }
        let message = format!(
            "{} is attached to Connection {} by {} already: delete one of the two",
            attachment.spec().get("subnet").text(),
            attachment.spec().get("connection").text(),
            other.identity
        );
        report.error_with(spec(["subnet"]), (other, spec(["subnet"])), message);
    }
}
