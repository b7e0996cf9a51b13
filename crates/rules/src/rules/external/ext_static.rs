//! A static External has prefixes that do not overlap, and no communities.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ext-static",
    kinds: &[Kind::External],
    severity: Severity::Error,
    meaning: "is static and has communities, no prefixes, or prefixes that overlap",
    action: "remove the communities, and list prefixes that do not overlap",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: External
metadata: {name: isp}
spec: {static: {prefixes: [0.0.0.0/0, 203.0.113.0/24]}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: External
metadata: {name: isp}
spec: {static: {prefixes: [198.51.100.0/24, 203.0.113.0/24]}}
",
};

fn judge(external: &Subject<'_>, report: &mut Report) {
    let of_static = external.spec().get("static");
    if !of_static.is_there() {
        return;
    }
    for field in ["inboundCommunity", "outboundCommunity"] {
        if !external.spec().get(field).text().is_empty() {
            let message = "is for networks with BGP, but this External is static: remove it, or remove \
                           `static`";
            report.error(spec([field]), message);
        }
    }
    let prefixes = of_static.get("prefixes");
    if prefixes.is_empty() {
        report.error(spec(["static", "prefixes"]), "is empty: list at least one prefix");
    }
    let mut parsed = Vec::new();
    for (at, prefix) in prefixes.items().iter().enumerate() {
        let Tree::Text(text) = prefix else { continue };
        match net::prefix(text) {
            Some(prefix) => parsed.push((at, prefix)),
            None if report.is_full() => {}
            None => {
                let message = format!("is {text:?}: write a prefix such as 203.0.113.0/24");
                report.error(spec(["static", "prefixes"]).index(at), message);
            }
        }
    }
    let nets: Vec<_> = parsed.iter().map(|(_, prefix)| *prefix).collect();
    for (first, second) in net::overlaps(&nets) {
        let (Some((other, outer)), Some((at, prefix))) = (parsed.get(first), parsed.get(second))
        else {
            continue;
        };
        if report.is_full() {
            return;
        }
        let message = format!("{prefix} overlaps {outer} (item {other}): remove one of the two");
        report.error(spec(["static", "prefixes"]).index(*at), message);
    }
}
