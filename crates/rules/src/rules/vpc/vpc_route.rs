//! A static route has a prefix without host bits and at least one next hop.

use std::collections::HashMap;

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-route",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a static route without a proper prefix, or without a next hop",
    action: "write a prefix such as 10.42.0.0/24 and at least one next hop",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec:
  subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}
  staticRoutes: [{prefix: 10.42.0.0/24, nextHops: []}]
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec:
  subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}
  staticRoutes: [{prefix: 10.42.0.0/24, nextHops: [10.0.1.9]}]
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    let mut seen = HashMap::new();
    for (at, route) in vpc.spec().get("staticRoutes").items().iter().enumerate() {
        if report.is_full() {
            return;
        }
        if !matches!(route, Tree::Map(_)) {
            continue;
        }
        let path = spec(["staticRoutes"]).index(at);
        if let Some(prefix) = self::prefix(route, &path, report)
            && let Some(first) = seen.insert(prefix, at)
        {
            report.warning(
                path.key("prefix"),
                format!(
                    "{prefix} is the prefix of route {first} too, and the switch keeps \
                         one of them only: write one route with all next hops"
                ),
            );
        }
        next_hops(route.get("nextHops"), &path, report);
    }
}

fn prefix(route: &Tree, at: &FieldPath, report: &mut Report) -> Option<ipnet::IpNet> {
    let field = at.key("prefix");
    let text = route.get("prefix").as_text()?;
    if text.is_empty() {
        report.error(field, "is missing: write where the route leads, such as 10.42.0.0/24");
        return None;
    }
    let Some(prefix) = net::prefix(text) else {
        report.error(field, format!("{text} is not a prefix: write one such as 10.42.0.0/24"));
        return None;
    };
    if !net::is_masked(prefix) {
        report.error(field, format!("{prefix} has host bits: write {}", prefix.trunc()));
    }
    Some(prefix)
}

fn next_hops(hops: &Tree, at: &FieldPath, report: &mut Report) {
    if matches!(hops, Tree::Null | Tree::List(_)) && hops.items().is_empty() {
        let message = "has no entry: a route needs at least one next hop";
        report.error(at.key("nextHops"), message);
    }
    for (place, hop) in hops.items().iter().enumerate() {
        if report.is_full() {
            return;
        }
        if let Tree::Text(text) = hop
            && !net::is_address(text)
        {
            report.warning(
                at.key("nextHops").index(place),
                format!("{text} is not an address: the cluster accepts it, the switch does not"),
            );
        }
    }
}
