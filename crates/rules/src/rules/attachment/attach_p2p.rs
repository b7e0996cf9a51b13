//! The annotation for a point-to-point link holds an IPv4 /31. Host bits do not matter.

use ipnet::IpNet;

use super::super::prelude::*;

const ANNOTATION: &str = "fabric.githedgehog.com/p2p-link";

pub(crate) static RULE: Rule = Rule {
    id: "attach-p2p",
    kinds: &[Kind::VpcAttachment],
    severity: Severity::Error,
    meaning: "has an annotation fabric.githedgehog.com/p2p-link that is not an IPv4 /31",
    action: "write a prefix such as 10.0.9.0/31, or remove the annotation",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata:
  name: shop-rack-1
  annotations: {fabric.githedgehog.com/p2p-link: 10.0.9.0/30}
spec: {subnet: shop/web, connection: rack-1}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata:
  name: shop-rack-1
  annotations: {fabric.githedgehog.com/p2p-link: 10.0.9.0/31}
spec: {subnet: shop/web, connection: rack-1}
",
};

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    // A null annotation is an empty one to the cluster, not an absent one.
    if !attachment.annotations.has(ANNOTATION) {
        return;
    }
    let Some(text) = attachment.annotations.get(ANNOTATION).as_text() else { return };
    let wanted = "write an IPv4 prefix of length 31, such as 10.0.9.0/31, or remove it";
    let wrong = match net::prefix(text) {
        Some(IpNet::V4(net)) if net.prefix_len() == 31 => return,
        _ if text.is_empty() => format!("is empty: {wanted}"),
        _ => format!("is {text}: {wanted}"),
    };
    report.error(FieldPath::of_keys(["metadata", "annotations", ANNOTATION]), wrong);
}
