//! What a Switch needs. Files for `hhfab` lack the ASN and the addresses until hydration.

use super::super::prelude::*;
use crate::switch::{is_hydrated, is_leaf, is_spine};

pub(crate) static RULE: Rule = Rule {
    id: "sw-required",
    kinds: &[Kind::Switch],
    severity: Severity::Error,
    meaning: "lacks what a Switch needs, or has a VTEP address as a spine",
    action: "add what is missing, or leave the ASN and all addresses out for `hhfab` to fill in",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs, asn: 65101, ip: 172.30.0.8/21, protocolIP: 172.30.8.2/32}
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
    let lacks = |field: &str| switch.spec().get(field).is_empty();
    // That the role is missing is found by the schema check.
    if lacks("profile") {
        report.error(spec(["profile"]), "is missing: name the SwitchProfile of the model");
    }
    if !is_hydrated(switch) {
        report.unchecked(Why::NotHydrated);
        return;
    }
    let needed = ["asn", "ip", "protocolIP"].into_iter().chain(is_leaf(switch).then_some("vtepIP"));
    for field in needed.filter(|field| lacks(field)) {
        report.error(
            spec([field]),
            "is missing: add it, or leave out the ASN and all addresses for `hhfab` to fill in",
        );
    }
    if is_spine(switch) && !lacks("vtepIP") {
        report.error(spec(["vtepIP"]), "must be absent: a spine has no VTEP address");
    }
}
