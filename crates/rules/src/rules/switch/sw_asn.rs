//! All spines have the one ASN of spines; each leaf has one of its own, inside the range of leaves.

use super::super::prelude::*;
use crate::switch::{is_hydrated, is_leaf, is_spine};

pub(crate) static RULE: Rule = Rule {
    id: "sw-asn",
    kinds: &[Kind::Switch],
    severity: Severity::Error,
    meaning: "has an ASN that does not fit its role, or the ASN of another leaf",
    action: "take the ASN of spines, or a free one of the range of leaves",
    index: Some(index),
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec:
  role: server-leaf
  profile: vs
  asn: 65100
  ip: 172.30.0.8/21
  protocolIP: 172.30.8.2/32
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

fn index(switch: &Object, index: &mut Index) {
    let asn = switch.spec.get("asn").int();
    if asn != 0 && is_leaf(switch) {
        index.key(Sort::Asn, asn.to_string());
    }
}

fn judge(switch: &Subject<'_>, report: &mut Report) {
    let asn = switch.spec().get("asn").int();
    // What does not fit into 32 bits is for the schema check.
    if u32::try_from(asn).is_err() {
        return;
    }
    if asn == 0 {
        if !is_hydrated(switch) {
            report.unchecked(Why::NotHydrated);
        }
        return;
    }
    let settings = if is_leaf(switch) || is_spine(switch) { switch.settings(report) } else { None };
    if is_spine(switch)
        && let Some(settings) = settings
        && asn != i64::from(settings.spine_asn)
    {
        let message = format!("{asn} must be {}, the ASN of all spines", settings.spine_asn);
        report.error(spec(["asn"]), message);
    }
    if !is_leaf(switch) {
        return;
    }
    if let Some(settings) = settings {
        let (start, end) = (settings.leaf_asn_start, settings.leaf_asn_end);
        if asn < i64::from(start) || asn > i64::from(end) {
            let message = format!("{asn} is not one of the ASNs {start} to {end} of leaves");
            report.error(spec(["asn"]), message);
        }
    }
    if switch.spec().at(&["redundancy", "type"]).text() == "mclag" {
        return;
    }
    for other in switch.others(Sort::Asn, asn.to_string()) {
        if report.is_full() {
            break;
        }
        let message = format!("{asn} is the ASN of {}: choose a free ASN", other.identity);
        report.error_with(spec(["asn"]), (other, spec(["asn"])), message);
    }
}
