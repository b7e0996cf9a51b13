//! The VPC that a `staticExternal` Connection is within cannot change. Everything else can, even ports under
//! attachments.

use super::super::prelude::*;
use crate::connection::Connection;

pub(crate) static RULE: Rule = Rule {
    id: "conn-withinvpc-immutable",
    kinds: &[Kind::Connection],
    severity: Severity::Error,
    meaning: "changes the VPC that it is within, or moves attachments to other ports",
    action: "for another VPC, delete the Connection and create one with another name",
    index: None,
    judge: Judge::Update(judge),
    before: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: leaf-1--static}
spec:
  staticExternal:
    withinVPC: a
    link: {switch: {port: leaf-1/E1/5, ip: 192.0.2.2/30, nextHop: 192.0.2.1}}
",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: leaf-1--static}
spec:
  staticExternal:
    link: {switch: {port: leaf-1/E1/5, ip: 192.0.2.2/30, nextHop: 192.0.2.1}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: leaf-1--static}
spec:
  staticExternal:
    withinVPC: a
    link: {switch: {port: leaf-1/E1/6, ip: 192.0.2.2/30, nextHop: 192.0.2.1}}
",
};

fn judge(before: &Object, connection: &Subject<'_>, report: &mut Report) {
    vpc(&before.spec, connection.spec(), report);
    ports(before, connection, report);
}

fn vpc(before: &Tree, after: &Tree, report: &mut Report) {
    let [old, new] = [before, after].map(|spec| spec.get("staticExternal"));
    if !old.is_there() || !new.is_there() {
        return;
    }
    let [old, new] = [old, new].map(|details| details.get("withinVPC").text());
    if old == new {
        return;
    }
    let what = match (old.is_empty(), new.is_empty()) {
        (true, _) => format!("`{new}` is added"),
        (_, true) => format!("`{old}` is removed"),
        _ => format!("changes from `{old}` to `{new}`"),
    };
    let message = format!(
        "{what}: it cannot change; delete this Connection and create one with another name"
    );
    report.error(spec(["staticExternal", "withinVPC"]), message);
}

fn ports(before: &Object, connection: &Subject<'_>, report: &mut Report) {
    let (Some(old), Some(new)) = (Connection::of(&before.spec), Connection::of(connection.spec()))
    else {
        return;
    };
    let switch_ports = |read: &Connection<'_>| {
        let ends = read.ends().filter(|end| end.kind == Kind::Switch);
        ends.map(|end| end.port.to_owned()).collect::<std::collections::BTreeSet<String>>()
    };
    let (old_ports, new_ports) = (switch_ports(&old), switch_ports(&new));
    if old.of_type != new.of_type || old_ports == new_ports {
        return;
    }
    let kinds = [Kind::VpcAttachment, Kind::ExternalAttachment];
    for attachment in kinds.into_iter().flat_map(|kind| connection.referrers(kind)) {
        let message = format!(
            "changes its ports under {}: the cluster accepts it, and the attachment moves to the other ports",
            attachment.identity
        );
        report.warning_with(
            spec([new.of_type.name()]),
            (attachment, spec(["connection"])),
            message,
        );
    }
}
