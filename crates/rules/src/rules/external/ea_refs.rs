//! The External and the Connection exist, and the Connection is of type external.

use super::super::prelude::*;
use crate::connection::ConnectionType;

pub(crate) static RULE: Rule = Rule {
    id: "ea-refs",
    kinds: &[Kind::ExternalAttachment],
    severity: Severity::Error,
    meaning: "names an External or a Connection that does not exist, or a Connection of another type",
    action: "name an External, and a Connection of type external, that exist",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: rack-1}
spec: {unbundled: {link: {server: {port: server-1/eth0}, switch: {port: leaf-1/E1/2}}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: isp-leaf-1}
spec: {external: isp, connection: rack-1, switch: {ip: 192.0.2.1/31}, neighbor: {asn: 64999, ip: 192.0.2.0}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: uplink}
spec: {external: {link: {switch: {port: leaf-1/E1/1}}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: isp-leaf-1}
spec: {external: isp, connection: uplink, switch: {ip: 192.0.2.1/31}, neighbor: {asn: 64999, ip: 192.0.2.0}}
",
};

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    require(attachment, report, "external", Kind::External);
    let Some(connection) = require(attachment, report, "connection", Kind::Connection) else {
        return;
    };
    // What counts is that it is there, even where another type goes before it.
    if ConnectionType::External.is_in(&connection.spec) {
        return;
    }
    let (at, is) = match ConnectionType::of(&connection.spec) {
        Some(other) => (spec([other.name()]), format!("is of type {}", other.name())),
        None => (whole(), "is not of type external".to_owned()),
    };
    let message =
        format!("is {}, which {is}: name a Connection of type external", connection.identity);
    report.error_with(spec(["connection"]), (connection, at), message);
}

/// What a field refers to.
fn require<'i>(
    attachment: &Subject<'i>,
    report: &mut Report,
    field: &str,
    kind: Kind,
) -> Option<&'i Object> {
    let name = attachment.spec().get(field).as_text()?;
    if name.is_empty() {
        let article = if kind == Kind::External { "an" } else { "a" };
        report.error(spec([field]), format!("is missing: name {article} {}", kind.name()));
        return None;
    }
    attachment.require(report, spec([field]), kind, name)
}
