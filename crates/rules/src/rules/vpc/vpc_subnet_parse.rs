//! Each subnet has a prefix that leaves room for hosts.

use super::super::prelude::*;
use crate::vpc::LONGEST;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-subnet-parse",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a subnet without a prefix, or with one that is malformed or longer than /30",
    action: "write a prefix such as 10.0.1.0/24",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0, vlan: 1001}}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    for subnet in subnets(vpc) {
        if report.is_full() {
            return;
        }
        let field = || subnet.at(["subnet"]);
        let Some(text) = subnet.fields.get("subnet").as_text() else { continue };
        if text.is_empty() {
            report.error(field(), "is missing: write the subnet's prefix, such as 10.0.1.0/24");
            continue;
        }
        match net::prefix(text) {
            None => report.error(
                field(),
                format!(
                    "{text} is not a prefix: write an address and a length, such as \
                         10.0.1.0/24"
                ),
            ),
            Some(prefix) if prefix.prefix_len() > LONGEST => report.error(
                field(),
                format!("{prefix} is too small: the length may be at most /{LONGEST}"),
            ),
            Some(prefix) if !net::is_masked(prefix) => report.warning(
                field(),
                format!("{prefix} has host bits: the cluster uses {}, write that", prefix.trunc()),
            ),
            Some(_) => {}
        }
    }
}
