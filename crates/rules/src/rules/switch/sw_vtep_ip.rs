//! The VTEP address of a leaf.

use super::super::prelude::*;
use crate::switch::{check_loopback, is_hydrated, is_leaf};

pub(crate) static RULE: Rule = Rule {
    id: "sw-vtep-ip",
    kinds: &[Kind::Switch],
    severity: Severity::Error,
    meaning: "has a VTEP address that is invalid, not of the VTEP subnet, or in use",
    action: "choose a free /32 of the VTEP subnet",
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
  protocolIP: 172.30.8.2/32
  vtepIP: 10.0.0.2/32
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
    if !is_leaf(switch) {
        return;
    }
    if !is_hydrated(switch) {
        report.unchecked(Why::NotHydrated);
        return;
    }
    let address = switch.spec().get("vtepIP").text();
    if address.is_empty() {
        return;
    }
    check_loopback(switch, report, "vtepIP", |settings| ("VTEP subnet", settings.vtep_subnet));
    // A leaf of mclag may share it with a leaf, but not with a Gateway.
    let may_share = switch.spec().at(&["redundancy", "type"]).text() == "mclag";
    let others = switch.others(Sort::VtepAddress, address).into_iter();
    for other in others.filter(|other| !may_share || other.kind != Kind::Switch) {
        if report.is_full() {
            break;
        }
        let message = format!("{address} is used by {}: choose a free address", other.identity);
        report.error_with(spec(["vtepIP"]), (other, spec(["vtepIP"])), message);
    }
}
