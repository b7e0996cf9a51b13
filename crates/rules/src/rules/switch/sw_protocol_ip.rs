//! The protocol address of a Switch.

use super::super::prelude::*;
use crate::switch::{check_loopback, is_hydrated};

pub(crate) static RULE: Rule = Rule {
    id: "sw-protocol-ip",
    kinds: &[Kind::Switch],
    severity: Severity::Error,
    meaning: "has a protocol address that is invalid, not of the protocol subnet, or in use",
    action: "choose a free /32 of the protocol subnet",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec:
  role: server-leaf
  profile: vs
  asn: 65101
  ip: 172.30.0.8/21
  protocolIP: 172.30.8.2/22
  vtepIP: 172.30.12.2/32
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec:
  role: server-leaf
  profile: vs
  asn: 65101
  ip: 172.30.0.8/21
  protocolIP: 172.30.8.2/32
  vtepIP: 172.30.12.2/32
",
};

fn judge(switch: &Subject<'_>, report: &mut Report) {
    if !is_hydrated(switch) {
        report.unchecked(Why::NotHydrated);
        return;
    }
    let address = switch.spec().get("protocolIP").text();
    if address.is_empty() {
        return;
    }
    check_loopback(switch, report, "protocolIP", |settings| {
        ("protocol subnet", settings.protocol_subnet)
    });
    for other in switch.others(Sort::ProtocolAddress, address) {
        if report.is_full() {
            break;
        }
        let message = format!("{address} is used by {}: choose a free address", other.identity);
        report.error_with(spec(["protocolIP"]), (other, spec(["protocolIP"])), message);
    }
}
