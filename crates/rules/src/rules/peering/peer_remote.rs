//! `remote` of a VPCPeering works no longer.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "peer-remote",
    kinds: &[Kind::VpcPeering],
    severity: Severity::Error,
    meaning: "has the field remote, which is no longer supported",
    action: "remove the field",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCPeering
metadata: {name: shop-lab}
spec: {remote: border, permit: [{shop: {}, lab: {}}]}
",
    conforming: r#"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCPeering
metadata: {name: shop-lab}
spec: {remote: "", permit: [{shop: {}, lab: {}}]}
"#,
};

fn judge(peering: &Subject<'_>, report: &mut Report) {
    let remote = peering.spec().get("remote").text();
    if !remote.is_empty() {
        let message =
            format!("is {remote}: remote peering is no longer supported, remove the field");
        report.error(spec(["remote"]), message);
    }
}
