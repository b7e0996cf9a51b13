//! No two entries of an IPv4Namespace overlap. Host bits do not matter.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ipns-overlap",
    kinds: &[Kind::Ipv4Namespace],
    severity: Severity::Error,
    meaning: "has two prefixes that overlap",
    action: "remove one of them, or make it smaller",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec: {subnets: [10.0.0.0/16, 10.0.4.0/24]}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec: {subnets: [10.0.0.0/16, 10.1.0.0/24]}
",
};

fn judge(namespace: &Subject<'_>, report: &mut Report) {
    let entries = namespace.spec().get("subnets").items().iter().enumerate();
    let (places, nets): (Vec<usize>, Vec<_>) =
        entries.filter_map(|(at, entry)| Some((at, net::prefix(entry.text())?))).unzip();
    for (first, second) in net::overlaps(&nets) {
        let of = |at: usize| Some((places.get(at)?, nets.get(at)?));
        if let (Some((_, taken)), Some((at, prefix))) = (of(first), of(second)) {
            report.error(
                spec(["subnets"]).index(*at),
                format!(
                    "{prefix} overlaps {taken} of this namespace: remove one of them, \
                         or make it smaller"
                ),
            );
        }
    }
}
