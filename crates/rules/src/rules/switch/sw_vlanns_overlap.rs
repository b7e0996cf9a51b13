//! The VLAN ranges of all VLANNamespaces of a Switch together do not overlap. The cluster checks it when the
//! Switch changes.

use std::collections::BTreeMap;

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "sw-vlanns-overlap",
    kinds: &[Kind::Switch],
    severity: Severity::Error,
    meaning: "is in VLANNamespaces whose ranges overlap",
    action: "remove one of them, or change its ranges",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 1000, to: 1999}]}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: lab}
spec: {ranges: [{from: 1900, to: 2499}]}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs, vlanNamespaces: [default, lab]}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 1000, to: 1999}]}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: lab}
spec: {ranges: [{from: 2000, to: 2499}]}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs, vlanNamespaces: [default, lab]}
",
};

/// The ranges of a VLANNamespace; none where one is invalid, because then the cluster empties the list.
fn ranges(namespace: &Object) -> Vec<(i64, i64)> {
    let items = namespace.spec.get("ranges").items();
    let range = |item: &Tree| {
        let (from, to) = (item.get("from").int(), item.get("to").int());
        (1 <= from && from <= to && to <= 4094).then_some((from, to))
    };
    items.iter().map(range).collect::<Option<_>>().unwrap_or_default()
}

fn judge(switch: &Subject<'_>, report: &mut Report) {
    let names = switch.spec().get("vlanNamespaces").items();
    let at = |index: usize| spec(["vlanNamespaces"]).index(index);
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    let mut all: Vec<(i64, i64, usize)> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let name = name.text();
        if name.is_empty() {
            continue;
        }
        let Some(namespace) = switch.look(report, Kind::VlanNamespace, name) else { continue };
        let ranges = ranges(namespace);
        if first.contains_key(name) {
            // The cluster counts its ranges twice.
            if !ranges.is_empty() {
                report.error(at(index), format!("{name} is in the list twice: remove one entry"));
            }
            continue;
        }
        first.insert(name, index);
        all.extend(ranges.into_iter().map(|(from, to)| (from, to, index)));
    }
    all.sort_unstable();
    // Of all ranges so far the one that reaches farthest. Overlaps within one namespace are for its own rule.
    let mut farthest: Option<(i64, i64, usize)> = None;
    for range @ (from, to, index) in all {
        if let Some((other_from, other_to, other)) = farthest
            && from <= other_to
            && other != index
        {
            let [name, taken] =
                [index, other].map(|at| names.get(at).map_or("", |name| name.text()));
            let (range, theirs) = (shown(from, to), shown(other_from, other_to));
            let message = format!(
                "{name} has the VLANs {range}, which overlap {theirs} of {taken}: remove one of the two, or change \
                 its ranges"
            );
            report.error(at(index), message);
        }
        if farthest.is_none_or(|(_, farthest, _)| farthest < to) {
            farthest = Some(range);
        }
    }
}

fn shown(from: i64, to: i64) -> String {
    if from == to { from.to_string() } else { format!("{from}-{to}") }
}
