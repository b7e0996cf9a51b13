//! The VPC with its subnets and the External exist, in one IPv4Namespace.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ep-refs",
    kinds: &[Kind::ExternalPeering],
    severity: Severity::Error,
    meaning: "names a VPC, a subnet or an External that does not exist, or that is in another IPv4Namespace",
    action: "name a VPC, its subnets and an External that exist in one IPv4Namespace",
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
kind: ExternalPeering
metadata: {name: shop-isp}
spec:
  permit:
    vpc: {name: shop, subnets: [wbe]}
    external: {name: isp, prefixes: [{prefix: 0.0.0.0/0}]}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: shop}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalPeering
metadata: {name: shop-isp}
spec:
  permit:
    vpc: {name: shop, subnets: [web]}
    external: {name: isp, prefixes: [{prefix: 0.0.0.0/0}]}
",
};

fn judge(peering: &Subject<'_>, report: &mut Report) {
    let vpc = require(peering, report, "vpc", Kind::Vpc);
    let external = require(peering, report, "external", Kind::External);
    let Some(vpc) = vpc else { return };
    if let Some(external) = external {
        let namespace = |object: &Object| object.spec.get("ipv4Namespace").text().to_owned();
        let (theirs, wanted) = (namespace(external), namespace(vpc));
        if theirs != wanted {
            let message = format!(
                "is {}, which is in IPv4Namespace {theirs}, but {} is in {wanted}: both must be in one",
                external.identity, vpc.identity
            );
            let at = spec(["ipv4Namespace"]);
            report.error_with(spec(["permit", "external", "name"]), (external, at), message);
        }
    }
    let subnets = peering.spec().at(&["permit", "vpc", "subnets"]).items();
    for (at, subnet) in subnets.iter().enumerate() {
        let Tree::Text(subnet) = subnet else { continue };
        if !report.is_full() && !vpc.spec.at(&["subnets", subnet]).is_there() {
            let message = format!(
                "names subnet {subnet:?}, which {} does not have: correct the name, or add the subnet",
                vpc.identity
            );
            let field = spec(["permit", "vpc", "subnets"]).index(at);
            report.error_with(field, (vpc, spec(["subnets"])), message);
        }
    }
}

/// Whom a side names.
fn require<'i>(
    peering: &Subject<'i>,
    report: &mut Report,
    side: &str,
    kind: Kind,
) -> Option<&'i Object> {
    let path = ["permit", side, "name"];
    let name = peering.spec().at(&path).as_text()?;
    if name.is_empty() {
        let article = if kind == Kind::External { "an" } else { "a" };
        report.error(spec(path), format!("is missing: name {article} {}", kind.name()));
        return None;
    }
    peering.require(report, spec(path), kind, name)
}
