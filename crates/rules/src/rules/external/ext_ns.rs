//! The IPv4Namespace of an External exists.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ext-ns",
    kinds: &[Kind::External],
    severity: Severity::Error,
    meaning: "is in an IPv4Namespace that does not exist",
    action: "correct the name, or add the namespace",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec: {subnets: [10.0.0.0/16]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: External
metadata: {name: isp}
spec: {ipv4Namespace: defualt}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec: {subnets: [10.0.0.0/16]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: External
metadata: {name: isp}
spec: {}
",
};

fn judge(external: &Subject<'_>, report: &mut Report) {
    let name = external.spec().get("ipv4Namespace").text();
    if !name.is_empty() {
        external.require(report, spec(["ipv4Namespace"]), Kind::Ipv4Namespace, name);
    }
}
