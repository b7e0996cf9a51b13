//! Ranges of one VLANNamespace do not overlap.

use super::super::prelude::*;
use crate::vlan_namespace::{Range, ranges};

pub(crate) static RULE: Rule = Rule {
    id: "vlanns-overlap",
    kinds: &[Kind::VlanNamespace],
    severity: Severity::Error,
    meaning: "has two ranges that overlap",
    action: "join them, or make one of them smaller",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 1000, to: 1999}, {from: 1999, to: 2500}]}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 1000, to: 1999}, {from: 2000, to: 2500}]}
",
};

fn judge(namespace: &Subject<'_>, report: &mut Report) {
    // Where one range is invalid, none is left to overlap.
    let Some(ranges) = ranges(namespace) else { return };
    let mut sorted: Vec<(usize, Range)> = ranges.into_iter().enumerate().collect();
    sorted.sort_by_key(|(at, range)| (range.from, range.to, *at));
    let mut widest: Option<(usize, Range)> = None;
    for (at, range) in sorted {
        if let Some((other_at, other)) = widest.filter(|(_, other)| other.overlaps(range)) {
            let (at, range, other) =
                if at > other_at { (at, range, other) } else { (other_at, other, range) };
            report.error(
                spec(["ranges"]).index(at),
                format!(
                    "{range} overlaps {other}: join the two ranges, or make one of them \
                         smaller"
                ),
            );
        }
        if widest.is_none_or(|(_, other)| other.to < range.to) {
            widest = Some((at, range));
        }
    }
}
