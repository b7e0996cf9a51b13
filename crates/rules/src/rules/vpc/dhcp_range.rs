//! A DHCP server gives out addresses of its subnet, from a smaller to a larger one.

use std::net::IpAddr;

use ipnet::IpNet;

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "dhcp-range",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a DHCP range that does not fit its subnet",
    action: "choose two addresses inside the subnet, none of them the gateway",
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
      dhcp: {enable: true, range: {start: 10.0.1.100, end: 10.0.1.50}}
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
      dhcp: {enable: true, range: {start: 10.0.1.50, end: 10.0.1.100}}
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    for subnet in subnets(vpc).filter(Subnet::has_dhcp) {
        if report.is_full() {
            return;
        }
        if let Some(prefix) = subnet.room() {
            let gateway = net::address(subnet.fields.get("gateway").text());
            range(subnet, prefix, gateway.filter(|_| !subnet.is_host_bgp()), report);
        }
    }
}

fn range(subnet: Subnet<'_>, prefix: IpNet, gateway: Option<IpAddr>, report: &mut Report) {
    let start = end(subnet, "start", prefix, gateway, report);
    let end = end(subnet, "end", prefix, gateway, report);
    let (Some(start), Some(end)) = (start, end) else { return };
    if start >= end {
        let message = format!(
            "{end} is not after the start, {start}: swap them, or choose \
                               another"
        );
        report.error(subnet.at(["dhcp", "range", "end"]), message);
        return;
    }
    if let Some(gateway) = gateway.filter(|gateway| (start..end).contains(gateway)) {
        report.warning(
            subnet.at(["dhcp", "range"]),
            format!(
                "{start} to {end} contains the gateway, {gateway}: the server may give \
                     its address to a host"
            ),
        );
    }
    // What the cluster fills in ends there too; only what a person wrote is worth a word.
    let filled_in = number(start).checked_sub(number(prefix.network())) == Some(2);
    if end == prefix.broadcast() && !filled_in {
        report.warning(
            subnet.at(["dhcp", "range", "end"]),
            format!(
                "{end} is the last address of {}, which hosts should not have: end the \
                     range before it",
                prefix.trunc()
            ),
        );
    }
}

/// One end of the range, if the cluster accepts it.
fn end(
    subnet: Subnet<'_>,
    name: &str,
    prefix: IpNet,
    gateway: Option<IpAddr>,
    report: &mut Report,
) -> Option<IpAddr> {
    let Tree::Text(text) = subnet.dhcp().get("range").get(name) else { return None };
    let wrong = match net::address(text) {
        None => format!("{text} is not an address"),
        Some(address) if address == prefix.network() => format!("{text} is the network address"),
        Some(address) if Some(address) == gateway => format!("{text} is the gateway"),
        Some(address) if !prefix.contains(&address) => {
            format!("{text} is outside of {}", prefix.trunc())
        }
        Some(address) => return Some(address),
    };
    let message = format!("{wrong}: choose an address of the subnet that is free for hosts");
    report.error(subnet.at(["dhcp", "range", name]), message);
    None
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}
