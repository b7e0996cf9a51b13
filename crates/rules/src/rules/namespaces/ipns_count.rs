//! An IPv4Namespace has at most 10 prefixes. The schema says 20, and that a list is not empty.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ipns-count",
    kinds: &[Kind::Ipv4Namespace],
    severity: Severity::Error,
    meaning: "has more than 10 prefixes, or none",
    action: "use fewer and wider prefixes, or a second namespace",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec:
  subnets:
  - 10.0.0.0/16
  - 10.1.0.0/16
  - 10.2.0.0/16
  - 10.3.0.0/16
  - 10.4.0.0/16
  - 10.5.0.0/16
  - 10.6.0.0/16
  - 10.7.0.0/16
  - 10.8.0.0/16
  - 10.9.0.0/16
  - 10.10.0.0/16
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec: {subnets: [10.0.0.0/12]}
",
};

/// Most prefixes that the webhook accepts.
const MOST: usize = 10;
/// Most prefixes that the schema accepts.
const MOST_OF_SCHEMA: usize = 20;

fn judge(namespace: &Subject<'_>, report: &mut Report) {
    match namespace.spec().get("subnets") {
        Tree::Null => report
            .warning(spec(["subnets"]), "is missing: no VPC can use a namespace without prefixes"),
        Tree::List(items) if items.len() > MOST && items.len() <= MOST_OF_SCHEMA => report.error(
            spec(["subnets"]),
            format!(
                "has {} entries: the cluster accepts at most {MOST}, use wider prefixes \
                     or a second namespace",
                items.len()
            ),
        ),
        _ => {}
    }
}
