//! The routes of a `staticExternal` Connection.

use std::net::IpAddr;

use ipnet::IpNet;

use super::super::prelude::*;
use crate::connection::{Connection, ConnectionType};

pub(crate) static RULE: Rule = Rule {
    id: "conn-static",
    kinds: &[Kind::Connection],
    severity: Severity::Error,
    meaning: "is a `staticExternal` Connection with a wrong address, next hop or subnet",
    action: "correct it",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: leaf-1--static}
spec:
  staticExternal:
    link:
      switch: {port: leaf-1/E1/5, ip: 192.0.2.2/30, nextHop: 192.0.2.9, subnets: [198.51.100.0/24]}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: leaf-1--static}
spec:
  staticExternal:
    link:
      switch: {port: leaf-1/E1/5, ip: 192.0.2.2/30, nextHop: 192.0.2.1, subnets: [198.51.100.0/24]}
",
};

fn field(name: &str) -> FieldPath {
    spec(["staticExternal", "link", "switch", name])
}

fn judge(connection: &Subject<'_>, report: &mut Report) {
    let Some(read) = Connection::of(connection.spec()) else { return };
    if read.of_type != ConnectionType::StaticExternal {
        return;
    }
    let switch = read.details.at(&["link", "switch"]);
    for (name, such) in [("ip", "10.0.0.2/30"), ("nextHop", "10.0.0.1")] {
        if !switch.get(name).is_there() {
            report.error(field(name), format!("is missing: give an address, such as {such}"));
        }
    }
    // What is of another form is for the schema.
    let (ip, hop) = (switch.get("ip").text(), switch.get("nextHop").text());
    if let (Some(prefix), Some(address)) = (net::prefix(ip), net::address(hop))
        && matches!((prefix, address), (IpNet::V4(_), IpAddr::V4(_)))
        && !prefix.contains(&address)
    {
        let message =
            format!("{address} is not in {}: choose an address of that subnet", prefix.trunc());
        report.error(field("nextHop"), message);
    }
    let vlan = switch.get("vlan").int();
    if vlan > 4094 {
        let message =
            format!("{vlan} is not a VLAN: the cluster does not check it; choose 1 to 4094");
        report.warning(field("vlan"), message);
    }
    subnets(connection, switch.get("subnets").items(), report);
}

fn subnets(connection: &Subject<'_>, items: &[Tree], report: &mut Report) {
    let at = |index: usize| field("subnets").index(index);
    let mut prefixes: Vec<(IpNet, usize)> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        // What is not a text is for the schema.
        let Tree::Text(text) = item else { continue };
        if &**text == "0.0.0.0/0" {
            if items.len() > 1 {
                report.error(
                    at(index),
                    "0.0.0.0/0 must be the only subnet: drop the others, or this one",
                );
            }
            // The cluster checks no further entries.
            break;
        }
        match net::prefix(text) {
            None => report.error(
                at(index),
                format!("`{text}` is not a subnet: write it with its length, such as 10.0.0.0/24"),
            ),
            Some(prefix) if !net::is_masked(prefix) => {
                report.error(at(index), format!("{prefix} has host bits: write {}", prefix.trunc()))
            }
            Some(prefix) => prefixes.push((prefix, index)),
        }
    }
    // In this order what overlaps comes after what contains it.
    prefixes.sort_by_key(|(prefix, index)| (prefix.network(), prefix.prefix_len(), *index));
    let mut wider: Option<(IpNet, usize)> = None;
    for (prefix, index) in &prefixes {
        match wider {
            Some((other, first)) if net::overlap(other, *prefix) => {
                let message =
                    format!("{prefix} overlaps {other} at {}: drop one of them", at(first));
                report.error(at(*index), message);
            }
            _ => wider = Some((*prefix, *index)),
        }
    }
    if prefixes.is_empty() {
        return;
    }
    let Some(settings) = connection.settings(report) else { return };
    for (prefix, index) in &prefixes {
        let reserved = settings.reserved_subnets.iter().find(|one| net::overlap(**one, *prefix));
        if let Some(reserved) = reserved {
            let message = format!(
                "{prefix} overlaps {reserved}, which the fabric reserves: choose another prefix"
            );
            report.error(at(*index), message);
        }
    }
}
