//! A route that a DHCP server advertises has a destination, and a gateway inside the subnet.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "dhcp-routes",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "advertises a route without a proper destination, or with a gateway outside of the subnet",
    action: "write a prefix and an address of the subnet",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec:
  subnets:
    web:
      subnet: 10.0.1.0/24
      vlan: 1001
      dhcp:
        enable: true
        options:
          interfaceMTU: 1500
          leaseTimeSeconds: 3600
          advertisedRoutes: [{destination: 10.9.0.0/24, gateway: 10.0.2.1}]
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec:
  subnets:
    web:
      subnet: 10.0.1.0/24
      vlan: 1001
      dhcp:
        enable: true
        options:
          interfaceMTU: 1500
          leaseTimeSeconds: 3600
          advertisedRoutes: [{destination: 10.9.0.0/24, gateway: 10.0.1.9}]
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    for subnet in subnets(vpc).filter(Subnet::has_dhcp) {
        let routes = subnet.dhcp().get("options").get("advertisedRoutes").items();
        for (at, route) in routes.iter().enumerate() {
            if report.is_full() {
                return;
            }
            if matches!(route, Tree::Map(_)) {
                destination(subnet, at, route.get("destination"), report);
                gateway(subnet, at, route.get("gateway"), report);
            }
        }
    }
}

fn field(subnet: Subnet<'_>, at: usize, name: &str) -> FieldPath {
    subnet.at(["dhcp", "options", "advertisedRoutes"]).index(at).key(name)
}

fn destination(subnet: Subnet<'_>, at: usize, value: &Tree, report: &mut Report) {
    let Some(text) = value.as_text() else { return };
    if text.is_empty() {
        let message = "is missing: write where the route leads, such as 10.9.0.0/24";
        report.error(field(subnet, at, "destination"), message);
    } else if net::prefix(text).is_none() {
        let message = format!("{text} is not a prefix: write one such as 10.9.0.0/24");
        report.error(field(subnet, at, "destination"), message);
    }
}

fn gateway(subnet: Subnet<'_>, at: usize, value: &Tree, report: &mut Report) {
    let Some(text) = value.as_text() else { return };
    let wrong = match (net::address(text), subnet.room()) {
        _ if text.is_empty() => "is missing".to_owned(),
        (None, _) => format!("{text} is not an address"),
        (Some(address), Some(prefix)) if !prefix.contains(&address) => {
            format!("{text} is outside of {}", prefix.trunc())
        }
        _ => return,
    };
    let message = format!("{wrong}: write an address inside the subnet");
    report.error(field(subnet, at, "gateway"), message);
}
