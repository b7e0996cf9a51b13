//! Each prefix of the External is written. The cluster does not look whether it is one.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ep-prefix",
    kinds: &[Kind::ExternalPeering],
    severity: Severity::Error,
    meaning: "has an entry without prefix, or one that is not a prefix",
    action: "write a prefix such as 0.0.0.0/0",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalPeering
metadata: {name: shop-isp}
spec:
  permit:
    vpc: {name: shop}
    external: {name: isp, prefixes: [{}]}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalPeering
metadata: {name: shop-isp}
spec:
  permit:
    vpc: {name: shop}
    external: {name: isp, prefixes: [{prefix: 0.0.0.0/0}]}
",
};

fn judge(peering: &Subject<'_>, report: &mut Report) {
    let prefixes = peering.spec().at(&["permit", "external", "prefixes"]).items();
    for (at, entry) in prefixes.iter().enumerate() {
        if report.is_full() || !matches!(entry, Tree::Map(_)) {
            continue;
        }
        let Some(text) = entry.get("prefix").as_text() else { continue };
        let field = spec(["permit", "external", "prefixes"]).index(at).key("prefix");
        if text.is_empty() {
            report.error(field, "is missing: write a prefix such as 0.0.0.0/0");
        } else if net::prefix(text).is_none() {
            let message = format!(
                "is {text}, which is not a prefix: it permits nothing; write one such as 0.0.0.0/0"
            );
            report.warning(field, message);
        }
    }
}
