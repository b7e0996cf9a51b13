//! The MTU of a server's link is smaller than that of the fabric by an offset. The cluster does not check that
//! of `eslag`.

use super::super::prelude::*;
use crate::connection::{Connection, ConnectionType};

pub(crate) static RULE: Rule = Rule {
    id: "conn-mtu",
    kinds: &[Kind::Connection],
    severity: Severity::Error,
    meaning: "has a larger MTU than the fabric allows for servers",
    action: "set a smaller MTU",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--leaf-1}
spec:
  unbundled:
    link: {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
    mtu: 9100
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--leaf-1}
spec:
  unbundled:
    link: {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
    mtu: 9036
",
};

fn judge(connection: &Subject<'_>, report: &mut Report) {
    let Some(read) = Connection::of(connection.spec()) else { return };
    let is_refused = match read.of_type {
        ConnectionType::Unbundled | ConnectionType::Bundled => true,
        ConnectionType::Eslag => false,
        _ => return,
    };
    let mtu = read.details.get("mtu").int();
    // What does not fit into 16 bits is for the schema check.
    if mtu == 0 || mtu > i64::from(u16::MAX) {
        return;
    }
    let Some(settings) = connection.settings(report) else { return };
    let (fabric, offset) = (settings.fabric_mtu, settings.server_mtu_offset);
    let most = fabric.saturating_sub(offset);
    if mtu <= i64::from(most) {
        return;
    }
    let field = spec([read.of_type.name(), "mtu"]);
    let message =
        format!("{mtu} is larger than {most}: the MTU of the fabric is {fabric}, less {offset}");
    if is_refused {
        report.error(field, message);
    } else {
        report.warning(field, format!("{message}; the cluster does not check it for `eslag`"));
    }
}
