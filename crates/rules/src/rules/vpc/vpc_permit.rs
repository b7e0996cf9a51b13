//! A list of subnets that reach each other names at least two of the VPC, none twice.

use std::collections::HashSet;

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-permit",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "permits fewer than two subnets, one that it does not have, or one twice",
    action: "name at least two subnets of the VPC, each once",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec:
  subnets:
    web: {subnet: 10.0.1.0/24, vlan: 1001}
    db: {subnet: 10.0.2.0/24, vlan: 1002}
  permit: [[web, dbs]]
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec:
  subnets:
    web: {subnet: 10.0.1.0/24, vlan: 1001}
    db: {subnet: 10.0.2.0/24, vlan: 1002}
  permit: [[web, db]]
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    let subnets = vpc.spec().get("subnets");
    for (at, entry) in vpc.spec().get("permit").items().iter().enumerate() {
        let Tree::List(names) = entry else { continue };
        let entry = spec(["permit"]).index(at);
        if names.len() < 2 {
            let message = "names fewer than two subnets: name all that reach each other, or \
                           remove it";
            report.error(entry.clone(), message);
        }
        let mut seen = HashSet::new();
        for (at, name) in names.iter().enumerate() {
            if report.is_full() {
                return;
            }
            let Tree::Text(name) = name else { continue };
            let field = || entry.index(at);
            if !subnets.has(name) {
                report.error(
                    field(),
                    format!(
                        "{name} is not a subnet of this VPC: correct \
                                               the name"
                    ),
                );
            } else if !seen.insert(name) {
                report.error(field(), format!("{name} is named twice: name it once"));
            }
        }
    }
}
