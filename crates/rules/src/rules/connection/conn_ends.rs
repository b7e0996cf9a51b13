//! How many links, switches and servers each type has. That a gateway is there is not checked by the cluster.

use super::super::prelude::*;
use crate::connection::{Connection, ConnectionType};

pub(crate) static RULE: Rule = Rule {
    id: "conn-ends",
    kinds: &[Kind::Connection],
    severity: Severity::Error,
    meaning: "has too many or too few links, switches or servers for its type",
    action: "correct the ports, or choose another type",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--bundled}
spec:
  bundled:
    links:
      - {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
      - {server: {port: server-1/enp2s2}, switch: {port: leaf-2/E1/1}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--bundled}
spec:
  bundled:
    links:
      - {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
      - {server: {port: server-1/enp2s2}, switch: {port: leaf-1/E1/2}}
",
};

/// The most switches of a type, and whether it needs as many.
fn switches(of_type: ConnectionType) -> (usize, bool) {
    match of_type {
        ConnectionType::Eslag => (4, false),
        ConnectionType::Fabric | ConnectionType::Mesh => (2, true),
        _ => (1, false),
    }
}

fn judge(connection: &Subject<'_>, report: &mut Report) {
    let Some(read) = Connection::of(connection.spec()) else { return };
    let name = read.of_type.name();
    if read.links.is_empty() {
        if !read.of_type.has_one_link() {
            links(&read, report);
        }
        return;
    }
    let (most, exactly) = switches(read.of_type);
    let devices = read.devices(Kind::Switch);
    for (device, end) in devices.iter().skip(most) {
        let count = if most == 1 { "one switch".to_owned() } else { format!("{most} switches") };
        let message = format!(
            "is on {device}, one switch too many: a Connection of the type `{name}` has {count}{}",
            if read.of_type == ConnectionType::Eslag { " at most" } else { "" },
        );
        report.error(end.field("port"), message);
    }
    let all_named = read.ends().all(|end| end.is_well_formed());
    if exactly
        && devices.len() < most
        && all_named
        && let Some(end) = read.links.first().and_then(|link| link.ends.last())
    {
        let message = format!(
            "is on {} like the other end: a Connection of the type `{name}` is between two switches",
            end.device()
        );
        report.error(end.field("port"), message);
    }
    for (device, end) in read.devices(Kind::Server).iter().skip(1) {
        let message =
            format!("is on {device}, a second server: a Connection of the type `{name}` has one");
        report.error(end.field("port"), message);
    }
    for (device, end) in read.devices(Kind::Gateway) {
        if connection.is_missing(Kind::Gateway, device) {
            let message = format!(
                "is on the Gateway {device}, which does not exist: correct the name, or add it"
            );
            report.warning(end.field("port"), message);
        }
    }
}

/// What is wrong where there is not a link.
fn links(read: &Connection<'_>, report: &mut Report) {
    if !matches!(read.details, Tree::Map(_)) {
        return;
    }
    let field = spec([read.of_type.name(), "links"]);
    match (read.details.get("links"), read.of_type) {
        (Tree::Null, ConnectionType::Eslag) => {
            report.error(field, "is missing: an `eslag` Connection has two links or more");
        }
        (Tree::Null, _) => report.error(field, "is missing: add at least one link"),
        // Of the other types the schema wants links where there is a list.
        (Tree::List(items), ConnectionType::Bundled) if items.is_empty() => {
            report.error(field, "is empty: add at least one link");
        }
        _ => {}
    }
}
