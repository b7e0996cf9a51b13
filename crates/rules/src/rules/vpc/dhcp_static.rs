//! A fixed address is one of the subnet's for hosts, for a MAC address, and used once.

use std::collections::HashMap;

use super::super::prelude::*;
use crate::mac::mac;

pub(crate) static RULE: Rule = Rule {
    id: "dhcp-static",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has a static lease whose MAC address is malformed, or whose address does not fit the subnet or is used twice",
    action: "correct the MAC address, and choose a free address inside the subnet",
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
      dhcp: {enable: true, static: {'0c:20:12:ff:00:01': {ip: 10.0.2.9}}}
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
      dhcp: {enable: true, static: {'0c:20:12:ff:00:01': {ip: 10.0.1.9}}}
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    for subnet in subnets(vpc).filter(Subnet::has_dhcp) {
        leases(subnet, report);
    }
}

fn leases(subnet: Subnet<'_>, report: &mut Report) {
    let mut by_mac: HashMap<Vec<u8>, &str> = HashMap::new();
    let mut by_address: HashMap<&str, &str> = HashMap::new();
    for (written, lease) in subnet.dhcp().get("static").entries() {
        if report.is_full() {
            return;
        }
        if !matches!(lease, Tree::Map(_)) {
            continue;
        }
        let at = || subnet.at(["dhcp", "static"]).key(written);
        if let Some(mac) = mac(written) {
            if let Some(other) = by_mac.get(&mac) {
                // The cluster stores one entry for both.
                report.warning(
                    at(),
                    format!(
                        "is {other} in another spelling, and the cluster keeps only one of them: \
                         remove one"
                    ),
                );
                continue;
            }
            by_mac.insert(mac, written);
        } else {
            report.error(
                at(),
                "is not a MAC address: write six pairs of digits, such as 0c:20:12:ff:00:01",
            );
        }
        let Tree::Text(text) = lease.get("ip") else { continue };
        if let Some(wrong) = wrong(subnet, text) {
            let message = format!("{wrong}: choose a free address of the subnet");
            report.error(at().key("ip"), message);
        } else if let Some(other) = by_address.insert(text, written) {
            let message = format!("{text} is the address of {other} too: choose another");
            report.error(at().key("ip"), message);
        }
    }
}

/// Why an address cannot be a host's, compared as the cluster does: the gateway and the last as they are written.
fn wrong(subnet: Subnet<'_>, text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("is empty".to_owned());
    }
    let Some(address) = net::address(text) else {
        return Some(format!("{text} is not an address"));
    };
    let prefix = subnet.room()?;
    if !prefix.contains(&address) {
        Some(format!("{text} is outside of {}", prefix.trunc()))
    } else if address == prefix.network() {
        Some(format!("{text} is the network address"))
    } else if text == subnet.fields.get("gateway").text() {
        Some(format!("{text} is the gateway"))
    } else if text == prefix.broadcast().to_string() {
        Some(format!("{text} is the last address of the subnet"))
    } else {
        None
    }
}
