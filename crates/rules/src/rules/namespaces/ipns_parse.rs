//! Each entry of an IPv4Namespace is a prefix.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ipns-parse",
    kinds: &[Kind::Ipv4Namespace],
    severity: Severity::Error,
    meaning: "has an entry that is not a prefix",
    action: "write a prefix such as 10.0.0.0/16",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec: {subnets: [10.0.0.0]}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec: {subnets: [10.0.0.0/16]}
",
};

fn judge(namespace: &Subject<'_>, report: &mut Report) {
    for (at, entry) in namespace.spec().get("subnets").items().iter().enumerate() {
        if report.is_full() {
            return;
        }
        let Tree::Text(text) = entry else { continue };
        let field = || spec(["subnets"]).index(at);
        match net::prefix(text) {
            None => report.error(
                field(),
                format!(
                    "`{text}` is not a prefix: write an address and a length, such as \
                         10.0.0.0/16"
                ),
            ),
            Some(ipnet::IpNet::V6(prefix)) => report.warning(
                field(),
                format!("{prefix} is of IPv6, which the fabric does not carry: use an IPv4 prefix"),
            ),
            Some(prefix) if !net::is_masked(prefix) => report.warning(
                field(),
                format!("{prefix} has host bits: the cluster uses {}, write that", prefix.trunc()),
            ),
            Some(_) => {}
        }
    }
}
