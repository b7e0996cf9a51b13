//! The addresses of links between switches, and between a switch and a gateway. The cluster checks a link only
//! if both ends have an address; without any it is not hydrated.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use super::super::prelude::*;
use crate::connection::{Connection, End};

pub(crate) static RULE: Rule = Rule {
    id: "conn-link-ip",
    kinds: &[Kind::Connection],
    severity: Severity::Error,
    meaning: "has a link whose addresses are not two of one /31 in the fabric subnet, or are in use",
    action: "give both ends free addresses of one /31, or leave both out for `hhfab` to fill in",
    index: Some(index),
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: spine-1--leaf-1}
spec:
  fabric:
    links:
      - spine: {port: spine-1/E1/1, ip: 172.30.128.0/31}
        leaf: {port: leaf-1/E1/9, ip: 172.30.128.3/31}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: spine-1--leaf-1}
spec:
  fabric:
    links:
      - spine: {port: spine-1/E1/1, ip: 172.30.128.0/31}
        leaf: {port: leaf-1/E1/9, ip: 172.30.128.1/31}
",
};

fn of(spec: &Tree) -> Option<Connection<'_>> {
    Connection::of(spec).filter(|read| read.of_type.has_addresses())
}

fn address(end: &End<'_>) -> Option<IpAddr> {
    net::prefix(end.ip).map(|prefix| prefix.addr())
}

fn index(connection: &Object, index: &mut Index) {
    let Some(read) = of(&connection.spec) else { return };
    for address in read.ends().filter_map(address) {
        index.key(Sort::LinkAddress, address.to_string());
    }
}

fn judge(connection: &Subject<'_>, report: &mut Report) {
    let Some(read) = of(connection.spec()) else { return };
    let mut own: BTreeMap<IpAddr, &End<'_>> = BTreeMap::new();
    for link in &read.links {
        let [a, b] = link.ends.as_slice() else { continue };
        match (a.ip.is_empty(), b.ip.is_empty()) {
            (true, true) => report.unchecked(Why::NotHydrated),
            (false, false) => {
                let both = [a, b].map(|end| check(connection, end, &mut own, report));
                if let [Some(first), Some(second)] = both
                    && first.trunc() != second.trunc()
                {
                    let message = format!(
                        "{second} is not in one /31 with {first} at {}: give both ends addresses of one /31",
                        a.field("ip")
                    );
                    report.error(b.field("ip"), message);
                }
            }
            (without, _) => {
                let (end, other) = if without { (a, b) } else { (b, a) };
                let message = format!(
                    "is missing, and the other end has {}: the cluster does not check such a link; give both ends \
                     addresses, or none",
                    other.ip
                );
                report.warning(end.field("ip"), message);
            }
        }
    }
}

/// Checks one end of a link; its address, where that is one of a /31.
fn check<'t, 'c>(
    connection: &Subject<'_>,
    end: &'c End<'t>,
    own: &mut BTreeMap<IpAddr, &'c End<'t>>,
    report: &mut Report,
) -> Option<IpNet> {
    // What is not an IPv4 address with length is for the schema.
    let prefix = net::prefix(end.ip).filter(|prefix| matches!(prefix, IpNet::V4(_)))?;
    let address = prefix.addr();
    if prefix.prefix_len() != 31 {
        report.error(end.field("ip"), format!("{prefix} must have the length 31"));
    }
    if let Some(settings) = connection.settings(report) {
        let subnet = settings.fabric_subnet;
        if !IpNet::V4(subnet).contains(&address) {
            let message = format!("{address} is not in the fabric subnet {subnet}");
            report.error(end.field("ip"), message);
        }
    }
    if let Some(first) = own.insert(address, end) {
        let message = format!("{address} is also at {}: choose a free address", first.field("ip"));
        report.error(end.field("ip"), message);
    }
    for other in connection.others(Sort::LinkAddress, address.to_string()) {
        if report.is_full() {
            break;
        }
        let theirs = of(&other.spec);
        let taken = theirs
            .as_ref()
            .and_then(|theirs| theirs.ends().find(|theirs| self::address(theirs) == Some(address)));
        if let Some(taken) = taken {
            let message = format!("{address} is used by {}: choose a free address", other.identity);
            report.error_with(end.field("ip"), (other, taken.field("ip")), message);
        }
    }
    (prefix.prefix_len() == 31).then_some(prefix)
}
