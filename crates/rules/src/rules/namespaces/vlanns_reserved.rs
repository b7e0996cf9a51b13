//! A VLANNamespace keeps clear of the VLANs that switches use for themselves.

use super::super::prelude::*;
use crate::vlan_namespace::{Range, ranges};

pub(crate) static RULE: Rule = Rule {
    id: "vlanns-reserved",
    kinds: &[Kind::VlanNamespace],
    severity: Severity::Error,
    meaning: "has a range that overlaps VLANs reserved for the fabric",
    action: "choose other VLANs",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 2000, to: 3000}]}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 2000, to: 2999}]}
",
};

fn judge(namespace: &Subject<'_>, report: &mut Report) {
    let Some(settings) = namespace.settings(report) else { return };
    // Where one range is invalid, none is left to overlap.
    let Some(ranges) = ranges(namespace) else { return };
    for (at, range) in ranges.into_iter().enumerate() {
        if report.is_full() {
            return;
        }
        let reserved = settings
            .reserved_vlans
            .iter()
            .map(|reserved| Range { from: reserved.from.into(), to: reserved.to.into() })
            .find(|reserved| reserved.overlaps(range));
        if let Some(reserved) = reserved {
            report.error(
                spec(["ranges"]).index(at),
                format!(
                    "{range} overlaps {reserved}, which is reserved for the fabric: \
                         choose other VLANs"
                ),
            );
        }
    }
}
