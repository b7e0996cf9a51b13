//! An attachment names a VPC with one of its subnets, and a Connection; all exist.

use super::super::prelude::*;
use crate::attachment::vpc_and_subnet;

pub(crate) static RULE: Rule = Rule {
    id: "attach-form",
    kinds: &[Kind::VpcAttachment],
    severity: Severity::Error,
    meaning: "does not name a VPC with one of its subnets and a Connection that exist",
    action: "write `vpc/subnet` and a Connection; correct the names, or add what is missing",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: shop}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: shop-rack-1}
spec: {subnet: shop/wbe, connection: rack-1}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: shop}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: shop-rack-1}
spec: {subnet: shop/web, connection: rack-1}
",
};

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    judge_subnet(attachment, report);
    match attachment.spec().get("connection").as_text() {
        Some("") => {
            report.error(spec(["connection"]), "is missing: name the Connection to attach to")
        }
        Some(name) => {
            attachment.require(report, spec(["connection"]), Kind::Connection, name);
        }
        None => {}
    }
}

fn judge_subnet(attachment: &Subject<'_>, report: &mut Report) {
    let field = spec(["subnet"]);
    let Some(text) = attachment.spec().get("subnet").as_text() else { return };
    if text.is_empty() {
        report.error(field, "is missing: name the VPC and its subnet, as `vpc/subnet`");
        return;
    }
    let Some((name, subnet)) = vpc_and_subnet(&attachment.spec) else {
        let message = format!("is {text}: name the VPC and its subnet, as `vpc/subnet`");
        report.error(field, message);
        return;
    };
    let vpc = attachment.require(report, field.clone(), Kind::Vpc, name);
    if let Some(vpc) = vpc.filter(|vpc| !vpc.spec.at(&["subnets", subnet]).is_there()) {
        let message = format!(
            "names subnet {subnet}, which {} does not have: correct the name, or add the subnet",
            vpc.identity
        );
        report.error_with(field, (vpc, spec(["subnets"])), message);
    }
}
