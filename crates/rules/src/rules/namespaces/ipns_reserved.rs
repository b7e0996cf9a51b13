//! An IPv4Namespace keeps clear of what the fabric uses for itself.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ipns-reserved",
    kinds: &[Kind::Ipv4Namespace],
    severity: Severity::Error,
    meaning: "has a prefix that overlaps a subnet reserved for the fabric",
    action: "choose another prefix",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec: {subnets: [172.16.0.0/12]}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec: {subnets: [172.16.0.0/16]}
",
};

fn judge(namespace: &Subject<'_>, report: &mut Report) {
    let Some(settings) = namespace.settings(report) else { return };
    for (at, entry) in namespace.spec().get("subnets").items().iter().enumerate() {
        if report.is_full() {
            return;
        }
        let Some(prefix) = net::prefix(entry.text()) else { continue };
        let reserved = settings.reserved_subnets.iter().find(|taken| net::overlap(prefix, **taken));
        if let Some(reserved) = reserved {
            report.error(
                spec(["subnets"]).index(at),
                format!(
                    "{prefix} overlaps {reserved}, which is reserved for the fabric: \
                         choose another prefix"
                ),
            );
        }
    }
}
