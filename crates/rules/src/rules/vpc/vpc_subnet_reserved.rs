//! A subnet keeps clear of what the fabric uses for itself.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-subnet-reserved",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a subnet that overlaps a subnet reserved for the fabric",
    action: "choose another prefix",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 172.30.8.0/24, vlan: 1001}}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 172.30.24.0/24, vlan: 1001}}}
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    let Some(settings) = vpc.settings(report) else { return };
    for (subnet, prefix) in subnets(vpc).filter_map(|subnet| Some((subnet, subnet.net()?))) {
        if report.is_full() {
            return;
        }
        let reserved = settings.reserved_subnets.iter().find(|taken| net::overlap(prefix, **taken));
        if let Some(reserved) = reserved {
            report.error(
                subnet.at(["subnet"]),
                format!(
                    "{prefix} overlaps {reserved}, which is reserved for the fabric: \
                         choose another prefix"
                ),
            );
        }
    }
}
