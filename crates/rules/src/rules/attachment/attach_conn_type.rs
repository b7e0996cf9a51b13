//! A VPC is attached to a Connection of a type that leads to a server.

use super::super::prelude::*;
use crate::attachment::connection;
use crate::connection::{ConnectionType, MCLAG};

pub(crate) static RULE: Rule = Rule {
    id: "attach-conn-type",
    kinds: &[Kind::VpcAttachment],
    severity: Severity::Error,
    meaning: "attaches a VPC to a Connection that is not unbundled, bundled or eslag",
    action: "name a Connection of one of these types",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: uplink}
spec: {external: {link: {switch: {port: leaf-1/E1/1}}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: shop-uplink}
spec: {subnet: shop/web, connection: uplink}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: rack-1}
spec: {unbundled: {link: {server: {port: server-1/eth0}, switch: {port: leaf-1/E1/1}}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: shop-rack-1}
spec: {subnet: shop/web, connection: rack-1}
",
};

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    let Some(connection) = connection(attachment, report) else { return };
    let identity = &connection.identity;
    // What counts is that there is one of these, even where another type goes before it.
    let types = [ConnectionType::Unbundled, ConnectionType::Bundled, ConnectionType::Eslag];
    let mclag = MCLAG.into_iter().find(|field| connection.spec.get(field).is_there());
    let (at, message) = if let Some(mclag) = mclag {
        let message = format!(
            "is {identity}, which has {mclag}: MCLAG was removed in release 26.03, make it eslag"
        );
        (spec([mclag]), message)
    } else if types.into_iter().any(|one| one.is_in(&connection.spec)) {
        return;
    } else {
        let (at, is) = match ConnectionType::of(&connection.spec) {
            Some(other) => (spec([other.name()]), format!("is of type {}", other.name())),
            None => (whole(), "has no type".to_owned()),
        };
        let wanted = "name a Connection of type unbundled, bundled or eslag";
        (at, format!("is {identity}, which {is}: {wanted}"))
    };
    report.error_with(spec(["connection"]), (connection, at), message);
}
